//! Nothing is lost: two copies, one lock, views that equal the journal.

use std::fs;
use std::path::PathBuf;

use super::Evening;
use crate::desk::import::{Pace, Patience};
use crate::desk::keys::DeskKeys;
use crate::desk::lock::EventLock;
use crate::desk::{Desk, GuestDraft};
use crate::error::{Code, Error};
use crate::guest::search::Change;
use crate::store;
use crate::text::Lang;

#[test]
fn a_rebuild_gives_the_views_that_were_there() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    let before = evening.desk().fingerprint().unwrap();
    evening.desk().rebuild().unwrap();
    assert_eq!(evening.desk().fingerprint().unwrap(), before);
    let report = evening.desk().verify(Lang::En).unwrap();
    assert!(report.ok, "{report:?}");
}

#[test]
fn event_db_lost_is_rebuilt_from_journal_log_and_back() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    let before = evening.desk().fingerprint().unwrap();
    evening.desk.take().unwrap().close().unwrap();
    fs::remove_file(evening.path().join("event.db")).unwrap();
    evening.open();
    assert_eq!(evening.desk().fingerprint().unwrap(), before);
    assert!(!evening.desk().notices().is_empty(), "people are told");
    evening.desk.take().unwrap().close().unwrap();
    fs::remove_file(evening.path().join("journal.log")).unwrap();
    evening.open();
    let report = evening.desk().verify(Lang::En).unwrap();
    assert!(report.ok, "{report:?}");
    assert_eq!(evening.desk().fingerprint().unwrap(), before);
}

#[test]
fn a_database_made_anew_is_known_to_equal_the_log_it_came_from() {
    let mut evening = Evening::new();
    evening.ready("Ada");
    evening.desk.take().unwrap().close().unwrap();
    fs::remove_file(evening.path().join("event.db")).unwrap();
    evening.reopen();
    evening.guest("Grace", None);
    evening.desk.take().unwrap().close().unwrap();
    let length = || fs::metadata(evening.path().join("journal.log")).unwrap().len();
    let before = length();
    let around = Evening::around(&mut Evening::new());
    Desk::open(&evening.path(), around).unwrap().close().unwrap();
    assert_eq!(length(), before, "nothing is copied a second time");
}

#[test]
fn a_damaged_event_db_is_set_aside_not_deleted() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    let before = evening.desk().fingerprint().unwrap();
    evening.desk.take().unwrap().close().unwrap();
    fs::write(evening.path().join("event.db"), b"this is no database at all, whatever its name says")
        .unwrap();
    evening.open();
    assert_eq!(evening.desk().fingerprint().unwrap(), before);
    let kept = fs::read_dir(evening.path()).unwrap().flatten();
    assert_eq!(kept.filter(|entry| entry.file_name().to_string_lossy().contains(".damaged-")).count(), 1);
}

#[test]
fn a_torn_last_frame_is_cut_and_told() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    let before = evening.desk().fingerprint().unwrap();
    evening.desk.take().unwrap().close().unwrap();
    let log = evening.path().join("journal.log");
    let bytes = fs::read(&log).unwrap();
    fs::write(&log, &bytes[..bytes.len() - 300]).unwrap();
    evening.open();
    assert!(!evening.desk().notices().is_empty());
    assert_eq!(evening.desk().fingerprint().unwrap(), before);
    let report = evening.desk().verify(Lang::En).unwrap();
    assert!(report.ok, "{report:?}");
}

