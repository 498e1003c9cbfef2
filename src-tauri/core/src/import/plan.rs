//! What an import would do: rows against the guests there are. Shown first, applied apart.
//!
//! What counts is what the list itself has changed since its last import: a value put right at a desk,
//! a guest blocked at a desk, survive the same file. So each cell is compared with what this source
//! said last ([`Existing::imported_fields`], `imported_status`, `imported_category`), not with what
//! stands now. An empty cell says nothing and clears nothing. A guest that another source brought, or a
//! desk added, is only completed: nothing of it is replaced, and its status stays, with a warning.

use std::collections::{HashMap, HashSet};

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::error::Result;
use crate::guest::folding::fold;
use crate::guest::{Field, Fields, Status};
use crate::ids::{BadgeKey, GuestId};
use crate::import::candidate::{self, Candidate, Sorted};
use crate::import::mapping::{ImportField, Mapping};
use crate::import::read::Table;
use crate::import::workbook::SheetName;
use crate::import::{MAX_CATEGORIES, changes, duplicates, matching, sentences};
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
    /// Header of every column of the file.
    pub columns: Vec<String>,
    /// One for each good row, in the order of the file.
    pub entries: Vec<Entry>,
    /// Guests of this source that the file no longer has; nothing is done to them.
    pub gone: u64,
    /// Rows left out because an earlier one is the same guest; they are among `rejected`.
    pub duplicates: u64,
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
    },
    /// Holds only what changes.
    Changed {
        fields: Fields,
        status: Option<Status>,
        category: Option<String>,
    },
    Same,
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
    if table.replaced > 0 {
        sorted.warnings.insert(0, unreadable(table));
    }
    let duplicates = set_duplicates_apart(&mut sorted, table);
    leave_out_no_categories(&mut sorted, table, mapping);
    let mut categories = Categories::new(list.categories);
    for candidate in &mut sorted.good {
        candidate.category = candidate.category.take().map(|category| categories.spelling(category));
        candidate.fields.insert(Field::Source, source.to_owned());
    }
    let found = matching::pair(&sorted.good, source, list.guests, list.badge_key, &mut sorted.warnings);
    let gone = gone(list.guests, source, &found);
    let not_admitted =
        sorted.good.iter().filter(|row| row.status.unwrap_or(Status::Approved) != Status::Approved);
    let mut plan = Plan {
        source: source.to_owned(),
        encoding: table.encoding,
        delimiter: table.delimiter,
        sheet: table.sheet.clone(),
        sheets: table.sheets.clone(),
        mapping: mapping.clone(),
        columns: table.header.clone(),
        entries: Vec::with_capacity(sorted.good.len()),
        gone,
        duplicates,
        not_admitted: not_admitted.count() as u64,
        preview: sorted.good.iter().take(PREVIEW).map(preview).collect(),
        rejected: sorted.rejected,
        warnings: sorted.warnings,
        new_categories: categories.new,
        changes: Vec::new(),
    };
    for (candidate, found) in sorted.good.into_iter().zip(found) {
        let line = candidate.line;
        let (id, what) = match found.map(|at| &list.guests[at]) {
            Some(guest) => {
                let what = compare(candidate, guest, source, &mut plan.warnings);
                if plan.changes.len() < CHANGES {
                    changes::add(&what, guest, line, &mut plan.changes);
                }
                (Some(guest.id), what)
            }
            None => (new_id(&candidate, source, list.badge_key), new_guest(candidate)),
        };
        plan.entries.push(Entry { line, id, what });
    }
    plan.warnings.sort_by_key(|remark| remark.line);
    Ok(plan)
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

/// Leaves out the rows that are an earlier row again, and counts them.
fn set_duplicates_apart(sorted: &mut Sorted, table: &Table) -> u64 {
    let earlier = duplicates::find(&sorted.good);
    let mut count = 0;
    for (candidate, earlier) in std::mem::take(&mut sorted.good).into_iter().zip(earlier) {
        let Some(line) = earlier else {
            sorted.good.push(candidate);
            continue;
        };
        let keys = &candidate.keys;
        let value = [&keys.reference, &keys.email, &keys.phone].into_iter().flatten().next().cloned();
        let fault = Remark {
            line: candidate.line,
            column: String::new(),
            value: value.unwrap_or_default(),
            reason: sentences::duplicate(line),
        };
        let cells = table.rows.get(candidate.row).map(|row| row.cells.clone()).unwrap_or_default();
        sorted.rejected.push(RejectedRow { line: candidate.line, cells, faults: vec![fault] });
        count += 1;
    }
    sorted.rejected.sort_by_key(|row| row.line);
    count
}

