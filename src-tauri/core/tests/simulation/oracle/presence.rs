//! Where a guest is, zone by zone.

use super::{Oracle, ZONES};
use crate::book::At;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Expected,
    /// In that zone; `open` are all with an open entry.
    Inside {
        zone: &'static str,
        open: Vec<&'static str>,
    },
    Left,
}

impl Place {
    /// Gives the zones the guest counts in.
    pub fn counted(&self) -> Vec<&'static str> {
        let Self::Inside { open, .. } = self else { return Vec::new() };
        let counts = |zone: &str| open.iter().any(|inner| is_within(inner, zone));
        ZONES.iter().map(|(zone, _)| *zone).filter(|zone| counts(zone)).collect()
    }
}

/// Tells whether a zone is another, or lies within it.
pub fn is_within(inner: &str, outer: &str) -> bool {
    inner == outer || ZONES.iter().any(|(zone, around)| *zone == inner && around.contains(&outer))
}

/// The passages of one guest: where, by which record.
pub struct Passages {
    pub entries: Vec<(At, &'static str)>,
    pub exits: Vec<(At, &'static str)>,
}

impl Oracle<'_> {
    pub fn passages(&self, records: &[At]) -> Passages {
        let zone =
            |name: &str| ZONES.iter().map(|(zone, _)| *zone).find(|zone| *zone == name).unwrap_or("hall");
        let of = |fact: &str| -> Vec<(At, &'static str)> {
            let stated = self.stated(records, fact);
            stated.map(|(at, fact)| (at, zone(fact["zone"].as_str().unwrap_or_default()))).collect()
        };
        let confirmed: Vec<&str> =
            self.stated(records, "ExitConfirmed").filter_map(|(_, fact)| fact["exit"].as_str()).collect();
        let repeats = of("ExitRepeated").into_iter();
        let counted = repeats.filter(|(at, _)| confirmed.contains(&self.book.records[*at].id.as_str()));
        Passages { entries: of("Entered"), exits: of("Exited").into_iter().chain(counted).collect() }
    }
}

impl Passages {
    /// Gives what ends passes held for one entry.
    pub fn endings(&self, oracle: &Oracle) -> Vec<At> {
        let book = oracle.book;
        let outermost = |zone: &str| ZONES.iter().any(|(name, around)| *name == zone && around.is_empty());
        let exits = self.exits.iter().filter(|(_, zone)| outermost(zone)).map(|(at, _)| *at);
        let emptied = |out: &&At| self.entries.iter().any(|(entry, _)| book.had_seen(**out, *entry));
        exits.chain(oracle.outs.iter().filter(emptied).copied()).collect()
    }

    pub fn place(&self, oracle: &Oracle) -> Place {
        if self.entries.is_empty() {
            return Place::Expected;
        }
        let rank = |at: &At| oracle.book.records[*at].rank();
        let mut open: Vec<(&'static str, At)> = Vec::new();
        for (zone, _) in ZONES {
            let staying = self.staying(oracle, zone).into_iter();
            open.extend(staying.max_by_key(|entry| rank(entry)).map(|entry| (zone, entry)));
        }
        let holds_another =
            |zone: &str| open.iter().any(|(other, _)| *other != zone && is_within(other, zone));
        let innermost = open.iter().filter(|(zone, _)| !holds_another(zone));
        match innermost.max_by_key(|(_, entry)| rank(entry)) {
            Some((zone, _)) => Place::Inside { zone, open: open.iter().map(|(zone, _)| *zone).collect() },
            None => Place::Left,
        }
    }

    /// Gives the entries that keep the guest in a zone, but for those whom an exit from around it took along.
    fn staying(&self, oracle: &Oracle, zone: &'static str) -> Vec<At> {
        let mut staying = self.open_in(oracle, zone);
        for (outer, _) in ZONES.iter().filter(|(outer, _)| *outer != zone && is_within(zone, outer)) {
            if !self.open_in(oracle, outer).is_empty() {
                continue;
            }
            let crossed = |entry: &At| {
                let takes_out = |exit: &&(At, &str)| is_within(outer, exit.1);
                self.exits.iter().filter(takes_out).any(|(exit, _)| oracle.book.concurrent(*exit, *entry))
            };
            staying.retain(|entry| !crossed(entry));
        }
        staying
    }

    fn open_in(&self, oracle: &Oracle, zone: &str) -> Vec<At> {
        let book = oracle.book;
        let own: Vec<At> = self.entries.iter().filter(|entry| entry.1 == zone).map(|entry| entry.0).collect();
        let inner = self.entries.iter().filter(|entry| is_within(entry.1, zone)).map(|entry| entry.0);
        let entries: Vec<At> = if own.is_empty() { inner.collect() } else { own };
        let is_over = |entry: &At| {
            let moved = |later: &&(At, &str)| later.1 == zone || !is_within(later.1, zone);
            let left = |exit: &&(At, &str)| is_within(zone, exit.1);
            let seen_by = |later: At| book.had_seen(later, *entry);
            self.entries.iter().filter(moved).any(|later| seen_by(later.0))
                || self.exits.iter().filter(left).any(|exit| seen_by(exit.0))
                || oracle.outs.iter().any(|out| seen_by(*out))
        };
        let mut open: Vec<At> = entries.iter().copied().filter(|entry| !is_over(entry)).collect();
        open.sort_by(|one, other| book.records[*one].rank().cmp(&book.records[*other].rank()));
        let exits: Vec<At> = self.exits.iter().filter(|exit| exit.1 == zone).map(|exit| exit.0).collect();
        let spare = exits.len().saturating_sub(entries.len() - open.len());
        let mut closed: Vec<At> = Vec::new();
        for entry in &open {
            let tried: Vec<At> = closed.iter().copied().chain([*entry]).collect();
            if closed.len() < spare && can_pair(oracle, &tried, &exits) {
                closed = tried;
            }
        }
        open.retain(|entry| !closed.contains(entry));
        open
    }
}

/// Tells whether each of the entries can get an exit of its own, by trying all ways.
fn can_pair(oracle: &Oracle, entries: &[At], exits: &[At]) -> bool {
    let Some((first, rest)) = entries.split_first() else { return true };
    exits.iter().enumerate().any(|(nth, exit)| {
        let left: Vec<At> =
            exits.iter().enumerate().filter(|(other, _)| *other != nth).map(|(_, at)| *at).collect();
        oracle.book.concurrent(*first, *exit) && can_pair(oracle, rest, &left)
    })
}
