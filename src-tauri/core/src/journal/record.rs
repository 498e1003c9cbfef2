//! One line of the journal: its header and body, and the form folds read it in.

use crate::clock::Millis;
use crate::ids::{DeskId, EventId, GuestId, OperatorId, RecordId};
use crate::journal::codec;
use crate::journal::fact::{Fact, Kind};

/// The fields of a record's header, in the order its bytes have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub event: EventId,
    pub desk: DeskId,
    /// From 1, without gaps along `prev`.
    pub seq: u64,
    pub prev: Option<RecordId>,
    pub lamport: u64,
    pub at: Millis,
    pub operator: Option<OperatorId>,
    pub kind: Kind,
    pub subject: Option<GuestId>,
    /// SHA-256 of salt then body bytes.
    pub body: [u8; 32],
}

/// A record as bytes: kept for ever and forwarded exactly as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRecord {
    pub header: Vec<u8>,
    pub salt: [u8; 16],
    /// None when the body was erased.
    pub body: Option<Vec<u8>>,
}

impl RawRecord {
    /// Takes the body away, and with it the salt, by which it could be guessed.
    pub fn without_body(self) -> Self {
        Self { header: self.header, salt: [0; 16], body: None }
    }
}

/// Where a record stands among all held: all a fold may compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    pub id: RecordId,
    pub desk: DeskId,
    /// Local number of the stretch of chain the record lies on.
    pub line: u32,
    pub seq: u64,
    pub lamport: u64,
    pub at: Millis,
    pub operator: Option<OperatorId>,
}

impl Stamp {
    /// The order that picks what is displayed: (lamport, desk, id).
    pub const fn rank(&self) -> (u64, DeskId, RecordId) {
        (self.lamport, self.desk, self.id)
    }
}

/// A held record, read for folding.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    pub stamp: Stamp,
    pub kind: Kind,
    pub subject: Option<GuestId>,
    pub facts: Vec<Fact>,
}

/// What a record is to say, before it has its place in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub kind: Kind,
    pub subject: Option<GuestId>,
    pub facts: Vec<Fact>,
}

/// A record's body as bytes, with its salt and the hash that the header carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    pub salt: [u8; 16],
    pub bytes: Vec<u8>,
    pub hash: [u8; 32],
}

/// A draft, and its body where that was made before the writer's turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    pub draft: Draft,
    pub body: Option<Body>,
}

impl Pending {
    /// Makes a draft's body with a salt drawn for it.
    pub fn ready(draft: Draft, salt: [u8; 16]) -> Self {
        let body = Body::of(&draft.facts, salt);
        Self { draft, body: Some(body) }
    }
}

impl From<Draft> for Pending {
    fn from(draft: Draft) -> Self {
        Self { draft, body: None }
    }
}

impl Body {
    /// Writes facts as a body.
    pub fn of(facts: &[Fact], salt: [u8; 16]) -> Self {
        let bytes = codec::write_body(facts);
        Self { salt, hash: codec::body_hash(&salt, &bytes), bytes }
    }
}

impl Draft {
    /// Drafts a record about a guest.
    pub fn about(guest: GuestId, kind: Kind, facts: Vec<Fact>) -> Self {
        Self { kind, subject: Some(guest), facts }
    }

    /// Drafts a record that concerns no one guest.
    pub fn global(kind: Kind, facts: Vec<Fact>) -> Self {
        Self { kind, subject: None, facts }
    }
}
