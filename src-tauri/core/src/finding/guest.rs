//! Findings about one guest: entries, values, results and badges of desks that had not heard of each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{FindingKind, concurrent_pairs, of_pair, tells_apart};
use crate::badge::BadgeNumber;
use crate::guest::{Badge, BadgeState, Field};
use crate::ids::{FindingId, RecordId};
use crate::journal::fact::{Fact, Outcome};
use crate::journal::record::Stamp;
use crate::journal::seen::{HadSeen, standing};
use crate::presence::Passages;

/// Two records that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// In the order of their ids.
    pub records: [RecordId; 2],
    pub what: What,
    /// An exit, or everyone-out, tells one of the two from the other.
    pub explained: bool,
}

/// About what two records contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Entries { zone: String },
    Values { of: BTreeSet<Matter> },
    Results { step: String },
    Badges,
    Used { badge: BadgeNumber },
}

/// What is said of a guest, one value each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    Field(Field),
    Status,
    Category,
}

impl Contradiction {
    pub fn kind(&self) -> FindingKind {
        match self.what {
            What::Entries { .. } => FindingKind::DoubleEntry,
            What::Values { .. } => FindingKind::ConcurrentEdit,
            What::Results { .. } => FindingKind::ScreeningConflict,
            What::Badges => FindingKind::TwoBadges,
            What::Used { .. } => FindingKind::ReplacedBadgeUsed,
        }
    }

    pub fn id(&self) -> FindingId {
        of_pair(self.kind(), self.records)
    }
}

/// One guest's records as folds see them: voided facts are no longer among them.
pub struct Records<'r> {
    pub facts: &'r [(Stamp, &'r Fact)],
    pub passages: &'r Passages<'r>,
    /// As the fold leaves them.
    pub badges: &'r [Badge],
    pub seen: &'r dyn HadSeen,
}

