//! One laptop of the event, in a folder and with a clock of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use gatehouse_core::clock::{Clock, Millis};
use gatehouse_core::desk::{Desk, Merge, Surroundings, Taken};
use gatehouse_core::settings::Operator;
use gatehouse_core::text::Lang;
use tempfile::TempDir;

use crate::dice::Dice;

/// 2026-11-28 18:00 UTC.
const EVENING: i64 = 1_795_888_800_000;

pub struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

pub struct Laptop {
    folder: TempDir,
    clock: Arc<SetClock>,
    seed: u64,
    open: Option<Desk>,
    carried: usize,
    /// Records that waited after the last file.
    waiting: u64,
}

/// All a laptop shows, a screen a line.
pub type Seen = [String; 6];

impl Laptop {
    pub fn new(seed: u64) -> Self {
        let shared = Path::new("/dev/shm");
        let folder = if shared.is_dir() { TempDir::new_in(shared) } else { TempDir::new() };
        let clock = Arc::new(SetClock(AtomicI64::new(EVENING)));
        Self { folder: folder.unwrap(), clock, seed, open: None, carried: 0, waiting: 0 }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn event(&self) -> PathBuf {
        self.folder.path().join("event")
    }

    pub fn around(&mut self) -> Surroundings {
        self.seed += 1;
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Surroundings { clock, entropy: Box::new(Dice::new(self.seed)) }
    }

    pub fn run(&mut self, desk: Desk) {
        self.open = Some(desk);
    }

    pub fn desk(&mut self) -> &mut Desk {
        self.open.as_mut().unwrap()
    }

    pub fn by(&mut self, name: &str) -> Operator {
        self.desk().operator(Some(name)).unwrap()
    }

    pub fn pass_time(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    pub fn reopen(&mut self) {
        self.open.take().unwrap().close().unwrap();
        let (event, around) = (self.event(), self.around());
        self.run(Desk::open(&event, around).unwrap());
    }

    pub fn take(&mut self, file: &Path) -> Taken {
        let by = self.by("scott");
        let taken = self.desk().merge(&by, file, Merge::Apply).unwrap();
        self.waiting = taken.waiting;
        taken
    }

    /// Writes all that any other desk may lack into a file.
    pub fn carry_out(&mut self) -> PathBuf {
        self.carry_for(None)
    }

    /// Writes what that desk may lack into a file, which every other desk can open too.
    pub fn carry_for(&mut self, to: Option<&str>) -> PathBuf {
        self.carried += 1;
        let path = self.folder.path().join(format!("{}.ghbundle", self.carried));
        let by = self.by("scott");
        self.desk().export(&by, &path, to).unwrap();
        path
    }

    /// Gives what this laptop shows now that it has been given everything.
    pub fn at_rest(mut self) -> Seen {
        assert_eq!(self.waiting, 0, "nothing is missing");
        let live = self.shown();
        assert!(self.desk().verify(Lang::En).unwrap().ok);
        self.desk().rebuild().unwrap();
        assert_eq!(self.shown(), live, "rebuilding changes nothing");
        live
    }

    fn shown(&mut self) -> Seen {
        let desk = self.desk();
        let fingerprint = desk.fingerprint().unwrap();
        let guests = desk.guests("", 0, 1_000, Lang::En).unwrap();
        let mut desks = desk.desks(Lang::En).unwrap();
        let mut occupancy = desk.occupancy().unwrap();
        // Whose own file came last is no matter of records.
        desks.iter_mut().for_each(|desk| desk.told_at = None);
        occupancy.as_of.clear();
        [
            format!("{fingerprint:?}"),
            format!("{guests:?}"),
            format!("{occupancy:?}"),
            format!("{:?}", desk.findings(Lang::En).unwrap()),
            format!("{desks:?}"),
            format!("{:?}", desk.settings()),
        ]
    }
}
