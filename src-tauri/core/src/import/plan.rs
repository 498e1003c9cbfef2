//! What an import would do: rows against the guests there are. Shown first, applied apart.
//!
//! What counts is what the list itself has changed since its last import: a value put right at a desk,
//! a guest blocked at a desk, survive the same file. So each cell is compared with what this source
//! said last ([`Existing::imported_fields`], `imported_status`, `imported_category`), not with what
//! stands now. An empty cell says nothing and clears nothing. A guest that another source brought, or a
//! desk added, is only completed: nothing of it is replaced, and its status stays, with a warning.

use std::collections::BTreeMap;

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::error::Result;
use crate::guest::{Field, Fields, Status};
use crate::ids::{BadgeKey, GuestId};
use crate::import::candidate::{self, Candidate};
use crate::import::categories::Categories;
use crate::import::compare::compare;
use crate::import::mapping::{ImportField, Mapping};
use crate::import::read::Table;
use crate::import::workbook::SheetName;
use crate::import::{categories, changes, matching, maybe, repeats, sentences};
use crate::settings::DEFAULT_CATEGORY;
use crate::text::Text;

/// Values that change shown of a plan; all of the guest with whom they are reached.
const CHANGES: usize = 500;
/// Rows shown of a plan.
const PREVIEW: usize = 20;

/// A guest who is on the list already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Existing {
    pub id: GuestId,
    /// As displayed.
    pub fields: Fields,
    pub status: Status,
    pub category: String,
    /// What imports said last, field by field; what is missing is taken from `fields`.
    pub imported_fields: Fields,
    /// What an import said last; `None`: none ever said other than approved.
    pub imported_status: Option<Status>,
    /// What an import said last; `None`: none ever said other than [`DEFAULT_CATEGORY`].
    pub imported_category: Option<String>,
    pub companions: u32,
    /// What an import said last; `None`: none ever said.
    pub imported_companions: Option<u32>,
    pub source_said: Vec<String>,
    /// True when the newest version of the guest's list had the guest no longer.
    pub gone: bool,
}

/// All a plan is made against.
#[derive(Debug, Clone, Copy)]
pub struct OnList<'l> {
    /// Those of one name and company in the order they came to the list.
    pub guests: &'l [Existing],
    /// Names of the categories there are.
    pub categories: &'l [String],
    /// The event's first.
    pub badge_key: &'l BadgeKey,
    /// The file holds only rows that were left out before: nobody it lacks is gone.
    pub mends: bool,
    /// What was said to questions, by line.
    pub answers: &'l BTreeMap<u64, SameOrAnother>,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub source: String,
    pub encoding: &'static str,
    /// `None` in a workbook.
    pub delimiter: Option<char>,
    pub sheet: Option<String>,
    /// All sheets of a workbook.
    pub sheets: Vec<SheetName>,
    pub mapping: Mapping,
    /// Physical line of the header; `None`: the list has none.
    pub header_line: Option<u64>,
    /// Header of every column of the file.
    pub columns: Vec<String>,
    /// One for each good row, in the order of the file.
    pub entries: Vec<Entry>,
    /// Guests of this source that the file no longer has; nothing is done to them.
    pub gone: u64,
    /// They themselves, in the order of the list.
    pub gone_guests: Vec<Gone>,
    /// Rows left out because an earlier one is the same guest; they are among `rejected`.
    pub repeated: u64,
    /// Rows that are guests another list, or a desk, brought.
    pub joined: u64,
    /// Rows taken in as new though they may be somebody known; nobody has answered.
    pub questions: Vec<Question>,
    /// Good rows whose status is not approved.
    pub not_admitted: u64,
    pub rejected: Vec<RejectedRow>,
    pub warnings: Vec<Remark>,
    /// Categories the settings do not have yet, as first written.
    pub new_categories: Vec<String>,
    /// Changed guests field by field, of the first guests that change.
    pub changes: Vec<Change>,
    /// The first good rows as they will stand on the list.
    pub preview: Vec<Preview>,
}

