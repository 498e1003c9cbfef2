//! Findings from records of several desks, whatever clocks and orders.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::guest::{Contradiction, Records, What};
use super::*;
use crate::admission::DecisionKind;
use crate::badge::{BadgeNumber, rules};
use crate::guest::{Field, Status};
use crate::ids::GuestId;
use crate::journal::fact::{Fact, Outcome};
use crate::journal::record::Held;
use crate::journal::testing::{Laptop, World};
use crate::presence::Passages;
use crate::settings::{Direction, Role};

const GUEST: GuestId = GuestId::new([7; 16]);

fn entered() -> Fact {
    Fact::Entered { zone: "hall".into(), checkpoint: "door".into() }
}

fn exited() -> Fact {
    Fact::Exited { zone: "hall".into(), checkpoint: "door".into() }
}

fn result(outcome: Outcome) -> Fact {
    result_of("bag", outcome)
}

fn result_of(step: &str, outcome: Outcome) -> Fact {
    Fact::StepResult { step: step.into(), outcome, role: Role::Screener }
}

/// A badge held to the scanner on the way in.
fn shown(badge: BadgeNumber, decision: DecisionKind) -> Fact {
    Fact::Scanned {
        checkpoint: "door".into(),
        direction: Direction::Entry,
        decision,
        reasons: Vec::new(),
        notes: Vec::new(),
        badge: Some(badge),
    }
}

fn badge(serial: u32) -> BadgeNumber {
    BadgeNumber { slot: 1, serial }
}

impl World {
    fn say(&mut self, at: Laptop, fact: Fact) -> Held {
        self.write(at, Some(GUEST), vec![fact])
    }

    /// Lets in on a badge.
    fn let_in(&mut self, at: Laptop, badge: BadgeNumber) -> Held {
        self.write(at, Some(GUEST), vec![shown(badge, DecisionKind::Admit), entered()])
    }
}

fn kinds(world: &World) -> Vec<FindingKind> {
    found(world, &[]).iter().map(Contradiction::kind).collect()
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
    let found = Records { facts: &facts, passages: &passages, badges: &badges, seen }.contradictions();
    assert!(found.iter().all(|one| one.records.is_sorted()), "whatever came first: {found:?}");
    found
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
    world.let_in(a, badge(1));
    let kinds = kinds(&world);
    assert!(kinds.contains(&FindingKind::ReplacedBadgeUsed), "{kinds:?}");
    assert!(kinds.contains(&FindingKind::TwoBadges), "{kinds:?}");
}

#[test]
fn an_exit_that_one_of_two_entries_came_after_explains_them_as_well() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    for fact in [entered(), exited(), entered()] {
        world.say(a, fact);
    }
    world.say(b, entered());
    let found = found(&world, &[]);
    assert!(found.len() == 2 && found.iter().all(|one| one.explained), "{found:?}");
}

#[test]
fn what_is_said_of_different_matters_contradicts_nothing_and_what_only_lists_read_neither() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    let details = |field, value: &str| Fact::GuestDetails {
        fields: [(field, value.to_owned())].into(),
        import: None,
        line: None,
    };
    for (one, other) in [
        (result_of("bag", Outcome::Pass), result_of("metal", Outcome::Fail)),
        (details(Field::Reference, "17"), details(Field::Reference, "18")),
        (details(Field::Name, "Ada"), details(Field::Company, "Lumen")),
    ] {
        world.say(a, one);
        world.say(b, other);
    }
    assert_eq!(found(&world, &[]), []);
    let status = |status| Fact::StatusSet { status, import: None };
    let category = |category: &str| Fact::CategorySet { category: category.into(), import: None };
    for (one, other) in
        [(status(Status::Approved), status(Status::Blocked)), (category("VIP"), category("press"))]
    {
        world.say(a, one);
        world.say(b, other);
    }
    assert_eq!(kinds(&world), [FindingKind::ConcurrentEdit; 2]);
}

#[test]
fn a_badge_somebody_stopped_is_found_used_where_it_let_somebody_in_who_could_not_have_known() {
    let issued = |nth| Fact::BadgeIssued { badge: badge(nth) };
    let revoked = |nth| Fact::BadgeRevoked { badge: badge(nth) };
    let used = |before: &[Fact], act: &dyn Fn(&mut World, Laptop, Laptop)| {
        let mut world = World::new();
        let (a, b) = (world.desk("A"), world.desk("B"));
        before.iter().for_each(|fact| drop(world.say(a, fact.clone())));
        world.sync(a, b);
        act(&mut world, a, b);
        kinds(&world).contains(&FindingKind::ReplacedBadgeUsed)
    };
    let lets_in = |world: &mut World, at| drop(world.let_in(at, badge(1)));
    assert!(used(&[issued(1)], &|world, a, b| {
        world.say(a, revoked(1));
        lets_in(world, b);
    }));
    assert!(
        !used(&[issued(1)], &|world, a, b| {
            world.say(a, revoked(1));
            world.say(b, shown(badge(1), DecisionKind::Refuse));
        }),
        "it was refused"
    );
    assert!(
        !used(&[issued(1)], &|world, a, b| {
            world.say(a, revoked(1));
            world.say(a, Fact::BadgeReactivated { badge: badge(1), role: Role::Supervisor });
            lets_in(world, b);
        }),
        "it works again"
    );
    assert!(
        !used(&[issued(2), issued(1)], &|world, a, b| {
            world.say(a, revoked(2));
            lets_in(world, b);
            world.say(b, revoked(1));
        }),
        "another badge was stopped"
    );
    assert!(
        !used(&[issued(1), issued(2)], &|world, a, b| {
            world.say(a, revoked(1));
            world.let_in(b, badge(2));
        }),
        "another badge was used"
    );
    assert!(
        !used(&[], &|world, a, b| {
            world.say(b, exited());
            world.say(b, issued(1));
            world.say(a, issued(2));
            lets_in(world, b);
            world.say(b, revoked(1));
        }),
        "the other one was issued below it"
    );
}

#[test]
fn an_exit_explains_no_two_badges_and_one_badge_issued_twice_is_none() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    for (at, nth) in [(a, 1), (b, 1)] {
        world.say(at, Fact::BadgeIssued { badge: badge(nth) });
    }
    assert_eq!(found(&world, &[]), []);
    world.let_in(a, badge(1));
    world.say(a, Fact::BadgeRevoked { badge: badge(1) });
    assert_eq!(found(&world, &[]), [], "issued again is not replaced");
    world.say(b, Fact::BadgeIssued { badge: badge(2) });
    world.say(a, exited());
    let found = found(&world, &[]);
    assert!(found.iter().any(|one| one.what == What::Badges && !one.explained), "{found:?}");
}
