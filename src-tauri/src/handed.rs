//! Files of other desks that were handed to the window, until they are used or let go.
//!
//! They come as bytes from the page, or as a path the program was started with.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use gatehouse_core::error::{Code, Error, Result};
use gatehouse_core::exchange::{FileKind, recognise};
use gatehouse_core::text::Text;
use serde::Serialize;
use tempfile::TempPath;

/// First bytes that tell what a file is.
const FIRST: usize = 20;

/// A file that waits to be used.
pub struct Handed {
    pub name: String,
    pub kind: FileKind,
    place: Place,
}

/// Whose the file on the disk is.
enum Place {
    /// A person's, left as it is.
    Theirs(PathBuf),
    /// A copy of what the page sent, gone with this value.
    Copy(TempPath),
}

/// What the page knows of a file handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandedView {
    pub name: String,
    pub kind: &'static str,
}

impl Handed {
    /// Keeps bytes that came from the page.
    pub fn of_bytes(name: &str, bytes: &[u8]) -> Result<Self> {
        let kind = kind_of(bytes)?;
        let folder = std::env::temp_dir();
        let io = |error| Error::from_io(&folder, error);
        let mut file = tempfile::NamedTempFile::new_in(&folder).map_err(io)?;
        file.write_all(bytes).map_err(io)?;
        Ok(Self { name: name.to_owned(), kind, place: Place::Copy(file.into_temp_path()) })
    }

    /// Takes a file where it lies.
    pub fn of_path(path: &Path) -> Result<Self> {
        let io = |error| Error::from_io(path, error);
        let mut first = Vec::with_capacity(FIRST);
        File::open(path).map_err(io)?.take(FIRST as u64).read_to_end(&mut first).map_err(io)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, kind: kind_of(&first)?, place: Place::Theirs(path.to_owned()) })
    }

    pub fn path(&self) -> &Path {
        match &self.place {
            Place::Theirs(path) => path,
            Place::Copy(path) => path,
        }
    }

    /// Says an error with the name the person knows, where the path is only that of our copy.
    pub fn named(&self, mut error: Error) -> Error {
        let shown = self.path().display().to_string();
        for text in [&mut error.message.en, &mut error.message.zh] {
            *text = text.replace(&shown, &self.name);
        }
        error
    }

    pub fn view(&self) -> HandedView {
        let kind = match self.kind {
            FileKind::Bundle => "bundle",
            FileKind::Kit => "kit",
        };
        HandedView { name: self.name.clone(), kind }
    }
}

fn kind_of(first: &[u8]) -> Result<FileKind> {
    recognise(first).ok_or_else(|| {
        Error::new(
            Code::BadFile,
            Text::new("This is no file of a Gatehouse desk.", "这不是 Gatehouse 工作台的文件。"),
            Text::new(
                "Choose a .ghbundle of another desk, or the .ghkit made for this one.",
                "请选择其他工作台的 .ghbundle，或为本机制作的 .ghkit。",
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_is_known_by_its_first_line_whatever_its_name() {
        let kit = Handed::of_bytes("holiday.jpg", b"gatehouse-kit 1\nsealed").unwrap();
        assert_eq!(kit.view().kind, "kit");
        assert!(Handed::of_bytes("list.ghkit", b"name,email\n").is_err());
    }

    #[test]
    fn an_error_names_the_file_as_the_person_knows_it() {
        let kit = Handed::of_bytes("Back door.ghkit", b"gatehouse-kit 1\n").unwrap();
        let said = kit.named(Error::wrong_passphrase(kit.path()));
        assert!(said.message.en.ends_with(": Back door.ghkit"), "{}", said.message.en);
    }

    #[test]
    fn a_copy_is_gone_with_its_value_and_a_persons_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let theirs = folder.path().join("a.ghbundle");
        std::fs::write(&theirs, b"gatehouse-bundle 1\n").unwrap();
        let copy = Handed::of_bytes("a.ghbundle", b"gatehouse-bundle 1\n").unwrap();
        let copied = copy.path().to_owned();
        assert!(copied.exists());
        drop((copy, Handed::of_path(&theirs).unwrap()));
        assert!(!copied.exists());
        assert!(theirs.exists());
    }
}
