//! The plain stream: first line, header line, items, trailer. Knows nothing of seals and compression.

use std::io::{BufRead, Write};

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::bundle::BundleHeader;
use super::bundle_error::{BundleError, Unfit};
use super::bundle_seal::read_line;
use super::pack::{self, Packer};
use super::{FileKind, Item, Written};
use crate::ids::{DeskId, EventId, PublicKey, RecordId, hex};
use crate::journal::codec::BODY_LIMIT;
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
    out: W,
    kind: FileKind,
    hash: Sha256,
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
            out,
            kind,
            hash: Sha256::new(),
            packer: Packer::new(header.event),
            event: header.event,
            sender: header.sender,
            records: 0,
            signatures: 0,
        };
        writer.put(kind.first_line().as_bytes())?;
        writer.put(preface)?;
        writer.put(&json_line(header)?)?;
        Ok(writer)
    }

    pub fn record(&mut self, record: &RawRecord) -> Result<(), BundleError> {
        // The limits hold for packed records as well.
        let whole = pack::put_whole(record).ok_or(BundleError::Unfit(Unfit::Record))?;
        match self.packer.pack(record) {
            Some(packed) => self.item(PACKED, &packed),
            None => self.item(WHOLE, &whole),
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
        let hash = self.hash.finalize().into();
        let written = Written { records: self.records, signatures: self.signatures, hash };
        let signature = key.sign(&signing_bytes(self.kind, self.event, self.sender, &written));
        let mut out = vec![TRAILER];
        put_number(&mut out, written.records);
        put_number(&mut out, written.signatures);
        out.extend_from_slice(&hash);
        out.extend_from_slice(public_key.as_bytes());
        out.extend_from_slice(&signature.to_bytes());
        self.out.write_all(&out)?;
        Ok((written, self.out))
    }

    fn item(&mut self, tag: u8, bytes: &[u8]) -> Result<(), BundleError> {
        self.put(&[tag])?;
        self.put(bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), BundleError> {
        self.hash.update(bytes);
        Ok(self.out.write_all(bytes)?)
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
        let mut input = Hashed { input, hash: Sha256::new() };
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
    pub fn next(&mut self) -> Result<Option<Item>, BundleError> {
        let mut tag = [0];
        self.input.input.read_exact(&mut tag)?;
        let [tag] = tag;
        if tag == TRAILER {
            return self.trailer().map(|()| None);
        }
        self.input.hash.update([tag]);
        let item = match tag {
            PACKED => Item::Record(self.packer.unpack(&mut self.input)?),
            WHOLE => Item::Record(pack::read_whole(&mut self.input)?),
            SIGNATURE => Item::Signature(read_signature(&mut self.input)?),
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
        self.input.input
    }

    fn trailer(&mut self) -> Result<(), BundleError> {
        let hash = std::mem::take(&mut self.input.hash).finalize().into();
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
        let nothing_follows = self.input.input.fill_buf()?.is_empty();
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

/// Writes a number, seven bits a byte, lowest first; the top bit says that more follow.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Writes a signed number: 0, -1, 1, -2 ... as 0, 1, 2, 3.
pub(super) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put_number(out, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

/// Writes a length and the bytes.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// What fields are read from.
pub(super) trait Input {
    /// Reads a fixed number of bytes.
    fn array<const N: usize>(&mut self) -> Result<[u8; N], BundleError>;
    /// Reads a length, refuses one above `limit`, and reads that many bytes.
    fn bytes(&mut self, limit: usize) -> Result<Vec<u8>, BundleError>;

    /// Reads what [`put_number`] wrote.
    fn number(&mut self) -> Result<u64, BundleError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                break;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(BundleError::Damaged("a number is too great"))
    }

    /// Reads what [`put_signed`] wrote.
    fn signed(&mut self) -> Result<i64, BundleError> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }
}

/// Hashes whatever is read through it.
struct Hashed<R> {
    input: R,
    hash: Sha256,
}

impl<R: BufRead> Hashed<R> {
    fn line(&mut self, limit: usize) -> Result<Vec<u8>, BundleError> {
        let line = read_line(&mut self.input, limit)?;
        self.hash.update(&line);
        Ok(line)
    }
}

impl<R: BufRead> Input for Hashed<R> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], BundleError> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes)?;
        self.hash.update(bytes);
        Ok(bytes)
    }

    fn bytes(&mut self, limit: usize) -> Result<Vec<u8>, BundleError> {
        const { assert!(BODY_LIMIT <= 64 * 1024, "short enough to be set aside at once") };
        let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        if length > limit {
            return Err(BundleError::Damaged("a part is longer than it may be"));
        }
        let mut bytes = vec![0; length];
        self.input.read_exact(&mut bytes)?;
        self.hash.update(&bytes);
        Ok(bytes)
    }
}
