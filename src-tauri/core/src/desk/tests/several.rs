//! Whole evenings at several desks: late files, dead laptops, spare ones, paths through the house.

use super::exchange::{all_of, exchange, seal_for, two_desks};
use super::{Evening, codes};
use crate::desk::{DeskHandle, GuestDraft, Merge, Missing, NewDesk};
use crate::error::Code;
use crate::exchange::Item;
use crate::guest::Status;
use crate::journal::codec;
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::{Draft, RawRecord};
use crate::settings::Direction;
use crate::text::Lang;

const PASSPHRASE: &str = "brass gate at ten";

fn finding_kinds(desk: &mut Evening) -> Vec<String> {
    desk.desk().findings(Lang::En).unwrap().into_iter().map(|found| found.kind).collect()
}

impl Evening {
    /// Does something as the window does, beside the writer.
    fn beside<T>(&mut self, act: impl FnOnce(&DeskHandle) -> T) -> T {
        let handle = DeskHandle::start(self.desk.take().unwrap()).unwrap();
        let came = act(&handle);
        handle.stop().unwrap();
        self.open();
        came
    }

    /// Counts the records in a file for every desk.
    fn carries_for_all(&mut self) -> u64 {
        let (by, folder) = (self.by("scott"), tempfile::tempdir().unwrap());
        self.desk().export(&by, folder.path(), None).unwrap().records
    }
}

/// Lets all of these hand each other everything.
fn exchange_all(desks: &mut [&mut Evening]) {
    for _ in 0..2 {
        let files: Vec<_> = desks.iter_mut().map(|desk| desk.carry_out()).collect();
        for (nth, desk) in desks.iter_mut().enumerate() {
            for file in files[..nth].iter().chain(&files[nth + 1..]) {
                desk.take_in(file);
            }
        }
    }
}

fn assert_in_step(desks: &mut [&mut Evening]) {
    let prints: Vec<String> = desks.iter_mut().map(|desk| desk.print()).collect();
    assert!(prints.iter().all(|print| *print == prints[0]), "{prints:?}");
    for desk in desks {
        assert!(desk.desk().verify(Lang::En).unwrap().ok);
    }
}

#[test]
fn files_that_cross_bring_both_desks_in_step() {
    let (mut a, mut b, guest, code) = two_desks();
    exchange(&mut a, &mut b);
    a.scan(&code);
    b.guest("Grace", None);
    b.step(guest, "bag", crate::journal::fact::Outcome::Pass);
    let (of_a, of_b) = (a.carry_out(), b.carry_out());
    b.take_in(&of_a);
    a.take_in(&of_b);
    assert_in_step(&mut [&mut a, &mut b]);
}

#[test]
fn a_record_that_names_a_head_not_held_waits_and_says_up_to_where_that_desk_is_missing() {
    let (mut a, mut b, _, code) = two_desks();
    let mut c = a.add("C");
    exchange(&mut a, &mut b);
    c.scan(&code);
    let of_c = c.carry_out();
    b.take_in(&of_c);
    b.guest("Grace", None);
    let (records, signatures) = all_of(b.desk());
    let (of_b, keys) = (b.desk().desk_id(), b.desk().keys.signing.clone());
    let own = |raw: &RawRecord| codec::read_header(&raw.header).unwrap().desk == of_b;
    let records: Vec<RawRecord> = records.into_iter().filter(own).collect();
    let event = b.desk().event_id();
    let file = seal_for(event, &keys, &mut a, &records, &signatures);
    let by = a.by("scott");
    let shown = a.desk().merge(&by, &file, Merge::DryRun).unwrap();
    let taken = a.take_in(&file);
    let up_to = c.desk().head.unwrap().seq;
    let lacks = Missing { desk: c.desk().desk_id().to_string(), from: 1, to: up_to };
    assert_eq!((taken.waiting > 0, &taken.missing), (true, &vec![lacks]));
    assert_eq!((shown.waiting, shown.missing), (taken.waiting, taken.missing), "a dry run says the same");
    let taken = a.take_in(&of_c);
    assert_eq!((taken.waiting, taken.missing), (0, Vec::new()));
    assert_in_step(&mut [&mut a, &mut b]);
}

