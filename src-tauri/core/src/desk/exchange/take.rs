//! Taking others' records in: the whole file is read and checked first, then applied in slices.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{CARRIER, Desk, Missing, Taken};
use crate::desk::refold::{Found, Scope};
use crate::desk::write::{fold_globals, is_global, named_heads, place};
use crate::error::{Error, Result};
use crate::exchange::bundle::{BundleHeader, BundleReader};
use crate::exchange::intake::{self, Contents, Sound};
use crate::exchange::{BundleError, Item};
use crate::ids::RecordId;
use crate::journal::fact::Fact;
use crate::journal::record::{Held, RawRecord, Stamp};
use crate::settings::Operator;
use crate::store::exchange::Told;
use crate::store::record::Origin;
use crate::store::{self, problem};
use crate::text::roles::not_permitted;

/// Records taken in within one transaction, with scans in between.
const SLICE: usize = 50;

/// Whether a merge is done, or only what it would do is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    Apply,
    DryRun,
}

/// What became of one record.
enum Fate {
    Joined(Box<Held>),
    Waits,
    /// Its numbers contradict what it follows: no desk writes such a record.
    Refused,
}

impl Desk {
    /// Takes a file of another desk in; the same file again changes nothing.
    ///
    /// # Errors
    /// `bundle_damaged`, `bundle_newer`, `not_for_this_desk`, `wrong_event`; then nothing was changed.
    pub fn merge(&mut self, by: &Operator, path: &Path, merge: Merge) -> Result<Taken> {
        if by.role < CARRIER {
            return Err(not_permitted(CARRIER));
        }
        let (header, contents, hash) = self.read_whole(path)?;
        let covered = contents.covered();
        let known = self.known(&contents)?;
        if merge == Merge::DryRun {
            let new = contents.order.iter().filter(|id| covered.contains(id) && !known.contains(id)).count();
            return Ok(Taken { new: new as u64, known: known.len() as u64, waiting: 0, missing: Vec::new() });
        }
        let before =
            store::record::count(&self.store.connection).map_err(|error| self.store.problem(error))?;
        let mut reader = self.open_bundle(path)?.1;
        let mut next = || reader.next().map_err(|error| error.at(path));
        self.take_items(&mut next, &covered)?;
        self.finish_taking(&header, &contents, &hash)?;
        let after =
            store::record::count(&self.store.connection).map_err(|error| self.store.problem(error))?;
        let waiting = self.waiting()?;
        Ok(Taken {
            new: after - before,
            known: known.len() as u64,
            waiting: waiting.len() as u64,
            missing: self.missing(&waiting)?,
        })
    }

    fn open_bundle(&self, path: &Path) -> Result<(BundleHeader, BundleReader<BufReader<File>>)> {
        let input = File::open(path).map_err(|error| Error::from_io(path, error))?;
        let secret = self.keys.sealing_secret();
        let opened = BundleReader::open(BufReader::new(input), &secret);
        let (header, reader) = opened.map_err(|error| error.at(path))?;
        if header.event != self.globals.event {
            return Err(Error::wrong_event(path));
        }
        Ok((header, reader))
    }

    /// Reads a file to its verified end, keeping where each record stands and not the records.
    fn read_whole(&self, path: &Path) -> Result<(BundleHeader, Contents, [u8; 32])> {
        let (header, mut reader) = self.open_bundle(path)?;
        let contents = gather(self.globals.event, || reader.next()).map_err(|error| error.at(path))?;
        Ok((header, contents, hash_of(path)?))
    }

    /// Gives which of a file's records the journal holds.
    fn known(&self, contents: &Contents) -> Result<HashSet<RecordId>> {
        let mut known = HashSet::new();
        for id in &contents.order {
            if store::record::holds(&self.store.connection, *id).map_err(|error| self.store.problem(error))? {
                known.insert(*id);
            }
        }
        Ok(known)
    }

    /// Takes the records in that are new and vouched for, a slice a transaction.
    pub(super) fn take_items(
        &mut self,
        next: &mut dyn FnMut() -> Result<Option<Item>>,
        covered: &HashSet<RecordId>,
    ) -> Result<()> {
        loop {
            let mut slice = Vec::with_capacity(SLICE);
            while slice.len() < SLICE {
                match next()? {
                    Some(Item::Record(raw)) => slice.push(raw),
                    Some(Item::Signature(_)) => {}
                    None => break,
                }
            }
            if slice.is_empty() {
                return Ok(());
            }
            self.take_slice(&slice, |id| covered.contains(&id))?;
        }
    }

