//! Kits: a complete bundle together with the keys of a new desk, sealed with a passphrase.

use std::io::{BufReader, Read, Write};

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use super::bundle::{BundleHeader, Items};
use super::bundle_error::{BundleError, Unfit};
use super::bundle_seal::{self, Opener, Recipients, Sealing};
use super::bundle_stream::{PlainReader, PlainWriter, json_line, put_bytes};
use super::{FileKind, Item, Written};
use crate::ids::{DeskId, EventId, RecordId};
use crate::journal::record::RawRecord;
use crate::journal::signature::HeadSignature;

pub use super::bundle_seal::KIT_WORK;

/// Longest desk.key carried, in bytes.
const KEY_LIMIT: usize = 4 * 1024;

/// Which desk a kit makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KitHeader {
    pub event: EventId,
    pub desk: DeskId,
    /// The record that added the desk.
    pub added: RecordId,
}

/// What a kit holds beside its bundle.
#[derive(Clone, PartialEq, Eq)]
pub struct Kit {
    pub header: KitHeader,
    /// The new desk's desk.key, to the byte.
    pub desk_key: Vec<u8>,
    /// What its bundle says of itself.
    pub bundle: BundleHeader,
}

/// Writes a kit.
pub struct KitWriter<W: Write> {
    plain: PlainWriter<Sealing<W>>,
}

impl<W: Write> KitWriter<W> {
    /// Begins a kit; `work` is the power of two of scrypt's work, [`KIT_WORK`] but for tests.
    ///
    /// # Errors
    /// `Unfit` for an empty passphrase or one beyond 1,024 bytes.
    pub fn begin(out: W, kit: &Kit, passphrase: &str, work: u8) -> Result<Self, BundleError> {
        if kit.desk_key.len() > KEY_LIMIT {
            return Err(BundleError::Unfit(Unfit::Key));
        }
        let kind = FileKind::Kit;
        let sealing = bundle_seal::seal(out, kind, &Recipients::Passphrase(passphrase, work))?;
        let mut preface = json_line(&kit.header)?;
        put_bytes(&mut preface, &kit.desk_key);
        Ok(Self { plain: PlainWriter::begin(sealing, kind, &preface, &kit.bundle)? })
    }

    /// Adds a record; its `prev` and the heads it names come before it.
    pub fn record(&mut self, record: &RawRecord) -> Result<(), BundleError> {
        self.plain.record(record)
    }

    /// Adds a signature.
    pub fn signature(&mut self, signature: &HeadSignature) -> Result<(), BundleError> {
        self.plain.signature(signature)
    }

    /// Adds the trailer, signed by the desk that makes the kit, and flushes.
    pub fn finish(self, key: &SigningKey) -> Result<Written, BundleError> {
        let (written, sealing) = self.plain.finish(key)?;
        bundle_seal::end(sealing)?;
        Ok(written)
    }
}

/// Reads a kit.
pub struct KitReader<R: Read> {
    items: Items<R>,
}

impl<R: Read> KitReader<R> {
    /// Opens a kit and reads all but its records; takes about a second.
    ///
    /// # Errors
    /// `WrongPassphrase`, `Newer` for a later format; a kit that asks for more work than [`KIT_WORK`] is
    /// `Damaged`.
    pub fn open(input: R, passphrase: &str) -> Result<(Kit, Self), BundleError> {
        let kind = FileKind::Kit;
        let unsealing = bundle_seal::unseal(input, kind, &Opener::Passphrase(passphrase))?;
        let mut plain = PlainReader::begin(BufReader::new(unsealing), kind)?;
        let header = plain.json()?;
        let desk_key = plain.bytes(KEY_LIMIT)?;
        let bundle = plain.header()?;
        Ok((Kit { header, desk_key, bundle }, Self { items: Items::new(plain) }))
    }

    /// Gives the next item; none once the trailer has been verified.
    #[expect(clippy::should_implement_trait, reason = "an iterator would let a caller pass over the error")]
    pub fn next(&mut self) -> Result<Option<Item>, BundleError> {
        self.items.next()
    }
}
