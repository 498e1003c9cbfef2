//! An evening at three desks that hear of each other now and then, and the files that were written meanwhile.

use std::path::PathBuf;

use gatehouse_core::desk::{
    BadgeChoice, Desk, Done, GuestDraft, ImportOptions, Look, NewDesk, NewEvent, Scan, Shown,
};
use gatehouse_core::error::{Code, Result};
use gatehouse_core::guest::{BadgeState, Status};
use gatehouse_core::ids::{GuestId, RecordId};
use gatehouse_core::journal::fact::Outcome;
use gatehouse_core::settings::Direction;
use gatehouse_core::text::Lang;
use proptest::prelude::*;

use crate::laptop::Laptop;

const PASSPHRASE: &str = "brass gate at ten";
/// The desks people work at; A creates the event.
const NAMES: [&str; 3] = ["A", "B", "C"];
const DAY: i64 = 86_400_000;

const SETTINGS: &str = r#"
[event]
name = "Mission Night"
timezone = "UTC"
[[zone]]
name = "hall"
capacity = 2
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

/// What somebody does at one of the desks, about one of the guests.
#[derive(Debug, Clone)]
pub struct Step {
    desk: usize,
    guest: usize,
    act: Act,
}

#[derive(Debug, Clone)]
enum Act {
    Pass(&'static str, Direction),
    Screen(&'static str, Outcome),
    Override,
    Rename(u8),
    Stand(Status),
    Reissue,
    SetBadge(BadgeState),
    WalkIn,
    Import(u8),
    /// Takes back what this desk did last.
    Void,
    Erase,
    Correct(i64),
    EveryoneOut,
    StopEntry,
    ResumeEntry,
    Capacity(u8),
    RotateKey,
    Retire,
    CarryFor(usize),
    /// Takes in the newest file of another desk.
    Hear(usize),
    ClockJumps(i64),
}

pub fn step() -> impl Strategy<Value = Step> {
    let direction = prop_oneof![2 => Just(Direction::Entry), 1 => Just(Direction::Exit)];
    let outcome = prop_oneof![4 => Just(Outcome::Pass), 1 => Just(Outcome::Fail), 1 => Just(Outcome::Waive)];
    let status = prop_oneof![Just(Status::Approved), Just(Status::Pending), Just(Status::Cancelled)];
    let act = prop_oneof![
        10 => (prop_oneof![Just("door"), Just("rope")], direction).prop_map(|(at, way)| Act::Pass(at, way)),
        8 => (prop_oneof![Just("id"), Just("metal"), Just("bag")], outcome).prop_map(|(key, came)| Act::Screen(key, came)),
        3 => Just(Act::Override),
        3 => any::<u8>().prop_map(Act::Rename),
        2 => status.prop_map(Act::Stand),
        2 => Just(Act::Reissue),
        2 => prop_oneof![Just(BadgeState::Active), Just(BadgeState::Revoked)].prop_map(Act::SetBadge),
        2 => Just(Act::WalkIn),
        1 => any::<u8>().prop_map(Act::Import),
        3 => Just(Act::Void),
        1 => Just(Act::Erase),
        2 => (-3_i64..4).prop_map(Act::Correct),
        1 => Just(Act::EveryoneOut),
        1 => Just(Act::StopEntry),
        1 => Just(Act::ResumeEntry),
        1 => any::<u8>().prop_map(Act::Capacity),
        1 => Just(Act::RotateKey),
        1 => Just(Act::Retire),
        8 => (0..NAMES.len()).prop_map(Act::CarryFor),
        8 => (0..NAMES.len()).prop_map(Act::Hear),
        1 => (-9_000_i64..9_000).prop_map(Act::ClockJumps),
    ];
    (0..NAMES.len(), 0..5_usize, act).prop_map(|(desk, guest, act)| Step { desk, guest, act })
}

/// A played evening: every file that was written, and kits for laptops that only take in.
pub struct Evening {
    laptops: Vec<Laptop>,
    guests: Vec<GuestId>,
    newest: Vec<Option<PathBuf>>,
    last: Vec<Option<RecordId>>,
    /// In the order they were written in; all records are in one or the other.
    pub files: Vec<PathBuf>,
}

impl Evening {
    /// Plays an evening; what a person would be refused is refused.
    pub fn play(steps: &[Step]) -> Self {
        let mut evening = Self::begin();
        for step in steps {
            evening.laptops[step.desk].pass_time(7_000);
            if let Err(refused) = evening.act(step) {
                assert!(is_refusal(refused.code), "{step:?}: {refused:?}");
            }
        }
        (0..NAMES.len()).for_each(|desk| evening.carry(desk, None));
        evening
    }

    fn begin() -> Self {
        let mut a = Laptop::new(1);
        let (event, around) = (a.event(), a.around());
        let (settings, desk) = (Some(SETTINGS.to_owned()), Some("A".to_owned()));
        let new = NewEvent { settings, desk, ..NewEvent::default() };
        a.run(Desk::create(&event, new, around).unwrap());
        let by = a.by("olga");
        for name in NAMES[1..].iter().chain(&["R", "S"]) {
            let kit = a.path().join(format!("{name}.ghkit"));
            let new = NewDesk { name: (*name).to_owned(), organiser: *name == "C", work: Some(1) };
            a.desk().add_desk(&by, &new, &kit, PASSPHRASE).unwrap();
        }
        let nobody = (vec![None; NAMES.len()], vec![None; NAMES.len()]);
        let mut evening = Self {
            laptops: vec![a],
            guests: Vec::new(),
            newest: nobody.0,
            last: nobody.1,
            files: Vec::new(),
        };
        for name in &NAMES[1..] {
            let joined = evening.receiver(name);
            evening.laptops.push(joined);
        }
        for guest in 0..3 {
            evening.walk_in(0, &format!("Guest {guest}")).unwrap();
        }
        evening.carry(0, None);
        (1..NAMES.len()).for_each(|desk| evening.hear(desk, 0).unwrap());
        evening
    }

    /// Makes a fresh laptop the desk of that name; it knows what its kit knew.
    pub fn receiver(&self, name: &str) -> Laptop {
        let mut laptop = Laptop::new(1_000 * name.bytes().map(u64::from).sum::<u64>());
        let kit = self.laptops[0].path().join(format!("{name}.ghkit"));
        let (event, around) = (laptop.event(), laptop.around());
        laptop.run(Desk::join(&kit, &event, PASSPHRASE, around).unwrap());
        laptop
    }

    fn act(&mut self, Step { desk: at, guest, act }: &Step) -> Result<()> {
        let (at, guest) = (*at, self.guests[*guest % self.guests.len()]);
        let laptop = &mut self.laptops[at];
        let [olga, susan, sam, scott] = ["olga", "susan", "sam", "scott"].map(|name| laptop.by(name));
        let desk = laptop.desk();
        let named = guest.to_string();
        let draft = GuestDraft::default();
        let done = match act {
            Act::Pass(checkpoint, direction) => {
                let scan = Scan {
                    what: Shown::Guest(guest),
                    checkpoint: Some((*checkpoint).to_owned()),
                    direction: Some(*direction),
                    look: Look::Decide,
                };
                return desk.scan(&scott, &scan, Lang::En).map(drop);
            }
            Act::Override => {
                let shown = Shown::Guest(guest);
                return desk
                    .override_entry(&susan, &shown, Some("door"), None, "known to us", Lang::En)
                    .map(drop);
            }
            Act::Screen(key, outcome) => {
                desk.screen(&susan, &named, key, *outcome, Some("so it is")).map(nothing)
            }
            Act::Rename(nth) => {
                let draft = GuestDraft { name: Some(format!("Ada {nth}")), ..draft };
                desk.edit_guest(&susan, guest, draft, None).map(nothing)
            }
            Act::Stand(status) => {
                let draft = GuestDraft { status: Some(*status), category: Some("VIP".into()), ..draft };
                desk.edit_guest(&susan, guest, draft, Some("so it is")).map(nothing)
            }
            Act::Reissue => desk.reissue(&scott, guest, "lost"),
            Act::SetBadge(state) => {
                let code = desk.guest(guest, Lang::En)?.badge.map(|badge| badge.code).unwrap_or_default();
                desk.set_badge(&susan, &code, *state, "so it is").map(nothing)
            }
            Act::WalkIn => return self.walk_in(at, "Walk-in"),
            Act::Import(nth) => return import(desk, *nth),
            Act::Void => {
                let last = self.last[at].map(|last| last.to_string()).unwrap_or_default();
                desk.void(&susan, &last, "by mistake")
            }
            Act::Erase => desk.erase(&olga, guest, "asked for"),
            Act::Correct(by) => desk.correct(&susan, *by, None, "counted"),
            Act::EveryoneOut => desk.everyone_out(&susan),
            Act::StopEntry => desk.stop_entry(&susan, "full"),
            Act::ResumeEntry => desk.resume_entry(&sam).or_else(|_| desk.resume_entry(&susan)),
            Act::Capacity(guests) => {
                desk.load_settings(&olga, &format!("[event]\ncapacity = {}\n", 5 + u32::from(*guests)))
            }
            Act::RotateKey => desk.rotate_key(&olga),
            Act::Retire => desk.retire_desk(&olga, "B", "stolen"),
            Act::CarryFor(other) => {
                self.carry(at, Some(*other).filter(|other| *other != at));
                return Ok(());
            }
            Act::Hear(other) => return self.hear(at, *other),
            Act::ClockJumps(days) => {
                laptop.pass_time(days * DAY);
                return Ok(());
            }
        }?;
        self.last[at] = done.records.last().copied().or(self.last[at]);
        Ok(())
    }

    fn walk_in(&mut self, at: usize, name: &str) -> Result<()> {
        let by = self.laptops[at].by("scott");
        let desk = self.laptops[at].desk();
        let draft = GuestDraft { name: Some(name.to_owned()), ..GuestDraft::default() };
        let added = desk.add_guest(&by, draft, None)?;
        desk.make_badges(&by, &BadgeChoice::Guests(vec![added.value]))?;
        self.guests.push(added.value);
        self.last[at] = added.records.last().copied();
        Ok(())
    }

    fn carry(&mut self, at: usize, to: Option<usize>) {
        let file = self.laptops[at].carry_for(to.map(|to| NAMES[to]));
        self.newest[at] = Some(file.clone());
        self.files.push(file);
    }

    fn hear(&mut self, at: usize, other: usize) -> Result<()> {
        let Some(file) = self.newest[other].clone() else { return Ok(()) };
        let by = self.laptops[at].by("scott");
        self.laptops[at].desk().merge(&by, &file, gatehouse_core::desk::Merge::Apply).map(drop)
    }
}

fn nothing<T>(done: Done<T>) -> Done<()> {
    Done { value: (), records: done.records, changes: done.changes }
}

fn import(desk: &mut Desk, nth: u8) -> Result<()> {
    let by = desk.operator(Some("olga"))?;
    let list = format!("id,name,email\n1,Grace {nth},grace@example.com\n2,Edsger,e{nth}@example.com\n");
    let plan = desk.plan_import(list.as_bytes(), "list.csv", &ImportOptions::default())?;
    desk.apply_import(&by, &plan, "list.csv").map(drop)
}

/// What people are refused without anything being wrong.
fn is_refusal(code: Code) -> bool {
    matches!(
        code,
        Code::NoSuchGuest | Code::NotPermitted | Code::Usage | Code::NoSuchRecord | Code::NotForThisDesk
    )
}
