//! Where the header of a list is, and whether there is one at all.

use serde::{Deserialize, Serialize};

use crate::import::rows::Row;
use crate::import::{header, shape, words};

/// How far down a header is looked for; what stands above it is a title.
pub const HEADER_WITHIN: usize = 10;
/// Rows that say how wide a list without a header is.
const SAMPLE: usize = 50;

/// Whether a list has a header, as a person says where the guess was wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum HeaderRow {
    #[default]
    Guess,
    Present,
    Absent,
}

/// A list taken apart.
#[derive(Debug)]
pub struct Headed {
    pub header: Vec<String>,
    /// Physical line; `None`: the list has no header.
    pub header_line: Option<u64>,
    pub rows: Vec<Row>,
}

/// Takes the header out of the rows; `None` when there are none.
pub fn split(mut rows: Vec<Row>, wanted: HeaderRow) -> Option<Headed> {
    if rows.is_empty() {
        return None;
    }
    let known = known_header(&rows[..rows.len().min(HEADER_WITHIN)]);
    let at = match (wanted, known) {
        (HeaderRow::Absent, _) => None,
        (HeaderRow::Guess, None) if shape::begins_with_somebody(&rows) => None,
        (HeaderRow::Guess | HeaderRow::Present, known) => Some(known.unwrap_or(0)),
    };
    let Some(at) = at else {
        return Some(Headed { header: letters(width(&rows)), header_line: None, rows });
    };
    let mut rest = rows.split_off(at);
    let header = rest.remove(0);
    Some(Headed { header: header::names(&header), header_line: Some(header.line), rows: rest })
}

/// Tells whether rows have a header we know among the first few.
pub fn is_list(rows: &[Row]) -> bool {
    known_header(&rows[..rows.len().min(HEADER_WITHIN)]).is_some()
}

/// The first row among the first few with a header we know, so that a title above it does no harm.
fn known_header(within: &[Row]) -> Option<usize> {
    let known = |row: &Row| row.cells.iter().filter(|cell| words::field_of(cell).is_some()).count();
    let identifies =
        |row: &Row| row.cells.iter().filter_map(|cell| words::field_of(cell)).any(|f| f.identifies());
    within
        .iter()
        .position(|row| identifies(row) && (known(row) > 1 || row.cells.len() == 1))
        .or_else(|| within.iter().position(identifies))
}

/// The width that most of the first rows have.
fn width(rows: &[Row]) -> usize {
    let mut widths: Vec<usize> = rows.iter().take(SAMPLE).map(|row| row.cells.len()).collect();
    widths.sort_unstable();
    widths[widths.len() / 2]
}

/// Names columns as a spreadsheet does: A to Z, then AA.
fn letters(width: usize) -> Vec<String> {
    let letter = |nth: usize| char::from(b'A' + (nth % 26) as u8).to_string();
    let name = |nth: usize| match nth / 26 {
        0 => letter(nth),
        before => letter(before - 1) + &letter(nth),
    };
    (0..width).map(name).collect()
}

#[cfg(test)]
#[path = "heading_tests.rs"]
mod tests;
