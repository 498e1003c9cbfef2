//! All records that were ever written, as the oracle reads them: by itself, from the second copies' bytes.
//!
//! Who had seen whom is kept as plain sets, closed over `prev` and the heads a `Merged` names.

use std::collections::BTreeMap;

use gatehouse_core::journal::log::{Content, Frame};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Place of a record in the book.
pub type At = usize;

/// A set of records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Set(Vec<u64>);

impl Set {
    pub fn has(&self, at: At) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    pub fn add(&mut self, at: At) {
        if self.0.len() <= at / 64 {
            self.0.resize(at / 64 + 1, 0);
        }
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub fn add_all(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(word, more)| *word |= more);
    }

    /// Compares what is in the sets, whatever room they take.
    pub fn same(&self, other: &Self) -> bool {
        let word = |set: &Self, nth: usize| set.0.get(nth).copied().unwrap_or(0);
        (0..self.0.len().max(other.0.len())).all(|nth| word(self, nth) == word(other, nth))
    }
}

/// A record as the oracle understands it.
#[derive(Debug, Clone)]
pub struct Rec {
    pub id: String,
    pub desk: String,
    pub prev: Option<At>,
    /// What it follows directly: `prev` and the heads it names as merged.
    pub after: Vec<At>,
    pub lamport: u64,
    /// By the clock of its desk.
    pub time: i64,
    pub kind: String,
    pub subject: Option<String>,
    pub facts: Vec<Value>,
    /// All that its author had seen.
    pub seen: Set,
}

impl Rec {
    /// Orders what is displayed.
    pub fn rank(&self) -> (u64, &str, &str) {
        (self.lamport, &self.desk, &self.id)
    }

    /// Gives the facts of that name.
    pub fn facts<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r Value> + 'r {
        self.facts.iter().filter(move |fact| fact["fact"] == name)
    }

    pub fn says(&self, name: &str) -> bool {
        self.facts(name).next().is_some()
    }
}

/// Every record any laptop was seen to hold.
#[derive(Debug, Default)]
pub struct Book {
    pub records: Vec<Rec>,
    by_id: BTreeMap<String, At>,
}

impl Book {
    pub fn find(&self, id: &str) -> Option<At> {
        self.by_id.get(id).copied()
    }

    pub fn had_seen(&self, later: At, earlier: At) -> bool {
        self.records[later].seen.has(earlier)
    }

    pub fn concurrent(&self, one: At, other: At) -> bool {
        one != other && !self.had_seen(one, other) && !self.had_seen(other, one)
    }

    /// Gives those of the records that none of the others had seen.
    pub fn standing<T>(&self, stated: &[(At, T)]) -> Vec<usize> {
        let replaced = |nth: usize| {
            let of_later = |other: usize| {
                let same_later = stated[other].0 == stated[nth].0 && other > nth;
                self.had_seen(stated[other].0, stated[nth].0) || same_later
            };
            (0..stated.len()).any(of_later)
        };
        (0..stated.len()).filter(|nth| !replaced(*nth)).collect()
    }

    /// Reads the frames that a second copy holds beyond some length.
    ///
    /// Gives where each record stands, and whether the laptop wrote it itself; and how many bytes were read.
    pub fn read(&mut self, mut bytes: &[u8]) -> Result<(Vec<(At, bool)>, u64), String> {
        let (mut found, mut length) = (Vec::new(), 0);
        while !bytes.is_empty() {
            let (frame, read) = Frame::from_start(bytes).ok_or("the second copy holds a torn frame")?;
            bytes = &bytes[read..];
            length += read as u64;
            if let Content::Record(raw) = frame.content {
                found.push((self.take(&raw.header, raw.body.as_deref())?, frame.own));
            }
        }
        Ok((found, length))
    }

    fn take(&mut self, header: &[u8], body: Option<&[u8]>) -> Result<At, String> {
        let id = gatehouse_core::ids::hex(&Sha256::digest(header));
        if let Some(at) = self.find(&id) {
            return Ok(at);
        }
        let header: Value = serde_json::from_slice(header).map_err(|error| error.to_string())?;
        let body = body.map(|body| serde_json::from_slice::<Value>(body).unwrap_or_default());
        let facts = body.map(|body| body["facts"].as_array().cloned().unwrap_or_default());
        let text = |key: &str| header[key].as_str().map(str::to_owned);
        let mut rec = Rec {
            id: id.clone(),
            desk: text("desk").unwrap_or_default(),
            prev: None,
            after: Vec::new(),
            lamport: header["lamport"].as_u64().unwrap_or(0),
            time: header["at"].as_i64().unwrap_or(0),
            kind: text("kind").unwrap_or_default(),
            subject: text("subject"),
            facts: facts.unwrap_or_default(),
            seen: Set::default(),
        };
        self.follow(&mut rec, text("prev"))?;
        let at = self.records.len();
        self.by_id.insert(id, at);
        self.records.push(rec);
        Ok(at)
    }

    fn follow(&self, rec: &mut Rec, prev: Option<String>) -> Result<(), String> {
        let known = |id: &str| self.find(id).ok_or(format!("{} follows what is not held: {id}", rec.id));
        let prev = prev.map(|id| known(&id)).transpose()?;
        let mut heads = Vec::new();
        for head in rec.facts("Merged").flat_map(|fact| fact["heads"].as_array().into_iter().flatten()) {
            heads.push(known(head.as_str().unwrap_or_default())?);
        }
        rec.prev = prev;
        rec.after = heads.into_iter().chain(prev).collect();
        for before in &rec.after {
            rec.seen.add_all(&self.records[*before].seen);
            rec.seen.add(*before);
        }
        Ok(())
    }
}

/// Gives the records of a second copy that have a body there.
pub fn with_body(log: &[u8]) -> Result<Vec<String>, String> {
    let mut bytes = log.get(gatehouse_core::journal::log::FIRST_LINE.len()..).unwrap_or_default();
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (frame, read) = Frame::from_start(bytes).ok_or("the second copy holds a torn frame")?;
        bytes = &bytes[read..];
        match frame.content {
            Content::Record(raw) if raw.body.is_some() => {
                found.push(gatehouse_core::ids::hex(&Sha256::digest(&raw.header)));
            }
            _ => {}
        }
    }
    Ok(found)
}