#[test]
fn three_desks_that_meet_two_at_a_time_all_hear_everything() {
    let (mut a, mut b, _, code) = two_desks();
    let mut c = a.add("C");
    c.scan(&code);
    exchange(&mut c, &mut b);
    exchange(&mut b, &mut a);
    assert_eq!(codes(&a.scan(&code)), ["already_inside"], "by way of B");
    exchange(&mut a, &mut b);
    exchange(&mut b, &mut c);
    assert_in_step(&mut [&mut a, &mut b, &mut c]);
}

#[test]
fn in_at_a_out_at_b_in_at_c_out_at_d_and_taken_in_again_there_is_inside_on_every_desk() {
    let (mut a, mut b, _, code) = two_desks();
    let (mut c, mut d) = (a.add("C"), a.add("D"));
    exchange(&mut a, &mut b);
    exchange(&mut a, &mut c);
    a.scan(&code);
    exchange(&mut a, &mut d);
    b.scan_at(&code, "door", Direction::Exit);
    c.scan(&code);
    d.scan_at(&code, "door", Direction::Exit);
    d.pass_time(10);
    let guest = a.desk().find_guest(&code).unwrap();
    d.screened(guest);
    assert_eq!(codes(&d.scan(&code)), Vec::<&str>::new());
    exchange_all(&mut [&mut a, &mut b, &mut c, &mut d]);
    assert_eq!([a.inside(), b.inside(), c.inside(), d.inside()], [1; 4]);
    assert_in_step(&mut [&mut a, &mut b, &mut c, &mut d]);
}

#[test]
fn through_the_hall_behind_the_rope_and_back_at_three_desks_is_no_finding_and_everyone_out_is_left() {
    let mut a = Evening::new();
    let guest = a.guest("Ada", Some("VIP"));
    let code = a.badge(guest);
    a.screened(guest);
    let (mut b, mut c) = (a.add("B"), a.add("C"));
    a.scan(&code);
    exchange(&mut a, &mut b);
    b.scan_at(&code, "rope", Direction::Entry);
    exchange(&mut b, &mut c);
    c.scan_at(&code, "rope", Direction::Exit);
    exchange_all(&mut [&mut a, &mut b, &mut c]);
    assert_eq!(finding_kinds(&mut a), Vec::<String>::new());
    let by = b.by("susan");
    b.desk().everyone_out(&by).unwrap();
    exchange_all(&mut [&mut a, &mut b, &mut c]);
    let state = |desk: &mut Evening| desk.desk().guest(guest, Lang::En).unwrap().presence.state;
    assert_eq!([state(&mut a), state(&mut b), state(&mut c)], [crate::view::PresenceState::Left; 3]);
    assert_in_step(&mut [&mut a, &mut b, &mut c]);
}

#[test]
fn a_walk_from_the_hall_to_the_rope_at_desks_that_had_not_heard_of_each_other_is_no_finding() {
    let mut a = Evening::new();
    let guest = a.guest("Ada", Some("VIP"));
    let code = a.badge(guest);
    a.screened(guest);
    let mut b = a.add("B");
    a.scan(&code);
    b.scan_at(&code, "rope", Direction::Entry);
    exchange(&mut a, &mut b);
    assert_eq!(finding_kinds(&mut a), Vec::<String>::new());
    assert_in_step(&mut [&mut a, &mut b]);
}

#[test]
fn records_that_arrive_late_stand_in_the_history_at_the_time_they_happened() {
    let (mut a, mut b, guest, code) = two_desks();
    b.scan(&code);
    let came = b.desk().around.clock.now();
    a.pass_time(3_600);
    exchange(&mut a, &mut b);
    let history = a.desk().history(guest, Lang::En).unwrap();
    let at = a.desk().reading(Lang::En).time(came);
    assert_eq!(history.guest.presence.since, Some(at.clone()));
    assert!(history.history.iter().any(|line| line.kind == "scan" && line.at == at && line.desk == "B"));
}

