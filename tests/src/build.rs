//! Where the programs that were just built are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// Gives the folder of the whole house.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Gives a program built beside this test.
///
/// # Panics
/// When this test was not started from a cargo target folder.
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own file");
    let profile = test.ancestors().nth(2).expect("a test lies in target/<profile>/deps");
    profile.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Gives the command line, built first if it is not there or older than the sources.
///
/// # Panics
/// When it does not build.
pub fn command_line() -> PathBuf {
    let program = program("gatehouse");
    let built_at = fs::metadata(&program).and_then(|file| file.modified()).ok();
    if built_at.is_none_or(|at| {
        newest(&root().join("src-tauri/core")).max(newest(&root().join("src-tauri/cli"))) > at
    }) {
        let built =
            Command::new(env!("CARGO")).args(["build", "-p", "gatehouse-cli"]).current_dir(root()).status();
        assert!(built.is_ok_and(|status| status.success()), "the command line does not build");
    }
    program
}

/// Gives when the newest file in a folder was changed.
fn newest(folder: &Path) -> SystemTime {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let times = entries.map(|entry| match entry.path() {
        path if path.is_dir() => newest(&path),
        path => fs::metadata(path).and_then(|file| file.modified()).unwrap_or(UNIX_EPOCH),
    });
    times.max().unwrap_or(UNIX_EPOCH)
}
