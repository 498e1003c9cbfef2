//! What must be found: kinds, ids and explained marks, by a plain reading of the rules.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::presence::Passages;
use super::{Oracle, Picture};
use crate::book::At;

/// A finding as every desk must show it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    pub kind: String,
    pub id: String,
    pub explained: bool,
    pub acknowledged: bool,
}

/// The facts that count only of organisers' desks.
const ORGANISERS: [&str; 4] = ["SettingSet", "DeskAdded", "DeskRetired", "BadgeKeyAdded"];
const READ_FIELDS: [&str; 6] = ["name", "email", "phone", "company", "title", "attention"];

impl Oracle<'_> {
    pub fn findings(&self, picture: &Picture) -> BTreeSet<Found> {
        let mut found = Findings { oracle: self, found: BTreeSet::new() };
        found.clocks_off();
        if self.heads().len() > 1 {
            found.cloned_desks();
            found.over_capacity(picture);
            found.corrections_twice();
            found.not_allowed();
            for records in self.by_guest().values() {
                found.of_guest(records);
            }
        }
        found.found
    }

    /// Gives the records that no held one goes on from.
    fn heads(&self) -> Vec<At> {
        let followed: BTreeSet<At> = self.all.iter().filter_map(|at| self.book.records[*at].prev).collect();
        self.all.iter().copied().filter(|at| !followed.contains(at)).collect()
    }

    /// Gives every two of these of which neither had seen the other.
    fn pairs<T: Copy>(&self, stated: &[(At, T)]) -> Vec<[(At, T); 2]> {
        let two = |nth: usize| stated[nth + 1..].iter().map(move |other| [stated[nth], *other]);
        let all = (0..stated.len()).flat_map(two);
        all.filter(|[one, other]| self.book.concurrent(one.0, other.0)).collect()
    }
}

struct Findings<'o, 'b> {
    oracle: &'o Oracle<'b>,
    found: BTreeSet<Found>,
}

