//! Kits: a complete bundle together with the keys of a new desk, sealed with a passphrase.

#[cfg(test)]
#[path = "kit_tests.rs"]
mod tests;

use std::io::{Read, Write};

use serde::{Deserialize, Serialize};

use super::FileKind;
use super::bundle::{BundleHeader, BundleReader, BundleWriter};
use super::bundle_bytes::put_bytes;
use super::bundle_error::{BundleError, Unfit};
use super::bundle_seal::{Opener, Recipients};
use super::bundle_stream::json_line;
use crate::ids::{DeskId, EventId, RecordId};

pub use super::bundle_seal::{KIT_WORK, check_passphrase};

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

/// What a kit holds beside its records.
#[derive(Clone, PartialEq, Eq)]
pub struct Kit {
    pub header: KitHeader,
    /// The new desk's desk.key, to the byte.
    pub desk_key: Vec<u8>,
    /// What its bundle says of itself.
    pub bundle: BundleHeader,
}

/// Begins a kit; `work` is the power of two of scrypt's work, [`KIT_WORK`] but for tests.
///
/// # Errors
/// `Unfit` for an empty passphrase or one beyond 1,024 bytes.
pub fn begin<W: Write>(
    out: W,
    kit: &Kit,
    passphrase: &str,
    work: u8,
) -> Result<BundleWriter<W>, BundleError> {
    if kit.desk_key.len() > KEY_LIMIT {
        return Err(BundleError::Unfit(Unfit::Key));
    }
    let mut preface = json_line(&kit.header)?;
    put_bytes(&mut preface, &kit.desk_key);
    BundleWriter::sealed(out, FileKind::Kit, &Recipients::Passphrase(passphrase, work), &preface, &kit.bundle)
}

/// Opens a kit and reads all but its records; takes about a second.
///
/// # Errors
/// `WrongPassphrase`, `Newer` for a later format; a kit that asks for more work than [`KIT_WORK`] is
/// `Damaged`.
pub fn open<R: Read>(input: R, passphrase: &str) -> Result<(Kit, BundleReader<R>), BundleError> {
    let mut plain = BundleReader::unsealed(input, FileKind::Kit, &Opener::Passphrase(passphrase))?;
    let header: KitHeader = plain.json()?;
    let desk_key = plain.bytes(KEY_LIMIT)?;
    let bundle = plain.header()?;
    if header.event != bundle.event {
        return Err(BundleError::Damaged("its parts are of two events"));
    }
    Ok((Kit { header, desk_key, bundle }, BundleReader::over(plain)))
}
