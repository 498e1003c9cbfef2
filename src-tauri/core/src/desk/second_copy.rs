//! `journal.log` as a desk keeps it: appended after each COMMIT, synced within a second, marked in event.db.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::files::sync_folder_of;
use crate::ids::EventId;
use crate::journal::codec;
use crate::journal::log::{Content, Frame, JournalLog, OpenError};
use crate::journal::record::RawRecord;
use crate::journal::signature::HeadSignature;
use crate::store::{self, Db, SqlResult, Store, mark, problem};

/// At the latest this long after a record was appended it is on the disk.
const SYNC_MILLIS: i64 = 1_000;
const MARK: &str = "journal_log";
/// Frames written at once when the log is written anew.
const SLICE: usize = 1_000;

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

    /// Writes the log anew without the bodies of the records told by their headers.
    pub(super) fn erase(&mut self, path: &Path, is_erased: impl Fn(&[u8]) -> bool) -> Result<()> {
        let io = |error| Error::from_io(path, error);
        let mut anew = Anew::begin(path)?;
        let mut frames = self.log.scan_from(0).map_err(io)?;
        for frame in frames.by_ref() {
            anew.put(erased(frame.map_err(io)?.1, &is_erased)).map_err(io)?;
        }
        self.behind |= !frames.damaged().is_empty() || frames.torn().is_some();
        drop(frames);
        self.take(anew, path)
    }

    /// Writes the log anew in the order of event.db, then what only the log holds; the damaged one is kept aside.
    pub(super) fn mend(&mut self, path: &Path, aside: &Path, store: &Store, event: EventId) -> Result<()> {
        let io = |error| Error::from_io(path, error);
        let sql = |error| store.problem(error);
        let on = &store.connection;
        fs::hard_link(path, aside).or_else(|_| fs::copy(path, aside).map(drop)).map_err(io)?;
        let mut anew = Anew::begin(path)?;
        store::record::each_after(on, store.path(), 0, |stored| {
            anew.put(Frame { own: stored.own, content: Content::Record(stored.raw) }).map_err(io)
        })?;
        for signature in store::signature::all(on, event).map_err(sql)? {
            anew.put(Frame { own: false, content: Content::Signature(signature) }).map_err(io)?;
        }
        for frame in self.log.scan_from(0).map_err(io)? {
            let (_, frame) = frame.map_err(io)?;
            let Content::Record(raw) = &frame.content else { continue };
            if !store::record::holds(on, codec::record_id(&raw.header)).map_err(sql)? {
                anew.put(frame).map_err(io)?;
            }
        }
        self.take(anew, path)
    }

    /// Goes on with a log that was written anew.
    fn take(&mut self, anew: Anew, path: &Path) -> Result<()> {
        anew.finish(path).map_err(|error| Error::from_io(path, error))?;
        self.log = open(path)?.ok_or_else(|| Error::event_damaged(path))?;
        self.dirty = false;
        Ok(())
    }

    /// Says that the two may differ: the next opening compares all of both.
    pub(super) fn distrust(&mut self, store: &mut Store) -> Result<()> {
        self.behind = true;
        forget_mark(store)
    }

    /// Notes up to where the two copies are equal, in a transaction that is written anyway.
    pub(super) fn write_mark(&self, on: &Db) -> SqlResult<()> {
        if self.dirty || self.behind {
            return Ok(());
        }
        mark::set_local(on, MARK, &format!("{} {}", self.log.len(), self.n))
    }
}

/// A log on its way to its name; under that stands the old one until this one is whole.
struct Anew {
    part: PathBuf,
    log: JournalLog,
    slice: Vec<Frame>,
}

impl Anew {
    fn begin(path: &Path) -> Result<Self> {
        let part = path.with_extension("log.part");
        // What a program that was killed left here was never the log.
        let _ = fs::remove_file(&part);
        let log = JournalLog::create(&part).map_err(|error| Error::from_io(path, error))?;
        Ok(Self { part, log, slice: Vec::with_capacity(SLICE) })
    }

    fn put(&mut self, frame: Frame) -> io::Result<()> {
        self.slice.push(frame);
        if self.slice.len() == SLICE {
            self.log.append(&self.slice)?;
            self.slice.clear();
        }
        Ok(())
    }

    fn finish(mut self, path: &Path) -> io::Result<()> {
        self.log.append(&self.slice)?;
        self.log.sync()?;
        fs::rename(&self.part, path).and_then(|()| sync_folder_of(path))
    }
}

fn erased(frame: Frame, is_erased: &impl Fn(&[u8]) -> bool) -> Frame {
    match frame.content {
        Content::Record(raw) if is_erased(&raw.header) => {
            Frame { own: frame.own, content: Content::Record(raw.without_body()) }
        }
        content => Frame { own: frame.own, content },
    }
}

/// Forgets up to where the two were equal: the next opening compares all of both.
pub(super) fn forget_mark(store: &mut Store) -> Result<()> {
    let path = store.path().to_owned();
    store.transaction(|on| mark::set_local(on, MARK, "").map_err(|error| problem::of(&path, error)))
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
