//! Findings: what merging reveals, the same at every desk, until somebody has looked at it.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use super::exchange::{exchange, hand_over, record_after, two_desks};
use super::{EVENING, Evening, SETTINGS, TestClock};
use crate::desk::{GuestDraft, Shown};
use crate::error::Code;
use crate::guest::BadgeState;
use crate::ids::GuestId;
use crate::journal::fact::Outcome;
use crate::journal::signature::HeadSignature;
use crate::settings::Direction;
use crate::store;
use crate::text::Lang;
use crate::view::FindingView;

const PASSPHRASE: &str = "brass gate at ten";

fn findings(evening: &mut Evening) -> Vec<FindingView> {
    evening.desk().findings(Lang::En).unwrap()
}

/// Lets the same badge in at two desks that have not heard of each other.
fn twice() -> (Evening, Evening, String) {
    let (mut a, mut b, _, code) = two_desks();
    a.scan(&code);
    b.scan(&code);
    exchange(&mut a, &mut b);
    (a, b, code)
}

#[test]
fn a_badge_admitted_at_two_desks_is_one_finding_and_the_same_at_both() {
    let (mut a, mut b, _) = twice();
    let (at_a, at_b) = (findings(&mut a), findings(&mut b));
    assert_eq!(at_a, at_b);
    let [found] = at_a.as_slice() else { panic!("{at_a:?}") };
    assert_eq!((found.kind.as_str(), found.explained, found.acknowledged), ("double_entry", false, false));
    let told: Vec<&str> = found.sides.iter().map(|side| side.desk.as_str()).collect();
    assert_eq!(told, found.desks, "both sides of the story are told");
    assert_eq!(a.inside(), 1, "a finding changes no count");
}

#[test]
fn findings_are_the_same_after_a_rebuild_and_gone_with_the_entry_that_was_voided() {
    let (mut a, mut b, _) = twice();
    let found = findings(&mut a);
    a.desk().rebuild().unwrap();
    assert_eq!(findings(&mut a), found);
    let by = a.by("susan");
    a.desk().void(&by, &found[0].sides[1].record, "it was one person").unwrap();
    exchange(&mut a, &mut b);
    assert_eq!((findings(&mut a), findings(&mut b)), (Vec::new(), Vec::new()));
}

#[test]
fn an_entry_made_knowing_of_the_other_is_no_finding() {
    let (mut a, mut b, guest, code) = two_desks();
    a.scan(&code);
    exchange(&mut a, &mut b);
    let (by, ada) = (b.by("susan"), Shown::Guest(guest));
    b.desk().override_entry(&by, &ada, Some("door"), None, "went round the fence", Lang::En).unwrap();
    exchange(&mut a, &mut b);
    assert_eq!(findings(&mut a), []);
}

#[test]
fn an_exit_between_the_two_explains_them() {
    let (mut a, mut b, _, code) = two_desks();
    a.scan(&code);
    a.scan_at(&code, "door", Direction::Exit);
    b.scan(&code);
    exchange(&mut a, &mut b);
    assert!(findings(&mut b)[0].explained);
}

#[test]
fn an_acknowledgement_needs_a_reason_and_a_supervisor_and_travels() {
    let (mut a, mut b, _) = twice();
    let finding = findings(&mut a)[0].id.clone();
    let (supervisor, screener) = (a.by("susan"), a.by("scott"));
    let refused = |error: crate::error::Error| error.code;
    let no_reason = a.desk().acknowledge(&supervisor, &finding, " ").map_err(refused);
    assert_eq!(no_reason.unwrap_err(), Code::ReasonRequired);
    let not_permitted = a.desk().acknowledge(&screener, &finding, "seen").map_err(refused);
    assert_eq!(not_permitted.unwrap_err(), Code::NotPermitted);
    let unknown = a.desk().acknowledge(&supervisor, &"0".repeat(64), "seen").map_err(refused);
    assert_eq!(unknown.unwrap_err(), Code::NoSuchRecord);
    a.desk().acknowledge(&supervisor, &finding, "one person, two doors").unwrap();
    exchange(&mut a, &mut b);
    assert!(findings(&mut a)[0].acknowledged);
    assert_eq!(findings(&mut a), findings(&mut b));
    assert_eq!(a.print(), b.print());
    a.desk().correct(&supervisor, 2, None, "counted").unwrap();
    b.pass_time(60);
    b.desk().correct(&supervisor, 2, None, "counted").unwrap();
    exchange(&mut a, &mut b);
    let listed = findings(&mut a);
    let told: Vec<_> = listed.iter().map(|found| (found.kind.as_str(), found.acknowledged)).collect();
    assert_eq!(told, [("correction_twice", false), ("double_entry", true)], "the newest first");
    assert_eq!(listed[0].at, "2026-11-28T19:01:00+01:00", "when the later of the two was recorded");
}