impl<'o> Findings<'o, '_> {
    fn add(&mut self, kind: &str, rests_on: impl IntoIterator<Item = String>, explained: bool) {
        let mut rests_on: Vec<String> = rests_on.into_iter().collect();
        rests_on.sort();
        rests_on.insert(0, kind.to_owned());
        let id = gatehouse_core::ids::hex(&Sha256::digest(rests_on.join("\n")));
        let oracle = self.oracle;
        let mut named = oracle.stated(&oracle.counting, "Acknowledged");
        let acknowledged = named.any(|(_, fact)| fact["finding"] == id);
        self.found.insert(Found { kind: kind.to_owned(), id, explained, acknowledged });
    }

    fn add_pair(&mut self, kind: &str, pair: [At; 2], explained: bool) {
        let oracle = self.oracle;
        self.add(kind, pair.map(|at| oracle.book.records[at].id.clone()), explained);
    }

    /// Tells whether one of these had seen, or been seen by, exactly one of the two.
    fn tells_apart(&self, ends: impl IntoIterator<Item = At>, [one, other]: [At; 2]) -> bool {
        let knows = |end: At, at: At| !self.oracle.book.concurrent(end, at);
        ends.into_iter().any(|end| knows(end, one) != knows(end, other))
    }

    fn clocks_off(&mut self) {
        let oracle = self.oracle;
        for rec in oracle.all.iter().map(|at| &oracle.book.records[*at]) {
            let before = rec.after.iter().map(|at| &oracle.book.records[*at]);
            for earlier in before.filter(|earlier| earlier.time - rec.time > 300_000) {
                self.add("clock_off", BTreeSet::from([earlier.desk.clone(), rec.desk.clone()]), false);
            }
        }
    }

    fn cloned_desks(&mut self) {
        let oracle = self.oracle;
        let mut next: BTreeMap<(&str, Option<At>), usize> = BTreeMap::new();
        for rec in oracle.all.iter().map(|at| &oracle.book.records[*at]) {
            *next.entry((&rec.desk, rec.prev)).or_default() += 1;
        }
        for ((desk, prev), _) in next.into_iter().filter(|(_, count)| *count > 1) {
            let last = prev.map(|at| oracle.book.records[at].id.clone());
            self.add("cloned_desk", [desk.to_owned()].into_iter().chain(last), false);
        }
    }

    fn over_capacity(&mut self, picture: &Picture) {
        let oracle = self.oracle;
        let is_over = |inside: i64, capacity: &Value| capacity.as_i64().is_some_and(|most| inside > most);
        if let Some((at, capacity)) = oracle.in_force("event.capacity")
            && is_over(picture.inside, capacity)
        {
            self.add("over_capacity", [oracle.book.records[at].id.clone()], false);
        }
        let Some((at, zones)) = oracle.in_force("zone") else { return };
        for zone in zones.as_array().into_iter().flatten() {
            let name = zone["name"].as_str().unwrap_or_default();
            if is_over(picture.zones.get(name).copied().unwrap_or(0), &zone["capacity"]) {
                self.add("over_capacity", [oracle.book.records[at].id.clone(), name.to_owned()], false);
            }
        }
    }

    fn corrections_twice(&mut self) {
        let oracle = self.oracle;
        let corrected: Vec<(At, &Value)> = oracle.stated(&oracle.counting, "HeadCountCorrected").collect();
        for [(one, of_one), (other, of_other)] in oracle.pairs(&corrected) {
            let signs = [of_one, of_other].map(|fact| fact["by"].as_i64().unwrap_or(0).signum());
            if of_one["zone"] == of_other["zone"] && signs[0] == signs[1] {
                let explained = self.tells_apart(oracle.outs.iter().copied(), [one, other]);
                self.add_pair("correction_twice", [one, other], explained);
            }
        }
    }

    fn not_allowed(&mut self) {
        let oracle = self.oracle;
        let trust = &oracle.trust;
        for at in &oracle.all {
            let rec = &oracle.book.records[*at];
            let states = ORGANISERS.iter().any(|fact| rec.says(fact));
            if states && !(trust.is_organiser(&rec.desk) && trust.counts(oracle.book, *at)) {
                self.add("not_allowed", [rec.id.clone()], false);
            }
        }
        for head in oracle.heads() {
            let desk = &oracle.book.records[head].desk;
            if trust.is_retired(desk) && !trust.counts(oracle.book, head) {
                self.add("not_allowed", [desk.clone()], false);
            }
        }
    }

    fn of_guest(&mut self, records: &[At]) {
        let passages = self.oracle.passages(records);
        self.double_entries(&passages);
        self.screening_conflicts(records, &passages);
        self.concurrent_edits(records);
        self.badges(records, &passages);
    }

    fn ends(&self, passages: &Passages) -> Vec<At> {
        passages.exits.iter().map(|(at, _)| *at).chain(self.oracle.outs.iter().copied()).collect()
    }

    fn double_entries(&mut self, passages: &Passages) {
        for [(one, zone), (other, other_zone)] in self.oracle.pairs(&passages.entries) {
            if zone == other_zone {
                let explained = self.tells_apart(self.ends(passages), [one, other]);
                self.add_pair("double_entry", [one, other], explained);
            }
        }
    }

    fn screening_conflicts(&mut self, records: &[At], passages: &Passages) {
        let results: Vec<(At, &Value)> = self.oracle.stated(records, "StepResult").collect();
        for [(one, of_one), (other, of_other)] in self.oracle.pairs(&results) {
            if of_one["step"] == of_other["step"] && of_one["outcome"] != of_other["outcome"] {
                let explained = self.tells_apart(self.ends(passages), [one, other]);
                self.add_pair("screening_conflict", [one, other], explained);
            }
        }
    }

    fn concurrent_edits(&mut self, records: &[At]) {
        let oracle = self.oracle;
        let mut matters: BTreeMap<&str, Vec<(At, &str)>> = BTreeMap::new();
        for (at, fact) in oracle.stated(records, "GuestDetails") {
            for field in READ_FIELDS {
                if let Some(value) = fact["fields"][field].as_str() {
                    matters.entry(field).or_default().push((at, value));
                }
            }
        }
        for (matter, name) in [("status", "StatusSet"), ("category", "CategorySet")] {
            let said =
                oracle.stated(records, name).filter_map(|(at, fact)| Some((at, fact[matter].as_str()?)));
            matters.entry(matter).or_default().extend(said);
        }
        for values in matters.values() {
            let standing: Vec<(At, &str)> =
                oracle.book.standing(values).into_iter().map(|nth| values[nth]).collect();
            for [(one, of_one), (other, of_other)] in oracle.pairs(&standing) {
                if of_one != of_other {
                    self.add_pair("concurrent_edit", [one, other], false);
                }
            }
        }
    }

    fn badges(&mut self, records: &[At], passages: &Passages) {
        let oracle = self.oracle;
        let issued: Vec<(At, &Value)> = oracle.stated_of_badges(records, "BadgeIssued");
        for [(one, of_one), (other, of_other)] in oracle.pairs(&issued) {
            if of_one["badge"] != of_other["badge"] {
                self.add_pair("two_badges", [one, other], false);
            }
        }
        let revoked = oracle.stated_of_badges(records, "BadgeRevoked");
        let scanned = oracle.stated_of_badges(records, "Scanned");
        for ((slot, serial), _) in oracle.badges(records).into_iter().filter(|(_, state)| *state != "active")
        {
            let is_it = |fact: &Value| fact["badge"]["slot"] == slot && fact["badge"]["serial"] == serial;
            let rank = |at: &At| oracle.book.records[*at].rank();
            let own = issued.iter().filter(|(_, fact)| is_it(fact)).map(|(at, _)| rank(at)).max();
            let above = issued.iter().filter(|(at, fact)| !is_it(fact) && Some(rank(at)) > own);
            let stops = revoked.iter().filter(|(_, fact)| is_it(fact)).chain(above);
            let used = scanned.iter().filter(|(at, fact)| {
                is_it(fact)
                    && fact["direction"] == "entry"
                    && passages.entries.iter().any(|(entry, _)| entry == at)
            });
            let used: Vec<At> = used.map(|(at, _)| *at).collect();
            for (stop, entry) in stops.flat_map(|(stop, _)| used.iter().map(move |entry| (*stop, *entry))) {
                if oracle.book.concurrent(stop, entry) {
                    self.add_pair("replaced_badge_used", [stop, entry], false);
                }
            }
        }
    }
}