/// What is done with one good row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Physical line the row begins on.
    pub line: u64,
    /// `None`: a new guest without a reference, whose id is drawn when the plan is applied.
    pub id: Option<GuestId>,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    New {
        fields: Fields,
        status: Status,
        category: String,
        beside: Beside,
    },
    /// Holds only what changes.
    Changed {
        fields: Fields,
        status: Option<Status>,
        category: Option<String>,
        beside: Beside,
    },
    Same,
}

/// What else a row newly says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// How many come along.
    pub companions: Option<u32>,
    /// What the list itself recorded, such as a check-in elsewhere.
    pub said: Option<Vec<String>>,
    /// The guest was gone and is in the list again.
    pub is_back: bool,
}

/// A row that is not taken in, with every fault it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    pub line: u64,
    /// As they stand in the file.
    pub cells: Vec<String>,
    pub faults: Vec<Remark>,
}

/// What is wrong or doubtful about one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub line: u64,
    /// Header of the column; empty when it is about the row.
    pub column: String,
    pub value: String,
    pub reason: Text,
}

/// A guest of the source that the file no longer has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    pub id: GuestId,
    pub name: String,
    pub company: String,
    /// True when an earlier version of the list lacked the guest already.
    pub already: bool,
}

/// Whether a row is somebody known already: name and company are equal, and nothing tells them apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub line: u64,
    /// As it stands in the file.
    pub name: String,
    pub company: String,
    pub with: Known,
}

/// Whom a row may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// On the list; with what else is known of them.
    Guest(GuestId, String),
    /// In the same file, on that line.
    Earlier(u64),
}

/// What a person says to a [`Question`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum SameOrAnother {
    Same,
    Another,
}

/// One value that is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub line: u64,
    /// As it stands on the list.
    pub name: String,
    pub field: ImportField,
    pub before: String,
    pub after: String,
}

/// A row as it will stand on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub line: u64,
    pub name: String,
    pub email: String,
    pub company: String,
    pub category: String,
    pub status: Status,
}

/// Compares a table with the list; `bad_file` when no column says who a row is about.
pub fn plan(table: &Table, mapping: &Mapping, source: &str, list: &OnList<'_>) -> Result<Plan> {
    mapping.require_somebody()?;
    let mut sorted = candidate::sort_rows(table, mapping);
    sorted.warnings.splice(0..0, about_the_file(table, mapping));
    let mut repeated = repeats::set_apart(&mut sorted, table);
    categories::leave_out_too_many(&mut sorted, table, mapping);
    let mut categories = Categories::new(list.categories);
    for candidate in &mut sorted.good {
        candidate.category = candidate.category.take().map(|category| categories.spelling(category));
        candidate.fields.insert(Field::Source, source.to_owned());
    }
    let mut found = matching::pair(&sorted.good, source, list.guests, list.badge_key, &mut sorted.warnings);
    let asked = maybe::ask(&sorted.good, source, list, &mut found);
    repeated += repeats::leave_out(asked.repeated, &mut sorted, &mut found, table);
    let gone = if list.mends { Vec::new() } else { gone(list.guests, source, &found) };
    let not_admitted =
        sorted.good.iter().filter(|row| row.status.unwrap_or(Status::Approved) != Status::Approved);
    let joined = found.iter().flatten().filter(|at| !list.guests[**at].is_of(source)).count();
    let mut plan = Plan {
        source: source.to_owned(),
        encoding: table.encoding,
        delimiter: table.delimiter,
        sheet: table.sheet.clone(),
        sheets: table.sheets.clone(),
        mapping: mapping.clone(),
        header_line: table.header_line,
        columns: table.header.clone(),
        entries: Vec::with_capacity(sorted.good.len()),
        gone: gone.len() as u64,
        gone_guests: gone,
        repeated,
        joined: joined as u64,
        questions: asked.questions,
        not_admitted: not_admitted.count() as u64,
        preview: sorted.good.iter().take(PREVIEW).map(preview).collect(),
        rejected: sorted.rejected,
        warnings: sorted.warnings,
        new_categories: categories.new,
        changes: Vec::new(),
    };
    plan.enter(sorted.good.into_iter().zip(found), list);
    plan.warnings.sort_by_key(|remark| remark.line);
    Ok(plan)
}