#[test]
fn what_a_retired_desk_acknowledged_or_corrected_unheard_does_not_count() {
    let (mut a, mut b, _) = twice();
    let (by, supervisor) = (a.by("olga"), b.by("susan"));
    let finding = findings(&mut b)[0].id.clone();
    b.desk().acknowledge(&supervisor, &finding, "seen").unwrap();
    b.desk().correct(&supervisor, 5, None, "counted").unwrap();
    b.desk().stop_entry(&supervisor, "full").unwrap();
    b.desk().everyone_out(&supervisor).unwrap();
    let late = b.carry_out();
    a.desk().correct(&supervisor, 5, None, "counted").unwrap();
    a.desk().retire_desk(&by, "B", "stolen").unwrap();
    a.take_in(&late);
    let listed = findings(&mut a);
    let mut told: Vec<_> = listed.iter().map(|found| (found.kind.as_str(), found.acknowledged)).collect();
    told.sort_unstable();
    assert_eq!(told, [("double_entry", false), ("not_allowed", false)]);
    assert_eq!((a.inside(), a.desk().globals.entry_stopped), (6, false));
    assert!(a.desk().verify(Lang::En).unwrap().ok);
    a.desk().retire_desk(&by, "B", "it was not stolen after all").unwrap();
    assert!(findings(&mut a).iter().any(|found| found.acknowledged));
}

#[test]
fn a_desk_alone_that_lets_in_more_than_there_is_room_for_knows_it_and_finds_nothing() {
    let mut a = Evening::with(&SETTINGS.replace("[event]", "[event]\ncapacity = 1"));
    let ((_, ada), (bob, _)) = (a.ready("Ada"), a.ready("Bob"));
    a.scan(&ada);
    let (by, bob) = (a.by("susan"), Shown::Guest(bob));
    a.desk().override_entry(&by, &bob, Some("door"), None, "the speaker", Lang::En).unwrap();
    assert_eq!((a.inside(), findings(&mut a)), (2, Vec::new()));
}

#[test]
fn corrections_of_other_counts_or_the_other_way_or_with_everyone_out_between_are_told_apart() {
    let (mut a, mut b, ..) = two_desks();
    let by = a.by("susan");
    a.desk().correct(&by, 2, None, "counted").unwrap();
    b.desk().correct(&by, -2, None, "counted").unwrap();
    b.desk().correct(&by, 2, Some("rope"), "counted").unwrap();
    exchange(&mut a, &mut b);
    assert_eq!(findings(&mut a), []);
    a.desk().correct(&by, 1, None, "counted").unwrap();
    a.desk().everyone_out(&by).unwrap();
    b.desk().correct(&by, 1, None, "counted").unwrap();
    let found = only_finding(&mut a, &mut b);
    assert_eq!((found.kind.as_str(), found.explained), ("correction_twice", true));
}

