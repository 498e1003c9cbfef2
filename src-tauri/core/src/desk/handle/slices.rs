//! Acts that concern many, on the caller's thread: the writer gets slices, with other writes in between.

use std::path::Path;

use super::serve::Turn;
use super::{DeskHandle, Go, heard};
use crate::desk::badges::IssueRun;
use crate::desk::exchange::KitDraft;
use crate::desk::import::Pace;
use crate::desk::{BadgeChoice, BadgeSheet, Done, NewDesk};
use crate::error::Result;
use crate::ids::{DeskId, GuestId};
use crate::settings::Operator;
use crate::store;
use crate::text::Lang;

impl DeskHandle {
    /// Issues what is missing and gives the faces to print, as [`crate::desk::Desk::make_badges`] does.
    ///
    /// `progress` gets how many badges of how many. Where it cancels, and where it is cut off, those issued stay;
    /// doing it again completes them.
    ///
    /// # Errors
    /// As that one's, or that the event is closed.
    pub fn make_badges(
        &self,
        by: &Operator,
        choice: &BadgeChoice,
        mut progress: impl FnMut(u64, u64) -> Go,
    ) -> Result<Done<BadgeSheet>> {
        let reader = self.beside.reader()?;
        let chosen = reader.with(Lang::En, |reading| reading.choose(choice))?;
        let mut run = IssueRun::new(&chosen);
        while let Some(slice) = run.next_slice() {
            self.beside.hold_back();
            let by = by.clone();
            let issued = heard(&self.queue(Turn::Later, move |desk| desk.issue(&by, &slice))?)?;
            run.issued(issued, self.beside.patience());
            let (done, total) = run.progress();
            if progress(done, total) == Go::Cancel {
                break;
            }
        }
        let sheet = reader.with(Lang::En, |reading| reading.sheet(chosen))?;
        Ok(run.done.with(sheet))
    }

    /// Adds a desk and writes its kit beside the writer, as [`crate::desk::Desk::add_desk`] does, once no merge runs.
    ///
    /// # Errors
    /// As that one's.
    pub fn add_desk(&self, by: &Operator, new: &NewDesk, path: &Path, passphrase: &str) -> Result<DeskId> {
        let _alone = self.carrying();
        let draft = KitDraft::begin(path, passphrase)?;
        let (by, new) = (by.clone(), new.clone());
        let added = heard(&self.queue(Turn::Now, move |desk| desk.state_desk(&by, &new))?)?;
        let (desk, row) = self.carry(|carrier| draft.write(carrier, added))?;
        self.note(move |on| store::exchange::carried_out(on, row))?;
        Ok(desk)
    }

    /// Retires a desk, as [`crate::desk::Desk::retire_desk`] does, the guests in slices.
    ///
    /// # Errors
    /// As that one's.
    pub fn retire_desk(&self, by: &Operator, desk: &str, reason: &str) -> Result<Done<()>> {
        let (by, desk, reason) = (by.clone(), desk.to_owned(), reason.to_owned());
        let done = self.write(move |own| own.state_retired(&by, &desk, &reason))?;
        self.catch_up();
        Ok(done)
    }

    /// Voids a record or a whole import, as [`crate::desk::Desk::void`] does, the guests in slices.
    ///
    /// # Errors
    /// As that one's.
    pub fn void(&self, by: &Operator, what: &str, reason: &str) -> Result<Done<()>> {
        let what = self.beside.reader()?.with(Lang::En, |reading| reading.voidable(what))?;
        let (by, reason) = (by.clone(), reason.to_owned());
        let done = self.write(move |desk| desk.state_void(&by, what, &reason))?;
        self.catch_up();
        Ok(done)
    }

    /// Says that nobody is inside any more, as [`crate::desk::Desk::everyone_out`] does; `told` is called once that
    /// is recorded, and the answer comes when every guest's row is as it says.
    ///
    /// # Errors
    /// As that one's.
    pub fn everyone_out(&self, by: &Operator, told: impl FnOnce(&Done<()>)) -> Result<Done<()>> {
        let by = by.clone();
        let done = self.write(move |desk| desk.everyone_out(&by))?;
        told(&done);
        self.catch_up();
        Ok(done)
    }

    /// Waits until all rows are folded anew that an act concerned, in slices with other writes in between. One that
    /// fails is tried again when nobody waits: the act itself stands.
    pub(super) fn catch_up(&self) {
        let mut pace = Pace::FIRST;
        let mut may_be_more = true;
        while may_be_more {
            let (mut next, patience) = (pace, self.beside.patience());
            let slice = self.queue(Turn::Later, move |desk| {
                let may_be_more = desk.catch_up_beside(&mut next, patience);
                Ok((may_be_more, next))
            });
            let Ok(done) = slice.and_then(|slice| heard(&slice)) else { return };
            (may_be_more, pace) = done;
        }
        // The last slice found nothing, so its answer waited for nobody: the search index may still be at the others.
        let heard_of = self.queue(Turn::Now, |desk| {
            desk.found
                .iter_mut()
                .for_each(|found| found.push((GuestId::new([0; 16]), crate::guest::search::Change::Gone)));
            Ok(())
        });
        let _ = heard_of.and_then(|answer| heard(&answer));
    }
}
