//! What must come out, worked out the plain way: from whole sets of what each record's author had seen.
//!
//! Shares no code with the folds. Slow where that is simpler; the events here are small.

mod badges;
mod findings;
mod presence;
mod screening;
mod taken_back;
mod trust;

use std::collections::{BTreeMap, BTreeSet};

use gatehouse_core::badge::BadgeNumber;
use gatehouse_core::journal::fact::provisional_guest;
use serde_json::Value;

use crate::book::{At, Book, Set};
pub use findings::Found;
pub use presence::Place;
pub use trust::Trust;

/// The zones of the simulated event, each with those around it.
pub const ZONES: [(&str, &[&str]); 4] =
    [("hall", &[]), ("rope", &["hall"]), ("stage", &["hall", "rope"]), ("foyer", &[])];
/// The steps of the simulated event, and whether a pass holds for one entry only.
pub const STEPS: [(&str, bool); 3] = [("id", false), ("metal", true), ("bag", true)];

/// Everything the desks must show once all is exchanged.
#[derive(Debug, Default, PartialEq)]
pub struct Picture {
    pub guests: BTreeMap<String, Person>,
    pub inside: i64,
    pub zones: BTreeMap<&'static str, i64>,
    pub entry_stopped: bool,
    pub capacity: Option<u64>,
}

#[derive(Debug, PartialEq)]
pub struct Person {
    pub name: String,
    pub status: String,
    pub category: String,
    pub place: Place,
    /// By step, for steps that have a result.
    pub steps: BTreeMap<&'static str, &'static str>,
    /// By slot and serial.
    pub badges: BTreeMap<(u16, u32), &'static str>,
}

/// The records of the book that some laptop holds, as far as they count.
pub struct Oracle<'b> {
    pub book: &'b Book,
    /// All that are held, ascending.
    all: Vec<At>,
    /// Ascending.
    pub counting: Vec<At>,
    pub trust: Trust,
    /// Records that a counting `Voided` names.
    voided: BTreeSet<At>,
    voided_imports: BTreeSet<String>,
    /// Guests whose personal data is gone.
    erased: BTreeSet<String>,
    /// Those not voided.
    outs: Vec<At>,
}

impl<'b> Oracle<'b> {
    pub fn new(book: &'b Book, held: &Set) -> Self {
        let all: Vec<At> = (0..book.records.len()).filter(|at| held.has(*at)).collect();
        let trust = Trust::of(book, &all);
        let counting: Vec<At> = all.iter().copied().filter(|at| trust.counts(book, *at)).collect();
        let voids = || counting.iter().flat_map(|at| book.records[*at].facts("Voided"));
        let named = voids().flat_map(|fact| fact["records"].as_array().into_iter().flatten());
        let voided: BTreeSet<At> = named.filter_map(|id| book.find(id.as_str()?)).collect();
        let voided_imports = voids().filter_map(|fact| fact["import"].as_str().map(str::to_owned)).collect();
        let erased = taken_back::erased(book, &all, &trust);
        let is_out = |at: &At| book.records[*at].says("EveryoneOut") && !voided.contains(at);
        let outs = counting.iter().copied().filter(is_out).collect();
        Self { book, all, counting, trust, voided, voided_imports, erased, outs }
    }

    /// Paints the whole picture.
    pub fn picture(&self) -> Picture {
        let mut picture = Picture { entry_stopped: self.entry_stopped(), ..Picture::default() };
        let capacity = self.stated_by_organisers("event.capacity");
        picture.capacity = capacity.and_then(|value| value.as_u64());
        picture.zones = ZONES.map(|(zone, _)| (zone, 0)).into();
        for (guest, records) in self.by_guest() {
            let person = self.person(&guest, &records);
            for zone in person.place.counted() {
                *picture.zones.entry(zone).or_default() += 1;
            }
            picture.inside += i64::from(matches!(person.place, Place::Inside { .. }));
            picture.guests.insert(guest, person);
        }
        self.add_corrections(&mut picture);
        picture
    }

    /// Gives the records about each guest; those kept under a badge go to whom the badge was issued.
    pub fn by_guest(&self) -> BTreeMap<String, Vec<At>> {
        let owner = owners(self.book, self.counting.iter().copied());
        let mut by_guest: BTreeMap<String, Vec<At>> = BTreeMap::new();
        for at in &self.counting {
            let Some(subject) = &self.book.records[*at].subject else { continue };
            by_guest.entry(owner.get(subject).unwrap_or(subject).clone()).or_default().push(*at);
        }
        by_guest
    }

