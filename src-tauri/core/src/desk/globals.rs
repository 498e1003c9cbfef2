//! What holds for the whole event: settings, desks, badge keys, stop-entry, corrections, voids (pure).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono_tz::Tz;

use crate::guest::fold::EventFacts;
use crate::ids::{BadgeKey, DeskId, EventId, GuestId, ImportId, PublicKey};
use crate::journal::ancestry::{Ancestry, Place};
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::{Held, Stamp};
use crate::journal::trust::{Places, Trust};
use crate::presence::occupancy::{self, Correction, Heads};
use crate::settings::{FOLDED, Settings, fold_settings};

/// Kinds of records that concern no one guest and are folded here.
pub(crate) const KINDS: [Kind; 11] = [
    Kind::EventCreated,
    Kind::DeskAdded,
    Kind::DeskRetired,
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
    /// Whose records count.
    pub trust: Trust,
    pub desks: BTreeMap<DeskId, DeskInfo>,
    /// Newest first.
    pub badge_keys: Vec<BadgeKey>,
    /// Where the records stand that added them, in the same order.
    pub badge_key_places: Vec<Place>,
    pub entry_stopped: bool,
    /// Shifts of the head count that still hold.
    pub corrections: Heads,
    pub facts: EventFacts,
    /// Whose personal data is erased.
    pub erased: BTreeSet<GuestId>,
    /// In order of arrival.
    pub imports: Vec<ImportInfo>,
    /// How many records held concern all guests at once: a guest folded with fewer is to be folded anew.
    pub sweeps: u64,
    /// Who had seen what when this was folded.
    pub seen: Arc<Ancestry>,
}

/// A desk as its `DeskAdded` says.
#[derive(Debug, Clone)]
pub struct DeskInfo {
    pub name: String,
    pub slot: u16,
    pub organiser: bool,
    pub signing_key: PublicKey,
    pub sealing_key: PublicKey,
    pub retired: bool,
}

/// A finished import.
#[derive(Debug, Clone)]
pub struct ImportInfo {
    pub import: ImportId,
    /// Of the record that ended it.
    pub stamp: Stamp,
    pub source: String,
    pub file: String,
    pub columns: Vec<String>,
    pub new: u64,
    pub changed: u64,
    pub same: u64,
    pub rejected: u64,
}

impl Globals {
    /// Folds the global records a desk holds, in order of arrival; `places` finds the heads they name.
    pub(crate) fn fold(
        event: EventId,
        desk: DeskId,
        records: &[Held],
        seen: &Ancestry,
        places: Places<'_>,
    ) -> Self {
        let trust = Trust::fold(event, records, seen, places);
        let counted: Vec<&Held> = records.iter().filter(|held| trust.counts(&held.stamp, seen)).collect();
        let decided: Vec<&Held> =
            counted.iter().copied().filter(|held| trust.is_organiser(held.stamp.desk)).collect();
        let facts = EventFacts::gather(counted.iter().copied());
        let settings = settings(&decided, seen);
        let (badge_key_places, badge_keys) = keys(&decided).into_iter().unzip();
        let corrections = stated_corrections(&counted, &facts);
        Self {
            event,
            desk,
            desks: desks(&decided, &trust),
            badge_keys,
            badge_key_places,
            entry_stopped: entry_stopped(&counted, seen),
            corrections: occupancy::corrections(&corrections, &facts.everyone_outs, &settings, seen),
            imports: imports(&counted, &facts),
            erased: BTreeSet::new(),
            sweeps: records.iter().filter(|held| sweeps(held)).count() as u64,
            seen: Arc::new(seen.clone()),
            facts,
            settings,
            trust,
        }
    }

    /// Adds who was erased, as far as the desks that did so may.
    pub(crate) fn with_erased(mut self, stated: &[(GuestId, DeskId)]) -> Self {
        let by_organisers = stated.iter().filter(|(_, desk)| self.trust.may_erase(*desk));
        self.erased = by_organisers.map(|(guest, _)| *guest).collect();
        self
    }

    /// Tells whether a record's body is erased wherever it is met.
    pub(crate) fn erases(&self, kind: &Kind, subject: Option<GuestId>) -> bool {
        kind.is_personal() && subject.is_some_and(|guest| self.erased.contains(&guest))
    }

    /// Starts with no record held.
    pub(crate) fn empty(event: EventId, desk: DeskId) -> Self {
        Self::fold(event, desk, &[], &Ancestry::new(), &|_| None)
    }