#[test]
fn over_the_limit_is_dated_by_who_set_the_limit_that_is_in_force() {
    let zoned = SETTINGS.replace("name = \"hall\"\n", "name = \"hall\"\ncapacity = 1\n");
    let mut a = Evening::with(&zoned.replace("[event]", "[event]\ncapacity = 9"));
    let ((_, ada), (_, bob)) = (a.ready("Ada"), a.ready("Bob"));
    let (mut b, by) = (a.add("B"), a.by("olga"));
    a.pass_time(60);
    a.desk().load_settings(&by, "[event]\ncapacity = 1\n").unwrap();
    a.scan(&ada);
    b.scan(&bob);
    exchange(&mut a, &mut b);
    b.pass_time(60);
    b.state_capacity(1);
    exchange(&mut a, &mut b);
    let over = findings(&mut a).into_iter().filter(|found| found.kind == "over_capacity");
    let mut at: Vec<(bool, String)> = over.map(|found| (found.text.contains("hall"), found.at)).collect();
    at.sort();
    let [event, zone] = ["2026-11-28T19:01:00+01:00", "2026-11-28T19:00:00+01:00"].map(str::to_owned);
    assert_eq!(at, [(false, event), (true, zone)]);
}

#[test]
fn a_kit_opened_on_two_laptops_is_a_finding_once_both_were_heard() {
    let (mut a, _, _, _) = two_desks();
    let kit = a.kit("C", false);
    let mut one = a.join(&kit, PASSPHRASE).unwrap();
    let mut other = a.join(&kit, PASSPHRASE).unwrap();
    one.guest("Grace", None);
    other.guest("Edsger", None);
    let file = one.carry_out();
    a.take_in(&file);
    assert_eq!(findings(&mut a), []);
    let file = other.carry_out();
    a.take_in(&file);
    let found = findings(&mut a);
    assert_eq!((found.len(), found[0].kind.as_str(), found[0].sides.len()), (1, "cloned_desk", 2));
    assert_eq!(found[0].desks, ["C"]);
    let mut third = a.join(&kit, PASSPHRASE).unwrap();
    third.guest("Hal", None);
    for desk in [&mut one, &mut other, &mut third] {
        exchange(&mut a, desk);
    }
    let found = findings(&mut a);
    assert_eq!((found.len(), found[0].sides.len()), (1, 3), "one desk, one finding");
    assert_eq!(findings(&mut third), found, "whoever was heard of first");
}

impl Evening {
    fn rename(&mut self, guest: GuestId, name: &str) {
        let by = self.by("olga");
        let draft = GuestDraft { name: Some(name.into()), ..GuestDraft::default() };
        self.desk().edit_guest(&by, guest, draft, None).unwrap();
    }

    fn replace_badge(&mut self, guest: GuestId) -> String {
        let by = self.by("scott");
        self.desk().reissue(&by, guest, "lost").unwrap();
        self.desk().guest(guest, Lang::En).unwrap().badge.unwrap().code
    }

    /// Sets this laptop's clock apart from the others', by so many minutes.
    fn set_clock_off(&mut self, minutes: i64) {
        self.clock = Arc::new(TestClock(AtomicI64::new(EVENING + minutes * 60_000)));
        self.reopen();
    }
}

/// Brings two desks in step and gives the one finding both list.
fn only_finding(a: &mut Evening, b: &mut Evening) -> FindingView {
    exchange(a, b);
    let (at_a, at_b) = (findings(a), findings(b));
    assert_eq!(at_a, at_b);
    let [found] = at_a.as_slice() else { panic!("{at_a:#?}") };
    found.clone()
}

#[test]
fn two_values_of_a_field_are_a_finding_until_somebody_who_knows_both_sets_one() {
    let (mut a, mut b, guest, _) = two_desks();
    a.rename(guest, "Ada King");
    b.rename(guest, "Ada Lovelace");
    let found = only_finding(&mut a, &mut b);
    assert_eq!((found.kind.as_str(), found.sides.len()), ("concurrent_edit", 2));
    assert_eq!(a.desk().guest(guest, Lang::En).unwrap(), b.desk().guest(guest, Lang::En).unwrap());
    b.rename(guest, "Ada King, Countess of Lovelace");
    exchange(&mut a, &mut b);
    assert_eq!(findings(&mut a), []);
}

