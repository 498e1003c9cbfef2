//! The exchange folder: whatever carries the files, each desk writes its own and reads the others'.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::exchange::{exchange, two_desks};
use super::{Evening, codes};
use crate::desk::Merge;
use crate::desk::handle::DeskHandle;
use crate::text::Lang;
use crate::view::ExchangeView;

/// A folder as a stick or a share has it, with somebody else's files in it too.
fn shared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("holiday.jpg"), "no bundle").unwrap();
    fs::create_dir(folder.path().join("gatehouse-00000000-00000000-1-2-0123456789abcdef.ghbundle")).unwrap();
    folder
}

fn ours(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.is_file() && path.extension().is_some_and(|end| end == "ghbundle"))
        .collect();
    files.sort();
    files
}

impl Evening {
    /// Goes to the folder once: takes in, writes out.
    fn call_at(&mut self, folder: &Path) -> ExchangeView {
        let handle = self.start();
        let view = handle.exchange_once(folder, Lang::En).unwrap();
        handle.stop().unwrap();
        self.open();
        view
    }

    fn start(&mut self) -> DeskHandle {
        DeskHandle::start(self.desk.take().unwrap()).unwrap()
    }
}

fn soon(mut holds: impl FnMut() -> bool) -> bool {
    (0..4_000).any(|_| {
        std::thread::sleep(Duration::from_millis(5));
        holds()
    })
}

#[test]
fn desks_that_share_a_folder_come_in_step_and_then_to_rest() {
    let (mut a, mut b, guest, code) = two_desks();
    let folder = shared();
    let mut c = a.add("C");
    a.scan(&code);
    let walk_in = b.guest("Grace", None);
    b.screened(walk_in);
    c.screened(guest);
    for _ in 0..2 {
        for desk in [&mut a, &mut b, &mut c] {
            desk.call_at(folder.path());
        }
    }
    assert_eq!((a.print() == b.print(), a.print() == c.print()), (true, true));
    let files = ours(folder.path());
    for desk in [&mut a, &mut b, &mut c] {
        desk.call_at(folder.path());
    }
    assert_eq!(ours(folder.path()), files, "nobody has anything more to say");
    assert!(folder.path().join("holiday.jpg").exists());
}

#[test]
fn a_file_carries_only_what_none_of_the_desks_files_there_has_carried() {
    let (mut a, mut b, guest, code) = two_desks();
    let folder = shared();
    a.call_at(folder.path());
    let first = ours(folder.path());
    a.scan(&code);
    a.call_at(folder.path());
    let files = ours(folder.path());
    let second: Vec<&PathBuf> = files.iter().filter(|file| !first.contains(file)).collect();
    assert_eq!((second.len(), carries(&mut b, second[0])), (1, 1), "the scan alone");
    b.call_at(folder.path());
    assert_eq!(a.print(), b.print());
    // What was there is there no longer: it is carried anew, with what came since.
    a.screened(guest);
    fs::remove_file(&first[0]).unwrap();
    a.call_at(folder.path());
    let all = a.desk().fingerprint().unwrap().records;
    assert!(ours(folder.path()).iter().any(|file| carries(&mut b, file) == all));
}

/// Gives how many records a file carries, which a desk can open.
fn carries(desk: &mut Evening, file: &Path) -> u64 {
    let by = desk.by("scott");
    let shown = desk.desk().merge(&by, file, Merge::DryRun).unwrap();
    shown.new + shown.known + shown.waiting
}

#[test]
fn a_desk_that_is_new_finds_one_complete_file_it_can_open() {
    let (mut a, mut b, _, code) = two_desks();
    let folder = shared();
    a.call_at(folder.path());
    b.call_at(folder.path());
    let kit = a.kit("C", false);
    b.scan(&code);
    b.call_at(folder.path());
    let before = ours(folder.path());
    a.call_at(folder.path());
    let new: Vec<PathBuf> = ours(folder.path()).into_iter().filter(|file| !before.contains(file)).collect();
    let mut c = a.join(&kit, "brass gate at ten").unwrap();
    let all = a.desk().fingerprint().unwrap().records;
    assert_eq!((new.len(), carries(&mut c, &new[0])), (1, all));
    let view = c.call_at(folder.path());
    assert_eq!(c.print(), a.print(), "A wrote one that C can open");
    let reasons: Vec<&str> = view.unreadable.iter().map(|file| file.reason.as_str()).collect();
    assert!(reasons.iter().all(|reason| reason.contains("this desk")), "older files say why: {reasons:?}");
    let before = ours(folder.path()).len();
    a.call_at(folder.path());
    assert_eq!(ours(folder.path()).len(), before, "one is enough");
    b.call_at(folder.path());
    b.call_at(folder.path());
    assert_eq!(ours(folder.path()).len(), before + 1, "B has learnt of C too");
}