    /// Gives the slot of this desk.
    pub(crate) fn slot(&self) -> u16 {
        self.desks.get(&self.desk).map_or(0, |desk| desk.slot)
    }

    /// Tells whether a slot is a retired desk's and nobody else's.
    pub(crate) fn is_retired_slot(&self, slot: u16) -> bool {
        let mut of_slot = self.desks.values().filter(|desk| desk.slot == slot).peekable();
        of_slot.peek().is_some() && of_slot.all(|desk| desk.retired)
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

/// Tells whether a record concerns the folds of all guests; most settings concern none.
fn sweeps(held: &Held) -> bool {
    let of_folds =
        |fact: &Fact| matches!(fact, Fact::SettingSet { key, .. } if FOLDED.contains(&key.as_str()));
    match held.kind {
        Kind::EveryoneOut | Kind::DeskRetired => true,
        Kind::Voided => held.subject.is_none(),
        Kind::SettingsChanged => held.facts.iter().any(of_folds),
        _ => false,
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

fn desks(records: &[&Held], trust: &Trust) -> BTreeMap<DeskId, DeskInfo> {
    let added = stated(records, |fact| match fact {
        Fact::DeskAdded { desk, name, slot, organiser, signing_key, sealing_key } => Some((
            *desk,
            DeskInfo {
                name: name.clone(),
                slot: *slot,
                organiser: *organiser,
                signing_key: *signing_key,
                sealing_key: *sealing_key,
                retired: trust.is_retired(*desk),
            },
        )),
        _ => None,
    });
    let mut added: Vec<(Stamp, (DeskId, DeskInfo))> = added.collect();
    added.sort_by_key(|(stamp, _)| stamp.rank());
    let mut desks = BTreeMap::new();
    for (_, (desk, info)) in added {
        desks.entry(desk).or_insert(info);
    }
    desks
}

/// Gives the badge keys and where they were added, newest first.
fn keys(records: &[&Held]) -> Vec<(Place, BadgeKey)> {
    let mut keys: Vec<(Stamp, BadgeKey)> = stated(records, |fact| match fact {
        Fact::BadgeKeyAdded { key } => Some(*key),
        _ => None,
    })
    .collect();
    keys.sort_by_key(|(stamp, _)| std::cmp::Reverse(stamp.rank()));
    keys.into_iter().map(|(stamp, key)| ((stamp.line, stamp.seq), key)).collect()
}

fn entry_stopped(records: &[&Held], seen: &Ancestry) -> bool {
    let stated: Vec<(Stamp, bool)> = stated(records, |fact| match fact {
        Fact::EntryStopped {} => Some(true),
        Fact::EntryResumed {} => Some(false),
        _ => None,
    })
    .collect();
    occupancy::entry_stopped(&stated, seen)
}

fn stated_corrections(records: &[&Held], facts: &EventFacts) -> Vec<Correction> {
    stated(records, |fact| match fact {
        Fact::HeadCountCorrected { by, zone } => Some((*by, zone.clone())),
        _ => None,
    })
    .filter(|(stamp, _)| !facts.voided.contains(&stamp.id))
    .map(|(stamp, (by, zone))| Correction { stamp, by, zone })
    .collect()
}

fn imports(records: &[&Held], facts: &EventFacts) -> Vec<ImportInfo> {
    let ended = records.iter().flat_map(|held| held.facts.iter().filter_map(|fact| import(held.stamp, fact)));
    ended.filter(|import| !facts.voided_imports.contains(&import.import)).collect()
}

fn import(stamp: Stamp, fact: &Fact) -> Option<ImportInfo> {
    let Fact::Imported { import, source, file, columns, new, changed, same, rejected } = fact else {
        return None;
    };
    Some(ImportInfo {
        import: *import,
        stamp,
        source: source.clone(),
        file: file.clone(),
        columns: columns.clone(),
        new: *new,
        changed: *changed,
        same: *same,
        rejected: *rejected,
    })
}

/// Gives what records state of one matter, with where they stand.
fn stated<T>(records: &[&Held], pick: impl Fn(&Fact) -> Option<T>) -> impl Iterator<Item = (Stamp, T)> {
    let of = |held: &&Held| {
        held.facts.iter().filter_map(&pick).map(|value| (held.stamp, value)).collect::<Vec<_>>()
    };
    records.iter().flat_map(of).collect::<Vec<_>>().into_iter()
}
