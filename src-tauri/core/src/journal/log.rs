//! journal.log: the second copy of every record and signature, framed and checksummed.
//!
//! Owns the file's bytes and nothing of what they mean: whether a record fits is for those who read it.
//! The file begins with [`FIRST_LINE`]; each frame is a length (u32, little end first), the CRC-32 of the
//! payload, and the payload. It only ever grows, but for the cutting of a torn end.

mod frame;
mod scan;
#[cfg(test)]
mod tests;

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

pub use frame::{Batch, Content, Frame};
pub use scan::{Damaged, Frames, Torn};

/// What the file begins with; the number is the format's version.
pub const FIRST_LINE: &[u8] = b"gatehouse-journal-log 1\n";

/// Why a file is not opened as a journal.log.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the journal log cannot be read")]
    Io(#[from] io::Error),
    #[error("not a journal log")]
    NotALog,
    #[error("a journal log of a newer program")]
    Newer,
}

/// An open journal.log, ready for frames to be added.
#[derive(Debug)]
pub struct JournalLog {
    file: File,
    path: PathBuf,
    length: u64,
}

impl JournalLog {
    /// Creates an empty log; refuses when the file exists.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).append(true).create_new(true).open(path)?;
        file.write_all(FIRST_LINE)?;
        file.sync_all()?;
        Ok(Self { file, path: path.to_owned(), length: FIRST_LINE.len() as u64 })
    }

    /// Opens a log; reads its first line only, so the cost does not grow with the file.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let mut file = OpenOptions::new().read(true).append(true).open(path)?;
        let mut first = Vec::with_capacity(FIRST_LINE.len());
        Read::by_ref(&mut file).take(FIRST_LINE.len() as u64).read_to_end(&mut first)?;
        let (name, version) = first.split_at(first.len().min(FIRST_LINE.len() - 2));
        match version {
            _ if first == FIRST_LINE => {}
            [b'2'..=b'9', _] if FIRST_LINE.starts_with(name) => return Err(OpenError::Newer),
            _ => return Err(OpenError::NotALog),
        }
        let length = file.seek(SeekFrom::End(0))?;
        Ok(Self { file, path: path.to_owned(), length })
    }

    /// Gives where the log lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads frames from that offset on, [`FIRST_LINE`]'s length being the first frame's.
    pub fn scan_from(&self, offset: u64) -> io::Result<Frames> {
        Frames::new(File::open(&self.path)?, offset.max(FIRST_LINE.len() as u64))
    }

    /// Adds frames at the end, as [`Self::append_batch`] does.
    pub fn append(&mut self, frames: &[Frame]) -> io::Result<u64> {
        self.append_batch(&frames.iter().collect())
    }

    /// Adds frames at the end with one write and gives the first one's offset; does not sync.
    ///
    /// After an error nothing of them is left, as far as the disk lets it be taken back.
    pub fn append_batch(&mut self, batch: &Batch) -> io::Result<u64> {
        let (bytes, offset) = (batch.bytes(), self.length);
        if let Err(error) = self.file.write_all(bytes) {
            // A torn frame left behind is found and cut by the next scan.
            let _ = self.file.set_len(offset);
            self.length = self.file.metadata().map_or(offset, |metadata| metadata.len());
            return Err(error);
        }
        self.length += bytes.len() as u64;
        Ok(offset)
    }

    /// Cuts off a torn end that a scan has found, and syncs.
    pub fn cut(&mut self, torn: Torn) -> io::Result<()> {
        self.file.set_len(torn.at)?;
        self.length = torn.at;
        self.file.sync_all()
    }

    /// Makes all that was added outlast a power cut.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Gives the file's length in bytes: where the next frame will stand.
    #[expect(clippy::len_without_is_empty, reason = "a log always holds its first line")]
    pub fn len(&self) -> u64 {
        self.length
    }
}
