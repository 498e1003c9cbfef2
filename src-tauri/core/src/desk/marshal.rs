//! Occupancy and what a marshal does about it: stop-entry, corrections, everyone-out.

use super::Desk;
use super::refold::{Found, SLICE, Scope};
use super::write::{Done, Draft};
use crate::admission::decide::Occupancy;
use crate::error::{Error, Result};
use crate::guest::search::Change;
use crate::ids::GuestId;
use crate::journal::fact::{Fact, Kind};
use crate::settings::Operator;
use crate::store::{self, problem};
use crate::text::roles::reason_required;
use crate::text::{Lang, Text};
use crate::view::OccupancyView;

impl Desk {
    /// Gives who is inside, by zone, against capacity.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn occupancy(&self) -> Result<OccupancyView> {
        self.reading(Lang::En).occupancy()
    }

    pub(super) fn occupancy_now(&self) -> Result<Occupancy> {
        self.reading(Lang::En).heads()
    }

    /// Lets nobody in any more until it is resumed; exits go on.
    ///
    /// # Errors
    /// `reason_required`, `not_permitted`.
    pub fn stop_entry(&mut self, by: &Operator, reason: &str) -> Result<Done<()>> {
        let note = reason_note(reason)?;
        self.record(by, vec![Draft::global(Kind::EntryStopped, vec![Fact::EntryStopped {}]), note])
    }

    /// Lets people in again.
    ///
    /// # Errors
    /// `not_permitted`.
    pub fn resume_entry(&mut self, by: &Operator) -> Result<Done<()>> {
        self.record(by, vec![Draft::global(Kind::EntryResumed, vec![Fact::EntryResumed {}])])
    }

    /// Shifts the head count by a signed number; left without a zone, where there is one outermost, of that.
    ///
    /// # Errors
    /// `reason_required`, `not_permitted`, `usage` for zero or a zone there is not.
    pub fn correct(
        &mut self,
        by: &Operator,
        count: i64,
        zone: Option<&str>,
        reason: &str,
    ) -> Result<Done<()>> {
        let note = reason_note(reason)?;
        let settings = &self.globals.settings;
        if zone.is_some_and(|zone| settings.zone(zone).is_none()) {
            return Err(no_such_zone(zone.unwrap_or_default()));
        }
        if count == 0 || count.unsigned_abs() > 1_000_000 {
            return Err(bad_count());
        }
        let zone = zone.map(str::to_owned).or_else(|| match settings.outermost().as_slice() {
            [only] => Some((*only).to_owned()),
            _ => None,
        });
        let fact = Fact::HeadCountCorrected { by: count, zone };
        self.record(by, vec![Draft::global(Kind::HeadCountCorrected, vec![fact]), note])
    }

    /// Says that nobody is inside any more: the count is nought at once, the guests follow.
    ///
    /// # Errors
    /// `not_permitted`.
    pub fn everyone_out(&mut self, by: &Operator) -> Result<Done<()>> {
        let done = self.record(by, vec![Draft::global(Kind::EveryoneOut, vec![Fact::EveryoneOut {}])])?;
        // Whoever filters by who is inside sees it at once, as the head count does.
        self.tell_index(vec![(GuestId::new([0; 16]), Change::Emptied)]);
        Ok(done)
    }

    /// Refolds every guest whose row is older than the journal.
    pub(super) fn catch_up(&mut self) -> Result<()> {
        while self.catch_up_slice()? {}
        Ok(())
    }

    /// Refolds a slice of those; tells whether there may be more.
    pub(super) fn catch_up_slice(&mut self) -> Result<bool> {
        self.catch_up_some(SLICE)
    }

    /// Refolds up to `limit` of those in one transaction.
    pub(super) fn catch_up_some(&mut self, limit: usize) -> Result<bool> {
        let waiting = store::guest::some_stale(&self.store.connection, self.globals.sweeps, limit)
            .map_err(|error| self.store.problem(error))?;
        if waiting.is_empty() {
            return self.look_for_rowless(limit);
        }
        let Self { store, globals, ancestry, .. } = self;
        let path = store.path().to_owned();
        let mut found = Found::new();
        store.transaction(|on| {
            let scope = Scope { on, path: &path, globals, ancestry };
            waiting.iter().try_for_each(|guest| scope.refold(*guest, &mut found))
        })?;
        self.tell_index(found);
        Ok(true)
    }
}

impl Desk {
    /// Folds those of some subjects who have no row, after a record that may have given them one; tells whether
    /// there may be more.
    fn look_for_rowless(&mut self, limit: usize) -> Result<bool> {
        let some = store::guest::some_rowless(&self.store.connection, limit);
        let Some((rowless, upto)) = some.map_err(|error| self.store.problem(error))? else {
            return Ok(false);
        };
        let Self { store, globals, ancestry, .. } = self;
        let path = store.path().to_owned();
        let mut found = Found::new();
        store.transaction(|on| {
            let scope = Scope { on, path: &path, globals, ancestry };
            rowless.iter().try_for_each(|guest| scope.refold(*guest, &mut found))?;
            store::guest::looked_for_rowless(on, upto).map_err(|error| problem::of(&path, error))
        })?;
        self.tell_index(found);
        Ok(upto.is_some())
    }
}

fn reason_note(reason: &str) -> Result<Draft> {
    match reason.trim() {
        "" => Err(reason_required()),
        reason => Ok(Draft::note(None, reason)),
    }
}

fn no_such_zone(zone: &str) -> Error {
    Error::usage(
        Text::new(format!("There is no zone \u{201c}{zone}\u{201d}"), format!("没有区域“{zone}”")),
        Text::new("Take a zone from the settings.", "请使用设置中的区域名称。"),
    )
}

fn bad_count() -> Error {
    Error::usage(
        Text::new(
            "A correction is a number other than 0, up to a million",
            "更正值须为非零整数，且不超过一百万",
        ),
        Text::new("Give how many more (+) or fewer (-) are inside.", "请填写应增加（+）或减少（-）的人数。"),
    )
}
