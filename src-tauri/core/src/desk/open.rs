//! Opening an event: lock, database, second copy; what an unclean end left is made good and told.

mod say;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::globals::{self, Globals};
use super::keys::DeskKeys;
use super::lock::EventLock;
use super::placing::{Fate, Recent, fold_globals, is_global, join};
use super::second_copy::{self, SecondCopy};
use super::{Desk, Signed, Surroundings, audit, create, erase};
use crate::clock::Millis;
use crate::error::{Code, Error, Result};
use crate::ids::RecordId;
use crate::journal::ancestry::Ancestry;
use crate::journal::codec;
use crate::journal::log::{Content, Frame, JournalLog};
use crate::journal::record::{Held, RawRecord};
use crate::store::record::Origin;
use crate::store::{self, Db, Store, mark, problem};
use crate::text::Text;

/// Records taken in from the second copy in one transaction.
const SLICE: usize = 500;

impl Desk {
    /// Opens an event for writing.
    ///
    /// # Errors
    /// `not_an_event`, `event_in_use` after two seconds, `event_newer`, `event_damaged` when neither copy can be
    /// used, and what the disk refuses. Nothing is deleted in any case.
    pub fn open(folder: &Path, around: Surroundings) -> Result<Self> {
        let database = folder.join("event.db");
        let log_path = folder.join("journal.log");
        if !folder.join("desk.key").is_file() || !(database.is_file() || log_path.is_file()) {
            return Err(Error::not_an_event(folder));
        }
        if create::is_half_made(folder) {
            return Err(half_made(folder));
        }
        let lock = EventLock::take(folder)?;
        let keys = DeskKeys::load(folder)?;
        let mut notices = Vec::new();
        let store = open_store(&database, &log_path, &keys, &*around.clock, &mut notices)?;
        let log = match second_copy::open(&log_path)? {
            Some(log) => log,
            None => JournalLog::create(&log_path).map_err(|error| Error::from_io(&log_path, error))?,
        };
        let mut desk = Self::bare(folder, store, log, keys, around, lock)?;
        desk.notices = notices;
        desk.make_equal()?;
        // People go on coming in and out where the disk has no room for a second log; closing tries again.
        if let Err(error) = desk.erase_in_log() {
            desk.notices.push(say::still_in_log(&error));
        }
        desk.refold_when_newer()?;
        desk.catch_up()?;
        desk.tell_unfinished_import()?;
        Ok(desk)
    }

