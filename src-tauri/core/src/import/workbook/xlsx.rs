//! XLSX: cell after cell out of the sheet's part, never a whole range.

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{Grid, Sheet, SheetName, limits, pick, values};
use crate::error::{Error, Result};
use crate::import::heading::HEADER_WITHIN;
use crate::import::rows::Row;
use crate::import::{MAX_CELLS, sentences};

/// Most cells looked through for the first rows of a sheet.
const LOOKED_THROUGH: usize = 100_000;

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

pub fn read(bytes: &[u8], wanted: Option<&str>, is_list: fn(&[Row]) -> bool) -> Result<Sheet> {
    limits::check(bytes)?;
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let sheets = sheets(&workbook);
    let first = |name: &str| rows(&mut workbook, name, Some(HEADER_WITHIN as u32));
    let name = pick(&sheets, wanted, first, is_list)?;
    let rows = rows(&mut workbook, &name, None)?;
    Ok(Sheet { name, sheets, rows })
}

fn sheets(workbook: &Workbook<'_>) -> Vec<SheetName> {
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let named = |sheet: &calamine::Sheet| SheetName {
        name: sheet.name.clone(),
        hidden: sheet.visible != SheetVisible::Visible,
    };
    sheets.map(named).collect()
}

/// Reads a sheet to its end, or the first so many rows that hold anything.
fn rows(workbook: &mut Workbook<'_>, name: &str, first: Option<u32>) -> Result<Vec<Row>> {
    let mut reader = match workbook.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        Err(error) => return Err(broken(error)),
    };
    let mut grid = Grid::default();
    let mut seen = 0;
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        if first.is_some_and(|first| grid.rows.len() > first as usize) {
            break;
        }
        // Empty cells count too: a sheet may hold nothing but formats.
        seen += 1;
        if seen > 2 * MAX_CELLS {
            return Err(sentences::too_large());
        }
        if first.is_some() && seen > LOOKED_THROUGH {
            break;
        }
        grid.put(row, column, values::text(cell.get_value()))?;
    }
    Ok(grid.into_rows())
}

fn broken(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => sentences::locked_workbook(),
        error => sentences::damaged_workbook().caused_by(error),
    }
}
