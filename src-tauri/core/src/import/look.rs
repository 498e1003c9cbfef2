//! A list as it reads, for a person to check before anything is compared: columns, samples, names in clear.

use crate::guest::Field;
use crate::import::candidate::sort_rows;
use crate::import::mapping::{self, ImportField, Mapping};
use crate::import::read::{HeaderRow, ReadOptions, Table, read};
use crate::import::report::sheet;
use crate::import::source::Guess;
use crate::view::{ColumnLook, EncodingLook, ListLook, SourceGuess, SourceView};

/// Rows looked at.
const SAMPLE: usize = 2_000;
/// Names shown.
const NAMES: usize = 8;
/// Values shown of a column.
const VALUES: usize = 3;
/// Bytes read again in another encoding.
const BYTES: usize = 1024 * 1024;
/// The encodings lists come in, besides the one a list was found to have.
const ENCODINGS: [&str; 7] =
    ["UTF-8", "GB18030", "Big5", "windows-1252", "windows-1250", "Shift_JIS", "EUC-KR"];

/// A list that was read, and what it was taken for.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'l> {
    pub bytes: &'l [u8],
    pub file: &'l str,
    pub table: &'l Table,
    pub mapping: &'l Mapping,
}

/// Gives the look of a list.
pub fn look(list: Looked<'_>, guess: Guess, sources: Vec<SourceView>, remembered: bool) -> ListLook {
    let Looked { table, mapping, .. } = list;
    let names = names(table, mapping);
    let lines: Vec<u64> = names.iter().map(|(line, _)| *line).collect();
    ListLook {
        file: list.file.to_owned(),
        encoding: table.encoding.to_owned(),
        delimiter: table.delimiter.map_or_else(String::new, String::from),
        sheet: table.sheet.clone(),
        sheets: table.sheets.iter().map(sheet).collect(),
        header_line: table.header_line,
        tool: mapping.tool().map(str::to_owned),
        rows: table.rows.len() as u64,
        columns: mapping.columns().enumerate().map(|(at, column)| column_look(table, at, column)).collect(),
        remembered,
        names: names.into_iter().map(|(_, name)| name).collect(),
        encodings: encodings(list, &lines),
        source: SourceGuess { name: guess.name, known: guess.known, why: guess.why },
        sources,
    }
}

fn column_look(table: &Table, at: usize, (column, field): (&str, Option<ImportField>)) -> ColumnLook {
    let values = table.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.trim());
    let samples = values.filter(|value| !value.is_empty()).take(VALUES);
    ColumnLook {
        column: column.to_owned(),
        field: field.map(|field| field.name().to_owned()),
        samples: samples.map(|value| value.chars().take(60).collect()).collect(),
    }
}

/// Gives the first names with their lines: those beyond ASCII say most of the encoding.
fn names(table: &Table, mapping: &Mapping) -> Vec<(u64, String)> {
    let good = sort_rows(&table.first_rows(SAMPLE), mapping).good;
    let called = good.iter().filter_map(|row| {
        let said =
            [Field::Name, Field::Email, Field::Phone].into_iter().find_map(|field| row.fields.get(&field));
        said.map(|name| (row.line, name.clone()))
    });
    let (ascii, mut names): (Vec<_>, Vec<_>) = called.partition(|(_, name)| name.is_ascii());
    names.extend(ascii);
    names.truncate(NAMES);
    names
}

/// Reads the rows on these lines in every encoding a list may come in; what does not read at all is left out.
fn encodings(list: Looked<'_>, lines: &[u64]) -> Vec<EncodingLook> {
    let Some(delimiter) = list.table.delimiter.filter(|_| !list.bytes.is_ascii()) else { return Vec::new() };
    let found = list.table.encoding;
    let all = std::iter::once(found).chain(ENCODINGS.into_iter().filter(|name| *name != found));
    all.filter_map(|encoding| {
        let header = list.table.header_line.map_or(HeaderRow::Absent, |_| HeaderRow::Present);
        let options = ReadOptions {
            encoding: Some(encoding.to_owned()),
            delimiter: u8::try_from(delimiter).ok(),
            sheet: None,
            header,
        };
        let table = read(beginning(list.bytes), &options).ok()?;
        let mut mapping = mapping::guess(&table);
        mapping.set(&list.mapping.columns().map(|(_, field)| field).collect::<Vec<_>>());
        let names = names_on(&table, &mapping, lines);
        Some(EncodingLook { encoding: encoding.to_owned(), names, unreadable: table.replaced as u64 })
    })
    .collect()
}

fn names_on(table: &Table, mapping: &Mapping, lines: &[u64]) -> Vec<String> {
    let rows = table.rows.iter().filter(|row| lines.contains(&row.line)).cloned().collect();
    let these = Table { rows, ..table.first_rows(0) };
    let mut names = names(&these, mapping);
    names.sort_by_key(|(line, _)| lines.iter().position(|wanted| wanted == line));
    names.into_iter().map(|(_, name)| name).collect()
}

/// The first so many bytes, up to the end of a line.
fn beginning(bytes: &[u8]) -> &[u8] {
    let Some(start) = bytes.get(..BYTES) else { return bytes };
    let end = start.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
    end.map_or(start, |end| &start[..=end])
}

#[cfg(test)]
#[path = "look_tests.rs"]
mod tests;
