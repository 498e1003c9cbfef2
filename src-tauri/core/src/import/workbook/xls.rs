//! XLS, the binary kind that spreadsheets wrote until 2007 and many tools still do.
//!
//! Read by hand: a reader that makes room for whatever a file claims to hold could be sent out of memory
//! by a few bytes. Here nothing is made but what stands in the file, cell by cell, within the limits.

use std::collections::HashSet;

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};

use super::biff::{self, Length, Record, kind, records};
use super::compound::{Compound, u16_at, u32_at};
use super::{Grid, Sheet, SheetName, pick, values};
use crate::error::Result;
use crate::import::heading::HEADER_WITHIN;
use crate::import::rows::Row;
use crate::import::{MAX_BYTES, sentences};

/// The version of the format that is read, that of Excel 97 and all later ones.
const VERSION: u16 = 0x0600;
/// Sheets looked at: a file may name the same one any number of times.
const MAX_SHEETS: usize = 256;
/// Records of a sheet looked at to see what it is.
const LOOKED_AT: usize = 50_000;
/// Bytes of text that cells may hold together: one text may stand in every cell.
const MAX_TEXT: usize = 2 * MAX_BYTES;

/// A workbook: its stream and what all its sheets share.
struct Workbook {
    stream: Vec<u8>,
    sheets: Vec<(SheetName, usize)>,
    texts: Vec<String>,
    /// Of each style whether numbers in it are moments.
    moments: Vec<bool>,
    is_1904: bool,
}

pub fn read(bytes: &[u8], wanted: Option<&str>, is_list: fn(&[Row]) -> bool) -> Result<Sheet> {
    let workbook = Workbook::open(bytes)?;
    let sheets: Vec<SheetName> = workbook.sheets.iter().map(|(name, _)| name.clone()).collect();
    let first = |name: &str| workbook.rows(name, Some(HEADER_WITHIN));
    let name = pick(&sheets, wanted, first, is_list)?;
    let rows = workbook.rows(&name, None)?;
    Ok(Sheet { name, sheets, rows })
}

impl Workbook {
    fn open(bytes: &[u8]) -> Result<Self> {
        let container = Compound::open(bytes).ok_or_else(sentences::damaged_workbook)?;
        if container.stream("EncryptedPackage").is_some() {
            return Err(sentences::locked_workbook());
        }
        let stream = container.stream("Workbook").ok_or_else(sentences::old_workbook)?;
        let mut shared = Shared::default();
        for record in records(&stream, 0) {
            match record.kind {
                kind::BEGIN if u16_at(record.data, 0) != Some(VERSION) => {
                    return Err(sentences::old_workbook());
                }
                kind::PASSWORD if u16_at(record.data, 0) != Some(0) => {
                    return Err(sentences::locked_workbook());
                }
                kind::END => break,
                _ => shared.take(&record),
            }
        }
        let Shared { sheets, texts, styles, dates, is_1904 } = shared;
        let moments = styles.into_iter().map(|format| is_built_in_date(format) || dates.contains(&format));
        Ok(Self { moments: moments.collect(), stream, sheets, texts, is_1904 })
    }

    /// Reads a sheet to its end, or the first so many rows that hold anything.
    fn rows(&self, name: &str, first: Option<usize>) -> Result<Vec<Row>> {
        let place = self.sheets.iter().find(|(sheet, _)| sheet.name == name).map_or(0, |(_, place)| *place);
        let mut cells = Cells { workbook: self, grid: Grid::default(), text: 0, formula: None };
        let mut depth = 0_usize;
        let most = first.map_or(usize::MAX, |_| LOOKED_AT);
        for record in records(&self.stream, place).take(most) {
            match record.kind {
                // A chart within the sheet has records of its own.
                kind::BEGIN => depth += 1,
                kind::END if depth <= 1 => break,
                kind::END => depth -= 1,
                _ if depth == 1 => cells.take(&record)?,
                _ => {}
            }
            if first.is_some_and(|first| cells.grid.rows.len() > first) {
                break;
            }
        }
        Ok(cells.grid.into_rows())
    }

    fn moment_or_number(&self, number: f64, style: u16) -> String {
        if self.moments.get(usize::from(style)) != Some(&true) {
            return values::text(&DataRef::Float(number)).into_owned();
        }
        let moment = ExcelDateTime::new(number, ExcelDateTimeType::DateTime, self.is_1904);
        values::text(&DataRef::DateTime(moment)).into_owned()
    }
}

/// What is gathered from the records that all sheets share.
#[derive(Default)]
struct Shared {
    sheets: Vec<(SheetName, usize)>,
    texts: Vec<String>,
    /// The format of each style.
    styles: Vec<u16>,
    /// Formats of dates and times that are not built in.
    dates: HashSet<u16>,
    is_1904: bool,
}

