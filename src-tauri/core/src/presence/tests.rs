//! Where a guest is, whatever desks the passages were written at and whoever had heard of whom.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::occupancy::{Correction, corrections, counted_zones, entry_stopped};
use super::*;
use crate::guest::Guest;
use crate::guest::fold::{EventFacts, fold as fold_guest};
use crate::ids::GuestId;
use crate::journal::testing::{Laptop, World};
use crate::settings::{Settings, Zone};

const GUEST: GuestId = GuestId::new([7; 16]);

/// A hall with a rope in it, and a foyer apart.
fn settings() -> Settings {
    let mut settings = Settings::defaults("Party", chrono_tz::UTC);
    let zone = |name: &str, within: Option<&str>| Zone {
        name: name.into(),
        capacity: None,
        within: within.map(Into::into),
    };
    settings.zones = vec![zone("hall", None), zone("rope", Some("hall")), zone("foyer", None)];
    settings
}

fn enter(world: &mut World, desk: Laptop, zone: &str) -> Stamp {
    world.write(desk, Some(GUEST), vec![Fact::Entered { zone: zone.into(), checkpoint: "door".into() }]).stamp
}

fn leave(world: &mut World, desk: Laptop, zone: &str) -> Stamp {
    world.write(desk, Some(GUEST), vec![Fact::Exited { zone: zone.into(), checkpoint: "door".into() }]).stamp
}

fn leave_again(world: &mut World, desk: Laptop) -> RecordId {
    let fact = Fact::ExitRepeated { zone: "hall".into(), checkpoint: "door".into() };
    world.write(desk, Some(GUEST), vec![fact]).stamp.id
}

fn everyone_out(world: &mut World, desk: Laptop) -> Stamp {
    world.write(desk, None, vec![Fact::EveryoneOut {}]).stamp
}

fn guest(world: &World) -> Guest {
    let all: Vec<_> = world.records().iter().map(|written| written.held.clone()).collect();
    let own: Vec<_> = all.iter().filter(|held| held.subject == Some(GUEST)).cloned().collect();
    fold_guest(GUEST, &own, &EventFacts::gather(&all), &settings(), world.ancestry())
}

/// Gives the zone shown, "left" or "expected".
fn place(world: &World) -> String {
    match guest(world).presence {
        Presence::Expected => "expected".into(),
        Presence::Left { .. } => "left".into(),
        Presence::Inside { zone, .. } => zone,
    }
}

fn desks<const N: usize>(world: &mut World) -> [Laptop; N] {
    std::array::from_fn(|number| world.desk(&format!("desk {number}")))
}

#[test]
fn who_enters_is_inside_since_then_and_who_leaves_has_left_since_then() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    assert_eq!(place(&world), "expected");
    let entry = enter(&mut world, a, "hall");
    let Presence::Inside { since, zones, checkpoint, desk, record, .. } = guest(&world).presence else {
        panic!("not inside")
    };
    assert_eq!((since, desk, record), (entry.at, entry.desk, entry.id));
    assert_eq!((zones, checkpoint.as_str()), (vec!["hall".to_owned()], "door"));
    let exit = leave(&mut world, a, "hall");
    assert_eq!(guest(&world).presence, Presence::Left { since: exit.at });
}

#[test]
fn an_exit_without_an_entry_uses_nothing_up() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    leave(&mut world, a, "hall");
    assert_eq!(place(&world), "expected");
    enter(&mut world, a, "hall");
    assert_eq!(place(&world), "hall");
}

#[test]
fn in_at_a_busy_desk_and_out_at_a_quiet_one_is_left_whatever_the_counters_say() {
    let mut world = World::new();
    let [busy, quiet] = desks(&mut world);
    for _ in 0..50 {
        world.write(busy, None, vec![Fact::EntryResumed {}]);
    }
    enter(&mut world, busy, "hall");
    leave(&mut world, quiet, "hall");
    assert_eq!(place(&world), "left");
}

