//! What all held records together say of a guest: fields, standing, badges, screening, voiding.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use super::fold::{EventFacts, fold};
use super::*;
use crate::journal::fact::{Fact, Kind, Outcome};
use crate::journal::record::Held;
use crate::journal::testing::{Laptop, World};
use crate::screening::{StepStateNow, state_at};
use crate::settings::{Role, Settings};

const GUEST: GuestId = GuestId::new([7; 16]);
const FIRST: ImportId = ImportId::new([1; 16]);
const SECOND: ImportId = ImportId::new([2; 16]);

fn guest(world: &World) -> Guest {
    let all: Vec<_> = world.records().iter().map(|written| written.held.clone()).collect();
    let own: Vec<_> = all.iter().filter(|held| held.subject == Some(GUEST)).cloned().collect();
    fold(GUEST, &own, &EventFacts::gather(&all), &settings(), world.ancestry())
}

fn settings() -> Settings {
    Settings::defaults("Party", chrono_tz::UTC)
}

fn desks<const N: usize>(world: &mut World) -> [Laptop; N] {
    std::array::from_fn(|number| world.desk(&format!("desk {number}")))
}

fn details(import: Option<ImportId>, fields: &[(Field, &str)]) -> Fact {
    let fields = fields.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
    Fact::GuestDetails { fields, import, line: None }
}

fn write(world: &mut World, desk: Laptop, fact: Fact) -> Held {
    world.write(desk, Some(GUEST), vec![fact])
}

fn result(world: &mut World, desk: Laptop, step: &str, outcome: Outcome, role: Role) -> Held {
    write(world, desk, Fact::StepResult { step: step.into(), outcome, role })
}

fn pass(world: &mut World, desk: Laptop, step: &str) {
    result(world, desk, step, Outcome::Pass, Role::Screener);
}

fn pass_all(world: &mut World, desk: Laptop) {
    ["id", "metal", "bag"].into_iter().for_each(|step| pass(world, desk, step));
}

fn enter(world: &mut World, desk: Laptop) {
    write(world, desk, Fact::Entered { zone: "hall".into(), checkpoint: "door".into() });
}

fn leave(world: &mut World, desk: Laptop) {
    write(world, desk, Fact::Exited { zone: "hall".into(), checkpoint: "door".into() });
}

fn state(world: &World, step: &str) -> StepStateNow {
    let (guest, settings) = (guest(world), settings());
    state_at(guest.screening.get(step), settings.step(step).unwrap(), Millis(0))
}

fn badge(serial: u32) -> BadgeNumber {
    BadgeNumber { slot: 1, serial }
}

fn badge_states(world: &World) -> BTreeMap<u32, BadgeState> {
    guest(world).badges.into_iter().map(|badge| (badge.number.serial, badge.state)).collect()
}

fn reissue(world: &mut World, desk: Laptop, old: u32, new: u32) {
    let facts = vec![Fact::BadgeRevoked { badge: badge(old) }, Fact::BadgeIssued { badge: badge(new) }];
    world.write_kind(desk, Kind::BadgeReissued, Some(GUEST), facts);
}

#[test]
fn an_edit_that_had_seen_a_value_replaces_it_and_one_that_had_not_stands_beside_it() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    write(&mut world, a, details(None, &[(Field::Name, "Wang Wei"), (Field::Company, "Nord")]));
    world.sync(a, b);
    write(&mut world, a, details(None, &[(Field::Company, "Süd")]));
    assert_eq!(guest(&world).field(Field::Company), "Süd");
    assert!(guest(&world).other_values.is_empty());
    let at_b = write(&mut world, b, details(None, &[(Field::Company, "West")]));
    let folded = guest(&world);
    assert_eq!(folded.field(Field::Company), "West", "the higher lamport {} is shown", at_b.stamp.lamport);
    assert_eq!(folded.other_values, [(Field::Company, vec!["Süd".to_owned()])].into());
    assert_eq!(folded.field(Field::Name), "Wang Wei", "a field not named stays");
}

