//! Opening an event: lock, database, second copy; what an unclean end left is made good and told.

mod copies;
mod equal;
mod say;

use std::path::Path;
use std::sync::Arc;

pub(super) use copies::{condemn, set_aside_files, structure_checked, structure_is_unchecked};

use super::globals::{self, Globals};
use super::import::{Pace, Patience};
use super::keys::DeskKeys;
use super::lock::EventLock;
use super::placing::fold_globals;
use super::second_copy::SecondCopy;
use super::{Desk, Signed, Surroundings, audit, create};
use crate::clock::Millis;
use crate::error::{Code, Error, Result};
use crate::journal::ancestry::Ancestry;
use crate::journal::log::JournalLog;
use crate::store::{self, Store, mark, problem};
use crate::text::Text;

impl Desk {
    /// Opens an event for writing.
    ///
    /// # Errors
    /// `not_an_event`, `event_in_use` after two seconds, `event_newer`, `event_damaged` when neither copy can be
    /// used, and what the disk refuses. Nothing is deleted in any case.
    pub fn open(folder: &Path, around: Surroundings) -> Result<Self> {
        let there = |name: &str| folder.join(name).is_file();
        if !there("desk.key") || !(there("event.db") || there("journal.log")) {
            return Err(Error::not_an_event(folder));
        }
        if create::is_half_made(folder) {
            return Err(half_made(folder));
        }
        let lock = EventLock::take(folder)?;
        let keys = DeskKeys::load(folder)?;
        let mut notices = Vec::new();
        let (store, log) = copies::open(folder, &keys, around.clock.now(), &mut notices)?;
        let mut desk = Self::bare(folder, store, log, keys, around, lock);
        desk.notices = notices;
        match desk.go_on_from_copies() {
            Err(error) if error.code == Code::EventDamaged => desk.replace_database(error)?,
            outcome => outcome?,
        }
        Ok(desk)
    }

    /// Puts a desk together over files that are open; nothing is read yet.
    pub(super) fn bare(
        folder: &Path,
        store: Store,
        log: JournalLog,
        keys: DeskKeys,
        around: Surroundings,
        lock: EventLock,
    ) -> Self {
        let globals = Globals::empty(keys.event, keys.desk);
        Self {
            folder: folder.to_owned(),
            copy: SecondCopy::new(log),
            store,
            keys,
            around,
            ancestry: Ancestry::new(),
            head: None,
            unseen: false,
            signed: Signed { seq: 0, at: Millis(0) },
            global_records: Vec::new(),
            globals: Arc::new(globals),
            list_version: 0,
            found: None,
            wrote: false,
            more_to_come: false,
            notices: Vec::new(),
            _lock: lock,
        }
    }

    /// Reads what is kept in memory and makes good what an unclean end left.
    fn go_on_from_copies(&mut self) -> Result<()> {
        self.reload()?;
        self.make_equal()?;
        // People go on coming in and out where the disk has no room for a second log; closing tries again.
        if let Err(error) = self.erase_in_log() {
            self.notices.push(say::still_in_log(&error));
        }
        self.refold_when_newer()?;
        self.catch_up()
    }

    /// Makes the database anew from journal.log when reading it showed that it is damaged.
    fn replace_database(&mut self, damage: Error) -> Result<()> {
        if equal::is_rebuilding(&self.store).unwrap_or(false) || !copies::can_stand_in(&self.copy.log())? {
            return Err(damage);
        }
        let path = self.store.path().to_owned();
        std::mem::replace(&mut self.store, Store::nothing(&path)?).let_go_unchanged();
        self.store = copies::database_anew(&path, &self.keys, self.around.clock.now())?;
        self.notices.push(say::rebuilt());
        self.go_on_from_copies()
    }

    /// Reads all that is kept in memory from the database.
    pub(super) fn reload(&mut self) -> Result<()> {
        let (on, path) = (&self.store.connection, self.store.path());
        let sql = |error| self.store.problem(error);
        self.ancestry = store::line::ancestry(on).map_err(sql)?;
        self.global_records = store::record::global(on, path, &globals::KINDS)?;
        let whose = (self.keys.event, self.keys.desk);
        self.globals = Arc::new(fold_globals(on, path, whose, &self.global_records, &self.ancestry)?);
        let own = store::record::own_head(on, path)?;
        self.head = own.map(|(stamp, _)| stamp);
        // Joined and closed again before its first record: all that is held is news to it.
        self.unseen = match own {
            Some((_, unseen)) => unseen,
            None => store::record::last_n(on).map_err(sql)? > 0,
        };
        Ok(())
    }

    /// A program with other folds makes the views anew.
    fn refold_when_newer(&mut self) -> Result<()> {
        let version =
            mark::meta(&self.store.connection, "fold_version").map_err(|error| self.store.problem(error))?;
        if version.as_deref() == Some(audit::FOLD_VERSION) {
            return Ok(());
        }
        self.rebuild()
    }

    /// Brings what was written onto the disk within a second, whatever else goes on.
    pub(super) fn sync_when_due(&mut self) {
        self.copy.sync_when_due(self.around.clock.now());
    }

    /// Does a slice of catching up; tells whether there may be more. What was written meanwhile is synced within a
    /// second however long that goes on.
    pub(super) fn catch_up_beside(&mut self, pace: &mut Pace, patience: Patience) -> bool {
        self.sync_when_due();
        let begun = self.around.clock.now();
        // A slice that fails now is tried again when the desk is next idle.
        let may_be_more = self.catch_up_some(pace.records).unwrap_or(false);
        pace.after(self.around.clock.now().since(begun), patience);
        may_be_more
    }

    /// What a desk does when nothing is asked of it for a while: sync.
    pub(super) fn idle(&mut self) {
        let now = self.around.clock.now();
        self.copy.sync(now);
        // What does not succeed now costs memory alone.
        let _ = self.store.give_room_back();
    }

    /// Leaves everything on the disk: the last head signed, the second copy synced, the mark written.
    pub(super) fn settle(&mut self) -> Result<()> {
        let now = self.around.clock.now();
        if let Some(head) = self.head.filter(|head| head.seq != self.signed.seq && self.wrote) {
            self.sign(head, now)?;
        }
        self.copy.sync(now);
        if self.wrote {
            let Self { store, copy, .. } = self;
            let path = store.path().to_owned();
            store.transaction(|on| copy.write_mark(on).map_err(|error| problem::of(&path, error)))?;
            self.wrote = false;
        }
        self.erase_in_log()
    }
}

fn half_made(folder: &Path) -> Error {
    let shown = folder.display();
    let mut error = Error::new(
        Code::NotAnEvent,
        Text::new(
            format!("This folder was not yet an event when the program stopped: {shown}"),
            format!("程序停止时，此文件夹尚未成为活动文件夹：{shown}"),
        ),
        Text::new(
            "Create the event, or join it from the kit, in the same folder once more.",
            "请在同一文件夹中重新新建活动，或用接入包重新加入。",
        ),
    );
    error.path = Some(folder.to_owned());
    error
}
