//! Finds and names altered, deleted, reordered and re-chained records.
//!
//! Judges records by their own hashes and links, and by two witnesses from outside: the signatures of
//! heads and journal.log. Changes nothing. Branches and merges are sound; records that no signature and
//! no log vouches for can be cut off a chain's end without a trace.

mod by_id;
mod problem;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{DeskId, EventId, GuestId, RecordId};
use crate::journal::codec::{self, Damage};
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::{Header, RawRecord};
use crate::journal::signature::HeadSignature;
use crate::text::Text;
use by_id::ById;
use problem::say;

pub use problem::{Problem, ProblemKind};

/// The check of one journal: takes everything held, in any order, then tells what is wrong.
///
/// Holds about 200 bytes a record.
#[derive(Debug)]
pub struct Verifier {
    event: EventId,
    held: ById<Node>,
    /// The record taken last, which the next one mostly follows.
    last: Option<(RecordId, Node)>,
    /// Heads named by Merged records, by the record that names them.
    merged: BTreeMap<RecordId, Vec<RecordId>>,
    signed: BTreeMap<RecordId, Place>,
    /// Those that the database does not hold in the same bytes.
    logged: Option<ById<Option<Place>>>,
    /// Whose personal data is erased, so that it may be missing.
    erased: BTreeSet<GuestId>,
    problems: BTreeSet<Problem>,
}

/// A desk and a seq.
type Place = (DeskId, u64);

#[derive(Debug, Clone, Copy)]
struct Node {
    desk: DeskId,
    seq: u64,
    lamport: u64,
    prev: Option<RecordId>,
    /// Whether these are the bytes its desk wrote; links of others are not judged by them.
    whole: bool,
    /// Whether its links are known to be sound: it stood right behind the record it follows.
    linked: bool,
    /// Whether the log holds it in the same bytes.
    logged: bool,
}

impl Node {
    fn follows(&self, before: &Self) -> bool {
        before.desk == self.desk && before.seq.checked_add(1) == Some(self.seq)
    }
}

impl Verifier {
    /// Starts the check of an event's journal.
    pub fn new(event: EventId) -> Self {
        Self {
            event,
            held: ById::default(),
            last: None,
            merged: BTreeMap::new(),
            signed: BTreeMap::new(),
            logged: None,
            erased: BTreeSet::new(),
            problems: BTreeSet::new(),
        }
    }

    /// Says whose personal data is erased: bodies that held it may be missing.
    pub fn expect_erased(&mut self, guests: &BTreeSet<GuestId>) {
        self.erased.clone_from(guests);
    }

    fn may_be_bare(&self, header: &Header) -> bool {
        header.kind.is_personal() && header.subject.is_some_and(|guest| self.erased.contains(&guest))
    }

    /// Takes a record as the database holds it, under the id it stands there.
    pub fn take_stored(&mut self, id: RecordId, raw: &RawRecord) {
        let header = codec::read_header(&raw.header);
        let altered = self.alteration(id, raw, &header);
        let place = header.as_ref().ok().map(|header| (header.desk, header.seq));
        let whole = altered.is_none();
        if let Some(text) = altered {
            self.report(ProblemKind::Altered, place, id, text);
        }
        if let (true, Ok(header)) = (whole, &header) {
            self.take_heads(id, header, raw);
        }
        let (linked, logged) = (false, false);
        let mut node = match &header {
            Ok(Header { desk, seq, lamport, prev, .. }) => {
                Node { desk: *desk, seq: *seq, lamport: *lamport, prev: *prev, whole, linked, logged }
            }
            Err(_) => {
                let desk = DeskId::new([0; 16]);
                Node { desk, seq: 0, lamport: 0, prev: None, whole, linked, logged }
            }
        };
        node.linked = header.is_ok_and(|header| header.kind != Kind::Merged)
            && self.last.is_some_and(|(last, before)| {
                node.prev == Some(last) && node.follows(&before) && node.lamport == before.lamport + 1
            });
        self.held.insert(id, node);
        self.last = Some((id, node));
    }

    /// Takes a record that the database and journal.log hold in the same bytes.
    pub fn take_alike(&mut self, id: RecordId, raw: &RawRecord) {
        self.take_stored(id, raw);
        match self.held.get_mut(&id) {
            Some(node) if node.whole => node.logged = true,
            _ => self.take_logged(raw),
        }
    }

    /// Takes a signature, of the database or of journal.log.
    pub fn take_signature(&mut self, signature: &HeadSignature) {
        let place = (signature.desk, signature.seq);
        if signature.event == self.event && signature.verify() {
            self.signed.insert(signature.id, place);
        } else {
            self.report(ProblemKind::Altered, Some(place), signature.id, say::BAD_SIGNATURE.into());
        }
    }

    /// Says that journal.log is there to compare with, even if it holds nothing.
    pub fn expect_log(&mut self) {
        self.logged.get_or_insert_default();
    }

    /// Takes a record as journal.log holds it.
    pub fn take_logged(&mut self, raw: &RawRecord) {
        let id = codec::record_id(&raw.header);
        let header = codec::read_header(&raw.header).ok();
        let place = header.as_ref().map(|header| (header.desk, header.seq));
        let is_sound = header.as_ref().is_some_and(|header| match &raw.body {
            Some(body) => codec::body_hash(&raw.salt, body) == header.body,
            None => self.may_be_bare(header),
        });
        if !is_sound {
            self.report(ProblemKind::Altered, place, id, say::LOG_CONTENT.into());
        }
        self.logged.get_or_insert_default().insert(id, place);
    }

