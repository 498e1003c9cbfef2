//! What takes in or goes over much at once: a list's import, verifying, making the views anew.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gatehouse_core::desk::handle::Go;
use gatehouse_core::desk::{Desk, DeskHandle, ImportOptions, NewEvent, Surroundings};
use gatehouse_core::error::Result;
use gatehouse_core::text::Lang;

use crate::build;

/// How long a list took.
pub struct Import {
    /// To plan alone.
    pub plan: Duration,
    /// To plan and to apply.
    pub whole: Duration,
    /// `sqlite3 .import` of the same file, durable; none where that program is not there.
    pub floor: Option<Duration>,
}

/// Takes the list into an event that has nobody yet.
pub fn import(folder: &Path) -> Result<Import> {
    let event = folder.join("import");
    let _ = std::fs::remove_dir_all(&event);
    let list = build::list(0);
    let floor = floor(folder, &list);
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
    Ok(Import { plan, whole, floor })
}

/// The least a list can cost: the same file into a table without a single index.
fn floor(folder: &Path, list: &str) -> Option<Duration> {
    let (file, database) = (folder.join("floor.csv"), folder.join("floor.db"));
    let _ = std::fs::remove_file(&database);
    std::fs::write(&file, list).ok()?;
    let begun = Instant::now();
    let import = format!(".import --csv '{}' guests", file.display());
    let done = Command::new("sqlite3").arg(&database).args([".mode csv", &import]).output().ok()?;
    let took = begun.elapsed();
    let _ = (std::fs::remove_file(&file), std::fs::remove_file(&database));
    done.status.success().then_some(took)
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
