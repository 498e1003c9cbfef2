//! Badges from elsewhere: what was recorded under one before its guest was known here is the guest's afterwards.

use super::exchange::{exchange, two_desks};
use super::{Evening, codes};
use crate::badge::BadgeNumber;
use crate::desk::{BadgeChoice, GuestDraft, Shown};
use crate::error::Code;
use crate::ids::GuestId;
use crate::journal::fact::{Fact, Kind, Outcome, provisional_guest};
use crate::journal::record::Draft;
use crate::settings::Direction;
use crate::text::Lang;
use crate::view::PresenceState;

impl Evening {
    /// Lets somebody in by hand, the steps done, whose badge says nothing here yet.
    fn let_in(&mut self, code: &str, name: &str) {
        let (sam, by) = (self.by("sam"), self.by("susan"));
        for step in ["id", "metal", "bag"] {
            self.desk().screen(&sam, code, step, Outcome::Pass, None).unwrap();
        }
        let shown = Shown::Codes(vec![code.to_owned()]);
        let verdict =
            self.desk().override_entry(&by, &shown, Some("door"), Some(name), "known to us", Lang::En);
        assert!(verdict.unwrap().overridden);
    }

    /// Puts somebody on the list, with a badge.
    fn walk_in(&mut self, name: &str) -> (GuestId, String) {
        let guest = self.guest(name, None);
        (guest, self.badge(guest))
    }

    fn number(&mut self, guest: GuestId) -> BadgeNumber {
        self.desk().get_guest(guest).unwrap().badges[0].number
    }

    /// Issues a badge as nobody at a desk can any more.
    fn issue(&mut self, badge: BadgeNumber, guest: GuestId) {
        let by = self.by("olga");
        let issued = Draft::about(guest, Kind::BadgeIssued, vec![Fact::BadgeIssued { badge }]);
        self.desk().record(&by, vec![issued]).unwrap();
    }

    fn state(&mut self, guest: GuestId) -> PresenceState {
        self.desk().guest(guest, Lang::En).unwrap().presence.state
    }

    pub(super) fn assert_views_as_rebuilt(&mut self) {
        assert!(self.desk().verify(Lang::En).unwrap().ok);
        let live = self.print();
        self.desk().rebuild().unwrap();
        assert_eq!(self.print(), live);
    }
}

const NAMES: [&str; 6] = ["Ada", "Bob", "Cem", "Dan", "Eve", "Fay"];

#[test]
fn what_was_kept_under_a_badge_stands_by_itself_again_when_the_badges_issue_counts_no_more() {
    let mut a = Evening::new();
    let kit = a.kit("C", true);
    let mut c = a.join(&kit, "brass gate at ten").unwrap();
    let mut b = a.add("B");
    exchange(&mut a, &mut c);
    let known: Vec<(GuestId, String)> = NAMES.iter().map(|name| b.walk_in(name)).collect();
    known.iter().zip(NAMES).for_each(|((_, code), name)| a.let_in(code, name));
    exchange(&mut a, &mut b);
    assert_eq!((a.inside(), a.state(known[0].0)), (6, PresenceState::Inside));
    a.assert_views_as_rebuilt();
    let by = c.by("olga");
    c.desk().retire_desk(&by, "B", "stolen").unwrap();
    exchange(&mut c, &mut a);
    assert_eq!(a.inside(), 6, "they were let in at A all the same");
    assert_eq!(a.desk().guest(known[0].0, Lang::En).err().unwrap().code, Code::NoSuchGuest);
    a.assert_views_as_rebuilt();
    exchange(&mut a, &mut c);
    assert_eq!(a.print(), c.print());
}

