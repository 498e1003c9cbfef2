//! The three seconds: the same badge read again at once is the same scan (pure).

use super::DecisionKind;
use crate::clock::Millis;
use crate::journal::fact::Kind;
use crate::settings::Direction;

/// How long the same code at the same place is one scan, in milliseconds.
pub const WINDOW_MS: i64 = 3_000;

/// This desk's last record about a code, where that record is a scan.
///
/// To be passed only while nothing about the code's guest was recorded or merged after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastScan {
    pub code: String,
    pub checkpoint: String,
    pub direction: Direction,
    pub at: Millis,
}

/// Gives the kinds of records about no one guest after which the answer may be another.
///
/// An exit is let through whatever was recorded. Who was let in stays let in whatever the settings or counts have
/// become since; only what takes the passage itself back, or stops the door, is to be seen at once.
pub const fn outdating(direction: Direction, answered: DecisionKind) -> &'static [Kind] {
    match (direction, answered) {
        (Direction::Exit, _) => &[],
        (Direction::Entry, DecisionKind::Admit) => &[Kind::EveryoneOut, Kind::Voided, Kind::EntryStopped],
        (Direction::Entry, DecisionKind::Refer | DecisionKind::Refuse) => &[
            Kind::EveryoneOut,
            Kind::Voided,
            Kind::EntryStopped,
            Kind::EntryResumed,
            Kind::HeadCountCorrected,
            Kind::SettingsChanged,
            Kind::BadgeKeyAdded,
            Kind::DeskRetired,
        ],
    }
}

/// Tells whether a scan is the last one read twice; never when the clock has gone back.
pub fn is_repeat(last: &LastScan, code: &str, checkpoint: &str, direction: Direction, now: Millis) -> bool {
    last.code == code
        && last.checkpoint == checkpoint
        && last.direction == direction
        && (0..WINDOW_MS).contains(&now.since(last.at))
}
