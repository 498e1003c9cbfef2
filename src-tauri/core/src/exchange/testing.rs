//! A small bundle and ways to spoil it, for tests.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use ed25519_dalek::SigningKey;

use super::bundle::{BundleHeader, BundleReader, BundleWriter, Range};
use super::bundle_error::BundleError;
use super::bundle_seal::{self, Recipients};
use super::bundle_stream::{PlainReader, PlainWriter};
use super::{FileKind, Item};
use crate::clock::Millis;
use crate::ids::{DeskId, EventId, GuestId, OperatorId, PublicKey, RecordId};
use crate::journal::codec;
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::{Header, RawRecord};
use crate::journal::signature::{HeadSignature, desk_id};

pub const EVENT: EventId = EventId::new([0xee; 16]);
/// X25519 secrets of two desks.
pub const SECRETS: [[u8; 32]; 2] = [[1; 32], [2; 32]];

/// The sender's Ed25519 key.
pub fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

pub fn sender() -> DeskId {
    desk_id(&PublicKey::new(key().verifying_key().to_bytes()))
}

pub fn public(secret: [u8; 32]) -> PublicKey {
    PublicKey::new(x25519_dalek::PublicKey::from(&x25519_dalek::StaticSecret::from(secret)).to_bytes())
}

pub fn header() -> BundleHeader {
    BundleHeader {
        event: EVENT,
        sender: sender(),
        made_at: Millis(1_764_331_500_000),
        frontier: BTreeMap::from([(sender(), BTreeSet::from([RecordId::new([0xf0; 32])]))]),
        lacking: false,
        ranges: vec![Range { desk: sender(), from: 1, to: 3 }],
        complete: true,
        audience: vec![DeskId::new([0xa1; 16]), DeskId::new([0xa2; 16])],
    }
}

/// Gives the chain of `count` records that the sender would have written.
pub fn chain(count: u64) -> Vec<RawRecord> {
    let mut prev = None;
    let mut next = |seq: u64| {
        let facts = [Fact::Entered { zone: "hall".into(), checkpoint: "door".into() }];
        let body = codec::write_body(&facts);
        let salt: [u8; 16] = codec::record_id(&seq.to_le_bytes()).as_bytes()[..16].try_into().unwrap();
        let header = Header {
            event: EVENT,
            desk: sender(),
            seq,
            prev,
            lamport: seq,
            at: Millis(1_764_331_200_000 + seq.cast_signed() * 5000),
            operator: Some(OperatorId::new([0x0b; 16])),
            kind: Kind::Scan,
            subject: Some(GuestId::new([0x90; 16])),
            body: codec::body_hash(&salt, &body),
        };
        let bytes = codec::write_header(&header);
        prev = Some(codec::record_id(&bytes));
        RawRecord { header: bytes, salt, body: Some(body) }
    };
    (1..=count).map(&mut next).collect()
}

/// Gives `count` records of the sender and the signature over the last.
pub fn items(count: u64) -> Vec<Item> {
    let records = chain(count);
    let head = codec::record_id(&records.last().unwrap().header);
    let signature = HeadSignature::sign(&key(), EVENT, count, head);
    records.into_iter().map(Item::Record).chain([Item::Signature(signature)]).collect()
}

/// Gives the plain stream of a bundle.
pub fn plain(header: &BundleHeader, items: &[Item]) -> Vec<u8> {
    let mut writer = PlainWriter::begin(Vec::new(), FileKind::Bundle, &[], header).unwrap();
    for item in items {
        match item {
            Item::Record(record) => writer.record(record),
            Item::Signature(signature) => writer.signature(signature),
        }
        .unwrap();
    }
    writer.finish(&key()).unwrap().1
}

/// Reads a plain stream to its end.
pub fn read_plain(bytes: &[u8]) -> Result<(BundleHeader, Vec<Item>), BundleError> {
    let mut reader = PlainReader::begin(bytes, FileKind::Bundle)?;
    let header = reader.header()?;
    Ok((header, gather(|| reader.next_item())?))
}

/// Gives a bundle's file, open to both desks.
pub fn bundle(header: &BundleHeader, items: &[Item]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut writer = BundleWriter::begin(&mut file, header, &SECRETS.map(public)).unwrap();
    for item in items {
        match item {
            Item::Record(record) => writer.record(record),
            Item::Signature(signature) => writer.signature(signature),
        }
        .unwrap();
    }
    writer.finish(&key()).unwrap();
    file
}

/// Reads a bundle's file to its end, as the first desk.
pub fn read_bundle(file: &[u8]) -> Result<(BundleHeader, Vec<Item>), BundleError> {
    let (header, mut reader) = BundleReader::open(file, &SECRETS[0])?;
    Ok((header, gather(|| reader.next_item())?))
}

pub fn gather(mut next: impl FnMut() -> Result<Option<Item>, BundleError>) -> Result<Vec<Item>, BundleError> {
    std::iter::from_fn(|| next().transpose()).collect()
}

/// Seals any plain stream as a bundle, as a spiteful desk could.
pub fn seal(plain: &[u8]) -> Vec<u8> {
    seal_frames(&zstd::encode_all(plain, 1).unwrap())
}

/// Seals whatever stands for the zstd frame.
pub fn seal_frames(frames: &[u8]) -> Vec<u8> {
    seal_frames_to(frames, &SECRETS.map(public))
}

/// Seals whatever stands for the zstd frame to whoever holds the secrets of these keys.
pub fn seal_frames_to(frames: &[u8], recipients: &[PublicKey]) -> Vec<u8> {
    let mut file = FileKind::Bundle.first_line().as_bytes().to_vec();
    let mut sealing = bundle_seal::encrypt(&mut file, &Recipients::Desks(recipients)).unwrap();
    sealing.write_all(frames).unwrap();
    sealing.finish().unwrap();
    file
}