#[test]
fn what_was_kept_under_a_badge_counts_once_when_it_comes_together_with_the_end_of_its_issue() {
    let mut a = Evening::new();
    let kit = a.kit("C", true);
    let mut c = a.join(&kit, "brass gate at ten").unwrap();
    let (mut b, mut d) = (a.add("B"), a.add("D"));
    exchange(&mut a, &mut c);
    exchange(&mut a, &mut b);
    let known: Vec<(GuestId, String)> = NAMES.iter().map(|name| b.walk_in(name)).collect();
    let of_b = b.carry_out();
    d.take_in(&of_b);
    known.iter().zip(NAMES).for_each(|((_, code), name)| a.let_in(code, name));
    a.take_in(&of_b);
    let susan = a.by("susan");
    for (guest, _) in &known {
        let company = GuestDraft { company: Some("Raumwerk".to_owned()), ..GuestDraft::default() };
        a.desk().edit_guest(&susan, *guest, company, None).unwrap();
    }
    let olga = c.by("olga");
    c.desk().retire_desk(&olga, "B", "stolen").unwrap();
    exchange(&mut c, &mut a);
    let of_a = a.carry_out();
    d.take_in(&of_a);
    assert_eq!(d.inside(), 6, "each once, though D hears of their entries and of the retirement at one time");
    d.assert_views_as_rebuilt();
}

#[test]
fn a_badge_issued_to_two_guests_leaves_what_was_kept_under_it_with_the_same_one_everywhere() {
    let (mut a, mut b, first, _) = two_desks();
    let mut c = a.add("C");
    exchange(&mut a, &mut b);
    let second = a.guest("Grace", None);
    let (_, code) = b.walk_in("Hal");
    let walk_in = b.desk().find_guest(&code).unwrap();
    let badge = b.number(walk_in);
    a.let_in(&code, "Hal");
    for guest in [second, first] {
        a.issue(badge, guest);
        a.assert_views_as_rebuilt();
    }
    let of_a = a.carry_out();
    c.take_in(&of_a);
    c.assert_views_as_rebuilt();
    let of_b = b.carry_out();
    for desk in [&mut a, &mut c] {
        desk.take_in(&of_b);
        desk.assert_views_as_rebuilt();
    }
    b.take_in(&of_a);
    let owner = first.min(second).min(walk_in);
    for desk in [&mut a, &mut b, &mut c] {
        assert_eq!((desk.inside(), desk.state(owner)), (1, PresenceState::Inside));
        assert_eq!(desk.desk().find_guest(&code).unwrap(), owner, "a scan says the same");
    }
    assert_eq!((a.print(), a.print()), (b.print(), c.print()));
}

#[test]
fn a_badge_issued_to_a_badge_is_nobodys() {
    let (mut a, mut b, ..) = two_desks();
    let (one, code) = b.walk_in("Hal");
    let (other, crossing) = b.walk_in("Ida");
    a.let_in(&code, "Hal");
    a.let_in(&crossing, "Ida");
    let (badge, other_badge) = (b.number(one), b.number(other));
    a.issue(badge, provisional_guest(other_badge));
    a.issue(other_badge, provisional_guest(badge));
    a.assert_views_as_rebuilt();
    assert_eq!(codes(&a.scan_at(&code, "rope", Direction::Entry))[0], "issued_elsewhere");
    exchange(&mut b, &mut a);
    exchange(&mut a, &mut b);
    assert_eq!((a.inside(), a.state(one), a.state(other)), (2, PresenceState::Inside, PresenceState::Inside));
    a.assert_views_as_rebuilt();
    assert_eq!(a.print(), b.print());
}

#[test]
fn a_guests_history_shows_what_was_kept_under_the_badge() {
    let (mut a, mut b, ..) = two_desks();
    let (guest, code) = b.walk_in("Hal");
    a.let_in(&code, "Hal");
    exchange(&mut b, &mut a);
    let history = a.desk().history(guest, Lang::En).unwrap().history;
    let kinds: Vec<&str> = history.iter().map(|line| line.kind.as_str()).collect();
    let steps = ["screening_result"; 3];
    let kept = ["override", "noted", "guest_edited", "guest_added", "badge_issued"];
    assert_eq!(kinds, [steps.as_slice(), kept.as_slice()].concat());
    assert_eq!(a.desk().last_scans(1, Lang::En).unwrap()[0].name, "Hal");
    let waiting = provisional_guest(a.number(guest)).to_string();
    assert_eq!(
        a.desk().find_guest(&waiting).unwrap(),
        guest,
        "who asks for the badge's records finds the guest"
    );
}

#[test]
fn a_second_exit_in_a_row_is_a_repeat_though_the_first_was_kept_under_the_badge() {
    let (mut a, mut b, ..) = two_desks();
    let (_, code) = b.walk_in("Hal");
    a.let_in(&code, "Hal");
    a.scan_at(&code, "door", Direction::Exit);
    exchange(&mut b, &mut a);
    a.pass_time(10);
    let again = a.scan_at(&code, "door", Direction::Exit);
    assert!(again.notes.iter().any(|note| note.code == "exit_repeated"), "{:?}", again.notes);
}

