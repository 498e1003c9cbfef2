//! The decision at the door: pure, complete, and the only place that says who comes in.

pub mod decide;
pub mod doors;
pub mod overriding;
pub mod repeat;
pub mod roles;
#[cfg(test)]
mod tests;

pub use decide::{Occupancy, Question, Resolution, decide};

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::ids::DeskId;

/// The answer to a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    Admit,
    Refer,
    Refuse,
}

/// An answer with everything that speaks for it: refusals first, then referrals; the first is the headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub kind: DecisionKind,
    pub reasons: Vec<Reason>,
    /// Never change the decision.
    pub notes: Vec<Note>,
}

/// Why somebody is not simply let in; ids and fixed codes only, so that it may stand in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    OtherEvent,
    NotAuthentic,
    UnknownCode,
    NotABadge,
    AmbiguousCode,
    IssuedElsewhere,
    BadgeRevoked,
    BadgeReplaced,
    GuestCancelled,
    GuestBlocked,
    NotApproved,
    WatchList,
    WrongZone {
        zone: String,
    },
    TooEarly {
        opens: Millis,
    },
    TooLate {
        closed: Millis,
    },
    AlreadyInside {
        zone: String,
        since: Millis,
        checkpoint: String,
        desk: DeskId,
    },
    ReentryForbidden {
        left: Millis,
    },
    EntryStopped,
    /// `zone` absent: the event itself. `others_at`: the oldest picture of another desk.
    CapacityReached {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        zone: Option<String>,
        inside: i64,
        capacity: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        others_at: Option<Millis>,
    },
    ScreeningFailed {
        steps: Vec<String>,
    },
    ScreeningMissing {
        steps: Vec<String>,
    },
    ScreeningExpired {
        steps: Vec<String>,
    },
}

/// What a person at the desk should know, without weight in the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Note {
    /// The guest's attention text is personal and therefore not in the note itself.
    Attention,
    Vip,
    PartyExpected,
    /// An exit although nobody was inside.
    NotInside,
    /// An exit scan after an exit: to be confirmed.
    ExitRepeated,
    /// Screening is answered for by the lane in front.
    ScreenedInFront,
    /// On exit: what would have stopped an entry.
    WouldStop {
        reason: Reason,
    },
}

impl Reason {
    /// Gives the code as it is printed; what is no badge at all counts as an unknown code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherEvent => "other_event",
            Self::NotAuthentic => "not_authentic",
            Self::UnknownCode | Self::NotABadge => "unknown_code",
            Self::AmbiguousCode => "ambiguous_code",
            Self::IssuedElsewhere => "issued_elsewhere",
            Self::BadgeRevoked => "badge_revoked",
            Self::BadgeReplaced => "badge_replaced",
            Self::GuestCancelled => "guest_cancelled",
            Self::GuestBlocked => "guest_blocked",
            Self::NotApproved => "not_approved",
            Self::WatchList => "watch_list",
            Self::WrongZone { .. } => "wrong_zone",
            Self::TooEarly { .. } => "too_early",
            Self::TooLate { .. } => "too_late",
            Self::AlreadyInside { .. } => "already_inside",
            Self::ReentryForbidden { .. } => "reentry_forbidden",
            Self::EntryStopped => "entry_stopped",
            Self::CapacityReached { .. } => "capacity_reached",
            Self::ScreeningFailed { .. } => "screening_failed",
            Self::ScreeningMissing { .. } => "screening_missing",
            Self::ScreeningExpired { .. } => "screening_expired",
        }
    }

    /// Gives what the reason alone makes of a scan.
    pub const fn decision(&self) -> DecisionKind {
        match self {
            Self::OtherEvent
            | Self::NotAuthentic
            | Self::UnknownCode
            | Self::NotABadge
            | Self::BadgeRevoked
            | Self::BadgeReplaced
            | Self::GuestCancelled
            | Self::GuestBlocked
            | Self::NotApproved
            | Self::WrongZone { .. }
            | Self::TooEarly { .. }
            | Self::TooLate { .. }
            | Self::AlreadyInside { .. }
            | Self::ReentryForbidden { .. }
            | Self::EntryStopped
            | Self::CapacityReached { .. }
            | Self::ScreeningFailed { .. } => DecisionKind::Refuse,
            Self::AmbiguousCode
            | Self::IssuedElsewhere
            | Self::WatchList
            | Self::ScreeningMissing { .. }
            | Self::ScreeningExpired { .. } => DecisionKind::Refer,
        }
    }
}

impl Note {
    /// Gives the code as it is printed; on exit a reason that would have stopped an entry keeps its own.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Vip => "vip",
            Self::PartyExpected => "party_expected",
            Self::NotInside => "not_inside",
            Self::ExitRepeated => "exit_repeated",
            Self::ScreenedInFront => "screened_in_front",
            Self::WouldStop { reason } => reason.code(),
        }
    }
}

impl Decision {
    /// Makes the decision out of every reason: refusals come first, then referrals, each in the order found.
    pub fn of(mut reasons: Vec<Reason>, notes: Vec<Note>) -> Self {
        reasons.sort_by_key(|reason| reason.decision() != DecisionKind::Refuse);
        let kind = reasons.first().map_or(DecisionKind::Admit, Reason::decision);
        Self { kind, reasons, notes }
    }

    /// Gives the reason that is the headline; none when admitted.
    pub fn headline(&self) -> Option<&Reason> {
        self.reasons.first()
    }
}
