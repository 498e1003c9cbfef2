//! What merging reveals and a person should look at (pure): derived from records, so every desk derives the same.

pub mod event;
pub mod guest;
#[cfg(test)]
mod tests;

use std::fmt::Display;

use sha2::{Digest, Sha256};

use crate::ids::{DeskId, FindingId, RecordId};
use crate::journal::record::Stamp;
use crate::journal::seen::HadSeen;

/// What a finding is about; the name is part of its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// Two entries of one guest into the same zone, neither of which had seen the other.
    DoubleEntry,
    /// Two histories under one desk id.
    ClonedDesk,
    /// A record is more than [`CLOCK_OFF`] older than one it had directly seen.
    ClockOff,
    /// Two values of one matter of a guest, neither of which had seen the other and no later one both.
    ConcurrentEdit,
    /// Two results of one step that differ, neither of which had seen the other.
    ScreeningConflict,
    /// An entry on a badge that was revoked or replaced, neither of which had seen the other.
    ReplacedBadgeUsed,
    /// Two badges issued to one guest, neither of which had seen the other.
    TwoBadges,
    /// More inside than there is room for.
    OverCapacity,
    /// Two corrections of one head count the same way, neither of which had seen the other.
    CorrectionTwice,
    /// What only an organiser's desk may state, stated elsewhere, or stated by a retired desk.
    NotAllowed,
    /// A fact this program does not know.
    UnknownFact,
}

/// How far a clock may go back from one record to the next, in milliseconds.
pub const CLOCK_OFF: i64 = 5 * 60_000;

impl FindingKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::DoubleEntry => "double_entry",
            Self::ClonedDesk => "cloned_desk",
            Self::ClockOff => "clock_off",
            Self::ConcurrentEdit => "concurrent_edit",
            Self::ScreeningConflict => "screening_conflict",
            Self::ReplacedBadgeUsed => "replaced_badge_used",
            Self::TwoBadges => "two_badges",
            Self::OverCapacity => "over_capacity",
            Self::CorrectionTwice => "correction_twice",
            Self::NotAllowed => "not_allowed",
            Self::UnknownFact => "unknown_fact",
        }
    }
}

/// Tells that a record is off by the clock against one it had directly seen.
pub const fn is_clock_off(seen: &Stamp, by: &Stamp) -> bool {
    seen.at.since(by.at) > CLOCK_OFF
}

/// Gives the id of a finding that rests on two records.
pub fn of_pair(kind: FindingKind, records: [RecordId; 2]) -> FindingId {
    id(kind, records)
}

/// Gives the id of the finding that a desk's chain goes on twice after a record, or from its very start.
pub fn cloned_desk(desk: DeskId, after: Option<RecordId>) -> FindingId {
    let after = after.map(|record| record.to_string());
    id(FindingKind::ClonedDesk, std::iter::once(desk.to_string()).chain(after))
}

/// Gives the id of the finding that the clocks of two desks, or of one by itself, disagree.
pub fn clock_off(one: DeskId, other: DeskId) -> FindingId {
    let other = Some(other).filter(|other| *other != one);
    id(FindingKind::ClockOff, std::iter::once(one).chain(other))
}

/// Gives the id of the finding that a zone, or without one the event, is over the capacity a record set.
pub fn over_capacity(setting: RecordId, zone: Option<&str>) -> FindingId {
    id(FindingKind::OverCapacity, std::iter::once(setting.to_string()).chain(zone.map(str::to_owned)))
}

/// Gives the id of the finding that a record states what its desk may not.
pub fn not_allowed(record: RecordId) -> FindingId {
    id(FindingKind::NotAllowed, [record])
}

/// Gives the id of the finding that a retired desk went on writing.
pub fn retired_went_on(desk: DeskId) -> FindingId {
    id(FindingKind::NotAllowed, [desk])
}

/// Gives the id of the finding that a desk writes facts of a name not known.
pub fn unknown_fact(desk: DeskId, name: &str) -> FindingId {
    id(FindingKind::UnknownFact, [desk.to_string(), name.to_owned()])
}

/// SHA-256 of the kind and the ids it rests on, ascending, joined by newlines.
fn id<T: Display>(kind: FindingKind, rests_on: impl IntoIterator<Item = T>) -> FindingId {
    let mut rests_on: Vec<String> = rests_on.into_iter().map(|one| one.to_string()).collect();
    rests_on.sort_unstable();
    let lines = std::iter::once(kind.name().to_owned()).chain(rests_on).collect::<Vec<_>>();
    FindingId::new(Sha256::digest(lines.join("\n")).into())
}

/// Gives every two of these of which neither had seen the other, each two in the order of their ids.
fn concurrent_pairs<'p, T: Copy>(
    stated: &'p [(Stamp, T)],
    seen: &'p dyn HadSeen,
) -> impl Iterator<Item = [(Stamp, T); 2]> + 'p {
    let pairs = stated
        .iter()
        .enumerate()
        .flat_map(|(at, one)| stated[at + 1..].iter().map(move |other| (one, other)));
    pairs
        .filter(|(one, other)| seen.concurrent(&one.0, &other.0))
        .map(|(one, other)| if one.0.id < other.0.id { [*one, *other] } else { [*other, *one] })
}

/// Tells whether one of these had seen, or been seen by, exactly one of the two.
fn tells_apart<'e>(
    mut ends: impl Iterator<Item = &'e Stamp>,
    [one, other]: [&Stamp; 2],
    seen: &dyn HadSeen,
) -> bool {
    let knows = |end: &Stamp, stated: &Stamp| seen.had_seen(end, stated) || seen.had_seen(stated, end);
    ends.any(|end| knows(end, one) != knows(end, other))
}
