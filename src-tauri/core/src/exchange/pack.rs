//! Records in few bytes: what a reader can work out again is left out.
//!
//! Left out of a header are the event, `prev` and `seq` where the record follows its desk's last one in
//! the file, the operator where it is the same, and the body's hash where the body is there; ids are
//! bytes, times and lamport numbers are differences. A record whose bytes would not come back exactly is
//! the caller's to carry as it is.

#[cfg(test)]
#[path = "pack_tests.rs"]
mod tests;

use std::collections::BTreeMap;

use super::bundle_bytes::{Input, put_bytes, put_number, put_signed};
use super::bundle_error::BundleError;
use crate::clock::Millis;
use crate::ids::{DeskId, EventId, GuestId, OperatorId, RecordId};
use crate::journal::codec::{self, BODY_LIMIT, HEADER_LIMIT};
use crate::journal::fact::Kind;
use crate::journal::record::{Header, RawRecord};

/// Most desks remembered; records of further ones are carried as they are.
const DESKS_LIMIT: usize = 1024;
const KIND_LIMIT: usize = 64;

const FOLLOWS: u8 = 1;
const PREV: u8 = 2;
const SAME_OPERATOR: u8 = 4;
const OPERATOR: u8 = 8;
const SUBJECT: u8 = 16;
const BODY: u8 = 32;
const HASH: u8 = 64;

/// What writer and reader both know of the records before.
pub(super) struct Packer {
    event: EventId,
    places: BTreeMap<DeskId, usize>,
    desks: Vec<Last>,
}

/// A desk's last record so far.
#[derive(Clone, Copy)]
struct Last {
    desk: DeskId,
    id: Option<RecordId>,
    seq: u64,
    lamport: u64,
    at: Millis,
    operator: Option<OperatorId>,
}

impl Packer {
    /// Starts before the first record of a file of that event.
    pub fn new(event: EventId) -> Self {
        Self { event, places: BTreeMap::new(), desks: Vec::new() }
    }

    /// Packs a record; none when it has to be carried as it is.
    pub fn pack(&mut self, record: &RawRecord) -> Option<Vec<u8>> {
        let header = codec::read_header(&record.header).ok()?;
        let comes_back = header.event == self.event
            && codec::write_header(&header) == record.header
            && (record.body.is_some() || record.salt == [0; 16]);
        if !comes_back {
            return None;
        }
        let mut out = Vec::with_capacity(128);
        let place = self.place_of(header.desk)?;
        put_number(&mut out, place as u64);
        if place == self.desks.len() {
            out.extend_from_slice(header.desk.as_bytes());
        }
        let last = self.last(place, header.desk);
        let flags = flags(&header, record, &last);
        out.push(flags);
        put_fields(&mut out, flags, &header, &last);
        put_contents(&mut out, &header, record);
        self.note(place, &header, &record.header);
        Some(out)
    }

    /// Reads a packed record back.
    pub fn unpack(&mut self, input: &mut impl Input) -> Result<RawRecord, BundleError> {
        let place = usize::try_from(input.number()?).unwrap_or(usize::MAX);
        let desk = match self.desks.get(place) {
            Some(last) => last.desk,
            None if place == self.desks.len() && place < DESKS_LIMIT => DeskId::new(input.array()?),
            None => return Err(BundleError::Damaged("a record of a desk not named")),
        };
        let last = self.last(place, desk);
        let (mut header, stated) = read_fields(input, self.event, &last)?;
        let (salt, body) = read_contents(input, &mut header, stated)?;
        let bytes = codec::write_header(&header);
        self.note(place, &header, &bytes);
        Ok(RawRecord { header: bytes, salt, body })
    }

    fn place_of(&self, desk: DeskId) -> Option<usize> {
        let next = self.desks.len();
        self.places.get(&desk).copied().or((next < DESKS_LIMIT).then_some(next))
    }

    fn last(&self, place: usize, desk: DeskId) -> Last {
        let first = Last { desk, id: None, seq: 0, lamport: 0, at: Millis(0), operator: None };
        self.desks.get(place).copied().unwrap_or(first)
    }

    fn note(&mut self, place: usize, header: &Header, bytes: &[u8]) {
        let &Header { desk, seq, lamport, at, operator, .. } = header;
        let last = Last { desk, id: Some(codec::record_id(bytes)), seq, lamport, at, operator };
        match self.desks.get_mut(place) {
            Some(known) => *known = last,
            None => {
                self.places.insert(desk, place);
                self.desks.push(last);
            }
        }
    }
}

fn flags(header: &Header, record: &RawRecord, last: &Last) -> u8 {
    let set = |flag: u8, when: bool| if when { flag } else { 0 };
    let follows = header.prev == last.id && header.seq == last.seq + 1;
    let same = header.operator == last.operator;
    let hashed = record.body.as_ref().is_some_and(|body| codec::body_hash(&record.salt, body) == header.body);
    set(FOLLOWS, follows)
        | set(PREV, !follows && header.prev.is_some())
        | set(SAME_OPERATOR, same)
        | set(OPERATOR, !same && header.operator.is_some())
        | set(SUBJECT, header.subject.is_some())
        | set(BODY, record.body.is_some())
        | set(HASH, !hashed)
}

