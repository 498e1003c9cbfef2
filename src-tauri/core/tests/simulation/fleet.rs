//! Desks that are added, joined from kits, cloned, shut and opened again, retired.

use std::fs;

use gatehouse_core::desk::{Desk, NewDesk};
use gatehouse_core::settings::Role;

use crate::laptop::{Laptop, by};
use crate::world::{HandedKit, Sim, World, note, said};

const PASSPHRASE: &str = "brass gate at ten";

impl World {
    /// Adds a desk and keeps its kit.
    pub fn add_desk(&mut self, at: usize) -> Sim<()> {
        let nth = self.kits.len() + 1;
        let name = format!("{}", (b'A' + nth as u8 % 26) as char).repeat(1 + nth / 26);
        let path = self.folder.path().join(format!("{name}-{nth}-{}.ghkit", self.made));
        let organiser = self.dice.chance(15);
        let new = NewDesk { name: name.clone(), organiser, work: Some(1) };
        let done = self.laptops[at].desk().add_desk(&by(Role::Organiser), &new, &path, PASSPHRASE);
        let done = done.map(|done| (done.value, done.records.len()));
        if let Some((_, _)) = self.act(at, &format!("adds desk {name}"), done)? {
            self.kits.push(HandedKit { path, desk: name, opened: 0 });
        }
        Ok(())
    }

    /// Opens a kit on a laptop of its own; now and then one that was opened before.
    pub fn open_kit(&mut self) -> Sim<()> {
        if self.kits.is_empty() || self.laptops.len() >= self.most_laptops {
            return Ok(());
        }
        let fresh = self.kits.iter().position(|kit| kit.opened == 0);
        let nth = fresh.filter(|_| !self.dice.chance(10)).unwrap_or(self.dice.below(self.kits.len()));
        let kit = self.kits[nth].clone();
        let mut laptop = self.new_laptop(&kit.desk);
        let around = laptop.around(&mut self.dice);
        laptop.run(Desk::join(&kit.path, &laptop.folder, PASSPHRASE, around).map_err(said)?);
        laptop.look(&mut self.book)?;
        note(format!(
            "{} is joined from the kit of {}, opened {} times before",
            laptop.name, kit.desk, kit.opened
        ));
        self.kits[nth].opened += 1;
        self.laptops.push(laptop);
        Ok(())
    }

    /// Keeps an image of a disk as it lies, the event being open.
    pub fn take_image(&mut self, at: usize) {
        let mut image = self.new_laptop("image");
        let of = &self.laptops[at];
        of.image(&image.folder);
        image.copy_of(of);
        image.id = of.id.clone();
        image.name = format!("copy{}-of-{}", self.made, of.name);
        note(format!("{} is made", image.name));
        self.images.push(image);
    }

    /// Puts an image, often an old one, onto another laptop and goes on there.
    pub fn use_image(&mut self) -> Sim<()> {
        if self.images.is_empty() || self.laptops.len() >= self.most_laptops {
            return Ok(());
        }
        let nth = self.dice.below(self.images.len());
        let mut laptop: Laptop = self.images.swap_remove(nth);
        note(format!("{} goes on by itself", laptop.name));
        laptop.open(&mut self.dice)?;
        laptop.reread();
        laptop.look(&mut self.book)?;
        self.laptops.push(laptop);
        Ok(())
    }

    /// Shuts a desk and opens it again; now and then with a database that is older than its second copy, or gone.
    pub fn reopen(&mut self, at: usize) -> Sim<()> {
        let laptop = &mut self.laptops[at];
        laptop.shut()?;
        let mut what = "is shut and opened";
        if self.dice.chance(30) {
            what = "loses its database and is opened";
            for ending in ["db", "db-wal", "db-shm"] {
                let _ = fs::remove_file(laptop.folder.join(format!("event.{ending}")));
            }
        } else if self.dice.chance(30) {
            what = "loses its second copy and is opened";
            fs::remove_file(laptop.folder.join("journal.log")).map_err(|error| error.to_string())?;
            laptop.reread();
        }
        note(format!("{} {what}", laptop.name));
        laptop.open(&mut self.dice)?;
        // What was erased is taken out of the second copy when it is shut or opened.
        laptop.reread();
        laptop.look(&mut self.book)?;
        Ok(())
    }

    /// Restores a backup, or an image of this desk's disk; where the second copy is lost too, that is going back.
    pub fn restore(&mut self, at: usize) -> Sim<()> {
        let laptop = &mut self.laptops[at];
        // An erasure takes the backups made before it once the event is shut.
        laptop.shut()?;
        let lost = self.dice.chance(60);
        // A disk that wrote what this laptop never heard of would, beside its own second copy, be two laptops in one.
        let is_held = |image: &&Laptop| image.last_own.is_none_or(|at| laptop.held.has(at));
        let images = self.images.iter().filter(|image| image.id == laptop.id);
        let images = images.filter(|image| lost || is_held(image)).map(|image| image.folder.clone());
        let backups: Vec<_> = laptop.backups().into_iter().chain(images).collect();
        if backups.is_empty() {
            laptop.open(&mut self.dice)?;
            laptop.reread();
            return laptop.look(&mut self.book).map(|_| ());
        }
        let backup = self.dice.pick(&backups).clone();
        if lost {
            fs::remove_file(laptop.folder.join("journal.log")).map_err(|error| error.to_string())?;
        }
        let shown = backup.strip_prefix(self.folder.path()).unwrap_or(&backup).display();
        note(format!(
            "{} restores {shown}, its second copy {}",
            laptop.name,
            if lost { "lost" } else { "kept" }
        ));
        laptop.restore(&backup, &mut self.dice)?;
        if lost {
            return laptop.begin_anew(&mut self.book);
        }
        laptop.reread();
        laptop.look(&mut self.book).map(|_| ())
    }

    pub fn retire(&mut self, at: usize) -> Sim<()> {
        let desks: Vec<String> = self.kits.iter().map(|kit| kit.desk.clone()).collect();
        if desks.is_empty() {
            return Ok(());
        }
        let desk = self.dice.pick(&desks).clone();
        let done = self.laptops[at].desk().retire_desk(&by(Role::Organiser), &desk, "stolen");
        self.done(at, &format!("retires {desk}"), done)?;
        Ok(())
    }
}
