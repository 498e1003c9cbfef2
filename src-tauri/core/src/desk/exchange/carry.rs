//! Carrying records out: which another desk may lack, and a file that is whole before it counts.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;

use ed25519_dalek::SigningKey;

use super::check::{Opener, hash_of};
use super::{CARRIER, Carried, Desk, find_desk};
use crate::clock::Millis;
use crate::desk::globals::Globals;
use crate::error::{Error, Result};
use crate::exchange::bundle::{BundleHeader, BundleReader, BundleWriter, Range};
use crate::exchange::{BundleError, Frontier, Written, file_name};
use crate::files::{Part, folder_of};
use crate::ids::{DeskId, PublicKey, RecordId};
use crate::journal::ancestry::Ancestry;
use crate::journal::signature::HeadSignature;
use crate::settings::Operator;
use crate::store::exchange::Told;
use crate::store::{self, Db, Store, problem};
use crate::text::roles::not_permitted;

/// Up to where of each line the receivers hold everything.
pub(in crate::desk) type Cover = BTreeMap<u32, u64>;

/// What goes into a file.
pub(in crate::desk) struct Load {
    pub header: BundleHeader,
    /// Rows of the journal, in order of arrival, so that what is followed comes first.
    pub rows: Vec<i64>,
    pub signatures: Vec<HeadSignature>,
}

impl Load {
    /// Gives up to which row of the journal it reaches.
    pub fn last_row(&self) -> i64 {
        self.rows.last().copied().unwrap_or(0)
    }
}

/// What carrying out needs: the journal as it stood at one moment, on any connection.
pub(in crate::desk) struct Carrier<'c> {
    pub store: &'c Store,
    pub globals: &'c Globals,
    pub ancestry: &'c Ancestry,
    pub signing: &'c SigningKey,
    pub opener: &'c Opener,
    pub now: Millis,
}

impl Desk {
    /// Writes what other desks may lack into a file; into a folder under a name of its own.
    ///
    /// `to` left out: what any desk not retired may lack.
    ///
    /// # Errors
    /// `usage` for a desk there is not, `already_exists`, and what the disk refuses; then no file is left.
    pub fn export(&mut self, by: &Operator, target: &Path, to: Option<&str>) -> Result<Carried> {
        if by.role < CARRIER {
            return Err(not_permitted(CARRIER));
        }
        self.sign_head()?;
        let opener = self.opener();
        let (carried, row) = self.carrier(&opener).export(target, to)?;
        self.know_own(&carried.file)?;
        self.note_carried(row)?;
        Ok(carried)
    }

    /// Notes that a file is this laptop's own: any other under its id is another laptop's.
    pub(in crate::desk) fn know_own(&mut self, file: &Path) -> Result<()> {
        let (hash, now, path) = (hash_of(file)?, self.around.clock.now(), self.store.path().to_owned());
        let known = self.store.transaction(|on| {
            store::exchange::take(on, &hash, now).map_err(|error| problem::of(&path, error))
        });
        known.map(drop)
    }

    /// Signs the own head, so that a file can vouch for all before it.
    pub(in crate::desk) fn sign_head(&mut self) -> Result<()> {
        let now = self.around.clock.now();
        match self.head.filter(|head| head.seq != self.signed.seq) {
            Some(head) => self.sign(head, now),
            None => Ok(()),
        }
    }

    /// Remembers up to which row of the journal a file holds all that others may lack.
    pub(super) fn note_carried(&mut self, row: i64) -> Result<()> {
        let path = self.store.path().to_owned();
        self.store.transaction(|on| {
            store::exchange::carried_out(on, row).map_err(|error| problem::of(&path, error))
        })
    }

    pub(super) fn carrier<'c>(&'c self, opener: &'c Opener) -> Carrier<'c> {
        Carrier {
            store: &self.store,
            globals: &self.globals,
            ancestry: &self.ancestry,
            signing: &self.keys.signing,
            opener,
            now: self.around.clock.now(),
        }
    }
}

