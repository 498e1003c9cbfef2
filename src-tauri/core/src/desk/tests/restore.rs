//! Restoring a backup: on the same disk nothing branches, on another both histories are kept, nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};

use super::Evening;
use super::exchange::{exchange, two_desks};
use crate::desk::{Desk, GuestDraft};
use crate::error::{Code, Result};
use crate::guest::Status;
use crate::settings::Direction;
use crate::store::open::alter_newest;
use crate::text::Lang;

impl Evening {
    fn restore(&mut self, backup: &Path) -> Result<()> {
        self.restore_as(backup, None)
    }

    fn restore_as(&mut self, backup: &Path, operator: Option<&str>) -> Result<()> {
        let event = self.path();
        let desk = Desk::restore(backup, &event, operator, &mut || self.around())?;
        self.desk = Some(desk);
        Ok(())
    }

    pub(super) fn close(&mut self) {
        self.desk.take().unwrap().close().unwrap();
    }

    /// The same desk on another disk, with nothing but a backup.
    fn on_another_laptop(&mut self, backup: &Path) -> Evening {
        let mut laptop = Evening::new();
        laptop.clock = std::sync::Arc::clone(&self.clock);
        laptop.close();
        fs::remove_dir_all(laptop.path()).unwrap();
        laptop.seed = self.seed + 5_000;
        laptop.restore(backup).unwrap();
        laptop
    }

    fn kinds(&mut self) -> Vec<String> {
        self.desk().findings(Lang::En).unwrap().into_iter().map(|finding| finding.kind).collect()
    }

    fn is_sound(&mut self) {
        let report = self.desk().verify(Lang::En).unwrap();
        assert!(report.ok, "{report:?}");
        let live = self.print();
        self.desk().rebuild().unwrap();
        assert_eq!(self.print(), live);
    }
}

/// Copies a backup to where nobody thins it.
fn elsewhere(backup: &Path, folder: &Path) -> PathBuf {
    let copy = folder.join("kept");
    fs::create_dir(&copy).unwrap();
    for name in ["event.db", "desk.key"] {
        fs::copy(backup.join(name), copy.join(name)).unwrap();
    }
    copy
}

#[test]
fn on_the_same_disk_the_desk_goes_on_from_the_record_it_wrote_last() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let backup = evening.back_up().unwrap().unwrap();
    evening.scan(&code);
    let before = evening.print();
    evening.close();
    fs::write(evening.path().join("event.db"), b"garbage").unwrap();
    evening.restore(&backup).unwrap();
    assert_eq!((evening.print(), evening.inside()), (before, 1));
    let kept = evening.desk().notices().last().unwrap().en.clone();
    let kept = PathBuf::from(kept.rsplit_once("kept in ").unwrap().1.trim_end_matches('.'));
    assert_eq!(fs::read(kept.join("event.db")).unwrap(), b"garbage", "nothing is destroyed");
    evening.guest("Grace", None);
    assert_eq!(evening.desk().ancestry.heads().count(), 1, "one history");
    assert!(evening.kinds().is_empty());
    evening.is_sound();
    evening.reopen();
    evening.is_sound();
}

#[test]
fn a_log_that_was_written_anew_since_is_compared_whole_and_what_was_erased_stays_erased() {
    let mut evening = Evening::new();
    let guest = evening.guest("Ada Lovelace", None);
    evening.guest("Grace", None);
    evening.reopen();
    let made = evening.back_up().unwrap().unwrap();
    let backup = elsewhere(&made, evening.folder.path());
    let olga = evening.by("olga");
    evening.desk().erase(&olga, guest, "asked for").unwrap();
    for name in ["Alan", "Barbara", "Cid", "Dora", "Ed"] {
        evening.guest(name, None);
    }
    evening.reopen();
    let before = evening.print();
    evening.close();
    evening.restore(&backup).unwrap();
    assert_eq!(evening.print(), before);
    evening.is_sound();
    evening.close();
    let bytes = fs::read(evening.path().join("event.db")).unwrap();
    assert!(!bytes.windows(8).any(|window| window == b"Lovelace"));
}

