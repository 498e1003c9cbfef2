//! Overrides: what a person may decide against, and who (pure).

use super::Reason;
use crate::settings::Role;

/// Why an override is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The code leads to nobody, so there is nobody to admit.
    Nobody,
    /// A higher role has to do it.
    NeedsRole(Role),
    /// The name on the badge has to be typed.
    NeedsName,
    /// The steps have to be done here first.
    NeedsSteps,
    NeedsReason,
}

/// What the person at the desk brings to an override.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    pub role: Role,
    pub reason: &'a str,
    /// The name read from the badge, for one issued elsewhere.
    pub typed_name: Option<&'a str>,
    /// Whether every step asked for at the checkpoint is passed or waived.
    pub steps_done: StepsDone,
}

/// Whether every step asked for is passed or waived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepsDone {
    All,
    NotAll,
}

/// Tells what stands between these reasons and an admission by hand; none: it may be done.
pub fn obstacle(reasons: &[Reason], attempt: &Attempt) -> Option<Obstacle> {
    if reasons.iter().any(leads_to_nobody) {
        return Some(Obstacle::Nobody);
    }
    let needed = required_role(reasons);
    if attempt.role < needed {
        return Some(Obstacle::NeedsRole(needed));
    }
    if attempt.reason.trim().is_empty() {
        return Some(Obstacle::NeedsReason);
    }
    if !reasons.contains(&Reason::IssuedElsewhere) {
        return None;
    }
    if attempt.typed_name.is_none_or(|name| name.trim().is_empty()) {
        return Some(Obstacle::NeedsName);
    }
    (attempt.steps_done == StepsDone::NotAll).then_some(Obstacle::NeedsSteps)
}

/// Gives the lowest role that may admit against these reasons: a screener for a badge from elsewhere alone.
pub fn required_role(reasons: &[Reason]) -> Role {
    let alone = reasons.iter().all(|reason| *reason == Reason::IssuedElsewhere);
    if alone && !reasons.is_empty() { Role::Screener } else { Role::Supervisor }
}

const fn leads_to_nobody(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::UnknownCode
            | Reason::NotABadge
            | Reason::OtherEvent
            | Reason::NotAuthentic
            | Reason::AmbiguousCode
    )
}