impl Carrier<'_> {
    /// Writes what other desks may lack, as [`Desk::export`] says; the head is signed. Gives up to which row
    /// of the journal every desk has it now: none where the file is for one desk alone.
    pub fn export(&self, target: &Path, to: Option<&str>) -> Result<(Carried, i64)> {
        let to = to.map(|asked| find_desk(self.globals, asked)).transpose()?;
        let load = self.load(&self.cover(to)?)?;
        let row = if to.is_none() { load.last_row() } else { 0 };
        Ok((self.carry(&load, target)?, row))
    }

    /// Writes a load into a file, or into a folder under a name of its own, and reads it back.
    pub fn carry(&self, load: &Load, target: &Path) -> Result<Carried> {
        let into_folder = target.is_dir();
        let folder = if into_folder { target } else { folder_of(target) };
        let part = Part::begin(folder, &self.globals.desk.to_string()[..8])?;
        let written = self.write_bundle(&part, load, target)?;
        let records = written.records;
        let BundleHeader { event, sender, ranges, .. } = &load.header;
        let own_name = || target.join(file_name(*event, *sender, ranges, &written.hash));
        let file = if into_folder { own_name() } else { target.to_owned() };
        // The name says what is in it, so a whole file of that name is this one, carried out before.
        if into_folder && file.exists() && self.read_back(&file).is_ok() {
            let bytes = file.metadata().map_err(|error| Error::from_io(&file, error))?.len();
            return Ok(Carried { file, records, bytes });
        }
        let bytes = part.finish(&file)?;
        self.read_back(&file)?;
        Ok(Carried { file, records, bytes })
    }

    /// Gives up to where everybody meant holds everything, by their newest files; nothing where one is unheard of.
    fn cover(&self, to: Option<DeskId>) -> Result<Cover> {
        let own = self.globals.desk;
        // Where two laptops are at work under this desk's id, the other one is among those who may lack something.
        let is_shared = self.may_be_two(own)?;
        let is_other = |id: DeskId| id != own || is_shared;
        let others = self
            .globals
            .desks
            .iter()
            .filter(|(id, info)| is_other(**id) && to.map_or(!info.retired, |to| to == **id));
        let mut cover: Option<Cover> = None;
        for (desk, _) in others {
            let held = self.held_by(*desk)?;
            cover = Some(match cover {
                None => held,
                Some(cover) => both(&cover, &held),
            });
        }
        Ok(cover.unwrap_or_default())
    }

    /// Gives what a desk holds of each line by its newest file; nothing where it waits for something, and
    /// nothing where two laptops may be at work under its id: the file may have been the other one's.
    fn held_by(&self, desk: DeskId) -> Result<Cover> {
        if self.may_be_two(desk)? {
            return Ok(Cover::new());
        }
        let (on, sql) = (&self.store.connection, |error| self.store.problem(error));
        let Some(told) = store::exchange::told(on, desk).map_err(sql)?.filter(|told| !told.lacking) else {
            return Ok(Cover::new());
        };
        self.covered_by(told.heads.values().flatten())
    }

    /// Tells whether two laptops may be at work under a desk's id: both wrote, or its files do not fit one.
    fn may_be_two(&self, desk: DeskId) -> Result<bool> {
        let is_branched = self.ancestry.heads().filter(|(of, _)| *of == desk).count() > 1;
        let in_doubt = || store::exchange::is_in_doubt(&self.store.connection, desk);
        Ok(is_branched || in_doubt().map_err(|error| self.store.problem(error))?)
    }

    /// Gives up to where of each line these records, as far as they are held, had seen.
    pub fn covered_by<'h>(&self, heads: impl Iterator<Item = &'h RecordId>) -> Result<Cover> {
        let covered = covered_by(&self.store.connection, self.ancestry, heads);
        covered.map_err(|error| self.store.problem(error))
    }

    /// Gathers what goes beyond `cover`, with a signature for every head.
    pub fn load(&self, cover: &Cover) -> Result<Load> {
        let (on, path) = (&self.store.connection, self.store.path());
        let sql = |error| self.store.problem(error);
        let (mut rows, mut ranges, mut frontier) = (Vec::new(), Vec::new(), Frontier::new());
        for line in self.ancestry.lines() {
            let head = store::record::at_place(on, path, line.line, line.tip_seq)?;
            frontier.entry(line.desk).or_default().extend(head.map(|held| held.stamp.id));
            let after = cover.get(&line.line).copied().unwrap_or(0);
            let fresh = store::record::rows_after(on, line.line, after, line.tip_seq).map_err(sql)?;
            if !fresh.is_empty() {
                let from = line.tip_seq + 1 - fresh.len() as u64;
                ranges.push(Range { desk: line.desk, from, to: line.tip_seq });
            }
            rows.extend(fresh);
        }
        rows.sort_unstable();
        let lacking = !store::exchange::waiting_ids(on).map_err(sql)?.is_empty();
        let header = BundleHeader {
            event: self.globals.event,
            sender: self.globals.desk,
            made_at: self.now,
            frontier,
            lacking,
            ranges,
            complete: cover.is_empty(),
            audience: self.audience().into_iter().map(|(desk, _)| desk).collect(),
        };
        let signatures = store::signature::all(on, self.globals.event).map_err(sql)?;
        Ok(Load { header, rows, signatures })
    }

    /// Keeps of the signatures those over records that are carried; the others went with theirs before.
    pub fn leave_signatures_of_others(&self, load: &mut Load) {
        let Load { header, signatures, .. } = load;
        let carried = |signature: &HeadSignature| {
            let of_desk = header.ranges.iter().filter(|range| range.desk == signature.desk);
            of_desk.into_iter().any(|range| (range.from..=range.to).contains(&signature.seq))
        };
        signatures.retain(carried);
    }

    /// Gives the desks that can open a file, ascending, with their X25519 keys.
    fn audience(&self) -> Vec<(DeskId, PublicKey)> {
        let open = self.globals.desks.iter().filter(|(_, info)| !info.retired);
        open.map(|(desk, info)| (*desk, info.sealing_key)).collect()
    }

    fn write_bundle(&self, part: &Part, load: &Load, path: &Path) -> Result<Written> {
        let keys: Vec<PublicKey> = self.audience().into_iter().map(|(_, key)| key).collect();
        let writer = BundleWriter::begin(part.file(), &load.header, &keys);
        self.write_load(writer.map_err(|error| error.at(path))?, load, path)
    }

    /// Writes records and signatures, and the trailer after them.
    pub fn write_load<W: Write>(
        &self,
        mut writer: BundleWriter<W>,
        load: &Load,
        path: &Path,
    ) -> Result<Written> {
        let failed = |error: BundleError| error.at(path);
        for row in &load.rows {
            let raw = store::record::raw_at(&self.store.connection, *row);
            writer.record(&raw.map_err(|error| self.store.problem(error))?).map_err(failed)?;
        }
        for signature in &load.signatures {
            writer.signature(signature).map_err(failed)?;
        }
        writer.finish(self.signing).map_err(failed)
    }

    /// Reads a file through to its verified end.
    fn read_back(&self, path: &Path) -> Result<()> {
        let (_, reader) = self.opener.open(path)?;
        read_to_end(reader, path)
    }
}

