//! The end of the evening: everything is exchanged, and held against the oracle.

use std::collections::BTreeSet;

use gatehouse_core::guest::BadgeState;
use gatehouse_core::text::Lang;
use gatehouse_core::view::{FindingView, PresenceState, StepState};

use crate::oracle::{Found, Oracle, Person, Place, ZONES};
use crate::world::{Sim, World, note, said};

/// Rounds of exchange after which everybody holds everything, whatever was lost or stale before: everybody is the one
/// to hand on to twice.
const ROUNDS: usize = 12;

impl World {
    /// Exchanges all there is, and checks everything that must hold then.
    pub fn come_to_rest(&mut self) -> Sim<()> {
        note("Everything is exchanged".to_owned());
        let mut rounds = 0;
        while !self.is_in_step() {
            rounds += 1;
            if rounds > ROUNDS {
                return Err(format!("not in step after {ROUNDS} rounds of exchange"));
            }
            self.exchange(rounds)?;
        }
        let before: Vec<u64> = self.laptops.iter().map(|laptop| laptop.records).collect();
        self.exchange(rounds)?;
        let after: Vec<u64> = self.laptops.iter().map(|laptop| laptop.records).collect();
        if before != after {
            return Err("exchange goes on for ever".to_owned());
        }
        self.check_fingerprints()?;
        self.check_picture()?;
        self.check_findings()?;
        self.check_erased()
    }

    /// Gives the laptops whose desk is added and not retired: the files are sealed to these.
    fn open_laptops(&self) -> Vec<usize> {
        let held = self.laptops.iter().fold(crate::book::Set::default(), |mut all, laptop| {
            all.add_all(&laptop.held);
            all
        });
        let trust = Oracle::new(&self.book, &held).trust;
        (0..self.laptops.len()).filter(|at| trust.is_open(&self.laptops[*at].id)).collect()
    }

    fn is_in_step(&self) -> bool {
        let mut all = crate::book::Set::default();
        self.laptops.iter().for_each(|laptop| all.add_all(&laptop.held));
        self.open_laptops().into_iter().all(|at| self.laptops[at].held.same(&all))
    }

    /// All hand on to one, another one each round, and that one to all: by files for everybody, or on some evenings
    /// by files for one desk alone.
    fn exchange(&mut self, round: usize) -> Sim<()> {
        let open = self.open_laptops();
        let hub = open[(round + self.made) % open.len()];
        let for_one = self.made.is_multiple_of(3);
        let id_of = |world: &Self, at: usize| for_one.then(|| world.laptops[at].id.clone());
        for at in (0..self.laptops.len()).filter(|at| *at != hub) {
            let letter = self.carry_out(at, id_of(self, hub).as_deref())?;
            self.take_in(hub, &letter)?;
        }
        if for_one {
            for at in open.into_iter().filter(|at| *at != hub) {
                let letter = self.carry_out(hub, id_of(self, at).as_deref())?;
                self.take_in(at, &letter)?;
            }
            return Ok(());
        }
        let letter = self.carry_out(hub, None)?;
        (0..self.laptops.len()).filter(|at| *at != hub).try_for_each(|at| self.take_in(at, &letter))
    }

    fn check_fingerprints(&mut self) -> Sim<()> {
        let open = self.open_laptops();
        let mut prints = BTreeSet::new();
        for at in open {
            let laptop = &mut self.laptops[at];
            let (name, records) = (laptop.name.clone(), laptop.records);
            let live = laptop.desk().fingerprint().map_err(said)?;
            if live.records != records {
                return Err(format!("{name}: {} records held, {records} in the second copy", live.records));
            }
            let report = laptop.desk().verify(Lang::En).map_err(said)?;
            if !report.ok {
                return Err(format!("{name}: verify found {:?}", report.problems));
            }
            prints.insert(live.fingerprint.clone());
            if prints.len() == 1 {
                laptop.desk().rebuild().map_err(said)?;
                let rebuilt = laptop.desk().fingerprint().map_err(said)?;
                if rebuilt != live {
                    return Err(format!("{name}: rebuilding the views changes them"));
                }
            }
        }
        if prints.len() == 1 { Ok(()) } else { Err("the same records, but other views".to_owned()) }
    }

