//! Finds guests as somebody types: a name in either order, company, e-mail, phone, number, reference.
//!
//! Held in memory, because a database cannot find one Han character or the middle of a name quickly.

use std::collections::HashMap;

use memchr::memmem::Finder;

use crate::guest::folding::{fold, fold_umlauts};
use crate::guest::{Field, Guest, pinyin};
use crate::ids::GuestId;

/// Parts the values within a key; nobody types it.
const PART: char = '\u{1f}';

/// All guests of an event, to be searched.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
    places: HashMap<GuestId, usize>,
}

/// A guest as the index holds them.
#[derive(Debug)]
pub struct Entry {
    id: GuestId,
    /// The first bytes of the key as a number, so that most comparisons by name stay within the list.
    start: u128,
    /// Folded values, the name first, each with [`PART`] before and behind it.
    key: Box<str>,
}

/// How well a guest fits; the smaller the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    Prefix,
    WordStart,
    Inside,
}

impl Entry {
    /// Folds what a guest is found by; the costly part of putting a guest in.
    pub fn of(id: GuestId, guest: &Guest) -> Self {
        let key = key_of(guest).into_boxed_str();
        Self { id, start: start_of(guest), key }
    }
}

impl Index {
    /// Makes an index without guests.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a guest in, or anew after a change.
    pub fn put(&mut self, id: GuestId, guest: &Guest) {
        self.take(Entry::of(id, guest));
    }

    /// Takes in a guest whose entry is made already.
    pub fn take(&mut self, entry: Entry) {
        match self.places.get(&entry.id) {
            Some(&at) => self.entries[at] = entry,
            None => {
                self.places.insert(entry.id, self.entries.len());
                self.entries.push(entry);
            }
        }
    }

    /// Takes a guest out; does nothing when there is none.
    pub fn remove(&mut self, id: GuestId) {
        let Some(at) = self.places.remove(&id) else { return };
        self.entries.swap_remove(at);
        if let Some(moved) = self.entries.get(at) {
            self.places.insert(moved.id, at);
        }
    }

    /// How many guests there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Tells that there are no guests.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Gives the guests that fit every word of `query`, best first, then by name, and how many fit in all.
    ///
    /// An empty query fits everybody.
    pub fn search(&self, query: &str, limit: usize, offset: usize) -> (Vec<GuestId>, usize) {
        let whole = fold(query);
        let words: Vec<Word<'_>> = whole.split(' ').filter(|word| !word.is_empty()).map(Word::new).collect();
        let exact = Finder::new(&whole);
        let mut hits: [Vec<&Entry>; 4] = Default::default();
        for entry in &self.entries {
            if let Some(fit) = fit(entry, &words, &exact) {
                hits[fit as usize].push(entry);
            }
        }
        let total = hits.iter().map(Vec::len).sum();
        let wanted = offset.saturating_add(limit);
        let mut best: Vec<&Entry> = Vec::new();
        for of_one_fit in hits {
            best.extend(first_by_name(of_one_fit, wanted - best.len().min(wanted)));
        }
        (best.iter().skip(offset).map(|entry| entry.id).collect(), total)
    }
}

/// Sorts only what is shown: one letter may fit every guest there is.
fn first_by_name(mut hits: Vec<&Entry>, wanted: usize) -> Vec<&Entry> {
    let order = |one: &&Entry, other: &&Entry| {
        let by_key = one.start.cmp(&other.start).then_with(|| one.key.cmp(&other.key));
        by_key.then_with(|| one.id.cmp(&other.id))
    };
    if wanted < hits.len() {
        hits.select_nth_unstable_by(wanted, order);
        hits.truncate(wanted);
    }
    hits.sort_unstable_by(order);
    hits
}

/// A word of the query; one of digits and signs is also looked for as the digits alone.
struct Word<'q> {
    finder: Finder<'q>,
    digits: Option<Finder<'static>>,
}

