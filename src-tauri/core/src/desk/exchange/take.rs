//! Taking others' records in: the whole file is read and checked first, then applied in slices.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::carry::hear;
use super::check::{Checked, Opener, left_waiting, with};
use super::run::{MergeRun, Slice, Step, Stepped};
use super::{CARRIER, Desk, Taken, kept};
use crate::desk::erase;
use crate::desk::import::Patience;
use crate::desk::placing::{Fate, Recent, changes_globals, fold_globals, is_global, join};
use crate::desk::refold::{Ahead, Found, Scope};
use crate::error::{Code, Result};
use crate::exchange::bundle::BundleHeader;
use crate::exchange::intake::{self, Sound};
use crate::ids::RecordId;
use crate::journal::record::{Held, RawRecord};
use crate::journal::signature::HeadSignature;
use crate::settings::Operator;
use crate::store::exchange::Told;
use crate::store::record::Origin;
use crate::store::{self, problem};
use crate::text::roles::not_permitted;

/// From so many records in a slice it touches a large part of the database.
const MANY: usize = 1_000;

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
        let checked = self.opener().check(path, &self.store)?;
        match merge {
            Merge::DryRun => {
                let outlook = checked.outlook(&self.store, &self.globals)?;
                Ok(Taken {
                    new: outlook.new,
                    known: checked.known,
                    waiting: outlook.waiting,
                    missing: outlook.missing,
                    left_out: outlook.left_out,
                })
            }
            Merge::Apply => self.take_in_file(path, checked),
        }
    }

    /// Takes in the rest of the files whose merge was cut off; one that no longer reads is taken away.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn finish_merges(&mut self) -> Result<()> {
        for file in kept::unfinished(&self.folder) {
            let checked = self.opener().check(&file, &self.store);
            match checked.and_then(|checked| self.take_in_file(&file, checked)) {
                Err(error) if is_the_files(error.code) => kept::forget(&file)?,
                outcome => outcome.and_then(|_| kept::forget(&file))?,
            }
        }
        Ok(())
    }

    fn take_in_file(&mut self, path: &Path, checked: Checked) -> Result<Taken> {
        let (known, (left_out, stretches)) = (checked.known, checked.left_out());
        let (kept, mut run) = begin_run(&self.folder, &self.opener(), path, checked)?;
        self.apply(&mut run)?;
        kept::forget(&kept)?;
        let (waiting, missing) = left_waiting(&self.store, &self.globals)?;
        Ok(Taken { new: run.joined(), known, waiting, missing: with(missing, stretches), left_out })
    }

    /// Takes a checked file in, in one go, with nobody waiting.
    pub(super) fn apply(&mut self, run: &mut MergeRun) -> Result<()> {
        while let Some(step) = run.next_step(&self.store)? {
            let stepped = self.merge_step(step)?;
            run.did(stepped, Patience::ALONE);
        }
        self.catch_up()
    }

    /// Does one step of a merge, in one transaction; scans may come between two.
    ///
    /// # Errors
    /// What the disk refuses; what was taken in before stays.
    pub(in crate::desk) fn merge_step(&mut self, step: Step) -> Result<Stepped> {
        let begun = self.around.clock.now();
        let joined = match step {
            Step::Take(slice) => self.take_slice(slice)?,
            Step::LetIn(ids) => {
                let records = self.waiting(&ids)?;
                self.take_slice(Slice { records, ..Slice::default() })?
            }
            Step::Sign(signatures) => self.take_signatures(&signatures)?,
            Step::End { header, hash } => self.end_merge(&header, &hash)?,
        };
        Ok(Stepped { joined, took: self.around.clock.now().since(begun) })
    }

    pub(in crate::desk) fn opener(&self) -> Opener {
        Opener::new(&self.keys)
    }

    /// Takes one slice in: records and views together; whose row is there and of whom more follow is marked, and
    /// folded with the last of them. Gives how many joined the journal.
    fn take_slice(&mut self, slice: Slice) -> Result<u64> {
        if slice.records.len() > MANY {
            self.store.take_room()?;
        }
        let mut regained = false;
        let taken = self.append_others(slice, &mut regained);
        let (raws, found) = match taken {
            Ok(taken) => taken,
            Err(error) => {
                self.reload()?;
                return Err(error);
            }
        };
        let now = self.around.clock.now();
        let count = raws.len() as u64;
        self.copy.append(Origin::Other, raws, None, now);
        self.tell_index(found);
        self.unseen |= count > 0;
        self.wrote |= count > 0;
        if regained {
            // The desk goes on from the last of them.
            self.reload()?;
        }
        Ok(count)
    }

    /// Appends what joins; `regained` is set when own records that had waited are among it.
    fn append_others(
        &mut self,
        Slice { records, more_follow, earlier }: Slice,
        regained: &mut bool,
    ) -> Result<(Vec<RawRecord>, Found)> {
        let Self { store, ancestry, globals, global_records, more_to_come, .. } = self;
        let path = store.path().to_owned();
        store.transaction(|on| {
            let sql = |error| problem::of(&path, error);
            let n = store::record::last_n(on).map_err(sql)?;
            let before = Arc::clone(globals);
            let mut joined: Vec<Held> = Vec::with_capacity(records.len());
            let mut raws = Vec::with_capacity(records.len());
            let mut recent = Recent::new();
            for (Sound { id, header, mut facts, .. }, mut raw) in records {
                // A desk's new records stand behind all that is held of it.
                let may_be_held = header.seq <= ancestry.highest(header.desk);
                if may_be_held && store::record::holds(on, id).map_err(sql)? {
                    continue;
                }
                if globals.erases(&header.kind, header.subject) {
                    facts.clear();
                    raw = raw.without_body();
                }
                let fate = if globals.trust.was_added(header.desk) {
                    let origin = store::exchange::waited_as(on, id).map_err(sql)?;
                    *regained |= origin == Origin::Own;
                    join(on, ancestry, (header.clone(), facts), &raw, origin, &recent).map_err(sql)?
                } else {
                    Fate::Waits
                };
                match fate {
                    Fate::Joined(held) => {
                        recent.insert(held.stamp.desk, held.stamp);
                        store::exchange::stop_waiting(on, id).map_err(sql)?;
                        if changes_globals(&held) {
                            global_records.extend(is_global(&held).then(|| (*held).clone()));
                            let whose = (globals.event, globals.desk);
                            *globals = Arc::new(fold_globals(on, &path, whose, global_records, ancestry)?);
                        }
                        joined.push(*held);
                        raws.push(raw);
                    }
                    Fate::Waits => {
                        store::exchange::keep_waiting(on, id, &header, &raw, Origin::Other).map_err(sql)?;
                    }
                    Fate::Refused => store::exchange::stop_waiting(on, id).map_err(sql)?,
                }
            }
            erase::take_bodies(on, &path, &before, globals)?;
            let put_off = store::guest::mark_stale_rows(on, &more_follow).map_err(sql)?;
            joined.retain(|held| held.subject.is_none_or(|guest| !put_off.contains(&guest)));
            *more_to_come = !put_off.is_empty();
            let found =
                Scope { on, path: &path, globals, ancestry }.after(joined, n, earlier, Ahead::default())?;
            Ok((raws, found))
        })
    }

    /// Keeps the signatures over records that are held or wait.
    fn take_signatures(&mut self, signatures: &[HeadSignature]) -> Result<u64> {
        let path = self.store.path().to_owned();
        let fresh = self.store.transaction(|on| {
            let sql = |error| problem::of(&path, error);
            let mut fresh = Vec::new();
            for signature in signatures {
                let held = store::record::holds(on, signature.id).map_err(sql)?
                    || store::exchange::is_waiting(on, signature.id).map_err(sql)?;
                if !held {
                    store::exchange::put_head(on, signature).map_err(sql)?;
                } else if store::signature::put(on, signature).map_err(sql)? {
                    fresh.push(*signature);
                }
            }
            Ok(fresh)
        })?;
        let now = self.around.clock.now();
        for signature in fresh {
            self.copy.append(Origin::Other, Vec::new(), Some(signature), now);
        }
        Ok(0)
    }

    /// Notes that a file was taken in, and what its sender said it holds.
    fn end_merge(&mut self, header: &BundleHeader, hash: &[u8; 32]) -> Result<u64> {
        let now = self.around.clock.now();
        let told = Told {
            heads: header.frontier.clone(),
            made_at: header.made_at,
            taken_at: now,
            lacking: header.lacking,
        };
        let Self { store, globals, ancestry, .. } = self;
        let path = store.path().to_owned();
        store.transaction(|on| {
            let sql = |error| problem::of(&path, error);
            store::exchange::forget_heads_held(on).map_err(sql)?;
            if store::exchange::take(on, hash, now).map_err(sql)? {
                hear(on, ancestry, globals.desk, header.sender, &told).map_err(sql)?;
            }
            Ok(0)
        })
    }

    fn waiting(&self, ids: &[RecordId]) -> Result<Vec<(Sound, RawRecord)>> {
        let mut waiting = Vec::with_capacity(ids.len());
        for id in ids {
            let raw = store::exchange::find_waiting(&self.store.connection, *id);
            let raw = raw.map_err(|error| self.store.problem(error))?;
            let read = raw.and_then(|raw| Some((intake::read(self.globals.event, &raw).ok()?, raw)));
            waiting.extend(read);
        }
        Ok(waiting)
    }
}

/// Begins to take a checked file in: from a copy in the event's folder, which is given too.
pub(in crate::desk) fn begin_run(
    event_folder: &Path,
    opener: &Opener,
    path: &Path,
    checked: Checked,
) -> Result<(PathBuf, MergeRun)> {
    let kept = kept::keep(event_folder, path, &checked.hash)?;
    let (_, reader) = opener.open(&kept)?;
    Ok((kept.clone(), MergeRun::new(opener.event, &kept, reader, checked)))
}

/// Tells that an error is the file's, so that reading it again leads to the same.
pub(in crate::desk) fn is_the_files(code: Code) -> bool {
    matches!(code, Code::BundleDamaged | Code::BundleNewer | Code::NotForThisDesk | Code::WrongEvent)
}
