//! Whose records count.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{At, Book};

#[derive(Debug, Default)]
pub struct Trust {
    /// By desk: whether it is an organiser's, and, once retired, which of its records count.
    desks: BTreeMap<String, (bool, Option<BTreeSet<At>>)>,
    /// Desks that were an organiser's once, whatever became of those who said so.
    were_organisers: BTreeSet<String>,
}

impl Trust {
    /// Judges the desks in the order they were added: none by one that came later.
    pub fn of(book: &Book, held: &[At]) -> Self {
        let mut trust = Self::default();
        let mut added: Vec<(At, &str, bool)> = Vec::new();
        for at in held {
            for fact in book.records[*at].facts("DeskAdded") {
                added.push((*at, fact["desk"].as_str().unwrap_or_default(), fact["organiser"] == true));
            }
        }
        added.sort_by(|one, other| book.records[one.0].rank().cmp(&book.records[other.0].rank()));
        for (nth, (at, desk, organiser)) in added.into_iter().enumerate() {
            let is_first = nth == 0;
            if is_first || (organiser && trust.were_organisers.contains(&book.records[at].desk)) {
                trust.were_organisers.insert(desk.to_owned());
            }
            let allowed = is_first || (trust.is_organiser(&book.records[at].desk) && trust.counts(book, at));
            if allowed && !trust.desks.contains_key(desk) {
                let accepted = if is_first { None } else { trust.accepted(book, held, desk) };
                trust.desks.insert(desk.to_owned(), (organiser, accepted));
            }
        }
        trust
    }

    pub fn is_organiser(&self, desk: &str) -> bool {
        self.desks.get(desk).is_some_and(|(organiser, _)| *organiser)
    }

    pub fn was_organiser(&self, desk: &str) -> bool {
        self.were_organisers.contains(desk)
    }

    /// Tells whether files are made for a desk: one that was added by those who may, and not retired.
    pub fn is_open(&self, desk: &str) -> bool {
        self.desks.get(desk).is_some_and(|(_, accepted)| accepted.is_none())
    }

    pub fn is_retired(&self, desk: &str) -> bool {
        self.desks.get(desk).is_some_and(|(_, accepted)| accepted.is_some())
    }

    pub fn counts(&self, book: &Book, at: At) -> bool {
        let desk = self.desks.get(&book.records[at].desk);
        desk.is_some_and(|(_, accepted)| accepted.as_ref().is_none_or(|accepted| accepted.contains(&at)))
    }

    /// Gives the records up to the heads that retirements by those known so far accepted; none: not retired.
    fn accepted(&self, book: &Book, held: &[At], desk: &str) -> Option<BTreeSet<At>> {
        let mut accepted: Option<BTreeSet<At>> = None;
        for by in
            held.iter().filter(|by| self.is_organiser(&book.records[**by].desk) && self.counts(book, **by))
        {
            for fact in book.records[*by].facts("DeskRetired").filter(|fact| fact["desk"] == desk) {
                let accepted = accepted.get_or_insert_default();
                let heads = fact["heads"].as_array().into_iter().flatten();
                for head in heads.filter_map(|head| book.find(head.as_str()?)) {
                    let before = held.iter().copied().filter(|at| *at == head || book.had_seen(head, *at));
                    accepted.extend(before);
                }
            }
        }
        accepted
    }
}