impl<'q> Word<'q> {
    fn new(word: &'q str) -> Self {
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        let number =
            digits.len() != word.len() && digits.len() > 2 && word.chars().all(|c| !c.is_alphabetic());
        let number = number.then(|| Finder::new(&digits).into_owned());
        let badge = badge_of_code(word).map(|badge| Finder::new(&badge).into_owned());
        Self { finder: Finder::new(word), digits: badge.or(number) }
    }

    fn fit(&self, key: &str) -> Option<Fit> {
        best(&self.finder, key).or_else(|| self.digits.as_ref().and_then(|digits| best(digits, key)))
    }
}

/// The worst of the words' fits; a value that is the whole query comes before all.
fn fit(entry: &Entry, words: &[Word<'_>], whole: &Finder<'_>) -> Option<Fit> {
    let mut worst = Fit::Exact;
    for word in words {
        worst = worst.max(word.fit(&entry.key)?);
    }
    if worst != Fit::Exact && words.len() > 1 && best(whole, &entry.key) == Some(Fit::Exact) {
        return Some(Fit::Exact);
    }
    Some(worst)
}

/// The best place a word stands at: a whole value, the start of one, the start of a word, or inside.
fn best(finder: &Finder<'_>, key: &str) -> Option<Fit> {
    let bytes = key.as_bytes();
    let length = finder.needle().len();
    let mut best = None;
    for at in finder.find_iter(bytes) {
        let fit = match (bytes.get(at.wrapping_sub(1)), bytes.get(at + length)) {
            (Some(&before), Some(&behind)) if before == PART as u8 && behind == PART as u8 => {
                return Some(Fit::Exact);
            }
            (Some(&before), _) if before == PART as u8 => Fit::Prefix,
            (Some(before), _) if before.is_ascii() && !before.is_ascii_alphanumeric() => Fit::WordStart,
            _ => Fit::Inside,
        };
        best = Some(best.map_or(fit, |known: Fit| known.min(fit)));
    }
    best
}

/// Tells whether a guest is found by the same words in both states.
pub fn is_found_alike(before: &Guest, now: &Guest) -> bool {
    let numbers = |guest: &Guest| guest.badges.iter().map(|badge| badge.number).collect::<Vec<_>>();
    before.listed == now.listed
        && before.fields == now.fields
        && before.other_values == now.other_values
        && numbers(before) == numbers(now)
}

/// The first 16 bytes of what the guest is sorted by.
fn start_of(guest: &Guest) -> u128 {
    let values = [Field::Name, Field::Company, Field::Email].map(|field| guest.field(field));
    let called = values.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
    let mut start = [0; 16];
    for (to, from) in start.iter_mut().zip(pinyin::sorted_as(called).bytes()) {
        *to = from;
    }
    u128::from_be_bytes(start)
}

fn key_of(guest: &Guest) -> String {
    let mut key = String::from(PART);
    let name = guest.field(Field::Name);
    let company = guest.field(Field::Company);
    let mut add = |value: &str| {
        if !value.is_empty() {
            key.push_str(value);
            key.push(PART);
        }
    };
    for value in [name, company, guest.field(Field::Email)] {
        add(&fold(value));
    }
    for value in [name, company] {
        add(&fold_umlauts(value).unwrap_or_default());
    }
    for other in guest.other_values.get(&Field::Name).into_iter().flatten() {
        add(&fold(other));
    }
    for typed in pinyin::typed(name) {
        add(&typed);
    }
    let phone = guest.field(Field::Phone);
    add(&phone.chars().filter(char::is_ascii_digit).collect::<String>());
    add(&fold(guest.field(Field::Reference)));
    for badge in &guest.badges {
        add(&badge.number.to_string());
    }
    key
}

/// Reads slot and serial out of a badge code's 34 digits (see [`crate::badge::code`]); searching is no check.
fn badge_of_code(word: &str) -> Option<String> {
    if word.len() != 34 {
        return None;
    }
    let number: u128 = word.parse().ok()?;
    Some(format!("{}-{}", (number >> 84) & 0xfff, (number >> 52) & 0xffff_ffff))
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
