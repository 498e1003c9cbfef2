//! What an organiser does in the evening: capacities, keys, erasing somebody; and looking at findings.

use gatehouse_core::settings::Role;
use gatehouse_core::text::Lang;

use crate::laptop::by;
use crate::oracle::ZONES;
use crate::world::{Sim, World};

impl World {
    /// Sets the capacity of the event, or of its zones, now and then so low that it is reached.
    pub fn set_capacity(&mut self, at: usize) -> Sim<()> {
        let capacity = if self.dice.chance(30) { 1 + self.dice.below(3) } else { 500 + self.dice.below(500) };
        let zone = |(name, around): &(&str, &[&str])| {
            let within = around.last().map(|outer| format!("within = \"{outer}\"\n")).unwrap_or_default();
            format!("[[zone]]\nname = \"{name}\"\ncapacity = {capacity}\n{within}")
        };
        let toml = match self.dice.chance(60) {
            true => format!("[event]\ncapacity = {capacity}\n"),
            false => ZONES.iter().map(zone).collect(),
        };
        let done = self.laptops[at].desk().load_settings(&by(Role::Organiser), &toml);
        self.done(at, &format!("sets the capacity to {capacity}"), done).map(|_| ())
    }

    pub fn rotate_key(&mut self, at: usize) -> Sim<()> {
        let done = self.laptops[at].desk().rotate_key(&by(Role::Organiser));
        self.done(at, "changes the badge key", done).map(|_| ())
    }

    pub fn erase(&mut self, at: usize, whom: usize) -> Sim<()> {
        let Ok(guest) = self.comers[whom].guest.parse() else { return Ok(()) };
        let done = self.laptops[at].desk().erase(&by(Role::Organiser), guest, "asked for it");
        self.done(at, &format!("erases {}", self.comers[whom].name), done).map(|_| ())
    }

    pub fn acknowledge(&mut self, at: usize) -> Sim<()> {
        let desk = self.laptops[at].desk();
        let found = desk.findings(Lang::En).map_err(crate::world::said)?;
        if found.is_empty() {
            return Ok(());
        }
        let finding = found[self.dice.below(found.len())].clone();
        let done = self.laptops[at].desk().acknowledge(&by(Role::Supervisor), &finding.id, "looked at");
        self.done(at, &format!("acknowledges {}", finding.kind), done).map(|_| ())
    }
}
