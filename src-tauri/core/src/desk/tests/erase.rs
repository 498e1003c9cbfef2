//! Erasing a guest: what was said of them is nowhere any more, and everything else is as it was.

use std::path::{Path, PathBuf};

use super::exchange::{exchange, hand_over, two_desks};
use super::{Evening, codes};
use crate::desk::{GuestDraft, Shown};
use crate::error::Code;
use crate::ids::GuestId;
use crate::journal::codec;
use crate::journal::fact::Outcome;
use crate::settings::Direction;
use crate::store;
use crate::text::Lang;

const SECRET: &str = "Lovelace-Byron";

impl Evening {
    fn say_secret(&mut self, guest: GuestId) {
        let by = self.by("olga");
        let draft = GuestDraft { company: Some(SECRET.into()), ..GuestDraft::default() };
        self.desk().edit_guest(&by, guest, draft, None).unwrap();
    }

    fn erase(&mut self, guest: GuestId) {
        let by = self.by("olga");
        self.desk().erase(&by, guest, "asked for it").unwrap();
    }

    /// Tells whether any file of the closed event still says it.
    fn says_secret_when_closed(&mut self) -> bool {
        self.desk.take().unwrap().close().unwrap();
        let says = files_under(&self.path())
            .iter()
            .filter_map(|file| std::fs::read(file).ok())
            .any(|bytes| bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()));
        self.open();
        says
    }

    fn assert_sound(&mut self) {
        let report = self.desk().verify(Lang::En).unwrap();
        assert!(report.ok, "{report:?}");
        let live = self.print();
        self.desk().rebuild().unwrap();
        assert_eq!(self.print(), live);
    }
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] }).collect()
}

#[test]
fn what_was_erased_is_in_no_file_that_was_set_aside_and_what_is_free_of_it_stays() {
    let mut a = Evening::new();
    let guest = a.guest("Ada", None);
    a.say_secret(guest);
    let made = a.back_up().unwrap().unwrap();
    a.close();
    let (event, log) = (a.path(), a.path().join("journal.log"));
    let (before, kept) = (event.join("before-restore-1"), event.join("before-restore-2"));
    for (from, to) in [("event.db", "event.db.damaged-1"), ("journal.log", "journal.log.damaged-1")] {
        std::fs::copy(event.join(from), event.join(to)).unwrap();
    }
    for folder in [&before, &kept, &event.join(".restoring"), &event.join("backups/.part")] {
        std::fs::create_dir(folder).unwrap();
        std::fs::copy(made.join("event.db"), folder.join("event.db")).unwrap();
    }
    std::fs::copy(&log, event.join("journal.log.part")).unwrap();
    std::fs::remove_file(kept.join("event.db")).unwrap();
    drop(store::Store::create(&kept.join("event.db")).unwrap());
    a.open();
    a.erase(guest);
    assert!(!a.says_secret_when_closed());
    assert!(kept.join("event.db").exists() && !before.exists());
    assert_eq!(crate::desk::backup::existing(&event).len(), 1, "one backup of it as it is now");
    assert!(a.desk().notices().is_empty(), "{:?}", a.desk().notices());
    a.assert_sound();
}

#[test]
fn what_was_said_of_a_guest_is_in_no_file_and_entries_and_badge_stay() {
    let (mut a, _, guest, code) = two_desks();
    a.say_secret(guest);
    a.scan(&code);
    assert!(a.says_secret_when_closed());
    let records = a.desk().fingerprint().unwrap().records;
    a.erase(guest);
    assert!(!a.says_secret_when_closed());
    assert_eq!(a.desk().fingerprint().unwrap().records, records + 2, "no record is taken out");
    a.assert_sound();
    assert_eq!(a.inside(), 1);
    let history = a.desk().history(guest, Lang::En).unwrap();
    assert_eq!((history.guest.name.as_str(), history.guest.company), ("(erased)", None));
    let texts: Vec<&str> = history.history.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts.iter().filter(|text| **text == "Details erased").count(), 2, "{texts:?}");
    assert!(texts.contains(&"Personal details erased everywhere"), "{texts:?}");
    assert_eq!(a.desk().guests("Ada", 0, 9, Lang::En).unwrap().total, 0);
    a.scan_at(&code, "door", Direction::Exit);
    assert_eq!(a.inside(), 0);
    a.pass_time(10);
    assert_eq!(codes(&a.scan(&code))[0], "not_approved");
}

