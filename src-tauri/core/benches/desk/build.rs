//! An event of the size measured at, built once through the desk itself and kept for later runs.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use gatehouse_core::desk::{BadgeChoice, Desk, GuestListFile, ImportOptions, NewEvent, Surroundings};
use gatehouse_core::error::Result;
use gatehouse_core::settings::Operator;

pub const GUESTS: usize = 100_000;
/// What the list's file is called.
pub const FILE: &str = "guests.csv";
const RECORDS: u64 = 1_000_000;
/// Changes with the way the event is built.
const BUILT: &str = "event-2";

/// Gives the built event, building it first where it is not there.
pub fn event(folder: &Path) -> Result<PathBuf> {
    let event = folder.join(BUILT);
    if event.is_dir() {
        return Ok(event);
    }
    let making = folder.join("making");
    let _ = std::fs::remove_dir_all(&making);
    let _ = std::fs::create_dir_all(folder);
    eprintln!("Building {GUESTS} guests and {RECORDS} records; this takes some minutes, once.");
    let new = NewEvent { name: "Measured".into(), capacity: Some(90_000), ..NewEvent::default() };
    let mut desk = Desk::create(&making, new, Surroundings::system())?;
    fill(&mut desk)?;
    desk.close()?;
    let _ = std::fs::rename(&making, &event);
    Ok(event)
}

/// Imports the list, issues all badges, then imports newer lists until the journal is long enough.
fn fill(desk: &mut Desk) -> Result<()> {
    let by = desk.operator(None)?;
    import(desk, &by, 0)?;
    desk.make_badges(&by, &BadgeChoice::All)?;
    for round in 1.. {
        let records = desk.fingerprint()?.records;
        if records >= RECORDS {
            break;
        }
        eprintln!("  {records} records");
        import(desk, &by, round)?;
    }
    Ok(())
}

fn import(desk: &mut Desk, by: &Operator, round: u32) -> Result<()> {
    let plan = desk.plan_import(list(round).as_bytes(), FILE, &ImportOptions::default())?;
    desk.apply_import(by, &plan, FILE).map(drop)
}

/// Gives a list as the file it came as.
pub fn file<'f>(list: &'f str, options: &'f ImportOptions) -> GuestListFile<'f> {
    GuestListFile { bytes: list.as_bytes(), name: FILE, options }
}

/// Gives the guest list as its `round`th change has it: every guest has moved to another company.
pub fn list(round: u32) -> String {
    let surnames = ["王", "李", "张", "Nguyễn ", "Müller ", "Souza ", "O'Connor ", "Łukasz "];
    let mut list = String::from("id,name,email,company,category\n");
    for guest in 0..GUESTS {
        let surname = surnames[guest % surnames.len()];
        let category = if guest % 10 == 0 { "vip" } else { "engineer" };
        let _ = writeln!(list, "G{guest},{surname}{guest},g{guest}@example.com,Company {round},{category}");
    }
    list
}
