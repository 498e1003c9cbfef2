//! The security check: what state each step is in for a guest, and who may change it (pure).

use std::collections::BTreeMap;

use crate::clock::Millis;
use crate::guest::{HeldState, StepResult};
use crate::journal::fact::{Fact, Outcome};
use crate::journal::record::Stamp;
use crate::journal::seen::HadSeen;
use crate::settings::{Role, Settings, Step, Validity};

/// What a step is worth at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepStateNow {
    NotDone,
    Passed,
    Failed,
    Waived,
    /// Passed or waived once, but its minutes are over or an exit has ended it.
    Expired,
}

/// Judges a step at `now`, by the deciding desk's own clock.
pub fn state_at(result: Option<&StepResult>, step: &Step, now: Millis) -> StepStateNow {
    result.map_or(StepStateNow::NotDone, |result| state_of(result.state, result.at, step, now))
}

/// Judges, at `now`, what was stated of a step at `at`.
pub fn state_of(held: HeldState, at: Millis, step: &Step, now: Millis) -> StepStateNow {
    let over = match step.valid {
        Validity::Minutes(minutes) => now.since(at) >= i64::from(minutes) * 60_000,
        Validity::Event | Validity::Entry => false,
    };
    match held {
        HeldState::Failed => StepStateNow::Failed,
        HeldState::Ended => StepStateNow::Expired,
        HeldState::Passed | HeldState::Waived if over => StepStateNow::Expired,
        HeldState::Passed => StepStateNow::Passed,
        HeldState::Waived => StepStateNow::Waived,
    }
}

/// Gives the lowest role that may state this outcome for a step that stands as `current`.
///
/// A failed step is cleared by a supervisor only, and only a supervisor waives; failing is open to every screener.
pub const fn required_role(outcome: Outcome, current: Option<HeldState>) -> Role {
    match (outcome, current) {
        (Outcome::Waive, _) | (Outcome::Pass, Some(HeldState::Failed)) => Role::Supervisor,
        (Outcome::Pass | Outcome::Fail, _) => Role::Screener,
    }
}

/// Tells whether this outcome has to be stated with a reason.
pub const fn needs_reason(outcome: Outcome, current: Option<HeldState>) -> bool {
    matches!((outcome, current), (Outcome::Waive, _) | (Outcome::Pass, Some(HeldState::Failed)))
}

/// Folds a guest's results step by step.
///
/// `endings` end passes held for one entry: exits from the event, and EveryoneOuts that had seen an entry.
pub fn fold(
    facts: &[(Stamp, &Fact)],
    endings: &[Stamp],
    settings: &Settings,
    seen: &dyn HadSeen,
) -> BTreeMap<String, StepResult> {
    let mut by_step: BTreeMap<&str, Vec<Stated>> = BTreeMap::new();
    for (stamp, fact) in facts {
        if let Fact::StepResult { step, outcome, role } = fact {
            by_step.entry(step).or_default().push(Stated { stamp: *stamp, outcome: *outcome, role: *role });
        }
    }
    by_step
        .into_iter()
        .filter_map(|(step, stated)| {
            let per_entry = settings.step(step).is_some_and(|step| step.valid == Validity::Entry);
            let endings = if per_entry { endings } else { &[] };
            Some((step.to_owned(), worst(&stated, endings, seen)?))
        })
        .collect()
}

#[derive(Clone, Copy)]
struct Stated {
    stamp: Stamp,
    outcome: Outcome,
    role: Role,
}

impl Stated {
    /// Tells whether this result takes the place of an earlier one.
    fn replaces(&self, earlier: &Self, seen: &dyn HadSeen) -> bool {
        seen.had_seen(&self.stamp, &earlier.stamp)
            && (earlier.outcome != Outcome::Fail || self.role >= Role::Supervisor)
    }

    /// Tells what the result is worth; a pass that had not seen every ending counts no more.
    fn state(&self, endings: &[Stamp], seen: &dyn HadSeen) -> HeldState {
        let ended = endings.iter().any(|ending| !seen.had_seen(&self.stamp, ending));
        match self.outcome {
            Outcome::Fail => HeldState::Failed,
            Outcome::Pass | Outcome::Waive if ended => HeldState::Ended,
            Outcome::Pass => HeldState::Passed,
            Outcome::Waive => HeldState::Waived,
        }
    }
}

/// Gives the worst of the results none replaces; ended ones speak only where nothing else is left.
fn worst(stated: &[Stated], endings: &[Stamp], seen: &dyn HadSeen) -> Option<StepResult> {
    let left = stated.iter().filter(|one| !stated.iter().any(|later| later.replaces(one, seen)));
    let weight = |state: HeldState| match state {
        HeldState::Failed => 3,
        HeldState::Waived => 2,
        HeldState::Passed => 1,
        HeldState::Ended => 0,
    };
    let judged = left.map(|one| (one.state(endings, seen), one.stamp));
    let (state, stamp) = judged.max_by_key(|(state, stamp)| (weight(*state), stamp.rank()))?;
    Some(StepResult { state, at: stamp.at, by: stamp.operator, record: stamp.id })
}