    fn check_picture(&mut self) -> Sim<()> {
        let at = self.open_laptops()[0];
        let oracle = Oracle::new(&self.book, &self.laptops[at].held);
        let picture = oracle.picture();
        let uncounted = self.uncounted(&oracle);
        let desk = self.laptops[at].desk();
        let occupancy = desk.occupancy().map_err(said)?;
        let mut wrong = Vec::new();
        let mut hold = |what: String, shown: String, meant: String| {
            if shown != meant {
                wrong.push(format!("{what}: shown {shown}, meant {meant}"));
            }
        };
        hold("inside".into(), occupancy.inside.to_string(), picture.inside.to_string());
        for (zone, _) in ZONES {
            let shown = occupancy.zones.iter().find(|shown| shown.zone == zone).map(|shown| shown.inside);
            hold(format!("inside {zone}"), format!("{shown:?}"), format!("{:?}", picture.zones.get(zone)));
        }
        hold("stop".into(), occupancy.entry_stopped.to_string(), picture.entry_stopped.to_string());
        let capacity = desk.settings().event.capacity.map(u64::from);
        hold("capacity".into(), format!("{capacity:?}"), format!("{:?}", picture.capacity));
        for (guest, meant) in &picture.guests {
            let id = guest.parse().map_err(|_| format!("{guest} is no id"))?;
            let shown = desk.guest(id, Lang::En).map_err(said)?;
            let who = &meant.name;
            hold(format!("{who} name"), shown.name.clone(), meant.name.clone());
            hold(format!("{who} status"), shown.status.name().to_owned(), meant.status.clone());
            hold(format!("{who} category"), shown.category.clone(), meant.category.clone());
            let place = match (shown.presence.state, shown.presence.zone.as_deref()) {
                (PresenceState::Expected, _) => "expected".to_owned(),
                (PresenceState::Left, _) => "left".to_owned(),
                (PresenceState::Inside, zone) => format!("in {}", zone.unwrap_or_default()),
            };
            hold(format!("{who} {guest} is"), place, place_of(meant));
            for step in &shown.screening {
                let state = meant.steps.get(step.step.as_str()).copied().unwrap_or("not_done");
                hold(format!("{who} {}", step.step), state_name(step.state).to_owned(), state.to_owned());
            }
            let active = shown.badge.filter(|badge| badge.state == BadgeState::Active);
            let active = active.map(|badge| badge.number);
            let top = meant.badges.iter().find(|(_, state)| **state == "active");
            let top = top.map(|((slot, serial), _)| format!("{slot}-{serial}"));
            hold(format!("{who} badge"), format!("{active:?}"), format!("{top:?}"));
        }
        for comer in self.comers.iter().filter(|comer| comer.honest && comer.place.is_some()) {
            let Some(person) = picture.guests.get(&comer.guest) else { continue };
            if !uncounted.contains(&comer.guest) && !matches!(person.place, Place::Inside { .. }) {
                hold(
                    format!("{} who walked honestly", comer.name),
                    place_of(person),
                    format!("in {:?}", comer.place),
                );
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }

    /// Every desk finds the same, and what the oracle finds.
    fn check_findings(&mut self) -> Sim<()> {
        let open = self.open_laptops();
        let oracle = Oracle::new(&self.book, &self.laptops[open[0]].held);
        let meant = oracle.findings(&oracle.picture());
        for at in open {
            let shown = self.laptops[at].desk().findings(Lang::En).map_err(said)?;
            let count = shown.len();
            let shown: BTreeSet<Found> = shown.into_iter().map(found).collect();
            if shown != meant || shown.len() != count {
                let (more, less) = (shown.difference(&meant), meant.difference(&shown));
                let (more, less) = (more.collect::<Vec<_>>(), less.collect::<Vec<_>>());
                let name = &self.laptops[at].name;
                return Err(format!("{name} finds what is none: {more:#?}\nand not: {less:#?}"));
            }
        }
        Ok(())
    }

    /// What was said of those erased is in no journal any more, the desks being shut.
    fn check_erased(&mut self) -> Sim<()> {
        for at in self.open_laptops() {
            let laptop = &mut self.laptops[at];
            laptop.shut()?;
            let oracle = Oracle::new(&self.book, &laptop.held);
            let log = std::fs::read(laptop.folder.join("journal.log")).map_err(|error| error.to_string())?;
            for id in crate::book::with_body(&log)? {
                let gone = self.book.find(&id).is_some_and(|at| oracle.is_gone(at));
                if gone {
                    return Err(format!("{}: the body of {id} is erased and still there", laptop.name));
                }
            }
        }
        Ok(())
    }

    /// Gives the guests of whom some record does not count: what they did is not known in full.
    fn uncounted(&self, oracle: &Oracle) -> BTreeSet<String> {
        let counting: BTreeSet<usize> = oracle.counting.iter().copied().collect();
        let owners = crate::oracle::owners(&self.book, 0..self.book.records.len());
        let left_out = (0..self.book.records.len()).filter(|at| !counting.contains(at));
        let subjects = left_out.filter_map(|at| self.book.records[at].subject.as_ref());
        subjects.flat_map(|subject| [Some(subject), owners.get(subject)]).flatten().cloned().collect()
    }
}

fn found(shown: FindingView) -> Found {
    let FindingView { kind, id, explained, acknowledged, .. } = shown;
    Found { kind, id, explained, acknowledged }
}

fn place_of(person: &Person) -> String {
    match &person.place {
        Place::Expected => "expected".to_owned(),
        Place::Left => "left".to_owned(),
        Place::Inside { zone, .. } => format!("in {zone}"),
    }
}

fn state_name(state: StepState) -> &'static str {
    match state {
        StepState::NotDone => "not_done",
        StepState::Passed => "passed",
        StepState::Failed => "failed",
        StepState::Waived => "waived",
        StepState::Expired => "expired",
    }
}
