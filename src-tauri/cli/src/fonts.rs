//! Where fonts for badges may lie.

use std::path::PathBuf;

/// Gives the folders to look in, the nearest first: the one set, beside the program, here, installed.
pub fn folders() -> Vec<PathBuf> {
    let set = std::env::var_os("GATEHOUSE_FONTS").map(PathBuf::from);
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.to_owned()));
    let beside = beside.into_iter().flat_map(|folder| [folder.join("fonts"), folder]);
    let usual = ["assets/fonts", "/usr/share/gatehouse/fonts"].map(PathBuf::from);
    set.into_iter().chain(beside).chain(usual).collect()
}
