//! Bytes of a header: one literal after the other, so that only what is written here reads back.

use std::fmt::Display;
use std::io::Write;

use super::{Damage, GREATEST, HEADER_LIMIT};
use crate::clock::Millis;
use crate::ids::{DeskId, EventId, GuestId, OperatorId, RecordId, push_hex, unhex};
use crate::journal::fact::Kind;
use crate::journal::record::Header;

/// Longest name of a kind, in bytes.
const KIND_LIMIT: usize = 64;

/// Room for a header of ours with all that may be left out.
const USUAL: usize = 512;

/// Writes a header's exact bytes.
pub fn write_header(header: &Header) -> Vec<u8> {
    let mut out = Vec::with_capacity(USUAL);
    put(&mut out, r#"{"v":1,"event":"#, Some(header.event.as_bytes()));
    put(&mut out, r#","desk":"#, Some(header.desk.as_bytes()));
    put_number(&mut out, r#","seq":"#, header.seq);
    put(&mut out, r#","prev":"#, header.prev.as_ref().map(RecordId::as_bytes));
    put_number(&mut out, r#","lamport":"#, header.lamport);
    put_number(&mut out, r#","at":"#, header.at.0);
    put(&mut out, r#","operator":"#, header.operator.as_ref().map(OperatorId::as_bytes));
    out.extend_from_slice(br#","kind":""#);
    out.extend_from_slice(header.kind.name().as_bytes());
    put(&mut out, r#"","subject":"#, header.subject.as_ref().map(GuestId::as_bytes));
    put(&mut out, r#","body":"#, Some(&header.body));
    out.push(b'}');
    out
}

/// Writes a key and an id in quotes, or null.
fn put<const N: usize>(out: &mut Vec<u8>, key: &str, id: Option<&[u8; N]>) {
    out.extend_from_slice(key.as_bytes());
    match id {
        None => out.extend_from_slice(b"null"),
        Some(id) => {
            out.push(b'"');
            push_hex(out, id);
            out.push(b'"');
        }
    }
}

fn put_number(out: &mut Vec<u8>, key: &str, number: impl Display) {
    out.extend_from_slice(key.as_bytes());
    // A Vec takes every text.
    let _ = write!(out, "{number}");
}

/// Reads header bytes; accepts exactly what [`write_header`] gives.
pub fn read_header(bytes: &[u8]) -> Result<Header, Damage> {
    if bytes.len() > HEADER_LIMIT {
        return Err(Damage::TooLong { limit: HEADER_LIMIT });
    }
    let mut cursor = Cursor { rest: bytes };
    cursor.version()?;
    let header = Header {
        event: EventId::new(cursor.hex(r#","event":"#)?),
        desk: DeskId::new(cursor.hex(r#","desk":"#)?),
        seq: cursor.number(r#","seq":"#)?,
        prev: cursor.hex_or_null(r#","prev":"#)?.map(RecordId::new),
        lamport: cursor.number(r#","lamport":"#)?,
        at: cursor.signed(r#","at":"#).map(Millis)?,
        operator: cursor.hex_or_null(r#","operator":"#)?.map(OperatorId::new),
        kind: cursor.kind(r#","kind":"#)?,
        subject: cursor.hex_or_null(r#","subject":"#)?.map(GuestId::new),
        body: cursor.hex(r#","body":"#)?,
    };
    cursor.literal("}")?;
    if cursor.rest.is_empty() { Ok(header) } else { Err(Damage::malformed("bytes after the header")) }
}

/// The bytes not read yet.
struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn version(&mut self) -> Result<(), Damage> {
        match self.number(r#"{"v":"#)? {
            1 => Ok(()),
            0 => Err(Damage::malformed("version 0")),
            newer => Err(Damage::NewerVersion(newer)),
        }
    }

    fn literal(&mut self, expected: &str) -> Result<(), Damage> {
        if self.skip(expected) { Ok(()) } else { Err(Damage::malformed(format!("{expected} is missing"))) }
    }

    fn skip(&mut self, expected: &str) -> bool {
        let after = self.rest.strip_prefix(expected.as_bytes());
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// Reads a key and the text in quotes after it; texts here never hold an escape.
    fn quoted(&mut self, key: &str) -> Result<&'a str, Damage> {
        self.literal(key)?;
        self.literal("\"")?;
        let end = self.rest.iter().position(|byte| *byte == b'"');
        let Some((text, rest)) = end.and_then(|end| self.rest.split_at_checked(end)) else {
            return Err(Damage::malformed(format!("{key} has no end")));
        };
        self.rest = rest;
        self.literal("\"")?;
        std::str::from_utf8(text).map_err(Damage::malformed)
    }

    fn hex<const N: usize>(&mut self, key: &str) -> Result<[u8; N], Damage> {
        unhex(self.quoted(key)?).map_err(Damage::malformed)
    }

    fn hex_or_null<const N: usize>(&mut self, key: &str) -> Result<Option<[u8; N]>, Damage> {
        let before = self.rest;
        self.literal(key)?;
        if self.skip("null") {
            return Ok(None);
        }
        self.rest = before;
        self.hex(key).map(Some)
    }

    fn kind(&mut self, key: &str) -> Result<Kind, Damage> {
        let name = self.quoted(key)?;
        let ours = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if name.is_empty() || name.len() > KIND_LIMIT || !name.bytes().all(ours) {
            return Err(Damage::malformed("the kind is no name"));
        }
        Ok(Kind::from_name(name))
    }

    fn signed(&mut self, key: &str) -> Result<i64, Damage> {
        self.literal(key)?;
        let negative = self.skip("-");
        match (self.digits()?.cast_signed(), negative) {
            (0, true) => Err(Damage::malformed("a negative nought")),
            (value, true) => Ok(-value),
            (value, false) => Ok(value),
        }
    }

    fn number(&mut self, key: &str) -> Result<u64, Damage> {
        self.literal(key)?;
        self.digits()
    }

    /// Reads a decimal number up to 2^53 without leading noughts.
    fn digits(&mut self) -> Result<u64, Damage> {
        let length = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.rest.split_at(length);
        let padded = length > 1 && digits[0] == b'0';
        // 16 digits hold 2^53 and cannot overflow.
        if length == 0 || length > 16 || padded {
            return Err(Damage::malformed("a number is missing or has a strange form"));
        }
        let value = digits.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
        if value > GREATEST {
            return Err(Damage::malformed("an integer beyond 2^53"));
        }
        self.rest = rest;
        Ok(value)
    }
}
