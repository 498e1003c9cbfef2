//! Files that appear whole under their name or not at all.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A file on its way to its name; taken away again unless it gets it.
pub struct Part {
    path: PathBuf,
    file: File,
}

impl Part {
    /// Begins a file in the folder where it will stand; `unique` tells it from other files on their way there.
    ///
    /// # Errors
    /// What the disk refuses, so that a place that cannot be written to is known before any work is done.
    pub fn begin(folder: &Path, unique: &str) -> Result<Self> {
        let path = folder.join(format!(".gatehouse-{unique}.part"));
        // What a program that was killed left here under this name was never a file of anybody's.
        let opened = OpenOptions::new().create(true).truncate(true).write(true).open(&path);
        let file = opened.map_err(|error| Error::from_io(folder, error))?;
        Ok(Self { path, file })
    }

    /// Gives what is written to.
    pub const fn file(&self) -> &File {
        &self.file
    }

    /// Brings all to the disk and gives the file its name, never that of another file; gives its length in bytes.
    ///
    /// # Errors
    /// `already_exists`, and what the disk refuses.
    pub fn finish(self, path: &Path) -> Result<u64> {
        self.named(path).map_err(|error| Error::from_io(path, error))
    }

    fn named(&self, path: &Path) -> io::Result<u64> {
        self.file.sync_all()?;
        // A link takes no file's place. Where a file system has none, a look has to do.
        match fs::hard_link(&self.path, path) {
            Ok(()) => fs::remove_file(&self.path)?,
            Err(_) if path.exists() => return Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(&self.path, path)?,
        }
        sync_folder_of(path)?;
        self.file.metadata().map(|metadata| metadata.len())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Once it has its name there is nothing under this one any more.
        let _ = fs::remove_file(&self.path);
    }
}

/// Gives the folder a file stands in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Brings a file's name to the disk, where folders can be synced.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Write;

    use super::*;
    use crate::error::Code;

    #[test]
    fn a_file_appears_whole_or_not_at_all_and_takes_no_others_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ghbundle");
        let count = || fs::read_dir(folder.path()).unwrap().count();
        drop(Part::begin(folder.path(), "x").unwrap());
        assert_eq!(count(), 0, "an unfinished file leaves nothing");
        let part = Part::begin(folder.path(), "x").unwrap();
        part.file().write_all(b"first").unwrap();
        assert_eq!(part.finish(&path).unwrap(), 5);
        let second = Part::begin(folder.path(), "x").unwrap();
        assert_eq!(second.finish(&path).unwrap_err().code, Code::AlreadyExists);
        assert_eq!((fs::read(&path).unwrap(), count()), (b"first".to_vec(), 1));
    }
}