#[test]
fn a_log_damaged_in_the_middle_is_mended_from_event_db_at_the_next_opening_after_it_was_found() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    let before = evening.desk().fingerprint().unwrap();
    evening.close();
    let log = evening.path().join("journal.log");
    let whole = fs::read(&log).unwrap();
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 0x40;
    fs::write(&log, &damaged).unwrap();
    evening.open();
    assert!(!evening.desk().verify(Lang::En).unwrap().ok);
    evening.reopen();
    let told = evening.desk().notices().iter().any(|notice| notice.en.contains("mended from event.db"));
    assert!(told, "{:?}", evening.desk().notices());
    let report = evening.desk().verify(Lang::En).unwrap();
    assert!(report.ok, "{report:?}");
    let kept = fs::read_dir(evening.path()).unwrap().flatten().map(|entry| entry.path());
    let kept: Vec<_> = kept.filter(|path| path.to_string_lossy().contains("journal.log.damaged-")).collect();
    assert_eq!((kept.len(), fs::read(&kept[0]).unwrap()), (1, damaged), "nothing is deleted");
    evening.reopen();
    assert!(evening.desk().notices().is_empty(), "{:?}", evening.desk().notices());
    evening.close();
    fs::remove_file(evening.path().join("event.db")).unwrap();
    evening.open();
    assert_eq!(evening.desk().fingerprint().unwrap(), before, "all of it is in the log again");
    assert!(evening.desk().verify(Lang::En).unwrap().ok);
}

#[test]
fn a_second_program_is_kept_out_and_a_folder_that_is_no_event_is_named() {
    let mut evening = Evening::new();
    let path = evening.path();
    let around = evening.around();
    assert_eq!(Desk::open(&path, around).err().unwrap().code, Code::EventInUse);
    let around = evening.around();
    assert_eq!(Desk::open(evening.folder.path(), around).err().unwrap().code, Code::NotAnEvent);
    let around = evening.around();
    let another = crate::desk::NewEvent { name: "Another".to_owned(), ..Default::default() };
    assert_eq!(Desk::create(&path, another, around).err().unwrap().code, Code::AlreadyExists);
}

#[test]
fn an_event_of_a_newer_program_is_refused_and_left_as_it_is() {
    let mut evening = Evening::new();
    evening.desk.take().unwrap().close().unwrap();
    let database = evening.path().join("event.db");
    crate::store::open::raise_version(&database);
    let around = evening.around();
    assert_eq!(Desk::open(&evening.path(), around).err().unwrap().code, Code::EventNewer);
    assert!(database.is_file());
}

#[test]
fn a_folder_left_half_made_is_no_event_and_is_made_anew_in_the_same_place() {
    let mut evening = Evening::new();
    evening.close();
    let path = evening.path();
    fs::write(path.join("event.making"), b"").unwrap();
    fs::write(path.join("journal.log"), b"gatehouse-jour").unwrap();
    let around = evening.around();
    assert_eq!(Desk::open(&path, around).err().unwrap().code, Code::NotAnEvent);
    let around = evening.around();
    let new = crate::desk::NewEvent { name: "Again".to_owned(), ..Default::default() };
    evening.desk = Some(Desk::create(&path, new, around).unwrap());
    evening.reopen();
    assert_eq!(evening.desk().settings().event.name, "Again");
    assert!(evening.desk().verify(Lang::En).unwrap().ok);
}

#[test]
fn an_event_that_was_made_while_the_lock_was_waited_for_is_left_as_it_is() {
    let mut evening = Evening::new();
    let before = evening.desk().fingerprint().unwrap();
    evening.close();
    let path = evening.path();
    let lock = EventLock::take(&path).unwrap();
    let mut around = evening.around();
    let keys = DeskKeys::create(&mut *around.entropy);
    assert_eq!(Desk::begin_under(lock, &path, keys, around).err().unwrap().code, Code::AlreadyExists);
    assert!(!path.join("event.making").exists());
    evening.open();
    assert_eq!(evening.desk().fingerprint().unwrap(), before);
}

#[test]
fn an_event_that_cannot_be_made_leaves_nothing_and_can_be_made_there_later() {
    let mut evening = Evening::new();
    let path = evening.folder.path().join("another");
    let mut around = evening.around();
    let keys = DeskKeys::create(&mut *around.entropy);
    let failed =
        Desk::begin(&path, keys, around).unwrap().make(|_| Err(Error::disk_full(&PathBuf::from("x"))));
    assert_eq!(failed.err().unwrap().code, Code::DiskFull);
    let names = || fs::read_dir(&path).unwrap().flatten().map(|entry| entry.file_name()).collect::<Vec<_>>();
    assert_eq!(names(), ["event.lock"]);
    fs::create_dir(path.join("event.db")).unwrap();
    fs::write(path.join("event.making"), b"").unwrap();
    let new = || crate::desk::NewEvent { name: "Another".to_owned(), ..Default::default() };
    let around = evening.around();
    assert!(Desk::create(&path, new(), around).is_err());
    fs::remove_dir(path.join("event.db")).unwrap();
    let around = evening.around();
    Desk::create(&path, new(), around).unwrap().close().unwrap();
}

