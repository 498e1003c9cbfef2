//! Damage to either copy, wherever it strikes: the other stands in, what is damaged is kept, people are told.

use std::fs;
use std::path::{Path, PathBuf};

use super::Evening;
use super::exchange::{exchange, two_desks};
use crate::desk::Desk;
use crate::desk::handle::DeskHandle;
use crate::error::Code;
use crate::journal::log::{Batch, Content, JournalLog};
use crate::store::{self, Store};
use crate::text::Lang;

const PAGE: usize = 4096;

impl Evening {
    fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    fn told(&mut self, what: &str) -> bool {
        let notices = self.desk().notices();
        let told = notices.iter().any(|notice| notice.en.contains(what));
        assert!(notices.iter().all(|notice| !notice.zh.is_ascii()), "in both languages: {notices:?}");
        told
    }

    fn set_aside(&self) -> Vec<String> {
        let names = fs::read_dir(self.path()).unwrap().flatten().map(|entry| entry.file_name());
        let names = names.map(|name| name.to_string_lossy().into_owned());
        names
            .filter(|name| name.contains(".damaged-") && !name.ends_with("-shm") && !name.ends_with("-wal"))
            .collect()
    }

    /// All records with whose they are, and all signatures.
    fn held(&mut self) -> (Vec<(String, bool)>, usize) {
        let store = &self.desk().store;
        let mut records = Vec::new();
        store::record::each_after(&store.connection, store.path(), 0, |stored| {
            records.push((stored.id.to_string(), stored.own));
            Ok(())
        })
        .unwrap();
        records.sort();
        let signatures = store::signature::last_n(&store.connection).unwrap();
        (records, usize::try_from(signatures).unwrap())
    }

    fn verifies(&mut self) -> bool {
        self.desk().verify(Lang::En).unwrap().ok
    }
}