#[test]
fn in_at_two_desks_that_had_not_heard_of_each_other_takes_two_exits() {
    let mut world = World::new();
    let [a, b, c] = desks(&mut world);
    enter(&mut world, a, "hall");
    enter(&mut world, b, "hall");
    leave(&mut world, c, "hall");
    assert_eq!(place(&world), "hall");
    let again = leave_again(&mut world, c);
    assert_eq!(place(&world), "hall", "a repeated exit does not count by itself");
    world.write(c, Some(GUEST), vec![Fact::ExitConfirmed { exit: again }]);
    assert_eq!(place(&world), "left", "it counts once it is confirmed");
}

#[test]
fn in_at_a_out_at_b_in_at_c_out_at_d_and_in_again_at_d_is_inside() {
    let mut world = World::new();
    let [a, b, c, d] = desks(&mut world);
    enter(&mut world, a, "hall");
    leave(&mut world, b, "hall");
    enter(&mut world, c, "hall");
    leave(&mut world, d, "hall");
    assert_eq!(place(&world), "left", "two in, two out, nobody had heard of anybody");
    world.sync(a, d);
    enter(&mut world, d, "hall");
    assert_eq!(place(&world), "hall");
}

#[test]
fn hall_rope_hall_and_everyone_out_is_left() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    enter(&mut world, a, "hall");
    enter(&mut world, a, "rope");
    assert_eq!(place(&world), "rope");
    assert_eq!(counted_zones(&guest(&world).presence, &settings()), ["hall", "rope"].into());
    enter(&mut world, a, "hall");
    assert_eq!(place(&world), "hall");
    everyone_out(&mut world, a);
    assert_eq!(place(&world), "left");
}

#[test]
fn leaving_the_rope_leads_to_the_hall_and_leaving_the_hall_leads_outside() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    enter(&mut world, a, "rope");
    assert_eq!(counted_zones(&guest(&world).presence, &settings()), ["hall", "rope"].into());
    leave(&mut world, a, "rope");
    assert_eq!(place(&world), "hall");
    enter(&mut world, a, "rope");
    leave(&mut world, a, "hall");
    assert_eq!(place(&world), "left");
}

#[test]
fn who_went_out_and_straight_behind_the_rope_counts_in_the_hall_around_it() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    enter(&mut world, a, "hall");
    leave(&mut world, a, "hall");
    enter(&mut world, a, "rope");
    assert_eq!(counted_zones(&guest(&world).presence, &settings()), ["hall", "rope"].into());
}

#[test]
fn of_several_zones_the_innermost_is_shown_whichever_was_entered_last() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    enter(&mut world, a, "rope");
    everyone_out(&mut world, b);
    let hall = enter(&mut world, b, "hall");
    assert!(hall.lamport > 1, "it ranks above the entry behind the rope");
    assert_eq!(place(&world), "rope");
}

#[test]
fn walking_into_a_zone_apart_is_a_move() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    enter(&mut world, a, "hall");
    enter(&mut world, a, "foyer");
    assert_eq!(place(&world), "foyer");
    assert_eq!(counted_zones(&guest(&world).presence, &settings()), ["foyer"].into());
}

#[test]
fn an_exit_from_the_hall_at_a_desk_that_had_not_heard_of_the_rope_takes_out_of_it_too() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    enter(&mut world, a, "hall");
    enter(&mut world, a, "rope");
    leave(&mut world, b, "hall");
    assert_eq!(place(&world), "left");
    world.sync(b, a);
    enter(&mut world, a, "rope");
    assert_eq!(place(&world), "rope", "an entry that had seen the exit is a later one");
}

