//! One frame of journal.log as bytes.

use crate::ids::{DeskId, EventId, PublicKey, RecordId};
use crate::journal::codec::{BODY_LIMIT, HEADER_LIMIT};
use crate::journal::record::RawRecord;
use crate::journal::signature::HeadSignature;

/// Length and checksum, in bytes.
const PREFIX: usize = 8;
/// Longest payload: the longest record with its lengths, salt, flags and kind.
const PAYLOAD_LIMIT: usize = HEADER_LIMIT + BODY_LIMIT + 64;
/// Longest frame, in bytes.
pub const FRAME_LIMIT: usize = PREFIX + PAYLOAD_LIMIT;

const OWN: u8 = 1;
const RECORD: u8 = 1;
const SIGNATURE: u8 = 2;
/// Stands for the length of a body that was erased.
const NO_BODY: u32 = u32::MAX;

/// Frames to be added at once.
#[derive(Debug, Default)]
pub struct Batch {
    bytes: Vec<u8>,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Written by this laptop itself.
    pub own: bool,
    pub content: Content,
}

/// What a frame carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Record(RawRecord),
    Signature(HeadSignature),
}

impl Batch {
    /// Adds a record's frame.
    pub fn record(&mut self, own: bool, record: &RawRecord) {
        self.frame(|out| {
            out.extend([flags(own), RECORD]);
            out.extend(length(&record.header).to_le_bytes());
            out.extend_from_slice(&record.header);
            out.extend(record.salt);
            out.extend(record.body.as_deref().map_or(NO_BODY, length).to_le_bytes());
            out.extend_from_slice(record.body.as_deref().unwrap_or_default());
        });
    }

    /// Adds a signature's frame.
    pub fn signature(&mut self, own: bool, signature: &HeadSignature) {
        self.frame(|out| {
            out.extend([flags(own), SIGNATURE]);
            out.extend(signature.event.as_bytes());
            out.extend(signature.desk.as_bytes());
            out.extend(signature.seq.to_le_bytes());
            out.extend(signature.id.as_bytes());
            out.extend(signature.signature);
            out.extend(signature.public_key.as_bytes());
        });
    }

    /// Gives the frames' bytes, length and checksum in front of each.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Puts a payload behind its length and checksum.
    fn frame(&mut self, payload: impl FnOnce(&mut Vec<u8>)) {
        let begin = self.bytes.len();
        self.bytes.extend([0; PREFIX]);
        payload(&mut self.bytes);
        let (prefix, payload) = self.bytes[begin..].split_at_mut(PREFIX);
        prefix[..4].copy_from_slice(&length(payload).to_le_bytes());
        prefix[4..].copy_from_slice(&crc32fast::hash(payload).to_le_bytes());
    }
}

impl<'f> FromIterator<&'f Frame> for Batch {
    fn from_iter<I: IntoIterator<Item = &'f Frame>>(frames: I) -> Self {
        frames.into_iter().fold(Self::default(), |mut batch, Frame { own, content }| {
            match content {
                Content::Record(record) => batch.record(*own, record),
                Content::Signature(signature) => batch.signature(*own, signature),
            }
            batch
        })
    }
}

impl Frame {
    /// Reads the frame that `bytes` begin with, and its length; none when there is no whole, sound one.
    pub fn from_start(bytes: &[u8]) -> Option<(Self, usize)> {
        let mut prefix = Reader { rest: bytes };
        let length = prefix.u32()? as usize;
        let checksum = prefix.u32()?;
        if length > PAYLOAD_LIMIT {
            return None;
        }
        let payload = prefix.take(length)?;
        if crc32fast::hash(payload) != checksum {
            return None;
        }
        Some((Self::from_payload(payload)?, PREFIX + length))
    }

    fn from_payload(payload: &[u8]) -> Option<Self> {
        let mut reader = Reader { rest: payload };
        let [flags, kind] = reader.array()?;
        let content = match kind {
            RECORD => Content::Record(read_record(&mut reader)?),
            SIGNATURE => Content::Signature(read_signature(&mut reader)?),
            _ => return None,
        };
        (reader.rest.is_empty() && flags & !OWN == 0).then_some(Self { own: flags == OWN, content })
    }
}

fn read_record(reader: &mut Reader<'_>) -> Option<RawRecord> {
    let length = reader.u32()? as usize;
    let header = reader.take(length)?.to_vec();
    let salt = reader.array()?;
    let body = match reader.u32()? {
        NO_BODY => None,
        length => Some(reader.take(length as usize)?.to_vec()),
    };
    Some(RawRecord { header, salt, body })
}

fn read_signature(reader: &mut Reader<'_>) -> Option<HeadSignature> {
    Some(HeadSignature {
        event: EventId::new(reader.array()?),
        desk: DeskId::new(reader.array()?),
        seq: u64::from_le_bytes(reader.array()?),
        id: RecordId::new(reader.array()?),
        signature: reader.array()?,
        public_key: PublicKey::new(reader.array()?),
    })
}

const fn flags(own: bool) -> u8 {
    if own { OWN } else { 0 }
}

/// Gives a length as frames carry it; what a desk writes is limited far below 4 GiB.
fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(NO_BODY)
}

/// The bytes not read yet.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }
}
