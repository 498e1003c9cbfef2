//! Rows of one file that are the same guest twice.
//!
//! Different references, or different names, are different guests whatever else they share.

use std::collections::HashMap;

use crate::import::candidate::Candidate;

/// Of rows that share a key so many are looked at: more would let one office phone cost the square of the list.
const LOOKED_AT: usize = 4;

#[derive(PartialEq, Eq, Hash, Clone, Copy)]
enum Key<'c> {
    Reference(&'c str),
    /// With the name, or `None` for any name.
    Email(&'c str, Option<&'c str>),
    Phone(&'c str, Option<&'c str>),
}

/// Gives for each candidate the line of the earlier one it repeats, if it does.
pub fn find(candidates: &[Candidate]) -> Vec<Option<u64>> {
    let some_unnamed = candidates.iter().any(|candidate| candidate.keys.name.is_empty());
    let mut seen: HashMap<Key<'_>, [Option<&Candidate>; LOOKED_AT]> =
        HashMap::with_capacity(candidates.len() * 2);
    let mut lines = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let asked = keys(candidate, asked_names(candidate, some_unnamed));
        let repeated = asked
            .filter_map(|key| seen.get(&key))
            .flatten()
            .flatten()
            .find(|earlier| same(earlier, candidate));
        lines.push(repeated.map(|earlier| earlier.line));
        if repeated.is_some() {
            continue;
        }
        for key in keys(candidate, told_names(candidate, some_unnamed)) {
            if let Some(free) = seen.entry(key).or_default().iter_mut().find(|place| place.is_none()) {
                *free = Some(candidate);
            }
        }
    }
    lines
}

/// Two rows that share a key, and whose names do not tell them apart.
fn same(earlier: &Candidate, later: &Candidate) -> bool {
    match (&earlier.keys.reference, &later.keys.reference) {
        (Some(one), Some(other)) => one == other,
        _ => match (&earlier.keys.email, &later.keys.email) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        },
    }
}

/// The names under which a row repeats an earlier one: its own or none; a row without a name repeats any.
fn asked_names(candidate: &Candidate, some_unnamed: bool) -> [Option<Option<&str>>; 2] {
    match candidate.keys.name.as_str() {
        "" => [Some(None), None],
        name => [Some(Some(name)), some_unnamed.then_some(Some(""))],
    }
}

fn told_names(candidate: &Candidate, some_unnamed: bool) -> [Option<Option<&str>>; 2] {
    [Some(Some(candidate.keys.name.as_str())), some_unnamed.then_some(None)]
}

fn keys<'c>(candidate: &'c Candidate, names: [Option<Option<&'c str>>; 2]) -> impl Iterator<Item = Key<'c>> {
    let keys = &candidate.keys;
    let reference = keys.reference.iter().map(|reference| Key::Reference(reference));
    let by_name = names.into_iter().flatten().flat_map(move |name| {
        let email = keys.email.iter().map(move |email| Key::Email(email, name));
        email.chain(keys.phone.iter().map(move |phone| Key::Phone(phone, name)))
    });
    reference.chain(by_name)
}