#[test]
fn an_old_file_brings_a_revoked_badge_not_back() {
    let (mut a, mut b, guest, code) = two_desks();
    exchange(&mut a, &mut b);
    let old = b.carry_out();
    let by = a.by("susan");
    a.desk().set_badge(&by, &code, crate::guest::BadgeState::Revoked, "lost").unwrap();
    a.take_in(&old);
    assert_eq!(codes(&a.scan(&code)), ["badge_revoked"]);
    exchange(&mut a, &mut b);
    b.take_in(&old);
    assert_eq!(codes(&b.scan(&code)), ["badge_revoked"]);
    assert_eq!(a.desk().guest(guest, Lang::En).unwrap(), b.desk().guest(guest, Lang::En).unwrap());
}

#[test]
fn a_lost_badge_found_again_works_at_every_desk_and_stops_the_other() {
    let (mut a, mut b, guest, old) = two_desks();
    let by = a.by("susan");
    a.desk().reissue(&by, guest, "lost").unwrap();
    let new = a.desk().guest(guest, Lang::En).unwrap().badge.unwrap().code;
    exchange(&mut a, &mut b);
    assert_eq!(codes(&b.scan(&old))[0], "badge_replaced");
    b.desk().set_badge(&by, &old, crate::guest::BadgeState::Active, "found again").unwrap();
    exchange(&mut a, &mut b);
    for desk in [&mut a, &mut b] {
        let refused = codes(&desk.scan(&new)).join(",");
        assert!(refused.starts_with("badge_re"), "{refused}");
    }
    a.pass_time(10);
    assert_eq!(codes(&a.scan(&old)), Vec::<&str>::new());
    assert_eq!(finding_kinds(&mut a), Vec::<String>::new(), "everybody knew");
}

#[test]
fn a_dead_desks_stick_counts_at_a_spare_one_and_repaired_it_brings_only_its_late_records() {
    let (mut a, mut b, _, ada) = two_desks();
    let (_, bob) = a.ready("Bob");
    let (_, eve) = a.ready("Eve");
    let kit = a.kit("Spare", false);
    exchange(&mut a, &mut b);
    b.scan(&ada);
    let stick = b.carry_out();
    b.scan(&bob);
    let mut spare = a.join(&kit, PASSPHRASE).unwrap();
    spare.take_in(&stick);
    assert_eq!(codes(&spare.scan(&ada)), ["already_inside"]);
    spare.scan(&eve);
    exchange(&mut spare, &mut a);
    assert_eq!((a.inside(), spare.inside()), (2, 2));
    b.reopen();
    let late = b.carry_out();
    for desk in [&mut a, &mut spare] {
        assert!(desk.take_in(&late).new > 0);
        assert_eq!(desk.inside(), 3);
        assert_eq!(finding_kinds(desk), Vec::<String>::new());
    }
    exchange_all(&mut [&mut a, &mut b, &mut spare]);
    assert_in_step(&mut [&mut a, &mut b, &mut spare]);
}

#[test]
fn a_desk_added_in_the_evening_gets_everything_once_the_others_have_heard_of_it() {
    let (mut a, mut b, _, code) = two_desks();
    b.scan(&code);
    let early = b.carry_out();
    let mut c = a.add("C");
    let by = c.by("scott");
    let before = c.print();
    assert_eq!(c.desk().merge(&by, &early, Merge::Apply).err().unwrap().code, Code::NotForThisDesk);
    assert_eq!(c.print(), before);
    let news = a.carry_out();
    b.take_in(&news);
    let made_for_c = b.carry_out();
    c.take_in(&made_for_c);
    assert_eq!(c.inside(), 1);
}

