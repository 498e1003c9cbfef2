//! Backups: made beside the door, checked before they count, thinned, and never in anybody's way.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Evening, at_the_door};
use crate::desk::backup::{backups_at, existing, make};
use crate::desk::handle::{DeskHandle, Go};
use crate::desk::{Desk, GuestListFile, ImportOptions, Look};
use crate::error::Code;
use crate::store::Store;
use crate::store::open::{alter_newest, delete_newest};
use crate::text::Lang;

pub(super) fn soon(mut holds: impl FnMut() -> bool) -> bool {
    (0..4_000).any(|_| {
        std::thread::sleep(Duration::from_millis(5));
        holds()
    })
}

fn names(event: &Path) -> Vec<String> {
    let entries = fs::read_dir(event.join("backups")).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

impl Evening {
    fn reader(&mut self) -> Store {
        Store::open_reader(&self.path().join("event.db")).unwrap()
    }

    pub(super) fn back_up(&mut self) -> crate::error::Result<Option<PathBuf>> {
        let (store, now) = (self.reader(), self.desk().around.clock.now());
        let made = make(&self.path(), &store, now, || ControlFlow::Continue(()))?;
        Ok(made.map(|name| self.path().join("backups").join(name.to_string())))
    }
}

#[test]
fn a_backup_is_the_whole_event_in_two_files_of_which_the_key_is_the_owners_alone() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    let print = evening.desk().fingerprint().unwrap();
    let made = evening.back_up().unwrap().unwrap();
    let mut files: Vec<_> = fs::read_dir(&made).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["desk.key", "event.db"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(made.join("desk.key")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let mut opened = Desk::open(&made, evening.around()).unwrap();
    assert_eq!(opened.fingerprint().unwrap(), print);
    assert!(opened.verify(Lang::En).unwrap().ok);
}

#[test]
fn what_is_there_already_is_not_backed_up_again() {
    let mut evening = Evening::new();
    evening.guest("Ada", None);
    assert!(evening.back_up().unwrap().is_some());
    evening.pass_time(600);
    assert_eq!(evening.back_up().unwrap(), None);
    evening.guest("Grace", None);
    assert!(evening.back_up().unwrap().is_some());
    assert_eq!(existing(&evening.path()).len(), 2);
}

#[test]
fn backups_are_found_from_the_event_from_their_folder_and_by_themselves_the_newest_first() {
    let mut evening = Evening::new();
    evening.guest("Ada", None);
    let first = evening.back_up().unwrap().unwrap();
    evening.pass_time(600);
    evening.guest("Grace", None);
    let second = evening.back_up().unwrap().unwrap();
    let paths = |place: &Path| backups_at(place).into_iter().map(|kept| kept.path).collect::<Vec<_>>();
    assert_eq!(paths(&evening.path()), [second.clone(), first.clone()]);
    assert_eq!(paths(&evening.path().join("backups")), [second.clone(), first.clone()]);
    assert_eq!(paths(&first), std::slice::from_ref(&first));
    let renamed = evening.path().join("backups").join("kept by hand");
    fs::rename(&first, &renamed).unwrap();
    assert_eq!(backups_at(&renamed)[0].name, None);
    fs::remove_file(second.join("desk.key")).unwrap();
    assert_eq!(paths(&evening.path().join("backups")), [] as [PathBuf; 0], "half a backup is none");
    assert_eq!(paths(Path::new("/no/such/place")), [] as [PathBuf; 0]);
}

#[test]
fn a_copy_that_does_not_check_out_does_not_count_and_leaves_nothing() {
    for spoil in [alter_newest, delete_newest] {
        let mut evening = Evening::new();
        let (_, code) = evening.ready("Ada");
        evening.back_up().unwrap();
        evening.guest("Grace", None);
        // After so long the head is signed, so that it is missed when it is gone.
        evening.pass_time(120);
        evening.scan(&code);
        let before = names(&evening.path());
        spoil(&evening.path().join("event.db"));
        assert_eq!(evening.back_up().unwrap_err().code, Code::EventDamaged);
        assert_eq!(names(&evening.path()), before, "the earlier one stays, nothing is left of this one");
    }
}

#[test]
fn a_backup_cut_off_half_way_does_not_count_and_the_next_one_clears_it_away() {
    let mut evening = Evening::new();
    evening.guest("Ada", None);
    let part = evening.path().join("backups").join(".part");
    fs::create_dir_all(&part).unwrap();
    fs::write(part.join("event.db"), b"half").unwrap();
    fs::write(part.join("desk.key"), b"half").unwrap();
    let emptied = evening.path().join("backups/backup-20261128T170000Z-1");
    fs::create_dir(&emptied).unwrap();
    fs::write(emptied.join("desk.key"), b"one whose removal was cut off").unwrap();
    assert!(existing(&evening.path()).is_empty());
    evening.back_up().unwrap().unwrap();
    assert_eq!((existing(&evening.path()).len(), part.exists()), (1, false));
    let store = evening.reader();
    let now = evening.desk().around.clock.now();
    evening.guest("Grace", None);
    let broken_off = make(&evening.path(), &store, now, || ControlFlow::Break(())).unwrap();
    assert_eq!((broken_off, existing(&evening.path()).len(), part.exists()), (None, 1, false));
}

#[test]
fn an_open_event_is_backed_up_a_minute_after_the_last_while_something_changes() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let (path, scott) = (evening.path(), evening.by("scott"));
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let count = || existing(&path).len();
    assert!(soon(|| count() == 1), "the first one needs no minute");
    let made_at = || handle.backup_state(Lang::En).unwrap().made_at;
    assert_eq!(made_at().as_deref(), Some("2026-11-28T19:00:00+01:00"));
    let scan = || {
        let (by, scan) = (scott.clone(), at_the_door(&code, Look::Decide));
        handle.write(move |desk| desk.scan(&by, &scan, Lang::En)).unwrap()
    };
    scan();
    evening.pass_time(59);
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(count(), 1, "a minute has not passed");
    evening.pass_time(1);
    assert!(soon(|| count() == 2), "{:?}", handle.backup_state(Lang::En));
    evening.pass_time(600);
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(count(), 2, "nothing changed");
    scan();
    assert!(soon(|| count() == 3));
    assert_eq!(handle.backup_state(Lang::En).unwrap().paused, None);
    handle.stop().unwrap();
}

#[test]
fn a_place_that_cannot_be_written_to_pauses_the_backups_and_nothing_else() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let (path, scott) = (evening.path(), evening.by("scott"));
    fs::write(path.join("backups"), b"a file where the folder should be").unwrap();
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let state = |lang| handle.backup_state(lang).unwrap();
    assert!(soon(|| state(Lang::En).paused.is_some()));
    assert!(state(Lang::Zh).paused.unwrap().contains("备份"));
    assert_eq!(state(Lang::En).made_at, None);
    let scan = at_the_door(&code, Look::Decide);
    let verdict = handle.write(move |desk| desk.scan(&scott, &scan, Lang::En)).unwrap();
    assert_eq!(verdict.decision, crate::admission::DecisionKind::Admit);
    fs::remove_file(path.join("backups")).unwrap();
    evening.pass_time(60);
    assert!(soon(|| state(Lang::En).paused.is_none()), "it goes on by itself");
    assert_eq!(existing(&path).len(), 1);
    handle.stop().unwrap();
}

