//! Files in and out beside the writer: read, checked and written on the caller's thread; the writer gets slices.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::thread;

use super::serve::Turn;
use super::{DeskHandle, UNDER_WAY, closed, heard};
use crate::desk::exchange::{
    self, CARRIER, Carried, Carrier, Checked, MergePlan, Taken, begin_run, forget, is_the_files,
    left_waiting, with,
};
use crate::desk::reader::{Reader, Reading};
use crate::error::{Error, Result};
use crate::settings::Operator;
use crate::store;
use crate::text::Lang;
use crate::text::roles::not_permitted;

/// Who has more to carry out need not know how much more.
pub const MANY: u32 = 10_000;

impl DeskHandle {
    /// Says what taking a file in would bring; changes nothing.
    ///
    /// # Errors
    /// `bundle_damaged`, `bundle_newer`, `not_for_this_desk`, `wrong_event`.
    pub fn plan_merge(&self, path: &Path, lang: Lang) -> Result<MergePlan> {
        let reader = self.beside.reader()?;
        let checked = self.beside.opener.check(path, reader.store())?;
        reader.with(lang, |reading| {
            let outlook = checked.outlook(reading.store, reading.globals)?;
            Ok(MergePlan {
                new: outlook.new,
                known: checked.known,
                waiting: outlook.waiting,
                missing: outlook.missing,
                from: reading.globals.desk_name(checked.header.sender),
                made_at: reading.time(checked.header.made_at),
                complete: checked.header.complete,
            })
        })
    }

    /// Takes a file of another desk in, in slices with other writes in between; the same file again changes
    /// nothing. A copy of it stays in the event's folder until its last slice.
    ///
    /// `progress` gets how many records of how many.
    ///
    /// # Errors
    /// As [`Self::plan_merge`]; then nothing was changed. And what the writes return, or that the event is
    /// closed: what was taken in by then stays, and the rest follows at the next opening.
    pub fn merge(&self, by: &Operator, path: &Path, mut progress: impl FnMut(u64, u64)) -> Result<Taken> {
        may_carry(by)?;
        let _alone = self.carrying();
        let reader = self.beside.reader()?;
        let checked = self.beside.opener.check(path, reader.store())?;
        self.take_in(path, checked, &reader, &mut progress)
    }

    /// Takes a file in on nobody's behalf: it was found in the exchange folder.
    pub(super) fn take_file(&self, path: &Path) -> Result<Taken> {
        let _alone = self.carrying();
        let reader = self.beside.reader()?;
        let checked = self.beside.opener.check(path, reader.store())?;
        self.take_in(path, checked, &reader, &mut |_, _| ())
    }

    /// Writes what other desks may lack into a file, as [`crate::desk::Desk::export`] does, once no merge runs.
    ///
    /// # Errors
    /// As that one's.
    pub fn export(&self, by: &Operator, target: &Path, to: Option<&str>) -> Result<Carried> {
        may_carry(by)?;
        let _alone = self.carrying();
        let (carried, row) = self.carry(|carrier| carrier.export(target, to))?;
        let file = carried.file.clone();
        heard(&self.queue(Turn::Now, move |desk| desk.know_own(&file))?)?;
        self.note(move |on| store::exchange::carried_out(on, row))?;
        Ok(carried)
    }

    /// Counts this laptop's own records that are in no file it carried out yet, up to [`MANY`]; none is told
    /// where no other desk waits for them.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn not_carried(&self) -> Result<Option<u32>> {
        self.read(|reader| {
            reader.with(Lang::En, |Reading { store, globals, .. }| {
                let alone = globals.desks.values().filter(|desk| !desk.retired).count() < 2;
                let count = || store::exchange::not_carried(&store.connection, MANY);
                (!alone).then(count).transpose().map_err(|error| store.problem(error))
            })
        })
    }

    /// Waits until no file is taken in or carried out; a file carried out half-way through a merge would hold
    /// records nobody vouches for yet.
    pub(super) fn carrying(&self) -> MutexGuard<'_, ()> {
        self.beside.carrying.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out from the journal as it stands, on a connection beside the writer's.
    pub(super) fn carry<T>(&self, job: impl FnOnce(&Carrier<'_>) -> Result<T>) -> Result<T> {
        let (globals, ancestry) = heard(&self.queue(Turn::Now, |desk| {
            desk.sign_head()?;
            Ok((Arc::clone(&desk.globals), desk.ancestry.clone()))
        })?)?;
        let reader = self.beside.reader()?;
        job(&Carrier {
            store: reader.store(),
            globals: &globals,
            ancestry: &ancestry,
            signing: &self.beside.signing,
            opener: &self.beside.opener,
            now: self.beside.clock.now(),
        })
    }

    fn take_in(
        &self,
        path: &Path,
        checked: Checked,
        reader: &Reader,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Taken> {
        let (known, (left_out, stretches)) = (checked.known, checked.left_out());
        let (kept, mut run) = begin_run(&self.beside.folder, &self.beside.opener, path, checked)?;
        let mut under_way = VecDeque::new();
        loop {
            if self.beside.closing.load(Ordering::Relaxed) {
                return Err(closed());
            }
            self.beside.hold_back();
            while under_way.len() < UNDER_WAY
                && let Some(step) = run.next_step(reader.store())?
            {
                under_way.push_back(self.queue(Turn::Later, move |desk| desk.merge_step(step))?);
            }
            let Some(step) = under_way.pop_front() else { break };
            run.did(heard(&step)?, self.beside.patience());
            let (done, total) = run.progress();
            progress(done, total);
        }
        forget(&kept)?;
        let (waiting, missing) =
            reader.with(Lang::En, |Reading { store, globals, .. }| left_waiting(store, globals))?;
        Ok(Taken { new: run.joined(), known, waiting, missing: with(missing, stretches), left_out })
    }

    /// Takes in the rest of files whose merge was cut off, on a thread of its own; what fails is tried again
    /// at the next opening.
    pub(super) fn finish_merges(&self) {
        let files = exchange::unfinished(&self.beside.folder);
        if files.is_empty() {
            return;
        }
        let handle = self.clone();
        thread::spawn(move || {
            for file in files {
                let _alone = handle.carrying();
                // A file that no longer reads was never anybody's only copy.
                let finished = handle.finish_merge(&file);
                if finished.is_err_and(|error: Error| is_the_files(error.code)) {
                    let _ = forget(&file);
                }
            }
        });
    }

    fn finish_merge(&self, file: &Path) -> Result<()> {
        let reader = self.beside.reader()?;
        let checked = self.beside.opener.check(file, reader.store())?;
        self.take_in(file, checked, &reader, &mut |_, _| ())?;
        forget(file)
    }
}

fn may_carry(by: &Operator) -> Result<()> {
    if by.role < CARRIER { Err(not_permitted(CARRIER)) } else { Ok(()) }
}
