//! Files read and written at a person's word: read within bounds, written whole or not at all.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use gatehouse_core::error::{Code, Error, Result};
use gatehouse_core::files::sync_folder_of;
use gatehouse_core::import::MAX_BYTES;
use gatehouse_core::text::Text;

/// Reads a file, one byte further than the largest list at most: enough for the core to see that it is too large.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    if path.is_dir() {
        return Err(a_folder(path));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| Error::from_io(path, error))?;
    Ok(bytes)
}

/// Reads a text file in UTF-8.
pub fn read_text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).map_err(|error| {
        Error::new(
            Code::BadFile,
            Text::new(
                format!("{} is not text in UTF-8.", path.display()),
                format!("{} 不是 UTF-8 文本。", path.display()),
            ),
            Text::new("Save it as UTF-8 and try again.", "请存成 UTF-8 后再试。"),
        )
        .caused_by(error)
    })
}

/// A file being written under a temporary name beside its final one; dropped unfinished, it leaves nothing.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    temporary: PathBuf,
    file: File,
    finished: bool,
}

impl Draft {
    /// Begins a file, so that a place that cannot be written to is known before any work is done.
    pub fn begin(path: &Path) -> Result<Self> {
        if path.is_dir() {
            return Err(a_folder(path));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let temporary = path.with_file_name(name);
        let file = File::create(&temporary).map_err(|error| Error::from_io(path, error))?;
        Ok(Self { path: path.to_owned(), temporary, file, finished: false })
    }

    /// Writes the bytes, brings them to the disk and gives the file its name.
    pub fn finish(mut self, bytes: &[u8]) -> Result<()> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_all());
        let named = written.and_then(|()| std::fs::rename(&self.temporary, &self.path));
        named.and_then(|()| sync_folder_of(&self.path)).map_err(|error| Error::from_io(&self.path, error))?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.finished {
            let _ = std::fs::remove_file(&self.temporary);
        }
    }
}

fn a_folder(path: &Path) -> Error {
    Error::new(
        Code::BadFile,
        Text::new(
            format!("This is a folder, not a file: {}", path.display()),
            format!("这是文件夹，不是文件：{}", path.display()),
        ),
        Text::new("Name a file in it.", "请指定其中的一个文件。"),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("badges.pdf");
        drop(Draft::begin(&path).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "an unfinished file leaves nothing");
        Draft::begin(&path).unwrap().finish(b"%PDF").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"%PDF");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_place_that_cannot_be_written_to_is_known_before_any_work() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Draft::begin(folder.path()).is_err());
        assert!(Draft::begin(&folder.path().join("missing").join("badges.pdf")).is_err());
    }
}