#[test]
fn every_desk_that_hears_of_it_erases_too_and_they_are_in_step() {
    let (mut a, mut b, guest, _) = two_desks();
    a.say_secret(guest);
    exchange(&mut a, &mut b);
    a.erase(guest);
    exchange(&mut a, &mut b);
    assert_eq!(a.print(), b.print());
    for desk in [&mut a, &mut b] {
        assert!(!desk.says_secret_when_closed());
        desk.assert_sound();
    }
}

#[test]
fn what_arrives_after_it_comes_without_its_body() {
    let (mut a, mut b, guest, _) = two_desks();
    exchange(&mut a, &mut b);
    b.say_secret(guest);
    a.erase(guest);
    let late = b.carry_out();
    a.take_in(&late);
    assert!(!a.says_secret_when_closed());
    exchange(&mut a, &mut b);
    assert_eq!(a.print(), b.print());
    a.assert_sound();
    let refused = {
        let (by, draft) =
            (a.by("olga"), GuestDraft { title: Some("Countess".into()), ..GuestDraft::default() });
        a.desk().edit_guest(&by, guest, draft, None)
    };
    assert_eq!(refused.err().unwrap().code, Code::Usage);
}

#[test]
fn an_old_file_brings_nothing_back() {
    let (mut a, mut b, guest, _) = two_desks();
    a.say_secret(guest);
    let old = a.carry_out();
    a.erase(guest);
    a.take_in(&old);
    assert!(!a.says_secret_when_closed());
    let news = a.carry_out();
    b.take_in(&news);
    b.take_in(&old);
    assert!(!b.says_secret_when_closed());
    assert_eq!(a.print(), b.print());
}

#[test]
fn a_desk_that_never_held_the_bodies_takes_the_records_in_without_them() {
    let (mut a, _, guest, code) = two_desks();
    a.say_secret(guest);
    a.scan(&code);
    a.erase(guest);
    let mut c = a.add("C");
    assert_eq!(a.print(), c.print(), "from a kit");
    a.guest("Grace", None);
    exchange(&mut a, &mut c);
    assert_eq!((a.print(), c.inside()), (c.print(), 1));
    c.assert_sound();
}

#[test]
fn a_record_that_comes_without_its_body_though_nobody_erased_its_guest_is_not_taken_in() {
    let (mut a, mut b, guest, _) = two_desks();
    exchange(&mut a, &mut b);
    b.say_secret(guest);
    let at = b.desk().around.clock.now();
    let head = b.desk().head.unwrap();
    b.desk().sign(head, at).unwrap();
    let (keys, event) = (b.desk().keys.signing.clone(), b.desk().event_id());
    let mut raws = Vec::new();
    let store = &b.desk().store;
    store::record::each_after(&store.connection, store.path(), 0, |stored| {
        let personal = codec::read_header(&stored.raw.header).unwrap().kind.is_personal();
        raws.push(if personal && stored.own { stored.raw.without_body() } else { stored.raw });
        Ok(())
    })
    .unwrap();
    let signatures = store::signature::all(&b.desk().store.connection, event).unwrap();
    let held = a.desk().fingerprint().unwrap().records;
    hand_over(&keys, &mut a, &raws, &signatures).unwrap();
    assert!(a.desk().fingerprint().unwrap().records <= held + 1, "at most the Merged before it");
    assert_eq!(a.desk().guest(guest, Lang::En).unwrap().company, None);
}

#[test]
fn what_was_typed_under_a_badge_before_its_guest_was_known_goes_too() {
    let (mut a, mut b, _, _) = two_desks();
    exchange(&mut a, &mut b);
    let walk_in = a.guest("Grace", None);
    let code = a.badge(walk_in);
    let (sam, susan) = (b.by("sam"), b.by("susan"));
    for step in ["id", "metal", "bag"] {
        b.desk().screen(&sam, &code, step, Outcome::Pass, None).unwrap();
    }
    let shown = Shown::Codes(vec![code]);
    b.desk().override_entry(&susan, &shown, Some("door"), Some(SECRET), "known to us", Lang::En).unwrap();
    a.erase(walk_in);
    exchange(&mut b, &mut a);
    exchange(&mut a, &mut b);
    assert!(!a.says_secret_when_closed());
    assert!(!b.says_secret_when_closed());
    assert_eq!((a.print(), a.inside()), (b.print(), 1));
}

