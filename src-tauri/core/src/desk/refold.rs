//! Keeps the views equal to the fold of the journal: refolds each guest a record concerns.
//!
//! A guest's row is always the fold of all the guest's records, live as in a rebuild, so the two
//! cannot differ. What concerns many guests at once only marks them stale; slices catch up.

mod beside;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub(super) use beside::{Ahead, Earlier};

use super::globals::Globals;
use super::kept_under::{badge_of, without_issues};
use crate::badge::BadgeNumber;
use crate::error::Result;
use crate::finding::guest::{Contradiction, Records};
use crate::guest::fold::{EventFacts, fold};
use crate::guest::search::Change;
use crate::guest::voiding::counting;
use crate::guest::{Field, Guest};
use crate::ids::GuestId;
use crate::journal::ancestry::Ancestry;
use crate::journal::fact::{Kind, provisional_guest};
use crate::journal::record::{Held, Stamp};
use crate::journal::seen::HadSeen;
use crate::presence::occupancy::counted_zones;
use crate::presence::{Passages, Presence};
use crate::store::guest::Kept;
use crate::store::{self, Db, problem};

/// How many guests are refolded in one transaction, to stay well below 10 ms.
pub(super) const SLICE: usize = 100;

/// Guests who are found or filtered otherwise than before, in the order it came about.
pub(super) type Found = Vec<(GuestId, Change)>;

/// A guest folded with what was kept under the guest's badges.
pub(super) struct Joined {
    pub guest: Guest,
    /// The badges under which that was kept.
    under: Vec<BadgeNumber>,
    /// All records it was folded from.
    pub records: Vec<Held>,
}

/// What folding needs at hand.
pub(super) struct Scope<'s> {
    pub on: &'s Db,
    pub path: &'s Path,
    pub globals: &'s Globals,
    pub ancestry: &'s Ancestry,
}