impl Plan {
    /// Says of each good row what is done with it.
    fn enter(&mut self, rows: impl Iterator<Item = (Candidate, Option<usize>)>, list: &OnList<'_>) {
        for (candidate, found) in rows {
            let line = candidate.line;
            let (id, what) = match found.map(|at| &list.guests[at]) {
                Some(guest) => {
                    let what = compare(candidate, guest, &self.source, &mut self.warnings);
                    if self.changes.len() < CHANGES {
                        changes::add(&what, guest, line, &mut self.changes);
                    }
                    (Some(guest.id), what)
                }
                None => (new_id(&candidate, &self.source, list.badge_key), new_guest(candidate)),
            };
            self.entries.push(Entry { line, id, what });
        }
    }
}

/// Gives the id of a guest a source knows by a reference, the same on every desk.
pub fn guest_id(first_badge_key: &BadgeKey, source: &str, reference: &str) -> GuestId {
    let mut id = [0; 16];
    // HMAC takes keys of any length, so there is no error to tell of.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(first_badge_key.as_bytes()) {
        mac.update(format!("guest|{source}|{reference}").as_bytes());
        id.copy_from_slice(&mac.finalize().into_bytes()[..16]);
    }
    GuestId::new(id)
}

impl Existing {
    /// Tells whether the guest came with that source.
    pub fn is_of(&self, source: &str) -> bool {
        self.said(Field::Source) == Some(source)
    }

    /// Gives what imports said of a field last, else what is displayed.
    pub fn said(&self, field: Field) -> Option<&str> {
        self.imported_fields.get(&field).or_else(|| self.fields.get(&field)).map(String::as_str)
    }
}

/// What is doubtful about the list as a whole.
fn about_the_file(table: &Table, mapping: &Mapping) -> Vec<Remark> {
    let first = table.first_line();
    let remark = |value: String, reason: Text| Remark { line: first, column: String::new(), value, reason };
    let unreadable = (table.replaced > 0)
        .then(|| remark(table.encoding.to_owned(), sentences::unreadable(table.replaced, table.encoding)));
    let headless = table.header_line.is_none().then(|| remark(String::new(), sentences::no_header()));
    let blocks = mapping.is_block_list().then(|| remark(String::new(), sentences::block_list()));
    let by_content = mapping.by_content().map(|(column, field)| Remark {
        column: column.to_owned(),
        ..remark(String::new(), sentences::by_content(field))
    });
    unreadable.into_iter().chain(headless).chain(blocks).chain(by_content).collect()
}

fn new_guest(candidate: Candidate) -> What {
    What::New {
        fields: candidate.fields,
        status: candidate.status.unwrap_or(Status::Approved),
        category: candidate.category.unwrap_or_else(|| DEFAULT_CATEGORY.to_owned()),
        beside: Beside {
            companions: candidate.companions.filter(|companions| *companions > 0),
            said: Some(candidate.said).filter(|said| !said.is_empty()),
            is_back: false,
        },
    }
}

fn new_id(candidate: &Candidate, source: &str, key: &BadgeKey) -> Option<GuestId> {
    candidate.keys.reference.as_ref().map(|reference| guest_id(key, source, reference))
}

/// Gives the guests of a source that no row is.
fn gone(guests: &[Existing], source: &str, found: &[Option<usize>]) -> Vec<Gone> {
    let mut missing: Vec<bool> = guests.iter().map(|guest| guest.is_of(source)).collect();
    for at in found.iter().flatten() {
        missing[*at] = false;
    }
    let value = |guest: &Existing, field| guest.fields.get(&field).cloned().unwrap_or_default();
    let gone = |guest: &Existing| Gone {
        id: guest.id,
        name: value(guest, Field::Name),
        company: value(guest, Field::Company),
        already: guest.gone,
    };
    guests.iter().zip(missing).filter(|(_, missing)| *missing).map(|(guest, _)| gone(guest)).collect()
}

fn preview(candidate: &Candidate) -> Preview {
    let value = |field| candidate.fields.get(&field).cloned().unwrap_or_default();
    Preview {
        line: candidate.line,
        name: value(Field::Name),
        email: value(Field::Email),
        company: value(Field::Company),
        category: candidate.category.clone().unwrap_or_else(|| DEFAULT_CATEGORY.to_owned()),
        status: candidate.status.unwrap_or(Status::Approved),
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
pub(super) mod tests;
