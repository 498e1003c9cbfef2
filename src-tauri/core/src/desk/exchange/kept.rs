//! Files being taken in, kept in the event folder until their last slice: a stick may be pulled meanwhile,
//! and what was cut off is finished at the next opening.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::files::Part;
use crate::ids::hex;

const FOLDER: &str = "merging";
const ENDING: &str = "ghbundle";

/// Copies a checked file into the event's folder; gives the copy.
///
/// # Errors
/// What the disk refuses.
pub(super) fn keep(event: &Path, path: &Path, hash: &[u8; 32]) -> Result<PathBuf> {
    let folder = event.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|error| Error::from_io(&folder, error))?;
    let name = hex(&hash[..16]);
    let kept = folder.join(format!("{name}.{ENDING}"));
    if kept == path {
        return Ok(kept);
    }
    // One cut off earlier may be torn itself; the file is at hand again now.
    forget(&kept)?;
    let part = Part::begin(&folder, &name)?;
    let copied = File::open(path).and_then(|mut from| io::copy(&mut from, &mut part.file()));
    copied.map_err(|error| match error.kind() {
        // What is full is never what is read from.
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Error::disk_full(&folder).caused_by(error)
        }
        _ => Error::from_io(path, error),
    })?;
    part.finish(&kept)?;
    Ok(kept)
}

/// Takes the copy of a file away once all of it is in.
pub(in crate::desk) fn forget(kept: &Path) -> Result<()> {
    match fs::remove_file(kept) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::from_io(kept, error)),
        _ => Ok(()),
    }
}

/// Gives the files whose merge was cut off, by name.
pub(in crate::desk) fn unfinished(event: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(event.join(FOLDER)).into_iter().flatten().flatten();
    let ours = |path: &PathBuf| path.extension().is_some_and(|ending| ending == ENDING);
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(ours).collect();
    files.sort_unstable();
    files
}
