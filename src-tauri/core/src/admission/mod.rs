//! The decision at the door: pure, complete, and the only place that says who comes in.

pub mod decide;
pub mod doors;
pub mod repeat;

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
