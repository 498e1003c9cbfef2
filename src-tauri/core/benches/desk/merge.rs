//! Taking in what another desk recorded: an evening's scans, a million records, and scans meanwhile.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gatehouse_core::desk::{
    Carried, Desk, DeskHandle, ImportOptions, Look, NewDesk, Scan, Shown, Surroundings,
};
use gatehouse_core::error::Result;
use gatehouse_core::journal::fact::Outcome;
use gatehouse_core::settings::Operator;
use gatehouse_core::text::Lang;

use crate::measure::Beside;
use crate::{build, copy, measure};

/// Guests let in at the other desk, with three steps and a scan each.
const LET_IN: usize = 25_000;
/// Newer lists the other desk imports, a record a guest.
const LISTS: u32 = 10;
/// Changes with the way the files are made.
const BUILT: &str = "merge-1";
const PASSPHRASE: &str = "a measured kit";

/// How long taking files in took.
pub struct Merged {
    pub evening: Took,
    pub million: Took,
    /// Scans while the large file was taken in.
    pub beside: Beside,
}

pub struct Took {
    pub records: u64,
    /// Of the file.
    pub bytes: u64,
    pub took: Duration,
}

/// Takes both files in, each into the full event as it was, and the large one again with people coming in.
pub fn merge(folder: &Path, event: &Path, scratch: &Path) -> Result<Merged> {
    let made = made(folder, event)?;
    let file = |name: &str| made.join(name);
    let evening = taken(&made, scratch, &file("evening"))?;
    let million = taken(&made, scratch, &file("million"))?;
    let beside = beside(&made, scratch, file("million"))?;
    Ok(Merged { evening, million, beside })
}

fn taken(made: &Path, scratch: &Path, file: &Path) -> Result<Took> {
    copy(&made.join("event"), scratch);
    let desk = Desk::open(scratch, Surroundings::system())?;
    let by = desk.operator(None)?;
    let handle = DeskHandle::start(desk)?;
    let begun = Instant::now();
    let taken = handle.merge(&by, file, |_, _| ())?;
    let took = begun.elapsed();
    handle.stop()?;
    assert_eq!((taken.known, taken.waiting), (0, 0), "all of it is new and joins");
    eprintln!("  {} records taken in, {:.1} s", taken.new, took.as_secs_f64());
    Ok(Took { records: taken.new, bytes: fs::metadata(file).map_or(0, |file| file.len()), took })
}

fn beside(made: &Path, scratch: &Path, file: PathBuf) -> Result<Beside> {
    copy(&made.join("event"), scratch);
    let mut desk = Desk::open(scratch, Surroundings::system())?;
    let codes = measure::screened(&mut desk, LET_IN, measure::BESIDE)?;
    let by = desk.operator(None)?;
    measure::beside(desk, &codes, move |handle| handle.merge(&by, &file, |_, _| ()).map(drop))
}

/// Gives the folder with the event, and what another desk recorded meanwhile as two files; made once.
fn made(folder: &Path, event: &Path) -> Result<PathBuf> {
    let built = folder.join(BUILT);
    if built.is_dir() {
        return Ok(built);
    }
    let making = folder.join("making-merge");
    let _ = fs::remove_dir_all(&making);
    eprintln!("Recording at another desk; this takes some minutes, once.");
    copy(event, &making.join("event"));
    let (kit, other) = (making.join("kit"), making.join("other"));
    let mut desk = Desk::open(&making.join("event"), Surroundings::system())?;
    let by = desk.operator(None)?;
    let new = NewDesk { name: "Other".into(), organiser: false, work: Some(4) };
    desk.add_desk(&by, &new, &kit, PASSPHRASE)?;
    let own = desk.desk_name();
    desk.close()?;
    let mut desk = Desk::join(&kit, &other, PASSPHRASE, Surroundings::system())?;
    eprintln!("  joined");
    let by = desk.operator(None)?;
    let_in(&mut desk, &by)?;
    let Carried { records, .. } = desk.export(&by, &making.join("evening"), Some(&own))?;
    eprintln!("  {records} records of an evening");
    for round in 1..=LISTS {
        let plan =
            desk.plan_import(build::list(1_000 + round).as_bytes(), build::FILE, &ImportOptions::default())?;
        desk.apply_import(&by, &plan, build::FILE)?;
    }
    desk.export(&by, &making.join("million"), Some(&own))?;
    desk.close()?;
    let _ = (fs::remove_dir_all(other), fs::remove_file(kit), fs::rename(making, &built));
    Ok(built)
}

fn let_in(desk: &mut Desk, by: &Operator) -> Result<()> {
    let steps: Vec<String> = desk.settings().steps.iter().map(|step| step.key.clone()).collect();
    for guest in desk.guests("", 0, LET_IN, Lang::En)?.guests {
        for step in &steps {
            desk.screen(by, &guest.id, step, Outcome::Pass, None)?;
        }
        let what = Shown::Codes(guest.badge.map(|badge| badge.code).into_iter().collect());
        let scan = Scan { what, checkpoint: None, direction: None, look: Look::Decide };
        desk.scan(by, &scan, Lang::En)?;
    }
    Ok(())
}
