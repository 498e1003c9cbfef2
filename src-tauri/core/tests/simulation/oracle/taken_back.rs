//! What voids, voided imports and erasures take away from what records say.

use std::collections::BTreeSet;

use gatehouse_core::journal::fact::provisional_guest;
use serde_json::Value;

use super::{NONE, Oracle, Trust};
use crate::book::{At, Book};

const PERSONAL: [&str; 5] = ["guest_added", "guest_edited", "guest_imported", "stray_scan", "noted"];
const PLACING: [&str; 2] = ["guest_added", "guest_imported"];

/// Gives those whose personal data an organiser's desk, retired since or not, took away.
pub fn erased(book: &Book, held: &[At], trust: &Trust) -> BTreeSet<String> {
    let mut erased = BTreeSet::new();
    for rec in held.iter().map(|at| &book.records[*at]).filter(|rec| trust.was_organiser(&rec.desk)) {
        for fact in rec.facts("Erased") {
            erased.extend(rec.subject.clone());
            let badges = fact["badges"].as_array().into_iter().flatten();
            let badges = badges.map(|badge| serde_json::from_value(badge.clone()).unwrap_or(NONE));
            erased.extend(badges.map(|badge| provisional_guest(badge).to_string()));
        }
    }
    erased
}

impl Oracle<'_> {
    /// Gives what records of one guest, or of none, state under a fact's name, without what was taken back.
    pub fn stated<'f>(&'f self, records: &'f [At], name: &'f str) -> impl Iterator<Item = (At, &'f Value)> {
        let placing: Vec<At> = records.iter().copied().filter(|at| self.is_placing(*at)).collect();
        let is_kept_whole = placing.is_empty() && records.iter().any(|at| self.concerns(*at));
        let all = records.iter().flat_map(move |at| self.left(*at, name).map(move |fact| (*at, fact)));
        all.filter(move |(at, fact)| {
            let is_upheld = || placing.iter().any(|later| self.book.had_seen(*later, *at));
            !self.voided.contains(at) && (!self.is_withdrawn(fact) || is_kept_whole || is_upheld())
        })
    }

    /// Gives the facts an erasure leaves.
    fn left<'f>(&'f self, at: At, name: &'f str) -> impl Iterator<Item = &'f Value> {
        let rec = &self.book.records[at];
        rec.facts(name).filter(move |_| !self.is_gone(at))
    }

    /// Tells whether an erasure took a record's body.
    pub fn is_gone(&self, at: At) -> bool {
        let rec = &self.book.records[at];
        let is_erased = |guest: &String| self.erased.contains(guest);
        PERSONAL.contains(&rec.kind.as_str()) && rec.subject.as_ref().is_some_and(is_erased)
    }

    fn is_withdrawn(&self, fact: &Value) -> bool {
        fact["import"].as_str().is_some_and(|import| self.voided_imports.contains(import))
    }

    /// Tells whether a record still stands that has to do with the guest.
    fn concerns(&self, at: At) -> bool {
        let facts = &self.book.records[at].facts;
        !self.voided.contains(&at)
            && (self.is_gone(at) || !facts.iter().any(|fact| self.is_withdrawn_of(fact)))
    }

    /// As [`Self::is_withdrawn`], for the facts that an import brings.
    fn is_withdrawn_of(&self, fact: &Value) -> bool {
        fact["fact"] != "Voided" && fact["fact"] != "Imported" && self.is_withdrawn(fact)
    }

    fn is_placing(&self, at: At) -> bool {
        PLACING.contains(&self.book.records[at].kind.as_str()) && self.concerns(at)
    }
}
