//! Who comes with a guest: places by number first, guests of their own once they are named (pure).

use super::Party;
use crate::ids::GuestId;
use crate::journal::fact::Fact;
use crate::journal::record::Stamp;
use crate::journal::seen::{HadSeen, standing};

/// Folds what was said of a guest's party.
pub fn fold(facts: &[(Stamp, &Fact)], seen: &dyn HadSeen) -> Party {
    let mut named: Vec<(Stamp, GuestId)> = Vec::new();
    let (mut sizes, mut joined) = (Vec::new(), Vec::new());
    for (stamp, fact) in facts {
        match fact {
            Fact::PartySet { companions, .. } => sizes.push((*stamp, *companions)),
            Fact::CompanionNamed { companion } => named.push((*stamp, *companion)),
            Fact::PartyJoined { with } => joined.push((*stamp, *with)),
            _ => {}
        }
    }
    named.sort_by_key(|(stamp, _)| stamp.rank());
    Party {
        companions: last(&sizes, seen).unwrap_or_default(),
        named: named.into_iter().map(|(_, companion)| companion).collect(),
        with: last(&joined, seen),
    }
}

/// Of the values no later one had seen the one shown as everywhere: the highest.
fn last<T: Copy>(said: &[(Stamp, T)], seen: &dyn HadSeen) -> Option<T> {
    standing(said, seen).into_iter().max_by_key(|(stamp, _)| stamp.rank()).map(|(_, value)| *value)
}

#[cfg(test)]
#[path = "party_tests.rs"]
mod tests;