#[test]
fn nobodys_records_wait_for_what_a_retired_desk_wrote_unheard() {
    let (mut a, mut b, _, ada) = two_desks();
    let (_, bob) = a.ready("Bob");
    let mut c = a.add("C");
    exchange(&mut a, &mut b);
    b.scan(&ada);
    let (by, lost) = (a.by("olga"), b.carry_out());
    a.desk().retire_desk(&by, "B", "stolen").unwrap();
    exchange(&mut a, &mut c);
    c.scan(&bob);
    let file = c.carry_out();
    let taken = a.take_in(&file);
    assert_eq!((taken.waiting, a.inside()), (0, 1));
    for desk in [&mut a, &mut c] {
        desk.take_in(&lost);
        assert_eq!((desk.inside(), finding_kinds(desk)), (1, vec!["not_allowed".to_owned()]));
    }
    exchange(&mut a, &mut c);
    assert_in_step(&mut [&mut a, &mut c]);
}

#[test]
fn a_laptop_that_has_written_nothing_since_its_disk_was_copied_is_not_left_behind_by_the_other() {
    let mut a = Evening::new();
    let kit = a.kit("C", false);
    let (mut busy, mut idle) = (a.join(&kit, PASSPHRASE).unwrap(), a.join(&kit, PASSPHRASE).unwrap());
    for evening in 0..3 {
        a.guest(&format!("Guest {evening}"), None);
        exchange(&mut busy, &mut a);
        // The idle laptop's file comes first, so the newest of this desk is always the busy one's.
        let (of_idle, of_busy) = (idle.carry_out(), busy.carry_out());
        a.take_in(&of_idle);
        a.take_in(&of_busy);
        let news = a.carry_out();
        idle.take_in(&news);
        busy.take_in(&news);
    }
    assert_in_step(&mut [&mut busy, &mut idle]);
}

#[test]
fn an_own_file_that_comes_back_makes_no_file_larger_however_it_was_written() {
    let (mut a, mut b, ..) = two_desks();
    let (scott, folder, stick) = (a.by("scott"), tempfile::tempdir().unwrap(), a.folder.path().to_owned());
    let own = a.carry_out();
    a.guest("Grace", None);
    let beside = a.beside(|handle| handle.export(&scott, &stick, None).unwrap().file);
    let call = |desk: &mut Evening| {
        let view = desk.beside(|handle| handle.exchange_once(folder.path(), Lang::En).unwrap());
        assert_eq!(view.unreadable, []);
    };
    call(&mut a);
    // The complete file for C stands for the ones before, which are met again as if somebody else's.
    let mut c = a.add("C");
    call(&mut a);
    call(&mut a);
    [own, beside].iter().for_each(|file| drop(a.take_in(file)));
    exchange(&mut a, &mut b);
    exchange(&mut a, &mut c);
    exchange(&mut a, &mut b);
    assert_eq!(a.carries_for_all(), 0, "B and C hold everything");
}

#[test]
fn a_file_under_a_laptops_own_id_that_it_did_not_write_tells_it_that_there_are_two() {
    let mut a = Evening::new();
    let kit = a.kit("B", false);
    let (mut one, mut two) = (a.join(&kit, PASSPHRASE).unwrap(), a.join(&kit, PASSPHRASE).unwrap());
    exchange(&mut a, &mut one);
    assert_eq!(one.carries_for_all(), 0);
    let of_two = two.carry_out();
    one.take_in(&of_two);
    let all = one.desk().fingerprint().unwrap().records;
    assert_eq!(one.carries_for_all(), all, "the other one may lack anything");
}

