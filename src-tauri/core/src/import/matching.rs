//! Who on the list a row is: by reference, then e-mail, then phone, then name and company.
//!
//! Each key is asked of all rows before the next one, and a guest is taken by one row only, so the
//! order of the rows decides nothing but who comes nth of those that are alike in everything.

use std::collections::HashMap;

use crate::guest::Field;
use crate::guest::folding::fold;
use crate::ids::BadgeKey;
use crate::ids::GuestId;
use crate::import::candidate::{Candidate, Keys};
use crate::import::cells;
use crate::import::plan::{Existing, Remark, guest_id};
use crate::import::sentences;

/// Gives for each candidate the place in `guests` of the guest it is, if there is one.
pub fn pair(
    candidates: &[Candidate],
    source: &str,
    guests: &[Existing],
    key: &BadgeKey,
    doubts: &mut Vec<Remark>,
) -> Vec<Option<usize>> {
    let mut pairing = Pairing {
        index: Index::new(guests, source),
        guests,
        source,
        found: vec![None; candidates.len()],
        taken: vec![false; guests.len()],
    };
    pairing.by_reference(candidates, key);
    for ambiguous in [Ambiguous::Later, Ambiguous::Told] {
        pairing.by_key(candidates, ambiguous, Way::Email, doubts);
    }
    for ambiguous in [Ambiguous::Later, Ambiguous::Told] {
        pairing.by_key(candidates, ambiguous, Way::Phone, doubts);
    }
    pairing.by_name(candidates);
    pairing.found
}

/// First those whose name fits too, then the rest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ambiguous {
    Later,
    Told,
}

#[derive(Clone, Copy)]
enum Way {
    Email,
    Phone,
}

struct Pairing<'l> {
    index: Index<'l>,
    guests: &'l [Existing],
    source: &'l str,
    found: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairing<'_> {
    fn by_reference(&mut self, candidates: &[Candidate], key: &BadgeKey) {
        for (at, candidate) in candidates.iter().enumerate() {
            let Some(reference) = &candidate.keys.reference else { continue };
            let known = self.index.by_reference.get(reference.as_str()).copied();
            let known =
                known.or_else(|| self.index.by_id.get(&guest_id(key, self.source, reference)).copied());
            if let Some(guest) = known.filter(|guest| !self.taken[*guest]) {
                self.take(at, guest);
            }
        }
    }

    fn by_key(&mut self, candidates: &[Candidate], ambiguous: Ambiguous, way: Way, doubts: &mut Vec<Remark>) {
        for (at, candidate) in candidates.iter().enumerate() {
            if self.found[at].is_some() {
                continue;
            }
            let (field, key, index) = match way {
                Way::Email => (Field::Email, &candidate.keys.email, &self.index.by_email),
                Way::Phone => (Field::Phone, &candidate.keys.phone, &self.index.by_phone),
            };
            let Some(alike) = key.as_ref().and_then(|key| index.get(key)) else { continue };
            let mut free: Vec<usize> =
                alike.iter().copied().filter(|guest| self.fits(candidate, *guest)).collect();
            // Written to the letter as here comes first: another's may be a number that is spoilt.
            free.sort_by_key(|guest| {
                self.guests[*guest].said(field) != candidate.fields.get(&field).map(String::as_str)
            });
            let same_name = free
                .iter()
                .copied()
                .find(|guest| folded(&self.guests[*guest], Field::Name) == candidate.keys.name);
            match (same_name, ambiguous, free.as_slice()) {
                (Some(guest), _, _) | (None, Ambiguous::Told, &[guest]) => self.take(at, guest),
                (None, Ambiguous::Told, [_, _, ..]) => doubts.push(Remark {
                    line: candidate.line,
                    column: String::new(),
                    value: key.clone().unwrap_or_default(),
                    reason: sentences::several_alike(),
                }),
                (None, Ambiguous::Later, _) | (None, Ambiguous::Told, []) => {}
            }
        }
    }

    fn by_name(&mut self, candidates: &[Candidate]) {
        let bare = |keys: &Keys| keys.reference.is_none() && keys.email.is_none() && keys.phone.is_none();
        if !candidates.iter().any(|candidate| bare(&candidate.keys)) {
            return;
        }
        let by_name = names_of(self.guests, self.source);
        for (at, candidate) in candidates.iter().enumerate() {
            let keys = &candidate.keys;
            if !bare(keys) {
                continue;
            }
            let alike = by_name.get(&(keys.name.clone(), keys.company.clone()));
            let free = alike.and_then(|alike| alike.iter().copied().find(|guest| !self.taken[*guest]));
            if let Some(guest) = free {
                self.take(at, guest);
            }
        }
    }

    /// A guest that no other row is, and that this source does not know by another reference.
    fn fits(&self, candidate: &Candidate, guest: usize) -> bool {
        let existing = &self.guests[guest];
        let other_reference = existing.is_of(self.source)
            && match (&candidate.keys.reference, existing.said(Field::Reference)) {
                (Some(one), Some(other)) => one != other,
                _ => false,
            };
        !self.taken[guest] && !other_reference
    }

    fn take(&mut self, candidate: usize, guest: usize) {
        self.found[candidate] = Some(guest);
        self.taken[guest] = true;
    }
}

/// The guests by every key, in the order they were given.
struct Index<'l> {
    by_id: HashMap<GuestId, usize>,
    by_reference: HashMap<&'l str, usize>,
    by_email: HashMap<String, Vec<usize>>,
    by_phone: HashMap<String, Vec<usize>>,
}

impl<'l> Index<'l> {
    fn new(guests: &'l [Existing], source: &str) -> Self {
        let mut index = Self {
            by_id: HashMap::with_capacity(guests.len()),
            by_reference: HashMap::with_capacity(guests.len()),
            by_email: HashMap::with_capacity(guests.len()),
            by_phone: HashMap::with_capacity(guests.len()),
        };
        for (at, guest) in guests.iter().enumerate() {
            index.put(at, guest, source);
        }
        index
    }

    /// A value put right by hand does not hide the guest from the list that still has the old one.
    fn put(&mut self, at: usize, guest: &'l Existing, source: &str) {
        self.by_id.insert(guest.id, at);
        let values = |field: Field| {
            let (shown, said) = (guest.fields.get(&field), guest.imported_fields.get(&field));
            shown.into_iter().chain(said.filter(|said| Some(*said) != shown))
        };
        for email in values(Field::Email).filter_map(|email| cells::email_key(email)) {
            self.by_email.entry(email).or_default().push(at);
        }
        for phone in values(Field::Phone).filter_map(|phone| cells::phone_key(phone)) {
            self.by_phone.entry(phone).or_default().push(at);
        }
        if guest.is_of(source) {
            for reference in values(Field::Reference) {
                self.by_reference.entry(reference).or_insert(at);
            }
        }
    }
}

/// The guests of a source by folded name and company.
fn names_of(guests: &[Existing], source: &str) -> HashMap<(String, String), Vec<usize>> {
    let mut by_name: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, guest) in guests.iter().enumerate().filter(|(_, guest)| guest.is_of(source)) {
        by_name.entry((folded(guest, Field::Name), folded(guest, Field::Company))).or_default().push(at);
    }
    by_name
}

fn folded(guest: &Existing, field: Field) -> String {
    guest.said(field).map(fold).unwrap_or_default()
}