#[test]
fn a_field_set_to_nothing_is_empty() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    write(&mut world, a, details(None, &[(Field::Phone, "123")]));
    write(&mut world, a, details(None, &[(Field::Phone, "")]));
    assert_eq!(guest(&world).fields, Fields::new());
}

#[test]
fn of_two_standings_that_had_not_seen_each_other_the_stricter_counts() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    let set = |world: &mut World, desk, status| write(world, desk, Fact::StatusSet { status, import: None });
    assert_eq!(guest(&world).status, Status::Approved);
    set(&mut world, a, Status::Blocked);
    set(&mut world, b, Status::Pending);
    assert_eq!(guest(&world).status, Status::Blocked);
    world.sync(a, b);
    set(&mut world, b, Status::Approved);
    assert_eq!(guest(&world).status, Status::Approved);
    // Whichever of two desks wrote more, and so stands higher.
    for higher in [Status::Pending, Status::Blocked] {
        let mut world = World::new();
        let [a, b] = desks(&mut world);
        pass(&mut world, b, "id");
        let lower = if higher == Status::Blocked { Status::Pending } else { Status::Blocked };
        let (one, other) = (set(&mut world, a, lower).stamp, set(&mut world, b, higher).stamp);
        assert!(one.rank() < other.rank());
        assert_eq!(guest(&world).status, Status::Blocked);
    }
}

#[test]
fn the_facts_of_one_record_apply_in_order() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    let set = |status| Fact::StatusSet { status, import: None };
    world.write(a, Some(GUEST), vec![set(Status::Blocked), set(Status::Approved)]);
    assert_eq!(guest(&world).status, Status::Approved);
}

#[test]
fn a_later_category_replaces_and_nobody_named_one_means_guest() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    assert_eq!(guest(&world).category, "guest");
    for category in ["vip", "press"] {
        write(&mut world, a, Fact::CategorySet { category: category.into(), import: None });
    }
    assert_eq!(guest(&world).category, "press");
}

#[test]
fn a_reissued_badge_is_replaced_at_once_and_the_guest_stays_inside() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    write(&mut world, a, Fact::BadgeIssued { badge: badge(1) });
    enter(&mut world, a);
    reissue(&mut world, a, 1, 2);
    assert_eq!(badge_states(&world), [(1, BadgeState::Replaced), (2, BadgeState::Active)].into());
    assert!(matches!(guest(&world).presence, Presence::Inside { .. }));
}

#[test]
fn a_lost_badge_found_again_is_reactivated_by_a_supervisor_only_and_stops_the_other() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    write(&mut world, a, Fact::BadgeIssued { badge: badge(1) });
    reissue(&mut world, a, 1, 2);
    write(&mut world, a, Fact::BadgeReactivated { badge: badge(1), role: Role::Screener });
    assert_eq!(badge_states(&world)[&2], BadgeState::Active);
    write(&mut world, a, Fact::BadgeReactivated { badge: badge(1), role: Role::Supervisor });
    assert_eq!(badge_states(&world), [(1, BadgeState::Active), (2, BadgeState::Replaced)].into());
    write(&mut world, a, Fact::BadgeRevoked { badge: badge(1) });
    assert_eq!(badge_states(&world), [(1, BadgeState::Revoked), (2, BadgeState::Replaced)].into());
}

#[test]
fn a_badge_lost_at_two_desks_keeps_one_new_badge_and_none_comes_back_by_itself() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    write(&mut world, a, Fact::BadgeIssued { badge: badge(1) });
    world.sync(a, b);
    reissue(&mut world, a, 1, 2);
    reissue(&mut world, b, 1, 3);
    world.sync(a, b);
    let states = badge_states(&world);
    assert_eq!(states.values().filter(|state| **state == BadgeState::Active).count(), 1);
    let (active, _) = states.into_iter().find(|(_, state)| *state == BadgeState::Active).unwrap();
    write(&mut world, b, Fact::BadgeRevoked { badge: badge(active) });
    assert!(badge_states(&world).values().all(|state| *state != BadgeState::Active));
    assert_eq!(badge_states(&world)[&active], BadgeState::Revoked);
}

