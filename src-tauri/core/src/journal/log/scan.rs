//! Reading journal.log from front to back, over damaged places.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::frame::{FRAME_LIMIT, Frame};

/// How much is read at once, in bytes.
const READ: usize = 1 << 20;

/// A stretch inside the log that holds no sound frame; sound ones follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged {
    pub from: u64,
    /// Where the next sound frame begins.
    pub to: u64,
}

/// An end of the log that holds no sound frame: what a power cut leaves of the last write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Torn {
    pub at: u64,
    /// From there to the end.
    pub bytes: u64,
}

/// The sound frames of a log with their offsets, in order.
///
/// What lay between them is told once they are read: [`Self::damaged`] and [`Self::torn`].
#[derive(Debug)]
pub struct Frames {
    file: File,
    /// Read from the file and not yet passed.
    window: Vec<u8>,
    passed: usize,
    /// Of the window's first byte not passed.
    offset: u64,
    ended: bool,
    /// Where the present stretch without a sound frame began.
    gap: Option<u64>,
    damaged: Vec<Damaged>,
}

impl Frames {
    pub(super) fn new(mut file: File, offset: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(offset))?;
        Ok(Self { file, window: Vec::new(), passed: 0, offset, ended: false, gap: None, damaged: Vec::new() })
    }

    /// Gives the damaged stretches passed so far.
    pub fn damaged(&self) -> &[Damaged] {
        &self.damaged
    }

    /// Gives the torn end, once all frames are read.
    pub fn torn(&self) -> Option<Torn> {
        let at = self.gap.filter(|_| self.ended)?;
        Some(Torn { at, bytes: self.offset - at })
    }

    /// Keeps a whole frame's length in the window as long as the file has it.
    fn fill(&mut self) -> io::Result<()> {
        if self.ended || self.window.len() - self.passed >= FRAME_LIMIT {
            return Ok(());
        }
        self.window.drain(..self.passed);
        self.passed = 0;
        let read = Read::by_ref(&mut self.file).take(READ as u64).read_to_end(&mut self.window)?;
        self.ended = read < READ;
        Ok(())
    }

    fn pass(&mut self, bytes: usize) {
        self.passed += bytes;
        self.offset += bytes as u64;
    }
}

impl Iterator for Frames {
    type Item = io::Result<(u64, Frame)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Err(error) = self.fill() {
                return Some(Err(error));
            }
            let rest = self.window.get(self.passed..).filter(|rest| !rest.is_empty())?;
            let at = self.offset;
            if let Some((frame, length)) = Frame::from_start(rest) {
                self.damaged.extend(self.gap.take().map(|from| Damaged { from, to: at }));
                self.pass(length);
                return Some(Ok((at, frame)));
            }
            // A damaged length leads nowhere, so every next byte may begin a sound frame; a record's
            // text cannot pass for one, since lengths hold a zero byte and JSON holds none.
            self.gap.get_or_insert(at);
            self.pass(1);
        }
    }
}
