//! Evenings at two desks as people have told of them, each with what has to be right in the end.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use super::exchange::{exchange, two_desks};
use super::{EVENING, Evening, TestClock, codes};
use crate::desk::{Desk, GuestDraft, Look, Scan, Shown};
use crate::error::Code;
use crate::journal::fact::Outcome;
use crate::settings::Direction;
use crate::text::Lang;
use crate::view::{FindingView, PresenceState};

const PASSPHRASE: &str = "brass gate at ten";

fn findings(evening: &mut Evening) -> Vec<FindingView> {
    evening.desk().findings(Lang::En).unwrap()
}

/// Copies an event as it lies on the disk, onto a laptop of its own.
fn disk_image(of: &mut Evening) -> Evening {
    let mut image = Evening {
        folder: tempfile::tempdir().unwrap(),
        clock: Arc::clone(&of.clock),
        desk: None,
        seed: of.seed + 500,
    };
    fs::create_dir(image.path()).unwrap();
    for entry in fs::read_dir(of.path()).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), image.path().join(entry.file_name())).unwrap();
    }
    image.open();
    image
}

#[test]
fn in_at_a_busy_desk_whose_clock_is_years_ahead_and_out_at_a_quiet_one_is_left_on_both() {
    let (mut a, mut b, guest, code) = two_desks();
    a.clock = Arc::new(TestClock(AtomicI64::new(EVENING + 5 * 365 * 86_400_000)));
    a.reopen();
    for nth in 0..30 {
        a.guest(&format!("Guest {nth}"), None);
    }
    a.scan(&code);
    b.scan_at(&code, "door", Direction::Exit);
    exchange(&mut a, &mut b);
    for desk in [&mut a, &mut b] {
        assert_eq!(desk.desk().guest(guest, Lang::En).unwrap().presence.state, PresenceState::Left);
        assert_eq!(desk.inside(), 0);
    }
}

#[test]
fn a_walk_ins_badge_admits_at_the_other_desk_once_what_was_done_with_it_has_arrived() {
    let (mut a, mut b, _, _) = two_desks();
    exchange(&mut a, &mut b);
    let (guest, code) = b.ready("Grace");
    assert_eq!(codes(&a.scan(&code)), ["issued_elsewhere"]);
    exchange(&mut b, &mut a);
    a.pass_time(5);
    let verdict = a.scan(&code);
    assert_eq!(codes(&verdict), Vec::<&str>::new());
    assert_eq!(verdict.guest.unwrap().name, "Grace");
    exchange(&mut a, &mut b);
    assert_eq!(b.desk().guest(guest, Lang::En).unwrap().presence.state, PresenceState::Inside);
}

#[test]
fn a_badge_let_in_twice_is_told_with_both_times_places_and_people() {
    let (mut a, mut b, _, code) = two_desks();
    a.scan(&code);
    b.pass_time(90);
    let by = b.by("sam");
    let scan = Scan {
        what: Shown::Codes(vec![code]),
        checkpoint: Some("door".into()),
        direction: Some(Direction::Entry),
        look: Look::Decide,
    };
    b.desk().scan(&by, &scan, Lang::En).unwrap();
    exchange(&mut a, &mut b);
    let found = findings(&mut a);
    assert_eq!(found, findings(&mut b));
    let [found] = found.as_slice() else { panic!("{found:?}") };
    let sides: Vec<_> = found.sides.iter().map(|side| (side.at.as_str(), side.operator.as_deref())).collect();
    let times = ["2026-11-28T19:00:00+01:00", "2026-11-28T19:01:30+01:00"];
    assert_eq!(sides, [(times[0], Some("scott")), (times[1], Some("sam"))]);
    assert!(found.sides.iter().all(|side| side.text.contains("door")), "{found:?}");
}

#[test]
fn a_kit_that_is_cut_or_changed_makes_no_desk_and_leaves_no_event() {
    let mut a = Evening::new();
    let kit = a.kit("B", false);
    let whole = fs::read(&kit).unwrap();
    let changed = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 4;
        bytes
    };
    let broken = [whole[..whole.len() / 2].to_vec(), changed(whole.len() / 3), changed(whole.len() - 9)];
    for bytes in broken {
        fs::write(&kit, bytes).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let event = folder.path().join("event");
        let refused = Desk::join(&kit, &event, PASSPHRASE, a.around()).err().unwrap();
        assert_eq!(refused.code, Code::BundleDamaged);
        assert_eq!(Desk::open(&event, a.around()).err().unwrap().code, Code::NotAnEvent);
    }
    fs::write(&kit, &whole).unwrap();
    assert_eq!(a.join(&kit, PASSPHRASE).unwrap().desk().desk_name(), "B");
}

#[test]
fn a_disk_that_was_copied_goes_on_as_two_histories_and_is_one_finding() {
    let (mut a, mut b, _, ada) = two_desks();
    let (bob, bobs) = a.ready("Bob");
    exchange(&mut a, &mut b);
    let mut copy = disk_image(&mut b);
    b.scan(&ada);
    copy.scan(&bobs);
    exchange(&mut a, &mut b);
    exchange(&mut a, &mut copy);
    exchange(&mut a, &mut b);
    exchange(&mut a, &mut copy);
    let told: Vec<Vec<String>> = [&mut a, &mut b, &mut copy]
        .map(|desk| findings(desk).into_iter().map(|found| found.kind).collect())
        .to_vec();
    assert_eq!(told, vec![vec!["cloned_desk".to_owned()]; 3]);
    assert_eq!([a.inside(), b.inside(), copy.inside()], [2; 3]);
    assert_eq!((a.print() == b.print(), a.print() == copy.print()), (true, true));
    copy.step(bob, "bag", Outcome::Fail);
    b.guest("Edsger", None);
    exchange(&mut a, &mut copy);
    exchange(&mut a, &mut b);
    exchange(&mut a, &mut copy);
    assert_eq!((a.print() == b.print(), a.print() == copy.print()), (true, true), "and on");
    assert!(a.desk().verify(Lang::En).unwrap().ok);
}

#[test]
fn of_a_name_written_at_two_desks_the_same_one_is_shown_everywhere_and_both_are_kept() {
    let (mut a, mut b, guest, _) = two_desks();
    for (desk, name) in [(&mut a, "Ada King"), (&mut b, "Ada Lovelace")] {
        let by = desk.by("susan");
        let draft = GuestDraft { name: Some(name.into()), ..GuestDraft::default() };
        desk.desk().edit_guest(&by, guest, draft, None).unwrap();
    }
    exchange(&mut a, &mut b);
    let shown = [&mut a, &mut b].map(|desk| desk.desk().guest(guest, Lang::En).unwrap().name);
    assert_eq!(shown[0], shown[1]);
    for desk in [&mut a, &mut b] {
        let found = findings(desk);
        let told = format!("{found:?}");
        assert!(told.contains("Ada King") && told.contains("Ada Lovelace"), "{told}");
        let history = format!("{:?}", desk.desk().history(guest, Lang::En).unwrap());
        assert!(history.contains("Ada King") && history.contains("Ada Lovelace"), "{history}");
    }
}
