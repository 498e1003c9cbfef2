//! The one question folds ask of the journal: had this record seen that one?

use crate::journal::ancestry::Ancestry;
use crate::journal::record::Stamp;

/// Answers by ancestry; never by clocks.
pub trait HadSeen {
    /// Tells whether `earlier` is an ancestor of `later`; a record has not seen itself.
    fn had_seen(&self, later: &Stamp, earlier: &Stamp) -> bool;

    /// Tells whether neither record had seen the other.
    fn concurrent(&self, one: &Stamp, other: &Stamp) -> bool {
        one.id != other.id && !self.had_seen(one, other) && !self.had_seen(other, one)
    }
}

impl HadSeen for Ancestry {
    fn had_seen(&self, later: &Stamp, earlier: &Stamp) -> bool {
        Ancestry::had_seen(self, later, earlier)
    }
}

/// Gives the values that no later one had seen, in the order given.
///
/// Of values in one record the last stands, since the facts of a record apply in order.
pub fn standing<'v, T>(values: &'v [(Stamp, T)], seen: &dyn HadSeen) -> Vec<&'v (Stamp, T)> {
    let replaced = |index: usize, stamp: &Stamp| {
        values
            .iter()
            .enumerate()
            .any(|(other, (later, _))| seen.had_seen(later, stamp) || (later.id == stamp.id && other > index))
    };
    values
        .iter()
        .enumerate()
        .filter(|(index, (stamp, _))| !replaced(*index, stamp))
        .map(|(_, value)| value)
        .collect()
}

/// Several desks in memory that write and exchange, for tests of folds.
#[cfg(test)]
pub mod testing {
    use std::collections::{BTreeMap, BTreeSet};

    use super::HadSeen;
    use crate::clock::Millis;
    use crate::ids::{DeskId, GuestId, RecordId};
    use crate::journal::fact::{Fact, Kind};
    use crate::journal::record::{Held, Stamp};

    /// The guest whom every record of a [`World`] concerns.
    pub const GUEST: GuestId = GuestId::new([7; 16]);

    /// Desks named by a letter, each with what it holds; time passes one second a record.
    #[derive(Default)]
    pub struct World {
        pub records: Vec<Held>,
        held: BTreeMap<char, BTreeSet<RecordId>>,
        ancestors: BTreeMap<RecordId, BTreeSet<RecordId>>,
        lead: BTreeMap<char, u64>,
    }

    impl World {
        /// Writes a record at a desk that has seen all the desk holds.
        pub fn write(&mut self, desk: char, kind: Kind, facts: Vec<Fact>) -> Stamp {
            let number = self.records.len() as u64 + 1;
            let mut id = [0; 32];
            id[31] = number as u8;
            let id = RecordId::new(id);
            let held = self.held.entry(desk).or_default();
            let of = |id: &RecordId| self.records.iter().find(|held| held.stamp.id == *id);
            let highest = held.iter().filter_map(of).map(|held| held.stamp.lamport).max().unwrap_or(0);
            let lamport = 1 + highest.max(self.lead.get(&desk).copied().unwrap_or(0));
            self.ancestors.insert(id, held.clone());
            held.insert(id);
            let stamp = Stamp {
                id,
                desk: DeskId::new([desk as u8; 16]),
                line: desk as u32,
                seq: number,
                lamport,
                at: Millis(number as i64 * 1000),
                operator: None,
            };
            self.records.push(Held { stamp, kind, subject: Some(GUEST), facts });
            stamp
        }

        /// Lets a desk start far ahead, as a busy one would be.
        pub fn busy(&mut self, desk: char) {
            self.lead.insert(desk, 1000);
        }

        /// Carries all that `from` holds to `to`.
        pub fn carry(&mut self, from: char, to: char) {
            let news = self.held.get(&from).cloned().unwrap_or_default();
            self.held.entry(to).or_default().extend(news);
        }
    }

    impl HadSeen for World {
        fn had_seen(&self, later: &Stamp, earlier: &Stamp) -> bool {
            self.ancestors.get(&later.id).is_some_and(|seen| seen.contains(&earlier.id))
        }
    }
}
