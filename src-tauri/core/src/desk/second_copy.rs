//! `journal.log` as a desk keeps it: appended after each COMMIT, much at once beside the writer; synced within a
//! second, marked in event.db.

mod anew;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

pub(super) use anew::{each_lacking, part_of};

use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::journal::log::{Batch, JournalLog, OpenError};
use crate::journal::record::RawRecord;
use crate::journal::signature::HeadSignature;
use crate::store::record::Origin;
use crate::store::{Db, SqlResult, Store, mark};

/// At the latest this long after a record was appended it is on the disk.
const SYNC_MILLIS: i64 = 1_000;
const MARK: &str = "journal_log";
/// More records than this are appended beside the writer.
const MANY: usize = 1_000;

/// The second copy of every record and signature.
pub(super) struct SecondCopy {
    log: Arc<Mutex<JournalLog>>,
    /// Appends many records beside the writer; gives whether all of them are in the log.
    appending: Option<JoinHandle<bool>>,
    /// How far event.db was appended.
    pub rows: Rows,
    synced_at: Millis,
    dirty: bool,
    /// Set when an append failed: the next opening makes the two equal again.
    behind: bool,
}

/// The last rows of `record` and `signature`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rows {
    pub record: i64,
    pub signature: i64,
}

impl Rows {
    /// Gives the last rows there are.
    pub(super) fn last(store: &Store) -> Result<Self> {
        let of = |found: SqlResult<i64>| found.map_err(|error| store.problem(error));
        Ok(Self {
            record: of(crate::store::record::last_n(&store.connection))?,
            signature: of(crate::store::signature::last_n(&store.connection))?,
        })
    }
}

/// Up to where event.db and journal.log were last known to be equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub length: u64,
    pub rows: Rows,
}

impl SecondCopy {
    /// Takes a log of which it is not known yet how far it equals event.db.
    pub(super) fn new(log: JournalLog) -> Self {
        Self {
            log: Arc::new(Mutex::new(log)),
            appending: None,
            rows: Rows::default(),
            synced_at: Millis(0),
            dirty: false,
            behind: false,
        }
    }

    /// Gives the log, all that was appended in it.
    pub(super) fn log(&mut self) -> MutexGuard<'_, JournalLog> {
        self.settle();
        lock(&self.log)
    }

    /// Appends what was just committed; a failure never takes the commit back. Much of it is appended beside, and is in
    /// the log before anything else is.
    pub(super) fn append(
        &mut self,
        origin: Origin,
        records: Vec<RawRecord>,
        signature: Option<HeadSignature>,
        at: Millis,
    ) {
        self.settle();
        self.rows.record += records.len() as i64;
        self.rows.signature += i64::from(signature.is_some());
        let is_due = self.is_due(at);
        self.dirty = !is_due;
        if is_due {
            self.synced_at = at;
        }
        let lot = Lot { origin, records, signature, is_due };
        if lot.records.len() > MANY {
            self.append_beside(Arc::new(lot));
        } else {
            self.behind |= !lot.is_appended(&mut lock(&self.log));
        }
    }

    fn append_beside(&mut self, lot: Arc<Lot>) {
        let (log, beside) = (Arc::clone(&self.log), Arc::clone(&lot));
        let append = move || beside.is_appended(&mut lock(&log));
        match thread::Builder::new().name("journal.log".to_owned()).spawn(append) {
            Ok(appending) => self.appending = Some(appending),
            Err(_) => self.behind |= !lot.is_appended(&mut lock(&self.log)),
        }
    }

    /// Waits until what is appended beside is in the log.
    fn settle(&mut self) {
        let appended = self.appending.take().is_none_or(|appending| appending.join().unwrap_or(false));
        self.behind |= !appended;
    }

    /// Brings what was appended onto the disk once it has stood a second.
    pub(super) fn sync_when_due(&mut self, at: Millis) {
        if self.is_due(at) {
            self.sync(at);
        }
    }

    fn is_due(&self, at: Millis) -> bool {
        at.since(self.synced_at) >= SYNC_MILLIS || at < self.synced_at
    }

    /// Brings everything appended onto the disk.
    pub(super) fn sync(&mut self, at: Millis) {
        self.settle();
        if self.dirty {
            self.behind |= lock(&self.log).sync().is_err();
            self.dirty = false;
            self.synced_at = at;
        }
    }

    /// Tells whether all that was appended is on the disk.
    #[cfg(test)]
    pub(super) fn is_synced(&self) -> bool {
        !self.dirty
    }

    /// Says that the two may differ: the next opening compares all of both.
    pub(super) fn distrust(&mut self, store: &Store) -> Result<()> {
        self.fall_behind();
        forget_mark(store)
    }

    /// Says that something written since the mark may be missing: the next opening looks.
    pub(super) fn fall_behind(&mut self) {
        self.behind = true;
    }

    /// Notes up to where the two copies are equal, in a transaction that is written anyway.
    pub(super) fn write_mark(&mut self, on: &Db) -> SqlResult<()> {
        if self.appending.as_ref().is_some_and(JoinHandle::is_finished) {
            self.settle();
        }
        if self.dirty || self.behind || self.appending.is_some() {
            return Ok(());
        }
        let Rows { record, signature } = self.rows;
        mark::set_local(on, MARK, &format!("{} {record} {signature}", lock(&self.log).len()))
    }
}

/// Nothing is appended any more once the event may be opened again.
impl Drop for SecondCopy {
    fn drop(&mut self) {
        self.settle();
    }
}

/// What is appended at once.
struct Lot {
    origin: Origin,
    records: Vec<RawRecord>,
    signature: Option<HeadSignature>,
    /// The log is to be brought onto the disk behind it.
    is_due: bool,
}

impl Lot {
    /// Appends it; tells whether all of it is in the log and, where that was due, on the disk.
    fn is_appended(&self, log: &mut JournalLog) -> bool {
        let own = self.origin == Origin::Own;
        let mut batch = Batch::default();
        self.records.iter().for_each(|raw| batch.record(own, raw));
        self.signature.iter().for_each(|signature| batch.signature(own, signature));
        let appended = log.append_batch(&batch).is_ok();
        let synced = !self.is_due || log.sync().is_ok();
        appended && synced
    }
}

/// After a thread that panicked the log may hold half a frame: damage, which the next opening mends.
fn lock(log: &Mutex<JournalLog>) -> MutexGuard<'_, JournalLog> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Forgets up to where the two were equal: the next opening compares all of both.
pub(super) fn forget_mark(store: &Store) -> Result<()> {
    mark::set_local(&store.connection, MARK, "").map_err(|error| store.problem(error))
}

/// Reads the mark; none when there never was one.
pub(super) fn read_mark(on: &Db) -> SqlResult<Option<Mark>> {
    let text = mark::local(on, MARK)?;
    Ok(text.and_then(|text| {
        let mut numbers = text.split(' ');
        let length = numbers.next()?.parse().ok()?;
        let rows = Rows { record: numbers.next()?.parse().ok()?, signature: numbers.next()?.parse().ok()? };
        Some(Mark { length, rows })
    }))
}

/// Opens the log, or says that it is missing.
pub(super) fn open(path: &Path) -> Result<Option<JournalLog>> {
    match JournalLog::open(path) {
        Ok(log) => Ok(Some(log)),
        Err(OpenError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(OpenError::Io(error)) => Err(Error::from_io(path, error)),
        Err(OpenError::Newer) => Err(Error::event_newer(path)),
        Err(OpenError::NotALog) => Err(Error::event_damaged(path)),
    }
}

#[cfg(test)]
mod tests;
