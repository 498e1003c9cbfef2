//! `journal.log` as a desk keeps it: appended after each COMMIT, synced within a second, marked in event.db.

mod anew;

use std::path::Path;

pub(super) use anew::{each_lacking, part_of};

use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::journal::log::{Batch, JournalLog, OpenError};
use crate::journal::record::RawRecord;
use crate::journal::signature::HeadSignature;
use crate::store::{Db, SqlResult, Store, mark};

/// At the latest this long after a record was appended it is on the disk.
const SYNC_MILLIS: i64 = 1_000;
const MARK: &str = "journal_log";

/// The second copy of every record and signature.
pub(super) struct SecondCopy {
    pub log: JournalLog,
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
        Self { log, rows: Rows::default(), synced_at: Millis(0), dirty: false, behind: false }
    }

    /// Appends what was just committed; a failure never takes the commit back.
    pub(super) fn append<'r>(
        &mut self,
        records: impl Iterator<Item = &'r RawRecord>,
        signature: Option<&HeadSignature>,
        at: Millis,
    ) {
        self.append_as(true, records, signature, at);
    }

    /// Appends what came from another desk and was just committed.
    pub(super) fn append_others<'r>(
        &mut self,
        records: impl Iterator<Item = &'r RawRecord>,
        signature: Option<&HeadSignature>,
        at: Millis,
    ) {
        self.append_as(false, records, signature, at);
    }

    fn append_as<'r>(
        &mut self,
        own: bool,
        records: impl Iterator<Item = &'r RawRecord>,
        signature: Option<&HeadSignature>,
        at: Millis,
    ) {
        let mut batch = Batch::default();
        records.for_each(|raw| batch.record(own, raw));
        signature.iter().for_each(|signature| batch.signature(own, signature));
        self.rows.record += batch.records() as i64;
        self.rows.signature += i64::from(signature.is_some());
        self.behind |= self.log.append_batch(&batch).is_err();
        self.dirty = true;
        self.sync_when_due(at);
    }

    /// Brings what was appended onto the disk once it has stood a second.
    pub(super) fn sync_when_due(&mut self, at: Millis) {
        if at.since(self.synced_at) >= SYNC_MILLIS || at < self.synced_at {
            self.sync(at);
        }
    }

    /// Brings everything appended onto the disk.
    pub(super) fn sync(&mut self, at: Millis) {
        if self.dirty {
            self.behind |= self.log.sync().is_err();
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
    pub(super) fn write_mark(&self, on: &Db) -> SqlResult<()> {
        if self.dirty || self.behind {
            return Ok(());
        }
        let Rows { record, signature } = self.rows;
        mark::set_local(on, MARK, &format!("{} {record} {signature}", self.log.len()))
    }
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
