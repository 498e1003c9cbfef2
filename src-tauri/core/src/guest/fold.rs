//! One guest from all held records that concern the guest (pure).

use std::collections::{BTreeMap, BTreeSet};

use super::{Field, Fields, Guest, Imported, Status, party, voiding};
use crate::badge::rules;
use crate::ids::{GuestId, ImportId, RecordId};
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::{Held, Stamp};
use crate::journal::seen::{HadSeen, standing};
use crate::presence::{self, Passages};
use crate::screening;
use crate::settings::{DEFAULT_CATEGORY, Settings};

/// What the folds of all guests have in common.
#[derive(Debug, Clone, Default)]
pub struct EventFacts {
    /// Those not voided.
    pub everyone_outs: Vec<Stamp>,
    /// Every record a `Voided` names.
    pub voided: BTreeSet<RecordId>,
    pub voided_imports: BTreeSet<ImportId>,
}

impl EventFacts {
    /// Gathers them out of records; ones of other kinds do not matter.
    pub fn gather<'r>(records: impl IntoIterator<Item = &'r Held>) -> Self {
        let mut gathered = Self::default();
        for held in records {
            for fact in &held.facts {
                match fact {
                    Fact::EveryoneOut {} => gathered.everyone_outs.push(held.stamp),
                    Fact::Voided { records, import } => {
                        gathered.voided.extend(records);
                        gathered.voided_imports.extend(import);
                    }
                    _ => {}
                }
            }
        }
        gathered.everyone_outs.retain(|out| !gathered.voided.contains(&out.id));
        gathered
    }
}

/// Folds the records that concern one guest, in any order, into what they together say.
pub fn fold(
    id: GuestId,
    records: &[Held],
    event: &EventFacts,
    settings: &Settings,
    seen: &dyn HadSeen,
) -> Guest {
    let facts = voiding::counting(records, event, seen);
    let outs: Vec<Stamp> =
        event.everyone_outs.iter().filter(|out| !event.voided.contains(&out.id)).copied().collect();
    let passages = Passages::of(&facts, &outs);
    let (fields, other_values) = fold_fields(&facts, seen);
    let badges = rules::fold(&facts, seen);
    let provisional = is_provisional(records);
    let imported = imported(&facts, &fields);
    Guest {
        id,
        fields,
        other_values,
        status: fold_status(&facts, seen),
        category: fold_category(&facts, seen),
        badges,
        party: party::fold(&facts, seen),
        source_said: source_said(&facts),
        gone: is_gone(&facts),
        screening: screening::fold(&facts, &passages.endings(settings, seen), settings, seen),
        presence: presence::fold(&passages, settings, seen),
        import: import_of(&facts),
        imported,
        provisional,
        listed: provisional || voiding::is_listed(records, event),
    }
}

type Stated<T> = Vec<(Stamp, T)>;

fn fold_fields(facts: &[(Stamp, &Fact)], seen: &dyn HadSeen) -> (Fields, BTreeMap<Field, Vec<String>>) {
    let mut stated: BTreeMap<Field, Stated<&str>> = BTreeMap::new();
    for (stamp, fact) in facts {
        if let Fact::GuestDetails { fields, .. } = fact {
            for (field, value) in fields {
                stated.entry(*field).or_default().push((*stamp, value));
            }
        }
    }
    let (mut shown, mut others) = (Fields::new(), BTreeMap::new());
    for (field, values) in stated {
        let mut standing = standing(&values, seen);
        standing.sort_by_key(|(stamp, _)| std::cmp::Reverse(stamp.rank()));
        let mut distinct: Vec<&str> = Vec::new();
        for (_, value) in standing {
            if !distinct.contains(value) {
                distinct.push(value);
            }
        }
        let mut distinct = distinct.into_iter().map(str::to_owned);
        if let Some(highest) = distinct.next().filter(|value| !value.is_empty()) {
            shown.insert(field, highest);
        }
        let rest: Vec<String> = distinct.filter(|value| !value.is_empty()).collect();
        if !rest.is_empty() {
            others.insert(field, rest);
        }
    }
    (shown, others)
}

fn fold_status(facts: &[(Stamp, &Fact)], seen: &dyn HadSeen) -> Status {
    let stated: Stated<Status> = facts
        .iter()
        .filter_map(|(stamp, fact)| match fact {
            Fact::StatusSet { status, .. } => Some((*stamp, *status)),
            _ => None,
        })
        .collect();
    standing(&stated, seen).into_iter().map(|(_, status)| *status).max().unwrap_or(Status::Approved)
}

fn fold_category(facts: &[(Stamp, &Fact)], seen: &dyn HadSeen) -> String {
    let stated: Stated<&str> = facts
        .iter()
        .filter_map(|(stamp, fact)| match fact {
            Fact::CategorySet { category, .. } => Some((*stamp, category.as_str())),
            _ => None,
        })
        .collect();
    let highest = standing(&stated, seen).into_iter().max_by_key(|(stamp, _)| stamp.rank());
    highest.map_or(DEFAULT_CATEGORY, |(_, category)| category).to_owned()
}

/// Gives what imports said last, where that is not what is shown.
fn imported(facts: &[(Stamp, &Fact)], shown: &Fields) -> Imported {
    let mut said: Vec<&(Stamp, &Fact)> = facts.iter().collect();
    said.sort_by_key(|(stamp, _)| stamp.rank());
    let mut imported = Imported::default();
    for (_, fact) in said {
        match fact {
            Fact::GuestDetails { fields, import: Some(_), .. } => imported.fields.extend(fields.clone()),
            Fact::StatusSet { status, import: Some(_) } => imported.status = Some(*status),
            Fact::CategorySet { category, import: Some(_) } => imported.category = Some(category.clone()),
            Fact::PartySet { companions, import: Some(_) } => imported.companions = Some(*companions),
            _ => {}
        }
    }
    imported.fields.retain(|field, value| shown.get(field) != Some(value));
    imported
}

/// Gives what a list said last of what it recorded itself.
fn source_said(facts: &[(Stamp, &Fact)]) -> Vec<String> {
    let said = facts.iter().filter_map(|(stamp, fact)| match fact {
        Fact::SourceSaid { lines, .. } => Some((stamp.rank(), lines)),
        _ => None,
    });
    said.max_by_key(|(rank, _)| *rank).map(|(_, lines)| lines.clone()).unwrap_or_default()
}

fn is_gone(facts: &[(Stamp, &Fact)]) -> bool {
    let said = facts.iter().filter_map(|(stamp, fact)| match fact {
        Fact::SourceListing { gone, .. } => Some((stamp.rank(), *gone)),
        _ => None,
    });
    said.max_by_key(|(rank, _)| *rank).is_some_and(|(_, gone)| gone)
}

/// Gives the import that first brought the guest.
fn import_of(facts: &[(Stamp, &Fact)]) -> Option<ImportId> {
    let brought = facts.iter().filter_map(|(stamp, fact)| match fact {
        Fact::GuestDetails { import, .. } => Some((stamp.rank(), *import)),
        _ => None,
    });
    brought.min_by_key(|(rank, _)| *rank).and_then(|(_, import)| import)
}

/// Tells whether no list and no desk ever put the guest on the list: a badge from elsewhere, its guest not yet known.
fn is_provisional(records: &[Held]) -> bool {
    !records.iter().any(|held| matches!(held.kind, Kind::GuestAdded | Kind::GuestImported))
}