#[test]
fn the_same_value_said_at_two_desks_is_no_finding() {
    let (mut a, mut b, guest, _) = two_desks();
    a.rename(guest, "Ada King");
    b.rename(guest, "Ada King");
    exchange(&mut a, &mut b);
    assert_eq!(findings(&mut a), []);
}

#[test]
fn a_step_denied_at_one_desk_and_passed_at_another_is_denied_everywhere_and_a_finding() {
    let (mut a, mut b, guest, code) = two_desks();
    a.step(guest, "bag", Outcome::Fail);
    b.step(guest, "bag", Outcome::Pass);
    let found = only_finding(&mut a, &mut b);
    assert_eq!((found.kind.as_str(), found.explained), ("screening_conflict", false));
    for desk in [&mut a, &mut b] {
        assert_eq!(super::codes(&desk.scan(&code)), ["screening_failed"]);
    }
}

#[test]
fn an_entry_on_a_badge_another_desk_had_replaced_is_a_finding() {
    let (mut a, mut b, guest, code) = two_desks();
    a.replace_badge(guest);
    b.scan(&code);
    let found = only_finding(&mut a, &mut b);
    assert_eq!(found.kind, "replaced_badge_used");
    assert_eq!(found.sides.len(), 2);
}

#[test]
fn an_entry_on_a_badge_that_is_replaced_afterwards_is_no_finding() {
    let (mut a, mut b, guest, code) = two_desks();
    b.scan(&code);
    exchange(&mut a, &mut b);
    a.replace_badge(guest);
    exchange(&mut a, &mut b);
    assert_eq!(findings(&mut b), []);
}

#[test]
fn a_badge_replaced_at_two_desks_is_one_finding_and_one_works_and_none_comes_back_by_itself() {
    let (mut a, mut b, guest, old) = two_desks();
    let (one, other) = (a.replace_badge(guest), b.replace_badge(guest));
    assert_eq!(only_finding(&mut a, &mut b).kind, "two_badges");
    let stays = a.desk().guest(guest, Lang::En).unwrap().badge.unwrap().code;
    assert!([&one, &other].contains(&&stays));
    let by = a.by("susan");
    a.desk().set_badge(&by, &stays, BadgeState::Revoked, "found on the floor").unwrap();
    exchange(&mut a, &mut b);
    for code in [&old, &one, &other] {
        let refused = codes_of(&mut b, code);
        assert!(["badge_revoked", "badge_replaced"].contains(&refused.as_str()), "{code}: {refused}");
    }
}

fn codes_of(desk: &mut Evening, code: &str) -> String {
    super::codes(&desk.scan(code)).join(",")
}

#[test]
fn two_desks_over_the_limit_together_are_one_finding_while_they_are() {
    let mut a = Evening::with(&SETTINGS.replace("[event]", "[event]\ncapacity = 1"));
    let ((_, ada), (_, bob)) = (a.ready("Ada"), a.ready("Bob"));
    let mut b = a.add("B");
    a.scan(&ada);
    b.scan(&bob);
    assert_eq!(findings(&mut a), []);
    assert_eq!(only_finding(&mut a, &mut b).kind, "over_capacity");
    a.scan_at(&ada, "door", Direction::Exit);
    exchange(&mut a, &mut b);
    assert_eq!(findings(&mut b), []);
}

#[test]
fn a_zone_and_the_event_over_by_one_record_are_two_findings() {
    let small = SETTINGS.replace("[event]", "[event]\ncapacity = 1");
    let mut a = Evening::with(&small.replace("name = \"hall\"\n", "name = \"hall\"\ncapacity = 1\n"));
    let ((_, ada), (_, bob)) = (a.ready("Ada"), a.ready("Bob"));
    let mut b = a.add("B");
    a.scan(&ada);
    b.scan(&bob);
    exchange(&mut a, &mut b);
    let ids: std::collections::BTreeSet<String> =
        findings(&mut a).into_iter().map(|found| found.id).collect();
    assert_eq!(ids.len(), 2);
}

