//! How long a desk takes at 100,000 guests and 1,000,000 records, each next to the least it can cost on this
//! disk, measured in the same run. A name on the command line measures that part alone: `scan`, `backup`, `import`,
//! `search`, `whole`, `merge`.

mod build;
mod bulk;
mod measure;
mod merge;
mod search;
mod table;

use std::path::{Path, PathBuf};

use gatehouse_core::desk::{Desk, Surroundings};
use gatehouse_core::error::Result;

/// The one the programs use.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let wanted = |part: &str| asked.is_empty() || asked.iter().any(|name| name == part);
    let folder = bench_folder();
    let _ = std::fs::create_dir_all(&folder);
    let mut table = table::Table::new(build::GUESTS);
    if wanted("search") {
        table.search(&search::keystrokes());
    }
    if wanted("import") {
        table.import(&bulk::import(&folder)?);
    }
    if ["whole", "scan", "backup", "merge"].into_iter().any(wanted) {
        full(&folder, &mut table, wanted)?;
    }
    let text = table.markdown();
    println!("{text}");
    let _ = std::fs::write(folder.join("bench.md"), text);
    Ok(())
}

/// Measures what needs the full event, each part from a copy of the same one.
fn full(folder: &Path, table: &mut table::Table, wanted: impl Fn(&str) -> bool) -> Result<()> {
    let event = build::event(folder)?;
    let scratch = folder.join("run");
    if wanted("whole") {
        copy(&event, &scratch);
        let mut desk = Desk::open(&scratch, Surroundings::system())?;
        table.whole(&bulk::whole(&mut desk)?);
    }
    if wanted("scan") {
        copy(&event, &scratch);
        let mut desk = Desk::open(&scratch, Surroundings::system())?;
        let codes = measure::screened(&mut desk, 0, measure::ALONE + measure::BESIDE)?;
        let alone = measure::alone(&mut desk, &codes[..measure::ALONE], folder)?;
        let beside = measure::beside_import(desk, &codes[measure::ALONE..])?;
        table.scans(&alone, &beside);
    }
    if wanted("backup") {
        copy(&event, &scratch);
        let mut desk = Desk::open(&scratch, Surroundings::system())?;
        let codes = measure::screened(&mut desk, 0, measure::BESIDE)?;
        table.backup(&measure::beside_backup(desk, &codes)?);
    }
    if wanted("merge") {
        table.merge(&merge::merge(folder, &event, &scratch)?);
    }
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
            let copy = to.join(entry.file_name());
            std::fs::copy(entry.path(), &copy).expect("a copied file");
            // Otherwise the disk is still at it while something else is measured.
            std::fs::File::open(copy).and_then(|copy| copy.sync_all()).expect("a copy on the disk");
        }
    }
}
