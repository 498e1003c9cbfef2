//! Bundles: records and signatures one desk hands to others.
//!
//! Written and read as a stream: neither side ever holds more than one record. Records come in the order
//! they were written in, so whoever writes puts `prev` and merged heads first. Whoever reads goes through
//! a file once to its end, where the trailer is verified, before believing any of it.

#[cfg(test)]
#[path = "bundle_tests.rs"]
mod tests;

use std::io::{BufReader, Read, Write};

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use super::bundle_error::BundleError;
use super::bundle_seal::{self, Opener, Recipients, Sealing, Unsealing};
use super::bundle_stream::{PlainReader, PlainWriter};
use super::{FileKind, Frontier, Item, Written};
use crate::clock::Millis;
use crate::ids::{DeskId, EventId, PublicKey};
use crate::journal::record::RawRecord;
use crate::journal::signature::HeadSignature;

/// A stretch of one desk's records, by seq, both ends in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    pub desk: DeskId,
    pub from: u64,
    pub to: u64,
}

/// What a bundle says of itself before its records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleHeader {
    pub event: EventId,
    pub sender: DeskId,
    /// By the sender's clock.
    pub made_at: Millis,
    /// The heads the sender held, of its journal.
    pub frontier: Frontier,
    /// The sender waits for records it misses.
    pub lacking: bool,
    /// What is carried, for the plan and the file's name.
    pub ranges: Vec<Range>,
    /// Everything the sender held is carried.
    pub complete: bool,
    /// The desks it is sealed to, ascending.
    pub audience: Vec<DeskId>,
}

/// Writes the records of a bundle or kit.
pub struct BundleWriter<W: Write> {
    plain: PlainWriter<Sealing<W>>,
}

impl<W: Write> BundleWriter<W> {
    /// Begins a bundle that the desks with these X25519 keys can open; a key that nobody can hold the
    /// secret of is passed over.
    ///
    /// # Errors
    /// `Unfit` when nobody could open it, for more than 480 desks, or for a header beyond 4 MiB.
    pub fn begin(out: W, header: &BundleHeader, recipients: &[PublicKey]) -> Result<Self, BundleError> {
        Self::sealed(out, FileKind::Bundle, &Recipients::Desks(recipients), &[], header)
    }

    /// Begins a file of either kind; `preface` is a kit's own part.
    pub(super) fn sealed(
        out: W,
        kind: FileKind,
        to: &Recipients<'_>,
        preface: &[u8],
        header: &BundleHeader,
    ) -> Result<Self, BundleError> {
        let sealing = bundle_seal::seal(out, kind, to)?;
        Ok(Self { plain: PlainWriter::begin(sealing, kind, preface, header)? })
    }

    /// Adds a record; its `prev` and the heads it names come before it.
    pub fn record(&mut self, record: &RawRecord) -> Result<(), BundleError> {
        self.plain.record(record)
    }

    /// Adds a signature.
    pub fn signature(&mut self, signature: &HeadSignature) -> Result<(), BundleError> {
        self.plain.signature(signature)
    }

    /// Adds the trailer, signed by the sender, and flushes; without it the file is no bundle.
    pub fn finish(self, key: &SigningKey) -> Result<Written, BundleError> {
        let (written, sealing) = self.plain.finish(key)?;
        bundle_seal::end(sealing)?;
        Ok(written)
    }
}

/// Reads the records of a bundle or kit.
pub struct BundleReader<R: Read> {
    /// None after the end or an error.
    plain: Option<PlainReader<BufReader<Unsealing<R>>>>,
    sound: bool,
}

impl<R: Read> BundleReader<R> {
    /// Opens a bundle with this desk's X25519 secret and reads its header.
    ///
    /// # Errors
    /// `NotForThisDesk` when it is not sealed to this desk, `Newer` for a later format.
    pub fn open(input: R, secret: &[u8; 32]) -> Result<(BundleHeader, Self), BundleError> {
        let mut plain = Self::unsealed(input, FileKind::Bundle, &Opener::Desk(secret))?;
        let header = plain.header()?;
        Ok((header, Self::over(plain)))
    }

    /// Opens a file of either kind up to its preface.
    pub(super) fn unsealed(
        input: R,
        kind: FileKind,
        by: &Opener<'_>,
    ) -> Result<PlainReader<BufReader<Unsealing<R>>>, BundleError> {
        PlainReader::begin(BufReader::new(bundle_seal::unseal(input, kind, by)?), kind)
    }

    /// Goes on after the header.
    pub(super) const fn over(plain: PlainReader<BufReader<Unsealing<R>>>) -> Self {
        Self { plain: Some(plain), sound: false }
    }

    /// Gives the next item; none once the trailer has been verified.
    pub fn next_item(&mut self) -> Result<Option<Item>, BundleError> {
        match self.plain.take() {
            Some(mut plain) => match plain.next_item()? {
                Some(item) => {
                    self.plain = Some(plain);
                    Ok(Some(item))
                }
                None => {
                    bundle_seal::check_end(plain.into_inner().into_inner())?;
                    self.sound = true;
                    Ok(None)
                }
            },
            None if self.sound => Ok(None),
            None => Err(BundleError::Damaged("it was found damaged before")),
        }
    }
}