/// A column that holds something else in every row would make as many categories, more than settings can hold.
fn leave_out_no_categories(sorted: &mut Sorted, table: &Table, mapping: &Mapping) {
    let folded = sorted.good.iter().filter_map(|candidate| candidate.category.as_deref().map(fold));
    let count = folded.collect::<HashSet<String>>().len();
    if count <= MAX_CATEGORIES {
        return;
    }
    for candidate in &mut sorted.good {
        candidate.category = None;
    }
    let column = mapping.places(ImportField::Category).next().map_or("", |at| mapping.header(at));
    let (line, reason) = (table.header_line, sentences::too_many_categories(count));
    sorted.warnings.insert(0, Remark { line, column: column.to_owned(), value: String::new(), reason });
}

fn unreadable(table: &Table) -> Remark {
    Remark {
        line: table.header_line,
        column: String::new(),
        value: table.encoding.to_owned(),
        reason: sentences::unreadable(table.replaced, table.encoding),
    }
}

fn new_guest(candidate: Candidate) -> What {
    What::New {
        fields: candidate.fields,
        status: candidate.status.unwrap_or(Status::Approved),
        category: candidate.category.unwrap_or_else(|| DEFAULT_CATEGORY.to_owned()),
    }
}

fn new_id(candidate: &Candidate, source: &str, key: &BadgeKey) -> Option<GuestId> {
    candidate.keys.reference.as_ref().map(|reference| guest_id(key, source, reference))
}

/// Finds what a row changes about a guest it was matched with.
fn compare(candidate: Candidate, guest: &Existing, source: &str, doubts: &mut Vec<Remark>) -> What {
    let own = guest.is_of(source);
    let differs = |field: &Field, value: &String| match (own, field) {
        (true, field) => guest.said(*field) != Some(value.as_str()),
        (false, Field::Source | Field::Reference) => false,
        (false, field) => !guest.fields.contains_key(field),
    };
    let status =
        candidate.status.and_then(|status| status_change(status, guest, own, candidate.line, doubts));
    let last_category = guest.imported_category.as_deref().unwrap_or(DEFAULT_CATEGORY);
    let category = candidate.category.filter(|category| own && category != last_category);
    let mut fields = candidate.fields;
    fields.retain(|field, value| differs(field, value));
    if fields.is_empty() && status.is_none() && category.is_none() {
        return What::Same;
    }
    What::Changed { fields, status, category }
}

/// Gives the status a row newly claims; one set by people here, or by another list, is not replaced in silence.
fn status_change(
    status: Status,
    guest: &Existing,
    own: bool,
    line: u64,
    doubts: &mut Vec<Remark>,
) -> Option<Status> {
    let last = if own { guest.imported_status.unwrap_or(Status::Approved) } else { guest.status };
    if status == last {
        return None;
    }
    if own && guest.status != Status::Blocked {
        return Some(status);
    }
    let name = guest.said(Field::Name).unwrap_or_default().to_owned();
    let reason =
        if own { sentences::stays_blocked() } else { sentences::status_of_other_list(guest.status, status) };
    doubts.push(Remark { line, column: String::new(), value: name, reason });
    None
}

fn gone(guests: &[Existing], source: &str, found: &[Option<usize>]) -> u64 {
    let mut missing: Vec<bool> = guests.iter().map(|guest| guest.is_of(source)).collect();
    for at in found.iter().flatten() {
        missing[*at] = false;
    }
    missing.into_iter().filter(|missing| *missing).count() as u64
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

/// Spells each category as it was first written, in the settings or else in the file.
struct Categories {
    known: HashMap<String, String>,
    new: Vec<String>,
}

impl Categories {
    fn new(categories: &[String]) -> Self {
        let all = categories.iter().map(String::as_str).chain([DEFAULT_CATEGORY]);
        let mut known = HashMap::new();
        for category in all {
            known.entry(fold(category)).or_insert_with(|| category.to_owned());
        }
        Self { known, new: Vec::new() }
    }

    fn spelling(&mut self, category: String) -> String {
        let new = &mut self.new;
        let known = self.known.entry(fold(&category));
        known
            .or_insert_with(|| {
                new.push(category.clone());
                category
            })
            .clone()
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
pub(super) mod tests;