#[test]
fn what_this_desk_itself_says_of_them_afterwards_is_not_kept() {
    let (mut a, _, guest, _) = two_desks();
    a.erase(guest);
    let by = a.by("susan");
    let (shown, name) = (Shown::Guest(guest), Some(SECRET));
    a.desk().override_entry(&by, &shown, Some("door"), name, SECRET, Lang::En).unwrap();
    assert_eq!(a.inside(), 1);
    assert!(!a.says_secret_when_closed());
    a.assert_sound();
}

#[test]
fn only_an_organiser_at_an_organisers_desk_erases_and_says_why() {
    let (mut a, mut b, guest, _) = two_desks();
    let (olga, susan) = (a.by("olga"), a.by("susan"));
    let code = |done: crate::error::Result<_>| done.err().unwrap().code;
    assert_eq!(code(a.desk().erase(&olga, guest, " ").map(drop)), Code::ReasonRequired);
    assert_eq!(code(a.desk().erase(&susan, guest, "why").map(drop)), Code::NotPermitted);
    assert_eq!(code(b.desk().erase(&olga, guest, "why").map(drop)), Code::NotPermitted);
    let nobody = GuestId::new([9; 16]);
    assert_eq!(code(a.desk().erase(&olga, nobody, "why").map(drop)), Code::NoSuchGuest);
}

#[test]
fn an_erasure_by_a_desk_that_is_no_organisers_erases_nothing_and_is_a_finding() {
    let (mut a, mut b, guest, _) = two_desks();
    let draft = crate::desk::write::Draft::about(
        guest,
        crate::journal::fact::Kind::Erased,
        vec![crate::journal::fact::Fact::Erased { badges: Vec::new() }],
    );
    b.desk().write(None, vec![draft]).unwrap();
    exchange(&mut b, &mut a);
    for desk in [&mut a, &mut b] {
        assert_eq!(desk.desk().guest(guest, Lang::En).unwrap().name, "Ada");
        let found = desk.desk().findings(Lang::En).unwrap();
        assert_eq!((found.len(), found[0].kind.as_str()), (1, "not_allowed"));
        desk.assert_sound();
    }
    a.erase(guest);
    let found = a.desk().findings(Lang::En).unwrap();
    let told: Vec<&str> = found.iter().flat_map(|found| &found.desks).map(String::as_str).collect();
    assert_eq!(told, ["B"], "an organiser's desk may");
}

#[test]
fn an_erasure_cut_off_before_the_log_was_written_anew_is_finished_at_the_next_opening() {
    let (mut a, _, guest, _) = two_desks();
    a.say_secret(guest);
    a.reopen();
    let log = std::fs::read(a.path().join("journal.log")).unwrap();
    a.erase(guest);
    // What a power cut leaves: the database as committed, the log as it was, and half of a new one.
    let cut = tempfile::tempdir().unwrap();
    let there = cut.path().join("event");
    std::fs::create_dir(&there).unwrap();
    for name in ["event.db", "event.db-wal", "desk.key"] {
        std::fs::copy(a.path().join(name), there.join(name)).unwrap();
    }
    std::fs::write(there.join("journal.log"), &log).unwrap();
    std::fs::write(there.join("journal.log.part"), &log[..log.len() / 2]).unwrap();
    a.desk.take().unwrap().close().unwrap();
    a.folder = cut;
    a.open();
    let log = std::fs::read(there.join("journal.log")).unwrap();
    assert!(!log.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()), "at opening already");
    assert!(!a.says_secret_when_closed());
    assert!(!a.path().join("journal.log.part").exists());
    a.assert_sound();
}

#[test]
fn an_event_opens_though_its_log_cannot_be_written_anew_and_closing_tries_again() {
    let (mut a, _, guest, _) = two_desks();
    a.say_secret(guest);
    a.erase(guest);
    let in_the_way = a.path().join("journal.log.part");
    std::fs::create_dir(&in_the_way).unwrap();
    assert!(a.desk.take().unwrap().close().is_err());
    a.open();
    assert!(a.desk().notices().iter().any(|notice| notice.en.contains("journal.log yet")));
    std::fs::remove_dir(&in_the_way).unwrap();
    assert!(!a.says_secret_when_closed());
}

#[test]
fn an_event_made_again_from_its_log_alone_keeps_the_erasure() {
    let (mut a, _, guest, _) = two_desks();
    a.say_secret(guest);
    a.erase(guest);
    a.desk.take().unwrap().close().unwrap();
    for name in ["event.db", "event.db-wal", "event.db-shm"] {
        let _ = std::fs::remove_file(a.path().join(name));
    }
    a.open();
    assert_eq!(a.desk().guest(guest, Lang::En).unwrap().name, "(erased)");
    a.assert_sound();
}
