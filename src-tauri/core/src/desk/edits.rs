//! One edit said of many guests: written in slices with scans in between, and taken back as one.

use super::Desk;
use super::guests::GuestDraft;
use crate::error::Result;
use crate::guest::Status;
use crate::guest::voiding::is_voidable;
use crate::ids::{GuestId, RecordId};
use crate::settings::Operator;
use crate::store;
use crate::text::roles::reason_required;
use crate::view::EditedGuests;

/// The reason kept for an edit taken back, in both languages: it is not known who will read it.
const TAKEN_BACK: &str = "taken back with the others / 与其他人一并撤销";

/// What is said of each of many guests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edit {
    pub draft: GuestDraft,
    pub reason: Option<String>,
}

/// What came of it so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Edited {
    pub changed: usize,
    /// Of whom the same was true already.
    pub same: usize,
    /// Of whom nothing can be said: erased, or known no longer.
    pub left_out: usize,
}

impl Edit {
    /// Refuses what could be said of nobody.
    ///
    /// # Errors
    /// `reason_required` for cancelling and blocking.
    pub(super) fn check(&self) -> Result<()> {
        let strict = matches!(self.draft.status, Some(Status::Cancelled | Status::Blocked));
        let reason = self.reason.as_deref().unwrap_or_default().trim();
        if strict && reason.is_empty() { Err(reason_required()) } else { Ok(()) }
    }
}

impl Edited {
    /// How many it is settled for.
    pub const fn done(self) -> usize {
        self.changed + self.same + self.left_out
    }

    /// Gives what came of it for showing, of so many who were meant.
    pub fn view(self, meant: usize) -> EditedGuests {
        let count = |guests: usize| u32::try_from(guests).unwrap_or(u32::MAX);
        let (changed, same, left_out) = (count(self.changed), count(self.same), count(self.left_out));
        EditedGuests { changed, same, left_out, whole: self.done() == meant }
    }

    pub(super) fn add(&mut self, slice: Self) {
        self.changed += slice.changed;
        self.same += slice.same;
        self.left_out += slice.left_out;
    }
}

impl Desk {
    /// Says the same of a slice of many guests, in one transaction; gives what was written.
    pub(super) fn edit_slice(
        &mut self,
        by: &Operator,
        guests: &[GuestId],
        edit: &Edit,
    ) -> Result<(Edited, Vec<RecordId>)> {
        let (mut edited, mut drafts) = (Edited::default(), Vec::new());
        for id in guests {
            let known = self.find_folded(*id)?.filter(|_| !self.globals.erased.contains(id));
            let Some(guest) = known else {
                edited.left_out += 1;
                continue;
            };
            let of_one = self.edit_drafts(&guest, &edit.draft, edit.reason.as_deref())?;
            edited.same += usize::from(of_one.is_empty());
            edited.changed += usize::from(!of_one.is_empty());
            drafts.extend(of_one);
        }
        Ok((edited, self.record(by, drafts)?.records))
    }

    /// Takes a slice of such an edit back, in one transaction.
    pub(super) fn take_back_slice(&mut self, by: &Operator, records: &[RecordId]) -> Result<()> {
        let mut drafts = Vec::new();
        for id in records {
            let held = store::record::find(&self.store.connection, self.store.path(), *id)?;
            if held.is_some_and(|held| held.facts.iter().any(is_voidable)) {
                drafts.extend(self.void_record(*id, TAKEN_BACK)?);
            }
        }
        self.record(by, drafts).map(drop)
    }
}