    /// Gives every problem, ascending by desk and seq; none when the journal is sound.
    pub fn finish(mut self) -> Vec<Problem> {
        let held = std::mem::take(&mut self.held);
        for (id, node) in held.iter().filter(|(_, node)| node.whole && !node.linked) {
            self.judge_links(&held, *id, node);
        }
        self.judge_presence(&held);
        self.problems.into_iter().collect()
    }

    /// Says how the record differs from what its desk wrote, if it does.
    fn alteration(&self, id: RecordId, raw: &RawRecord, header: &Result<Header, Damage>) -> Option<Text> {
        let header = match header {
            _ if codec::record_id(&raw.header) != id => return Some(say::HEADER.into()),
            Err(damage) => return Some(say::damaged(damage)),
            Ok(header) => header,
        };
        if header.event != self.event {
            return Some(say::OTHER_EVENT.into());
        }
        match &raw.body {
            None if self.may_be_bare(header) => None,
            None => Some(say::NO_CONTENT.into()),
            Some(body) if codec::body_hash(&raw.salt, body) != header.body => Some(say::CONTENT.into()),
            Some(_) => None,
        }
    }

    fn take_heads(&mut self, id: RecordId, header: &Header, raw: &RawRecord) {
        // Only these bodies are read: of the others the hash says all there is to say.
        if header.kind != Kind::Merged {
            return;
        }
        match codec::read_body(raw.body.as_deref().unwrap_or_default()) {
            Ok(facts) => {
                let heads = facts.into_iter().filter_map(|fact| match fact {
                    Fact::Merged { heads } => Some(heads),
                    _ => None,
                });
                self.merged.insert(id, heads.flatten().collect());
            }
            Err(damage) => {
                let place = (header.desk, header.seq);
                self.report(ProblemKind::Altered, Some(place), id, say::damaged(&damage));
            }
        }
    }

    fn judge_links(&mut self, held: &ById<Node>, id: RecordId, node: &Node) {
        let place = Some((node.desk, node.seq));
        let follows = match node.prev {
            None => node.seq == 1,
            Some(prev) => held.get(&prev).is_none_or(|before| !before.whole || node.follows(before)),
        };
        if !follows {
            self.report(ProblemKind::Reordered, place, id, say::SEQ.into());
        }
        let heads = self.merged.get(&id).cloned().unwrap_or_default();
        let mut highest = Some(0);
        for seen in node.prev.iter().chain(&heads) {
            let lamport = held.get(seen).filter(|seen| seen.whole).map(|seen| seen.lamport);
            highest = highest.zip(lamport).map(|(highest, lamport)| highest.max(lamport));
        }
        if highest.is_some_and(|highest| node.lamport != highest + 1) {
            self.report(ProblemKind::Reordered, place, id, say::LAMPORT.into());
        }
    }

    /// Finds what should be held and is not.
    fn judge_presence(&mut self, held: &ById<Node>) {
        let missing = self.missing(held);
        let stand_ins = self.stand_ins(held, &missing);
        for (id, place) in &missing {
            match place.and_then(|place| stand_ins.get(&place)) {
                Some(other) => self.report(ProblemKind::Rechained, *place, *id, say::stands_in(*other)),
                None => self.report(ProblemKind::Deleted, *place, *id, say::MISSING.into()),
            }
        }
        let Some(logged) = self.logged.take() else { return };
        let unlogged =
            held.iter().filter(|(id, node)| node.whole && !node.logged && !logged.contains_key(*id));
        for (id, node) in unlogged {
            let place = (node.desk, node.seq);
            if stand_ins.get(&place) != Some(id) {
                self.report(ProblemKind::Deleted, Some(place), *id, say::NOT_LOGGED.into());
            }
        }
    }

    /// Gives the ids that a record, a signature or the log names and that are not held.
    fn missing(&self, held: &ById<Node>) -> BTreeMap<RecordId, Option<Place>> {
        let mut missing = BTreeMap::new();
        let mut named = |id: &RecordId, place: Option<Place>| {
            if !held.contains_key(id) {
                missing.entry(*id).or_insert(place);
            }
        };
        for (id, place) in &self.signed {
            named(id, Some(*place));
        }
        for (id, place) in self.logged.iter().flatten() {
            named(id, *place);
        }
        for node in held.values().filter(|node| node.whole && !node.linked) {
            node.prev.iter().for_each(|prev| named(prev, Some((node.desk, node.seq.saturating_sub(1)))));
        }
        self.merged.values().flatten().for_each(|head| named(head, None));
        missing
    }

    /// Gives the records that stand where a missing one stood and that no log vouches for.
    fn stand_ins(
        &self,
        held: &ById<Node>,
        missing: &BTreeMap<RecordId, Option<Place>>,
    ) -> BTreeMap<Place, RecordId> {
        let wanted: BTreeSet<Place> = missing.values().flatten().copied().collect();
        if wanted.is_empty() {
            return BTreeMap::new();
        }
        let in_log = |id: &RecordId| self.logged.as_ref().is_some_and(|logged| logged.contains_key(id));
        let vouched = |id: &RecordId, node: &Node| node.logged || in_log(id);
        let standing = held
            .iter()
            .filter(|(id, node)| node.whole && !vouched(id, node) && !self.signed.contains_key(*id));
        let placed = standing.map(|(id, node)| ((node.desk, node.seq), *id));
        placed.filter(|(place, _)| wanted.contains(place)).collect()
    }

    fn report(&mut self, kind: ProblemKind, place: Option<Place>, id: RecordId, text: Text) {
        let (desk, seq) = place.unzip();
        self.problems.insert(Problem { desk, seq, id, kind, text });
    }
}
