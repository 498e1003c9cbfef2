//! Writing journal.log anew: without what was erased, or from event.db where it does not read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{SecondCopy, open};
use crate::error::{Error, Result};
use crate::files::sync_folder_of;
use crate::ids::{DeskId, EventId};
use crate::journal::codec;
use crate::journal::log::{Content, Frame, JournalLog};
use crate::store::{self, Store};

/// Frames written at once.
const SLICE: usize = 1_000;

impl SecondCopy {
    /// Writes the log anew without the bodies of the records told by their headers.
    pub(in crate::desk) fn erase(&mut self, path: &Path, is_erased: impl Fn(&[u8]) -> bool) -> Result<()> {
        let io = |error| Error::from_io(path, error);
        let mut anew = Anew::begin(path)?;
        let mut frames = self.log().scan_from(0).map_err(io)?;
        for frame in frames.by_ref() {
            anew.put(erased(frame.map_err(io)?.1, &is_erased)).map_err(io)?;
        }
        self.behind |= !frames.damaged().is_empty() || frames.torn().is_some();
        drop(frames);
        self.take(anew, path)
    }

    /// Writes the log anew in the order of event.db, then what only the log holds; the damaged one is kept aside.
    pub(in crate::desk) fn mend(
        &mut self,
        path: &Path,
        aside: &Path,
        store: &Store,
        whose: (EventId, DeskId),
    ) -> Result<()> {
        let io = |error| Error::from_io(path, error);
        let sql = |error| store.problem(error);
        let on = &store.connection;
        fs::hard_link(path, aside).or_else(|_| fs::copy(path, aside).map(drop)).map_err(io)?;
        let mut anew = Anew::begin(path)?;
        each_lacking(store, whose, super::Rows::default(), |frame| anew.put(frame).map_err(io))?;
        let frames = self.log().scan_from(0).map_err(io)?;
        for frame in frames {
            let (_, frame) = frame.map_err(io)?;
            let held = match &frame.content {
                Content::Record(raw) => store::record::holds(on, codec::record_id(&raw.header)),
                Content::Signature(signature) => store::signature::holds(on, signature),
            };
            if !held.map_err(sql)? {
                anew.put(frame).map_err(io)?;
            }
        }
        self.take(anew, path)
    }

    /// Goes on with a log that was written anew.
    fn take(&mut self, anew: Anew, path: &Path) -> Result<()> {
        anew.finish(path).map_err(|error| Error::from_io(path, error))?;
        *self.log() = open(path)?.ok_or_else(|| Error::event_damaged(path))?;
        self.dirty = false;
        Ok(())
    }
}

/// Visits all that event.db holds behind these rows as frames: records with whose they are, then signatures.
pub(in crate::desk) fn each_lacking(
    store: &Store,
    (event, desk): (EventId, DeskId),
    behind: super::Rows,
    mut visit: impl FnMut(Frame) -> Result<()>,
) -> Result<()> {
    let (on, path) = (&store.connection, store.path());
    store::record::each_after(on, path, behind.record, |stored| {
        visit(Frame { own: stored.own, content: Content::Record(stored.raw) })
    })?;
    store::signature::each_after(on, path, event, behind.signature, |signature| {
        visit(Frame { own: signature.desk == desk, content: Content::Signature(signature) })
    })
}

/// Gives where a log is written anew before it has its name.
pub(in crate::desk) fn part_of(log: &Path) -> PathBuf {
    log.with_extension("log.part")
}

/// A log on its way to its name; under that stands the old one until this one is whole.
struct Anew {
    part: PathBuf,
    log: JournalLog,
    slice: Vec<Frame>,
}

impl Anew {
    fn begin(path: &Path) -> Result<Self> {
        let part = part_of(path);
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
