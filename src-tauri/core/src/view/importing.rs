//! What an import shows: how a list reads, which list it is, and what taking it in would change.

use serde::{Deserialize, Serialize};
#[cfg(feature = "types")]
use ts_rs::TS;

use super::CellNote;
use crate::guest::Status;

view! {
    /// How a list reads, before anything is compared with who is on the list; shown first, and put right by
    /// [`crate::desk::ImportOptions`].
    pub struct ListLook {
        pub file: String,
        /// Of a workbook the name of its format.
        pub encoding: String,
        /// Empty in a workbook.
        pub delimiter: String,
        pub sheet: Option<String>,
        pub sheets: Vec<SheetView>,
        /// Physical line of the header. Null: the list has none, and its columns are called A, B, C.
        pub header_line: Option<u64>,
        /// The sign-up tool whose export it is.
        pub tool: Option<String>,
        pub rows: u64,
        pub columns: Vec<ColumnLook>,
        /// True when the mapping was remembered from the last import of the source.
        pub remembered: bool,
        /// The first names as read, those beyond ASCII before the others.
        pub names: Vec<String>,
        /// How the same rows read in other encodings; none for a workbook and for plain ASCII.
        pub encodings: Vec<EncodingLook>,
        pub source: SourceGuess,
        /// Every list that was imported before.
        pub sources: Vec<SourceView>,
    }
    pub struct ColumnLook {
        pub column: String,
        /// Null: left out.
        pub field: Option<String>,
        /// The first values that are not empty.
        pub samples: Vec<String>,
    }
    pub struct EncodingLook {
        pub encoding: String,
        pub names: Vec<String>,
        /// How many characters of the first rows could not be read.
        pub unreadable: u64,
    }
    /// Which list a file most likely is.
    pub struct SourceGuess {
        pub name: String,
        /// True: a newer version of that list. False: another list.
        pub known: bool,
        pub why: SourceWhy,
    }
    pub struct SourceView {
        pub name: String,
        /// Guests on the list who came with it.
        pub guests: u64,
    }
    /// A row that may be somebody who is known already: asked, because nothing tells them apart.
    pub struct MaybeSame {
        /// Physical line of the row; an answer names it.
        pub line: u64,
        pub name: String,
        pub company: String,
        /// The guest on the list it may be. Null: it may be an earlier row of the same file.
        pub guest: Option<String>,
        /// The earlier row's line.
        pub earlier_line: Option<u64>,
        /// What else is known of that guest: e-mail, phone, list.
        pub known: String,
    }
    /// A guest the file no longer has.
    pub struct GoneGuest {
        pub guest: String,
        pub name: String,
        pub company: String,
    }
    /// What an import understood and would do, or has done.
    pub struct ImportReport {
        /// Id of the import, once applied.
        pub import: Option<String>,
        pub source: String,
        /// Of a workbook the name of its format.
        pub encoding: String,
        /// Empty in a workbook.
        pub delimiter: String,
        /// The sheet that was read, if it is a workbook.
        pub sheet: Option<String>,
        /// All sheets of a workbook.
        pub sheets: Vec<SheetView>,
        /// Physical line of the header. Null: the list has none.
        pub header_line: Option<u64>,
        pub mapping: Vec<MappedColumn>,
        pub rows: u64,
        pub new: u64,
        pub changed: u64,
        pub same: u64,
        pub gone: u64,
        /// Rows that are an earlier row again, and rows that may be somebody known (see `questions`).
        pub duplicates: u64,
        /// Rows that are guests of another list, known by e-mail or phone; they are among changed and same.
        pub joined: u64,
        pub not_admitted: u64,
        pub rejected: Vec<CellNote>,
        pub warnings: Vec<CellNote>,
        pub new_categories: Vec<String>,
        /// Places of parties that nobody is named for, in rows that are new or change.
        pub companions: u64,
        pub applied: bool,
        /// Changed guests field by field, the first so many.
        pub changes: Vec<FieldChange>,
        /// The first rows as they will stand on the list.
        pub preview: Vec<PreviewRow>,
        /// Rows taken in as new that may be somebody known; answers change that.
        pub questions: Vec<MaybeSame>,
        /// The first of those who are gone.
        pub gone_guests: Vec<GoneGuest>,
    }
    /// The imports that stand, the newest first, and one that was cut off on this laptop.
    pub struct PastImports {
        pub imports: Vec<PastImport>,
        pub cut_off: Option<CutOffImport>,
    }
    /// A list that was taken in, which can be undone as one.
    pub struct PastImport {
        pub import: String,
        pub at: String,
        pub source: String,
        pub file: String,
        pub desk: String,
        pub operator: Option<String>,
        pub new: u64,
        pub changed: u64,
        pub same: u64,
        pub rejected: u64,
    }
    /// An import that has begun and not ended: the same file finishes it, or it is undone as one.
    pub struct CutOffImport {
        pub import: String,
        pub file: String,
    }
    pub struct SheetView {
        pub name: String,
        /// True when the workbook itself does not show it.
        pub hidden: bool,
    }
    /// One value an import replaces.
    pub struct FieldChange {
        pub line: u64,
        /// The guest's name as it stands on the list.
        pub name: String,
        pub field: String,
        pub before: String,
        pub after: String,
    }
    pub struct MappedColumn {
        pub column: String,
        /// Null: left out.
        pub field: Option<String>,
    }
    pub struct PreviewRow {
        pub line: u64,
        pub name: String,
        pub email: String,
        pub company: String,
        pub category: String,
        pub status: Status,
    }
}

/// Why a list is taken for a newer version of one imported before, or for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum SourceWhy {
    /// A person said so.
    Said,
    SameColumns,
    /// Of the same tool, and many of the same guests.
    SameTool,
    /// Nearly the same columns or the same file name, and many of the same guests.
    SameGuests,
    /// Like no list before.
    Another,
}