#[test]
fn everyone_out_closes_only_what_it_had_seen_and_can_be_voided() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    enter(&mut world, a, "hall");
    let elsewhere = everyone_out(&mut world, b);
    assert_eq!(place(&world), "hall", "the other desk did not know of the guest");
    let out = everyone_out(&mut world, a);
    assert_eq!(guest(&world).presence, Presence::Left { since: out.at });
    world.write(a, None, vec![Fact::Voided { records: vec![out.id], import: None }]);
    assert_eq!(place(&world), "hall");
    world.write(a, None, vec![Fact::Voided { records: vec![elsewhere.id], import: None }]);
    assert_eq!(place(&world), "hall");
}

#[test]
fn a_voided_entry_was_never_made() {
    let mut world = World::new();
    let [a] = desks(&mut world);
    let entry = enter(&mut world, a, "hall");
    world.write(a, None, vec![Fact::Voided { records: vec![entry.id], import: None }]);
    assert_eq!(place(&world), "expected");
}

#[test]
fn the_fold_does_not_care_in_what_order_records_come() {
    let mut world = World::new();
    let [a, b, c] = desks(&mut world);
    enter(&mut world, a, "hall");
    enter(&mut world, b, "rope");
    leave(&mut world, c, "hall");
    world.sync(a, c);
    enter(&mut world, c, "foyer");
    let all: Vec<_> = world.records().iter().map(|written| written.held.clone()).collect();
    let own: Vec<_> = all.iter().filter(|held| held.subject == Some(GUEST)).cloned().collect();
    let fold_of =
        |own: &[_]| fold_guest(GUEST, own, &EventFacts::gather(&all), &settings(), world.ancestry());
    let forward = fold_of(&own);
    for turn in 0..own.len() {
        let mut other = own.clone();
        other.rotate_left(turn);
        assert_eq!(fold_of(&other), forward);
        other.reverse();
        assert_eq!(fold_of(&other), forward);
    }
}

#[test]
fn pairing_finds_room_by_moving_an_earlier_pair() {
    let both_or_first = |entry: usize, exit: usize| entry == 0 || exit == 0;
    assert_eq!(matching::paired(2, 2, 2, both_or_first), [true, true]);
    assert_eq!(matching::paired(2, 2, 1, both_or_first), [true, false], "no more than the limit");
    assert_eq!(matching::paired(2, 1, 2, |_, _| true), [true, false], "an exit serves one entry");
}

#[test]
fn corrections_add_up_until_everyone_is_out() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    let correct = |world: &mut World, desk, by, zone: Option<&str>| {
        let zone = zone.map(str::to_owned);
        let stamp = world.write(desk, None, vec![Fact::HeadCountCorrected { by, zone: zone.clone() }]).stamp;
        Correction { stamp, by, zone }
    };
    let stated = vec![
        correct(&mut world, a, 2, None),
        correct(&mut world, b, -1, None),
        correct(&mut world, a, 3, Some("rope")),
    ];
    let heads = corrections(&stated, &[], &settings(), world.ancestry());
    assert_eq!((heads.event, heads.zone("rope"), heads.zone("hall")), (4, 3, 3));
    let out = everyone_out(&mut world, a);
    let heads = corrections(&stated, &[out], &settings(), world.ancestry());
    assert_eq!((heads.event, heads.zone("rope")), (-1, 0), "desk b's correction it had not seen");
}

#[test]
fn a_stop_of_entry_outweighs_a_resume_that_had_not_seen_it() {
    let mut world = World::new();
    let [a, b] = desks(&mut world);
    let stop = world.write(a, None, vec![Fact::EntryStopped {}]).stamp;
    let resume = world.write(b, None, vec![Fact::EntryResumed {}]).stamp;
    let mut stated = vec![(stop, true), (resume, false)];
    assert!(entry_stopped(&stated, world.ancestry()));
    world.sync(a, b);
    stated.push((world.write(b, None, vec![Fact::EntryResumed {}]).stamp, false));
    assert!(!entry_stopped(&stated, world.ancestry()));
    assert!(!entry_stopped(&[], world.ancestry()));
}