/// An evening at two desks, closed at the first: its folder is kept to be put back.
struct Kept {
    a: Evening,
    print: String,
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Kept {
    fn new() -> Self {
        let (mut a, mut b, _, code) = two_desks();
        b.guest("Grace", None);
        exchange(&mut a, &mut b);
        a.scan(&code);
        let print = a.print();
        a.close();
        let names = ["event.db", "journal.log", "desk.key"];
        let files = names.map(|name| (a.file(name), fs::read(a.file(name)).unwrap()));
        Self { a, print, files: files.into() }
    }

    /// Puts the folder back as it was and damages one file.
    fn damaged(&mut self, name: &str, damage: &dyn Fn(&mut Vec<u8>)) -> &mut Evening {
        self.a.desk = None;
        fs::remove_dir_all(self.a.path()).unwrap();
        fs::create_dir(self.a.path()).unwrap();
        for (path, bytes) in &self.files {
            let mut bytes = bytes.clone();
            if path.ends_with(name) {
                damage(&mut bytes);
            }
            fs::write(path, bytes).unwrap();
        }
        &mut self.a
    }

    fn whole(&self, name: &str) -> Vec<u8> {
        self.files.iter().find(|(path, _)| path.ends_with(name)).unwrap().1.clone()
    }
}

type Damage = Box<dyn Fn(&mut Vec<u8>)>;

#[test]
fn an_event_db_that_cannot_be_opened_is_made_anew_from_journal_log_and_told() {
    let mut kept = Kept::new();
    let half = kept.whole("event.db").len() / 2;
    let damages: Vec<(&str, Damage)> = vec![
        ("its header", Box::new(|bytes| bytes[..100].fill(0xa5))),
        ("its first page", Box::new(|bytes| bytes[100..PAGE].fill(0))),
        ("cut off half-way", Box::new(move |bytes| bytes.truncate(half))),
        ("cut off in its header", Box::new(|bytes| bytes.truncate(17))),
        ("emptied", Box::new(Vec::clear)),
        ("noughts", Box::new(|bytes| bytes.fill(0))),
        ("something else", Box::new(|bytes| *bytes = b"<html>lots of something else</html>".to_vec())),
    ];
    for (what, damage) in damages {
        let print = kept.print.clone();
        let a = kept.damaged("event.db", &*damage);
        a.open();
        assert_eq!(a.print(), print, "{what}");
        assert!(a.told("made anew from journal.log"), "{what}: {:?}", a.desk().notices());
        assert!(!a.told("Neither"), "nothing is missing: {:?}", a.desk().notices());
        assert!(a.verifies(), "{what}");
        assert_eq!(a.set_aside().len(), 1, "{what}: {:?}", a.set_aside());
        a.reopen();
        assert_eq!((a.desk().notices().len(), a.print()), (0, print), "{what}: told once is enough");
    }
}

#[test]
fn whichever_page_of_event_db_is_damaged_checking_and_opening_again_make_it_good() {
    let mut kept = Kept::new();
    let pages = kept.whole("event.db").len() / PAGE;
    let mut found = 0;
    for page in (1..pages).step_by(2) {
        let print = kept.print.clone();
        let a = kept.damaged("event.db", &move |bytes| bytes[page * PAGE..(page + 1) * PAGE].fill(0xa5));
        a.open();
        if !a.verifies() {
            a.reopen();
        }
        found += usize::from(!a.set_aside().is_empty());
        assert_eq!(a.print(), print, "page {page}");
        assert!(a.verifies(), "page {page}");
    }
    assert!(found > pages / 4, "most pages hold something: {found} of {pages}");
}

#[test]
fn what_a_lost_write_ahead_log_held_comes_back_from_journal_log() {
    let mut a = Evening::new();
    a.guest("Ada", None);
    a.close();
    let earlier = fs::read(a.file("event.db")).unwrap();
    a.open();
    a.guest("Grace", None);
    let print = a.print();
    a.close();
    fs::write(a.file("event.db"), earlier).unwrap();
    fs::write(a.file("event.db-wal"), [0xa5; 9000]).unwrap();
    a.open();
    assert_eq!(a.print(), print);
    assert!(a.told("taken in from journal.log") && a.verifies());
}

#[test]
fn an_event_db_that_goes_bad_while_it_is_open_is_named_by_verify_and_made_anew_at_the_next_opening() {
    let mut kept = Kept::new();
    let print = kept.print.clone();
    let a = kept.damaged("nothing", &|_| ());
    a.open();
    let mut bytes = fs::read(a.file("event.db")).unwrap();
    bytes[PAGE..].fill(0xa5);
    fs::write(a.file("event.db"), bytes).unwrap();
    assert!(!a.verifies());
    a.desk = None;
    a.open();
    assert!(a.told("made anew from journal.log"), "{:?}", a.desk().notices());
    assert_eq!((a.print(), a.verifies()), (print, true));
}

#[test]
fn a_journal_log_that_does_not_read_is_set_aside_and_made_anew_from_event_db() {
    let mut kept = Kept::new();
    let damages: Vec<(&str, Damage)> = vec![
        ("its first line", Box::new(|bytes| bytes[3] ^= 0x40)),
        ("emptied", Box::new(Vec::clear)),
        ("noughts", Box::new(|bytes| bytes.fill(0))),
        ("cut off in its first line", Box::new(|bytes| bytes.truncate(9))),
    ];
    for (what, damage) in damages {
        let print = kept.print.clone();
        let a = kept.damaged("journal.log", &*damage);
        let damaged = fs::read(a.file("journal.log")).unwrap();
        a.open();
        assert_eq!(a.print(), print, "{what}");
        assert!(a.told("made anew from event.db"), "{what}: {:?}", a.desk().notices());
        let aside = a.set_aside();
        assert_eq!(fs::read(a.file(&aside[0])).unwrap(), damaged, "{what}: nothing is deleted");
        assert!(a.verifies(), "{what}");
        a.reopen();
        assert!(a.desk().notices().is_empty(), "{what}: {:?}", a.desk().notices());
        a.close();
        fs::remove_file(a.file("event.db")).unwrap();
        a.open();
        assert_eq!(a.print(), print, "{what}: all of it is in the log again");
    }
}

#[test]
fn wherever_journal_log_is_cut_or_damaged_event_db_makes_it_whole() {
    let mut kept = Kept::new();
    let length = kept.whole("journal.log").len();
    for at in (24..length).step_by(length / 13) {
        let cut: Damage = Box::new(move |bytes| bytes.truncate(at));
        let flipped: Damage = Box::new(move |bytes| bytes[at] ^= 0x40);
        for damage in [cut, flipped] {
            let print = kept.print.clone();
            let a = kept.damaged("journal.log", &*damage);
            a.open();
            // Only a scan finds what does not show in the length.
            if !a.verifies() {
                a.reopen();
            }
            assert_eq!((a.print(), a.verifies()), (print.clone(), true), "at {at}");
            a.close();
            fs::remove_file(a.file("event.db")).unwrap();
            a.open();
            assert_eq!((a.print(), a.verifies()), (print, true), "at {at}");
        }
    }
}

#[test]
fn nothing_empty_is_ever_taken_for_the_event() {
    let mut kept = Kept::new();
    let refused = |a: &mut Evening, what: &str| {
        let names = |a: &Evening| {
            let mut names: Vec<_> =
                fs::read_dir(a.path()).unwrap().flatten().map(|entry| entry.path()).collect();
            names.retain(|path| {
                !path.to_string_lossy().contains("event.db-") && !path.ends_with("event.lock")
            });
            names.sort();
            names
        };
        let (before, around, path) = (names(a), a.around(), a.path());
        for _ in 0..2 {
            let around = a.around();
            assert_eq!(Desk::open(&path, around).err().unwrap().code, Code::EventDamaged, "{what}");
        }
        drop(around);
        assert_eq!(names(a), before, "{what}: nothing is set aside for nothing");
    };
    let spoilt = |bytes: &mut Vec<u8>| bytes[3] ^= 0x40;
    let a = kept.damaged("journal.log", &spoilt);
    fs::write(a.file("event.db"), b"no database").unwrap();
    refused(a, "both damaged");
    let a = kept.damaged("journal.log", &spoilt);
    fs::remove_file(a.file("event.db")).unwrap();
    drop(Store::create(&a.file("event.db")).unwrap());
    refused(a, "a database without a record");
    fs::remove_file(a.file("journal.log")).unwrap();
    drop(JournalLog::create(&a.file("journal.log")).unwrap());
    refused(a, "neither holds a record");
}

/// Cuts one record out of the log, as a bad block would: of this desk or of others, the nth from the end.
fn lose_in_log(a: &Evening, own: bool, nth: usize) -> u64 {
    let path = a.file("journal.log");
    let log = JournalLog::open(&path).unwrap();
    let frames: Vec<_> = log.scan_from(0).unwrap().map(Result::unwrap).collect();
    let is_meant = |content: &Content| matches!(content, Content::Record(_));
    let mut of_owner = frames.iter().rev().filter(|(_, frame)| frame.own == own && is_meant(&frame.content));
    let (at, frame) = of_owner.nth(nth).unwrap();
    let Content::Record(raw) = &frame.content else { unreachable!() };
    let mut bytes = fs::read(&path).unwrap();
    bytes[usize::try_from(*at).unwrap() + 20] ^= 0x40;
    fs::write(&path, bytes).unwrap();
    crate::journal::codec::read_header(&raw.header).unwrap().seq
}

#[test]
fn records_that_neither_copy_holds_are_told_by_number_and_come_back_from_another_desk() {
    let (mut a, mut b, _, code) = two_desks();
    a.scan(&code);
    a.guest("Grace", None);
    exchange(&mut a, &mut b);
    let before = a.print();
    a.close();
    let seq = lose_in_log(&a, true, 1);
    fs::remove_file(a.file("event.db")).unwrap();
    a.open();
    let lost = format!("{}: {seq}-{seq}", a.desk().desk_name());
    assert!(a.told(&lost), "{lost}: {:?}", a.desk().notices());
    assert!(!a.verifies(), "and verify does not call it whole");
    let asking = a.carry_out();
    b.take_in(&asking);
    let all = b.carry_out();
    let taken = a.take_in(&all);
    assert_eq!((taken.waiting, taken.missing.len()), (0, 0));
    assert_eq!(a.print(), before);
    a.guest("Alan", None);
    assert_eq!(a.desk().ancestry.heads().count(), 1, "the desk goes on along its own chain");
    a.reopen();
    assert!(a.verifies());
    assert_eq!(a.desk().ancestry.heads().count(), 1);
}

#[test]
fn the_end_of_a_chain_that_is_lost_is_told_by_its_signature() {
    let (mut a, ..) = two_desks();
    a.guest("Grace", None);
    a.close();
    a.open();
    let seq = a.desk().head.unwrap().seq;
    a.close();
    assert_eq!(lose_in_log(&a, true, 0), seq);
    fs::remove_file(a.file("event.db")).unwrap();
    a.open();
    let lost = format!("{}: {seq}-{seq}", a.desk().desk_name());
    assert!(a.told(&lost), "{lost}: {:?}", a.desk().notices());
}

#[test]
fn what_both_copies_lost_at_different_places_is_put_together_from_both() {
    let mut kept = Kept::new();
    let print = kept.print.clone();
    let a = kept.damaged("nothing", &|_| ());
    lose_in_log(a, true, 4);
    // The database lost its views to a bad block, found by a check.
    crate::desk::open::condemn(&a.path()).unwrap();
    a.open();
    assert!(
        a.told("1 records that journal.log lacked were read from the damaged event.db"),
        "{:?}",
        a.desk().notices()
    );
    assert!(!a.told("Neither"), "{:?}", a.desk().notices());
    assert_eq!(a.print(), print);
    a.reopen();
    assert_eq!((a.print(), a.verifies()), (print, true));
}

#[test]
fn whichever_copy_is_made_anew_holds_the_same_records_owners_and_signatures() {
    type Loss = fn(&Evening);
    let lose_log: Loss = |a| fs::remove_file(a.file("journal.log")).unwrap();
    let lose_database: Loss = |a| fs::remove_file(a.file("event.db")).unwrap();
    let spoil_line: Loss = |a| {
        let mut bytes = fs::read(a.file("journal.log")).unwrap();
        bytes[3] ^= 0x40;
        fs::write(a.file("journal.log"), bytes).unwrap();
    };
    let damage_log: Loss = |a| {
        lose_in_log(a, false, 0);
        // A log that is longer than the mark says is looked through.
        store::mark::set_local(
            &Store::open_writer(&a.file("event.db")).unwrap().connection,
            "journal_log",
            "",
        )
        .unwrap();
    };
    let losses: [&[Loss]; 5] = [
        &[lose_database],
        &[lose_log, lose_database],
        &[spoil_line, lose_database],
        &[damage_log, lose_database],
        &[lose_database, lose_log, lose_database],
    ];
    for (nth, losses) in losses.iter().enumerate() {
        let (mut a, mut b, _, code) = two_desks();
        let late = b.guest("Grace", None);
        exchange(&mut a, &mut b);
        a.scan(&code);
        a.reopen();
        let (held, print) = (a.held(), a.print());
        for lose in *losses {
            a.close();
            lose(&a);
            a.open();
        }
        assert_eq!((a.held(), a.print()), (held, print), "way {nth}");
        let mut c = a.add("C");
        assert_eq!(
            c.desk().guest(late, Lang::En).unwrap().name,
            "Grace",
            "way {nth}: B's signatures went with it"
        );
        exchange(&mut a, &mut c);
        assert_eq!(a.print(), c.print(), "way {nth}");
        assert_eq!(a.desk().ancestry.heads().count(), 2, "way {nth}: the desk goes on along its own chain");
    }
}

#[test]
fn a_signature_that_did_not_reach_the_log_is_copied_at_the_next_opening() {
    let mut a = Evening::new();
    a.guest("Ada", None);
    a.reopen();
    a.guest("Grace", None);
    a.guest("Alan", None);
    let length = fs::metadata(a.file("journal.log")).unwrap().len();
    let head = a.desk().head.unwrap();
    let at = a.desk().around.clock.now();
    a.desk().sign(head, at).unwrap();
    // As if the laptop had stopped between the commit and the append.
    let folder = a.folder.path().join("stopped");
    fs::create_dir(&folder).unwrap();
    for name in ["event.db", "event.db-wal", "journal.log", "desk.key"] {
        fs::copy(a.file(name), folder.join(name)).unwrap();
    }
    let log = fs::OpenOptions::new().write(true).open(folder.join("journal.log")).unwrap();
    log.set_len(length).unwrap();
    let around = a.around();
    Desk::open(&folder, around).unwrap().close().unwrap();
    assert!(fs::metadata(folder.join("journal.log")).unwrap().len() > length);
    let log = JournalLog::open(&folder.join("journal.log")).unwrap();
    let signs = |frame: &Content| matches!(frame, Content::Signature(signature) if signature.id == head.id);
    assert_eq!(
        log.scan_from(0).unwrap().filter(|frame| signs(&frame.as_ref().unwrap().1.content)).count(),
        1
    );
}

#[test]
fn a_log_that_was_mended_is_not_mended_again() {
    let mut a = Evening::new();
    a.guest("Ada", None);
    a.close();
    let mut bytes = fs::read(a.file("journal.log")).unwrap();
    let log = JournalLog::open(&a.file("journal.log")).unwrap();
    let last = log.scan_from(0).unwrap().last().unwrap().unwrap().1;
    bytes.extend([0xa5; 50]);
    bytes.extend(Batch::from_iter([&last]).bytes());
    fs::write(a.file("journal.log"), bytes).unwrap();
    a.open();
    assert!(a.told("mended from event.db"));
    a.close();
    // Without its mark the next opening reads the whole log.
    let store = Store::open_writer(&a.file("event.db")).unwrap();
    crate::desk::second_copy::forget_mark(&store).unwrap();
    drop(store);
    a.open();
    assert!(a.desk().notices().is_empty(), "{:?}", a.desk().notices());
    assert_eq!(a.set_aside().len(), 1);
}

/// Finds a page that opening does not read and whose damage the structure shows.
fn unread_page(kept: &mut Kept) -> usize {
    let pages = kept.whole("event.db").len() / PAGE;
    let found = (1..pages).find(|page| {
        let page = *page;
        let a = kept.damaged("event.db", &move |bytes| bytes[page * PAGE..(page + 1) * PAGE].fill(0xa5));
        a.open();
        let opened = a.set_aside().is_empty();
        a.desk = None;
        let sound = Store::open_reader(&a.file("event.db")).and_then(|store| store.quick_check());
        opened && !sound.unwrap_or(false)
    });
    found.unwrap()
}

#[test]
fn after_an_unclean_end_the_structure_is_checked_beside_the_open_event_and_mended_at_the_next_opening() {
    let mut kept = Kept::new();
    let page = unread_page(&mut kept);
    let print = kept.print.clone();
    let a = kept.damaged("event.db", &move |bytes| bytes[page * PAGE..(page + 1) * PAGE].fill(0xa5));
    fs::write(a.file("event.db-wal"), [0xa5; 100]).unwrap();
    a.open();
    assert_eq!(a.desk().notices(), [], "opening does not wait for the check");
    assert!(a.set_aside().is_empty());
    let handle = DeskHandle::start(a.desk.take().unwrap()).unwrap();
    assert!(super::backups::soon(|| handle.damage().is_some()));
    let paused = handle.backup_state(Lang::Zh).unwrap().paused.unwrap();
    assert!(paused.contains("journal.log"), "{paused}");
    let _ = handle.stop();
    a.open();
    assert!(a.told("made anew from journal.log"), "{:?}", a.desk().notices());
    assert_eq!((a.print(), a.verifies()), (print, true));
}

#[test]
fn a_sound_event_that_was_killed_is_checked_once() {
    let mut kept = Kept::new();
    let a = kept.damaged("nothing", &|_| ());
    fs::write(a.file("event.db-wal"), [0xa5; 100]).unwrap();
    a.open();
    let due =
        |path: &Path| crate::desk::open::structure_is_unchecked(&Store::open_reader(path).unwrap()).unwrap();
    let path = a.file("event.db");
    assert!(due(&path));
    let handle = DeskHandle::start(a.desk.take().unwrap()).unwrap();
    assert!(super::backups::soon(|| !due(&path)));
    assert!(handle.damage().is_none());
    handle.stop().unwrap();
}
