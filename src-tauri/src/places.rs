//! Sticks and other drives that can be taken out, found where the system puts them.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// A folder files can be carried to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CarryPlace {
    pub path: PathBuf,
    /// The drive's name; none for the event's own folder, from where nothing is pulled out.
    pub name: Option<String>,
}

/// Gives the drives that are plugged in, by name.
pub fn removable() -> Vec<CarryPlace> {
    roots().iter().flat_map(|root| drives_in(root)).collect()
}

/// Where the systems put drives: one folder a drive.
fn roots() -> Vec<PathBuf> {
    let user = std::env::var("USER").unwrap_or_default();
    let of_user = ["/media", "/run/media"].map(|root| Path::new(root).join(&user));
    of_user.into_iter().chain([PathBuf::from("/Volumes")]).collect()
}

fn drives_in(root: &Path) -> Vec<CarryPlace> {
    let Ok(entries) = fs::read_dir(root) else { return Vec::new() };
    let mut drives: Vec<CarryPlace> = entries
        .flatten()
        .map(|entry| entry.path())
        // The system's own disk stands there as a link.
        .filter(|path| path.is_dir() && !path.is_symlink())
        .map(|path| CarryPlace {
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()),
            path,
        })
        .collect();
    drives.sort_by(|one, other| one.path.cmp(&other.path));
    drives
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn drives_are_the_folders_there_by_name_and_files_are_none() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("STICK")).unwrap();
        fs::create_dir(root.path().join("BLUE")).unwrap();
        fs::write(root.path().join("note.txt"), "").unwrap();
        let names: Vec<_> = drives_in(root.path()).into_iter().filter_map(|drive| drive.name).collect();
        assert_eq!(names, ["BLUE", "STICK"]);
        assert_eq!(drives_in(Path::new("/no/such/place")), []);
    }
}
