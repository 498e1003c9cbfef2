//! Finds guests as somebody types: a name in either order, company, e-mail, phone, number, reference.
//!
//! Held in memory, because a database cannot find one Han character or the middle of a name quickly.

use std::collections::HashMap;

use memchr::memmem::Finder;

use crate::guest::folding::{fold, fold_umlauts, is_east_asian};
use crate::guest::traits::Traits;
use crate::guest::{Field, Guest, pinyin};
use crate::ids::GuestId;

mod change;
mod hits;

pub use change::Change;
pub use hits::Hits;

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
    /// Folded values in the order of [`Place`], each with [`PART`] before and behind it.
    key: Box<str>,
    /// Where in the key each place but the last ends.
    ends: [u32; PLACES - 1],
    traits: Traits,
}

/// How well a guest fits; the smaller the better. First counts how, then where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit(How, Place);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Exact,
    Prefix,
    WholeWord,
    WordStart,
    Inside,
}

/// What a guest is found by, the likelier meant the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Name,
    /// The name as it is typed otherwise: other spellings, pinyin, initials, the other order.
    Sound,
    Company,
    Email,
    Number,
}

const PLACES: usize = 5;
const HOWS: usize = 5;

impl Entry {
    /// Folds what a guest is found by; the costly part of putting a guest in.
    pub fn of(id: GuestId, guest: &Guest) -> Self {
        let (key, ends) = key_of(guest);
        let traits = Traits::of(guest);
        Self { id, start: start_of(guest), key: key.into_boxed_str(), ends, traits }
    }

    fn place(&self, at: usize) -> Place {
        const ALL: [Place; PLACES] = [Place::Name, Place::Sound, Place::Company, Place::Email, Place::Number];
        ALL[self.ends.iter().take_while(|end| **end as usize <= at).count()]
    }

    fn name(&self) -> &str {
        self.key[..self.ends[0] as usize].trim_matches(PART)
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

    /// Puts other traits to a guest found by the same words; does nothing when there is none.
    pub fn sort_anew(&mut self, id: GuestId, traits: Traits) {
        if let Some(&at) = self.places.get(&id) {
            self.entries[at].traits = traits;
        }
    }

    /// Lets everybody leave who is inside; their rows follow one by one.
    pub fn empty_out(&mut self) {
        self.entries.iter_mut().for_each(|entry| entry.traits.leave());
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
        let hits = self.find(query, |_| true);
        let total = hits.total();
        (hits.page(offset, limit), total)
    }

    /// Finds the guests that fit every word of `query` and whose traits are wanted.
    pub fn find(&self, query: &str, wanted: impl Fn(&Traits) -> bool) -> Hits<'_> {
        let whole = typed_as(query);
        // The sign before a country's number says nothing by itself.
        let words: Vec<&str> = whole.split(' ').filter(|word| !matches!(*word, "" | "+")).collect();
        let query = Query {
            sorted: sorted_words(&whole),
            whole: Finder::new(&whole),
            words: words.into_iter().map(Word::new).collect(),
        };
        let mut hits = Hits::none();
        for entry in self.entries.iter().filter(|entry| wanted(&entry.traits)) {
            if let Some(fit) = query.fit(entry) {
                hits.add(fit, entry);
            }
        }
        hits
    }
}

/// What was typed: every word of it must fit.
struct Query<'q> {
    words: Vec<Word<'q>>,
    whole: Finder<'q>,
    /// The words in the order of the alphabet.
    sorted: Vec<&'q str>,
}

impl Query<'_> {
    fn fit(&self, entry: &Entry) -> Option<Fit> {
        let mut worst = Fit(How::Exact, Place::Name);
        for word in &self.words {
            worst = worst.max(word.fit(entry)?);
        }
        if self.words.len() < 2 {
            return Some(worst);
        }
        let name = entry.name();
        // The same words are as long as each other in any order.
        let turned = name.len() == self.whole.needle().len() && sorted_words(name) == self.sorted;
        let turned = turned.then_some(Fit(How::Exact, Place::Sound));
        Some(best(&self.whole, entry).into_iter().chain(turned).fold(worst, Fit::min))
    }
}

fn sorted_words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

/// A word of the query; one of digits and signs is also looked for as the digits alone.
struct Word<'q> {
    finder: Finder<'q>,
    digits: Option<Finder<'static>>,
}