#[test]
fn a_retired_desk_is_waited_for_no_more_and_can_open_no_file_made_since() {
    let (mut a, mut b, ..) = two_desks();
    let mut c = a.add("C");
    let (olga, scott) = (a.by("olga"), c.by("scott"));
    a.guest("Grace", None);
    exchange(&mut a, &mut b);
    assert_ne!(a.carries_for_all(), 0, "C was not heard of yet");
    a.desk().retire_desk(&olga, "C", "stolen").unwrap();
    exchange(&mut a, &mut b);
    assert_eq!(a.carries_for_all(), 0);
    let file = a.carry_out();
    assert_eq!(c.desk().merge(&scott, &file, Merge::Apply).err().unwrap().code, Code::NotForThisDesk);
    a.desk().retire_desk(&olga, "B", "broken").unwrap();
    assert_eq!(a.beside(|handle| handle.not_carried().unwrap()), None, "nobody waits for anything");
}

#[test]
fn a_desk_that_is_retired_keeps_all_that_was_heard_of_it_by_then_on_both_its_branches() {
    let mut a = Evening::new();
    let (codes, kit) = (["Ada", "Bob"].map(|name| a.ready(name).1), a.kit("B", false));
    for code in &codes {
        let mut laptop = a.join(&kit, PASSPHRASE).unwrap();
        laptop.scan(code);
        let file = laptop.carry_out();
        a.take_in(&file);
    }
    let by = a.by("olga");
    a.desk().retire_desk(&by, "B", "opened twice").unwrap();
    assert_eq!((a.inside(), finding_kinds(&mut a)), (2, vec!["cloned_desk".to_owned()]));
}

#[test]
fn a_desk_says_of_each_desk_up_to_where_and_when_it_was_heard_of() {
    let (mut a, mut b, _, code) = two_desks();
    let kit = a.kit("C", false);
    let (mut long, mut short) = (a.join(&kit, PASSPHRASE).unwrap(), a.join(&kit, PASSPHRASE).unwrap());
    let by = a.by("olga");
    a.kit("D", false);
    a.desk().retire_desk(&by, "D", "lost").unwrap();
    b.scan(&code);
    a.pass_time(60);
    let of_b = b.carry_out();
    for name in ["Bob", "Cem", "Dan"] {
        long.guest(name, None);
    }
    short.guest("Eve", None);
    let files = [of_b, long.carry_out(), short.carry_out()];
    a.pass_time(60);
    files.iter().for_each(|file| drop(a.take_in(file)));
    let desks = a.desk().desks(Lang::En).unwrap();
    let told: Vec<_> = desks.iter().map(|desk| (desk.name.as_str(), desk.own, desk.retired)).collect();
    assert_eq!(told, [("Desk 1", true, false), ("B", false, false), ("C", false, false), ("D", false, true)]);
    let (written, made) = ("2026-11-28T19:00:00+01:00", "2026-11-28T19:01:00+01:00");
    assert_eq!((desks[1].at.as_deref(), desks[1].told_at.as_deref()), (Some(written), Some(made)));
    let longest = long.desk().head.unwrap().seq;
    assert_eq!((desks[2].up_to, desks[2].branched, desks[1].branched), (longest, true, false));
    assert_eq!((desks[3].up_to, &desks[3].at), (0, &None));
}

#[test]
fn a_new_desk_needs_a_name_that_no_other_desk_has() {
    let (mut a, ..) = two_desks();
    let (by, kit) = (a.by("olga"), a.folder.path().join("again.ghkit"));
    for name in ["B", " "] {
        let new = NewDesk { name: name.into(), organiser: false, work: Some(2) };
        assert_eq!(a.desk().add_desk(&by, &new, &kit, PASSPHRASE).err().unwrap().code, Code::Usage);
    }
    assert!(!kit.exists());
}

