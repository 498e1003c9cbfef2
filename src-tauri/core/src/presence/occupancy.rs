//! How many are inside: guests, each once, and the corrections a desk has stated (pure).

use std::collections::{BTreeMap, BTreeSet};

use super::Presence;
use crate::journal::record::Stamp;
use crate::journal::seen::{HadSeen, standing};
use crate::settings::Settings;

/// Heads by what they count in: zone by zone, and the event as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heads {
    pub event: i64,
    pub zones: BTreeMap<String, i64>,
}

impl Heads {
    /// Adds a number to the event's count and to those zones'.
    pub fn add<'z>(&mut self, by: i64, zones: impl IntoIterator<Item = &'z str>) {
        self.event += by;
        for zone in zones {
            *self.zones.entry(zone.to_owned()).or_default() += by;
        }
    }

    /// Gives a zone's count.
    pub fn zone(&self, zone: &str) -> i64 {
        self.zones.get(zone).copied().unwrap_or(0)
    }
}

/// Gives the zones a guest counts in: those with an open entry and all around them.
pub fn counted_zones<'s>(presence: &'s Presence, settings: &'s Settings) -> BTreeSet<&'s str> {
    match presence {
        Presence::Inside { zones, .. } => zones.iter().flat_map(|zone| settings.zones_around(zone)).collect(),
        Presence::Expected | Presence::Left { .. } => BTreeSet::new(),
    }
}

/// A stated shift of the head count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub stamp: Stamp,
    pub by: i64,
    pub zone: Option<String>,
}

/// Sums the corrections that no EveryoneOut had seen; voided ones are to be left out.
///
/// A correction of a zone holds for all around it and for the event too; one without a zone for the event alone.
pub fn corrections(
    stated: &[Correction],
    everyone_outs: &[Stamp],
    settings: &Settings,
    seen: &dyn HadSeen,
) -> Heads {
    let mut heads = Heads::default();
    for correction in stated {
        if everyone_outs.iter().any(|out| seen.had_seen(out, &correction.stamp)) {
            continue;
        }
        let zones = correction.zone.as_deref().map(|zone| settings.zones_around(zone));
        heads.add(correction.by, zones.unwrap_or_default());
    }
    heads
}

/// Tells whether entry is stopped: of what no later one had seen, a stop outweighs an opening.
///
/// `stated` holds true for each EntryStopped and false for each EntryResumed.
pub fn entry_stopped(stated: &[(Stamp, bool)], seen: &dyn HadSeen) -> bool {
    standing(stated, seen).into_iter().any(|(_, stopped)| *stopped)
}
