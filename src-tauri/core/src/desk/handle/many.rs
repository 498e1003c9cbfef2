//! What is written about many things at once: slice by slice, whoever waits for a scan going first.

use super::serve::Turn;
use super::{DeskHandle, Go, heard};
use crate::desk::Desk;
use crate::desk::edits::{Edit, Edited};
use crate::desk::import::Pace;
use crate::error::Result;
use crate::ids::{GuestId, RecordId};
use crate::settings::Operator;

impl DeskHandle {
    /// Says the same of many guests; cut off half-way it is said of fewer.
    ///
    /// `written` gets the records as they are written, by which it can be taken back, also where this fails.
    /// `progress` gets what came of it so far; where it cancels, the rest stays as it was.
    ///
    /// # Errors
    /// `reason_required`, `not_permitted`, and what the disk refuses.
    pub fn edit_guests(
        &self,
        by: &Operator,
        guests: &[GuestId],
        edit: Edit,
        written: &mut Vec<RecordId>,
        mut progress: impl FnMut(Edited) -> Go,
    ) -> Result<Edited> {
        edit.check()?;
        let by = by.clone();
        let mut edited = Edited::default();
        self.in_slices(
            guests,
            move |desk, slice| desk.edit_slice(&by, slice, &edit),
            |(of_slice, records), _| {
                edited.add(of_slice);
                written.extend(records);
                progress(edited)
            },
        )?;
        Ok(edited)
    }

    /// Takes back what [`Self::edit_guests`] wrote; what is taken back already is no longer in `written`.
    ///
    /// # Errors
    /// `not_permitted`, and what the disk refuses.
    pub fn take_back(
        &self,
        by: &Operator,
        written: &mut Vec<RecordId>,
        mut progress: impl FnMut(u64, u64) -> Go,
    ) -> Result<()> {
        let by = by.clone();
        let all = std::mem::take(written);
        let mut left = all.len();
        let outcome = self.in_slices(
            &all,
            move |desk, slice| desk.take_back_slice(&by, slice),
            |(), after| {
                left = after;
                progress((all.len() - after) as u64, all.len() as u64)
            },
        );
        written.extend_from_slice(&all[all.len() - left..]);
        outcome
    }

    /// Writes about `all`; `each` gets what a slice came to and how many are left.
    fn in_slices<T: Clone + Send + 'static, D: Send + 'static>(
        &self,
        all: &[T],
        write: impl Fn(&mut Desk, &[T]) -> Result<D> + Clone + Send + 'static,
        mut each: impl FnMut(D, usize) -> Go,
    ) -> Result<()> {
        let (mut pace, mut rest) = (Pace::FIRST, all);
        while !rest.is_empty() {
            self.beside.hold_back();
            let (slice, after) = rest.split_at(pace.records.min(rest.len()));
            let (slice, write) = (slice.to_vec(), write.clone());
            let timed = move |desk: &mut Desk| {
                let begun = desk.around.clock.now();
                let done = write(desk, &slice)?;
                Ok((done, desk.around.clock.now().since(begun)))
            };
            let (done, took) = heard(&self.queue(Turn::Later, timed)?)?;
            rest = after;
            pace.after(took, self.beside.patience());
            if each(done, rest.len()) == Go::Cancel {
                break;
            }
        }
        Ok(())
    }
}