#[test]
fn an_import_is_backed_up_before_its_first_record_whoever_applies_it() {
    let mut evening = Evening::new();
    evening.guest("Ada", None);
    let olga = evening.by("olga");
    let list = "ID,Name\n1,Grace\n2,Alan\n";
    let options = ImportOptions::default();
    let plan = evening.desk().plan_import(list.as_bytes(), "team.csv", &options).unwrap();
    let before = evening.desk().fingerprint().unwrap().records;
    evening.desk().apply_import(&olga, &plan, "team.csv").unwrap();
    let held = |evening: &Evening| existing(&evening.path()).last().unwrap().records();
    assert_eq!(held(&evening) as u64, before);
    let before = evening.desk().fingerprint().unwrap().records;
    evening.pass_time(1);
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let other = GuestListFile { bytes: b"ID,Name\n3,Barbara\n", name: "team.csv", options: &options };
    handle.import(&olga, other, |_, _| Go::On).unwrap();
    assert_eq!(held(&evening) as u64, before);
    handle.stop().unwrap();
}

#[test]
fn backups_that_hold_what_was_erased_go_and_one_that_does_not_takes_their_place() {
    let mut evening = Evening::new();
    let guest = evening.guest("Ada Lovelace", None);
    evening.back_up().unwrap().unwrap();
    evening.pass_time(60);
    evening.guest("Grace", None);
    evening.back_up().unwrap().unwrap();
    let olga = evening.by("olga");
    evening.desk().erase(&olga, guest, "asked for").unwrap();
    evening.reopen();
    let left: Vec<PathBuf> = existing(&evening.path())
        .iter()
        .map(|name| evening.path().join("backups").join(name.to_string()))
        .collect();
    assert_eq!(left.len(), 1);
    let bytes = fs::read(left[0].join("event.db")).unwrap();
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert_eq!((holds(b"Lovelace"), holds(b"Grace")), (false, true));
}