impl Scope<'_> {
    /// Brings the views up to records just added behind row `n`; what was read of their guests before is at hand in
    /// `earlier`, and who of whom nothing was held was folded in `ahead`.
    pub(super) fn after(
        &self,
        fresh: Vec<Held>,
        n: i64,
        mut earlier: Earlier,
        mut ahead: Ahead,
    ) -> Result<Found> {
        let mut found = Found::new();
        let mut by_guest: BTreeMap<GuestId, Vec<Held>> = BTreeMap::new();
        for held in fresh {
            match held.subject {
                Some(guest) => by_guest.entry(guest).or_default().push(held),
                None => self.after_global(&held)?,
            }
        }
        for (guest, fresh) in by_guest {
            // What was just written is at hand and need not be read back.
            let mut records = self.until(n, guest, &mut earlier)?;
            let ahead = if records.is_empty() { ahead.take(guest, self.globals) } else { None };
            records.extend(fresh);
            self.refold_from(guest, records, ahead, &mut found)?;
        }
        Ok(found)
    }

    /// Gives the records about a guest up to row `n`; what was erased since it was read is left out by the fold.
    fn until(&self, n: i64, guest: GuestId, earlier: &mut Earlier) -> Result<Vec<Held>> {
        let read = earlier.of.remove(&guest);
        let after = if read.is_some() { earlier.upto } else { 0 };
        let mut records = read.unwrap_or_default();
        records.extend(store::record::of_guest_between(self.on, self.path, guest, (after, n))?);
        Ok(records)
    }

    /// Does what a record about no one guest calls for beyond the sweep it sets off (see [`Globals::sweeps`]).
    fn after_global(&self, held: &Held) -> Result<()> {
        let marked = match held.kind {
            Kind::EveryoneOut if self.left_nobody(&held.stamp) => {
                store::guest::empty_occupancy(self.on, self.globals.sweeps)
            }
            Kind::DeskRetired => store::guest::look_for_rowless(self.on),
            _ => Ok(()),
        };
        marked.map_err(|error| problem::of(self.path, error))
    }

    /// Tells whether everyone was sent out by somebody who had seen all that is held: then nobody is inside.
    fn left_nobody(&self, out: &Stamp) -> bool {
        let had_seen = |(_, (line, tip)): (_, (u32, u64))| match line == out.line {
            true => tip <= out.seq,
            false => self.ancestry.sees((out.line, out.seq), (line, tip)),
        };
        self.globals.facts.everyone_outs.iter().any(|counting| counting.id == out.id)
            && self.ancestry.heads().all(had_seen)
    }

    /// Folds a guest anew from all records held, and puts every look-up right.
    pub(super) fn refold(&self, guest: GuestId, found: &mut Found) -> Result<()> {
        let records = store::record::of_guest(self.on, self.path, guest)?;
        self.refold_from(guest, records, None, found)
    }

    /// Folds a guest from these, which are all records held of the guest, unless that was done ahead.
    fn refold_from(
        &self,
        guest: GuestId,
        records: Vec<Held>,
        ahead: Option<Guest>,
        found: &mut Found,
    ) -> Result<()> {
        let sql = |error| problem::of(self.path, error);
        let badge = badge_of(guest, &records);
        let records = self.only_counting(guest, records);
        if records.is_empty() {
            store::guest::clear_stale(self.on, guest).map_err(sql)?;
            return self.remove(guest, found);
        }
        if let Some(owner) = self.owner_but(guest, badge)? {
            store::guest::clear_stale(self.on, guest).map_err(sql)?;
            self.remove(guest, found)?;
            return self.refold(owner, found);
        }
        let joined = match ahead {
            Some(guest) => self.joined_ahead(guest, records),
            None => self.fold_joined(guest, records)?,
        };
        let contradict = !self.contradictions(&joined).is_empty();
        let Joined { guest: now, under, .. } = joined;
        under.iter().try_for_each(|badge| self.remove(provisional_guest(*badge), found))?;
        let before = store::guest::find_kept(self.on, self.path, guest)?;
        // Of who had no row hardly a mark stands; one that does is taken away when it is looked at.
        if before.is_some() {
            store::guest::clear_stale(self.on, guest).map_err(sql)?;
            store::guest::clear_contradicted(self.on, guest).map_err(sql)?;
        }
        if contradict {
            store::guest::mark_contradicted(self.on, guest).map_err(sql)?;
        }
        let counted = self.count(before.as_ref(), &now.presence)?;
        store::guest::put(self.on, before.as_ref(), &now, &counted, self.globals.sweeps).map_err(sql)?;
        let had = before.as_ref().map(|before| numbers(&before.guest)).unwrap_or_default();
        let has = numbers(&now);
        let change = Change::between(before.as_ref().map(|before| &before.guest), now);
        found.extend(change.map(|change| (guest, change)));
        self.hand_back(had.difference(&has), found)?;
        self.take_over(guest, under.iter().filter(|badge| !had.contains(badge)), found)
    }

    /// Lets what was kept under badges that are no longer a guest's go to whose they are now, or stand by itself.
    fn hand_back<'b>(
        &self,
        lost: impl IntoIterator<Item = &'b BadgeNumber>,
        found: &mut Found,
    ) -> Result<()> {
        lost.into_iter().try_for_each(|badge| self.refold(provisional_guest(*badge), found))
    }

    /// Folds those anew who had what was kept under badges until a guest before them turned out to have them.
    fn take_over<'b>(
        &self,
        guest: GuestId,
        gained: impl Iterator<Item = &'b BadgeNumber>,
        found: &mut Found,
    ) -> Result<()> {
        for badge in gained {
            let all = store::guest::with_badge(self.on, *badge);
            let all = all.map_err(|error| problem::of(self.path, error))?;
            let mut others = all.into_iter().filter(|other| *other != guest);
            others.try_for_each(|other| self.refold(other, found))?;
        }
        Ok(())
    }

    /// Finds what in a guest's records contradicts each other.
    pub(super) fn contradictions(&self, Joined { guest, records, .. }: &Joined) -> Vec<Contradiction> {
        // One history cannot contradict itself.
        if records.iter().all(|held| held.stamp.line == records[0].stamp.line) {
            return Vec::new();
        }
        let facts = with_own_voids(&self.globals.facts, records);
        let counting = counting(records, &facts, self.ancestry);
        let passages = Passages::of(&counting, &facts.everyone_outs);
        let badges = &guest.badges;
        Records { facts: &counting, passages: &passages, badges, seen: self.ancestry }.contradictions()
    }

    fn fold(&self, guest: GuestId, records: &[Held]) -> Guest {
        fold_with(self.globals, self.ancestry, guest, records)
    }

    /// Takes a guest who was folded ahead; of whom nothing was held before has no badges that lead to more.
    fn joined_ahead(&self, guest: Guest, records: Vec<Held>) -> Joined {
        debug_assert_eq!(guest, self.fold(guest.id, &records), "a place in the journal does not show");
        Joined { guest, under: Vec::new(), records }
    }

    /// Folds a guest with what was kept under the guest's badges before the guest was known here.
    fn fold_joined(&self, guest: GuestId, mut records: Vec<Held>) -> Result<Joined> {
        let alone = self.fold(guest, &records);
        let kept = self.kept_under(guest, alone.badges.iter().map(|badge| badge.number))?;
        let under: Vec<BadgeNumber> = kept.iter().map(|(badge, _)| *badge).collect();
        records.extend(kept.into_iter().flat_map(|(_, records)| records));
        let guest = if under.is_empty() { alone } else { self.fold(guest, &records) };
        Ok(Joined { guest, under, records })
    }

    /// Folds a guest from all records held, without writing; none for whom there is to be no row.
    pub(super) fn joined(&self, guest: GuestId) -> Result<Option<Joined>> {
        let records = store::record::of_guest(self.on, self.path, guest)?;
        let badge = badge_of(guest, &records);
        let records = self.only_counting(guest, records);
        if records.is_empty() || self.owner_but(guest, badge)?.is_some() {
            return Ok(None);
        }
        self.fold_joined(guest, records).map(Some)
    }

    fn owner_but(&self, guest: GuestId, badge: Option<BadgeNumber>) -> Result<Option<GuestId>> {
        let owner = badge.map(|badge| self.owner(badge)).transpose()?.flatten();
        Ok(owner.filter(|owner| *owner != guest))
    }

    /// Leaves out what desks wrote after they were retired, and what is erased.
    pub(super) fn only_counting(&self, guest: GuestId, mut records: Vec<Held>) -> Vec<Held> {
        if badge_of(guest, &records).is_some() {
            without_issues(&mut records);
        }
        records.retain(|held| self.globals.trust.counts(&held.stamp, self.ancestry));
        for held in records.iter_mut().filter(|held| self.globals.erases(&held.kind, held.subject)) {
            held.facts.clear();
        }
        records
    }

    /// Folds a guest without writing; none for whom there is to be no row.
    pub(super) fn fold_now(&self, guest: GuestId) -> Result<Option<Guest>> {
        Ok(self.joined(guest)?.map(|joined| joined.guest))
    }

    fn remove(&self, guest: GuestId, found: &mut Found) -> Result<()> {
        let Some(before) = store::guest::find_kept(self.on, self.path, guest)? else { return Ok(()) };
        self.count(Some(&before), &Presence::Expected)?;
        found.push((guest, Change::Gone));
        store::guest::remove(self.on, &before.guest).map_err(|error| problem::of(self.path, error))?;
        self.hand_back(&numbers(&before.guest), found)
    }

    /// Shifts the occupancy from where the guest was counted to where they count now; gives the latter.
    fn count(&self, before: Option<&Kept>, now: &Presence) -> Result<String> {
        let sql = |error| problem::of(self.path, error);
        let is = self.counted(now);
        let was = before.map(|before| self.was_counted(before)).transpose()?.unwrap_or_default();
        let gone = was.difference(&is).map(|zone| (zone, -1));
        let come = is.difference(&was).map(|zone| (zone, 1));
        for (zone, by) in gone.chain(come) {
            store::guest::shift(self.on, zone, by).map_err(sql)?;
        }
        Ok(lines(&is))
    }

    /// Gives the zones a row is counted in: none if everyone went out since.
    fn was_counted(&self, before: &Kept) -> Result<BTreeSet<String>> {
        let is_older = before.sweep < self.globals.sweeps && !before.counted.is_empty();
        let emptied = if is_older { store::guest::emptied(self.on) } else { Ok(0) };
        let emptied = emptied.map_err(|error| problem::of(self.path, error))?;
        Ok(if before.sweep < emptied { BTreeSet::new() } else { split(&before.counted) })
    }

    /// Gives the zones to count a guest in; "" is the event.
    pub(super) fn counted(&self, presence: &Presence) -> BTreeSet<String> {
        let mut zones: BTreeSet<String> =
            counted_zones(presence, &self.globals.settings).into_iter().map(str::to_owned).collect();
        if !zones.is_empty() {
            zones.insert(String::new());
        }
        zones
    }
}

