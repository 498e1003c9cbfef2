//! What holds for the whole event: settings, desks, badge keys, stop-entry, corrections, voids (pure).

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use crate::guest::fold::EventFacts;
use crate::ids::{BadgeKey, DeskId, EventId, ImportId, PublicKey};
use crate::journal::ancestry::Ancestry;
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::{Held, Stamp};
use crate::presence::occupancy::{self, Correction, Heads};
use crate::settings::{Settings, fold_settings};

/// Kinds of records that concern no one guest and are folded here.
pub(crate) const KINDS: [Kind; 10] = [
    Kind::EventCreated,
    Kind::DeskAdded,
    Kind::SettingsChanged,
    Kind::BadgeKeyAdded,
    Kind::Imported,
    Kind::EntryStopped,
    Kind::EntryResumed,
    Kind::HeadCountCorrected,
    Kind::EveryoneOut,
    Kind::Voided,
];

/// The fold of all global records.
#[derive(Debug, Clone)]
pub struct Globals {
    pub event: EventId,
    /// The desk this laptop is.
    pub desk: DeskId,
    pub settings: Settings,
    pub desks: BTreeMap<DeskId, DeskInfo>,
    /// Newest first.
    pub badge_keys: Vec<BadgeKey>,
    pub entry_stopped: bool,
    /// Shifts of the head count that still hold.
    pub corrections: Heads,
    pub facts: EventFacts,
    /// In order of arrival.
    pub imports: Vec<ImportInfo>,
}

/// A desk as its `DeskAdded` says.
#[derive(Debug, Clone)]
pub struct DeskInfo {
    pub name: String,
    pub slot: u16,
    pub organiser: bool,
    pub signing_key: PublicKey,
}

/// A finished import.
#[derive(Debug, Clone)]
pub struct ImportInfo {
    pub import: ImportId,
    pub source: String,
    pub columns: Vec<String>,
}

impl Globals {
    /// Folds the global records a desk holds, in order of arrival.
    pub(crate) fn fold(event: EventId, desk: DeskId, records: &[Held], seen: &Ancestry) -> Self {
        let organisers = organisers(event, records);
        let by_organiser: Vec<&Held> =
            records.iter().filter(|held| organisers.contains(&held.stamp.desk)).collect();
        let facts = EventFacts::gather(records);
        let settings = settings(&by_organiser, seen);
        Self {
            event,
            desk,
            desks: desks(&by_organiser),
            badge_keys: keys(&by_organiser),
            entry_stopped: entry_stopped(records, seen),
            corrections: corrections(records, &facts, &settings, seen),
            imports: imports(records, &facts),
            facts,
            settings,
        }
    }

    /// Gives the slot of this desk.
    pub(crate) fn slot(&self) -> u16 {
        self.desks.get(&self.desk).map_or(0, |desk| desk.slot)
    }

    /// Gives a desk's name, or the start of its id.
    pub(crate) fn desk_name(&self, desk: DeskId) -> String {
        self.desks.get(&desk).map_or_else(|| desk.to_string()[..8].to_owned(), |desk| desk.name.clone())
    }

    /// Gives the key guest ids are made with; there is one from the event's first record on.
    pub(crate) fn first_key(&self) -> BadgeKey {
        self.badge_keys.last().copied().unwrap_or(BadgeKey::new([0; 32]))
    }
}

/// The creating desk, and those an organiser desk added as such.
fn organisers(event: EventId, records: &[Held]) -> BTreeSet<DeskId> {
    let mut organisers = BTreeSet::from([DeskId::new(*event.as_bytes())]);
    loop {
        let known = organisers.len();
        for held in records.iter() {
            if !organisers.contains(&held.stamp.desk) {
                continue;
            }
            organisers.extend(held.facts.iter().filter_map(|fact| match fact {
                Fact::DeskAdded { desk, organiser: true, .. } => Some(*desk),
                _ => None,
            }));
        }
        if organisers.len() == known {
            return organisers;
        }
    }
}

fn settings(records: &[&Held], seen: &Ancestry) -> Settings {
    let stated: Vec<(Stamp, String, serde_json::Value)> = stated(records, |fact| match fact {
        Fact::SettingSet { key, value } => Some((key.clone(), value.clone())),
        _ => None,
    })
    .map(|(stamp, (key, value))| (stamp, key, value))
    .collect();
    fold_settings(&Settings::defaults("", Tz::UTC), &stated, seen)
}

fn desks(records: &[&Held]) -> BTreeMap<DeskId, DeskInfo> {
    stated(records, |fact| match fact {
        Fact::DeskAdded { desk, name, slot, organiser, signing_key, .. } => Some((
            *desk,
            DeskInfo { name: name.clone(), slot: *slot, organiser: *organiser, signing_key: *signing_key },
        )),
        _ => None,
    })
    .map(|(_, added)| added)
    .collect()
}

fn keys(records: &[&Held]) -> Vec<BadgeKey> {
    let mut keys: Vec<(Stamp, BadgeKey)> = stated(records, |fact| match fact {
        Fact::BadgeKeyAdded { key } => Some(*key),
        _ => None,
    })
    .collect();
    keys.sort_by_key(|(stamp, _)| std::cmp::Reverse(stamp.rank()));
    keys.into_iter().map(|(_, key)| key).collect()
}

fn entry_stopped(records: &[Held], seen: &Ancestry) -> bool {
    let records: Vec<&Held> = records.iter().collect();
    let stated: Vec<(Stamp, bool)> = stated(&records, |fact| match fact {
        Fact::EntryStopped {} => Some(true),
        Fact::EntryResumed {} => Some(false),
        _ => None,
    })
    .collect();
    occupancy::entry_stopped(&stated, seen)
}

fn corrections(records: &[Held], facts: &EventFacts, settings: &Settings, seen: &Ancestry) -> Heads {
    let records: Vec<&Held> = records.iter().collect();
    let stated: Vec<Correction> = stated(&records, |fact| match fact {
        Fact::HeadCountCorrected { by, zone } => Some((*by, zone.clone())),
        _ => None,
    })
    .filter(|(stamp, _)| !facts.voided.contains(&stamp.id))
    .map(|(stamp, (by, zone))| Correction { stamp, by, zone })
    .collect();
    occupancy::corrections(&stated, &facts.everyone_outs, settings, seen)
}

fn imports(records: &[Held], facts: &EventFacts) -> Vec<ImportInfo> {
    let records: Vec<&Held> = records.iter().collect();
    stated(&records, |fact| match fact {
        Fact::Imported { import, source, columns, .. } => {
            Some(ImportInfo { import: *import, source: source.clone(), columns: columns.clone() })
        }
        _ => None,
    })
    .map(|(_, import)| import)
    .filter(|import| !facts.voided_imports.contains(&import.import))
    .collect()
}

/// Gives what records state of one matter, with where they stand.
fn stated<T>(records: &[&Held], pick: impl Fn(&Fact) -> Option<T>) -> impl Iterator<Item = (Stamp, T)> {
    let of = |held: &&Held| {
        held.facts.iter().filter_map(&pick).map(|value| (held.stamp, value)).collect::<Vec<_>>()
    };
    records.iter().flat_map(of).collect::<Vec<_>>().into_iter()
}
