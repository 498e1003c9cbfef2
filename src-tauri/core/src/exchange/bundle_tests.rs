#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;
use sha2::Digest;

use super::*;
use crate::ids::RecordId;
use crate::journal::fact::Fact;
use crate::journal::testing::World;

fn secret(nth: u8) -> [u8; 32] {
    [nth; 32]
}

fn public(secret: [u8; 32]) -> PublicKey {
    PublicKey::new(x25519_dalek::PublicKey::from(&x25519_dalek::StaticSecret::from(secret)).to_bytes())
}

#[test]
fn whatever_is_put_into_a_bundle_comes_out_to_the_byte() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    world.write(a, None, vec![Fact::EntryStopped {}]);
    world.sync(a, b);
    world.write(b, None, vec![Fact::EntryResumed {}]);
    let key = SigningKey::from_bytes(&sha2::Sha256::digest("testing|A").into());
    let header = BundleHeader {
        event: world.event(),
        sender: world.desk_id(a),
        made_at: Millis(1_700_000_000_000),
        frontier: BTreeMap::from([(world.desk_id(a), BTreeSet::from([RecordId::new([1; 32])]))]),
        lacking: true,
        ranges: vec![Range { desk: world.desk_id(a), from: 1, to: 2 }],
        complete: false,
        audience: vec![world.desk_id(a), world.desk_id(b)],
    };
    let mut file = Vec::new();
    let mut writer =
        BundleWriter::begin(&mut file, &header, &[public(secret(1)), public(secret(2))]).unwrap();
    let mut items = Vec::new();
    for written in world.records() {
        writer.record(&written.raw).unwrap();
        items.push(Item::Record(written.raw.clone()));
    }
    let signature = world.sign(a).unwrap();
    writer.signature(&signature).unwrap();
    items.push(Item::Signature(signature));
    let written = writer.finish(&key).unwrap();
    assert_eq!((written.records, written.signatures), (3, 1));
    for nth in [1, 2] {
        let (again, mut reader) = BundleReader::open(file.as_slice(), &secret(nth)).unwrap();
        assert_eq!(again, header);
        let mut out = Vec::new();
        while let Some(item) = reader.next().unwrap() {
            out.push(item);
        }
        assert_eq!(out, items);
    }
    assert!(matches!(BundleReader::open(file.as_slice(), &secret(3)), Err(BundleError::NotForThisDesk)));
}
