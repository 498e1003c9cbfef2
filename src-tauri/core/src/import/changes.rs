//! What a re-import replaces, value by value, for people to look at before it is applied.

use crate::guest::{Field, Status};
use crate::import::mapping::ImportField;
use crate::import::plan::{Change, Existing, What};
use crate::import::sentences;

/// Adds every value of a guest that a row replaces or fills in.
pub fn add(what: &What, guest: &Existing, line: u64, to: &mut Vec<Change>) {
    let What::Changed { fields, status, category, beside } = what else { return };
    let shown = |field: Field| guest.fields.get(&field).cloned().unwrap_or_default();
    let name = shown(Field::Name);
    let mut push = |field: ImportField, before: String, after: String| {
        to.push(Change { line, name: name.clone(), field, before, after });
    };
    for (field, after) in fields {
        if let Some(column) = column(*field) {
            push(column, shown(*field), after.clone());
        }
    }
    if let Some(status) = status {
        push(ImportField::Status, word(guest.status), word(*status));
    }
    if let Some(category) = category {
        push(ImportField::Category, guest.category.clone(), category.clone());
    }
    if let Some(companions) = beside.companions {
        push(ImportField::Companions, guest.companions.to_string(), companions.to_string());
    }
    if let Some(said) = &beside.said {
        push(ImportField::CheckedIn, guest.source_said.join("; "), said.join("; "));
    }
}

/// Gives the column a field is read from; the source stands in none.
const fn column(field: Field) -> Option<ImportField> {
    Some(match field {
        Field::Name => ImportField::Name,
        Field::Email => ImportField::Email,
        Field::Phone => ImportField::Phone,
        Field::Company => ImportField::Company,
        Field::Title => ImportField::Title,
        Field::Reference => ImportField::Reference,
        Field::Attention => ImportField::Attention,
        Field::Codes => ImportField::Code,
        Field::Source => return None,
    })
}

fn word(status: Status) -> String {
    sentences::status_name(status).to_owned()
}
