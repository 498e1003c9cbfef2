//! Guest lists in: bytes to rows, headers to fields, rows and guests to a plan. Writes no database.
//!
//! The way of a list: [`read::read`] makes rows of bytes, [`mapping::guess`] says what each column
//! is, [`plan::plan`] compares with the guests there are. A plan can be shown ([`report`]), its bad
//! rows given back, and turned into facts ([`drafts`]). Nothing here asks a clock or opens a file.

pub mod drafts;
pub mod encoding;
pub mod export;
pub mod look;
pub mod mapping;
pub mod plan;
pub mod read;
pub mod report;
pub mod sentences;
pub mod source;
pub mod workbook;

mod along;
mod candidate;
mod categories;
mod cells;
mod changes;
mod compare;
mod delimiter;
#[cfg(test)]
mod dialect_tests;
mod duplicates;
#[cfg(test)]
mod fixtures;
mod header;
mod heading;
mod matching;
mod maybe;
mod repeats;
mod rows;
mod shape;
mod status;
mod tools;
mod words;

/// The largest list taken in.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// The most columns a list may have.
pub const MAX_COLUMNS: usize = 200;
/// The most rows a list may have.
pub const MAX_ROWS: usize = 1_000_000;
/// The most cells a list may have, blank ones between others counted.
pub const MAX_CELLS: usize = 5_000_000;
/// The longest value kept, in characters; with it no guest's record outgrows its limit.
pub const MAX_VALUE: usize = 1_000;
/// The longest name of a category, in characters.
pub const MAX_CATEGORY: usize = 100;
/// The most categories a list may bring; a column with more is something else, such as a question.
pub const MAX_CATEGORIES: usize = 100;
