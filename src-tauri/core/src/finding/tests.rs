//! Findings from records of several desks, whatever clocks and orders.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::guest::{Contradiction, Records, What};
use super::*;
use crate::badge::{BadgeNumber, rules};
use crate::ids::GuestId;
use crate::journal::fact::{Fact, Outcome};
use crate::journal::record::Held;
use crate::journal::testing::{Laptop, World};
use crate::presence::Passages;
use crate::settings::Role;

const GUEST: GuestId = GuestId::new([7; 16]);

fn entered() -> Fact {
    Fact::Entered { zone: "hall".into(), checkpoint: "door".into() }
}

fn exited() -> Fact {
    Fact::Exited { zone: "hall".into(), checkpoint: "door".into() }
}

fn result(outcome: Outcome) -> Fact {
    Fact::StepResult { step: "bag".into(), outcome, role: Role::Screener }
}

fn badge(serial: u32) -> BadgeNumber {
    BadgeNumber { slot: 1, serial }
}

impl World {
    fn say(&mut self, at: Laptop, fact: Fact) -> Held {
        self.write(at, Some(GUEST), vec![fact])
    }
}

fn found(world: &World, outs: &[Stamp]) -> Vec<Contradiction> {
    let facts: Vec<(Stamp, &Fact)> = world
        .records()
        .iter()
        .filter(|written| written.held.subject == Some(GUEST))
        .flat_map(|written| written.held.facts.iter().map(|fact| (written.held.stamp, fact)))
        .collect();
    let passages = Passages::of(&facts, outs);
    let seen = world.ancestry();
    let badges = rules::fold(&facts, seen);
    Records { facts: &facts, passages: &passages, badges: &badges, seen }.contradictions()
}

#[test]
fn a_findings_id_is_the_hash_of_its_kind_and_what_it_rests_on_in_order() {
    let (desk, other) = (DeskId::new([0xab; 16]), DeskId::new([0x01; 16]));
    let (one, two) = (RecordId::new([1; 32]), RecordId::new([2; 32]));
    let hash = |text: String| FindingId::new(Sha256::digest(text).into());
    assert_eq!(cloned_desk(desk, Some(one)), hash(format!("cloned_desk\n{one}\n{desk}")));
    assert_eq!(cloned_desk(desk, None), hash(format!("cloned_desk\n{desk}")));
    assert_eq!(clock_off(desk, other), hash(format!("clock_off\n{other}\n{desk}")));
    assert_eq!(clock_off(other, desk), clock_off(desk, other));
    assert_eq!(clock_off(desk, desk), hash(format!("clock_off\n{desk}")));
    assert_eq!(over_capacity(one, None), hash(format!("over_capacity\n{one}")));
    assert_eq!(over_capacity(one, Some("hall")), hash(format!("over_capacity\n{one}\nhall")));
    assert_eq!(not_allowed(one), hash(format!("not_allowed\n{one}")));
    assert_eq!(unknown_fact(desk, "Photo"), hash(format!("unknown_fact\nPhoto\n{desk}")));
    let of_two = of_pair(FindingKind::DoubleEntry, [two, one]);
    assert_eq!(of_two, hash(format!("double_entry\n{one}\n{two}")));
}

#[test]
fn an_exit_or_everyone_out_explains_when_it_knows_of_exactly_one_of_the_two() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    world.say(a, entered());
    world.say(b, entered());
    assert!(!found(&world, &[])[0].explained);
    let out = world.write(a, None, vec![Fact::EveryoneOut {}]).stamp;
    assert!(found(&world, &[out])[0].explained);
    world.sync(a, b);
    let knowing_both = world.write(b, None, vec![Fact::EveryoneOut {}]).stamp;
    assert!(!found(&world, &[knowing_both])[0].explained);
    world.say(a, exited());
    assert!(found(&world, &[])[0].explained);
}

#[test]
fn results_contradict_only_when_they_differ_and_neither_knew_of_the_other() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    world.say(a, result(Outcome::Pass));
    world.say(b, result(Outcome::Pass));
    assert_eq!(found(&world, &[]), []);
    let fail = world.say(b, result(Outcome::Fail)).stamp.id;
    let [one] = found(&world, &[]).try_into().unwrap();
    assert!(one.records.contains(&fail) && one.what == What::Results { step: "bag".into() });
    world.sync(b, a);
    world.say(a, result(Outcome::Fail));
    assert_eq!(found(&world, &[]), [one], "whoever knew adds nothing");
}

#[test]
fn a_badge_revoked_by_nobody_is_still_stopped_by_another_that_stands_above_it() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    let issued = |serial| Fact::BadgeIssued { badge: badge(serial) };
    world.say(a, issued(1));
    world.say(b, entered());
    world.say(b, issued(2));
    let shown = Fact::Scanned {
        checkpoint: "door".into(),
        direction: crate::settings::Direction::Entry,
        decision: crate::admission::DecisionKind::Admit,
        reasons: Vec::new(),
        notes: Vec::new(),
        badge: Some(badge(1)),
    };
    world.write(a, Some(GUEST), vec![shown, entered()]);
    let kinds: Vec<FindingKind> = found(&world, &[]).iter().map(Contradiction::kind).collect();
    assert!(kinds.contains(&FindingKind::ReplacedBadgeUsed), "{kinds:?}");
    assert!(kinds.contains(&FindingKind::TwoBadges), "{kinds:?}");
}
