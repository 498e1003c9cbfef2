//! Backups while the event is open: one a minute while something changed, and one before an import.

mod structure;

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Beside, DeskHandle};
use crate::backup::{EVERY, is_due};
use crate::clock::Millis;
use crate::desk::backup::{existing, folder, make, paused};
use crate::error::{Code, Result};
use crate::store::{self, Store};
use crate::text::{Lang, Text};
use crate::view::BackupView;
use structure::Structure;

/// How often it is asked whether one is due.
const TICK: Duration = Duration::from_millis(if cfg!(test) { 20 } else { 1_000 });

/// How the backups of an open event fare.
#[derive(Default)]
pub(super) struct Backups {
    /// Held while one is made.
    making: Mutex<()>,
    fares: Mutex<Fares>,
    structure: Structure,
}

#[derive(Default, Clone)]
struct Fares {
    tried_at: Option<Millis>,
    /// Since when one is due that waits.
    put_off_at: Option<Millis>,
    problem: Option<Text>,
}

impl DeskHandle {
    /// Makes a backup now, beside the writer, unless one holds all there is; [`Self::backup_state`] tells how
    /// that went too.
    ///
    /// # Errors
    /// What the disk refuses, or a copy that does not check out; the desk goes on.
    pub fn back_up(&self) -> Result<()> {
        self.beside.back_up()
    }

    /// Says how the backups fare.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn backup_state(&self, lang: Lang) -> Result<BackupView> {
        let event = &self.beside.folder;
        let newest = existing(event).last().copied();
        let problem = self.damage().or_else(|| self.beside.backups.fares().problem.clone());
        self.read(|reader| {
            reader.with(lang, |reading| {
                Ok(BackupView {
                    folder: folder(event).display().to_string(),
                    made_at: newest.map(|name| reading.time(name.at())),
                    paused: problem.map(|text| text.in_lang(lang).to_owned()),
                })
            })
        })
    }
}

#[cfg(test)]
impl DeskHandle {
    pub(in crate::desk) fn puts_off_a_backup(&self) -> bool {
        self.beside.backups.fares().put_off_at.is_some()
    }
}

/// Makes backups until the desk's thread ends.
pub(super) fn backup_beside(beside: &Beside, over: &Receiver<()>) {
    while matches!(over.recv_timeout(TICK), Err(RecvTimeoutError::Timeout)) {
        // One that could not be made is made up for at the next opening.
        let _ = beside.check_structure_when_due();
        // What went wrong is kept for who asks, and it is tried again.
        let _ = beside.back_up_when_due();
    }
}

impl Beside {
    fn back_up_when_due(&self) -> Result<()> {
        let now = self.clock.now();
        let tried = self.backups.fares().tried_at;
        if tried.is_some_and(|at| (0..EVERY).contains(&now.since(at))) {
            return Ok(());
        }
        let reader = Store::open_reader(&self.database)?;
        let records = store::record::last_n(&reader.connection).map_err(|error| reader.problem(error))?;
        if !is_due(&existing(&self.folder), records, now) || self.is_better_later(now) {
            return Ok(());
        }
        self.back_up()
    }

    /// Tells whether a backup that is due had better wait: while much is taken in it would be older than what comes
    /// next before it is made, and hold up both. That lasts no longer than to the next one.
    fn is_better_later(&self, now: Millis) -> bool {
        if !self.is_taking_in() {
            return false;
        }
        let since = *self.backups.fares().put_off_at.get_or_insert(now);
        (0..EVERY).contains(&now.since(since))
    }

    fn back_up(&self) -> Result<()> {
        let _alone = self.backups.making.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let go_on = || match self.closing.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let made = Store::open_reader(&self.database)
            .and_then(|reader| make(&self.folder, &reader, now, go_on).map(drop));
        if made.as_ref().is_err_and(|error| error.code == Code::EventDamaged) {
            // It may be the copy alone, or what it was copied from.
            let _ = self.check_structure();
        }
        let problem = made.as_ref().err().map(paused);
        *self.backups.fares() = Fares { tried_at: Some(now), put_off_at: None, problem };
        made
    }
}

impl Backups {
    fn fares(&self) -> MutexGuard<'_, Fares> {
        self.fares.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
