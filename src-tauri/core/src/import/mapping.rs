//! Which column is which field of a guest: guessed by its header, put right by a person.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::import::read::Table;
use crate::import::tools::{self, Tool};
use crate::import::{sentences, shape, words};

/// What a column of a list can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportField {
    Name,
    FirstName,
    LastName,
    Email,
    Phone,
    Company,
    Title,
    Category,
    Status,
    /// A true value means the ticket is void.
    Void,
    Reference,
    Code,
    Attention,
    /// How many come with the guest, or their names.
    Companions,
    /// How many tickets: the guest and those who come along.
    Quantity,
    /// What the list itself says of coming and going; never presence here.
    CheckedIn,
    /// An amount; a negative one is money given back.
    Paid,
}

/// What each column of a table is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    header: Vec<String>,
    /// One entry a column; `None`: left out.
    columns: Vec<Option<ImportField>>,
    /// Columns under a header nobody knows that were taken for what stands in them, until a person says.
    by_content: Vec<(usize, ImportField)>,
    tool: Option<&'static Tool>,
}

/// Guesses what each column is, by the tool that wrote the list and by general header words.
///
/// Each field is given to the first column that names it; only codes and check-ins may stand in several.
pub fn guess(table: &Table) -> Mapping {
    let tool = tools::recognise(&table.header);
    let width = table.header.len();
    let mut mapping =
        Mapping { header: table.header.clone(), columns: vec![None; width], by_content: Vec::new(), tool };
    if table.header_line.is_none() {
        mapping.columns = shape::columns(&table.rows, width);
        return mapping;
    }
    // A tool's own words come first, so that its ticket name is not lost to a question called "Type".
    for (at, header) in table.header.iter().enumerate() {
        if let Some(Some(field)) = tool.and_then(|tool| tool.column(header)) {
            mapping.give(field, at);
        }
    }
    for (at, header) in table.header.iter().enumerate() {
        let of_tool = mapping.is_of_tool(header);
        if let Some(field) = words::field_of(header).filter(|_| !of_tool) {
            mapping.give(field, at);
        } else if !of_tool && words::is_number(&words::fold_header(header)) && numbers_guests(table, at) {
            mapping.give(ImportField::Reference, at);
        }
    }
    mapping.reach_by_content(table);
    mapping
}

/// Tells that a column's values name guests: each its own, and not all plain numbers as a row counter gives.
fn numbers_guests(table: &Table, at: usize) -> bool {
    let mut seen = HashSet::new();
    let mut plain = true;
    for value in table.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.trim()) {
        if value.is_empty() || !seen.insert(value) {
            return false;
        }
        plain &= value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b')'));
    }
    !seen.is_empty() && !plain
}

impl ImportField {
    /// Every field, in the order screens offer them.
    pub const ALL: [Self; 17] = [
        Self::Name,
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Phone,
        Self::Company,
        Self::Title,
        Self::Category,
        Self::Status,
        Self::Void,
        Self::Reference,
        Self::Code,
        Self::Attention,
        Self::Companions,
        Self::Quantity,
        Self::CheckedIn,
        Self::Paid,
    ];

    /// Gives the name used in `--map` and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Company => "company",
            Self::Title => "title",
            Self::Category => "category",
            Self::Status => "status",
            Self::Void => "void",
            Self::Reference => "reference",
            Self::Code => "code",
            Self::Attention => "attention",
            Self::Companions => "companions",
            Self::Quantity => "quantity",
            Self::CheckedIn => "checked_in",
            Self::Paid => "paid",
        }
    }

    /// Tells that several columns may hold it.
    pub const fn is_many(self) -> bool {
        matches!(self, Self::Code | Self::CheckedIn)
    }

    /// Tells that a column of it says who a row is about.
    pub const fn identifies(self) -> bool {
        matches!(self, Self::Name | Self::FirstName | Self::LastName | Self::Email | Self::Phone)
    }
}

impl Mapping {
    /// Says of every column, in the order of the file, what it is; columns not named are left out.
    pub fn set(&mut self, columns: &[Option<ImportField>]) {
        self.by_content.clear();
        let named = columns.iter().copied().chain(std::iter::repeat(None));
        self.columns = named.take(self.header.len()).collect();
    }

    /// Takes over what columns of the same names were said to be; gives whether there are any.
    pub fn recall(&mut self, remembered: &[(String, Option<ImportField>)]) -> bool {
        let mut left: Vec<&(String, Option<ImportField>)> = remembered.iter().collect();
        let mut new = Vec::new();
        for (at, header) in self.header.iter().enumerate() {
            // Of columns of one name each is taken once, in order.
            match left.iter().position(|(name, _)| name == header) {
                Some(known) => self.columns[at] = left.remove(known).1,
                None => new.push(at),
            }
        }
        // A guess about a new column gives way to what somebody said of an old one that is still there.
        let held = |at: &usize| self.columns[*at].filter(|_| !new.contains(at));
        let said: Vec<ImportField> = (0..self.header.len()).filter_map(|at| held(&at)).collect();
        for at in &new {
            self.columns[*at] = self.columns[*at].filter(|field| field.is_many() || !said.contains(field));
        }
        self.by_content.retain(|(at, _)| new.contains(at));
        new.len() < self.header.len()
    }

