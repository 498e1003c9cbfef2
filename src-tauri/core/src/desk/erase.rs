//! Erasing a guest: what records of personal kinds say of them goes, the records themselves stay.
//!
//! Entries, decisions, screening and badges hold ids and fixed codes and stay whole, so counts and chains are as
//! they were. What is gone from event.db is taken out of journal.log when the event is closed, or next opened, and
//! then out of every other copy in the event's folder.

mod elsewhere;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::globals::Globals;
use super::write::{Done, Draft};
use super::{Desk, backup, second_copy};
use crate::error::{Code, Result};
use crate::ids::{DeskId, EventId, GuestId};
use crate::journal::codec;
use crate::journal::fact::{Fact, Kind};
use crate::journal::trust::ever_organisers;
use crate::settings::Operator;
use crate::store::{self, Db, Store, mark, problem};
use crate::text::roles::reason_required;

/// Set while journal.log may hold what is erased in event.db.
const IN_LOG: &str = "erased_in_log";

impl Desk {
    /// Erases a guest's personal data here, and at every desk that hears of it; it cannot be undone.
    ///
    /// # Errors
    /// `not_permitted` but for an organiser at an organiser's desk, `reason_required`, `no_such_guest`.
    pub fn erase(&mut self, by: &Operator, guest: GuestId, reason: &str) -> Result<Done<()>> {
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty()).ok_or_else(reason_required)?;
        self.as_organiser_desk()?;
        let known = self.get_guest(guest)?;
        let guest = known.id;
        let badges = known.badges.iter().map(|badge| badge.number).collect();
        let erased = Draft::about(guest, Kind::Erased, vec![Fact::Erased { badges }]);
        // The reason names nobody, or it would go the same way.
        self.record(by, vec![erased, Draft::note(None, reason)])
    }

    /// Takes out of journal.log what was erased since it was last gone through, then takes away the backups and
    /// the files set aside that hold it. All of it is due until all of it is done.
    pub(super) fn erase_in_log(&mut self) -> Result<()> {
        let due = mark::local(&self.store.connection, IN_LOG).map_err(|error| self.store.problem(error))?;
        if due.is_none_or(|due| due.is_empty()) {
            return Ok(());
        }
        // The views are to have forgotten it too before they are copied.
        self.catch_up()?;
        let globals = Arc::clone(&self.globals);
        second_copy::forget_mark(&self.store)?;
        let log = self.folder.join("journal.log");
        self.copy.erase(&log, |header| elsewhere::is_erased(header, &globals))?;
        self.replace_backups()?;
        elsewhere::forget(&self.folder, &globals)?;
        let Self { store, copy, .. } = self;
        let path = store.path().to_owned();
        store.transaction(|on| {
            let done = mark::set_local(on, IN_LOG, "").and_then(|()| copy.write_mark(on));
            done.map_err(|error| problem::of(&path, error))
        })
    }
}

impl Desk {
    /// Puts one backup of the journal as it is now in the place of all others.
    fn replace_backups(&mut self) -> Result<()> {
        let n = store::record::last_n(&self.store.connection).map_err(|error| self.store.problem(error))?;
        match self.back_up_now() {
            // Those that have to go take the room.
            Err(error) if error.code == Code::DiskFull => {
                backup::forget_older(&self.folder, n)?;
                self.back_up_first();
                Ok(())
            }
            made => made.and_then(|()| backup::forget_older(&self.folder, n)),
        }
    }
}

/// Who is erased, read from a database by itself.
pub(super) struct Erased {
    pub guests: BTreeSet<GuestId>,
    /// The desks that may erase.
    pub organisers: BTreeSet<DeskId>,
}

impl Erased {
    /// Reads it from the journal a database holds.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn read(store: &Store, event: EventId) -> Result<Self> {
        let kinds = [Kind::EventCreated, Kind::DeskAdded];
        let adding = store::record::global(&store.connection, store.path(), &kinds)?;
        let organisers = ever_organisers(event, &adding);
        let stated = store::erased::all(&store.connection).map_err(|error| store.problem(error))?;
        let by_them = stated.into_iter().filter(|(_, desk)| organisers.contains(desk));
        Ok(Self { guests: by_them.map(|(guest, _)| guest).collect(), organisers })
    }
}

/// Takes away the bodies of those erased now and not before, of records that wait too.
pub(super) fn take_bodies(on: &Db, path: &Path, before: &Globals, now: &Globals) -> Result<()> {
    let sql = |error| problem::of(path, error);
    let mut fresh = now.erased.difference(&before.erased).peekable();
    if fresh.peek().is_none() {
        return Ok(());
    }
    for guest in fresh {
        store::erased::take_bodies(on, *guest, &Kind::PERSONAL).map_err(sql)?;
        store::guest::mark_stale(on, [*guest]).map_err(sql)?;
    }
    for waiting in store::exchange::waiting(on).map_err(sql)? {
        let header = codec::read_header(&waiting.header);
        if header.is_ok_and(|header| now.erases(&header.kind, header.subject)) {
            store::erased::take_waiting_body(on, &waiting.header).map_err(sql)?;
        }
    }
    mark::set_local(on, IN_LOG, "1").map_err(sql)
}
