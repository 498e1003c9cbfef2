//! Bytes of a list to a table: a sheet of a workbook, or encoding and delimiter; header, rows. Knows no guest.

use crate::error::Result;
use crate::import::encoding::{self, Decoded};
use crate::import::rows;
use crate::import::workbook::{self, Format, SheetName};
use crate::import::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, delimiter, header, sentences, words};

pub use crate::import::rows::Row;

/// How far down a header is looked for; what stands above it is a title.
pub(super) const HEADER_WITHIN: usize = 10;

/// What a person has said about the file, where the guess was wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// A WHATWG label such as `gb18030` or `windows-1252`.
    pub encoding: Option<String>,
    pub delimiter: Option<u8>,
    /// Which sheet of a workbook.
    pub sheet: Option<String>,
}

/// A list as rows of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Of a workbook the name of its format.
    pub encoding: &'static str,
    /// `None` in a workbook.
    pub delimiter: Option<char>,
    /// The sheet that was read, if it is a workbook.
    pub sheet: Option<String>,
    /// All sheets of a workbook.
    pub sheets: Vec<SheetName>,
    pub header: Vec<String>,
    /// Physical line of the header, from 1.
    pub header_line: u64,
    /// In the order of the file, blank ones left out; a row may be wider or narrower than the header.
    pub rows: Vec<Row>,
    /// How many characters the encoding could not read.
    pub replaced: usize,
}

/// Reads a list; `bad_file` when the bytes are no list, are empty or are beyond the limits.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Table> {
    if bytes.len() > MAX_BYTES {
        return Err(sentences::too_large());
    }
    match Format::of(bytes) {
        Some(format) => read_workbook(format, bytes, options),
        None => read_text(bytes, options),
    }
}

fn read_workbook(format: Format, bytes: &[u8], options: &ReadOptions) -> Result<Table> {
    let is_list = |rows: &[Row]| known_header(&rows[..rows.len().min(HEADER_WITHIN)]).is_some();
    let sheet = workbook::read(format, bytes, options.sheet.as_deref(), is_list)?;
    let (header, rows) = split_header(sheet.rows)?;
    Ok(Table {
        encoding: format.name(),
        delimiter: None,
        sheet: Some(sheet.name),
        sheets: sheet.sheets,
        header_line: header.line,
        header: header::names(&header),
        rows,
        replaced: 0,
    })
}

fn read_text(bytes: &[u8], options: &ReadOptions) -> Result<Table> {
    refuse_other_formats(bytes)?;
    if options.sheet.is_some() {
        return Err(sentences::no_sheets());
    }
    let decoded = encoding::decode(bytes, options.encoding.as_deref())?;
    refuse_web_page(&decoded.text)?;
    refuse_noise(&decoded)?;
    let (delimiter, body, line) = layout(&decoded.text, options.delimiter);
    let rows = rows::split(body, delimiter, line).filter(|row| !row.is_blank());
    let mut cells = 0;
    let within = rows.take(MAX_ROWS + HEADER_WITHIN).take_while(|row| {
        cells += row.cells.len();
        cells <= MAX_CELLS
    });
    let rows = within.collect();
    if cells > MAX_CELLS {
        return Err(sentences::too_large());
    }
    let (header, rows) = split_header(rows)?;
    Ok(Table {
        encoding: decoded.encoding,
        delimiter: Some(char::from(delimiter)),
        sheet: None,
        sheets: Vec::new(),
        header_line: header.line,
        header: header::names(&header),
        rows,
        replaced: decoded.replaced,
    })
}

/// Takes the header out; what stands above it goes.
fn split_header(mut rows: Vec<Row>) -> Result<(Row, Vec<Row>)> {
    let at = header_at(&rows);
    let mut rest = rows.split_off(at.min(rows.len()));
    if rest.is_empty() {
        return Err(sentences::empty_file());
    }
    let header = rest.remove(0);
    if header.cells.len() > MAX_COLUMNS || rest.len() > MAX_ROWS {
        return Err(sentences::too_large());
    }
    Ok((header, rest))
}

/// Gives delimiter, text without a `sep=` line, and the physical line that text begins on.
fn layout(text: &str, wanted: Option<u8>) -> (u8, &str, u64) {
    match (delimiter::directive(text), wanted) {
        (Some((named, rest)), wanted) => (wanted.unwrap_or(named), rest, 2),
        (None, Some(wanted)) => (wanted, text, 1),
        (None, None) => (delimiter::sniff(text), text, 1),
    }
}

/// The first row among the first few with a header we know, so that a title above it does no harm; else the first.
fn header_at(rows: &[Row]) -> usize {
    known_header(&rows[..rows.len().min(HEADER_WITHIN)]).unwrap_or(0)
}

fn known_header(within: &[Row]) -> Option<usize> {
    let known = |row: &Row| row.cells.iter().filter(|cell| words::field_of(cell).is_some()).count();
    let identifies =
        |row: &Row| row.cells.iter().filter_map(|cell| words::field_of(cell)).any(|f| f.identifies());
    within
        .iter()
        .position(|row| identifies(row) && (known(row) > 1 || row.cells.len() == 1))
        .or_else(|| within.iter().position(identifies))
}

fn refuse_other_formats(bytes: &[u8]) -> Result<()> {
    let start = &bytes[..bytes.len().min(1024)];
    if start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(sentences::workbook());
    }
    let text = String::from_utf8_lossy(start).to_ascii_lowercase();
    if ["%pdf-", "{\\rtf", "\u{89}png"].iter().any(|mark| text.starts_with(mark)) {
        return Err(sentences::noise());
    }
    Ok(())
}

/// Refuses a web page or other markup, in whatever encoding it was saved.
fn refuse_web_page(text: &str) -> Result<()> {
    let start: String = text.trim_start().chars().take(16).collect::<String>().to_ascii_lowercase();
    let tags = ["<!doctype", "<!--", "<html", "<head", "<body", "<table", "<?xml"];
    if tags.iter().any(|tag| start.starts_with(tag)) { Err(sentences::web_page()) } else { Ok(()) }
}

/// Refuses what is not text: NULs, or control and unreadable characters in more than one of twenty.
fn refuse_noise(decoded: &Decoded) -> Result<()> {
    let odd = |c: char| c.is_control() && !matches!(c, '\r' | '\n' | '\t');
    let (mut all, mut bad) = (0_usize, decoded.replaced);
    for c in decoded.text.chars() {
        if c == '\0' {
            return Err(sentences::noise());
        }
        all += 1;
        bad += usize::from(odd(c));
    }
    if bad * 20 > all { Err(sentences::noise()) } else { Ok(()) }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