#[test]
fn a_file_that_is_half_copied_or_damaged_is_told_and_taken_in_once_it_is_whole() {
    let (mut a, mut b, _, code) = two_desks();
    let (stick, folder) = (shared(), shared());
    a.scan(&code);
    a.call_at(stick.path());
    let whole = ours(stick.path()).remove(0);
    let half = folder.path().join(whole.file_name().unwrap());
    let bytes = fs::read(&whole).unwrap();
    fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
    let before = b.print();
    let handle = b.start();
    handle.start_exchange(folder.path(), |_| ()).unwrap();
    let state = || handle.exchange_state(Lang::En).unwrap().unwrap();
    assert!(soon(|| state().unreadable.len() == 1), "{:?}", state());
    assert_eq!(state().paused, None, "one bad file stops nothing");
    // Bytes that rot and heal leave length and date as they were.
    let changed = fs::metadata(&half).unwrap().modified().unwrap();
    let rotten: Vec<u8> = bytes.iter().map(|byte| byte ^ 1).collect();
    for bytes in [&rotten, &bytes] {
        fs::write(&half, bytes).unwrap();
        fs::File::options().write(true).open(&half).unwrap().set_modified(changed).unwrap();
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(soon(|| state().unreadable.is_empty() && state().desks[0].read_at.is_some()), "{:?}", state());
    let name = whole.file_name().unwrap().to_str().unwrap();
    let torn = folder.path().join(format!("{}0123456789abcdef.ghbundle", &name[..name.len() - 25]));
    fs::write(&torn, "torn").unwrap();
    assert!(soon(|| state().unreadable.len() == 1), "{:?}", state());
    fs::remove_file(&torn).unwrap();
    assert!(soon(|| state().unreadable.is_empty()), "what is gone is told no more: {:?}", state());
    handle.stop().unwrap();
    b.open();
    assert_ne!(b.print(), before);
    assert_eq!(b.inside(), 1);
}

#[test]
fn a_folder_that_vanishes_only_pauses_and_the_exchange_goes_on_when_it_is_back() {
    let (mut a, mut b, _, code) = two_desks();
    let (place, changes) = (shared(), Arc::new(AtomicUsize::new(0)));
    let folder = place.path().join("stick");
    let handle = b.start();
    let heard = Arc::clone(&changes);
    let count = move |_: &[crate::desk::ChangeKind]| {
        heard.fetch_add(1, Ordering::SeqCst);
    };
    handle.start_exchange(&folder, count).unwrap();
    let state = || handle.exchange_state(Lang::En).unwrap().unwrap();
    assert!(soon(|| state().paused.is_some_and(|why| why.contains("not there"))), "{:?}", state());
    assert!(handle.exchange_state(Lang::Zh).unwrap().unwrap().paused.unwrap().contains("文件夹"));
    a.scan(&code);
    fs::create_dir(&folder).unwrap();
    a.call_at(&folder);
    assert!(soon(|| state().paused.is_none() && state().written_at.is_some()), "{:?}", state());
    assert!(soon(|| handle.read(|reader| reader.occupancy()).unwrap().inside == 1), "{:?}", state());
    assert!(changes.load(Ordering::SeqCst) >= 2, "the window hears of it");
    handle.stop().unwrap();
    b.open();
    a.call_at(&folder);
    assert_eq!(a.print(), b.print());
}

#[test]
fn the_folder_is_gone_on_with_at_the_next_opening_until_it_is_stopped() {
    let (mut a, _, _, _) = two_desks();
    let folder = shared();
    let before = a.print();
    let handle = a.start();
    assert!(!handle.resume_exchange(|_| ()).unwrap(), "none was chosen");
    handle.start_exchange(folder.path(), |_| ()).unwrap();
    handle.stop().unwrap();
    a.open();
    let handle = a.start();
    assert!(handle.exchange_state(Lang::En).unwrap().is_none());
    assert!(handle.resume_exchange(|_| ()).unwrap());
    assert_eq!(handle.exchange_state(Lang::En).unwrap().unwrap().folder, folder.path().display().to_string());
    handle.stop_exchange().unwrap();
    handle.stop().unwrap();
    a.open();
    let handle = a.start();
    assert!(!handle.resume_exchange(|_| ()).unwrap());
    handle.stop().unwrap();
    a.open();
    assert_eq!(a.print(), before, "none of it is in the journal or the views");
}

#[test]
fn a_stick_left_in_a_laptop_is_its_second_copy() {
    let (mut a, mut b, _, code) = two_desks();
    let spare = a.kit("Spare", false);
    exchange(&mut a, &mut b);
    let stick = shared();
    b.scan(&code);
    let walk_in = b.guest("Grace", None);
    let badge = b.badge(walk_in);
    b.screened(walk_in);
    b.call_at(stick.path());
    // B dies here; what it wrote after its last file comes with its repaired disk.
    assert_eq!(codes(&b.scan(&badge)), Vec::<&str>::new());
    let mut spare = a.join(&spare, "brass gate at ten").unwrap();
    spare.call_at(stick.path());
    assert_eq!(spare.inside(), 1, "who came in at B is in");
    assert_eq!(codes(&spare.scan(&code)), ["already_inside"]);
    spare.call_at(stick.path());
    b.call_at(stick.path());
    spare.call_at(stick.path());
    b.call_at(stick.path());
    assert_eq!((b.print(), b.inside()), (spare.print(), 2));
    assert!(spare.desk().desks(Lang::En).unwrap().iter().all(|desk| !desk.branched));
}

#[test]
fn two_laptops_under_one_desk_id_read_each_others_files() {
    let mut a = Evening::new();
    let (_, ada) = a.ready("Ada");
    let kit = a.kit("B", false);
    let (mut one, mut two) =
        (a.join(&kit, "brass gate at ten").unwrap(), a.join(&kit, "brass gate at ten").unwrap());
    let folder = shared();
    one.scan(&ada);
    two.guest("Grace", None);
    for _ in 0..2 {
        one.call_at(folder.path());
        two.call_at(folder.path());
    }
    assert_eq!((one.inside(), two.inside()), (1, 1));
    assert_eq!(one.print(), two.print());
}

#[test]
fn the_count_says_how_old_the_share_of_each_other_desk_is_and_so_does_a_full_house() {
    let (mut a, mut b, _, code) = two_desks();
    let by = a.by("olga");
    a.desk().load_settings(&by, "[event]\ncapacity = 1\n").unwrap();
    let (_, late) = a.ready("Late");
    let _spare = a.kit("Spare", false);
    exchange(&mut a, &mut b);
    b.scan(&code);
    b.pass_time(600);
    exchange(&mut b, &mut a);
    a.pass_time(1_200);
    let as_of = a.desk().occupancy().unwrap().as_of;
    let told: Vec<(&str, Option<&str>)> =
        as_of.iter().map(|one| (one.desk.as_str(), one.at.as_deref())).collect();
    let expected = [
        ("Desk 1", Some("2026-11-28T19:30:00+01:00")),
        ("B", Some("2026-11-28T19:10:00+01:00")),
        ("Spare", None),
    ];
    assert_eq!(told, expected);
    let full = a.scan(&late);
    assert_eq!(codes(&full), ["capacity_reached"]);
    assert!(full.reasons[0].text.contains("Other desks as of 19:10"), "{}", full.reasons[0].text);
}

#[test]
fn a_folder_shows_the_other_desks_by_slot_and_minds_no_file_of_another_event() {
    let (mut a, ..) = two_desks();
    let (by, folder) = (a.by("olga"), shared());
    Evening::drawn(super::SETTINGS, 99).call_at(folder.path());
    for name in ["C", "D", "E", "F"] {
        a.kit(name, false);
    }
    a.desk().retire_desk(&by, "D", "lost").unwrap();
    let view = a.call_at(folder.path());
    let names: Vec<&str> = view.desks.iter().map(|desk| desk.name.as_str()).collect();
    assert_eq!((names, view.unreadable), (vec!["B", "C", "E", "F"], Vec::new()));
}

#[test]
fn what_was_recorded_last_before_the_event_is_closed_goes_out_too() {
    let (mut a, mut b, _, code) = two_desks();
    let (folder, scott) = (shared(), a.by("scott"));
    let handle = a.start();
    handle.start_exchange(folder.path(), |_| ()).unwrap();
    assert!(soon(|| handle.exchange_state(Lang::En).unwrap().unwrap().written_at.is_some()));
    let scan = crate::desk::Scan {
        what: crate::desk::Shown::Codes(vec![code]),
        checkpoint: Some("door".into()),
        direction: None,
        look: crate::desk::Look::Decide,
    };
    handle.write(move |desk| desk.scan(&scott, &scan, Lang::En)).unwrap();
    handle.stop().unwrap();
    b.call_at(folder.path());
    assert_eq!(b.inside(), 1);
}