    fn person(&self, guest: &str, records: &[At]) -> Person {
        let passages = self.passages(records);
        let name = self.last_of(records, "GuestDetails", |fact| fact["fields"]["name"].as_str());
        let company = self.last_of(records, "GuestDetails", |fact| fact["fields"]["company"].as_str());
        Person {
            name: match () {
                () if self.erased.contains(guest) => "(erased)".to_owned(),
                () if name.is_empty() => company,
                () => name,
            },
            status: self.strictest(records),
            category: self.category(records),
            place: passages.place(self),
            steps: STEPS
                .iter()
                .filter_map(|(step, per_entry)| {
                    Some((*step, self.step(records, step, *per_entry, &passages)?))
                })
                .collect(),
            badges: self.badges(records),
        }
    }

    /// Gives the value shown: of those no later one had seen, the highest.
    fn last_of<'f>(&'f self, records: &'f [At], name: &'f str, pick: fn(&Value) -> Option<&str>) -> String {
        let stated: Vec<(At, &str)> =
            self.stated(records, name).filter_map(|(at, fact)| Some((at, pick(fact)?))).collect();
        let standing = self.book.standing(&stated).into_iter().map(|nth| stated[nth]);
        let highest = standing.max_by_key(|(at, _)| self.book.records[*at].rank());
        highest.map_or(String::new(), |(_, value)| value.to_owned())
    }

    fn category(&self, records: &[At]) -> String {
        let said = self.last_of(records, "CategorySet", |fact| fact["category"].as_str());
        if said.is_empty() { "guest".to_owned() } else { said }
    }

    fn strictest(&self, records: &[At]) -> String {
        const ORDER: [&str; 4] = ["approved", "pending", "cancelled", "blocked"];
        let weight = |fact: &Value| ORDER.iter().position(|status| fact["status"] == *status);
        let stated: Vec<(At, usize)> =
            self.stated(records, "StatusSet").filter_map(|(at, fact)| Some((at, weight(fact)?))).collect();
        let worst = self.book.standing(&stated).into_iter().map(|nth| stated[nth].1).max();
        ORDER[worst.unwrap_or(0)].to_owned()
    }

    fn entry_stopped(&self) -> bool {
        let says = |at: &At| {
            let rec = &self.book.records[*at];
            rec.says("EntryStopped").then_some(true).or(rec.says("EntryResumed").then_some(false))
        };
        let stated: Vec<(At, bool)> = self.counting.iter().filter_map(|at| Some((*at, says(at)?))).collect();
        self.book.standing(&stated).into_iter().any(|nth| stated[nth].1)
    }

    /// Gives a setting's value in force.
    fn stated_by_organisers(&self, key: &str) -> Option<Value> {
        self.in_force(key).map(|(_, value)| value.clone())
    }

    /// Gives a setting's value in force, and the record that set it.
    fn in_force(&self, key: &str) -> Option<(At, &Value)> {
        let own = |at: &&At| self.trust.is_organiser(&self.book.records[**at].desk);
        let set = self
            .counting
            .iter()
            .filter(own)
            .flat_map(|at| self.book.records[*at].facts("SettingSet").map(move |fact| (*at, fact)));
        let stated: Vec<(At, &Value)> =
            set.filter(|(_, fact)| fact["key"] == key).map(|(at, fact)| (at, &fact["value"])).collect();
        let standing = self.book.standing(&stated).into_iter().map(|nth| stated[nth]);
        standing.max_by_key(|(at, _)| self.book.records[*at].rank())
    }

    fn add_corrections(&self, picture: &mut Picture) {
        for (at, fact) in self.stated(&self.counting, "HeadCountCorrected") {
            if self.outs.iter().any(|out| self.book.had_seen(*out, at)) {
                continue;
            }
            let by = fact["by"].as_i64().unwrap_or(0);
            picture.inside += by;
            if let Some((zone, around)) = ZONES.iter().find(|(zone, _)| fact["zone"] == *zone) {
                for zone in around.iter().chain([zone]) {
                    *picture.zones.entry(zone).or_default() += by;
                }
            }
        }
    }
}

const NONE: BadgeNumber = BadgeNumber { slot: 0, serial: 0 };

/// Gives whom the badges named in these records were issued to, by the guest their records waited under.
pub fn owners(book: &Book, records: impl Iterator<Item = At>) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for rec in records.map(|at| &book.records[at]) {
        for fact in rec.facts("BadgeIssued") {
            let number: BadgeNumber = serde_json::from_value(fact["badge"].clone()).unwrap_or(NONE);
            owners.extend(rec.subject.clone().map(|guest| (provisional_guest(number).to_string(), guest)));
        }
    }
    owners
}
