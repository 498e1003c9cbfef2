//! What a search found, put in order only as far as somebody looks.

use std::cmp::Ordering;

use super::{Entry, Fit, HOWS, PLACES};
use crate::guest::traits::Traits;
use crate::ids::GuestId;

/// The guests a search found, by how well they fit.
pub struct Hits<'i>([Vec<&'i Entry>; HOWS * PLACES]);

impl<'i> Hits<'i> {
    pub(super) fn none() -> Self {
        Self(Default::default())
    }

    pub(super) fn add(&mut self, Fit(how, place): Fit, entry: &'i Entry) {
        self.0[how as usize * PLACES + place as usize].push(entry);
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// Gives some of them, best first, then by name.
    pub fn page(self, mut offset: usize, mut limit: usize) -> Vec<GuestId> {
        let mut page = Vec::with_capacity(limit.min(self.total()));
        for of_one_fit in self.0 {
            let passed = offset.min(of_one_fit.len());
            let taken = by_name(of_one_fit, passed, limit);
            limit -= taken.len();
            offset -= passed;
            page.extend(taken);
        }
        page
    }

    /// Gives at which place a guest stands among them.
    pub fn place_of(&self, id: GuestId) -> Option<usize> {
        let mut before = 0;
        for of_one_fit in &self.0 {
            if let Some(guest) = of_one_fit.iter().find(|entry| entry.id == id) {
                return Some(before + of_one_fit.iter().filter(|one| order(one, guest).is_lt()).count());
            }
            before += of_one_fit.len();
        }
        None
    }

    /// Visits what they are filtered by.
    pub fn traits(&self) -> impl Iterator<Item = &'i Traits> {
        self.0.iter().flatten().map(|entry| &entry.traits)
    }
}

fn order(one: &&Entry, other: &&Entry) -> Ordering {
    let by_key = one.start.cmp(&other.start).then_with(|| one.key.cmp(&other.key));
    by_key.then_with(|| one.id.cmp(&other.id))
}

/// Sorts only what is shown: one letter may fit every guest there is.
fn by_name(mut hits: Vec<&Entry>, offset: usize, limit: usize) -> Vec<GuestId> {
    if 0 < offset && offset < hits.len() {
        hits.select_nth_unstable_by(offset, order);
    }
    let mut shown = hits.split_off(offset);
    if 0 < limit && limit < shown.len() {
        shown.select_nth_unstable_by(limit, order);
    }
    shown.truncate(limit);
    shown.sort_unstable_by(order);
    shown.into_iter().map(|entry| entry.id).collect()
}
