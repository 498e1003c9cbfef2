//! An evening by a seed: laptops, people, files under way, and what was done.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

use gatehouse_core::desk::{BadgeChoice, Desk, Done, GuestDraft, NewEvent};
use gatehouse_core::error::{Code, Error};
use gatehouse_core::settings::Role;

use crate::book::{At, Book};
use crate::dice::Dice;
use crate::laptop::{Laptop, by};
use crate::lists::ListRow;

thread_local! {
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Notes what is done, for whoever has to read how a seed failed.
pub fn note(line: String) {
    TRACE.with_borrow_mut(|trace| trace.push(line));
}

/// Gives what was noted since the last time, and forgets it.
pub fn take_notes() -> Vec<String> {
    TRACE.with_borrow_mut(std::mem::take)
}

pub type Sim<T> = Result<T, String>;

/// 2026-11-28 18:00 UTC.
const EVENING: i64 = 1_795_888_800_000;
const DAY: i64 = 86_400_000;

/// Somebody who comes, and where they really are.
#[derive(Debug, Clone)]
pub struct Comer {
    pub name: String,
    pub guest: String,
    /// The badge in their hand.
    pub code: Option<String>,
    /// They pass where they say, in one place at a time.
    pub honest: bool,
    /// None: outside.
    pub place: Option<&'static str>,
}

/// A file somebody carries about.
#[derive(Debug, Clone)]
pub struct Letter {
    pub path: PathBuf,
    pub nth: usize,
}

/// A kit that was handed out.
#[derive(Debug, Clone)]
pub struct HandedKit {
    pub path: PathBuf,
    pub desk: String,
    pub opened: usize,
}

pub struct World {
    pub dice: Dice,
    pub folder: tempfile::TempDir,
    pub book: Book,
    pub laptops: Vec<Laptop>,
    pub comers: Vec<Comer>,
    pub letters: Vec<Letter>,
    pub kits: Vec<HandedKit>,
    /// Images of disks, each with the laptop as it was then.
    pub images: Vec<Laptop>,
    /// The list the organiser's sign-up tool gives, as it stands.
    pub list: Vec<ListRow>,
    /// The code each badge was first printed with, by its number.
    pub printed: BTreeMap<String, String>,
    pub made: usize,
    pub most_laptops: usize,
}

const SETTINGS: &str = r#"
[event]
name = "Mission Night"
timezone = "UTC"
[[zone]]
name = "hall"
[[zone]]
name = "rope"
within = "hall"
[[zone]]
name = "stage"
within = "rope"
[[zone]]
name = "foyer"
[[checkpoint]]
name = "hall"
zone = "hall"
direction = "both"
[[checkpoint]]
name = "rope"
zone = "rope"
direction = "both"
screening = []
[[checkpoint]]
name = "stage"
zone = "stage"
direction = "both"
screening = ["bag"]
[[checkpoint]]
name = "foyer"
zone = "foyer"
direction = "both"
screening = ["id"]
[[category]]
name = "guest"
zones = ["hall", "rope", "stage", "foyer"]
[[category]]
name = "VIP"
zones = ["hall", "rope", "stage", "foyer"]
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

impl World {
    /// Opens the event at one laptop, with some people on the list, and adds the other desks.
    pub fn new(seed: u64) -> Sim<Self> {
        let root = std::path::Path::new("/dev/shm");
        let builder = tempfile::Builder::new().prefix("gatehouse-simulation").to_owned();
        let folder = if root.is_dir() { builder.tempdir_in(root) } else { builder.tempdir() };
        let mut dice = Dice::new(seed);
        let most_laptops = 2 + dice.below(5);
        let mut world = Self {
            dice,
            folder: folder.map_err(|error| error.to_string())?,
            book: Book::default(),
            laptops: Vec::new(),
            comers: Vec::new(),
            letters: Vec::new(),
            kits: Vec::new(),
            images: Vec::new(),
            list: Vec::new(),
            printed: BTreeMap::new(),
            made: 0,
            most_laptops,
        };
        world.create()?;
        for nth in 0..2 + world.dice.below(3) {
            world.admit_to_list(0, nth % 2 == 0)?;
        }
        for _ in 0..1 + world.dice.below(most_laptops - 1) {
            world.add_desk(0)?;
            world.open_kit()?;
        }
        Ok(world)
    }

    fn create(&mut self) -> Sim<()> {
        let mut laptop = self.new_laptop("A");
        let new = NewEvent { settings: Some(SETTINGS.to_owned()), ..NewEvent::default() };
        let desk = Desk::create(&laptop.folder, new, laptop.around(&mut self.dice)).map_err(said)?;
        laptop.run(desk);
        laptop.look(&mut self.book)?;
        self.laptops.push(laptop);
        Ok(())
    }

    /// Makes a laptop whose clock may be decades off.
    pub fn new_laptop(&mut self, name: &str) -> Laptop {
        self.made += 1;
        let off = [0, 0, 0, 40, -90, 3_650, -9_000, 12_000][self.dice.below(8)];
        let folder = self.folder.path().join(format!("laptop-{}", self.made));
        Laptop::new(
            format!("{name}.{}", self.made),
            folder,
            EVENING + off * DAY + self.dice.below(60_000) as i64,
        )
    }

    /// Puts somebody on the list at a desk, mostly with a badge.
    pub fn admit_to_list(&mut self, at: usize, honest: bool) -> Sim<()> {
        let name = format!("{}{}", if honest { "Ada" } else { "Max" }, self.comers.len());
        let draft = GuestDraft { name: Some(name.clone()), ..GuestDraft::default() };
        let done = self.laptops[at].desk().add_guest(&by(Role::Scanner), draft, None);
        let Some(guest) = self.done(at, "adds a guest", done)? else { return Ok(()) };
        self.comers.push(Comer { name, guest: guest.to_string(), code: None, honest, place: None });
        if self.dice.chance(90) {
            let whom = self.comers.len() - 1;
            self.issue(at, whom)?;
        }
        Ok(())
    }

    /// Makes somebody's badge, or the same again.
    pub fn issue(&mut self, at: usize, whom: usize) -> Sim<()> {
        let Ok(guest) = self.comers[whom].guest.parse() else { return Ok(()) };
        let done = self.laptops[at].desk().make_badges(&by(Role::Scanner), &BadgeChoice::Guests(vec![guest]));
        let what = format!("makes the badge of {}", self.comers[whom].name);
        if let Some(sheet) = self.done(at, &what, done)? {
            for face in &sheet.faces {
                self.is_as_printed(&face.number.to_string(), &face.code.to_string())?;
            }
            let code = sheet.faces.first().map(|face| face.code.to_string());
            self.comers[whom].code = code.or(self.comers[whom].code.take());
        }
        Ok(())
    }

    /// A badge has one code wherever and whenever it is made.
    pub fn is_as_printed(&mut self, number: &str, code: &str) -> Sim<()> {
        let first = self.printed.entry(number.to_owned()).or_insert_with(|| code.to_owned());
        if first == code { Ok(()) } else { Err(format!("badge {number} is {first} and {code}")) }
    }

    /// Takes note of an act that may have been refused, as people are refused; and looks at what was written.
    pub fn done<T>(&mut self, at: usize, what: &str, done: Result<Done<T>, Error>) -> Sim<Option<T>> {
        let own = self.act(at, what, done.map(|done| (done.value, done.records.len())))?;
        Ok(own.map(|(value, _)| value))
    }

    /// As [`Self::done`], for acts that say how many records they wrote.
    pub fn act<T>(
        &mut self,
        at: usize,
        what: &str,
        done: Result<(T, usize), Error>,
    ) -> Sim<Option<(T, Vec<At>)>> {
        let laptop = &mut self.laptops[at];
        let mut own = laptop.look(&mut self.book)?;
        own.retain(|at| self.book.records[*at].kind != "merged");
        let said = match &done {
            Ok(_) if own.is_empty() => "nothing to write".to_owned(),
            Ok(_) => {
                own.iter().map(|at| self.book.records[*at].id[..8].to_owned()).collect::<Vec<_>>().join(" ")
            }
            Err(error) => format!("refused: {}", error.code.name()),
        };
        note(format!("{} {what}: {said}", laptop.name));
        match done {
            Ok((_, records)) if records != own.len() && records != ANY => {
                Err(format!("{} {what}: said {records} records, wrote {}", laptop.name, own.len()))
            }
            Ok((value, _)) => Ok(Some((value, own))),
            Err(error) if is_refusal(error.code) && own.is_empty() => Ok(None),
            Err(error) => Err(format!("{} {what}: {}", laptop.name, said_at(&error))),
        }
    }
}

/// Stands for a number of records that nobody said.
pub const ANY: usize = usize::MAX;

/// What a person may be refused without anything being wrong.
fn is_refusal(code: Code) -> bool {
    matches!(
        code,
        Code::NoSuchGuest | Code::NotPermitted | Code::Usage | Code::NoSuchRecord | Code::AmbiguousGuest
    )
}

pub fn said(error: Error) -> String {
    said_at(&error)
}

fn said_at(error: &Error) -> String {
    format!("{}: {error}", error.code.name())
}
