//! What a column is by what stands in it, where no header says so.

use std::collections::HashSet;

use crate::guest::folding::is_east_asian;
use crate::import::cells::{clean, email_key, phone_key};
use crate::import::mapping::ImportField;
use crate::import::rows::Row;

/// Rows looked at.
const SAMPLE: usize = 50;
/// Indico's own import has no header but always these columns.
const INDICO: [ImportField; 6] = [
    ImportField::FirstName,
    ImportField::LastName,
    ImportField::Company,
    ImportField::Title,
    ImportField::Phone,
    ImportField::Email,
];

/// Tells that the first row is no header but somebody already.
pub fn begins_with_somebody(rows: &[Row]) -> bool {
    let Some(first) = rows.first() else { return false };
    let reached = |cell: &String| is_email(&clean(cell)) || is_phone(&clean(cell));
    let single = rows.iter().take(SAMPLE).all(|row| row.cells.len() == 1);
    let is_named = |row: &Row| row.cells.first().is_some_and(|cell| is_full_name(&clean(cell)));
    let named = rows.iter().take(SAMPLE).filter(|row| is_named(row)).count();
    first.cells.iter().any(reached) || (single && is_named(first) && named * 5 >= rows.len().min(SAMPLE) * 4)
}

/// Says what each column is.
pub fn columns(rows: &[Row], width: usize) -> Vec<Option<ImportField>> {
    let mut columns = vec![None; width];
    let mostly = |at: usize, is: fn(&str) -> bool| share(rows, at, is);
    let email = (0..width).find(|at| mostly(*at, is_email));
    if width == INDICO.len() && email == Some(width - 1) {
        return INDICO.into_iter().map(Some).collect();
    }
    let phone = (0..width).find(|at| mostly(*at, is_phone));
    let first = (0..width).find(|at| mostly(*at, is_name));
    for (at, field) in [(email, ImportField::Email), (phone, ImportField::Phone), (first, ImportField::Name)]
    {
        if let Some(at) = at {
            columns[at] = Some(field);
        }
    }
    if let Some(at) = first.filter(|at| at + 1 < width && mostly(*at, is_word) && mostly(at + 1, is_word)) {
        columns[at] = Some(ImportField::FirstName);
        columns[at + 1] = Some(ImportField::LastName);
    }
    columns
}

/// Tells that most of what stands in a column are addresses, or phones, though no header says so.
pub fn mostly_reaches(rows: &[Row], at: usize, field: ImportField) -> bool {
    match field {
        ImportField::Email => share(rows, at, is_email),
        ImportField::Phone => share(rows, at, is_phone),
        _ => false,
    }
}

/// Tells that a column holds addresses, or phones, in a list that says by others who is who: half of the rows have
/// one, and of what stands there four of five are one each to itself. One address in many rows is somebody else's.
pub fn surely_reaches(rows: &[Row], at: usize, field: ImportField) -> bool {
    let key = match field {
        ImportField::Email => email_key,
        ImportField::Phone => |value: &str| phone_key(value).filter(|_| is_surely_phone(value)),
        _ => return false,
    };
    let values = values(rows, at);
    let each: HashSet<String> = values.iter().filter_map(|value| key(value)).collect();
    !each.is_empty() && each.len() * 5 >= values.len() * 4 && each.len() * 2 >= rows.len().min(SAMPLE)
}

/// Tells that most of what stands in a column is of a kind.
fn share(rows: &[Row], at: usize, is: fn(&str) -> bool) -> bool {
    let values = values(rows, at);
    !values.is_empty() && values.iter().filter(|value| is(value)).count() * 3 >= values.len() * 2
}

fn values(rows: &[Row], at: usize) -> Vec<String> {
    let values = rows.iter().take(SAMPLE).filter_map(|row| row.cells.get(at)).map(|cell| clean(cell));
    values.filter(|value| !value.is_empty()).collect()
}

fn is_email(value: &str) -> bool {
    email_key(value).is_some()
}

/// Neither a date nor a price nor the number of an identity card: a phone is long and holds little but digits,
/// at most 15 (ITU-T E.164) and two noughts before them.
fn is_phone(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let marks = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '/');
    (8..=17).contains(&digits) && value.chars().all(marks) && !is_date(value) && phone_key(value).is_some()
}

/// A bare number may be that of an order or a member: of those only a Chinese mobile, or what begins with the one
/// nought or two of a phone, is taken for one.
fn is_surely_phone(value: &str) -> bool {
    let bare = value.bytes().all(|byte| byte.is_ascii_digit());
    let mobile = value.len() == 11 && matches!(value.as_bytes(), [b'1', b'3'..=b'9', ..]);
    let dialled = value.starts_with('0') && !value.starts_with("000");
    is_phone(value) && (!bare || mobile || dialled)
}

fn is_date(value: &str) -> bool {
    let parts: Vec<usize> = value.split(['-', '/']).map(str::len).collect();
    matches!(parts.as_slice(), [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4])
}

fn is_name(value: &str) -> bool {
    let letters = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | '·' | ',');
    let begins = value.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    let (words, length) = (value.split_whitespace().count(), value.chars().count());
    begins && value.chars().all(letters) && (1..=4).contains(&words) && (2..=40).contains(&length)
}

/// A name that no heading could be: two words at least, or a short Han one.
fn is_full_name(value: &str) -> bool {
    let several = value.split_whitespace().count() > 1;
    let han = is_east_asian(value) && (2..=4).contains(&value.chars().count());
    is_name(value) && (several || han)
}

fn is_word(value: &str) -> bool {
    is_name(value) && !value.contains(' ') && !is_east_asian(value)
}

#[cfg(test)]
#[path = "shape_tests.rs"]
mod tests;
