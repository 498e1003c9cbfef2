//! Rows that may be somebody known: equal name and company, and no reference, e-mail or phone to tell them apart.

use std::collections::HashMap;

use crate::guest::Field;
use crate::guest::folding::fold;
use crate::import::candidate::Candidate;
use crate::import::cells;
use crate::import::plan::{Existing, Known, OnList, Question, SameOrAnother};

/// What became of the rows that may be somebody known.
#[derive(Debug, Default)]
pub struct Asked {
    /// For each row the line of the earlier one it was said to repeat.
    pub repeated: Vec<Option<u64>>,
    /// Those nobody has answered.
    pub questions: Vec<Question>,
}

/// Asks of every row that was not found; what was answered goes into `found`.
pub fn ask(rows: &[Candidate], source: &str, list: &OnList<'_>, found: &mut [Option<usize>]) -> Asked {
    let mut asked = Asked { repeated: vec![None; rows.len()], questions: Vec::new() };
    let mut on_list = if found.contains(&None) { by_name(list.guests, found) } else { HashMap::new() };
    let mut in_file: HashMap<(&str, &str), usize> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        if found[at].is_some() || row.keys.name.is_empty() {
            continue;
        }
        let free = on_list.get_mut(&(row.keys.name.clone(), row.keys.company.clone()));
        let alike = free.and_then(|guests| {
            let place = guests.iter().position(|guest| may_be(row, &list.guests[*guest], source))?;
            Some(guests.remove(place))
        });
        let earlier = in_file.get(&(row.keys.name.as_str(), row.keys.company.as_str())).copied();
        let earlier = earlier.filter(|earlier| may_repeat(&rows[*earlier], row));
        let answer = list.answers.get(&row.line);
        match (alike, earlier, answer) {
            (Some(guest), _, Some(SameOrAnother::Same)) => found[at] = Some(guest),
            (None, Some(earlier), Some(SameOrAnother::Same)) => {
                asked.repeated[at] = Some(rows[earlier].line);
                continue;
            }
            (Some(guest), _, None) => {
                let guest = &list.guests[guest];
                asked.questions.push(question(row, Known::Guest(guest.id, known(guest))));
            }
            (None, Some(earlier), None) => {
                asked.questions.push(question(row, Known::Earlier(rows[earlier].line)));
            }
            (None, None, _) | (_, _, Some(SameOrAnother::Another)) => {}
        }
        in_file.entry((row.keys.name.as_str(), row.keys.company.as_str())).or_insert(at);
    }
    asked
}

/// The guests no row is, by folded name and company.
fn by_name(guests: &[Existing], found: &[Option<usize>]) -> HashMap<(String, String), Vec<usize>> {
    let mut taken = vec![false; guests.len()];
    found.iter().flatten().for_each(|at| taken[*at] = true);
    let mut by_name: HashMap<_, Vec<usize>> = HashMap::new();
    let folded =
        |guest: &Existing, field| guest.fields.get(&field).map(|value| fold(value)).unwrap_or_default();
    for (at, guest) in guests.iter().enumerate().filter(|(at, _)| !taken[*at]) {
        by_name.entry((folded(guest, Field::Name), folded(guest, Field::Company))).or_default().push(at);
    }
    by_name
}

fn may_be(row: &Candidate, guest: &Existing, source: &str) -> bool {
    let key = |field, key: fn(&str) -> Option<String>| guest.fields.get(&field).and_then(|value| key(value));
    let reference = guest.said(Field::Reference).filter(|_| guest.is_of(source));
    !differ(row.keys.reference.as_deref(), reference)
        && !differ(row.keys.email.as_deref(), key(Field::Email, cells::email_key).as_deref())
        && !differ(row.keys.phone.as_deref(), key(Field::Phone, cells::phone_key).as_deref())
}

fn may_repeat(earlier: &Candidate, later: &Candidate) -> bool {
    let (one, other) = (&earlier.keys, &later.keys);
    !differ(one.reference.as_deref(), other.reference.as_deref())
        && !differ(one.email.as_deref(), other.email.as_deref())
        && !differ(one.phone.as_deref(), other.phone.as_deref())
}

fn differ(one: Option<&str>, other: Option<&str>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}

fn question(row: &Candidate, with: Known) -> Question {
    let value = |field| row.fields.get(&field).cloned().unwrap_or_default();
    Question { line: row.line, name: value(Field::Name), company: value(Field::Company), with }
}

/// What else is known of somebody, for a person to tell by.
fn known(guest: &Existing) -> String {
    let fields = [Field::Email, Field::Phone, Field::Title, Field::Source];
    let values = fields.into_iter().filter_map(|field| guest.fields.get(&field)).map(String::as_str);
    values.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[path = "maybe_tests.rs"]
mod tests;