#[test]
fn a_head_count_corrected_at_two_desks_at_once_is_a_finding_and_one_made_knowing_is_none() {
    let (mut a, mut b, _, _) = two_desks();
    let by = a.by("susan");
    a.desk().correct(&by, 2, None, "counted").unwrap();
    b.desk().correct(&by, 2, None, "counted").unwrap();
    let found = only_finding(&mut a, &mut b);
    assert_eq!((found.kind.as_str(), found.sides.len(), a.inside()), ("correction_twice", 2, 4));
    b.desk().correct(&by, 2, None, "counted again").unwrap();
    b.desk().correct(&by, -2, None, "counted again").unwrap();
    assert_eq!(only_finding(&mut a, &mut b).id, found.id);
    b.desk().void(&by, &found.sides[1].record, "it was one count").unwrap();
    exchange(&mut a, &mut b);
    assert_eq!(findings(&mut a), []);
}

#[test]
fn what_only_an_organisers_desk_may_state_is_a_finding_when_another_states_it() {
    let (mut a, mut b, _, _) = two_desks();
    let by = b.by("olga");
    b.state_capacity(1);
    let found = only_finding(&mut a, &mut b);
    assert_eq!((found.kind.as_str(), found.desks), ("not_allowed", vec!["B".to_owned()]));
    a.desk().load_settings(&by, "[event]\ncapacity = 9\n").unwrap();
    assert_eq!(only_finding(&mut a, &mut b).id, found.id, "an organiser's desk may");
}

#[test]
fn what_a_retired_desk_wrote_unheard_is_a_finding_until_it_is_accepted() {
    let (mut a, mut b, _, code) = two_desks();
    exchange(&mut a, &mut b);
    b.scan(&code);
    let by = a.by("olga");
    a.desk().retire_desk(&by, "B", "stolen").unwrap();
    assert_eq!(findings(&mut a), []);
    let late = b.carry_out();
    a.take_in(&late);
    let found = findings(&mut a);
    assert_eq!((found.len(), found[0].kind.as_str(), found[0].desks[0].as_str()), (1, "not_allowed", "B"));
    a.desk().retire_desk(&by, "B", "brought back").unwrap();
    assert_eq!(findings(&mut a), []);
}

#[test]
fn clocks_decades_apart_stop_no_merge_and_are_one_finding() {
    for off in [-20 * 365 * 24 * 60, 20 * 365 * 24 * 60] {
        let (mut a, mut b, guest, code) = two_desks();
        b.set_clock_off(off);
        b.step(guest, "bag", Outcome::Pass);
        exchange(&mut b, &mut a);
        a.scan(&code);
        let found = only_finding(&mut a, &mut b);
        assert_eq!((found.kind.as_str(), found.desks.len()), ("clock_off", 2), "{off}");
        let behind = if off < 0 { "B" } else { "Desk 1" };
        assert_eq!(found.sides[1].desk, behind, "who wrote after what was seen comes second: {found:?}");
        assert_eq!(found.at, found.sides[0].at);
        assert_eq!((a.inside(), b.inside()), (1, 1));
        assert_eq!(a.print(), b.print());
    }
}

#[test]
fn of_two_clocks_the_last_pair_of_records_is_told_everywhere_whichever_is_behind() {
    let (mut a, mut b, guest, _) = two_desks();
    let mut c = a.add("C");
    let news = a.carry_out();
    b.take_in(&news);
    let mut files = Vec::new();
    for off in [-20, 20] {
        b.set_clock_off(off);
        b.step(guest, "bag", Outcome::Pass);
        files.push(b.carry_out());
        a.take_in(&files[files.len() - 1]);
        a.step(guest, "id", Outcome::Pass);
        files.push(a.carry_out());
        b.take_in(&files[files.len() - 1]);
    }
    let found = only_finding(&mut a, &mut b);
    assert_eq!(found.sides[1].desk, "Desk 1", "B's clock is ahead by now: {found:?}");
    exchange(&mut a, &mut c);
    assert_eq!(findings(&mut c), [found]);
}

