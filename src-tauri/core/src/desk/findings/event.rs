//! Findings about desks and the event: branches, clocks, capacity, corrections, what a desk may not state.

use std::collections::BTreeSet;

use super::look::{Found, Looking};
use crate::clock::Millis;
use crate::error::Result;
use crate::finding::event::{CorrectedTwice, corrections_twice, not_allowed};
use crate::finding::{self, FindingKind};
use crate::ids::DeskId;
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::{Held, Stamp};
use crate::store;
use crate::text::findings as said;

/// A capacity that is exceeded.
struct Over {
    zone: Option<String>,
    inside: i64,
    capacity: u32,
}

impl Looking<'_> {
    /// Finds what the records about no one guest reveal.
    pub(super) fn of_event(&self, records: &[Held]) -> Result<Vec<Found>> {
        let mut found = self.over_capacity(records)?;
        found.extend(self.corrections_twice(records));
        found.extend(self.not_allowed(records));
        found.extend(self.erased_elsewhere()?);
        found.extend(self.retired_went_on()?);
        Ok(found)
    }

    /// Finds the desks whose chain goes on twice.
    pub(super) fn cloned_desks(&self) -> Result<Vec<Found>> {
        let mut seen_desks = BTreeSet::new();
        let mut found = Vec::new();
        let mut forks = BTreeSet::new();
        for line in self.ancestry.lines() {
            let first = seen_desks.insert(line.desk);
            if !first && forks.insert((line.desk, line.parent)) {
                found.push(self.cloned_desk(line.desk, line.parent)?);
            }
        }
        Ok(found)
    }

    fn cloned_desk(&self, desk: DeskId, fork: Option<(u32, u64)>) -> Result<Found> {
        let common = fork.map(|place| self.at_place(place)).transpose()?.flatten();
        let mut heads = self.heads_of(desk)?;
        heads.sort_by_key(|head| head.id);
        Ok(Found {
            kind: FindingKind::ClonedDesk,
            id: finding::cloned_desk(desk, common.map(|held| held.stamp.id)),
            text: said::cloned_desk(&self.reading.globals.desk_name(desk)),
            at: heads.iter().map(|head| head.at).max().unwrap_or(Millis(0)),
            desks: vec![desk],
            explained: false,
            sides: heads.iter().map(|head| self.side(head, &said::history_up_to(head.seq))).collect(),
        })
    }

    fn heads_of(&self, desk: DeskId) -> Result<Vec<Stamp>> {
        let mut heads = Vec::new();
        for (_, place) in self.ancestry.heads().filter(|(of, _)| *of == desk) {
            heads.extend(self.at_place(place)?.map(|held| held.stamp));
        }
        Ok(heads)
    }

    /// Finds the clocks that disagree.
    pub(super) fn clocks_off(&self) -> Result<Vec<Found>> {
        let pairs = store::noticed::clocks_off(&self.reading.store.connection);
        let mut found = Vec::new();
        for [later, earlier] in pairs.map_err(|error| self.reading.store.problem(error))? {
            if let (Some(later), Some(earlier)) = (self.record(later)?, self.record(earlier)?) {
                found.push(self.clock_off(&later, &earlier));
            }
        }
        Ok(found)
    }

    fn clock_off(&self, later: &Held, earlier: &Held) -> Found {
        let (one, other) = (later.stamp.desk, earlier.stamp.desk);
        let minutes = earlier.stamp.at.since(later.stamp.at) / 60_000;
        let name = |desk| self.reading.globals.desk_name(desk);
        let text =
            said::clock_off(&name(one), Some(name(other)).filter(|_| one != other).as_deref(), minutes);
        Found {
            kind: FindingKind::ClockOff,
            id: finding::clock_off(one, other),
            text,
            at: earlier.stamp.at,
            desks: if one == other { vec![one] } else { vec![earlier.stamp.desk, later.stamp.desk] },
            explained: false,
            sides: vec![
                self.side(&earlier.stamp, &said::written_before()),
                self.side(&later.stamp, &said::written_after()),
            ],
        }
    }

    /// Finds the facts this program does not know; ones it has learnt to read since are none.
    pub(super) fn unknown_facts(&self) -> Result<Vec<Found>> {
        let noted = store::noticed::unknown(&self.reading.store.connection);
        let mut found = Vec::new();
        for (desk, name, record) in noted.map_err(|error| self.reading.store.problem(error))? {
            let states = |fact: &Fact| matches!(fact, Fact::Unknown { name: unknown } if *unknown == name);
            let Some(held) = self.record(record)?.filter(|held| held.facts.iter().any(states)) else {
                continue;
            };
            let id = finding::unknown_fact(desk, &name);
            let text = said::unknown_fact(&self.reading.globals.desk_name(desk), &name);
            found.push(self.of_records(FindingKind::UnknownFact, id, &[held], |_| text));
        }
        Ok(found)
    }

    fn over_capacity(&self, records: &[Held]) -> Result<Vec<Found>> {
        let heads = self.reading.heads()?;
        let settings = &self.reading.globals.settings;
        let event =
            Over { zone: None, inside: heads.event, capacity: settings.event.capacity.unwrap_or(u32::MAX) };
        let zones = settings.zones.iter().map(|zone| Over {
            zone: Some(zone.name.clone()),
            inside: heads.zone(&zone.name),
            capacity: zone.capacity.unwrap_or(u32::MAX),
        });
        let over = std::iter::once(event).chain(zones).filter(|over| over.inside > i64::from(over.capacity));
        Ok(over.filter_map(|over| self.over(&over, records)).collect())
    }

    fn over(&self, over: &Over, records: &[Held]) -> Option<Found> {
        let zone = over.zone.as_deref();
        let setting = self.setting(if zone.is_some() { "zone" } else { "event.capacity" }, records)?;
        let id = finding::over_capacity(setting.stamp.id, zone);
        let text = said::over_capacity(zone, over.inside, over.capacity);
        let desks: BTreeSet<DeskId> = self.ancestry.lines().map(|line| line.desk).collect();
        let found = self.of_records(FindingKind::OverCapacity, id, std::slice::from_ref(setting), |_| text);
        Some(Found { desks: desks.into_iter().collect(), sides: Vec::new(), ..found })
    }

    /// Gives the record whose value of a setting is in force.
    fn setting<'r>(&self, key: &str, records: &'r [Held]) -> Option<&'r Held> {
        let trust = &self.reading.globals.trust;
        let sets = |held: &&Held| {
            let of_key = |fact: &Fact| matches!(fact, Fact::SettingSet { key: set, .. } if set == key);
            held.facts.iter().any(of_key) && trust.may_decide(&held.stamp, self.ancestry)
        };
        // Who had seen another ranks above it, so the highest is one that nobody had seen.
        records.iter().filter(sets).max_by_key(|held| held.stamp.rank())
    }

    fn corrections_twice(&self, records: &[Held]) -> Vec<Found> {
        let globals = self.reading.globals;
        let counted = records.iter().filter(|held| {
            globals.trust.counts(&held.stamp, self.ancestry) && !globals.facts.voided.contains(&held.stamp.id)
        });
        let stated: Vec<(Stamp, i64, Option<&str>)> = counted
            .flat_map(|held| held.facts.iter().map(|fact| (held.stamp, fact)))
            .filter_map(|(stamp, fact)| match fact {
                Fact::HeadCountCorrected { by, zone } => Some((stamp, *by, zone.as_deref())),
                _ => None,
            })
            .collect();
        let twice = corrections_twice(&stated, &globals.facts.everyone_outs, self.ancestry);
        twice.iter().map(|twice| self.corrected_twice(twice, records)).collect()
    }

    fn corrected_twice(&self, twice: &CorrectedTwice, records: &[Held]) -> Found {
        let sides: Vec<Held> =
            records.iter().filter(|held| twice.records.contains(&held.stamp.id)).cloned().collect();
        let id = finding::of_pair(FindingKind::CorrectionTwice, twice.records);
        let text = |desks: &[String]| said::correction_twice(twice.zone.as_deref(), desks);
        Found {
            explained: twice.explained,
            ..self.of_records(FindingKind::CorrectionTwice, id, &sides, text)
        }
    }

    fn not_allowed(&self, records: &[Held]) -> Vec<Found> {
        let stated = not_allowed(records, &self.reading.globals.trust, self.ancestry);
        stated.map(|held| self.stated_elsewhere(held)).collect()
    }

    /// Finds the erasures by desks that are no organisers'.
    fn erased_elsewhere(&self) -> Result<Vec<Found>> {
        let store = self.reading.store;
        let stated = store::erased::all(&store.connection).map_err(|error| store.problem(error))?;
        let mut found = Vec::new();
        for (guest, desk) in
            stated.into_iter().filter(|(_, desk)| !self.reading.globals.trust.may_erase(*desk))
        {
            let records = store::record::of_guest(&store.connection, store.path(), guest)?;
            let erasing = |held: &&Held| held.kind == Kind::Erased && held.stamp.desk == desk;
            found.extend(records.iter().filter(erasing).map(|held| self.stated_elsewhere(held)));
        }
        Ok(found)
    }

    fn stated_elsewhere(&self, held: &Held) -> Found {
        let id = finding::not_allowed(held.stamp.id);
        self.of_records(FindingKind::NotAllowed, id, std::slice::from_ref(held), said::not_allowed)
    }

    /// Finds the retired desks that wrote more than was accepted.
    fn retired_went_on(&self) -> Result<Vec<Found>> {
        let globals = self.reading.globals;
        let mut found = Vec::new();
        for (desk, info) in globals.desks.iter().filter(|(_, info)| info.retired) {
            let heads = self.heads_of(*desk)?.into_iter();
            let beyond: Vec<Stamp> =
                heads.filter(|head| !globals.trust.counts(head, self.ancestry)).collect();
            let Some(last) = beyond.iter().max_by_key(|head| head.rank()) else { continue };
            found.push(Found {
                kind: FindingKind::NotAllowed,
                id: finding::retired_went_on(*desk),
                text: said::retired_went_on(&info.name),
                at: last.at,
                desks: vec![*desk],
                explained: false,
                sides: beyond.iter().map(|head| self.side(head, &said::history_up_to(head.seq))).collect(),
            });
        }
        Ok(found)
    }
}