impl Shared {
    fn take(&mut self, record: &Record<'_>) {
        let data = record.data;
        match record.kind {
            kind::DATE_MODE => self.is_1904 = u16_at(data, 0) == Some(1),
            kind::TEXTS => self.texts = biff::shared_texts(record),
            kind::STYLE => self.styles.push(u16_at(data, 2).unwrap_or_default()),
            kind::FORMAT => {
                let format = u16_at(data, 0).zip(biff::text(record, 2, Length::TwoBytes));
                self.dates.extend(format.filter(|(_, text)| is_date(text)).map(|(number, _)| number));
            }
            kind::SHEET if self.sheets.len() < MAX_SHEETS => self.sheets.extend(sheet(record)),
            _ => {}
        }
    }
}

/// Reads where a sheet begins and what it is called; of charts and macros nothing.
fn sheet(record: &Record<'_>) -> Option<(SheetName, usize)> {
    let (place, flags) = (u32_at(record.data, 0)? as usize, u16_at(record.data, 4)?);
    let name = biff::text(record, 6, Length::OneByte)?;
    (flags >> 8 == 0).then_some((SheetName { name, hidden: flags & 3 != 0 }, place))
}

/// Cells of one sheet as they come.
struct Cells<'w> {
    workbook: &'w Workbook,
    grid: Grid,
    /// Bytes put in so far.
    text: usize,
    /// A formula whose text comes in a record of its own.
    formula: Option<(u16, u16)>,
}

impl Cells<'_> {
    fn take(&mut self, record: &Record<'_>) -> Result<()> {
        let data = record.data;
        let Some((row, column)) = u16_at(data, 0).zip(u16_at(data, 2)) else { return Ok(()) };
        let style = u16_at(data, 4).unwrap_or_default();
        let number = |number: f64| self.workbook.moment_or_number(number, style);
        let value = match record.kind {
            kind::NUMBER => biff::number(data, 6).map(number),
            kind::SMALL => biff::small_number(data, 6).map(number),
            kind::SHARED_LABEL => {
                u32_at(data, 6).and_then(|at| self.workbook.texts.get(at as usize)).cloned()
            }
            kind::LABEL | kind::RICH_LABEL => biff::text(record, 6, Length::TwoBytes),
            kind::YES_NO if data.get(7) == Some(&0) => data.get(6).map(|byte| yes_or_no(*byte)),
            kind::MANY_SMALL => return self.take_many(data, row, column),
            kind::FORMULA => self.result(data, (row, column), style),
            kind::TEXT => {
                let Some((row, column)) = self.formula.take() else { return Ok(()) };
                let text = biff::text(record, 0, Length::TwoBytes).unwrap_or_default();
                return self.put(row, column, text);
            }
            _ => None,
        };
        value.map_or(Ok(()), |value| self.put(row, column, value))
    }

    /// What a formula came to when the file was saved.
    fn result(&mut self, data: &[u8], place: (u16, u16), style: u16) -> Option<String> {
        self.formula = None;
        match (u16_at(data, 12)?, data.get(6)?) {
            (0xFFFF, 0) => {
                self.formula = Some(place);
                None
            }
            (0xFFFF, 1) => data.get(8).map(|byte| yes_or_no(*byte)),
            (0xFFFF, _) => None,
            _ => biff::number(data, 6).map(|number| self.workbook.moment_or_number(number, style)),
        }
    }

    fn take_many(&mut self, data: &[u8], row: u16, first: u16) -> Result<()> {
        for (at, column) in (4..data.len().saturating_sub(7)).step_by(6).zip(first..) {
            let style = u16_at(data, at).unwrap_or_default();
            if let Some(number) = biff::small_number(data, at + 2) {
                self.put(row, column, self.workbook.moment_or_number(number, style))?;
            }
        }
        Ok(())
    }

    fn put(&mut self, row: u16, column: u16, value: String) -> Result<()> {
        self.text += value.len();
        if self.text > MAX_TEXT {
            return Err(sentences::too_large());
        }
        self.grid.put(u32::from(row), u32::from(column), value.into())
    }
}

fn yes_or_no(byte: u8) -> String {
    values::text(&DataRef::Bool(byte != 0)).into_owned()
}

const fn is_built_in_date(format: u16) -> bool {
    matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Tells a format of dates or times by its letters, those in quotes and brackets left aside.
fn is_date(format: &str) -> bool {
    let mut aside = None;
    format.chars().any(|c| {
        match (aside, c) {
            (None, '"') => aside = Some('"'),
            (None, '[') => aside = Some(']'),
            (Some(end), c) if c == end => aside = None,
            (None, 'y' | 'Y' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'm' | 'M') => return true,
            _ => {}
        }
        false
    })
}
