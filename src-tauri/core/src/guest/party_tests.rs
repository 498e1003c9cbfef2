#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::*;
use crate::clock::Millis;
use crate::ids::{DeskId, RecordId};

/// Whoever is named here had seen the other.
struct Seen(BTreeSet<(u64, u64)>);

impl HadSeen for Seen {
    fn had_seen(&self, x: &Stamp, y: &Stamp) -> bool {
        self.0.contains(&(x.lamport, y.lamport))
    }
}

fn stamp(lamport: u64) -> Stamp {
    Stamp {
        id: RecordId::new([lamport as u8; 32]),
        desk: DeskId::new([1; 16]),
        line: 1,
        seq: lamport,
        lamport,
        at: Millis(0),
        operator: None,
    }
}

const fn guest(nth: u8) -> GuestId {
    GuestId::new([nth; 16])
}

#[test]
fn a_place_is_unnamed_until_somebody_is_named_for_it() {
    let (size, named) =
        (Fact::PartySet { companions: 3, import: None }, Fact::CompanionNamed { companion: guest(9) });
    let party = fold(&[(stamp(2), &named), (stamp(1), &size)], &Seen(BTreeSet::new()));
    assert_eq!((party.companions, party.unnamed(), party.named.as_slice()), (3, 2, &[guest(9)][..]));
}

#[test]
fn two_desks_that_name_a_companion_apart_name_two() {
    let (one, other) =
        (Fact::CompanionNamed { companion: guest(8) }, Fact::CompanionNamed { companion: guest(9) });
    let size = Fact::PartySet { companions: 1, import: None };
    let party = fold(&[(stamp(3), &other), (stamp(2), &one), (stamp(1), &size)], &Seen(BTreeSet::new()));
    assert_eq!(
        (party.named.as_slice(), party.unnamed()),
        (&[guest(8), guest(9)][..], 0),
        "never less than none"
    );
}

#[test]
fn a_party_has_the_size_said_last() {
    let (three, none) =
        (Fact::PartySet { companions: 3, import: None }, Fact::PartySet { companions: 0, import: None });
    let facts = [(stamp(1), &three), (stamp(2), &none)];
    assert_eq!(fold(&facts, &Seen(BTreeSet::from([(2, 1)]))).companions, 0);
    assert_eq!(
        fold(&facts, &Seen(BTreeSet::new())).companions,
        0,
        "of two that had not seen each other the highest"
    );
}
