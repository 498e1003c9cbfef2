//! An import under way: its records guest by guest, cut into slices as large as the clock allows.

use std::sync::Arc;
use std::vec::IntoIter;

use crate::clock::Entropy;
use crate::desk::globals::Globals;
use crate::desk::refold::Ahead;
use crate::ids::ImportId;
use crate::import::plan::Plan;
use crate::journal::record::{Draft, Pending};

/// What the writer has given to an import: its id, ids for guests who came without a reference, and salts.
#[derive(Debug)]
pub(in crate::desk) struct Begun {
    pub import: ImportId,
    pub ids: Vec<[u8; 16]>,
    /// As many as [`Plan::most_records`].
    pub salts: Vec<[u8; 16]>,
}

/// Records written in one transaction, their bodies made and the guests folded.
#[derive(Debug)]
pub(in crate::desk) struct Slice {
    pub records: Vec<Pending>,
    pub ahead: Ahead,
    pub is_last: bool,
}

/// What is still to be written.
#[derive(Debug)]
pub(in crate::desk) struct ImportRun {
    import: ImportId,
    drafts: IntoIter<Draft>,
    salts: IntoIter<[u8; 16]>,
    /// Guests handed out, and of how many.
    done: u64,
    total: u64,
    pace: Pace,
}

impl ImportRun {
    /// Lays out the records of a plan, the guests in order of id: so a slice touches few pages of the database.
    pub fn new(begun: Begun, plan: &Plan, file_name: &str) -> Self {
        let Begun { import, mut ids, salts } = begun;
        // Those of one name come to the list in the order they stand in the file.
        ids.sort_unstable();
        let mut drafts: Vec<Draft> = plan.drafts(import, file_name, &mut Drawn(ids.into_iter())).collect();
        drafts.sort_by_key(|draft| (draft.subject.is_none(), draft.subject));
        let (total, salts) = (guests_in(&drafts), salts.into_iter());
        Self { import, drafts: drafts.into_iter(), salts, done: 0, total, pace: Pace::FIRST }
    }

    /// Gives the import's id, by which it can be voided as one.
    pub fn import(&self) -> ImportId {
        self.import
    }

    /// Gives how many guests are handed out, of how many.
    pub fn progress(&self) -> (u64, u64) {
        (self.done, self.total)
    }

    /// Cuts off the next slice, its guests folded with what holds for the event; a guest is never cut in two.
    pub fn next_slice(&mut self, globals: &Arc<Globals>) -> Option<Slice> {
        let mut drafts: Vec<Draft> = self.drafts.by_ref().take(self.pace.records).collect();
        let guest = drafts.last()?.subject;
        while self.drafts.as_slice().first().is_some_and(|next| next.subject == guest) {
            drafts.extend(self.drafts.next());
        }
        self.done += guests_in(&drafts);
        // Without a salt left, which there is for every record, the writer draws one.
        let ready = |draft| match self.salts.next() {
            Some(salt) => Pending::ready(draft, salt),
            None => Pending::from(draft),
        };
        let records: Vec<Pending> = drafts.into_iter().map(ready).collect();
        Some(Slice {
            ahead: Ahead::fold(globals, &records),
            records,
            is_last: self.drafts.as_slice().is_empty(),
        })
    }

    /// Learns from how many milliseconds a slice took how large the next may be.
    pub fn wrote(&mut self, took: i64, patience: Patience) {
        self.pace.after(took, patience);
    }
}

/// Counts the guests of drafts that stand in order of guest; the end of an import is about none.
fn guests_in(drafts: &[Draft]) -> u64 {
    drafts
        .chunk_by(|one, next| one.subject == next.subject)
        .filter(|of_one| of_one[0].subject.is_some())
        .count() as u64
}

/// How long a slice may hold the writer.
#[derive(Debug, Clone, Copy)]
pub(in crate::desk) struct Patience {
    millis: i64,
    /// Records.
    most: usize,
}

impl Patience {
    /// People are being scanned: all in all below 10 ms.
    pub const SCANS: Self = Self { millis: 5, most: 1_000 };
    /// Nobody was for a while; whoever comes first waits no longer than a person notices.
    pub const QUIET: Self = Self { millis: 80, most: 6_000 };
    /// Nobody was for long, as before doors open: whoever comes first waits less than a second, once.
    pub const IDLE: Self = Self { millis: 800, most: 40_000 };
    /// Nobody can be: the event is open for this import alone.
    pub const ALONE: Self = Self { millis: 400, most: 40_000 };
}

