//! Rules of who may say what, with several desks that write and retire each other.

use super::*;
use crate::journal::testing::{Laptop, World};

/// Folds everything written anywhere.
fn trust(world: &World) -> Trust {
    let records: Vec<Held> = world.records().iter().map(|written| written.held.clone()).collect();
    let places = |id: RecordId| {
        let mut stamps = records.iter().map(|held| held.stamp);
        stamps.find(|stamp| stamp.id == id).map(|stamp| (stamp.line, stamp.seq))
    };
    Trust::fold(world.event(), &records, world.ancestry(), &places)
}

fn counts(world: &World, held: &Held) -> bool {
    trust(world).counts(&held.stamp, world.ancestry())
}

fn add(world: &mut World, by: Laptop, desk: Laptop, slot: u16, organiser: bool) -> Held {
    let fact = world.desk_added(desk, slot, organiser);
    let held = world.write(by, None, vec![fact]);
    world.sync(by, desk);
    held
}

fn retire(world: &mut World, by: Laptop, desk: Laptop, heads: &[&Held]) -> Held {
    let heads = heads.iter().map(|held| held.stamp.id).collect();
    let desk = world.desk_id(desk);
    world.write(by, None, vec![Fact::DeskRetired { desk, heads }])
}

fn stop(world: &mut World, by: Laptop) -> Held {
    world.write(by, None, vec![Fact::EntryStopped {}])
}

#[test]
fn a_desk_counts_once_an_organiser_desk_has_added_it() {
    let mut world = World::new();
    let (a, b, c) = (world.desk("A"), world.desk("B"), world.desk("C"));
    add(&mut world, a, b, 2, false);
    let by_b = stop(&mut world, b);
    add(&mut world, b, c, 3, true);
    let by_c = stop(&mut world, c);
    assert!(counts(&world, &by_b));
    assert!(!counts(&world, &by_c), "B is no organiser's, whom it adds is nobody");
    let trust = trust(&world);
    let [a, b, c] = [a, b, c].map(|desk| world.desk_id(desk));
    assert!(!trust.is_organiser(c) && !trust.was_added(c) && !trust.may_erase(c));
    assert!(trust.was_added(a) && trust.was_added(b) && trust.may_erase(a) && !trust.may_erase(b));
}

#[test]
fn whom_an_organiser_added_as_one_may_add_others_and_so_on_and_the_first_word_about_each_stands() {
    let mut world = World::new();
    let [a, b, c, d] = ["A", "B", "C", "D"].map(|name| world.desk(name));
    for (nth, [by, desk]) in [[a, b], [b, c], [c, d]].into_iter().enumerate() {
        add(&mut world, by, desk, nth as u16 + 2, true);
    }
    let by_d = stop(&mut world, d);
    assert!(counts(&world, &by_d) && trust(&world).may_erase(world.desk_id(d)));
    let e = world.desk("E");
    add(&mut world, d, e, 6, false);
    add(&mut world, d, e, 7, true);
    assert!(!trust(&world).is_organiser(world.desk_id(e)), "it was let in as less");
}

#[test]
fn what_is_accepted_of_a_retired_desks_branches_adds_up() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    add(&mut world, a, b, 2, false);
    let before = stop(&mut world, b);
    let copy = world.copy(b);
    let heads = [stop(&mut world, b), stop(&mut world, copy)];
    for head in &heads {
        retire(&mut world, a, b, &[head]);
    }
    assert!(counts(&world, &before), "it stands before what was accepted");
    assert!(heads.iter().all(|head| counts(&world, head)));
    let late = stop(&mut world, b);
    assert!(!counts(&world, &late));
}

#[test]
fn what_a_retired_desk_wrote_after_the_accepted_heads_does_not_count() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    add(&mut world, a, b, 2, false);
    let before = stop(&mut world, b);
    world.sync(b, a);
    retire(&mut world, a, b, &[&before]);
    let after = stop(&mut world, b);
    assert!(counts(&world, &before));
    assert!(!counts(&world, &after));
    assert!(trust(&world).is_retired(world.desk_id(b)));
    world.sync(b, a);
    retire(&mut world, a, b, &[&after]);
    assert!(counts(&world, &after), "a later head was accepted");
}

#[test]
fn nobody_retires_the_creating_desk_or_one_added_before() {
    let mut world = World::new();
    let (a, b, c) = (world.desk("A"), world.desk("B"), world.desk("C"));
    add(&mut world, a, b, 2, true);
    add(&mut world, a, c, 3, true);
    world.sync(a, c);
    retire(&mut world, c, a, &[]);
    retire(&mut world, c, b, &[]);
    let (by_a, by_b) = (stop(&mut world, a), stop(&mut world, b));
    assert!(counts(&world, &by_a) && counts(&world, &by_b));
    retire(&mut world, b, c, &[]);
    let by_c = stop(&mut world, c);
    assert!(!counts(&world, &by_c), "B was added before C");
}

#[test]
fn a_retired_organiser_desk_cannot_add_or_retire_any_more() {
    let mut world = World::new();
    let (a, b, c, d) = (world.desk("A"), world.desk("B"), world.desk("C"), world.desk("D"));
    add(&mut world, a, b, 2, true);
    add(&mut world, a, c, 3, false);
    let head = stop(&mut world, b);
    world.sync(b, a);
    retire(&mut world, a, b, &[&head]);
    retire(&mut world, b, c, &[]);
    add(&mut world, b, d, 4, true);
    let (by_c, by_d) = (stop(&mut world, c), stop(&mut world, d));
    assert!(counts(&world, &by_c));
    assert!(!counts(&world, &by_d));
    let trust = trust(&world);
    assert!(trust.was_added(world.desk_id(d)), "its records join the journal all the same");
    let erase = [b, d].map(|desk| trust.may_erase(world.desk_id(desk)));
    assert_eq!(erase, [true; 2], "what is erased once stays erased");
}

#[test]
fn the_order_in_which_records_are_held_changes_nothing() {
    let mut world = World::new();
    let (a, b, c) = (world.desk("A"), world.desk("B"), world.desk("C"));
    add(&mut world, a, b, 2, true);
    world.sync(a, b);
    add(&mut world, b, c, 3, false);
    let by_c = stop(&mut world, c);
    world.sync(b, a);
    world.sync(c, a);
    retire(&mut world, a, c, &[&by_c]);
    let mut records: Vec<Held> = world.records().iter().map(|written| written.held.clone()).collect();
    records.reverse();
    let place = |id: RecordId| {
        let held = world.written(id);
        Some((held.held.stamp.line, held.held.stamp.seq))
    };
    let backwards = Trust::fold(world.event(), &records, world.ancestry(), &place);
    assert!(backwards.counts(&by_c.stamp, world.ancestry()));
    assert!(backwards.is_retired(world.desk_id(c)));
}