    /// Puts a desk together over files that are open, and reads what it keeps in memory.
    pub(super) fn bare(
        folder: &Path,
        store: Store,
        log: JournalLog,
        keys: DeskKeys,
        around: Surroundings,
        lock: EventLock,
    ) -> Result<Self> {
        let globals = Globals::empty(keys.event, keys.desk);
        let mut desk = Self {
            folder: folder.to_owned(),
            copy: SecondCopy::new(log, 0),
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
            notices: Vec::new(),
            _lock: lock,
        };
        desk.reload()?;
        Ok(desk)
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

    /// Makes event.db and journal.log hold the same, both ways.
    fn make_equal(&mut self) -> Result<()> {
        let sql = |error| problem::of(&self.store.path, error);
        let last = store::record::last_n(&self.store.connection).map_err(sql)?;
        let length = self.copy.log.len();
        let marked = second_copy::read_mark(&self.store.connection).map_err(sql)?;
        let since = marked.filter(|mark| mark.length <= length && mark.n <= last);
        self.copy.n = last;
        if since.is_some_and(|mark| mark.length == length && mark.n == last) {
            return Ok(());
        }
        let (from, n) = since.map_or((0, 0), |mark| (mark.length, mark.n));
        let logged = self.take_in_from_log(from)?;
        self.copy.n =
            store::record::last_n(&self.store.connection).map_err(|error| self.store.problem(error))?;
        self.copy_to_log(n, &logged)
    }

    /// Takes in what the log holds from `offset` on and the database lacks; gives all ids found there.
    fn take_in_from_log(&mut self, offset: u64) -> Result<BTreeSet<RecordId>> {
        let path = self.folder.join("journal.log");
        let io = |error| Error::from_io(&path, error);
        let mut frames = self.copy.log.scan_from(offset).map_err(io)?;
        let (mut logged, mut missing, mut taken) = (BTreeSet::new(), Vec::new(), 0);
        for frame in frames.by_ref() {
            let frame = frame.map_err(io)?;
            if let Content::Record(raw) = &frame.1.content {
                let id = codec::record_id(&raw.header);
                logged.insert(id);
                if store::record::holds(&self.store.connection, id)
                    .map_err(|error| self.store.problem(error))?
                {
                    continue;
                }
                taken += 1;
            }
            missing.push(frame.1);
            if missing.len() >= SLICE {
                self.take_in(&std::mem::take(&mut missing))?;
            }
        }
        self.take_in(&missing)?;
        if let Some(torn) = frames.torn() {
            self.copy.log.cut(torn).map_err(io)?;
            self.notices.push(say::torn(torn.bytes));
        }
        let is_damaged = !frames.damaged().is_empty();
        drop(frames);
        if is_damaged {
            self.mend_log(&path)?;
            let all =
                store::record::ids(&self.store.connection).map_err(|error| self.store.problem(error))?;
            logged.extend(all);
        }
        if taken > 0 {
            self.notices.push(say::taken_in(taken));
        }
        Ok(logged)
    }

    /// Writes journal.log anew without what does not read, and with all that event.db holds.
    fn mend_log(&mut self, path: &Path) -> Result<()> {
        let aside = path.with_extension(format!("log.damaged-{}", self.around.clock.now().0));
        self.copy.mend(path, &aside, &self.store, self.globals.event)?;
        self.notices.push(say::mended_log());
        Ok(())
    }

    /// Takes frames into the database, each in its place after the one it follows.
    fn take_in(&mut self, frames: &[Frame]) -> Result<()> {
        if frames.is_empty() {
            return Ok(());
        }
        let before = Arc::clone(&self.globals);
        let Self { store, ancestry, .. } = self;
        let path = store.path().to_owned();
        store.transaction(|on| {
            for frame in frames {
                let kept = match &frame.content {
                    Content::Record(raw) => take_in_record(on, &path, ancestry, raw, frame.own)?,
                    Content::Signature(signature) => {
                        store::signature::put(on, signature).map_err(|error| problem::of(&path, error))?;
                        None
                    }
                };
                let stale = kept.iter().filter_map(|held| held.subject);
                store::guest::mark_stale(on, stale).map_err(|error| problem::of(&path, error))?;
                if kept.as_ref().is_some_and(is_global) {
                    store::guest::mark_all_stale(on).map_err(|error| problem::of(&path, error))?;
                }
            }
            Ok(())
        })?;
        self.reload()?;
        let now = Arc::clone(&self.globals);
        self.store.transaction(|on| erase::take_bodies(on, &path, &before, &now))
    }

    /// Appends to the log what it lacks of the rows after `n`.
    fn copy_to_log(&mut self, n: i64, logged: &BTreeSet<RecordId>) -> Result<()> {
        let Self { store, copy, .. } = self;
        let log_path = self.folder.join("journal.log");
        let mut lacking = Vec::new();
        store::record::each_after(&store.connection, store.path(), n, |stored| {
            if !logged.contains(&stored.id) {
                lacking.push(Frame { own: stored.own, content: Content::Record(stored.raw) });
            }
            Ok(())
        })?;
        if lacking.is_empty() {
            return Ok(());
        }
        for slice in lacking.chunks(SLICE) {
            copy.log.append(slice).map_err(|error| Error::from_io(&log_path, error))?;
        }
        copy.log.sync().map_err(|error| Error::from_io(&log_path, error))?;
        self.notices.push(say::copied(lacking.len()));
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

    fn tell_unfinished_import(&mut self) -> Result<()> {
        let unfinished = mark::local(&self.store.connection, super::import::UNFINISHED)
            .map_err(|error| self.store.problem(error))?;
        if let Some(import) = unfinished.filter(|import| !import.is_empty()) {
            self.notices.push(say::unfinished_import(&import));
        }
        Ok(())
    }

    /// What a desk does when nothing is asked of it: sync, sign, catch up.
    pub(super) fn idle(&mut self) {
        let now = self.around.clock.now();
        self.copy.sync(now);
        // A slice that fails now is tried again when the desk is next idle.
        let _ = self.catch_up_slice();
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

/// Puts a record of the second copy in its place; one that follows nothing held is left for `verify` to name.
fn take_in_record(
    on: &Db,
    path: &Path,
    ancestry: &mut Ancestry,
    raw: &RawRecord,
    own: bool,
) -> Result<Option<Held>> {
    let sql = |error| problem::of(path, error);
    let Ok(header) = codec::read_header(&raw.header) else { return Ok(None) };
    let facts = raw.body.as_deref().map(codec::read_body).transpose();
    let Ok(facts) = facts.map(Option::unwrap_or_default) else { return Ok(None) };
    if store::record::holds(on, codec::record_id(&raw.header)).map_err(sql)? {
        return Ok(None);
    }
    let origin = if own { Origin::Own } else { Origin::Other };
    match join(on, ancestry, (header, facts), raw, origin, &Recent::new()).map_err(sql)? {
        Fate::Joined(held) => Ok(Some(*held)),
        Fate::Waits | Fate::Refused => Ok(None),
    }
}

/// Opens the database; a damaged or missing one is set aside and made anew, to be filled from the log.
fn open_store(
    database: &Path,
    log: &Path,
    keys: &DeskKeys,
    clock: &dyn crate::clock::Clock,
    notices: &mut Vec<Text>,
) -> Result<Store> {
    let opened = if database.is_file() { open_sound(database) } else { Err(Error::not_an_event(database)) };
    match opened {
        Err(error) if matches!(error.code, Code::EventDamaged | Code::NotAnEvent) && log.is_file() => {
            set_aside(database, clock.now())?;
            let store = Store::create(database)?;
            create::set_identity(&store, keys)?;
            notices.push(say::rebuilt());
            Ok(store)
        }
        opened => opened,
    }
}

/// Opens the database and, after an unclean end, checks its structure.
fn open_sound(database: &Path) -> Result<Store> {
    let unclean = database.with_extension("db-wal").metadata().is_ok_and(|wal| wal.len() > 0);
    let store = Store::open_writer(database)?;
    if unclean && !store.quick_check()? {
        return Err(Error::event_damaged(database));
    }
    Ok(store)
}

/// Renames a damaged database and what belongs to it; nothing is deleted.
fn set_aside(database: &Path, now: Millis) -> Result<()> {
    for ending in ["db", "db-wal", "db-shm"] {
        let from = database.with_extension(ending);
        if from.exists() {
            let to = database.with_extension(format!("{ending}.damaged-{}", now.0));
            fs::rename(&from, &to).map_err(|error| Error::from_io(&from, error))?;
        }
    }
    Ok(())
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
