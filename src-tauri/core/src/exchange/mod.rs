//! What desks hand each other as files: bundles between desks, kits that make a laptop a desk.
//!
//! Turns records into bytes and bytes into records. It writes no database, opens no file and reads no
//! clock; it neither knows which records a desk holds nor whether they fit: that is for those who take
//! them in. The only randomness is inside the `age` crate, which seals files and asks the system for it.
//!
//! A file is a first line that says what it is and in which version, then an age file (X25519 keys of
//! the desks for a bundle, a passphrase for a kit) holding one zstd frame that holds the plain stream:
//! the first line again, a line of JSON, records and signatures, and a trailer with count, SHA-256 and
//! the sender's signature over them.

pub mod bundle;
mod bundle_bytes;
mod bundle_error;
mod bundle_name;
mod bundle_seal;
mod bundle_stream;
pub mod intake;
pub mod kit;
mod pack;
#[cfg(test)]
pub(crate) mod testing;

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{DeskId, RecordId};
use crate::journal::record::RawRecord;
use crate::journal::signature::HeadSignature;

pub use bundle_error::{BundleError, Unfit};
pub use bundle_name::{OurName, file_name, parse_name};

/// The heads held: for each desk the records nothing held follows on its chain.
pub type Frontier = BTreeMap<DeskId, BTreeSet<RecordId>>;

/// What a file of ours is, by its first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Bundle,
    Kit,
}

/// One thing a bundle or kit carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    Record(RawRecord),
    Signature(HeadSignature),
}

/// What was written, once the trailer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub records: u64,
    pub signatures: u64,
    /// SHA-256 of the plain stream up to its trailer.
    pub hash: [u8; 32],
}

impl FileKind {
    /// First line of the file, and again of the plain stream; the number is the format's version.
    pub(crate) const fn first_line(self) -> &'static str {
        match self {
            Self::Bundle => "gatehouse-bundle 1\n",
            Self::Kit => "gatehouse-kit 1\n",
        }
    }

    /// What the first line begins with in every version.
    pub(crate) fn name(self) -> &'static str {
        self.first_line().trim_end_matches("1\n")
    }
}

/// Tells what a file is by its first bytes (20 are enough), whatever its name and version.
pub fn recognise(first: &[u8]) -> Option<FileKind> {
    [FileKind::Bundle, FileKind::Kit].into_iter().find(|kind| first.starts_with(kind.name().as_bytes()))
}
