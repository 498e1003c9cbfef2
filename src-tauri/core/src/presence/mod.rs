//! Who is inside: the fold of entries and exits, zone by zone (pure).

mod matching;
pub mod occupancy;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::ids::{DeskId, RecordId};
use crate::journal::fact::Fact;
use crate::journal::record::Stamp;
use crate::journal::seen::HadSeen;
use crate::settings::Settings;

/// Where a guest is; derived, never stored as a fact.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Presence {
    #[default]
    Expected,
    /// `zone` is the innermost; `zones` all zones with an open entry (for counting, the zones around count too).
    Inside {
        zone: String,
        zones: Vec<String>,
        since: Millis,
        checkpoint: String,
        desk: DeskId,
        record: RecordId,
    },
    Left {
        since: Millis,
    },
}

impl Presence {
    /// Tells whether the guest is in a zone, or in one within it.
    pub fn is_in(&self, zone: &str, settings: &Settings) -> bool {
        matches!(self, Self::Inside { zones, .. } if zones.iter().any(|inner| settings.is_within(inner, zone)))
    }
}

/// An entry or an exit that counts.
#[derive(Debug, Clone, Copy)]
pub struct Passage<'r> {
    pub stamp: Stamp,
    pub zone: &'r str,
    pub checkpoint: &'r str,
}

/// All passages of one guest, and what emptied the house.
#[derive(Debug, Clone, Default)]
pub struct Passages<'r> {
    pub entries: Vec<Passage<'r>>,
    /// A repeated exit is among them once it is confirmed.
    pub exits: Vec<Passage<'r>>,
    /// Every EveryoneOut, whether it had seen the guest or not.
    pub everyone_outs: Vec<Stamp>,
}

impl<'r> Passages<'r> {
    /// Gathers what one guest's records say of passing; voided facts are no longer among them.
    pub fn of(facts: &[(Stamp, &'r Fact)], everyone_outs: &[Stamp]) -> Self {
        let confirmed: BTreeSet<RecordId> = facts
            .iter()
            .filter_map(|(_, fact)| match fact {
                Fact::ExitConfirmed { exit } => Some(*exit),
                _ => None,
            })
            .collect();
        let mut passages = Self { everyone_outs: everyone_outs.to_vec(), ..Self::default() };
        for (stamp, fact) in facts {
            match fact {
                Fact::Entered { zone, checkpoint } => {
                    passages.entries.push(Passage { stamp: *stamp, zone, checkpoint });
                }
                Fact::Exited { zone, checkpoint } => {
                    passages.exits.push(Passage { stamp: *stamp, zone, checkpoint });
                }
                Fact::ExitRepeated { zone, checkpoint } if confirmed.contains(&stamp.id) => {
                    passages.exits.push(Passage { stamp: *stamp, zone, checkpoint });
                }
                _ => {}
            }
        }
        passages
    }

    /// Gives what ends passes held for one entry: exits from the event, and EveryoneOuts that had seen an entry.
    pub fn endings(&self, settings: &Settings, seen: &dyn HadSeen) -> Vec<Stamp> {
        let exits = self.exits.iter().filter(|exit| settings.is_outermost(exit.zone));
        exits.map(|exit| exit.stamp).chain(self.emptied(seen)).collect()
    }

    /// Gives the EveryoneOuts that had seen an entry of the guest.
    fn emptied<'s>(&'s self, seen: &'s dyn HadSeen) -> impl Iterator<Item = Stamp> + 's {
        let had_entry = |out: &&Stamp| self.entries.iter().any(|entry| seen.had_seen(out, &entry.stamp));
        self.everyone_outs.iter().filter(had_entry).copied()
    }
}

/// Folds a guest's passages into where the guest is; lamport order alone never closes an entry.
pub fn fold(passages: &Passages, settings: &Settings, seen: &dyn HadSeen) -> Presence {
    let fold = Fold { passages, settings, seen };
    if passages.entries.is_empty() {
        return Presence::Expected;
    }
    let open = fold.open_by_zone();
    match fold.innermost(&open) {
        Some((zone, entry)) => Presence::Inside {
            zone: zone.to_owned(),
            zones: open.iter().map(|(zone, _)| (*zone).to_owned()).collect(),
            since: entry.stamp.at,
            checkpoint: entry.checkpoint.to_owned(),
            desk: entry.stamp.desk,
            record: entry.stamp.id,
        },
        None => Presence::Left { since: fold.left_since() },
    }
}

/// A zone and the highest of the entries open in it.
type Open<'r> = (&'r str, Passage<'r>);

struct Fold<'f, 'r> {
    passages: &'f Passages<'r>,
    settings: &'f Settings,
    seen: &'f dyn HadSeen,
}

impl<'f, 'r: 'f> Fold<'f, 'r> {
    fn open_by_zone(&self) -> Vec<Open<'f>> {
        let entries = &self.passages.entries;
        let zones: BTreeSet<&'f str> =
            entries.iter().flat_map(|entry| self.settings.zones_around(entry.zone)).collect();
        let closed = |zone: &str| self.open_in(zone).is_empty();
        let open = zones.iter().filter_map(|zone| {
            let open = self.open_in(zone).into_iter();
            let staying = open.filter(|entry| !self.gone_with_a_zone_around(entry, zone, &closed));
            Some((*zone, *staying.max_by_key(|entry| entry.stamp.rank())?))
        });
        open.collect()
    }