#[test]
fn a_revocation_that_had_not_seen_the_reactivation_outweighs_it() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    write(&mut world, a, Fact::BadgeIssued { badge: badge(1) });
    world.sync(a, b);
    write(&mut world, a, Fact::BadgeRevoked { badge: badge(1) });
    write(&mut world, a, Fact::BadgeReactivated { badge: badge(1), role: Role::Supervisor });
    assert_eq!(badge_states(&world)[&1], BadgeState::Active);
    write(&mut world, b, Fact::BadgeRevoked { badge: badge(1) });
    assert_eq!(badge_states(&world)[&1], BadgeState::Revoked);
}

#[test]
fn a_reactivation_that_had_not_heard_of_a_loss_stops_no_other_badge() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    write(&mut world, a, Fact::BadgeIssued { badge: badge(1) });
    reissue(&mut world, a, 1, 2);
    world.sync(a, b);
    write(&mut world, b, Fact::BadgeRevoked { badge: badge(1) });
    write(&mut world, a, Fact::BadgeReactivated { badge: badge(1), role: Role::Supervisor });
    assert_eq!(badge_states(&world), [(1, BadgeState::Replaced), (2, BadgeState::Active)].into());
}

#[test]
fn denied_at_one_desk_and_passed_at_another_is_denied_everywhere() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    result(&mut world, a, "bag", Outcome::Fail, Role::Screener);
    pass(&mut world, b, "bag");
    assert_eq!(state(&world, "bag"), StepStateNow::Failed);
}

#[test]
fn a_failed_step_is_cleared_by_a_supervisor_and_by_nothing_else() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    result(&mut world, a, "bag", Outcome::Fail, Role::Screener);
    pass(&mut world, a, "bag");
    assert_eq!(state(&world, "bag"), StepStateNow::Failed, "not by a screener");
    enter(&mut world, a);
    leave(&mut world, a);
    assert_eq!(state(&world, "bag"), StepStateNow::Failed, "not by leaving and coming back");
    result(&mut world, a, "bag", Outcome::Pass, Role::Supervisor);
    assert_eq!(state(&world, "bag"), StepStateNow::Passed);
}

#[test]
fn a_supervisor_who_had_not_seen_the_failure_does_not_clear_it() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    result(&mut world, a, "bag", Outcome::Fail, Role::Screener);
    result(&mut world, b, "bag", Outcome::Waive, Role::Supervisor);
    assert_eq!(state(&world, "bag"), StepStateNow::Failed);
}

#[test]
fn of_a_waiver_and_a_pass_that_had_not_seen_each_other_the_waiver_is_shown() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    result(&mut world, a, "id", Outcome::Waive, Role::Supervisor);
    pass(&mut world, b, "id");
    assert_eq!(state(&world, "id"), StepStateNow::Waived);
}

#[test]
fn leaving_the_event_ends_the_passes_held_for_one_entry_and_no_others() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    pass_all(&mut world, a);
    enter(&mut world, a);
    leave(&mut world, a);
    let states = ["id", "metal", "bag"].map(|step| state(&world, step));
    assert_eq!(states, [StepStateNow::Passed, StepStateNow::Expired, StepStateNow::Expired]);
    pass(&mut world, a, "metal");
    assert_eq!(state(&world, "metal"), StepStateNow::Passed);
}

#[test]
fn a_pass_that_had_not_heard_of_an_exit_counts_no_more_but_still_replaces() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    pass(&mut world, a, "metal");
    leave(&mut world, b);
    pass(&mut world, a, "metal");
    assert_eq!(state(&world, "metal"), StepStateNow::Expired);
    assert_eq!(guest(&world).screening["metal"].record, world.records().last().unwrap().held.stamp.id);
}