#[test]
fn what_was_written_is_on_the_disk_within_a_second_however_long_catching_up_goes_on() {
    let mut evening = Evening::new();
    let guests: Vec<_> = (0..5).map(|nth| evening.guest(&format!("Guest {nth}"), None)).collect();
    evening.pass_time(1);
    evening.guest("Ada", None);
    evening.guest("Grace", None);
    assert!(!evening.desk().copy.is_synced());
    let mark = |desk: &Desk| store::guest::mark_stale(&desk.store.connection, guests.clone()).unwrap();
    mark(evening.desk());
    let mut pace = Pace::FIRST;
    assert!(evening.desk().catch_up_beside(&mut pace, Patience::SCANS), "there is much to do");
    assert!(!evening.desk().copy.is_synced(), "a second has not passed");
    evening.pass_time(1);
    mark(evening.desk());
    assert!(evening.desk().catch_up_beside(&mut pace, Patience::SCANS));
    assert!(evening.desk().copy.is_synced());
}

#[test]
fn a_record_altered_behind_the_programs_back_is_found_and_named() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    crate::store::open::alter_newest(&evening.path().join("event.db"));
    let report = evening.desk().verify(Lang::En).unwrap();
    let named: Vec<_> = report.problems.iter().map(|problem| (problem.kind, problem.seq)).collect();
    assert_eq!((report.ok, named), (false, vec![("altered", Some(report.records))]));
}

#[test]
fn a_record_deleted_from_event_db_is_found_and_comes_back_from_journal_log() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    let before = evening.desk().fingerprint().unwrap();
    crate::store::open::delete_newest(&evening.path().join("event.db"));
    assert!(!evening.desk().verify(Lang::En).unwrap().ok);
    evening.reopen();
    assert_eq!(evening.desk().fingerprint().unwrap(), before);
    assert!(evening.desk().verify(Lang::En).unwrap().ok);
}

#[test]
fn an_act_is_named_by_its_own_record_even_when_the_desk_first_notes_what_it_has_seen() {
    let mut evening = Evening::new();
    evening.guest("Ada", None);
    evening.desk().unseen = true;
    let by = evening.by("olga");
    let draft = GuestDraft { name: Some("Grace".into()), ..GuestDraft::default() };
    let before = evening.desk().fingerprint().unwrap().records;
    let done = evening.desk().add_guest(&by, draft, None).unwrap();
    assert_eq!(evening.desk().fingerprint().unwrap().records, before + 2, "a Merged and the guest");
    let history = evening.desk().history(done.value, Lang::En).unwrap().history;
    let own: Vec<String> = done.records.iter().map(ToString::to_string).collect();
    assert_eq!(own, [history[0].record.clone()]);
}

#[test]
fn the_search_beside_folds_a_new_name_anew_and_of_a_scan_hears_only_who_passed() {
    let mut evening = Evening::new();
    let (guest, code) = evening.ready("Ada");
    evening.desk().found = Some(Vec::new());
    let told = |evening: &mut Evening| std::mem::take(evening.desk().found.as_mut().unwrap());
    let version = evening.desk().list_version;
    evening.scan(&code);
    assert!(matches!(told(&mut evening)[..], [(passed, Change::Passed(_))] if passed == guest));
    assert_eq!(evening.desk().list_version, version, "no plan of an import is made anew for it");
    let by = evening.by("olga");
    let draft = GuestDraft { name: Some("Ada L.".into()), ..GuestDraft::default() };
    evening.desk().edit_guest(&by, guest, draft, None).unwrap();
    assert!(matches!(told(&mut evening)[..], [(edited, Change::Found(_))] if edited == guest));
    assert!(evening.desk().list_version > version);
}
