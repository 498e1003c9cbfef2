//! What takes in or goes over much at once: a list's import, verifying, making the views anew.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gatehouse_core::desk::handle::Go;
use gatehouse_core::desk::{Desk, DeskHandle, ImportOptions, NewEvent, Surroundings};
use gatehouse_core::error::Result;
use gatehouse_core::text::Lang;

use rusqlite::{Connection, params_from_iter};

use crate::build;

/// How long a list took.
pub struct Import {
    /// To plan alone.
    pub plan: Duration,
    /// To plan and to apply.
    pub whole: Duration,
    /// The same file into a table without a single index, durable, and by what.
    pub floor: Duration,
    pub floor_is: &'static str,
}

/// Takes the list into an event that has nobody yet.
pub fn import(folder: &Path) -> Result<Import> {
    let event = folder.join("import");
    let _ = std::fs::remove_dir_all(&event);
    let list = build::list(0);
    let (floor, floor_is) = floor(folder, &list);
    let new = NewEvent { name: "Measured".into(), ..NewEvent::default() };
    let desk = Desk::create(&event, new, Surroundings::system())?;
    let by = desk.operator(None)?;
    let handle = DeskHandle::start(desk)?;
    let options = ImportOptions::default();
    let file = build::file(&list, &options);
    let begun = Instant::now();
    handle.plan_import(file)?;
    let plan = begun.elapsed();
    let begun = Instant::now();
    handle.import(&by, file, |_, _| Go::On)?;
    let whole = begun.elapsed();
    handle.stop()?;
    let _ = std::fs::remove_dir_all(event);
    Ok(Import { plan, whole, floor, floor_is })
}

/// The least a list can cost: by the `sqlite3` program, or where that is not there by the same library.
#[expect(clippy::expect_used, reason = "without the floor there is no ratio")]
fn floor(folder: &Path, list: &str) -> (Duration, &'static str) {
    let (file, database) = (folder.join("floor.csv"), folder.join("floor.db"));
    let _ = std::fs::remove_file(&database);
    std::fs::write(&file, list).expect("the list as a file");
    let begun = Instant::now();
    let import = format!(".import --csv '{}' guests", file.display());
    let done = Command::new("sqlite3").arg(&database).args([".mode csv", &import]).output();
    let taken = match done.is_ok_and(|done| done.status.success()) {
        true => (begun.elapsed(), "`sqlite3 .import`"),
        false => (inserted(&file, &database).expect("the rows inserted"), "a plain insert"),
    };
    let _ = (std::fs::remove_file(&file), std::fs::remove_file(&database));
    taken
}

fn inserted(file: &Path, database: &Path) -> std::result::Result<Duration, Box<dyn std::error::Error>> {
    let _ = std::fs::remove_file(database);
    let begun = Instant::now();
    let mut on = Connection::open(database)?;
    on.execute_batch("CREATE TABLE guests (id, name, email, company, category)")?;
    let all = on.transaction()?;
    {
        let mut insert = all.prepare("INSERT INTO guests VALUES (?, ?, ?, ?, ?)")?;
        for row in csv::Reader::from_path(file)?.records() {
            insert.execute(params_from_iter(row?.iter()))?;
        }
    }
    all.commit()?;
    Ok(begun.elapsed())
}

/// How long going over the whole journal took.
pub struct Whole {
    pub records: u64,
    pub rebuild: Duration,
    pub verify: Duration,
}

/// Makes all views anew, and checks every record, both copies and the views.
pub fn whole(desk: &mut Desk) -> Result<Whole> {
    let begun = Instant::now();
    desk.rebuild()?;
    let rebuild = begun.elapsed();
    let begun = Instant::now();
    let report = desk.verify(Lang::En)?;
    assert!(report.ok, "a measured journal is sound: {:?}", report.problems);
    Ok(Whole { records: report.records, rebuild, verify: begun.elapsed() })
}
