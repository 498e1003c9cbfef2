//! A plan for people: the report both window and command line show, and the bad rows as a file.

use crate::ids::ImportId;
use crate::import::plan::{Change, Gone, Known, Plan, Preview, Question, RejectedRow, Remark, What};
use crate::import::workbook::SheetName;
use crate::text::Lang;
use crate::view::{
    CellNote, FieldChange, GoneGuest, ImportReport, MappedColumn, MaybeSame, PreviewRow, SheetView,
};

/// What the column behind the rows left out is called.
pub const REASONS: [&str; 2] = ["Reason", "原因"];
/// Guests shown of those who are gone, and rows of those that are asked about.
const GUESTS: usize = 500;

/// Characters of a wrong value that a report shows.
const SHOWN: usize = 200;

/// How many rows of a plan are new, changed, the same, and left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub new: u64,
    pub changed: u64,
    pub same: u64,
    pub rejected: u64,
}

impl Plan {
    /// Counts the rows by what is done with them.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { rejected: self.rejected.len() as u64, ..Counts::default() };
        for entry in &self.entries {
            match entry.what {
                What::New { .. } => counts.new += 1,
                What::Changed { .. } => counts.changed += 1,
                What::Same => counts.same += 1,
            }
        }
        counts
    }

    /// Gives the report in a language; `applied` is the import's id once it is done.
    pub fn report(&self, lang: Lang, applied: Option<ImportId>) -> ImportReport {
        let counts = self.counts();
        let faults = self.rejected.iter().flat_map(|row| &row.faults);
        ImportReport {
            import: applied.map(|import| import.to_string()),
            source: self.source.clone(),
            encoding: self.encoding.to_owned(),
            delimiter: self.delimiter.map_or_else(String::new, String::from),
            sheet: self.sheet.clone(),
            sheets: self.sheets.iter().map(sheet).collect(),
            header_line: self.header_line,
            mapping: self
                .mapping
                .columns()
                .map(|(column, field)| mapped(column, field.map(|f| f.name())))
                .collect(),
            rows: counts.new + counts.changed + counts.same + counts.rejected,
            new: counts.new,
            changed: counts.changed,
            same: counts.same,
            gone: self.gone,
            duplicates: self.repeated + self.questions.len() as u64,
            joined: self.joined,
            not_admitted: self.not_admitted,
            rejected: faults.map(|fault| note(fault, lang)).collect(),
            warnings: self.warnings.iter().map(|warning| note(warning, lang)).collect(),
            new_categories: self.new_categories.clone(),
            companions: self.entries.iter().map(|entry| u64::from(companions(&entry.what))).sum(),
            applied: applied.is_some(),
            changes: self.changes.iter().map(change).collect(),
            preview: self.preview.iter().map(preview).collect(),
            questions: self.questions.iter().take(GUESTS).map(question).collect(),
            gone_guests: self.gone_guests.iter().take(GUESTS).map(gone).collect(),
        }
    }

    /// Writes the rows left out as CSV with the reasons behind, to be put right and imported again.
    ///
    /// Excel reads a CSV as UTF-8 only with a BOM; a cell that could be a formula gets an apostrophe.
    pub fn rejects_csv(&self, lang: Lang) -> Vec<u8> {
        let [en, zh] = REASONS;
        let reason = match lang {
            Lang::En => en,
            Lang::Zh => zh,
        };
        let mut out = "\u{feff}".to_owned();
        write_row(&mut out, self.columns.iter().map(String::as_str).chain([reason]));
        for row in &self.rejected {
            let reasons = reasons(row, lang);
            let missing = self.columns.len().saturating_sub(row.cells.len());
            let cells = row.cells.iter().map(String::as_str).chain(std::iter::repeat_n("", missing));
            write_row(&mut out, cells.chain([reasons.as_str()]));
        }
        out.into_bytes()
    }
}

fn reasons(row: &RejectedRow, lang: Lang) -> String {
    let said = row.faults.iter().map(|fault| match fault.column.as_str() {
        "" => fault.reason.in_lang(lang).to_owned(),
        column => format!("{column}: {}", fault.reason.in_lang(lang)),
    });
    said.collect::<Vec<_>>().join("; ")
}

pub(super) fn write_row<'c>(out: &mut String, cells: impl Iterator<Item = &'c str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push('"');
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            out.push('\'');
        }
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

pub(super) fn sheet(sheet: &SheetName) -> SheetView {
    SheetView { name: sheet.name.clone(), hidden: sheet.hidden }
}

fn mapped(column: &str, field: Option<&str>) -> MappedColumn {
    MappedColumn { column: column.to_owned(), field: field.map(str::to_owned) }
}

fn note(remark: &Remark, lang: Lang) -> CellNote {
    CellNote {
        line: remark.line,
        column: remark.column.clone(),
        value: shown(&remark.value),
        reason: remark.reason.in_lang(lang).to_owned(),
    }
}

/// A cell may hold a whole file; its beginning says which cell is meant.
fn shown(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

fn change(change: &Change) -> FieldChange {
    FieldChange {
        line: change.line,
        name: change.name.clone(),
        field: change.field.name().to_owned(),
        before: change.before.clone(),
        after: change.after.clone(),
    }
}

fn companions(what: &What) -> u32 {
    match what {
        What::New { beside, .. } | What::Changed { beside, .. } => beside.companions.unwrap_or(0),
        What::Same => 0,
    }
}

fn question(question: &Question) -> MaybeSame {
    let (guest, earlier_line, known) = match &question.with {
        Known::Guest(id, known) => (Some(id.to_string()), None, known.clone()),
        Known::Earlier(line) => (None, Some(*line), String::new()),
    };
    let Question { line, name, company, .. } = question.clone();
    MaybeSame { line, name, company, guest, earlier_line, known }
}

fn gone(gone: &Gone) -> GoneGuest {
    GoneGuest { guest: gone.id.to_string(), name: gone.name.clone(), company: gone.company.clone() }
}

fn preview(row: &Preview) -> PreviewRow {
    PreviewRow {
        line: row.line,
        name: row.name.clone(),
        email: row.email.clone(),
        company: row.company.clone(),
        category: row.category.clone(),
        status: row.status,
    }
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
