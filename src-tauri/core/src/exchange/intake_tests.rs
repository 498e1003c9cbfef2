#![allow(clippy::unwrap_used, clippy::panic)]

use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};

use super::*;
use crate::badge::BadgeNumber;
use crate::guest::Fields;
use crate::journal::testing::World;

const BADGE: BadgeNumber = BadgeNumber { slot: 2, serial: 5 };

fn contents(world: &World, signatures: impl IntoIterator<Item = HeadSignature>) -> Contents {
    let mut contents = Contents::default();
    for written in world.records() {
        contents.take(world.event(), &written.raw).unwrap();
    }
    for signature in signatures {
        contents.take_signature(world.event(), signature);
    }
    contents
}

#[test]
fn a_signature_covers_its_record_and_all_before_it_and_nothing_of_another_desk() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    let first = world.write(a, None, vec![Fact::EntryStopped {}]);
    let signed = world.write(a, None, vec![Fact::EntryResumed {}]);
    let signature = world.sign(a).unwrap();
    let later = world.write(a, None, vec![Fact::EntryStopped {}]);
    let others = world.write(b, None, vec![Fact::EntryStopped {}]);
    let covered = contents(&world, [signature]).covered();
    assert!(covered.contains(&first.stamp.id) && covered.contains(&signed.stamp.id));
    assert!(!covered.contains(&later.stamp.id) && !covered.contains(&others.stamp.id));
}

#[test]
fn a_desk_cannot_vouch_for_another_desks_record_nor_anybody_without_its_key_or_for_another_event() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    let by_b = world.write(b, None, vec![Fact::EntryStopped {}]).stamp;
    let key_of = |name: &str| SigningKey::from_bytes(&Sha256::digest(format!("testing|{name}")).into());
    let own = world.sign(b).unwrap();
    let of_a = HeadSignature::sign(&key_of("A"), world.event(), 1, by_b.id);
    let forged = HeadSignature { signature: of_a.signature, ..own };
    let elsewhere = HeadSignature::sign(&key_of("B"), EventId::new([9; 16]), 1, by_b.id);
    assert_eq!((of_a.desk, elsewhere.desk), (world.desk_id(a), by_b.desk));
    for (signature, covers) in [(own, true), (of_a, false), (forged, false), (elsewhere, false)] {
        assert_eq!(contents(&world, [signature]).covered().contains(&by_b.id), covers, "{signature:?}");
    }
}

#[test]
fn a_record_altered_without_its_body_or_of_another_event_is_damage() {
    let mut world = World::new();
    let a = world.desk("A");
    world.write(a, None, vec![Fact::EntryStopped {}]);
    let raw = world.records()[0].raw.clone();
    assert!(read(world.event(), &raw).is_ok());
    let altered = RawRecord { body: Some(br#"{"facts":[]}"#.to_vec()), ..raw.clone() };
    // Only what is said of a guest is ever erased.
    let details = Fact::GuestDetails { fields: Fields::default(), import: None, line: None };
    world.write(a, None, vec![details]);
    world.write(a, Some(GuestId::new([7; 16])), vec![Fact::BadgeIssued { badge: BADGE }]);
    let bare = world.records().iter().map(|written| written.raw.clone().without_body());
    for raw in bare.chain([altered]) {
        assert!(matches!(read(world.event(), &raw), Err(BundleError::Damaged(_))));
    }
    assert!(matches!(read(EventId::new([9; 16]), &raw), Err(BundleError::Damaged(_))));
}

#[test]
fn a_record_numbered_as_no_desk_numbers_is_damage() {
    let mut world = World::new();
    let a = world.desk("A");
    world.write(a, None, vec![Fact::EntryStopped {}]);
    world.write(a, None, vec![Fact::EntryResumed {}]);
    let [first, second] = world.records() else { panic!("two were written") };
    let numbered = |of: &crate::journal::testing::Written, seq| {
        let header = codec::write_header(&Header { seq, ..of.header.clone() });
        read(world.event(), &RawRecord { header, ..of.raw.clone() })
    };
    assert!(numbered(first, 1).is_ok() && numbered(second, 2).is_ok());
    for wrong in [numbered(first, 0), numbered(first, 2), numbered(second, 0), numbered(second, 1)] {
        assert!(matches!(wrong, Err(BundleError::Damaged(_))));
    }
}

#[test]
fn a_body_that_is_missing_is_excused_by_an_erasure_of_an_organisers_desk_alone() {
    let guest = GuestId::new([7; 16]);
    // Whether the creating desk is known to be an organiser's, and as what it adds the one that erases.
    for (is_known, added_as, excused) in [
        (true, Some(true), true),
        (true, Some(false), false),
        (true, None, false),
        (false, Some(true), false),
    ] {
        let mut world = World::new();
        let (a, b) = (world.desk("A"), world.desk("B"));
        let details = || vec![Fact::GuestDetails { fields: Fields::default(), import: None, line: None }];
        let waiting = provisional_guest(BADGE);
        let personal = [guest, waiting].map(|of| world.write(a, Some(of), details()).stamp.id);
        if let Some(organiser) = added_as {
            let added = world.desk_added(b, 2, organiser);
            world.write(a, None, vec![added]);
        }
        world.write(b, Some(guest), vec![Fact::Erased { badges: vec![BADGE] }]);
        let mut contents = Contents::default();
        for written in world.records() {
            let raw = written.raw.clone();
            let is_bare = personal.contains(&written.held.stamp.id);
            contents.take(world.event(), &if is_bare { raw.without_body() } else { raw }).unwrap();
        }
        for desk in [a, b] {
            contents.take_signature(world.event(), world.sign(desk).unwrap());
        }
        let mut covered = contents.covered();
        let creator = world.desk_id(a);
        contents.leave_out_stripped(&mut covered, &BTreeSet::new(), |desk| is_known && desk == creator);
        let left = personal.map(|id| covered.contains(&id));
        assert_eq!(left, [excused; 2], "{is_known} {added_as:?}");
    }
}
