//! Taking others' records in: the whole file is read and checked first, then applied in slices.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{CARRIER, Desk, Missing, Taken};
use crate::desk::placing::{Fate, fold_globals, is_global, join};
use crate::desk::refold::{Found, Scope};
use crate::error::{Error, Result};
use crate::exchange::bundle::{BundleHeader, BundleReader};
use crate::exchange::intake::{self, Contents, Sound};
use crate::exchange::{BundleError, Item};
use crate::ids::RecordId;
use crate::journal::record::{Held, RawRecord};
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
        let mut reader = self.open_bundle(path)?.1;
        let mut next = || reader.next_item().map_err(|error| error.at(path));
        let new = self.take_items(&mut next, &covered)? + self.finish_taking(&header, &contents, &hash)?;
        let waiting = self.waiting()?;
        Ok(Taken {
            new,
            known: known.len() as u64,
            waiting: waiting.len() as u64,
            missing: self.missing(&waiting)?,
        })
    }

    /// Opens a file of this event that is sealed to this desk.
    pub(super) fn open_bundle(&self, path: &Path) -> Result<(BundleHeader, BundleReader<File>)> {
        let input = File::open(path).map_err(|error| Error::from_io(path, error))?;
        let secret = self.keys.sealing_secret();
        let opened = BundleReader::open(input, &secret);
        let (header, reader) = opened.map_err(|error| error.at(path))?;
        if header.event != self.globals.event {
            return Err(Error::wrong_event(path));
        }
        Ok((header, reader))
    }

    /// Reads a file to its verified end, keeping where each record stands and not the records.
    fn read_whole(&self, path: &Path) -> Result<(BundleHeader, Contents, [u8; 32])> {
        let (header, mut reader) = self.open_bundle(path)?;
        let contents = gather(self.globals.event, || reader.next_item()).map_err(|error| error.at(path))?;
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

    /// Takes the records in that are new and vouched for, a slice a transaction; gives how many joined the journal.
    pub(super) fn take_items(
        &mut self,
        next: &mut dyn FnMut() -> Result<Option<Item>>,
        covered: &HashSet<RecordId>,
    ) -> Result<u64> {
        let mut joined = 0;
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
                return Ok(joined);
            }
            joined += self.take_slice(&slice, |id| covered.contains(&id))?;
        }
    }

    /// Takes one slice in: records and views together. Gives how many joined the journal.
    fn take_slice(&mut self, slice: &[RawRecord], vouched: impl Fn(RecordId) -> bool) -> Result<u64> {
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
        Ok(joined.len() as u64)
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
                let Sound { id, header, facts } = intake::read(globals.event, raw).map_err(damaged)?;
                if store::record::holds(on, id).map_err(sql)? || !vouched(id) {
                    continue;
                }
                let known = globals.trust.was_added(header.desk);
                let read = (header.clone(), facts);
                let fate = if known {
                    join(on, ancestry, read, raw, Origin::Other).map_err(sql)?
                } else {
                    Fate::Waits
                };
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
                        store::exchange::keep_waiting(on, id, &header, raw).map_err(sql)?;
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
    ) -> Result<u64> {
        let mut joined = 0;
        loop {
            match self.take_waiting()? {
                0 => break,
                more => joined += more,
            }
        }
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
        Ok(joined)
    }

    fn take_waiting(&mut self) -> Result<u64> {
        let waiting = self.waiting()?;
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

/// Gives the SHA-256 of a file's bytes.
pub(super) fn hash_of(path: &Path) -> Result<[u8; 32]> {
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
