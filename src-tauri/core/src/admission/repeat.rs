//! The three seconds: the same badge read again at once is the same scan (pure).

use crate::clock::Millis;
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

/// Tells whether a scan is the last one read twice; never when the clock has gone back.
pub fn is_repeat(last: &LastScan, code: &str, checkpoint: &str, direction: Direction, now: Millis) -> bool {
    last.code == code
        && last.checkpoint == checkpoint
        && last.direction == direction
        && (0..WINDOW_MS).contains(&now.since(last.at))
}
