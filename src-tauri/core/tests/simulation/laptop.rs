//! One laptop: a desk over a folder of its own, with a clock of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use gatehouse_core::clock::{Clock, Millis};
use gatehouse_core::desk::{Desk, Surroundings};
use gatehouse_core::settings::{Operator, Role};

use crate::book::{At, Book, Set};
use crate::dice::Dice;

/// A clock that a laptop's battery, or somebody, sets as it likes.
pub struct LaptopClock(AtomicI64);

impl Clock for LaptopClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

pub struct Laptop {
    /// How the trace calls it.
    pub name: String,
    /// The desk it is.
    pub id: String,
    pub folder: PathBuf,
    pub clock: Arc<LaptopClock>,
    open: Option<Desk>,
    /// Up to where its second copy was read.
    read: u64,
    /// What its journal holds.
    pub held: Set,
    pub records: u64,
    /// The record it wrote last itself.
    pub last_own: Option<At>,
}

impl Laptop {
    pub fn new(name: String, folder: PathBuf, now: i64) -> Self {
        Self {
            name,
            id: String::new(),
            folder,
            clock: Arc::new(LaptopClock(AtomicI64::new(now))),
            open: None,
            read: 0,
            held: Set::default(),
            records: 0,
            last_own: None,
        }
    }

    pub fn around(&self, dice: &mut Dice) -> Surroundings {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Surroundings { clock, entropy: Box::new(Dice::new(dice.next())) }
    }

    /// Lets a desk that was created or joined be this laptop's.
    pub fn run(&mut self, desk: Desk) {
        self.id = desk.desk_id().to_string();
        self.open = Some(desk);
    }

    pub fn desk(&mut self) -> &mut Desk {
        self.open.as_mut().expect("a laptop in use has its event open")
    }

    pub fn shut(&mut self) -> Result<(), String> {
        let desk = self.open.take().expect("a laptop in use has its event open");
        desk.close().map_err(|error| error.to_string())
    }

    pub fn open(&mut self, dice: &mut Dice) -> Result<(), String> {
        let desk = Desk::open(&self.folder, self.around(dice)).map_err(|error| error.to_string())?;
        self.run(desk);
        Ok(())
    }

    pub fn pass_time(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Copies the whole event folder as it lies on the disk, the event being open or not.
    pub fn image(&self, to: &Path) {
        copy_folder(&self.folder, to);
    }

    /// Reads the second copy from its start next time, because it was made anew.
    pub fn reread(&mut self) {
        self.read = 0;
    }

    /// Forgets what it held and wrote: what its disk holds now is all there is.
    pub fn begin_anew(&mut self, book: &mut Book) -> Result<(), String> {
        self.reread();
        (self.held, self.records, self.last_own) = (Set::default(), 0, None);
        for (at, is_own) in self.news(book)? {
            if !self.held.has(at) {
                self.held.add(at);
                self.records += 1;
            }
            self.last_own = if is_own { Some(at) } else { self.last_own };
        }
        Ok(())
    }

    /// Takes over from the laptop whose disk this one's is a copy of.
    pub fn copy_of(&mut self, other: &Self) {
        self.read = other.read;
        self.held = other.held.clone();
        self.records = other.records;
        self.last_own = other.last_own;
    }

    /// Reads what the second copy has got since, and holds it against what this laptop may have written.
    ///
    /// A record it wrote follows the one it wrote before, and had seen all it held: nothing less, nothing more.
    pub fn look(&mut self, book: &mut Book) -> Result<Vec<At>, String> {
        let mut own = Vec::new();
        for (at, is_own) in self.news(book)? {
            if self.held.has(at) {
                continue;
            }
            if is_own {
                let rec = &book.records[at];
                if rec.prev != self.last_own {
                    return Err(format!("{}: a record does not go on from its own last one", self.name));
                }
                if !rec.seen.same(&self.held) {
                    return Err(format!("{}: a record had not seen what its desk held", self.name));
                }
                self.last_own = Some(at);
                own.push(at);
            }
            self.held.add(at);
            self.records += 1;
        }
        Ok(own)
    }

    /// Reads the records its second copy has got since the last time, each with whether it wrote it itself.
    fn news(&mut self, book: &mut Book) -> Result<Vec<(At, bool)>, String> {
        let bytes = fs::read(self.folder.join("journal.log")).map_err(|error| error.to_string())?;
        let first = gatehouse_core::journal::log::FIRST_LINE.len() as u64;
        let from = self.read.max(first);
        let news = bytes.get(from as usize..).ok_or("the second copy has become shorter")?;
        let (found, length) = book.read(news)?;
        self.read = from + length;
        Ok(found)
    }

    /// Gives the backups made of its event.
    pub fn backups(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.join("backups")).into_iter().flatten().flatten();
        let mut backups: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        backups.sort();
        backups
    }

    /// Puts a backup in the place of its database, where the second copy survived or is lost too.
    pub fn restore(&mut self, backup: &Path, dice: &mut Dice) -> Result<(), String> {
        let folder = self.folder.clone();
        let desk = Desk::restore(backup, &folder, Some("olga"), &mut || self.around(dice));
        self.run(desk.map_err(|error| error.to_string())?);
        Ok(())
    }
}

/// Somebody of that role, as the settings name them.
pub fn by(role: Role) -> Operator {
    let name = match role {
        Role::Scanner => "scott",
        Role::Screener => "sam",
        Role::Supervisor => "susan",
        Role::Organiser => "olga",
    };
    Operator { name: name.to_owned(), role }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("room for a copy");
    for entry in fs::read_dir(from).expect("an event folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("room for a copy");
        }
    }
}