fn put_fields(out: &mut Vec<u8>, flags: u8, header: &Header, last: &Last) {
    let has = |flag| flags & flag != 0;
    if !has(FOLLOWS) {
        put_number(out, header.seq);
    }
    put_signed(out, header.lamport.cast_signed() - last.lamport.cast_signed());
    put_signed(out, header.at.0 - last.at.0);
    if let Some(prev) = header.prev.filter(|_| has(PREV)) {
        out.extend_from_slice(prev.as_bytes());
    }
    if let Some(operator) = header.operator.filter(|_| has(OPERATOR)) {
        out.extend_from_slice(operator.as_bytes());
    }
    if let Some(subject) = header.subject {
        out.extend_from_slice(subject.as_bytes());
    }
    if has(HASH) {
        out.extend_from_slice(&header.body);
    }
}

/// The body stands last, so that what records have in common is one stretch: the kind, then its facts.
fn put_contents(out: &mut Vec<u8>, header: &Header, record: &RawRecord) {
    if record.body.is_some() {
        out.extend_from_slice(&record.salt);
    }
    put_bytes(out, header.kind.name().as_bytes());
    if let Some(body) = &record.body {
        put_bytes(out, body);
    }
}

/// What the flags say of the body.
struct Stated {
    body: bool,
    hash: bool,
}

fn read_fields(input: &mut impl Input, event: EventId, last: &Last) -> Result<(Header, Stated), BundleError> {
    let [flags] = input.array()?;
    let has = |flag| flags & flag != 0;
    let known = FOLLOWS | PREV | SAME_OPERATOR | OPERATOR | SUBJECT | BODY | HASH;
    if flags & !known != 0 || has(FOLLOWS) && has(PREV) || has(SAME_OPERATOR) && has(OPERATOR) {
        return Err(BundleError::Damaged("a record says what no record can"));
    }
    let seq = if has(FOLLOWS) { last.seq.wrapping_add(1) } else { input.number()? };
    let lamport = last.lamport.wrapping_add_signed(input.signed()?);
    let at = Millis(last.at.0.wrapping_add(input.signed()?));
    let prev = if has(FOLLOWS) { last.id } else { optional(input, has(PREV))?.map(RecordId::new) };
    let operator =
        if has(SAME_OPERATOR) { last.operator } else { optional(input, has(OPERATOR))?.map(OperatorId::new) };
    let subject = optional(input, has(SUBJECT))?.map(GuestId::new);
    let body = optional(input, has(HASH))?.unwrap_or_default();
    let kind = Kind::Other(String::new());
    let header = Header { event, desk: last.desk, seq, prev, lamport, at, operator, kind, subject, body };
    Ok((header, Stated { body: has(BODY), hash: has(HASH) }))
}

fn optional<const N: usize>(input: &mut impl Input, there: bool) -> Result<Option<[u8; N]>, BundleError> {
    if there { input.array().map(Some) } else { Ok(None) }
}

/// Reads salt, kind and body, and completes the header with them.
fn read_contents(
    input: &mut impl Input,
    header: &mut Header,
    stated: Stated,
) -> Result<([u8; 16], Option<Vec<u8>>), BundleError> {
    let salt = optional(input, stated.body)?.unwrap_or_default();
    let kind = String::from_utf8(input.bytes(KIND_LIMIT)?);
    header.kind = Kind::from_name(&kind.map_err(|_| BundleError::Damaged("a kind is no text"))?);
    let body = if stated.body { Some(input.bytes(BODY_LIMIT)?) } else { None };
    match &body {
        Some(body) if !stated.hash => header.body = codec::body_hash(&salt, body),
        None if !stated.hash => return Err(BundleError::Damaged("a record without body or its hash")),
        _ => {}
    }
    Ok((salt, body))
}

/// Tells that a record is no longer than records are.
pub(super) fn fits(record: &RawRecord) -> bool {
    let body = record.body.as_ref().map_or(0, Vec::len);
    record.header.len() <= HEADER_LIMIT && body <= BODY_LIMIT
}

/// Gives a record as it is.
pub(super) fn whole(record: &RawRecord) -> Vec<u8> {
    let mut out = Vec::with_capacity(record.header.len() + 64);
    put_bytes(&mut out, &record.header);
    out.extend_from_slice(&record.salt);
    out.push(u8::from(record.body.is_some()));
    record.body.iter().for_each(|body| put_bytes(&mut out, body));
    out
}

/// Reads a record carried as it is.
pub(super) fn read_whole(input: &mut impl Input) -> Result<RawRecord, BundleError> {
    let header = input.bytes(HEADER_LIMIT)?;
    let salt = input.array()?;
    let body = match input.array()? {
        [0] => None,
        [1] => Some(input.bytes(BODY_LIMIT)?),
        _ => return Err(BundleError::Damaged("a record says what no record can")),
    };
    Ok(RawRecord { header, salt, body })
}