/// Reads what is left of a file, up to its verified end.
pub(super) fn read_to_end<R: Read>(mut reader: BundleReader<R>, path: &Path) -> Result<()> {
    while reader.next_item().map_err(|error| error.at(path))?.is_some() {}
    Ok(())
}

/// Keeps what a file taken in for the first time says its desk holds.
///
/// A laptop whose copy has written nothing shares its head with it, so the journal does not tell of the two: a file of
/// the desk that lacks what the one before held does, and one under this desk's own id that is not this laptop's. An
/// old file that comes late looks the same; it costs larger files from then on, and nobody is left behind.
pub(super) fn hear(
    on: &Db,
    ancestry: &Ancestry,
    own: DeskId,
    sender: DeskId,
    told: &Told,
) -> store::SqlResult<()> {
    if sender == own {
        return store::exchange::doubt(on, own);
    }
    if let Some(before) = store::exchange::told(on, sender)?
        && holds_less(on, ancestry, &before.heads, &told.heads)?
    {
        store::exchange::doubt(on, sender)?;
    }
    store::exchange::tell(on, sender, told)
}

/// Tells whether who holds `now` lacks something that `before` has.
fn holds_less(on: &Db, ancestry: &Ancestry, before: &Frontier, now: &Frontier) -> store::SqlResult<bool> {
    let had = covered_by(on, ancestry, before.values().flatten())?;
    let has = covered_by(on, ancestry, now.values().flatten())?;
    Ok(had.iter().any(|(line, seq)| has.get(line).is_none_or(|upto| upto < seq)))
}

fn covered_by<'h>(
    on: &Db,
    ancestry: &Ancestry,
    heads: impl Iterator<Item = &'h RecordId>,
) -> store::SqlResult<Cover> {
    let mut cover = Cover::new();
    for head in heads {
        let Some(stamp) = store::record::stamp(on, *head)? else { continue };
        let seen = ancestry.seen_at(stamp.line, stamp.seq);
        for (line, seq) in seen.iter().chain([(&stamp.line, &stamp.seq)]) {
            let upto = cover.entry(*line).or_default();
            *upto = (*upto).max(*seq);
        }
    }
    Ok(cover)
}

/// Gives up to where two desks both hold everything.
fn both(one: &Cover, other: &Cover) -> Cover {
    let of_both = one.iter().filter_map(|(line, seq)| Some((*line, (*seq).min(*other.get(line)?))));
    of_both.collect()
}