#[test]
fn a_scan_is_decided_afresh_within_three_seconds_once_another_desk_spoke_of_the_badge() {
    let (mut a, mut b, ..) = two_desks();
    let mut c = a.add("C");
    let (guest, code) = b.walk_in("Hal");
    c.let_in(&code, "Hal");
    exchange(&mut b, &mut a);
    a.screened(guest);
    assert_eq!(codes(&a.scan(&code)), Vec::<&str>::new());
    let of_c = c.carry_out();
    a.take_in(&of_c);
    let next = a.scan(&code);
    assert_eq!((next.repeat, codes(&next)), (false, vec!["already_inside"]));
}

#[test]
fn a_badge_whose_guest_is_not_known_yet_gets_no_other_badge_here() {
    let (mut a, mut b, ..) = two_desks();
    let (guest, code) = b.walk_in("Hal");
    a.let_in(&code, "Hal");
    let (by, waiting) = (a.by("olga"), a.desk().find_guest(&code).unwrap());
    let records = a.desk().fingerprint().unwrap().records;
    let made = a.desk().make_badges(&by, &BadgeChoice::Guests(vec![waiting])).err().unwrap();
    let reissued = a.desk().reissue(&by, waiting, "lost").err().unwrap();
    assert_eq!((made.code, reissued.code), (Code::NoSuchGuest, Code::NoSuchGuest));
    assert_eq!(a.desk().fingerprint().unwrap().records, records, "nothing is recorded");
    exchange(&mut b, &mut a);
    a.desk().reissue(&by, waiting, "lost").unwrap();
    assert_eq!(a.desk().get_guest(guest).unwrap().badges.len(), 2, "it is the guest's once known");
    assert_eq!(codes(&a.scan(&code))[0], "badge_replaced");
}

#[test]
fn a_guest_asked_for_twice_gets_one_badge() {
    let mut a = Evening::new();
    let (by, guest) = (a.by("olga"), a.guest("Ada", None));
    let made = a.desk().make_badges(&by, &BadgeChoice::Guests(vec![guest, guest])).unwrap();
    assert_eq!((made.records.len(), made.value.faces.len()), (1, 1));
    assert_eq!(a.desk().get_guest(guest).unwrap().badges.len(), 1);
}

#[test]
fn an_entry_kept_under_a_badge_and_one_of_its_guest_elsewhere_are_one_finding_at_both_desks() {
    let (mut a, mut b, ..) = two_desks();
    let (guest, code) = b.walk_in("Hal");
    a.let_in(&code, "Hal");
    b.screened(guest);
    assert_eq!(codes(&b.scan(&code)), Vec::<&str>::new());
    exchange(&mut a, &mut b);
    let ids = |desk: &mut Evening| -> Vec<(String, String)> {
        let found = desk.desk().findings(Lang::En).unwrap().into_iter();
        found.map(|found| (found.kind, found.id)).collect()
    };
    let found = ids(&mut a);
    assert_eq!(found.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(), ["double_entry"]);
    assert_eq!(found, ids(&mut b));
    assert_eq!((a.inside(), b.inside()), (1, 1));
}

#[test]
fn a_badge_of_a_slot_that_nobody_or_more_than_a_retired_desk_has_is_referred_and_not_called_false() {
    let (mut a, ..) = two_desks();
    let (kit, by) = (a.kit("Office", true), a.by("olga"));
    let mut office = a.join(&kit, "brass gate at ten").unwrap();
    let mut c = office.add("C");
    let (_, code) = c.walk_in("Hal");
    assert_eq!(codes(&a.scan(&code))[0], "issued_elsewhere", "A has not heard of C");
    a.kit("D", false);
    a.desk().retire_desk(&by, "D", "lost").unwrap();
    exchange(&mut office, &mut a);
    a.pass_time(10);
    assert_eq!(codes(&a.scan(&code))[0], "issued_elsewhere", "D was added at the same time as C");
    a.desk().retire_desk(&by, "C", "stolen").unwrap();
    a.pass_time(10);
    assert_eq!(codes(&a.scan(&code))[0], "not_authentic");
}
