//! Findings about no one guest: corrections made twice, organiser facts from desks that may not state them.

use super::{concurrent_pairs, tells_apart};
use crate::ids::RecordId;
use crate::journal::ancestry::Ancestry;
use crate::journal::fact::Fact;
use crate::journal::record::{Held, Stamp};
use crate::journal::seen::HadSeen;
use crate::journal::trust::Trust;

/// One head count corrected at two desks that had not heard of each other; both corrections count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedTwice {
    /// In the order of their ids.
    pub records: [RecordId; 2],
    /// None: the event's count alone.
    pub zone: Option<String>,
    pub by: [i64; 2],
    /// Everyone-out tells one of the two from the other.
    pub explained: bool,
}

/// Finds the corrections that may be one and the same; voided ones and ones that do not count are to be left out.
pub fn corrections_twice(
    stated: &[(Stamp, i64, Option<&str>)],
    everyone_outs: &[Stamp],
    seen: &dyn HadSeen,
) -> Vec<CorrectedTwice> {
    let stated: Vec<(Stamp, (i64, Option<&str>))> =
        stated.iter().map(|(stamp, by, zone)| (*stamp, (*by, *zone))).collect();
    let alike = |[(_, one), (_, other)]: &[(Stamp, (i64, Option<&str>)); 2]| {
        one.1 == other.1 && one.0.signum() == other.0.signum()
    };
    concurrent_pairs(&stated, seen)
        .filter(alike)
        .map(|[(one, of_one), (other, of_other)]| CorrectedTwice {
            records: [one.id, other.id],
            zone: of_one.1.map(str::to_owned),
            by: [of_one.0, of_other.0],
            explained: tells_apart(everyone_outs.iter(), [&one, &other], seen),
        })
        .collect()
}

/// Finds the records that state what only organisers' desks may, of desks that may not.
pub fn not_allowed<'r>(
    records: &'r [Held],
    trust: &'r Trust,
    seen: &'r Ancestry,
) -> impl Iterator<Item = &'r Held> {
    let states = |held: &&Held| held.facts.iter().any(is_organisers);
    records.iter().filter(states).filter(|held| !trust.may_decide(&held.stamp, seen))
}

/// Tells the facts that count only in records of organisers' desks.
pub const fn is_organisers(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::SettingSet { .. }
            | Fact::DeskAdded { .. }
            | Fact::DeskRetired { .. }
            | Fact::BadgeKeyAdded { .. }
    )
}
