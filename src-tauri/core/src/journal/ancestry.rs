//! Who had seen what: lines, and the look-up along prev and Merged heads (pure).
//!
//! A line is a stretch of chain between branches, under a number that means something on this laptop
//! only. Each branch and each Merged keeps the highest seq seen of every other line, closed over
//! everything those records had seen themselves, so the question is one look-up.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ids::DeskId;
use crate::journal::record::Stamp;

/// A place on a line: the line's number and the seq of a record on it.
pub type Place = (u32, u64);

/// The highest seq seen of each other line.
pub type Seen = BTreeMap<u32, u64>;

/// All lines of the journal held, and what each had seen where.
#[derive(Debug, Clone, Default)]
pub struct Ancestry {
    /// By line number.
    lines: BTreeMap<u32, Line>,
}

#[derive(Debug, Clone)]
struct Line {
    desk: DeskId,
    parent: Option<Place>,
    tip: u64,
    /// What is seen from that seq on; kept at the start after a branch, and at each Merged.
    seen: BTreeMap<u64, Arc<Seen>>,
}

/// A line as a store keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineRow {
    pub line: u32,
    pub desk: DeskId,
    /// Where it branched off; none for a chain's first line.
    pub parent: Option<Place>,
    pub tip_seq: u64,
}

/// One thing seen, as a store keeps it: from `seq` of `line` on, `seen_line` is seen up to `seen_seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenRow {
    pub line: u32,
    pub seq: u64,
    pub seen_line: u32,
    pub seen_seq: u64,
}

static NOTHING: Seen = Seen::new();

impl Ancestry {
    /// Starts with no record held.
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells that `later` had seen `earlier`; no record has seen itself.
    pub fn had_seen(&self, later: &Stamp, earlier: &Stamp) -> bool {
        self.sees((later.line, later.seq), (earlier.line, earlier.seq))
    }

    /// Tells that the record at `later` had seen the one at `earlier`.
    pub fn sees(&self, later: Place, earlier: Place) -> bool {
        if later.0 == earlier.0 {
            return earlier.1 < later.1;
        }
        self.seen_at(later.0, later.1).get(&earlier.0).is_some_and(|seq| earlier.1 <= *seq)
    }

    /// Gives what the record at that place had seen of other lines.
    pub fn seen_at(&self, line: u32, seq: u64) -> &Seen {
        let line = self.lines.get(&line);
        line.and_then(|line| line.seen.range(..=seq).next_back()).map_or(&NOTHING, |(_, seen)| seen)
    }

    /// Takes in a record whose chain is sound: goes on along the line of `prev`, or begins a new line
    /// after a branch or for a chain's first record. Gives the line.
    ///
    /// Of a new line a store has to keep the row and what [`Self::seen_at`] gives there.
    pub fn place(&mut self, prev: Option<Place>, desk: DeskId, seq: u64) -> u32 {
        if let Some((number, prev_seq)) = prev
            && let Some(line) = self.lines.get_mut(&number)
            && line.tip == prev_seq
        {
            line.tip = seq;
            return number;
        }
        let number = self.lines.last_key_value().map_or(0, |(last, _)| last + 1);
        let mut line = Line { desk, parent: prev, tip: seq, seen: BTreeMap::new() };
        if let Some(fork) = prev {
            line.seen.insert(seq, Arc::new(self.closure(Seen::new(), fork)));
        }
        self.lines.insert(number, line);
        number
    }

    /// Notes that the record at that place, already taken in, names these heads as merged.
    ///
    /// A store has to keep what [`Self::seen_at`] gives there.
    pub fn merged(&mut self, line: u32, seq: u64, heads: &[Place]) {
        let before = self.seen_at(line, seq).clone();
        let mut seen = heads.iter().fold(before, |seen, head| self.closure(seen, *head));
        seen.remove(&line);
        if let Some(line) = self.lines.get_mut(&line) {
            line.seen.insert(seq, Arc::new(seen));
        }
    }

    /// Adds to `seen` a record and all it had seen.
    fn closure(&self, mut seen: Seen, (line, seq): Place) -> Seen {
        let own = std::iter::once((&line, &seq));
        for (line, seq) in self.seen_at(line, seq).iter().chain(own) {
            let highest = seen.entry(*line).or_default();
            *highest = (*highest).max(*seq);
        }
        seen
    }

    /// Gives every head: the records nothing held follows on their chain, several of a desk after a branch.
    pub fn heads(&self) -> impl Iterator<Item = (DeskId, Place)> + '_ {
        // A record after a tip lengthens its line, so each line ends in a head.
        self.lines.iter().map(|(number, line)| (line.desk, (*number, line.tip)))
    }

    /// Gives the highest seq held of a desk; 0 for none.
    pub fn highest(&self, desk: DeskId) -> u64 {
        self.heads().filter(|(of, _)| *of == desk).map(|(_, (_, tip))| tip).max().unwrap_or(0)
    }

    /// Gives all lines, ascending.
    pub fn lines(&self) -> impl Iterator<Item = LineRow> + '_ {
        self.lines.iter().map(|(number, line)| line.row(*number))
    }

    /// Gives one line.
    pub fn find_line(&self, line: u32) -> Option<LineRow> {
        self.lines.get(&line).map(|found| found.row(line))
    }

    /// Gives all that lines had seen, ascending by line, seq and line seen.
    pub fn seen_rows(&self) -> impl Iterator<Item = SeenRow> + '_ {
        self.lines.iter().flat_map(|(number, line)| {
            line.seen.iter().flat_map(move |(seq, seen)| {
                seen.iter().map(move |(seen_line, seen_seq)| SeenRow {
                    line: *number,
                    seq: *seq,
                    seen_line: *seen_line,
                    seen_seq: *seen_seq,
                })
            })
        })
    }

    /// Puts together again what [`Self::lines`] and [`Self::seen_rows`] gave, in any order.
    pub fn from_rows(
        lines: impl IntoIterator<Item = LineRow>,
        seen: impl IntoIterator<Item = SeenRow>,
    ) -> Self {
        let line = |row: LineRow| Line {
            desk: row.desk,
            parent: row.parent,
            tip: row.tip_seq,
            seen: BTreeMap::new(),
        };
        let mut lines: BTreeMap<u32, Line> = lines.into_iter().map(|row| (row.line, line(row))).collect();
        for row in seen {
            if let Some(line) = lines.get_mut(&row.line) {
                Arc::make_mut(line.seen.entry(row.seq).or_default()).insert(row.seen_line, row.seen_seq);
            }
        }
        Self { lines }
    }
}

impl Line {
    fn row(&self, line: u32) -> LineRow {
        LineRow { line, desk: self.desk, parent: self.parent, tip_seq: self.tip }
    }
}