/// How many records the next slice holds.
#[derive(Debug, Clone, Copy)]
pub(in crate::desk) struct Pace {
    pub records: usize,
}

impl Pace {
    pub const FIRST: Self = Self { records: 16 };

    /// Grows to four times as many, or shrinks as far as it must.
    pub fn after(&mut self, took: i64, patience: Patience) {
        let fits = patience.millis.saturating_mul(self.records as i64) / took.max(1);
        let grown = self.records.saturating_mul(4).min(patience.most);
        self.records = usize::try_from(fits).unwrap_or(0).clamp(1, grown);
    }
}

/// Hands out what was drawn before.
struct Drawn(IntoIter<[u8; 16]>);

impl Entropy for Drawn {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.copy_from_slice(&self.0.next().unwrap_or_default()[..bytes.len()]);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeMap;

    use super::*;
    use crate::guest::Field;
    use crate::ids::{BadgeKey, DeskId, EventId};
    use crate::import::mapping;
    use crate::import::plan::{OnList, plan};
    use crate::import::read::{ReadOptions, read};
    use crate::journal::fact::Fact;

    #[test]
    fn slices_grow_while_they_are_quick_and_shrink_at_once_when_one_was_slow() {
        let mut pace = Pace::FIRST;
        for expected in [64, 256, 1_000] {
            pace.after(1, Patience::SCANS);
            assert_eq!(pace.records, expected);
        }
        pace.after(20, Patience::SCANS);
        assert_eq!(pace.records, 250, "four times too slow, a quarter of the size");
        pace.after(20, Patience::QUIET);
        assert_eq!(pace.records, 1_000, "not too slow when nobody waits");
        pace.after(20, Patience::IDLE);
        assert_eq!(pace.records, 4_000, "still larger when nobody has for long");
        pace.after(100_000, Patience::SCANS);
        assert_eq!(pace.records, 1, "never none");
        (0..20).for_each(|_| pace.after(0, Patience::SCANS));
        assert_eq!(pace.records, 1_000, "never without end");
    }

    #[test]
    fn guests_without_a_reference_come_to_the_list_in_the_order_of_the_file() {
        let list = b"Name,Category\nCid,press\nAnn,press\nBob,press\n";
        let table = read(list, &ReadOptions::default()).unwrap();
        let nobody = OnList {
            guests: &[],
            categories: &[],
            badge_key: &BadgeKey::new([1; 32]),
            mends: false,
            answers: &BTreeMap::new(),
        };
        let plan = plan(&table, &mapping::guess(&table), "list", &nobody).unwrap();
        let begun =
            Begun { import: ImportId::new([9; 16]), ids: vec![[3; 16], [1; 16], [2; 16]], salts: Vec::new() };
        let mut run = ImportRun::new(begun, &plan, "list.csv");
        run.pace.records = 1;
        let (mut slices, mut told) = (Vec::new(), Vec::new());
        let globals = Arc::new(Globals::empty(EventId::new([1; 16]), DeskId::new([1; 16])));
        while let Some(slice) = run.next_slice(&globals) {
            let said = slice.records.iter().map(|pending| said(&pending.draft));
            slices.push((said.collect::<Vec<_>>(), slice.is_last));
            told.push(run.progress());
        }
        let guest = |name: &str| (vec![name.to_owned(), "press".to_owned()], false);
        let expected = [guest("Cid"), guest("Ann"), guest("Bob"), (vec!["list.csv".to_owned()], true)];
        assert_eq!(slices, expected, "a guest is in one slice, the end of the import in the last");
        assert_eq!(
            told,
            [(1, 3), (2, 3), (3, 3), (3, 3)],
            "guests are told, whatever records there are of them"
        );
    }

    fn said(draft: &Draft) -> String {
        match &draft.facts[0] {
            Fact::GuestDetails { fields, .. } => fields[&Field::Name].clone(),
            Fact::CategorySet { category, .. } => category.clone(),
            Fact::Imported { file, .. } => file.clone(),
            other => other.name().to_owned(),
        }
    }
}
