//! Bytes of a list to a table: a sheet of a workbook, or encoding and delimiter; header, rows. Knows no guest.

use crate::error::Result;
use crate::import::encoding::{self, Decoded};
use crate::import::heading::{self, HEADER_WITHIN, Headed};
use crate::import::rows;
use crate::import::workbook::{self, Format, SheetName};
use crate::import::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, delimiter, sentences};

pub use crate::import::heading::HeaderRow;
pub use crate::import::rows::Row;

/// What a person has said about the file, where the guess was wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// A WHATWG label such as `gb18030` or `windows-1252`.
    pub encoding: Option<String>,
    pub delimiter: Option<u8>,
    /// Which sheet of a workbook.
    pub sheet: Option<String>,
    pub header: HeaderRow,
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
    /// Without a header the letters a spreadsheet gives its columns.
    pub header: Vec<String>,
    /// Physical line of the header, from 1; `None`: the list has none.
    pub header_line: Option<u64>,
    /// In the order of the file, blank ones left out; a row may be wider or narrower than the header.
    pub rows: Vec<Row>,
    /// How many characters the encoding could not read.
    pub replaced: usize,
}

impl Table {
    /// Gives the physical line of the header, or of the first row where there is none.
    pub fn first_line(&self) -> u64 {
        self.header_line.or_else(|| self.rows.first().map(|row| row.line)).unwrap_or(1)
    }

    /// Gives the list with its first so many rows only.
    pub fn first_rows(&self, count: usize) -> Self {
        let rows = self.rows.iter().take(count).cloned().collect();
        let (header, sheets, sheet) = (self.header.clone(), self.sheets.clone(), self.sheet.clone());
        Self { rows, header, sheets, sheet, ..*self }
    }
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
    let sheet = workbook::read(format, bytes, options.sheet.as_deref(), heading::is_list)?;
    let Headed { header, header_line, rows } = split_header(sheet.rows, options.header)?;
    Ok(Table {
        encoding: format.name(),
        delimiter: None,
        sheet: Some(sheet.name),
        sheets: sheet.sheets,
        header_line,
        header,
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
    let Headed { header, header_line, rows } = split_header(rows, options.header)?;
    Ok(Table {
        encoding: decoded.encoding,
        delimiter: Some(char::from(delimiter)),
        sheet: None,
        sheets: Vec::new(),
        header_line,
        header,
        rows,
        replaced: decoded.replaced,
    })
}

/// Takes the header out, where there is one; what stands above it goes.
fn split_header(rows: Vec<Row>, wanted: HeaderRow) -> Result<Headed> {
    let headed = heading::split(rows, wanted).ok_or_else(sentences::empty_file)?;
    if headed.header.len() > MAX_COLUMNS || headed.rows.len() > MAX_ROWS {
        return Err(sentences::too_large());
    }
    Ok(headed)
}

/// Gives delimiter, text without a `sep=` line, and the physical line that text begins on.
fn layout(text: &str, wanted: Option<u8>) -> (u8, &str, u64) {
    match (delimiter::directive(text), wanted) {
        (Some((named, rest)), wanted) => (wanted.unwrap_or(named), rest, 2),
        (None, Some(wanted)) => (wanted, text, 1),
        (None, None) => (delimiter::sniff(text), text, 1),
    }
}

fn refuse_other_formats(bytes: &[u8]) -> Result<()> {
    let start = &bytes[..bytes.len().min(1024)];
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
