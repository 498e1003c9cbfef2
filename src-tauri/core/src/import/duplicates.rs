//! Rows of one file that are the same guest twice.
//!
//! Different references, or different names, are different guests whatever else they share.

use std::collections::HashMap;

use crate::import::candidate::Candidate;

/// Of rows that share a key so many are looked at: more would let one office phone cost the square of the list.
const LOOKED_AT: usize = 8;

#[derive(PartialEq, Eq, Hash, Clone, Copy)]
enum Key<'c> {
    Reference(&'c str),
    /// With the name, or `None` for any name.
    Email(&'c str, Option<&'c str>),
    Phone(&'c str, Option<&'c str>),
}

/// Gives for each candidate the line of the earlier one it repeats, if it does.
pub fn find(candidates: &[Candidate]) -> Vec<Option<u64>> {
    let mut seen: HashMap<Key<'_>, Vec<&Candidate>> = HashMap::with_capacity(candidates.len() * 2);
    let mut lines = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let earlier = asked(candidate)
            .into_iter()
            .filter_map(|key| seen.get(&key))
            .flatten()
            .find(|earlier| same(earlier, candidate))
            .map(|earlier| earlier.line);
        if earlier.is_none() {
            for key in told(candidate) {
                let alike = seen.entry(key).or_default();
                if alike.len() < LOOKED_AT {
                    alike.push(candidate);
                }
            }
        }
        lines.push(earlier);
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

/// The keys an earlier row would have left if it were this one; a row without a name repeats any.
fn asked(candidate: &Candidate) -> Vec<Key<'_>> {
    let keys = &candidate.keys;
    let names: &[Option<&str>] = if keys.name.is_empty() { &[None] } else { &[Some(&keys.name), Some("")] };
    let reference = keys.reference.iter().map(|reference| Key::Reference(reference));
    let emails = keys.email.iter().flat_map(|email| names.iter().map(|name| Key::Email(email, *name)));
    let phones = keys.phone.iter().flat_map(|phone| names.iter().map(|name| Key::Phone(phone, *name)));
    reference.chain(emails).chain(phones).collect()
}

fn told(candidate: &Candidate) -> Vec<Key<'_>> {
    let keys = &candidate.keys;
    let names = [Some(keys.name.as_str()), None];
    let reference = keys.reference.iter().map(|reference| Key::Reference(reference));
    let emails = keys.email.iter().flat_map(|email| names.iter().map(|name| Key::Email(email, *name)));
    let phones = keys.phone.iter().flat_map(|phone| names.iter().map(|name| Key::Phone(phone, *name)));
    reference.chain(emails).chain(phones).collect()
}
