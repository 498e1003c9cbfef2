//! What an import understood.

use gatehouse_core::view::{CellNote, ImportReport, MappedColumn};
use serde::Serialize;

use super::{Shape, each, shape};

shape!(Column of MappedColumn { column: String, field: Option<String> });
shape!(Cell of CellNote { line: u64, column: String, value: String, reason: String });

#[derive(Serialize)]
struct Import<'v> {
    import: Option<&'v str>,
    source: &'v str,
    encoding: &'v str,
    delimiter: &'v str,
    mapping: Vec<Column<'v>>,
    rows: u64,
    new: u64,
    changed: u64,
    same: u64,
    gone: u64,
    duplicates: u64,
    not_admitted: u64,
    rejected: Vec<Cell<'v>>,
    warnings: Vec<Cell<'v>>,
    new_categories: &'v [String],
    applied: bool,
}

impl Shape for ImportReport {
    fn shape(&self) -> impl Serialize + '_ {
        Import {
            import: self.import.as_deref(),
            source: &self.source,
            encoding: &self.encoding,
            delimiter: &self.delimiter,
            mapping: each(&self.mapping),
            rows: self.rows,
            new: self.new,
            changed: self.changed,
            same: self.same,
            gone: self.gone,
            duplicates: self.duplicates,
            not_admitted: self.not_admitted,
            rejected: each(&self.rejected),
            warnings: each(&self.warnings),
            new_categories: &self.new_categories,
            applied: self.applied,
        }
    }
}
