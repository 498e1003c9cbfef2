use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::ids::RecordId;
use crate::journal::fact::Fact;
use crate::journal::testing::{Laptop, World};

/// What may happen among laptops, by their numbers.
#[derive(Debug, Clone, Copy)]
enum Act {
    Write(usize),
    Sync(usize, usize),
    Copy(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => (0..9_usize).prop_map(Act::Write),
        2 => (0..9_usize, 0..9_usize).prop_map(|(from, to)| Act::Sync(from, to)),
        1 => (0..9_usize).prop_map(Act::Copy),
    ];
    prop::collection::vec(act, 1..60)
}

fn play(acts: &[Act]) -> (World, Vec<Laptop>) {
    let mut world = World::new();
    let mut laptops: Vec<Laptop> = ["A", "B", "C"].map(|name| world.desk(name)).into();
    for act in acts {
        let pick = |nth: usize| laptops[nth % laptops.len()];
        match *act {
            Act::Write(by) => drop(world.write(pick(by), None, vec![Fact::EveryoneOut {}])),
            Act::Sync(from, to) => world.sync(pick(from), pick(to)),
            Act::Copy(of) => laptops.push(world.copy(pick(of))),
        }
    }
    (world, laptops)
}

/// Walks the whole graph: slow, and plainly right.
fn ancestors(world: &World, id: RecordId) -> BTreeSet<RecordId> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![id]);
    while let Some(id) = open.pop() {
        let record = world.written(id);
        let heads = record.held.facts.iter().flat_map(|fact| match fact {
            Fact::Merged { heads } => heads.clone(),
            _ => Vec::new(),
        });
        open.extend(record.header.prev.into_iter().chain(heads).filter(|id| seen.insert(*id)));
    }
    seen
}

proptest! {
    #[test]
    fn a_record_had_seen_its_ancestors_and_nothing_else(acts in acts()) {
        let (world, _) = play(&acts);
        let ancestry = world.ancestry();
        let kept = Ancestry::from_rows(ancestry.lines(), ancestry.seen_rows());
        for later in world.records() {
            let seen = ancestors(&world, later.held.stamp.id);
            for earlier in world.records() {
                let (later, earlier) = (&later.held.stamp, &earlier.held.stamp);
                let expected = seen.contains(&earlier.id);
                prop_assert_eq!(ancestry.had_seen(later, earlier), expected, "{:?} {:?}", later, earlier);
                prop_assert_eq!(kept.had_seen(later, earlier), expected, "after a restart");
            }
        }
    }

    #[test]
    fn heads_are_the_records_nothing_follows_on_their_chain(acts in acts()) {
        let (world, _) = play(&acts);
        let followed: BTreeSet<RecordId> = world.records().iter().filter_map(|r| r.header.prev).collect();
        let stamps = world.records().iter().map(|r| r.held.stamp);
        let expected: BTreeSet<_> = stamps.filter(|s| !followed.contains(&s.id)).map(|s| (s.desk, (s.line, s.seq))).collect();
        prop_assert_eq!(world.ancestry().heads().collect::<BTreeSet<_>>(), expected);
    }
}

#[test]
fn a_branch_has_seen_its_trunk_up_to_the_fork_and_what_that_had_seen() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    let out = || vec![Fact::EveryoneOut {}];
    let seen_by_both = world.write(b, None, out());
    world.sync(b, a);
    let fork = world.write(a, None, out());
    let copy = world.copy(a);
    let trunk = world.write(a, None, out());
    let branch = world.write(copy, None, out());
    let had_seen = |later, earlier| world.ancestry().had_seen(later, earlier);
    assert!(had_seen(&branch.stamp, &fork.stamp));
    assert!(had_seen(&branch.stamp, &seen_by_both.stamp), "what the trunk had merged before the fork");
    assert!(!had_seen(&branch.stamp, &trunk.stamp) && !had_seen(&trunk.stamp, &branch.stamp));
    assert_ne!(branch.stamp.line, trunk.stamp.line);
    assert!(!had_seen(&fork.stamp, &fork.stamp), "no record has seen itself");
}

#[test]
fn who_merges_without_naming_their_own_head_has_still_seen_what_they_had_seen_before() {
    let mut ancestry = Ancestry::new();
    let desks = [1, 2, 3].map(|nth| DeskId::new([nth; 16]));
    let [a, b, c] = desks.map(|desk| ancestry.place(None, desk, 1));
    for (seq, heard_of) in [(2, a), (3, b)] {
        ancestry.place(Some((c, seq - 1)), desks[2], seq);
        ancestry.merged(c, seq, &[(heard_of, 1)]);
    }
    assert!(ancestry.sees((c, 3), (a, 1)) && ancestry.sees((c, 3), (b, 1)));
    assert!(!ancestry.sees((c, 2), (b, 1)));
}
