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