#[test]
fn in_a_file_every_record_comes_after_all_that_it_follows() {
    let (mut a, mut b, ..) = two_desks();
    let mut c = a.add("C");
    for nth in 0..4 {
        for desk in [&mut a, &mut b, &mut c] {
            desk.guest(&format!("Guest {nth}"), None);
        }
        exchange(&mut a, &mut b);
        exchange(&mut a, &mut c);
    }
    a.kit("D", false);
    let file = a.carry_out();
    let (_, mut reader) = c.desk().opener().open(&file).unwrap();
    let mut before = std::collections::BTreeSet::new();
    while let Some(item) = reader.next_item().unwrap() {
        let Item::Record(raw) = item else { continue };
        let sound = crate::exchange::intake::read(a.desk().event_id(), &raw).unwrap();
        let entry = sound.entry();
        let follows = entry.prev.iter().chain(entry.more.iter().flat_map(|more| &more.heads));
        assert!(follows.into_iter().all(|id| before.contains(id)), "{entry:?}");
        before.insert(sound.id);
    }
    assert!(!before.is_empty());
}

#[test]
fn a_file_carried_out_before_and_spoilt_since_is_not_taken_for_a_whole_one() {
    let (mut a, ..) = two_desks();
    let file = a.carry_out();
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() - 9]).unwrap();
    let (by, folder) = (a.by("scott"), a.folder.path().to_owned());
    assert_eq!(a.desk().export(&by, &folder, None).err().unwrap().code, Code::AlreadyExists);
}

#[test]
fn what_a_record_about_a_guest_takes_back_is_of_that_guest_and_nothing_of_the_event() {
    let mut a = Evening::new();
    let (by, guest) = (a.by("susan"), a.guest("Ada", None));
    let counted = a.desk().correct(&by, 2, None, "counted").unwrap().records[0];
    let voided = vec![Fact::Voided { records: vec![counted], import: None }];
    a.desk().record(&by, vec![Draft::about(guest, Kind::Voided, voided)]).unwrap();
    assert_eq!(a.inside(), 2);
    a.reopen();
    assert_eq!(a.inside(), 2);
}

#[test]
fn what_a_record_had_seen_at_another_desk_is_known_after_the_night_as_before_it() {
    let (mut a, mut b, guest, _) = two_desks();
    let by = a.by("susan");
    let stand = |desk: &mut Evening, status| {
        let draft = GuestDraft { status: Some(status), ..GuestDraft::default() };
        desk.desk().edit_guest(&by, guest, draft, Some("so it is")).unwrap();
    };
    stand(&mut a, Status::Cancelled);
    exchange(&mut a, &mut b);
    stand(&mut b, Status::Approved);
    exchange(&mut a, &mut b);
    for desk in [&mut a, &mut b] {
        desk.reopen();
        desk.desk().rebuild().unwrap();
        assert_eq!(desk.desk().guest(guest, Lang::En).unwrap().status, Status::Approved);
    }
}

#[test]
fn a_file_for_a_desk_holds_the_shorter_branch_of_another_desk_of_which_it_knows_the_longer() {
    let (mut a, mut b, ..) = two_desks();
    let kit = a.kit("C", false);
    exchange(&mut a, &mut b);
    let (mut long, mut short) = (a.join(&kit, PASSPHRASE).unwrap(), a.join(&kit, PASSPHRASE).unwrap());
    for name in ["Bob", "Cem", "Dan"] {
        long.guest(name, None);
    }
    short.guest("Eve", None);
    let of_long = long.carry_out();
    b.take_in(&of_long);
    a.take_in(&of_long);
    let of_b = b.carry_out();
    a.take_in(&of_b);
    let of_short = short.carry_out();
    a.take_in(&of_short);
    let (by, for_b) = (a.by("scott"), a.folder.path().join("for-b.ghbundle"));
    a.desk().export(&by, &for_b, Some("B")).unwrap();
    b.take_in(&for_b);
    assert_in_step(&mut [&mut a, &mut b]);
}

#[test]
fn desks_whose_lists_look_alike_are_in_step_only_once_they_hold_the_same_records() {
    let (mut a, mut b, ..) = two_desks();
    b.scan("nobody's");
    assert_ne!(a.print(), b.print());
    exchange(&mut b, &mut a);
    assert_in_step(&mut [&mut a, &mut b]);
}
