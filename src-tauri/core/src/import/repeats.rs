//! Rows left out because an earlier one is the same guest; what such a row adds is its status, if stricter.

use crate::guest::{Field, Status};
use crate::import::candidate::{Candidate, Sorted};
use crate::import::plan::{RejectedRow, Remark};
use crate::import::read::Table;
use crate::import::{duplicates, sentences};

/// Leaves out the rows that are an earlier row again, and counts them.
pub fn set_apart(sorted: &mut Sorted, table: &Table) -> u64 {
    let earlier = duplicates::find(&sorted.good);
    let mut found = vec![None; earlier.len()];
    leave_out(earlier, sorted, &mut found, table)
}

/// Leaves out the rows that repeat the one on a line, and what was found for them.
pub fn leave_out(
    earlier: Vec<Option<u64>>,
    sorted: &mut Sorted,
    found: &mut Vec<Option<usize>>,
    table: &Table,
) -> u64 {
    let mut count = 0;
    let rows = std::mem::take(&mut sorted.good).into_iter().zip(std::mem::take(found));
    for ((candidate, known), earlier) in rows.zip(earlier) {
        let Some(line) = earlier else {
            sorted.good.push(candidate);
            found.push(known);
            continue;
        };
        sorted.rejected.push(repeated(&candidate, line, table));
        // Rows are in the order of the file.
        if let Ok(at) = sorted.good.binary_search_by_key(&line, |kept| kept.line) {
            sorted.warnings.extend(take_stricter(&mut sorted.good[at], &candidate));
        }
        count += 1;
    }
    sorted.rejected.sort_by_key(|row| row.line);
    count
}

/// Of rows that are one guest the strictest status counts: a refund often stands in a row of its own.
fn take_stricter(kept: &mut Candidate, repeat: &Candidate) -> Option<Remark> {
    let stricter = repeat.status.filter(|status| *status > kept.status.unwrap_or(Status::Approved))?;
    kept.status = Some(stricter);
    let value = kept.fields.get(&Field::Name).cloned().unwrap_or_default();
    let reason = sentences::stricter_repeat(repeat.line, stricter);
    Some(Remark { line: kept.line, column: String::new(), value, reason })
}

fn repeated(candidate: &Candidate, line: u64, table: &Table) -> RejectedRow {
    let keys = &candidate.keys;
    let value = [&keys.reference, &keys.email, &keys.phone].into_iter().flatten().next().cloned();
    let fault = Remark {
        line: candidate.line,
        column: String::new(),
        value: value.unwrap_or_default(),
        reason: sentences::duplicate(line),
    };
    let cells = table.rows.get(candidate.row).map(|row| row.cells.clone()).unwrap_or_default();
    RejectedRow { line: candidate.line, cells, faults: vec![fault] }
}
