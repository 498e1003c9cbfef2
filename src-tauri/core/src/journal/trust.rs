//! Whose records count: who is an organiser desk, who was retired and up to where (pure).
//!
//! Desks are looked at in the order in which they were added. A desk is added, and retired, only by
//! organiser desks added before it, so nobody can judge those who let them in, and the answer is the
//! same on every desk that holds the same records, whatever order they came in.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{DeskId, EventId, RecordId};
use crate::journal::ancestry::{Ancestry, Place};
use crate::journal::fact::Fact;
use crate::journal::record::{Held, Stamp};

/// What desks are to each other by the records held.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    members: BTreeMap<DeskId, Member>,
    /// Desks any organiser desk ever added, by ones retired since too.
    ever_added: BTreeSet<DeskId>,
    /// Those of them that were added as organisers'.
    ever_organisers: BTreeSet<DeskId>,
}

#[derive(Debug, Clone)]
struct Member {
    organiser: bool,
    retired: Option<Retired>,
}

/// Up to where a retired desk's records count.
#[derive(Debug, Clone, Default)]
struct Retired {
    accepted: Vec<Place>,
}

/// Finds where records stand; of one not held, nothing is known.
pub type Places<'p> = &'p dyn Fn(RecordId) -> Option<Place>;

impl Trust {
    /// Folds the records that add and retire desks, in any order.
    ///
    /// `places` finds the heads that retirements name.
    pub fn fold(event: EventId, records: &[Held], seen: &Ancestry, places: Places) -> Self {
        let creator = DeskId::new(*event.as_bytes());
        let organisers = ever_organisers(event, records);
        let by_one = additions(records).filter(|(stamp, ..)| organisers.contains(&stamp.desk));
        let ever_added = by_one.map(|(_, desk, _)| desk).chain([creator]).collect();
        let mut trust = Self { members: BTreeMap::new(), ever_added, ever_organisers: organisers };
        trust.members.insert(creator, Member { organiser: true, retired: None });
        let mut added: Vec<(&Stamp, DeskId, bool)> = additions(records).collect();
        added.sort_by_key(|(stamp, ..)| stamp.rank());
        for (stamp, desk, organiser) in added {
            if !trust.members.contains_key(&desk) && trust.may_decide(stamp, seen) {
                let retired = trust.retirement(desk, records, seen, places);
                trust.members.insert(desk, Member { organiser, retired });
            }
        }
        trust
    }

    /// Tells whether a record counts in folds: its desk is known, and not retired before it.
    pub fn counts(&self, stamp: &Stamp, seen: &Ancestry) -> bool {
        self.members.get(&stamp.desk).is_some_and(|member| match &member.retired {
            None => true,
            Some(retired) => {
                let place = (stamp.line, stamp.seq);
                retired.accepted.iter().any(|head| *head == place || seen.sees(*head, place))
            }
        })
    }

    /// Tells whether a record may state organiser facts, and they count.
    pub fn may_decide(&self, stamp: &Stamp, seen: &Ancestry) -> bool {
        self.is_organiser(stamp.desk) && self.counts(stamp, seen)
    }

    pub fn is_organiser(&self, desk: DeskId) -> bool {
        self.members.get(&desk).is_some_and(|member| member.organiser)
    }

    pub fn is_retired(&self, desk: DeskId) -> bool {
        self.members.get(&desk).is_some_and(|member| member.retired.is_some())
    }

    /// Tells whether an organiser desk ever added this one; its records join the journal from then on.
    ///
    /// Unlike the rest this never changes back, so that all desks hold the same records in the end.
    pub fn was_added(&self, desk: DeskId) -> bool {
        self.ever_added.contains(&desk)
    }

    /// Tells whether what this desk erases is erased: once it is, no later word brings it back, so this never
    /// changes back either.
    pub fn may_erase(&self, desk: DeskId) -> bool {
        self.ever_organisers.contains(&desk)
    }

    /// Gives what the members looked at so far say of a desk's retirement.
    fn retirement(&self, desk: DeskId, records: &[Held], seen: &Ancestry, places: Places) -> Option<Retired> {
        let mut retired: Option<Retired> = None;
        for held in records.iter().filter(|held| self.may_decide(&held.stamp, seen)) {
            for fact in &held.facts {
                if let Fact::DeskRetired { desk: named, heads } = fact
                    && *named == desk
                {
                    let accepted = heads.iter().filter_map(|head| places(*head));
                    retired.get_or_insert_default().accepted.extend(accepted);
                }
            }
        }
        retired
    }
}

/// Gives the desks that records name as added.
fn additions(records: &[Held]) -> impl Iterator<Item = (&Stamp, DeskId, bool)> {
    records.iter().flat_map(|held| {
        held.facts.iter().filter_map(|fact| match fact {
            Fact::DeskAdded { desk, organiser, .. } => Some((&held.stamp, *desk, *organiser)),
            _ => None,
        })
    })
}

/// Gives the creating desk, and all that one of these ever added as an organiser's.
pub fn ever_organisers(event: EventId, records: &[Held]) -> BTreeSet<DeskId> {
    let mut organisers = BTreeSet::from([DeskId::new(*event.as_bytes())]);
    loop {
        let known = organisers.len();
        let added: Vec<DeskId> = additions(records)
            .filter(|(stamp, _, organiser)| *organiser && organisers.contains(&stamp.desk))
            .map(|(_, desk, _)| desk)
            .collect();
        organisers.extend(added);
        if organisers.len() == known {
            return organisers;
        }
    }
}
