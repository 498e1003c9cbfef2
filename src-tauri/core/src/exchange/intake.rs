//! What a file's records are worth: sound one by one, and vouched for by their own desks (pure).
//!
//! Whether they fit what a desk already holds is for those who take them in.

#[cfg(test)]
#[path = "intake_tests.rs"]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};

use super::BundleError;
use crate::ids::{DeskId, EventId, GuestId, RecordId};
use crate::journal::codec;
use crate::journal::fact::{Fact, provisional_guest};
use crate::journal::record::{Header, RawRecord};
use crate::journal::signature::HeadSignature;

/// A record read and found sound by itself.
#[derive(Debug, Clone)]
pub struct Sound {
    pub id: RecordId,
    pub header: Header,
    /// None of a record whose body was erased.
    pub facts: Vec<Fact>,
    /// Its body was erased.
    pub is_bare: bool,
}

/// Where a record stands, as far as its own bytes say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub desk: DeskId,
    pub seq: u64,
    pub prev: Option<RecordId>,
    pub subject: Option<GuestId>,
    /// What few records say besides.
    pub more: Option<Box<More>>,
}

/// What a record says of others than the one before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct More {
    /// Heads it names as merged.
    pub heads: Vec<RecordId>,
    /// Desks it adds, and whether as an organiser's.
    pub adds: Vec<(DeskId, bool)>,
    /// Whom it erases.
    pub erases: Vec<GuestId>,
    /// Whose personal data its body held, which did not come with it.
    pub bare_of: Option<GuestId>,
}

impl Sound {
    /// Gives where the record stands.
    pub fn entry(&self) -> Entry {
        let mut more = More::default();
        for fact in &self.facts {
            match fact {
                Fact::Merged { heads } => more.heads.extend(heads),
                Fact::DeskAdded { desk, organiser, .. } => more.adds.push((*desk, *organiser)),
                Fact::Erased { badges } => {
                    more.erases.extend(self.header.subject);
                    more.erases.extend(badges.iter().map(|badge| provisional_guest(*badge)));
                }
                _ => {}
            }
        }
        more.bare_of = self.header.subject.filter(|_| self.is_bare);
        let more = Some(more).filter(|more| *more != More::default()).map(Box::new);
        let Header { desk, seq, prev, subject, .. } = self.header;
        Entry { desk, seq, prev, subject, more }
    }
}

/// All of one file, once read to its verified end.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// In the order of the file.
    pub order: Vec<RecordId>,
    pub entries: HashMap<RecordId, Entry>,
    /// Those that hold, and are of this event.
    pub signatures: Vec<HeadSignature>,
}

impl Contents {
    /// Takes a record as it comes out of the file.
    ///
    /// # Errors
    /// `Damaged` for what no desk of this event could have written.
    pub fn take(&mut self, event: EventId, raw: &RawRecord) -> Result<(), BundleError> {
        let sound = read(event, raw)?;
        if self.entries.insert(sound.id, sound.entry()).is_none() {
            self.order.push(sound.id);
        }
        Ok(())
    }

    /// Takes a signature; one that does not hold vouches for nothing and is passed over.
    pub fn take_signature(&mut self, event: EventId, signature: HeadSignature) {
        if signature.event == event && signature.verify() {
            self.signatures.push(signature);
        }
    }

    /// Gives the records that a signature of their own desk covers: those signed, and all before them.
    pub fn covered(&self) -> HashSet<RecordId> {
        let mut covered = HashSet::new();
        for signature in &self.signatures {
            let mut next = Some(signature.id);
            while let Some(id) = next {
                let Some(entry) = self.entries.get(&id).filter(|entry| entry.desk == signature.desk) else {
                    break;
                };
                if !covered.insert(id) {
                    break;
                }
                next = entry.prev;
            }
        }
        covered
    }
}

impl Contents {
    /// Takes out of `covered` the records that came without their body and whose guest no organiser's desk
    /// erased, neither in what is held (`erased`) nor in this file; `organisers` are those known beforehand.
    pub fn leave_out_stripped(
        &self,
        covered: &mut HashSet<RecordId>,
        erased: &BTreeSet<GuestId>,
        organisers: impl Fn(DeskId) -> bool,
    ) {
        let said: Vec<(DeskId, &More)> = covered
            .iter()
            .filter_map(|id| self.entries.get(id))
            .filter_map(|entry| Some((entry.desk, entry.more.as_deref()?)))
            .collect();
        let organisers = with_added(&said, organisers);
        let here: BTreeSet<GuestId> = said
            .iter()
            .filter(|(desk, _)| organisers.contains(desk))
            .flat_map(|(_, more)| more.erases.iter().copied())
            .collect();
        covered.retain(|id| {
            let more = self.entries.get(id).and_then(|entry| entry.more.as_deref());
            more.and_then(|more| more.bare_of)
                .is_none_or(|guest| erased.contains(&guest) || here.contains(&guest))
        });
    }
}

/// Gives the organisers' desks among those that said something: known beforehand, or added by one of them.
fn with_added(said: &[(DeskId, &More)], known: impl Fn(DeskId) -> bool) -> BTreeSet<DeskId> {
    let mut organisers: BTreeSet<DeskId> =
        said.iter().map(|(desk, _)| *desk).filter(|desk| known(*desk)).collect();
    loop {
        let before = organisers.len();
        let by_them = said.iter().filter(|(desk, _)| organisers.contains(desk));
        let added: Vec<DeskId> = by_them
            .flat_map(|(_, more)| more.adds.iter().filter(|(_, organiser)| *organiser).map(|(desk, _)| *desk))
            .collect();
        organisers.extend(added);
        if organisers.len() == before {
            return organisers;
        }
    }
}

/// Reads a record and checks all that its own bytes can show.
///
/// # Errors
/// `Damaged`; `Newer` for a record of a later version.
pub fn read(event: EventId, raw: &RawRecord) -> Result<Sound, BundleError> {
    let damaged = |damage: codec::Damage| match damage {
        codec::Damage::NewerVersion(_) => BundleError::Newer,
        _ => BundleError::Damaged("a record in it does not read"),
    };
    let header = codec::read_header(&raw.header).map_err(damaged)?;
    if header.event != event {
        return Err(BundleError::Damaged("a record in it is of another event"));
    }
    if header.seq == 0 || (header.seq == 1) != header.prev.is_none() {
        return Err(BundleError::Damaged("a record in it has a number no desk writes"));
    }
    let id = codec::record_id(&raw.header);
    let Some(body) = &raw.body else {
        return match header.kind.is_personal() && header.subject.is_some() {
            true => Ok(Sound { id, header, facts: Vec::new(), is_bare: true }),
            false => Err(BundleError::Damaged("a record in it has no body")),
        };
    };
    if codec::body_hash(&raw.salt, body) != header.body {
        return Err(BundleError::Damaged("a body in it is not its record's"));
    }
    let facts = codec::read_body(body).map_err(damaged)?;
    Ok(Sound { id, header, facts, is_bare: false })
}