impl Records<'_> {
    /// Finds all that contradicts each other.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut found = self.double_entries();
        found.extend(self.concurrent_edits());
        found.extend(self.screening_conflicts());
        found.extend(self.two_badges());
        found.extend(self.replaced_badges_used());
        found
    }

    fn double_entries(&self) -> Vec<Contradiction> {
        let entries = self.passages.entries.iter().map(|entry| (entry.stamp, entry.zone));
        let what = |zone: &str| What::Entries { zone: zone.to_owned() };
        self.pairs(entries.collect(), |one, other| (one == other).then(|| what(one)))
    }

    fn screening_conflicts(&self) -> Vec<Contradiction> {
        let results: Vec<(Stamp, (&str, Outcome))> = self.stated(|fact| match fact {
            Fact::StepResult { step, outcome, .. } => Some((step.as_str(), *outcome)),
            _ => None,
        });
        self.pairs(results, |one, other| {
            (one.0 == other.0 && one.1 != other.1).then(|| What::Results { step: one.0.to_owned() })
        })
    }

    fn two_badges(&self) -> Vec<Contradiction> {
        let found = self.pairs(self.issued(), |one, other| (one != other).then_some(What::Badges));
        found.into_iter().map(|found| Contradiction { explained: false, ..found }).collect()
    }

    fn issued(&self) -> Vec<(Stamp, BadgeNumber)> {
        self.stated(|fact| match fact {
            Fact::BadgeIssued { badge } => Some(*badge),
            _ => None,
        })
    }

    /// Gives every two records of which neither had seen the other and whose values contradict each other.
    fn pairs<T: Copy>(
        &self,
        stated: Vec<(Stamp, T)>,
        contradict: impl Fn(T, T) -> Option<What>,
    ) -> Vec<Contradiction> {
        let found = concurrent_pairs(&stated, self.seen).filter_map(|[(one, of_one), (other, of_other)]| {
            let what = contradict(of_one, of_other)?;
            let ends = self.passages.exits.iter().map(|exit| &exit.stamp).chain(&self.passages.everyone_outs);
            let explained = tells_apart(ends, [&one, &other], self.seen);
            Some(Contradiction { records: [one.id, other.id], what, explained })
        });
        found.collect()
    }

    /// Finds values that still stand beside each other; of one act at each desk it is one finding.
    fn concurrent_edits(&self) -> Vec<Contradiction> {
        let mut by_records: BTreeMap<[RecordId; 2], BTreeSet<Matter>> = BTreeMap::new();
        for (matter, values) in self.values() {
            let standing: Vec<(Stamp, &str)> = standing(&values, self.seen).into_iter().copied().collect();
            let differing = concurrent_pairs(&standing, self.seen).filter(|[one, other]| one.1 != other.1);
            for [(one, _), (other, _)] in differing {
                by_records.entry([one.id, other.id]).or_default().insert(matter);
            }
        }
        let found = by_records.into_iter();
        found
            .map(|(records, of)| Contradiction { records, what: What::Values { of }, explained: false })
            .collect()
    }

    fn values(&self) -> BTreeMap<Matter, Vec<(Stamp, &str)>> {
        let mut values: BTreeMap<Matter, Vec<(Stamp, &str)>> = BTreeMap::new();
        let mut add = |matter, stamp: &Stamp, value| values.entry(matter).or_default().push((*stamp, value));
        for (stamp, fact) in self.facts {
            match fact {
                Fact::GuestDetails { fields, .. } => {
                    let read = fields.iter().filter(|(field, _)| is_read(**field));
                    read.for_each(|(field, value)| add(Matter::Field(*field), stamp, value.as_str()));
                }
                Fact::StatusSet { status, .. } => add(Matter::Status, stamp, status.name()),
                Fact::CategorySet { category, .. } => add(Matter::Category, stamp, category),
                _ => {}
            }
        }
        values
    }

    /// Finds the entries on a badge that somebody had stopped, neither knowing of the other.
    fn replaced_badges_used(&self) -> Vec<Contradiction> {
        let stopped = self.badges.iter().filter(|badge| badge.state != BadgeState::Active);
        let stopped: Vec<(BadgeNumber, Vec<Stamp>)> =
            stopped.map(|badge| (badge.number, self.stops(badge.number))).collect();
        let mut found = Vec::new();
        for (badge, stops) in stopped {
            let used = self.entries_on(badge);
            let mut pairs: BTreeSet<[RecordId; 2]> = BTreeSet::new();
            for (stop, entry) in stops.iter().flat_map(|stop| used.iter().map(move |entry| (stop, entry))) {
                if self.seen.concurrent(stop, entry) {
                    pairs.insert([stop.id.min(entry.id), stop.id.max(entry.id)]);
                }
            }
            let used = |records| Contradiction { records, what: What::Used { badge }, explained: false };
            found.extend(pairs.into_iter().map(used));
        }
        found
    }

    /// Gives the records that revoked a badge, or issued another one that stands above it.
    fn stops(&self, badge: BadgeNumber) -> Vec<Stamp> {
        let own = self.issued().into_iter().filter(|(_, issued)| *issued == badge);
        let own = own.map(|(stamp, _)| stamp.rank()).max();
        let stops = self.facts.iter().filter(|(stamp, fact)| match fact {
            Fact::BadgeRevoked { badge: revoked } => *revoked == badge,
            Fact::BadgeIssued { .. } => Some(stamp.rank()) > own,
            _ => false,
        });
        stops.map(|(stamp, _)| *stamp).collect()
    }

    /// Gives the records in which a badge led to an entry that still counts.
    fn entries_on(&self, badge: BadgeNumber) -> Vec<Stamp> {
        let shown = self
            .facts
            .iter()
            .filter(|(_, fact)| matches!(fact, Fact::Scanned { badge: Some(shown), .. } if *shown == badge));
        let entered = |stamp: &Stamp| self.passages.entries.iter().any(|entry| entry.stamp.id == stamp.id);
        shown.map(|(stamp, _)| *stamp).filter(entered).collect()
    }

    fn stated<'s, T>(&'s self, pick: impl Fn(&'s Fact) -> Option<T>) -> Vec<(Stamp, T)> {
        self.facts.iter().filter_map(|(stamp, fact)| Some((*stamp, pick(fact)?))).collect()
    }
}

/// Tells the fields that people read; the others are a list's own.
const fn is_read(field: Field) -> bool {
    !matches!(field, Field::Source | Field::Reference | Field::Codes)
}
