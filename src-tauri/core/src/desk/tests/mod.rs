//! Rules of the desk, on a real event folder with a fixed clock.
#![allow(clippy::unwrap_used, clippy::panic)]

mod backups;
mod beside;
mod broken_files;
mod damage;
mod door;
mod elsewhere;
mod erase;
mod evenings;
mod exchange;
mod exchange_beside;
mod exchange_folder;
mod findings;
mod keys;
mod lists;
mod many;
mod marshal;
mod overrides;
mod parties;
mod repeats;
mod restore;
mod scenarios;
mod several;
mod standing;
mod storage;
mod waiting;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::{Desk, GuestDraft, Look, NewEvent, Scan, Shown, Surroundings};
use crate::clock::{Clock, Entropy, Millis};
use crate::ids::GuestId;
use crate::journal::fact::Outcome;
use crate::settings::{Direction, Operator};
use crate::text::Lang;
use crate::view::Verdict;

/// 2026-11-28 18:00 UTC.
const EVENING: i64 = 1_795_888_800_000;

struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

/// Counts, so that every run is the same.
struct Counted(u64);

impl Entropy for Counted {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            chunk.copy_from_slice(&self.0.to_be_bytes()[..chunk.len()]);
        }
    }
}

/// An event in a folder of its own, and the people at its desk.
struct Evening {
    folder: tempfile::TempDir,
    clock: Arc<TestClock>,
    desk: Option<Desk>,
    seed: u64,
}

const SETTINGS: &str = r#"
[event]
name = "Mission Night"
timezone = "Europe/Berlin"
[[zone]]
name = "hall"
[[zone]]
name = "rope"
within = "hall"
[[checkpoint]]
name = "door"
zone = "hall"
direction = "both"
[[checkpoint]]
name = "rope"
zone = "rope"
direction = "both"
screening = []
[[category]]
name = "VIP"
zones = ["hall", "rope"]
[[operator]]
name = "olga"
role = "organiser"
[[operator]]
name = "susan"
role = "supervisor"
[[operator]]
name = "sam"
role = "screener"
[[operator]]
name = "scott"
role = "scanner"
"#;

impl Evening {
    fn new() -> Self {
        Self::with(SETTINGS)
    }

    fn with(settings: &str) -> Self {
        Self::drawn(settings, 7)
    }

    /// Another event for another seed.
    fn drawn(settings: &str, seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(EVENING)));
        let mut evening = Self { folder, clock, desk: None, seed };
        let new = NewEvent { settings: Some(settings.to_owned()), ..NewEvent::default() };
        let desk = Desk::create(&evening.path(), new, evening.around()).unwrap();
        evening.desk = Some(desk);
        evening
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("event")
    }

    fn around(&mut self) -> Surroundings {
        self.seed += 1;
        Surroundings {
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            entropy: Box::new(Counted(self.seed)),
        }
    }

    fn desk(&mut self) -> &mut Desk {
        self.desk.as_mut().unwrap()
    }

    fn by(&mut self, name: &str) -> Operator {
        self.desk().operator(Some(name)).unwrap()
    }

    /// Closes and opens again, as after a quiet night.
    fn reopen(&mut self) {
        if let Some(desk) = self.desk.take() {
            desk.close().unwrap();
        }
        self.open();
    }

    fn open(&mut self) {
        let around = self.around();
        let path = self.path();
        self.desk = Some(Desk::open(Path::new(&path), around).unwrap());
    }

    fn pass_time(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    fn guest(&mut self, name: &str, category: Option<&str>) -> GuestId {
        let by = self.by("olga");
        let draft = GuestDraft {
            name: Some(name.into()),
            category: category.map(Into::into),
            ..GuestDraft::default()
        };
        self.desk().add_guest(&by, draft, None).unwrap().value
    }

    /// A guest whose badge is printed and whose steps are passed.
    fn ready(&mut self, name: &str) -> (GuestId, String) {
        let (guest, code) = self.unscreened(name);
        self.screened(guest);
        (guest, code)
    }

    /// A guest whose badge is printed and who has passed no step yet.
    fn unscreened(&mut self, name: &str) -> (GuestId, String) {
        let guest = self.guest(name, None);
        let code = self.badge(guest);
        (guest, code)
    }

    fn badge(&mut self, guest: GuestId) -> String {
        let by = self.by("olga");
        let sheet = self.desk().make_badges(&by, &super::BadgeChoice::Guests(vec![guest])).unwrap().value;
        sheet.faces[0].code.to_string()
    }

    fn screened(&mut self, guest: GuestId) {
        for step in ["id", "metal", "bag"] {
            self.step(guest, step, Outcome::Pass);
        }
    }

    fn step(&mut self, guest: GuestId, step: &str, outcome: Outcome) {
        let by = self.by("sam");
        self.desk().screen(&by, &guest.to_string(), step, outcome, None).unwrap();
    }

    fn scan(&mut self, code: &str) -> Verdict {
        self.scan_at(code, "door", Direction::Entry)
    }

    fn scan_at(&mut self, code: &str, checkpoint: &str, direction: Direction) -> Verdict {
        let by = self.by("scott");
        let scan = Scan {
            what: Shown::Codes(vec![code.to_owned()]),
            checkpoint: Some(checkpoint.to_owned()),
            direction: Some(direction),
            look: Look::Decide,
        };
        self.desk().scan(&by, &scan, Lang::En).unwrap()
    }

    fn inside(&mut self) -> i64 {
        self.desk().occupancy().unwrap().inside
    }
}

fn codes(verdict: &Verdict) -> Vec<&str> {
    verdict.reasons.iter().map(|reason| reason.code.as_str()).collect()
}

/// One badge held to the scanner at the door.
fn at_the_door(code: &str, look: Look) -> Scan {
    Scan { what: Shown::Codes(vec![code.to_owned()]), checkpoint: Some("door".into()), direction: None, look }
}
