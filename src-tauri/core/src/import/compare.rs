//! What a row changes about the guest it is: what its list has changed since last time, nothing else.

use crate::guest::{Field, Status};
use crate::import::candidate::Candidate;
use crate::import::plan::{Beside, Existing, Remark, What};
use crate::import::sentences;
use crate::settings::DEFAULT_CATEGORY;

/// Finds what a row changes about a guest it was matched with.
pub fn compare(candidate: Candidate, guest: &Existing, source: &str, doubts: &mut Vec<Remark>) -> What {
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
    let beside = beside(candidate.companions, candidate.said, guest, own);
    let mut fields = candidate.fields;
    fields.retain(|field, value| differs(field, value));
    if fields.is_empty() && status.is_none() && category.is_none() && beside == Beside::default() {
        return What::Same;
    }
    What::Changed { fields, status, category, beside }
}

/// What another list says is taken where nothing was said before.
fn beside(companions: Option<u32>, said: Vec<String>, guest: &Existing, own: bool) -> Beside {
    let last = guest.imported_companions;
    let more = |companions: &u32| match (own, last) {
        (true, last) => *companions != last.unwrap_or(0),
        (false, None) => *companions > 0 && guest.companions == 0,
        (false, Some(_)) => false,
    };
    let news = !said.is_empty() && said != guest.source_said && (own || guest.source_said.is_empty());
    Beside { companions: companions.filter(more), said: news.then_some(said), is_back: own && guest.gone }
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
    // Who is blocked by any list is blocked.
    if status == Status::Blocked || (own && guest.status != Status::Blocked) {
        return Some(status);
    }
    let name = guest.said(Field::Name).unwrap_or_default().to_owned();
    let reason =
        if own { sentences::stays_blocked() } else { sentences::status_of_other_list(guest.status, status) };
    doubts.push(Remark { line, column: String::new(), value: name, reason });
    None
}
