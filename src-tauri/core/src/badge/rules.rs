//! Which of a guest's badges holds: at most one, and the same one on every desk (pure).

use super::BadgeNumber;
use crate::guest::{Badge, BadgeState};
use crate::journal::fact::Fact;
use crate::journal::record::Stamp;
use crate::journal::seen::{HadSeen, standing};
use crate::settings::Role;

/// Folds a guest's badges, in the order of issue.
///
/// Only the badge with the highest claim (an issue, or a supervisor's reactivation) can be active, whatever
/// becomes of it later: when it is revoked, none comes back by itself.
pub fn fold(facts: &[(Stamp, &Fact)], seen: &dyn HadSeen) -> Vec<Badge> {
    let mut issued: Vec<(Stamp, BadgeNumber)> = facts.iter().filter_map(issue).collect();
    issued.sort_by_key(|(stamp, _)| stamp.rank());
    let mut numbers: Vec<BadgeNumber> = Vec::new();
    for (_, badge) in &issued {
        if !numbers.contains(badge) {
            numbers.push(*badge);
        }
    }
    let reactivated = facts.iter().filter_map(|fact| reactivation(fact, facts, seen));
    let claims = issued.iter().copied().chain(reactivated);
    let top = claims.max_by_key(|(stamp, badge)| (stamp.rank(), *badge)).map(|(_, badge)| badge);
    let state = |badge| match top {
        Some(top) if top == badge => own_state(badge, facts, seen),
        _ => BadgeState::Replaced,
    };
    numbers.into_iter().map(|number| Badge { number, state: state(number) }).collect()
}

fn issue((stamp, fact): &(Stamp, &Fact)) -> Option<(Stamp, BadgeNumber)> {
    match fact {
        Fact::BadgeIssued { badge } => Some((*stamp, *badge)),
        _ => None,
    }
}

/// Reads a reactivation that counts: a supervisor's to which no revocation is unknown but those made upon it.
fn reactivation(
    (stamp, fact): &(Stamp, &Fact),
    facts: &[(Stamp, &Fact)],
    seen: &dyn HadSeen,
) -> Option<(Stamp, BadgeNumber)> {
    let Fact::BadgeReactivated { badge, role } = fact else {
        return None;
    };
    let crossed = |(revoked, fact): &(Stamp, &Fact)| {
        matches!(fact, Fact::BadgeRevoked { badge: other } if other == badge)
            && seen.concurrent(stamp, revoked)
    };
    (*role >= Role::Supervisor && !facts.iter().any(crossed)).then_some((*stamp, *badge))
}

/// Gives the state the facts about one badge leave it in: of those no later one had seen, a revocation outweighs.
fn own_state(badge: BadgeNumber, facts: &[(Stamp, &Fact)], seen: &dyn HadSeen) -> BadgeState {
    let stated: Vec<(Stamp, BadgeState)> = facts
        .iter()
        .filter_map(|(stamp, fact)| match fact {
            Fact::BadgeIssued { badge: other } if *other == badge => Some((*stamp, BadgeState::Active)),
            Fact::BadgeReactivated { badge: other, role } if *other == badge && *role >= Role::Supervisor => {
                Some((*stamp, BadgeState::Active))
            }
            Fact::BadgeRevoked { badge: other } if *other == badge => Some((*stamp, BadgeState::Revoked)),
            _ => None,
        })
        .collect();
    let revoked = standing(&stated, seen).into_iter().any(|(_, state)| *state == BadgeState::Revoked);
    if revoked { BadgeState::Revoked } else { BadgeState::Active }
}
