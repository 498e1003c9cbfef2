//! One row to one candidate for the list: its values cleaned and judged, apart from who is on the list.

use crate::guest::folding::fold;
use crate::guest::{Field, Fields, Status};
use crate::import::cells::{self, clean};
use crate::import::mapping::{ImportField, Mapping};
use crate::import::plan::{RejectedRow, Remark};
use crate::import::read::{Row, Table};
use crate::import::{MAX_CATEGORY, MAX_VALUE, along, sentences, status};
use crate::text::Text;

/// A good row, as it would stand on the list.
#[derive(Debug)]
pub struct Candidate {
    pub line: u64,
    /// Which row of the table.
    pub row: usize,
    pub fields: Fields,
    /// `None`: the row says nothing about it.
    pub status: Option<Status>,
    pub category: Option<String>,
    /// How many come along; `None`: the row says nothing about it.
    pub companions: Option<u32>,
    /// What the list itself recorded, a line each.
    pub said: Vec<String>,
    pub keys: Keys,
}

/// What a candidate is known again by.
#[derive(Debug, Default)]
pub struct Keys {
    pub reference: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Folded.
    pub name: String,
    pub company: String,
}

/// Rows read: the good ones, the bad ones with every fault, and what is doubtful.
#[derive(Debug, Default)]
pub struct Sorted {
    pub good: Vec<Candidate>,
    pub rejected: Vec<RejectedRow>,
    pub warnings: Vec<Remark>,
}

/// Reads every row of a table.
pub fn sort_rows(table: &Table, mapping: &Mapping) -> Sorted {
    let reader = Reader::new(table, mapping);
    let mut sorted = Sorted::default();
    for (at, row) in table.rows.iter().enumerate() {
        let mut reading = Reading { line: row.line, faults: Vec::new(), doubts: Vec::new() };
        match reader.read(at, row, &mut reading) {
            Some(candidate) if reading.faults.is_empty() => sorted.good.push(candidate),
            _ => sorted.rejected.push(RejectedRow {
                line: row.line,
                cells: row.cells.clone(),
                faults: reading.faults,
            }),
        }
        sorted.warnings.append(&mut reading.doubts);
    }
    sorted
}

/// What has been found about one row so far.
struct Reading {
    line: u64,
    faults: Vec<Remark>,
    doubts: Vec<Remark>,
}

impl Reading {
    fn remark(&self, column: &str, value: &str, reason: Text) -> Remark {
        Remark { line: self.line, column: column.to_owned(), value: value.to_owned(), reason }
    }

    fn fault(&mut self, column: &str, value: &str, reason: Text) {
        let remark = self.remark(column, value, reason);
        self.faults.push(remark);
    }

    fn doubt(&mut self, column: &str, value: &str, reason: Text) {
        let remark = self.remark(column, value, reason);
        self.doubts.push(remark);
    }
}

struct Reader<'t> {
    mapping: &'t Mapping,
    width: usize,
    /// Columns by field, in the order of [`ImportField::ALL`].
    places: Vec<Vec<usize>>,
    /// Length of the phones that begin with a zero, if any do.
    zero_phone: Option<usize>,
    /// The list names people who shall not come in.
    blocks: bool,
    /// What an empty status cell means: nothing, or doubt where others are told to be approved.
    empty_status: Option<Status>,
}

impl<'t> Reader<'t> {
    fn new(table: &Table, mapping: &'t Mapping) -> Self {
        let places: Vec<Vec<usize>> =
            ImportField::ALL.iter().map(|field| mapping.places(*field).collect()).collect();
        let values = |field: ImportField| {
            let at = mapping.places(field).next();
            table.rows.iter().filter_map(move |row| at.and_then(|at| row.cells.get(at)))
        };
        let zero_phone =
            values(ImportField::Phone).map(|cell| clean(cell)).find(|phone| all_digits_from_zero(phone));
        let says_approved =
            values(ImportField::Status).any(|cell| status::read(cell) == Some(Status::Approved));
        Self {
            mapping,
            width: table.header.len(),
            places,
            blocks: mapping.is_block_list(),
            zero_phone: zero_phone.map(|phone| phone.len()),
            empty_status: says_approved.then_some(Status::Pending),
        }
    }