#[test]
fn a_clock_five_minutes_off_is_no_finding() {
    let (mut a, mut b, guest, _) = two_desks();
    b.set_clock_off(-5);
    b.step(guest, "bag", Outcome::Pass);
    exchange(&mut a, &mut b);
    assert_eq!(findings(&mut a), []);
}

#[test]
fn a_clock_that_goes_back_at_one_desk_is_a_finding_there() {
    let mut a = Evening::new();
    a.pass_time(-6 * 60);
    a.guest("Ada", None);
    let found = findings(&mut a);
    assert_eq!((found.len(), found[0].kind.as_str(), found[0].desks.len()), (1, "clock_off", 1));
}

#[test]
fn what_a_newer_program_says_is_a_finding_by_desk_and_name() {
    let (mut a, mut b, guest, _) = two_desks();
    b.step(guest, "bag", Outcome::Pass);
    exchange(&mut b, &mut a);
    let (event, keys, mut head) =
        (b.desk().event_id(), b.desk().keys.signing.clone(), b.desk().head.unwrap());
    for _ in 0..2 {
        let body = br#"{"facts":[{"fact":"PhotoTaken","of":"Ada"}]}"#.to_vec();
        let (raw, id) = record_after(event, head.desk, Some(head), head.lamport + 1, body);
        head = crate::journal::record::Stamp { id, seq: head.seq + 1, lamport: head.lamport + 1, ..head };
        hand_over(&keys, &mut a, &[raw], &[HeadSignature::sign(&keys, event, head.seq, id)]).unwrap();
    }
    let found = findings(&mut a);
    assert_eq!((found.len(), found[0].kind.as_str()), (1, "unknown_fact"));
    assert!(found[0].text.contains("PhotoTaken") && found[0].text.starts_with('B'), "{}", found[0].text);
    assert_eq!(found[0].sides[0].record, head.id.to_string(), "the last of them is shown");
    let (desk, of_a) = (a.desk(), b.desk().head.unwrap());
    store::noticed::put_unknown(&desk.store.connection, &of_a, "StepResult").unwrap();
    assert_eq!(findings(&mut a), found, "what it has learnt to read since is none");
}

#[test]
fn an_entry_by_hand_before_its_guest_was_known_contradicts_one_at_the_guests_own_desk() {
    let (mut a, mut b, _, _) = two_desks();
    exchange(&mut a, &mut b);
    let (_, code) = b.ready("Grace");
    b.scan(&code);
    let by = a.by("sam");
    for step in ["id", "metal", "bag"] {
        a.desk().screen(&by, &code, step, Outcome::Pass, None).unwrap();
    }
    let shown = Shown::Codes(vec![code]);
    a.desk().override_entry(&by, &shown, Some("door"), Some("Grace"), "known to us", Lang::En).unwrap();
    exchange(&mut a, &mut b);
    let kinds: Vec<String> = findings(&mut a).into_iter().map(|found| found.kind).collect();
    assert!(kinds.contains(&"double_entry".to_owned()), "{kinds:?}");
    assert_eq!(findings(&mut a), findings(&mut b));
}

#[test]
fn a_badge_admitted_at_three_desks_is_three_findings_of_one_guest() {
    let (mut a, mut b, _, code) = two_desks();
    let mut c = a.add("C");
    for desk in [&mut a, &mut b, &mut c] {
        desk.scan(&code);
    }
    exchange(&mut a, &mut b);
    exchange(&mut a, &mut c);
    exchange(&mut a, &mut b);
    let found = findings(&mut b);
    assert_eq!(found.iter().filter(|found| found.kind == "double_entry").count(), 3, "{found:#?}");
    assert_eq!(found, findings(&mut a));
    assert_eq!(found, findings(&mut c));
}
