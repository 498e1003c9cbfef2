//! Where the programs that were just built are.

use std::path::{Path, PathBuf};
use std::process::Command;

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

/// Builds the command line if it is not there yet or older than the sources, and gives it.
///
/// # Panics
/// When it does not build.
pub fn command_line() -> PathBuf {
    let program = program("gatehouse");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "-p", "gatehouse-cli"])
        .current_dir(root())
        .status()
        .expect("cargo is there: it started this test");
    assert!(built.success(), "the command line does not build");
    assert!(program.exists(), "{} was not built", program.display());
    program
}