impl<'q> Word<'q> {
    fn new(word: &'q str) -> Self {
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        let enough = digits.len() > 1 || (word.starts_with('+') && !digits.is_empty());
        let number = enough && digits.len() != word.len() && word.chars().all(|c| !c.is_alphabetic());
        let number = number.then(|| Finder::new(&digits).into_owned());
        let badge = badge_of_code(word).map(|badge| Finder::new(&badge).into_owned());
        Self { finder: Finder::new(word), digits: badge.or(number) }
    }

    fn fit(&self, entry: &Entry) -> Option<Fit> {
        best(&self.finder, entry).or_else(|| self.digits.as_ref().and_then(|digits| best(digits, entry)))
    }
}

/// The best place a word stands at: a whole value, the start of one, a whole word, the start of one, or inside.
///
/// The end of a number is as good as the start of a word: people say the last digits of a phone.
fn best(finder: &Finder<'_>, entry: &Entry) -> Option<Fit> {
    let bytes = entry.key.as_bytes();
    let length = finder.needle().len();
    let mut best = None;
    for at in finder.find_iter(bytes) {
        let how = match (bytes.get(at.wrapping_sub(1)), bytes.get(at + length)) {
            (Some(&before), Some(&behind)) if before == PART as u8 && behind == PART as u8 => {
                return Some(Fit(How::Exact, entry.place(at)));
            }
            (Some(&before), _) if before == PART as u8 => How::Prefix,
            (Some(&before), behind) if parts_words(before) => {
                if behind.is_none_or(|behind| parts_words(*behind)) { How::WholeWord } else { How::WordStart }
            }
            (_, Some(&behind)) if behind == PART as u8 && entry.place(at) == Place::Number => How::WordStart,
            _ => How::Inside,
        };
        let fit = Fit(how, entry.place(at));
        best = Some(best.map_or(fit, |known: Fit| known.min(fit)));
    }
    best
}

const fn parts_words(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric()
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

fn key_of(guest: &Guest) -> (String, [u32; PLACES - 1]) {
    let (name, company) = (guest.field(Field::Name), guest.field(Field::Company));
    let others = guest.other_values.get(&Field::Name).into_iter().flatten();
    let sounds = others.map(|other| typed_as(other)).chain(fold_umlauts(name));
    let number = |field| fold(guest.field(field));
    let phone: String = number(Field::Phone).chars().filter(char::is_ascii_digit).collect();
    let badges = guest.badges.iter().map(|badge| badge.number.to_string());
    let places: [Vec<String>; PLACES] = [
        vec![typed_as(name)],
        sounds.chain(pinyin::typed(&east_asian_joined(name))).collect(),
        [typed_as(company)].into_iter().chain(fold_umlauts(company)).collect(),
        vec![fold(guest.field(Field::Email))],
        [phone, number(Field::Reference)].into_iter().chain(badges).collect(),
    ];
    let mut key = String::from(PART);
    let mut ends = [0; PLACES - 1];
    for (at, values) in places.into_iter().enumerate() {
        for value in values.into_iter().filter(|value| !value.is_empty()) {
            key.push_str(&value);
            key.push(PART);
        }
        if let Some(end) = ends.get_mut(at) {
            *end = u32::try_from(key.len()).unwrap_or(u32::MAX);
        }
    }
    (key, ends)
}

/// Folds a name as it is held and as it is typed, so that both agree on what parts its words.
fn typed_as(name: &str) -> String {
    fold(&east_asian_joined(name))
}

/// Takes out what some lists put between the characters of a name: `王 伟`, `古丽·买买提`.
fn east_asian_joined(name: &str) -> String {
    if !is_east_asian(name) {
        return name.to_owned();
    }
    let mut out = String::with_capacity(name.len());
    let mut between = String::new();
    for c in name.chars() {
        if c.is_whitespace() || matches!(c, '·' | '・' | '‧' | '•' | '･') {
            between.push(c);
            continue;
        }
        let joins = |c: char| is_east_asian(c.encode_utf8(&mut [0; 4]));
        if !(joins(c) && out.chars().next_back().is_some_and(joins)) {
            out.push_str(&between);
        }
        between.clear();
        out.push(c);
    }
    out
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

#[cfg(test)]
#[path = "search_list_tests.rs"]
mod list_tests;
