//! What a `Voided` takes away from a guest, and what it never touches (pure).

use super::fold::EventFacts;
use crate::ids::ImportId;
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::{Held, Stamp};
use crate::journal::seen::HadSeen;

/// Tells whether a `Voided` that names a fact's record takes the fact away.
///
/// Revocations, issues, keys, desks, settings, stops, merges and voidings stay whatever names their record.
pub const fn is_voidable(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Entered { .. }
            | Fact::Exited { .. }
            | Fact::ExitRepeated { .. }
            | Fact::ExitConfirmed { .. }
            | Fact::StepResult { .. }
            | Fact::GuestDetails { .. }
            | Fact::StatusSet { .. }
            | Fact::CategorySet { .. }
            | Fact::PartySet { .. }
            | Fact::CompanionNamed { .. }
            | Fact::PartyJoined { .. }
            | Fact::HeadCountCorrected { .. }
            | Fact::EveryoneOut {}
    )
}

/// Gives the facts of a guest's records that count.
///
/// What a voided import brought goes, with two exceptions: a later list that found a value already there and so
/// did not say it again keeps it, and a guest who stands on no other list but whom other records concern stays as
/// known, marked as not listed, so that whoever is inside keeps a name and whoever was cancelled stays cancelled.
pub fn counting<'r>(records: &'r [Held], event: &EventFacts, seen: &dyn HadSeen) -> Vec<(Stamp, &'r Fact)> {
    let keep_all = !is_listed(records, event) && records.iter().any(|held| concerns(held, event));
    let upheld = |stamp: &Stamp| {
        let stands = |held: &&Held| is_placing(held, event);
        records.iter().filter(stands).any(|held| seen.had_seen(&held.stamp, stamp))
    };
    let counts = |stamp: &Stamp, fact: &Fact| {
        let voided = is_voidable(fact) && event.voided.contains(&stamp.id);
        !voided && (!is_withdrawn(fact, event) || keep_all || upheld(stamp))
    };
    let facts = records.iter().flat_map(|held| held.facts.iter().map(|fact| (held.stamp, fact)));
    facts.filter(|(stamp, fact)| counts(stamp, fact)).collect()
}

/// Tells whether a list that stands, or a desk, still names the guest.
pub fn is_listed(records: &[Held], event: &EventFacts) -> bool {
    records.iter().any(|held| is_placing(held, event))
}

/// Tells whether a record puts the guest on the list.
fn is_placing(held: &Held, event: &EventFacts) -> bool {
    matches!(held.kind, Kind::GuestAdded | Kind::GuestImported) && concerns(held, event)
}

/// Tells whether a record other than of a voided import or voided itself concerns the guest. That a list has
/// the guest no longer is no reason to keep whoever came with it.
fn concerns(held: &Held, event: &EventFacts) -> bool {
    let only_gone = held.facts.iter().all(|fact| matches!(fact, Fact::SourceListing { .. }));
    !only_gone
        && !event.voided.contains(&held.stamp.id)
        && !held.facts.iter().any(|fact| is_withdrawn(fact, event))
}

/// Tells whether an import that was voided states the fact.
pub fn is_withdrawn(fact: &Fact, event: &EventFacts) -> bool {
    import_of(fact).is_some_and(|import| event.voided_imports.contains(&import))
}

const fn import_of(fact: &Fact) -> Option<ImportId> {
    match fact {
        Fact::GuestDetails { import, .. }
        | Fact::StatusSet { import, .. }
        | Fact::CategorySet { import, .. }
        | Fact::PartySet { import, .. } => *import,
        Fact::SourceSaid { import, .. } | Fact::SourceListing { import, .. } => Some(*import),
        _ => None,
    }
}