#[test]
fn a_backup_restored_on_another_laptop_is_one_more_branch_and_nobody_inside_is_shown_as_left() {
    let (mut a, mut b, _, ada) = two_desks();
    let (_, grace) = a.ready("Grace");
    let (_, alan) = a.ready("Alan");
    a.scan(&grace);
    exchange(&mut a, &mut b);
    let made = a.back_up().unwrap().unwrap();
    let backup = elsewhere(&made, a.folder.path());
    // After the backup: Ada comes in, Grace goes out; B hears of it, then the disk is gone.
    a.scan(&ada);
    a.scan_at(&grace, "door", Direction::Exit);
    exchange(&mut a, &mut b);
    let mut again = a.on_another_laptop(&backup);
    drop(a);
    assert_eq!(again.inside(), 1, "the backup knows of Grace alone");
    again.scan(&alan);
    again.pass_time(10);
    for _ in 0..2 {
        exchange(&mut again, &mut b);
    }
    assert_eq!(again.print(), b.print());
    for desk in [&mut again, &mut b] {
        assert_eq!(desk.inside(), 2, "Ada and Alan are inside, Grace has left");
        assert_eq!(desk.kinds(), ["cloned_desk"]);
        desk.is_sound();
        let found = desk.desk().findings(Lang::En).unwrap();
        desk.reopen();
        assert_eq!(desk.desk().findings(Lang::En).unwrap(), found);
    }
    again.scan_at(&ada, "door", Direction::Exit);
    exchange(&mut again, &mut b);
    assert_eq!((again.inside(), b.inside()), (1, 1));
}

#[test]
fn what_is_refused_changes_nothing() {
    let (mut a, mut b, ..) = two_desks();
    let made = a.back_up().unwrap().unwrap();
    let backup = elsewhere(&made, a.folder.path());
    let code = |outcome: Result<()>| outcome.err().unwrap().code;
    assert_eq!(code(a.restore(&backup)), Code::EventInUse);
    let before = (a.print(), b.print());
    b.close();
    assert_eq!(code(b.restore(&backup)), Code::Usage, "B's folder stays B's");
    a.close();
    assert_eq!(code(a.restore_as(&backup, Some("susan"))), Code::NotPermitted);
    alter_newest(&backup.join("event.db"));
    assert_eq!(code(a.restore(&backup)), Code::EventDamaged);
    a.open();
    b.open();
    assert_eq!((a.print(), b.print()), before);
    let left = fs::read_dir(a.path()).unwrap().flatten().map(|entry| entry.file_name());
    assert!(!left.into_iter().any(|name| name.to_string_lossy().contains("restor")));
}

#[test]
fn a_restore_cut_off_between_any_two_moves_is_made_good_by_opening_or_by_restoring_again() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let made = evening.back_up().unwrap().unwrap();
    let backup = elsewhere(&made, evening.folder.path());
    evening.scan(&code);
    let before = evening.print();
    evening.close();
    // The database is aside, its successor not yet in place.
    let kept = evening.path().join("before-restore-1");
    fs::create_dir(&kept).unwrap();
    fs::rename(evening.path().join("event.db"), kept.join("event.db")).unwrap();
    fs::create_dir(evening.path().join(".restoring")).unwrap();
    fs::write(evening.path().join(".restoring/event.db"), b"half").unwrap();
    evening.open();
    assert_eq!(evening.print(), before);
    evening.close();
    evening.restore(&backup).unwrap();
    assert_eq!((evening.print(), evening.path().join(".restoring").exists()), (before, false));
}

#[test]
fn a_branch_had_seen_what_its_trunk_had_seen_and_knows_so_after_the_night_too() {
    let (mut a, mut b, guest, _) = two_desks();
    let by = a.by("susan");
    let stand = |desk: &mut Evening, status| {
        let draft = GuestDraft { status: Some(status), ..GuestDraft::default() };
        desk.desk().edit_guest(&by, guest, draft, Some("so it is")).unwrap();
    };
    stand(&mut b, Status::Cancelled);
    exchange(&mut b, &mut a);
    a.guest("Grace", None);
    let made = a.back_up().unwrap().unwrap();
    let backup = elsewhere(&made, a.folder.path());
    a.guest("Hal", None);
    let mut again = a.on_another_laptop(&backup);
    stand(&mut again, Status::Approved);
    exchange(&mut a, &mut b);
    for _ in 0..2 {
        exchange(&mut again, &mut b);
    }
    for desk in [&mut again, &mut b] {
        desk.reopen();
        desk.desk().rebuild().unwrap();
        assert_eq!(desk.desk().guest(guest, Lang::En).unwrap().status, Status::Approved);
    }
}
