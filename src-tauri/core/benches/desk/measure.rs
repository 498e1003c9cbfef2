//! The measurements: a scan by itself against the disk's floor, and scans while an import runs.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures")]

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use gatehouse_core::admission::DecisionKind;
use gatehouse_core::desk::handle::Go;
use gatehouse_core::desk::{Desk, DeskHandle, ImportOptions, Look, Scan, Shown};
use gatehouse_core::error::Result;
use gatehouse_core::journal::fact::Outcome;
use gatehouse_core::settings::Operator;
use gatehouse_core::text::Lang;

use crate::build;

/// Scans measured by themselves, and at most while the import runs.
pub const ALONE: usize = 2_000;
pub const BESIDE: usize = 2_000;
/// A calm moment between scans while the import runs: fifty people a second.
const PAUSE: Duration = Duration::from_millis(20);

/// Times of the scans and, in between, of the least a durable answer can cost.
pub struct Alone {
    pub scans: Vec<Duration>,
    pub floor: Vec<Duration>,
}

/// Times of scans while something else ran, and how long that took.
pub struct Beside {
    pub scans: Vec<Duration>,
    pub other: Duration,
}

/// Passes guests, from one of the list on, through all steps, so that a scan lets them in; gives their codes.
pub fn screened(desk: &mut Desk, from: usize, guests: usize) -> Result<Vec<String>> {
    eprintln!("Screening {guests} guests");
    let by = desk.operator(None)?;
    let steps: Vec<String> = desk.settings().steps.iter().map(|step| step.key.clone()).collect();
    let list = desk.guests("", from, guests, Lang::En)?.guests;
    let codes: Vec<String> = list.into_iter().filter_map(|guest| Some(guest.badge?.code)).collect();
    for code in &codes {
        for step in &steps {
            desk.screen(&by, code, step, Outcome::Pass, None)?;
        }
    }
    Ok(codes)
}

/// Measures scans one after the other, each next to one append of 4 KiB with fdatasync.
pub fn alone(desk: &mut Desk, codes: &[String], folder: &Path) -> Result<Alone> {
    let by = desk.operator(None)?;
    let mut floor = Floor::open(folder);
    let mut times = Alone { scans: Vec::new(), floor: Vec::new() };
    for code in codes {
        times.floor.push(floor.once());
        times.scans.push(scan(desk, &by, code)?);
    }
    Ok(times)
}

/// Measures scans through the desk's own thread while it takes in a list in which every guest changed.
pub fn beside_import(desk: Desk, codes: &[String]) -> Result<Beside> {
    let by = desk.operator(None)?;
    beside(desk, codes, move |handle| {
        let (list, options) = (build::list(u32::MAX), ImportOptions::default());
        handle.import(&by, build::file(&list, &options), |_, _| Go::On).map(drop)
    })
}

/// Measures scans while the whole event is backed up.
pub fn beside_backup(desk: Desk, codes: &[String]) -> Result<Beside> {
    beside(desk, codes, DeskHandle::back_up)
}

/// Measures scans through the desk's own thread while another one does something long.
pub fn beside(
    desk: Desk,
    codes: &[String],
    long: impl FnOnce(&DeskHandle) -> Result<()> + Send + 'static,
) -> Result<Beside> {
    let by = desk.operator(None)?;
    let handle = DeskHandle::start(desk)?;
    let other = {
        let handle = handle.clone();
        thread::spawn(move || {
            let begun = Instant::now();
            long(&handle).map(|()| begun.elapsed())
        })
    };
    let scans = scans_until(&handle, &by, codes, || other.is_finished())?;
    #[expect(clippy::expect_used, reason = "what failed makes the figures worthless")]
    let other = other.join().expect("the other thread")?;
    handle.stop()?;
    Ok(Beside { scans, other })
}

/// Lets people in one by one, at a calm pace, until something is over.
fn scans_until(
    handle: &DeskHandle,
    by: &Operator,
    codes: &[String],
    is_over: impl Fn() -> bool,
) -> Result<Vec<Duration>> {
    let mut scans = Vec::new();
    for code in codes {
        if is_over() {
            break;
        }
        let (code, by) = (code.clone(), by.clone());
        let begun = Instant::now();
        handle.write(move |desk| scan(desk, &by, &code))?;
        scans.push(begun.elapsed());
        thread::sleep(PAUSE);
    }
    Ok(scans)
}

fn scan(desk: &mut Desk, by: &Operator, code: &str) -> Result<Duration> {
    let scan = Scan {
        what: Shown::Codes(vec![code.to_owned()]),
        checkpoint: None,
        direction: None,
        look: Look::Decide,
    };
    let begun = Instant::now();
    let verdict = desk.scan(by, &scan, Lang::En)?;
    let took = begun.elapsed();
    assert_eq!((verdict.decision, verdict.recorded), (DecisionKind::Admit, true), "a measured scan admits");
    Ok(took)
}

/// The least a durable answer can cost: one append of 4 KiB brought to the disk.
struct Floor {
    file: File,
}

#[expect(clippy::expect_used, reason = "without the floor there is no ratio")]
impl Floor {
    fn open(folder: &Path) -> Self {
        let path = folder.join("floor");
        let file = OpenOptions::new().create(true).append(true).open(path);
        Self { file: file.expect("a file for the floor") }
    }

    fn once(&mut self) -> Duration {
        let begun = Instant::now();
        self.file.write_all(&[0x5a; 4096]).expect("4 KiB appended");
        self.file.sync_data().expect("4 KiB on the disk");
        begun.elapsed()
    }
}
