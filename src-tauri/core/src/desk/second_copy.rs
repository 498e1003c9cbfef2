//! `journal.log` as a desk keeps it: appended after each COMMIT, synced within a second, marked in event.db.

use std::path::Path;

use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::journal::log::{Content, Frame, JournalLog, OpenError};
use crate::journal::record::RawRecord;
use crate::journal::signature::HeadSignature;
use crate::store::{Db, SqlResult, mark};

/// At the latest this long after a record was appended it is on the disk.
const SYNC_MILLIS: i64 = 1_000;
const MARK: &str = "journal_log";

/// The second copy of every record and signature.
pub(super) struct SecondCopy {
    pub log: JournalLog,
    /// The last row of `record` that was appended.
    pub n: i64,
    synced_at: Millis,
    dirty: bool,
    /// Set when an append failed: the next opening makes the two equal again.
    behind: bool,
}

/// Up to where event.db and journal.log were last known to be equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub length: u64,
    /// The last row of `record`.
    pub n: i64,
}

impl SecondCopy {
    /// Takes a log that is equal to event.db up to row `n`.
    pub(super) fn new(log: JournalLog, n: i64) -> Self {
        Self { log, n, synced_at: Millis(0), dirty: false, behind: false }
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
        let frames: Vec<Frame> = records
            .map(|raw| Content::Record(raw.clone()))
            .chain(signature.map(|signature| Content::Signature(*signature)))
            .map(|content| Frame { own, content })
            .collect();
        self.n += frames.iter().filter(|frame| matches!(frame.content, Content::Record(_))).count() as i64;
        self.behind |= self.log.append(&frames).is_err();
        self.dirty = true;
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

    /// Notes up to where the two copies are equal, in a transaction that is written anyway.
    pub(super) fn write_mark(&self, on: &Db) -> SqlResult<()> {
        if self.dirty || self.behind {
            return Ok(());
        }
        mark::set_local(on, MARK, &format!("{} {}", self.log.len(), self.n))
    }
}

/// Reads the mark; none when there never was one.
pub(super) fn read_mark(on: &Db) -> SqlResult<Option<Mark>> {
    let text = mark::local(on, MARK)?;
    Ok(text.and_then(|text| {
        let (length, n) = text.split_once(' ')?;
        Some(Mark { length: length.parse().ok()?, n: n.parse().ok()? })
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