fn numbers(guest: &Guest) -> BTreeSet<BadgeNumber> {
    guest.badges.iter().map(|badge| badge.number).collect()
}

/// Writes zones as a row keeps them; every zone ends its line, so that "" can be one.
pub(super) fn lines(zones: &BTreeSet<String>) -> String {
    zones.iter().map(|zone| format!("{zone}\n")).collect()
}

/// Takes apart what [`lines`] gave.
fn split(counted: &str) -> BTreeSet<String> {
    counted.split_terminator('\n').map(str::to_owned).collect()
}

fn fold_with(globals: &Globals, seen: &dyn HadSeen, guest: GuestId, records: &[Held]) -> Guest {
    let facts = with_own_voids(&globals.facts, records);
    let mut folded = fold(guest, records, &facts, &globals.settings, seen);
    folded.listed &= !globals.erased.contains(&guest);
    folded
}

/// Adds the voids that stand in the guest's own records.
fn with_own_voids<'f>(facts: &'f EventFacts, records: &[Held]) -> Cow<'f, EventFacts> {
    let own = EventFacts::gather(records).voided;
    if own.is_empty() {
        return Cow::Borrowed(facts);
    }
    let mut facts = facts.clone();
    facts.voided.extend(own);
    Cow::Owned(facts)
}

/// Gives how a person would call the guest: name, else company, else e-mail, else phone.
pub(super) fn called(guest: &Guest) -> &str {
    [Field::Name, Field::Company, Field::Email, Field::Phone]
        .into_iter()
        .map(|field| guest.field(field))
        .find(|value| !value.is_empty())
        .unwrap_or_default()
}
