//! Workbooks to rows: XLSX and XLS, known by their content, read within limits.
//!
//! A workbook is unpacked by other people's code from bytes anybody may have made, so what could make
//! that code grow without end is looked for first ([`limits`]), and a panic in it is a bad file.

mod biff;
mod compound;
mod limits;
mod values;
mod xls;
mod xlsx;

use std::borrow::Cow;

use crate::error::Result;
use crate::import::rows::Row;
use crate::import::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, sentences};

/// Most sheets looked at for the one that holds the list; others are read when they are asked for.
const LOOKED_AT: usize = 12;

/// Kinds of workbook that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Xls,
}

/// A sheet as a picker offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetName {
    pub name: String,
    /// True when the workbook itself does not show it.
    pub hidden: bool,
}

/// One sheet's rows, and the names of all there are.
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    pub sheets: Vec<SheetName>,
    /// In ascending order, each as wide as the widest, without blank columns in front and behind.
    pub rows: Vec<Row>,
}

impl Format {
    /// Gives the format's name as reports show it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "XLSX",
            Self::Xls => "XLS",
        }
    }

    /// Knows a workbook by how its bytes begin, whatever its file is called.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let xlsx = bytes.starts_with(b"PK\x03\x04").then_some(Self::Xlsx);
        xlsx.or_else(|| compound::is_one(bytes).then_some(Self::Xls))
    }
}

/// Reads the sheet that was asked for, else the first that `is_list` knows as a guest list by its first
/// rows, else the first that holds anything; hidden ones come last.
///
/// # Errors
/// `bad_file` for what is no workbook or beyond the limits, `usage` for a sheet it does not have.
pub fn read(
    format: Format,
    bytes: &[u8],
    wanted: Option<&str>,
    is_list: fn(&[Row]) -> bool,
) -> Result<Sheet> {
    let read = || match format {
        Format::Xlsx => xlsx::read(bytes, wanted, is_list),
        Format::Xls => xls::read(bytes, wanted, is_list),
    };
    std::panic::catch_unwind(read).unwrap_or_else(|_| Err(sentences::damaged_workbook()))
}

/// Picks among the sheets by name or by what `first_rows` holds.
fn pick(
    sheets: &[SheetName],
    wanted: Option<&str>,
    mut first_rows: impl FnMut(&str) -> Result<Vec<Row>>,
    is_list: fn(&[Row]) -> bool,
) -> Result<String> {
    if let Some(wanted) = wanted {
        let named = |sheet: &&SheetName| sheet.name.trim() == wanted.trim();
        let found = sheets.iter().find(named).map(|sheet| sheet.name.clone());
        return found.ok_or_else(|| sentences::no_such_sheet(wanted, sheets));
    }
    if let [only] = sheets {
        return Ok(only.name.clone());
    }
    let mut filled = None;
    let shown_first =
        sheets.iter().filter(|sheet| !sheet.hidden).chain(sheets.iter().filter(|sheet| sheet.hidden));
    for sheet in shown_first.take(LOOKED_AT) {
        let rows = first_rows(&sheet.name)?;
        if is_list(&rows) {
            return Ok(sheet.name.clone());
        }
        if filled.is_none() && rows.iter().any(|row| !row.is_blank()) {
            filled = Some(sheet.name.clone());
        }
    }
    filled.ok_or_else(sentences::empty_file)
}

/// Cells as they come, made into even rows.
#[derive(Default)]
struct Grid {
    /// Row from 0 with its cells; a row may come in parts and in any order.
    rows: Vec<(u32, Vec<String>)>,
    cells: usize,
    /// Bytes of all values: one text may stand in every cell there is.
    text: usize,
}

impl Grid {
    /// Puts a value in, told by row and column from 0; one beyond the columns a list may have is left out.
    fn put(&mut self, row: u32, column: u32, value: Cow<'_, str>) -> Result<()> {
        let column = column as usize;
        // A column more than allowed is kept, so that a list that is too wide can be refused.
        if column > MAX_COLUMNS {
            return Ok(());
        }
        self.text += value.len();
        if self.text > MAX_BYTES {
            return Err(sentences::too_large());
        }
        if value.trim().is_empty() {
            return Ok(());
        }
        if self.rows.last().is_none_or(|(last, _)| *last != row) {
            self.rows.push((row, Vec::new()));
        }
        if let Some((_, cells)) = self.rows.last_mut() {
            let wider = (column + 1).saturating_sub(cells.len());
            self.cells += wider;
            cells.resize(cells.len() + wider, String::new());
            cells[column] = value.into_owned();
        }
        if self.rows.len() > MAX_ROWS || self.cells > MAX_CELLS {
            Err(sentences::too_large())
        } else {
            Ok(())
        }
    }

    fn into_rows(mut self) -> Vec<Row> {
        self.rows.sort_by_key(|(row, _)| *row);
        self.rows.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                merge(&mut earlier.1, std::mem::take(&mut later.1));
            }
            same
        });
        let blank = |cells: &Vec<String>| cells.iter().take_while(|cell| cell.is_empty()).count();
        let first = self.rows.iter().map(|(_, cells)| blank(cells)).min().unwrap_or(0);
        let width = self.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        let row = |(row, mut cells): (u32, Vec<String>)| {
            cells.resize(width, String::new());
            cells.drain(..first);
            Row { line: u64::from(row) + 1, cells, open_quote: false }
        };
        self.rows.into_iter().map(row).collect()
    }
}

fn merge(into: &mut Vec<String>, from: Vec<String>) {
    into.resize(into.len().max(from.len()), String::new());
    for (to, value) in into.iter_mut().zip(from).filter(|(_, value)| !value.is_empty()) {
        *to = value;
    }
}

#[cfg(test)]
mod tests;