    fn read(&self, at: usize, row: &Row, reading: &mut Reading) -> Option<Candidate> {
        if row.open_quote {
            reading.fault("", row.cells.first().map_or("", String::as_str), sentences::open_quote());
            return None;
        }
        if row.cells.len() < self.width || row.cells[self.width..].iter().any(|cell| !cell.trim().is_empty())
        {
            let (found, value) = (row.cells.len(), row.cells.join(" | "));
            reading.fault("", &value, sentences::wrong_width(found, self.width));
            return None;
        }
        let mut fields = self.plain_fields(row, reading);
        let mut keys = self.keys(&fields, reading);
        if [Field::Name, Field::Email, Field::Phone].iter().all(|field| !fields.contains_key(field)) {
            reading.fault(self.somebody_column(), "", sentences::nobody_in_row());
        }
        if let Some(reference) = keys.reference.take_if(|reference| cells::is_scientific(reference)) {
            reading.doubt(self.column(ImportField::Reference), &reference, sentences::reference_lost());
            fields.remove(&Field::Reference);
        }
        Some(Candidate {
            line: row.line,
            row: at,
            status: self.status(row, reading),
            category: self.category(row, reading),
            companions: self.companions(row, reading),
            said: self.said(row),
            keys,
            fields,
        })
    }

    fn plain_fields(&self, row: &Row, reading: &mut Reading) -> Fields {
        let mut fields = Fields::new();
        let first = self.one_value(row, ImportField::FirstName).unwrap_or_default();
        let last = self.value(row, ImportField::LastName).unwrap_or_default();
        let joined = Some(cells::join_names(&first, &last)).filter(|name| !name.is_empty());
        let whole = self.value(row, ImportField::Name).map(|name| cells::turned(&name));
        let mut name = whole.or(joined);
        let mut phone = self.one_value(row, ImportField::Phone);
        if let (Some((bare, number)), None) = (name.as_deref().and_then(cells::name_and_phone), &phone) {
            (name, phone) = (Some(bare), Some(number));
        }
        let codes: Vec<String> = self
            .places(ImportField::Code)
            .iter()
            .map(|at| clean(&row.cells[*at]))
            .filter(|c| !c.is_empty())
            .collect();
        let codes = Some(codes.join("\n")).filter(|codes| !codes.is_empty());
        let values = [
            (Field::Name, ImportField::Name, name),
            (Field::Email, ImportField::Email, self.one_value(row, ImportField::Email)),
            (Field::Phone, ImportField::Phone, phone),
            (Field::Company, ImportField::Company, self.value(row, ImportField::Company)),
            (Field::Title, ImportField::Title, self.value(row, ImportField::Title)),
            (Field::Reference, ImportField::Reference, self.value(row, ImportField::Reference)),
            (Field::Codes, ImportField::Code, codes),
            (Field::Attention, ImportField::Attention, self.value(row, ImportField::Attention)),
        ];
        for (field, column, value) in values {
            let Some(value) = value else { continue };
            if value.chars().count() > MAX_VALUE {
                let start: String = value.chars().take(40).collect();
                reading.fault(self.column(column), &format!("{start}…"), sentences::too_long());
                // Folding and comparing a whole file in one cell would cost too much for a row that stays out.
                fields.insert(field, start);
                continue;
            }
            fields.insert(field, value);
        }
        fields
    }

    fn keys(&self, fields: &Fields, reading: &mut Reading) -> Keys {
        let email = fields.get(&Field::Email);
        let email_key = email.and_then(|email| cells::email_key(email));
        if let (Some(email), None) = (email, &email_key) {
            reading.fault(self.column(ImportField::Email), email, sentences::bad_email());
        }
        let phone = fields.get(&Field::Phone).and_then(|phone| self.phone(phone, reading));
        let folded = |field: Field| fields.get(&field).map(|value| fold(value)).unwrap_or_default();
        Keys {
            reference: fields.get(&Field::Reference).cloned(),
            email: email_key,
            phone,
            name: folded(Field::Name),
            company: folded(Field::Company),
        }
    }

