//! What merging reveals and a person should look at (pure): derived from records, so every desk derives the same.

use sha2::{Digest, Sha256};

use crate::ids::{DeskId, FindingId, RecordId};
use crate::journal::record::Stamp;
use crate::journal::seen::HadSeen;
use crate::presence::{Passage, Passages};

/// What a finding is about; the name is part of its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// Two entries of one guest into the same zone, neither of which had seen the other.
    DoubleEntry,
    /// Two histories under one desk id.
    ClonedDesk,
}

impl FindingKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::DoubleEntry => "double_entry",
            Self::ClonedDesk => "cloned_desk",
        }
    }
}

/// A guest let in twice.
#[derive(Debug, Clone, Copy)]
pub struct DoubleEntry<'r> {
    /// In the order of their ids.
    pub entries: [Passage<'r>; 2],
    /// An exit, or everyone-out, tells one of the two from the other.
    pub explained: bool,
}

impl DoubleEntry<'_> {
    pub fn id(&self) -> FindingId {
        let rests_on = self.entries.map(|entry| entry.stamp.id.to_string());
        id(FindingKind::DoubleEntry, rests_on.into())
    }
}

/// Finds the entries of one guest that contradict each other.
pub fn double_entries<'r>(passages: &Passages<'r>, seen: &dyn HadSeen) -> Vec<DoubleEntry<'r>> {
    let mut entries = passages.entries.clone();
    entries.sort_by_key(|entry| entry.stamp.id);
    let mut found = Vec::new();
    for (at, one) in entries.iter().enumerate() {
        for other in &entries[at + 1..] {
            if one.zone == other.zone && seen.concurrent(&one.stamp, &other.stamp) {
                let explained = is_explained(passages, one, other, seen);
                found.push(DoubleEntry { entries: [*one, *other], explained });
            }
        }
    }
    found
}

/// Tells whether an exit or everyone-out had seen, or been seen by, exactly one of the two.
fn is_explained(passages: &Passages, one: &Passage, other: &Passage, seen: &dyn HadSeen) -> bool {
    let knows =
        |end: &Stamp, entry: &Passage| seen.had_seen(end, &entry.stamp) || seen.had_seen(&entry.stamp, end);
    let exits = passages.exits.iter().map(|exit| &exit.stamp);
    exits.chain(&passages.everyone_outs).any(|end| knows(end, one) != knows(end, other))
}

/// Gives the id of the finding that a desk's chain goes on twice after a record, or from its very start.
pub fn cloned_desk(desk: DeskId, after: Option<RecordId>) -> FindingId {
    let after = after.map(|record| record.to_string());
    id(FindingKind::ClonedDesk, std::iter::once(desk.to_string()).chain(after).collect())
}

/// SHA-256 of the kind and the ids it rests on, ascending, joined by newlines.
fn id(kind: FindingKind, mut rests_on: Vec<String>) -> FindingId {
    rests_on.sort_unstable();
    let lines = std::iter::once(kind.name().to_owned()).chain(rests_on).collect::<Vec<_>>();
    FindingId::new(Sha256::digest(lines.join("\n")).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::DeskId;

    #[test]
    fn a_findings_id_is_the_hash_of_its_kind_and_what_it_rests_on_in_order() {
        let desk = DeskId::new([0xab; 16]);
        let record = RecordId::new([1; 32]);
        let text = format!("cloned_desk\n{record}\n{desk}");
        assert_eq!(cloned_desk(desk, Some(record)), FindingId::new(Sha256::digest(text).into()));
    }
}