    /// Puts the guess right by a `FIELD=COLUMN`; `usage` when either is unknown. `FIELD=` leaves the field out.
    pub fn assign(&mut self, rule: &str) -> Result<()> {
        let (field, column) = rule.split_once('=').ok_or_else(|| sentences::bad_map_rule(rule))?;
        let wanted = field.trim().to_ascii_lowercase();
        let field = ImportField::ALL
            .into_iter()
            .find(|known| known.name() == wanted)
            .ok_or_else(|| sentences::unknown_field(field))?;
        let at = match column.trim() {
            "" => None,
            column => Some(
                self.find_column(column).ok_or_else(|| sentences::unknown_column(column, &self.header))?,
            ),
        };
        for taken in self.columns.iter_mut().filter(|taken| **taken == Some(field)) {
            *taken = None;
        }
        if let Some(at) = at {
            self.columns[at] = Some(field);
            self.by_content.retain(|(guessed, _)| *guessed != at);
        }
        Ok(())
    }

    /// Gives every column with what it is taken for, in the order of the file.
    pub fn columns(&self) -> impl Iterator<Item = (&str, Option<ImportField>)> {
        self.header.iter().map(String::as_str).zip(self.columns.iter().copied())
    }

    /// Gives the name of the tool that wrote the list, if it is one we know.
    pub fn tool(&self) -> Option<&'static str> {
        self.tool.map(|tool| tool.name)
    }

    /// Tells that everybody in the list shall not come in.
    pub fn is_block_list(&self) -> bool {
        tools::is_block_list(&self.header)
    }

    /// Gives the columns a field is read from.
    pub(super) fn places(&self, field: ImportField) -> impl Iterator<Item = usize> + '_ {
        self.columns.iter().enumerate().filter(move |(_, taken)| **taken == Some(field)).map(|(at, _)| at)
    }

    /// Gives the header of a column.
    pub(super) fn header(&self, at: usize) -> &str {
        self.header.get(at).map_or("", String::as_str)
    }

    /// Refuses a list of which no column reads as name, e-mail or phone.
    pub(super) fn require_somebody(&self) -> Result<()> {
        if self.columns.iter().flatten().any(|field| field.identifies()) {
            return Ok(());
        }
        Err(sentences::nobody(&self.header))
    }

    /// Gives the columns that are taken for what stands in them, though their header says nothing of it.
    pub(super) fn by_content(&self) -> impl Iterator<Item = (&str, ImportField)> {
        let held = self.by_content.iter().filter(|(at, field)| self.columns[*at] == Some(*field));
        held.map(|(at, field)| (self.header(*at), *field))
    }

    /// Finds the address and the phone by what stands in columns nobody knows, where no header names them.
    ///
    /// A list in which nothing else says who a row is about would be refused, so there less will do.
    fn reach_by_content(&mut self, table: &Table) {
        let nobody = self.require_somebody().is_err();
        let reaches = if nobody { shape::mostly_reaches } else { shape::surely_reaches };
        let header = self.header.iter().enumerate();
        let open: Vec<usize> = header
            .filter(|(at, header)| {
                let of_another = !nobody && words::is_of_another(&words::fold_header(header));
                self.columns[*at].is_none() && !self.is_of_tool(header) && !of_another
            })
            .map(|(at, _)| at)
            .collect();
        for field in [ImportField::Email, ImportField::Phone] {
            let is_named = self.columns.contains(&Some(field));
            let found = open.iter().copied().find(|at| !is_named && reaches(&table.rows, *at, field));
            if let Some(at) = found {
                self.give(field, at);
                self.by_content.push((at, field));
            }
        }
    }

    /// Tells that the tool that wrote the list has a word of its own for a column, be it that it says nothing.
    fn is_of_tool(&self, header: &str) -> bool {
        self.tool.is_some_and(|tool| tool.column(header).is_some())
    }

    fn give(&mut self, field: ImportField, at: usize) {
        let free = field.is_many() || !self.columns.contains(&Some(field));
        if free && self.columns[at].is_none() {
            self.columns[at] = Some(field);
        }
    }

    /// Exactly as written first, then as headers are compared.
    fn find_column(&self, column: &str) -> Option<usize> {
        let folded = words::fold_header(column);
        let exact = self.header.iter().position(|header| header == column);
        exact.or_else(|| self.header.iter().position(|header| words::fold_header(header) == folded))
    }
}

#[cfg(test)]
#[path = "mapping_tests.rs"]
mod tests;
