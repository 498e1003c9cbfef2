//! Keeps the views equal to the fold of the journal: refolds each guest a record concerns.
//!
//! A guest's row is always the fold of all the guest's records, live as in a rebuild, so the two
//! cannot differ. What concerns many guests at once only marks them stale; slices catch up.

use std::collections::BTreeSet;
use std::path::Path;

use super::globals::Globals;
use crate::error::Result;
use crate::guest::fold::{EventFacts, fold};
use crate::guest::{Field, Guest};
use crate::ids::GuestId;
use crate::journal::ancestry::Ancestry;
use crate::journal::fact::{Fact, Kind, provisional_guest};
use crate::journal::record::Held;
use crate::presence::Presence;
use crate::presence::occupancy::counted_zones;
use crate::store::{self, Db, problem};

/// How many guests are refolded in one transaction, to stay well below 10 ms.
pub(super) const SLICE: usize = 100;

/// What folding needs at hand.
pub(super) struct Scope<'s> {
    pub on: &'s Db,
    pub path: &'s Path,
    pub globals: &'s Globals,
    pub ancestry: &'s Ancestry,
}

impl Scope<'_> {
    /// Brings the views up to records just added.
    pub(super) fn after(&self, fresh: &[&Held]) -> Result<()> {
        let mut guests: Vec<GuestId> = fresh.iter().filter_map(|held| held.subject).collect();
        guests.sort_unstable();
        guests.dedup();
        for guest in guests {
            self.refold(guest)?;
        }
        fresh.iter().filter(|held| held.subject.is_none()).try_for_each(|held| self.after_global(held))
    }

    /// Marks the guests that a record about no one guest may concern.
    fn after_global(&self, held: &Held) -> Result<()> {
        let marked = match held.kind {
            Kind::EveryoneOut => store::guest::mark_arrived_stale(self.on),
            Kind::SettingsChanged | Kind::Voided => store::guest::mark_all_stale(self.on),
            _ => Ok(()),
        };
        marked.map_err(|error| problem::of(self.path, error))
    }

    /// Folds a guest anew from all records held, and puts every look-up right.
    pub(super) fn refold(&self, guest: GuestId) -> Result<()> {
        let sql = |error| problem::of(self.path, error);
        let records = store::record::of_guest(self.on, self.path, guest)?;
        store::guest::clear_stale(self.on, guest).map_err(sql)?;
        if let Some(owner) = self.owner_of_provisional(guest, &records)? {
            self.remove(guest)?;
            return self.refold(owner);
        }
        let (now, waiting) = self.fold_joined(guest, records)?;
        waiting.into_iter().try_for_each(|waiting| self.remove(waiting))?;
        let before = store::guest::find(self.on, self.path, guest)?;
        let counted = self.count(guest, &now.presence)?;
        store::guest::put(self.on, before.as_ref(), &now, &counted).map_err(sql)
    }

    fn fold(&self, guest: GuestId, records: &[Held]) -> Guest {
        let facts = with_own_voids(&self.globals.facts, records);
        fold(guest, records, &facts, &self.globals.settings, self.ancestry)
    }

    /// Folds a guest with what was kept under the guest's badges before the guest was known here; gives where.
    fn fold_joined(&self, guest: GuestId, mut records: Vec<Held>) -> Result<(Guest, Vec<GuestId>)> {
        let alone = self.fold(guest, &records);
        let mut joined = Vec::new();
        for waiting in alone.badges.iter().map(|badge| provisional_guest(badge.number)) {
            let held = store::record::of_guest(self.on, self.path, waiting)?;
            if !held.is_empty() {
                joined.push(waiting);
                records.extend(held);
            }
        }
        let guest = if joined.is_empty() { alone } else { self.fold(guest, &records) };
        Ok((guest, joined))
    }

    /// Folds a guest without writing.
    pub(super) fn fold_now(&self, guest: GuestId) -> Result<Guest> {
        let records = store::record::of_guest(self.on, self.path, guest)?;
        self.fold_joined(guest, records).map(|(guest, _)| guest)
    }

    /// Finds the guest to whom a badge handled before its guest was known turned out to belong.
    fn owner_of_provisional(&self, guest: GuestId, records: &[Held]) -> Result<Option<GuestId>> {
        let facts = records.iter().flat_map(|held| &held.facts);
        let number = facts
            .filter_map(|fact| match fact {
                Fact::Scanned { badge, .. } => *badge,
                Fact::BadgeShown { badge } => Some(*badge),
                _ => None,
            })
            .find(|badge| provisional_guest(*badge) == guest);
        let Some(number) = number else { return Ok(None) };
        let owners =
            store::guest::with_badge(self.on, number).map_err(|error| problem::of(self.path, error))?;
        Ok(owners.into_iter().find(|owner| *owner != guest))
    }

    fn remove(&self, guest: GuestId) -> Result<()> {
        self.count(guest, &Presence::Expected)?;
        store::guest::remove(self.on, guest).map_err(|error| problem::of(self.path, error))
    }

    /// Shifts the occupancy from where the guest was counted to where they count now; gives the latter.
    fn count(&self, guest: GuestId, now: &Presence) -> Result<String> {
        let sql = |error| problem::of(self.path, error);
        let is = self.counted(now);
        let before = store::guest::counted(self.on, guest).map_err(sql)?.unwrap_or_default();
        let was: BTreeSet<String> = split(&before);
        let gone = was.difference(&is).map(|zone| (zone, -1));
        let come = is.difference(&was).map(|zone| (zone, 1));
        for (zone, by) in gone.chain(come) {
            store::guest::shift(self.on, zone, by).map_err(sql)?;
        }
        Ok(is.iter().map(|zone| format!("{zone}\n")).collect())
    }

    /// Gives the zones to count a guest in; "" is the event.
    fn counted(&self, presence: &Presence) -> BTreeSet<String> {
        let mut zones: BTreeSet<String> =
            counted_zones(presence, &self.globals.settings).into_iter().map(str::to_owned).collect();
        if !zones.is_empty() {
            zones.insert(String::new());
        }
        zones
    }
}

/// Takes apart what [`Scope::count`] gave; every zone ends its line, so that "" can be one.
fn split(counted: &str) -> BTreeSet<String> {
    counted.split_terminator('\n').map(str::to_owned).collect()
}

/// Adds the voids that stand in the guest's own records.
fn with_own_voids(facts: &EventFacts, records: &[Held]) -> EventFacts {
    let mut facts = facts.clone();
    facts.voided.extend(EventFacts::gather(records).voided);
    facts
}

/// Gives how a person would call the guest: name, else company, else e-mail.
pub(super) fn called(guest: &Guest) -> &str {
    [Field::Name, Field::Company, Field::Email]
        .into_iter()
        .map(|field| guest.field(field))
        .find(|value| !value.is_empty())
        .unwrap_or_default()
}
