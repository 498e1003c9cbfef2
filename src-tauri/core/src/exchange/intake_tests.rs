#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::journal::testing::World;

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
fn a_desk_cannot_vouch_for_a_record_in_another_desks_name() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    let by_b = world.write(b, None, vec![Fact::EntryStopped {}]);
    world.write(a, None, vec![Fact::EntryStopped {}]);
    let by_a = world.sign(a).unwrap();
    let forged = HeadSignature { id: by_b.stamp.id, seq: 1, ..by_a };
    assert!(!contents(&world, [forged]).covered().contains(&by_b.stamp.id));
}

#[test]
fn a_record_altered_without_its_body_or_of_another_event_is_damage() {
    let mut world = World::new();
    let a = world.desk("A");
    world.write(a, None, vec![Fact::EntryStopped {}]);
    let raw = world.records()[0].raw.clone();
    assert!(read(world.event(), &raw).is_ok());
    let altered = RawRecord { body: Some(br#"{"facts":[]}"#.to_vec()), ..raw.clone() };
    let bare = RawRecord { body: None, ..raw.clone() };
    for raw in [altered, bare] {
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
    for (is_organisers, excused) in [(true, true), (false, false)] {
        let mut world = World::new();
        let (a, b) = (world.desk("A"), world.desk("B"));
        let guest = GuestId::new([7; 16]);
        let details = Fact::GuestDetails { fields: Default::default(), import: None, line: None };
        let personal =
            world.write_kind(a, crate::journal::fact::Kind::GuestAdded, Some(guest), vec![details]);
        let erased = Fact::Erased { badges: Vec::new() };
        let erasing = world.write_kind(b, crate::journal::fact::Kind::Erased, Some(guest), vec![erased]);
        let mut contents = Contents::default();
        for written in world.records() {
            let raw = written.raw.clone();
            let bare = written.held.stamp.id == personal.stamp.id;
            contents.take(world.event(), &if bare { raw.without_body() } else { raw }).unwrap();
        }
        for desk in [a, b] {
            contents.take_signature(world.event(), world.sign(desk).unwrap());
        }
        let mut covered = contents.covered();
        contents.leave_out_stripped(&mut covered, &BTreeSet::new(), |desk| {
            is_organisers && desk == erasing.stamp.desk
        });
        assert_eq!(covered.contains(&personal.stamp.id), excused);
    }
}