    /// Gives the phone to match by, unless a spreadsheet has spoilt it.
    fn phone(&self, phone: &str, reading: &mut Reading) -> Option<String> {
        if cells::is_scientific(phone) {
            reading.doubt(self.column(ImportField::Phone), phone, sentences::phone_scientific());
            return None;
        }
        let bare = phone.bytes().all(|byte| byte.is_ascii_digit()) && !phone.starts_with('0');
        if bare && self.zero_phone == Some(phone.len() + 1) {
            reading.doubt(self.column(ImportField::Phone), phone, sentences::phone_lost_zero());
            return None;
        }
        cells::phone_key(phone)
    }

    fn category(&self, row: &Row, reading: &mut Reading) -> Option<String> {
        let category = self.value(row, ImportField::Category)?;
        if category.chars().nth(MAX_CATEGORY).is_some() {
            reading.fault(self.column(ImportField::Category), &category, sentences::category_too_long());
            return None;
        }
        Some(category)
    }

    /// Reads what a row says of its standing; a word nobody knows waits for a person to decide.
    fn status(&self, row: &Row, reading: &mut Reading) -> Option<Status> {
        if self.blocks {
            return Some(Status::Blocked);
        }
        let void = self.value(row, ImportField::Void).is_some_and(|word| status::is_yes(&word));
        let refunded = self.value(row, ImportField::Paid).is_some_and(|paid| status::is_negative(&paid));
        if void || refunded {
            return Some(Status::Cancelled);
        }
        self.places(ImportField::Status).first()?;
        let Some(word) = self.value(row, ImportField::Status) else {
            if self.empty_status.is_some() {
                reading.doubt(self.column(ImportField::Status), "", sentences::no_status());
            }
            return self.empty_status;
        };
        let known = status::read(&word);
        if known.is_none() {
            reading.doubt(self.column(ImportField::Status), &word, sentences::unknown_status());
        }
        Some(known.unwrap_or(Status::Pending))
    }

    /// Reads how many come along; a ticket for four is a guest and three more.
    fn companions(&self, row: &Row, reading: &mut Reading) -> Option<u32> {
        for (field, own) in [(ImportField::Companions, 0), (ImportField::Quantity, 1)] {
            let Some(value) = self.value(row, field) else { continue };
            match along::count(&value, field == ImportField::Companions) {
                Some(count) => return Some(count.saturating_sub(own)),
                None => reading.doubt(self.column(field), &value, sentences::no_count()),
            }
        }
        None
    }

    /// Keeps what the list itself says of coming and going, and who is named in a column of companions.
    fn said(&self, row: &Row) -> Vec<String> {
        let value = |at: usize| row.cells.get(at).map(|cell| clean(cell)).unwrap_or_default();
        let line = |at: &usize| format!("{}: {}", self.mapping.header(*at), along::short(&value(*at)));
        let checked =
            self.places(ImportField::CheckedIn).iter().filter(|at| along::says_something(&value(**at)));
        let named = self.places(ImportField::Companions).iter().filter(|at| along::are_names(&value(**at)));
        let status = self.places(ImportField::Status).first();
        let came = status.filter(|at| status::is_check_in(&value(**at)));
        checked.chain(named).chain(came).map(line).collect()
    }

    fn value(&self, row: &Row, field: ImportField) -> Option<String> {
        let at = *self.places(field).first()?;
        Some(clean(row.cells.get(at)?)).filter(|value| !value.is_empty())
    }

    /// In a list of who is blocked the first of several: one more address must not let somebody off the list.
    fn one_value(&self, row: &Row, field: ImportField) -> Option<String> {
        let value = self.value(row, field)?;
        match self.blocks {
            true => value.split([',', ';']).next().map(|first| first.trim().to_owned()),
            false => Some(value),
        }
    }

    fn places(&self, field: ImportField) -> &[usize] {
        self.places.get(field as usize).map_or(&[], Vec::as_slice)
    }

    fn column(&self, field: ImportField) -> &str {
        self.places(field).first().map_or("", |at| self.mapping.header(*at))
    }

    fn somebody_column(&self) -> &str {
        let fields = ImportField::ALL.into_iter().filter(|field| field.identifies());
        fields.map(|field| self.column(field)).find(|column| !column.is_empty()).unwrap_or("")
    }
}

fn all_digits_from_zero(phone: &str) -> bool {
    phone.len() >= 8
        && phone.starts_with('0')
        && !phone.starts_with("00")
        && phone.bytes().all(|b| b.is_ascii_digit())
}
