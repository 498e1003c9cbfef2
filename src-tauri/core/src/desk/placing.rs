//! Where a record stands among all held: its line, what it had seen, and what holds for the event then.

use std::collections::BTreeMap;
use std::path::Path;

use super::globals::{self, Globals};
use crate::error::Result;
use crate::finding::is_clock_off;
use crate::ids::{DeskId, EventId, GuestId, RecordId};
use crate::journal::ancestry::{Ancestry, Place};
use crate::journal::codec;
use crate::journal::fact::{Fact, Kind, provisional_guest};
use crate::journal::record::{Header, Held, RawRecord, Stamp};
use crate::store::record::Origin;
use crate::store::{self, Db, problem};

/// What became of a record that came from elsewhere.
pub(super) enum Fate {
    Joined(Box<Held>),
    /// Something it follows is not held.
    Waits,
    /// Its numbers contradict what it follows: no desk writes such a record.
    Refused,
}

/// The record of each desk that joined last in the same transaction: the next one follows it.
pub(super) type Recent = BTreeMap<DeskId, Stamp>;

/// Puts a record that was read, and is not held, in its place when all it follows is held.
pub(super) fn join(
    on: &Db,
    ancestry: &mut Ancestry,
    (header, facts): (Header, Vec<Fact>),
    raw: &RawRecord,
    origin: Origin,
    recent: &Recent,
) -> store::SqlResult<Fate> {
    let mut before: Vec<Stamp> = Vec::new();
    for id in header.prev.into_iter().chain(named_heads(&facts)) {
        let known = recent.get(&header.desk).copied().filter(|stamp| stamp.id == id);
        let found = known.map_or_else(|| store::record::stamp(on, id), |stamp| Ok(Some(stamp)))?;
        let Some(stamp) = found else { return Ok(Fate::Waits) };
        before.push(stamp);
    }
    let (prev, heads) = before.split_at(usize::from(header.prev.is_some()));
    let prev = prev.first().copied();
    let seq = prev.map_or(1, |prev| prev.seq + 1);
    let lamport = before.iter().map(|stamp| stamp.lamport).max().unwrap_or(0) + 1;
    let same_desk = prev.is_none_or(|prev| prev.desk == header.desk);
    if header.seq != seq || header.lamport != lamport || !same_desk {
        return Ok(Fate::Refused);
    }
    let stamp = place(on, ancestry, &header, raw, prev, heads)?;
    store::record::put(on, &stamp, &header.kind, header.subject, raw, origin)?;
    note(on, &stamp, header.subject, &facts)?;
    Ok(Fate::Joined(Box::new(Held { stamp, kind: header.kind, subject: header.subject, facts })))
}

/// Keeps what a record states that is looked up otherwise than by guest or kind.
pub(super) fn note(on: &Db, stamp: &Stamp, subject: Option<GuestId>, facts: &[Fact]) -> store::SqlResult<()> {
    for fact in facts {
        match fact {
            Fact::Unknown { name } => store::noticed::put_unknown(on, stamp, name)?,
            Fact::Erased { badges } => {
                let waiting = badges.iter().map(|badge| provisional_guest(*badge));
                for guest in subject.into_iter().chain(waiting) {
                    store::erased::put(on, guest, stamp.desk)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Folds what holds for the whole event, with the heads that retirements name looked up.
pub(super) fn fold_globals(
    on: &Db,
    path: &Path,
    (event, desk): (EventId, DeskId),
    records: &[Held],
    ancestry: &Ancestry,
) -> Result<Globals> {
    let mut places = BTreeMap::new();
    for fact in records.iter().flat_map(|held| &held.facts) {
        let Fact::DeskRetired { heads, .. } = fact else { continue };
        for head in heads {
            let stamp = store::record::stamp(on, *head).map_err(|error| problem::of(path, error))?;
            places.extend(stamp.map(|stamp| (*head, (stamp.line, stamp.seq))));
        }
    }
    let erased = store::erased::all(on).map_err(|error| problem::of(path, error))?;
    let globals = Globals::fold(event, desk, records, ancestry, &|head| places.get(&head).copied());
    Ok(globals.with_erased(&erased))
}

/// Puts a record in its place among all held, and keeps new lines and what was seen.
pub(super) fn place(
    on: &Db,
    ancestry: &mut Ancestry,
    header: &Header,
    raw: &RawRecord,
    before: Option<Stamp>,
    heads: &[Stamp],
) -> store::SqlResult<Stamp> {
    let prev = before.map(|prev| (prev.line, prev.seq));
    let line = ancestry.place(prev, header.desk, header.seq);
    if let Some(row) = ancestry.find_line(line).filter(|row| row.parent == prev && row.tip_seq == header.seq)
        && prev.is_none_or(|(prev_line, _)| prev_line != line)
    {
        store::line::put(on, &row, ancestry.seen_at(line, header.seq))?;
    }
    if !heads.is_empty() {
        let places: Vec<Place> = heads.iter().map(|stamp| (stamp.line, stamp.seq)).collect();
        ancestry.merged(line, header.seq, &places);
        store::line::put_seen(on, line, header.seq, ancestry.seen_at(line, header.seq))?;
    }
    let stamp = Stamp {
        id: codec::record_id(&raw.header),
        desk: header.desk,
        line,
        seq: header.seq,
        lamport: header.lamport,
        at: header.at,
        operator: header.operator,
    };
    for earlier in before.iter().chain(heads).filter(|earlier| is_clock_off(earlier, &stamp)) {
        store::noticed::put_clock_off(on, &stamp, earlier)?;
    }
    Ok(stamp)
}

/// Gives the heads the facts name as merged.
pub(super) fn named_heads(facts: &[Fact]) -> impl Iterator<Item = RecordId> + '_ {
    facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Merged { heads } => Some(heads.iter().copied()),
            _ => None,
        })
        .flatten()
}

/// Tells whether what holds for the whole event is to be folded anew after a record.
pub(super) fn changes_globals(held: &Held) -> bool {
    is_global(held) || held.kind == Kind::Erased
}

/// Tells whether a record says something that holds for the whole event.
pub(super) fn is_global(held: &Held) -> bool {
    held.subject.is_none() && globals::KINDS.contains(&held.kind)
}
