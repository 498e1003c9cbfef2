//! The plain stream: first line, header line, items, trailer. Knows nothing of seals and compression.

#[cfg(test)]
#[path = "bundle_hostile_tests.rs"]
mod hostile_tests;

use std::io::{BufRead, Write};

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::de::DeserializeOwned;

use super::bundle::BundleHeader;
use super::bundle_bytes::{Hashed, Input, put_number};
use super::bundle_error::{BundleError, Unfit};
use super::pack::{self, Packer};
use super::{FileKind, Item, Written};
use crate::ids::{DeskId, EventId, PublicKey, RecordId, hex};
use crate::journal::record::RawRecord;
use crate::journal::signature::{HeadSignature, desk_id};

/// Longest header line, in bytes: a frontier of some 60,000 heads.
pub(super) const LINE_LIMIT: usize = 4 * 1024 * 1024;

const TRAILER: u8 = 0;
const PACKED: u8 = 1;
const WHOLE: u8 = 2;
const SIGNATURE: u8 = 3;

/// Writes a plain stream.
pub(super) struct PlainWriter<W> {
    out: Hashed<W>,
    kind: FileKind,
    packer: Packer,
    event: EventId,
    sender: DeskId,
    records: u64,
    signatures: u64,
}

impl<W: Write> PlainWriter<W> {
    /// Writes what stands before the items: `preface` (a kit's own part) and the bundle's header.
    pub fn begin(out: W, kind: FileKind, preface: &[u8], header: &BundleHeader) -> Result<Self, BundleError> {
        let mut writer = Self {
            out: Hashed::new(out),
            kind,
            packer: Packer::new(header.event),
            event: header.event,
            sender: header.sender,
            records: 0,
            signatures: 0,
        };
        writer.out.put(kind.first_line().as_bytes())?;
        writer.out.put(preface)?;
        writer.out.put(&json_line(header)?)?;
        Ok(writer)
    }

    pub fn record(&mut self, record: &RawRecord) -> Result<(), BundleError> {
        if !pack::fits(record) {
            return Err(BundleError::Unfit(Unfit::Record));
        }
        match self.packer.pack(record) {
            Some(packed) => self.item(PACKED, &packed),
            None => self.item(WHOLE, &pack::whole(record)),
        }?;
        self.records += 1;
        Ok(())
    }

    pub fn signature(&mut self, signature: &HeadSignature) -> Result<(), BundleError> {
        let mut out = Vec::with_capacity(192);
        out.extend_from_slice(signature.event.as_bytes());
        out.extend_from_slice(signature.desk.as_bytes());
        put_number(&mut out, signature.seq);
        out.extend_from_slice(signature.id.as_bytes());
        out.extend_from_slice(&signature.signature);
        out.extend_from_slice(signature.public_key.as_bytes());
        self.item(SIGNATURE, &out)?;
        self.signatures += 1;
        Ok(())
    }

    /// Writes the trailer and gives back what was written to.
    pub fn finish(mut self, key: &SigningKey) -> Result<(Written, W), BundleError> {
        let public_key = PublicKey::new(key.verifying_key().to_bytes());
        if desk_id(&public_key) != self.sender {
            return Err(BundleError::Unfit(Unfit::Key));
        }
        let hash = self.out.hash();
        let written = Written { records: self.records, signatures: self.signatures, hash };
        let signature = key.sign(&signing_bytes(self.kind, self.event, self.sender, &written));
        let mut out = vec![TRAILER];
        put_number(&mut out, written.records);
        put_number(&mut out, written.signatures);
        out.extend_from_slice(&hash);
        out.extend_from_slice(public_key.as_bytes());
        out.extend_from_slice(&signature.to_bytes());
        self.out.put(&out)?;
        Ok((written, self.out.inner))
    }

    fn item(&mut self, tag: u8, bytes: &[u8]) -> Result<(), BundleError> {
        self.out.put(&[tag])?;
        self.out.put(bytes)
    }
}

/// Reads a plain stream; what it gives is believed only once the trailer has been verified.
pub(super) struct PlainReader<R> {
    input: Hashed<R>,
    kind: FileKind,
    packer: Packer,
    event: EventId,
    sender: DeskId,
    records: u64,
    signatures: u64,
}