#[test]
fn everyone_out_ends_passes_of_those_it_had_seen_enter_and_of_nobody_else() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    pass_all(&mut world, a);
    world.write(a, None, vec![Fact::EveryoneOut {}]);
    assert_eq!(state(&world, "metal"), StepStateNow::Passed, "the guest had never entered");
    enter(&mut world, a);
    world.write(a, None, vec![Fact::EveryoneOut {}]);
    assert_eq!(state(&world, "metal"), StepStateNow::Expired);
}

#[test]
fn minutes_are_judged_by_the_clock_of_the_moment() {
    let mut step = settings().steps[0].clone();
    step.valid = crate::settings::Validity::Minutes(10);
    let result =
        StepResult { state: HeldState::Passed, at: Millis(0), by: None, record: RecordId::new([0; 32]) };
    assert_eq!(state_at(Some(&result), &step, Millis(599_999)), StepStateNow::Passed);
    assert_eq!(state_at(Some(&result), &step, Millis(600_000)), StepStateNow::Expired);
    assert_eq!(state_at(None, &step, Millis(0)), StepStateNow::NotDone);
}

#[test]
fn undoing_an_import_takes_away_what_it_brought_and_keeps_what_an_earlier_list_said() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    let import = |world: &mut World, import, fields: &[_]| {
        world.write_kind(a, Kind::GuestImported, Some(GUEST), vec![details(Some(import), fields)]);
    };
    import(&mut world, FIRST, &[(Field::Name, "Ada")]);
    import(&mut world, SECOND, &[(Field::Company, "Nord")]);
    write(&mut world, a, Fact::StatusSet { status: Status::Cancelled, import: Some(SECOND) });
    assert_eq!(guest(&world).status, Status::Cancelled);
    world.write(a, None, vec![Fact::Voided { records: vec![], import: Some(SECOND) }]);
    let folded = guest(&world);
    assert_eq!((folded.field(Field::Company), folded.status), ("", Status::Approved));
    assert_eq!((folded.field(Field::Name), folded.listed, folded.import), ("Ada", true, Some(FIRST)));
}

#[test]
fn a_guest_of_an_undone_import_goes_unless_other_records_concern_the_guest() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    world.write_kind(
        a,
        Kind::GuestImported,
        Some(GUEST),
        vec![details(Some(FIRST), &[(Field::Name, "Ada")])],
    );
    write(&mut world, a, Fact::StatusSet { status: Status::Cancelled, import: Some(FIRST) });
    world.write(a, None, vec![Fact::Voided { records: vec![], import: Some(FIRST) }]);
    let gone = guest(&world);
    assert_eq!((gone.listed, gone.fields.len(), gone.provisional), (false, 0, false));
    enter(&mut world, a);
    let kept = guest(&world);
    assert_eq!((kept.listed, kept.field(Field::Name)), (false, "Ada"), "the muster still has a name");
    assert_eq!(kept.status, Status::Cancelled, "undoing a list approves nobody");
}

#[test]
fn voiding_takes_back_results_and_edits_but_no_revocation() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    write(&mut world, a, Fact::BadgeIssued { badge: badge(1) });
    let undone = [
        result(&mut world, a, "bag", Outcome::Fail, Role::Screener),
        write(&mut world, a, Fact::StatusSet { status: Status::Blocked, import: None }),
        write(&mut world, a, Fact::BadgeRevoked { badge: badge(1) }),
    ];
    let records = undone.iter().map(|held| held.stamp.id).collect();
    world.write(a, None, vec![Fact::Voided { records, import: None }]);
    assert_eq!(state(&world, "bag"), StepStateNow::NotDone);
    assert_eq!(guest(&world).status, Status::Approved);
    assert_eq!(badge_states(&world)[&1], BadgeState::Revoked);
}

#[test]
fn a_badge_from_elsewhere_makes_a_guest_who_waits_to_be_known() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    enter(&mut world, a);
    let folded = guest(&world);
    assert!(folded.provisional && folded.listed);
    world.write_kind(a, Kind::GuestAdded, Some(GUEST), vec![details(None, &[(Field::Name, "Ada")])]);
    assert!(!guest(&world).provisional);
}
