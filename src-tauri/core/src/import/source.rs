//! Which list a file is: a newer version of one imported before, or another.
//!
//! Only within one list are guests gone, and may a row replace what stands there. So a file is taken for
//! a list known before only where its columns are the same, or where it is much like that list and has
//! many of its guests.

use std::collections::HashSet;

use crate::guest::Field;
use crate::import::candidate::{Candidate, sort_rows};
use crate::import::cells;
use crate::import::mapping::Mapping;
use crate::import::plan::Existing;
use crate::import::read::Table;
use crate::import::report::REASONS;
use crate::import::tools;
use crate::view::SourceWhy;

/// Rows looked at.
const SAMPLE: usize = 2_000;

/// An import of before.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'i> {
    pub source: &'i str,
    pub columns: &'i [String],
}

/// The list a file most likely is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    pub name: String,
    /// True: a newer version of that list.
    pub known: bool,
    pub why: SourceWhy,
}

/// Guesses which list a file is; `imports` in the order they were made.
pub fn guess(
    table: &Table,
    mapping: &Mapping,
    file: &str,
    imports: &[Earlier<'_>],
    guests: &[Existing],
) -> Guess {
    let newer = |source: &str, why| Guess { name: source.to_owned(), known: true, why };
    // A, B and C are the columns of every list without a header.
    let same = |import: &&Earlier<'_>| {
        (table.header_line.is_some() && import.columns == table.header) || is_mended(table, import)
    };
    if let Some(import) = imports.iter().rev().find(same) {
        return newer(import.source, SourceWhy::SameColumns);
    }
    let name = mapping.tool().unwrap_or_else(|| stem(file));
    let mut rows = None;
    for import in imports.iter().rev() {
        let why = match mapping.tool() {
            Some(tool) => (written_by(import) == Some(tool)).then_some(SourceWhy::SameTool),
            None => is_like(table, name, import).then_some(SourceWhy::SameGuests),
        };
        let Some(why) = why else { continue };
        let rows = rows.get_or_insert_with(|| sort_rows(&table.first_rows(SAMPLE), mapping).good);
        if shares_guests(rows, import.source, guests) {
            return newer(import.source, why);
        }
    }
    Guess { name: unused(name, imports), known: false, why: SourceWhy::Another }
}

/// Tells that a file holds rows that were left out of a list before: it says nothing of all the others.
pub fn mends(table: &Table, source: &str, imports: &[Earlier<'_>]) -> bool {
    imports.iter().any(|import| import.source == source && is_mended(table, import))
}

/// The file of rejects has the list's columns and the reason behind them.
fn is_mended(table: &Table, import: &Earlier<'_>) -> bool {
    let reason = table.header.split_last().filter(|(last, _)| REASONS.contains(&last.as_str()));
    reason.is_some_and(|(_, columns)| columns == import.columns)
}

fn written_by(import: &Earlier<'_>) -> Option<&'static str> {
    tools::recognise(import.columns).map(|tool| tool.name)
}

/// Tells that a file has the name of a list, or two columns of three in common with it.
fn is_like(table: &Table, name: &str, import: &Earlier<'_>) -> bool {
    let common = table.header.iter().filter(|column| import.columns.contains(column)).count();
    let most = table.header.len().max(import.columns.len());
    import.source == name || (table.header_line.is_some() && common * 3 >= most * 2)
}

/// Tells that half of the rows, or half of the guests of a list, are the same people.
fn shares_guests(rows: &[Candidate], source: &str, guests: &[Existing]) -> bool {
    let mut keys = HashSet::new();
    let of_list = guests.iter().filter(|guest| guest.is_of(source));
    let count = of_list.inspect(|guest| keys.extend(keys_of(guest))).count();
    let shared = rows.iter().filter(|row| keys_of_row(row).any(|key| keys.contains(&key))).count();
    shared > 0 && shared * 2 >= rows.len().min(count)
}

fn keys_of(guest: &Existing) -> impl Iterator<Item = (Field, String)> {
    let value = |field: Field| guest.said(field);
    let email = value(Field::Email).and_then(cells::email_key);
    let phone = value(Field::Phone).and_then(cells::phone_key);
    let reference = value(Field::Reference).map(str::to_owned);
    let name = value(Field::Name).map(crate::guest::folding::fold);
    let keys =
        [(Field::Email, email), (Field::Phone, phone), (Field::Reference, reference), (Field::Name, name)];
    keys.into_iter().filter_map(|(field, key)| Some((field, key?)))
}

/// A row is known by its name only where it says nothing else.
fn keys_of_row(row: &Candidate) -> impl Iterator<Item = (Field, String)> {
    let keys = &row.keys;
    let bare = keys.reference.is_none() && keys.email.is_none() && keys.phone.is_none();
    let name = Some(keys.name.clone()).filter(|_| bare);
    let keys = [
        (Field::Reference, keys.reference.clone()),
        (Field::Email, keys.email.clone()),
        (Field::Phone, keys.phone.clone()),
        (Field::Name, name),
    ];
    keys.into_iter().filter_map(|(field, key)| Some((field, key?)))
}

fn stem(file: &str) -> &str {
    let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim();
    if stem.is_empty() { "list" } else { stem }
}

/// Numbers a name that another list has already.
fn unused(name: &str, imports: &[Earlier<'_>]) -> String {
    let is_used = |name: &str| imports.iter().any(|import| import.source == name);
    let numbered = (2..).map(|nth| format!("{name} {nth}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_used(name)).unwrap_or_default()
}

#[cfg(test)]
#[path = "source_tests.rs"]
mod tests;