impl<R: BufRead> PlainReader<R> {
    /// Reads the first line; what follows it is read by `header` next, or is a kit's own part.
    pub fn begin(input: R, kind: FileKind) -> Result<Self, BundleError> {
        let mut input = Hashed::new(input);
        if input.line(kind.first_line().len())? != kind.first_line().as_bytes() {
            return Err(BundleError::Damaged("its inside is of another kind"));
        }
        let event = EventId::new([0; 16]);
        let (packer, sender) = (Packer::new(event), DeskId::new([0; 16]));
        Ok(Self { input, kind, packer, event, sender, records: 0, signatures: 0 })
    }

    /// Reads a line of JSON.
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, BundleError> {
        let line = self.input.line(LINE_LIMIT)?;
        serde_json::from_slice(&line).map_err(|_| BundleError::Damaged("its header cannot be read"))
    }

    /// Reads a length and that many bytes.
    pub fn bytes(&mut self, limit: usize) -> Result<Vec<u8>, BundleError> {
        self.input.bytes(limit)
    }

    /// Reads the bundle's header, before the first item.
    pub fn header(&mut self) -> Result<BundleHeader, BundleError> {
        let header: BundleHeader = self.json()?;
        (self.event, self.sender) = (header.event, header.sender);
        self.packer = Packer::new(header.event);
        Ok(header)
    }

    /// Gives the next item; none once the trailer has been read and verified.
    pub fn next_item(&mut self) -> Result<Option<Item>, BundleError> {
        let hash = self.input.hash();
        let item = match self.input.array()? {
            [TRAILER] => return self.trailer(hash).map(|()| None),
            [PACKED] => Item::Record(self.packer.unpack(&mut self.input)?),
            [WHOLE] => Item::Record(pack::read_whole(&mut self.input)?),
            [SIGNATURE] => Item::Signature(read_signature(&mut self.input)?),
            _ => return Err(BundleError::Damaged("an item of no kind")),
        };
        match item {
            Item::Record(_) => self.records += 1,
            Item::Signature(_) => self.signatures += 1,
        }
        Ok(Some(item))
    }

    /// Gives back what was read from.
    pub fn into_inner(self) -> R {
        self.input.inner
    }

    /// Reads the trailer; `hash` is that of all before it.
    fn trailer(&mut self, hash: [u8; 32]) -> Result<(), BundleError> {
        let counted = Written { records: self.records, signatures: self.signatures, hash };
        let stated = Written {
            records: self.input.number()?,
            signatures: self.input.number()?,
            hash: self.input.array()?,
        };
        if stated != counted {
            return Err(BundleError::Damaged("its trailer does not fit what it carries"));
        }
        let public_key = PublicKey::new(self.input.array()?);
        let signature = Signature::from_bytes(&self.input.array()?);
        let signed = signing_bytes(self.kind, self.event, self.sender, &counted);
        let verified = desk_id(&public_key) == self.sender
            && VerifyingKey::from_bytes(public_key.as_bytes())
                .is_ok_and(|key| key.verify_strict(&signed, &signature).is_ok());
        let nothing_follows = self.input.inner.fill_buf()?.is_empty();
        match (verified, nothing_follows) {
            (true, true) => Ok(()),
            (false, _) => Err(BundleError::Damaged("its sender has not signed it")),
            (true, false) => Err(BundleError::Damaged("something follows its trailer")),
        }
    }
}

fn read_signature(input: &mut impl Input) -> Result<HeadSignature, BundleError> {
    Ok(HeadSignature {
        event: EventId::new(input.array()?),
        desk: DeskId::new(input.array()?),
        seq: input.number()?,
        id: RecordId::new(input.array()?),
        signature: input.array()?,
        public_key: PublicKey::new(input.array()?),
    })
}

/// Gives what a sender signs: ASCII, ids and hash in lower-case hex, counts in decimal.
fn signing_bytes(kind: FileKind, event: EventId, sender: DeskId, written: &Written) -> Vec<u8> {
    let Written { records, signatures, hash } = written;
    let name = kind.first_line().trim_end().replace(' ', "-");
    format!("{name}|{event}|{sender}|{records}|{signatures}|{}", hex(hash)).into_bytes()
}

/// Gives a value as a line of JSON.
pub(super) fn json_line(value: &impl serde::Serialize) -> Result<Vec<u8>, BundleError> {
    let unfit = BundleError::Unfit(Unfit::Header);
    match serde_json::to_vec(value) {
        Ok(mut line) if line.len() < LINE_LIMIT => {
            line.push(b'\n');
            Ok(line)
        }
        _ => Err(unfit),
    }
}