    /// Takes one slice in: records and views together. Gives how many joined the journal.
    fn take_slice(&mut self, slice: &[RawRecord], vouched: impl Fn(RecordId) -> bool) -> Result<usize> {
        let taken = self.append_others(slice, vouched);
        let (joined, found) = match taken {
            Ok(taken) => taken,
            Err(error) => {
                self.reload()?;
                return Err(error);
            }
        };
        let now = self.around.clock.now();
        self.copy.append_others(joined.iter().map(|(_, raw)| raw), None, now);
        self.tell_index(found);
        self.unseen |= !joined.is_empty();
        self.wrote |= !joined.is_empty();
        Ok(joined.len())
    }

    fn append_others(
        &mut self,
        slice: &[RawRecord],
        vouched: impl Fn(RecordId) -> bool,
    ) -> Result<(Vec<(Held, RawRecord)>, Found)> {
        let Self { store, ancestry, globals, global_records, .. } = self;
        let path = store.path().to_owned();
        store.transaction(|on| {
            let sql = |error| problem::of(&path, error);
            let n = store::record::last_n(on).map_err(sql)?;
            let mut joined: Vec<(Held, RawRecord)> = Vec::new();
            for raw in slice {
                let damaged = |error: BundleError| error.at(&path);
                let sound = intake::read(globals.event, raw).map_err(damaged)?;
                let id = sound.id;
                if store::record::holds(on, id).map_err(sql)? || !vouched(id) {
                    continue;
                }
                let known = globals.trust.was_added(sound.header.desk) || adds_itself(&sound, globals.event);
                let fate = if known { join(on, ancestry, &sound, raw).map_err(sql)? } else { Fate::Waits };
                match fate {
                    Fate::Joined(held) => {
                        store::exchange::stop_waiting(on, id).map_err(sql)?;
                        if is_global(&held) {
                            global_records.push((*held).clone());
                            let whose = (globals.event, globals.desk);
                            *globals = Arc::new(fold_globals(on, &path, whose, global_records, ancestry)?);
                        }
                        joined.push((*held, raw.clone()));
                    }
                    Fate::Waits => {
                        store::exchange::keep_waiting(on, id, &sound.header, raw).map_err(sql)?;
                    }
                    Fate::Refused => store::exchange::stop_waiting(on, id).map_err(sql)?,
                }
            }
            let fresh: Vec<&Held> = joined.iter().map(|(held, _)| held).collect();
            let found = Scope { on, path: &path, globals, ancestry }.after(&fresh, n)?;
            Ok((joined, found))
        })
    }

    /// Lets in what waited for the records just taken, keeps signatures and what the sender said of itself.
    pub(super) fn finish_taking(
        &mut self,
        header: &BundleHeader,
        contents: &Contents,
        hash: &[u8; 32],
    ) -> Result<()> {
        while self.take_waiting()? > 0 {}
        self.catch_up()?;
        let now = self.around.clock.now();
        let told = Told {
            heads: header.frontier.clone(),
            made_at: header.made_at,
            taken_at: now,
            lacking: header.lacking,
        };
        let Self { store, globals, .. } = self;
        let path = store.path().to_owned();
        let fresh = store.transaction(|on| {
            let sql = |error| problem::of(&path, error);
            let mut fresh = Vec::new();
            for signature in &contents.signatures {
                let held = store::record::holds(on, signature.id).map_err(sql)?
                    || store::exchange::is_waiting(on, signature.id).map_err(sql)?;
                if held && store::signature::put(on, signature).map_err(sql)? {
                    fresh.push(*signature);
                }
            }
            let first = store::exchange::take(on, hash, now).map_err(sql)?;
            if first && header.sender != globals.desk {
                store::exchange::tell(on, header.sender, &told).map_err(sql)?;
            }
            Ok(fresh)
        })?;
        for signature in &fresh {
            self.copy.append_others(std::iter::empty(), Some(signature), now);
        }
        Ok(())
    }

