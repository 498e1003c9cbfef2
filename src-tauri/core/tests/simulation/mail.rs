//! Files under way: carried out, taken in late, twice, crossing, cut short, rotten.

use std::fs;

use gatehouse_core::desk::Merge;
use gatehouse_core::error::Code;
use gatehouse_core::settings::Role;

use crate::laptop::by;
use crate::world::{Letter, Sim, World, note, said};

impl World {
    /// Carries out what others, or one desk, may lack; gives the file.
    pub fn carry_out(&mut self, at: usize, to: Option<&str>) -> Sim<Letter> {
        let nth = self.letters.len();
        let path = self.folder.path().join(format!("{nth}.ghbundle"));
        let laptop = &mut self.laptops[at];
        let scott = by(Role::Scanner);
        let mut carried = laptop.desk().export(&scott, &path, to);
        // It has not heard of that desk yet.
        if to.is_some() && carried.as_ref().is_err_and(|error| error.code == Code::Usage) {
            carried = laptop.desk().export(&scott, &path, None);
        }
        let carried = carried.map_err(said)?;
        if !laptop.look(&mut self.book)?.is_empty() {
            return Err(format!("{}: carrying out wrote a record", laptop.name));
        }
        note(format!("{} carries out {nth}.ghbundle with {} records", laptop.name, carried.records));
        let letter = Letter { path, nth };
        self.letters.push(letter.clone());
        Ok(letter)
    }

    /// Takes a file in; one that is not for this desk, or was made before it was known, changes nothing.
    pub fn take_in(&mut self, at: usize, letter: &Letter) -> Sim<()> {
        let laptop = &mut self.laptops[at];
        let before = laptop.records;
        let taken = laptop.desk().merge(&by(Role::Scanner), &letter.path, Merge::Apply);
        if !laptop.look(&mut self.book)?.is_empty() {
            return Err(format!("{}: taking in wrote a record", laptop.name));
        }
        let came = laptop.records - before;
        note(match &taken {
            Ok(taken) => format!(
                "{} takes in {}.ghbundle: {} new, {} known, {} waiting",
                laptop.name, letter.nth, taken.new, taken.known, taken.waiting
            ),
            Err(error) => format!("{} takes in {}.ghbundle: {}", laptop.name, letter.nth, error.code.name()),
        });
        match taken {
            Ok(taken) if taken.new != came => {
                Err(format!("{}: said {} new records, {came} came", laptop.name, taken.new))
            }
            Err(error) if error.code != Code::NotForThisDesk || came > 0 => Err(said(error)),
            _ => Ok(()),
        }
    }

    /// Hands over a file cut short, with a bit turned over or spliced with another: refused, and nothing changes.
    pub fn take_in_damaged(&mut self, at: usize, letter: &Letter) -> Sim<()> {
        let mut bytes = fs::read(&letter.path).map_err(|error| error.to_string())?;
        let place = self.dice.below(bytes.len());
        let other = self.dice.pick(&self.letters).path.clone();
        match self.dice.below(3) {
            // Every file begins with the same words.
            0 if other != letter.path && place > 100 => {
                let other = fs::read(other).map_err(|error| error.to_string())?;
                bytes.truncate(place);
                bytes.extend(other.get(place..).unwrap_or_default());
            }
            1 => bytes[place] ^= 1 << self.dice.below(8),
            _ => bytes.truncate(place),
        }
        let path = self.folder.path().join("damaged.ghbundle");
        fs::write(&path, bytes).map_err(|error| error.to_string())?;
        let laptop = &mut self.laptops[at];
        let before = laptop.records;
        let taken = laptop.desk().merge(&by(Role::Scanner), &path, Merge::Apply);
        laptop.look(&mut self.book)?;
        note(format!("{} takes in {}.ghbundle damaged", laptop.name, letter.nth));
        match taken {
            Ok(_) => Err(format!("{}: a damaged file was taken in", laptop.name)),
            Err(_) if laptop.records != before => Err(format!("{}: a damaged file changed it", laptop.name)),
            Err(_) => Ok(()),
        }
    }
}