    /// Gives the entries that keep the guest in a zone.
    fn open_in(&self, zone: &str) -> Vec<&'f Passage<'r>> {
        let entries = self.counting_in(zone);
        let mut open: Vec<_> = entries.iter().copied().filter(|entry| !self.is_over(entry, zone)).collect();
        let exits: Vec<_> = self.passages.exits.iter().filter(|exit| exit.zone == zone).collect();
        let to_pair = exits.len().saturating_sub(entries.len() - open.len());
        open.sort_by_key(|entry| entry.stamp.rank());
        let pairs = |entry: usize, exit: usize| self.seen.concurrent(&open[entry].stamp, &exits[exit].stamp);
        let closed = matching::paired(open.len(), exits.len(), to_pair, pairs);
        open.iter().zip(closed).filter(|(_, closed)| !closed).map(|(entry, _)| *entry).collect()
    }

    /// Gives the entries into a zone; only while none is held, those into the zones within it.
    fn counting_in(&self, zone: &str) -> Vec<&'f Passage<'r>> {
        let entries = &self.passages.entries;
        let own: Vec<_> = entries.iter().filter(|entry| entry.zone == zone).collect();
        if own.is_empty() {
            return entries.iter().filter(|entry| self.settings.is_within(entry.zone, zone)).collect();
        }
        own
    }

    fn is_over(&self, entry: &Passage, zone: &str) -> bool {
        let had_seen = |later: &Stamp| self.seen.had_seen(later, &entry.stamp);
        let moves = |later: &Passage| later.zone == zone || !self.settings.is_within(later.zone, zone);
        let leaves = |exit: &Passage| self.settings.is_within(zone, exit.zone);
        self.passages.entries.iter().any(|later| moves(later) && had_seen(&later.stamp))
            || self.passages.exits.iter().any(|exit| leaves(exit) && had_seen(&exit.stamp))
            || self.passages.everyone_outs.iter().any(had_seen)
    }

    /// Tells whether an exit elsewhere from a zone around, which is closed by now, took the guest out of this one too.
    ///
    /// Into the hall and on behind the rope at one desk, out of the hall at another that had heard of neither
    /// or of the hall alone: the guest has left. An entry that had seen the exit is a later one and stays.
    fn gone_with_a_zone_around(&self, entry: &Passage, zone: &str, closed: &dyn Fn(&str) -> bool) -> bool {
        self.settings.zones_around(zone).into_iter().skip(1).any(|outer| {
            let takes_out = |exit: &Passage| {
                self.settings.is_within(outer, exit.zone) && self.seen.concurrent(&exit.stamp, &entry.stamp)
            };
            self.passages.exits.iter().any(takes_out) && closed(outer)
        })
    }

    /// Gives the innermost open zone; of several the one with the highest entry.
    fn innermost(&self, open: &[Open<'f>]) -> Option<Open<'f>> {
        let holds_another =
            |zone: &str| open.iter().any(|(other, _)| *other != zone && self.settings.is_within(other, zone));
        let innermost = open.iter().filter(|(zone, _)| !holds_another(zone));
        innermost.max_by_key(|(_, entry)| entry.stamp.rank()).copied()
    }

    fn left_since(&self) -> Millis {
        let exits = self.passages.exits.iter().map(|exit| exit.stamp);
        let last = exits.chain(self.passages.emptied(self.seen)).max_by_key(Stamp::rank);
        last.map_or(Millis(0), |stamp| stamp.at)
    }
}