    fn take_waiting(&mut self) -> Result<usize> {
        let waiting = self.waiting()?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let mut joined = 0;
        for slice in waiting.chunks(SLICE) {
            joined += self.take_slice(slice, |_| true)?;
        }
        Ok(joined)
    }

    fn waiting(&self) -> Result<Vec<RawRecord>> {
        store::exchange::waiting(&self.store.connection).map_err(|error| self.store.problem(error))
    }

    /// Gives the stretches of chain before the waiting records that are neither held nor waiting.
    fn missing(&self, waiting: &[RawRecord]) -> Result<Vec<Missing>> {
        let on = &self.store.connection;
        let sql = |error| self.store.problem(error);
        let mut missing = BTreeSet::new();
        for raw in waiting {
            let Ok(Sound { header, .. }) = intake::read(self.globals.event, raw) else { continue };
            let Some(prev) = header.prev else { continue };
            if store::record::holds(on, prev).map_err(sql)?
                || store::exchange::is_waiting(on, prev).map_err(sql)?
            {
                continue;
            }
            let of_desk = self.ancestry.heads().filter(|(desk, _)| *desk == header.desk);
            let held = of_desk.map(|(_, (_, seq))| seq).filter(|seq| *seq < header.seq).max().unwrap_or(0);
            missing.insert(Missing { desk: header.desk.to_string(), from: held + 1, to: header.seq - 1 });
        }
        Ok(missing.into_iter().collect())
    }
}

/// Reads items to the verified end.
pub(super) fn gather(
    event: crate::ids::EventId,
    mut next: impl FnMut() -> std::result::Result<Option<Item>, BundleError>,
) -> std::result::Result<Contents, BundleError> {
    let mut contents = Contents::default();
    while let Some(item) = next()? {
        match item {
            Item::Record(raw) => contents.take(event, &raw)?,
            Item::Signature(signature) => contents.take_signature(event, signature),
        }
    }
    Ok(contents)
}

/// Puts a record in its place when all it follows is held.
fn join(
    on: &store::Db,
    ancestry: &mut crate::journal::ancestry::Ancestry,
    sound: &Sound,
    raw: &RawRecord,
) -> store::SqlResult<Fate> {
    let header = &sound.header;
    let mut before: Vec<Stamp> = Vec::new();
    for id in header.prev.into_iter().chain(named_heads(&sound.facts)) {
        let Some(stamp) = store::record::stamp(on, id)? else { return Ok(Fate::Waits) };
        before.push(stamp);
    }
    let prev = header.prev.and_then(|_| before.first().copied());
    let seq = prev.map_or(1, |prev| prev.seq + 1);
    let lamport = before.iter().map(|stamp| stamp.lamport).max().unwrap_or(0) + 1;
    let same_desk = prev.is_none_or(|prev| prev.desk == header.desk);
    if header.seq != seq || header.lamport != lamport || !same_desk {
        return Ok(Fate::Refused);
    }
    let heads: Vec<(u32, u64)> =
        before.iter().skip(usize::from(prev.is_some())).map(|stamp| (stamp.line, stamp.seq)).collect();
    let stamp = place(on, ancestry, header, raw, prev.map(|prev| (prev.line, prev.seq)), &heads)?;
    store::record::put(on, &stamp, &header.kind, header.subject, raw, Origin::Other)?;
    Ok(Fate::Joined(Box::new(Held {
        stamp,
        kind: header.kind.clone(),
        subject: header.subject,
        facts: sound.facts.clone(),
    })))
}

/// Tells whether this is the event's first record, by which the creating desk makes itself known.
fn adds_itself(sound: &Sound, event: crate::ids::EventId) -> bool {
    sound.header.desk.as_bytes() == event.as_bytes()
        && sound.facts.iter().any(|fact| matches!(fact, Fact::DeskAdded { .. }))
}

fn hash_of(path: &Path) -> Result<[u8; 32]> {
    let io = |error: io::Error| Error::from_io(path, error);
    let mut input = File::open(path).map_err(io)?;
    let (mut digest, mut buffer) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match input.read(&mut buffer).map_err(io)? {
            0 => return Ok(digest.finalize().into()),
            read => digest.update(&buffer[..read]),
        }
    }
}
