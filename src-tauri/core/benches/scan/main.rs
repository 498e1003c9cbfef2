//! How long a scan takes: code text to decision to durable commit, at 100,000 guests and 1,000,000
//! records, against the least a durable answer can cost on this disk, measured in the same run.

mod build;
mod measure;
mod table;

use std::path::{Path, PathBuf};

use gatehouse_core::desk::{Desk, Surroundings};
use gatehouse_core::error::Result;

fn main() -> Result<()> {
    let folder = bench_folder();
    let event = build::event(&folder)?;
    let scratch = folder.join("run");
    copy(&event, &scratch);
    let mut desk = Desk::open(&scratch, Surroundings::system())?;
    let records = desk.fingerprint()?.records;
    let codes = measure::screened(&mut desk, measure::ALONE + measure::BESIDE)?;
    let alone = measure::alone(&mut desk, &codes[..measure::ALONE], &folder)?;
    let beside = measure::beside_import(desk, &codes[measure::ALONE..])?;
    let text = table::markdown(build::GUESTS, records, &alone, &beside);
    println!("{text}");
    let _ = std::fs::write(folder.join("scan.md"), text);
    let _ = std::fs::remove_dir_all(scratch);
    Ok(())
}

/// Gives `bench` in cargo's target folder.
fn bench_folder() -> PathBuf {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().unwrap_or(temporary).join("bench")
}

/// Copies the built event, so that each run starts from the same one.
#[expect(clippy::expect_used, reason = "without a copy there is nothing to measure")]
fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).expect("a folder for the copy");
    for entry in std::fs::read_dir(from).expect("the built event").flatten() {
        if entry.path().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copied file");
        }
    }
}
