//! What lists are filtered by: a guest's traits, and how many guests show each (pure).

use std::collections::BTreeMap;
use std::mem::discriminant;

use serde::{Deserialize, Serialize};

use super::{BadgeState, Field, Guest, HeldState, Status};
use crate::clock::Millis;
use crate::presence::Presence;
use crate::screening::{StepStateNow, state_of};
use crate::settings::{Settings, Step};

/// One thing that holds of a guest, by its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(tag = "facet", content = "value", rename_all = "snake_case")]
pub enum Facet<S> {
    Category(S),
    Status(Status),
    Presence(Whereabouts),
    Screening(Screened),
    Badge(BadgeHeld),
    /// The list the guest came by; empty for whoever was added at a desk.
    Source(S),
    Mark(Mark),
}

/// Where a guest is, without zone and hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    Expected,
    Inside,
    Left,
}

/// How far a guest is with all the steps the category needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Screened {
    NotBegun,
    UnderWay,
    Done,
    Failed,
}

/// What badge a guest has: the active one, else the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum BadgeHeld {
    None,
    Active,
    Revoked,
}

/// What somebody may want to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// There is a note for the door.
    Note,
    /// Desks said different things of a field and none had heard of the other.
    Differs,
    /// The newest version of the guest's list has the guest no longer.
    Gone,
}

/// All a guest is filtered by; kept beside what the guest is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traits {
    category: Box<str>,
    source: Box<str>,
    status: Status,
    presence: Whereabouts,
    badge: BadgeHeld,
    marks: Box<[Mark]>,
    /// Results by step, judged only when asked.
    steps: Box<[(Box<str>, HeldState, Millis)]>,
}

impl Traits {
    /// Reads them off a guest.
    pub fn of(guest: &Guest) -> Self {
        let note = (!guest.field(Field::Attention).is_empty()).then_some(Mark::Note);
        let differs = (!guest.other_values.is_empty()).then_some(Mark::Differs);
        let gone = guest.gone.then_some(Mark::Gone);
        let steps = guest.screening.iter();
        Self {
            category: guest.category.as_str().into(),
            source: guest.field(Field::Source).into(),
            status: guest.status,
            presence: whereabouts(&guest.presence),
            badge: badge_held(guest),
            marks: note.into_iter().chain(differs).chain(gone).collect(),
            steps: steps.map(|(step, result)| (step.as_str().into(), result.state, result.at)).collect(),
        }
    }

    /// Tells whether two differ only in what happens to a guest at the door.
    pub fn differ_by_passing(&self, other: &Self) -> bool {
        let standing =
            |one: &Self| (one.category.clone(), one.source.clone(), one.status, one.badge, one.marks.clone());
        standing(self) == standing(other)
    }

    /// Has left, if inside.
    pub fn leave(&mut self) {
        if self.presence == Whereabouts::Inside {
            self.presence = Whereabouts::Left;
        }
    }

    fn result(&self, step: &str) -> Option<(HeldState, Millis)> {
        self.steps.iter().find(|(key, ..)| **key == *step).map(|(_, state, at)| (*state, *at))
    }
}

/// Which guests a list shows: of each kind of facet that is named, those of whom one named holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GuestFilter(Vec<Facet<String>>);

impl GuestFilter {
    /// Makes one of the facets named.
    pub fn new(named: Vec<Facet<String>>) -> Self {
        Self(named)
    }
}

/// A filter at one moment, under one event's settings.
pub struct Sieve<'q> {
    /// By kind.
    named: Vec<Vec<Facet<&'q str>>>,
    all_steps: Vec<&'q Step>,
    /// Of the categories that ask for steps of their own choice.
    steps: Vec<(&'q str, Vec<&'q Step>)>,
    now: Millis,
}

impl<'q> Sieve<'q> {
    pub fn new(filter: &'q GuestFilter, settings: &'q Settings, now: Millis) -> Self {
        let mut named: Vec<Vec<Facet<&str>>> = Vec::new();
        for facet in filter.0.iter().map(borrowed) {
            match named.iter_mut().find(|group| discriminant(&group[0]) == discriminant(&facet)) {
                Some(group) => group.push(facet),
                None => named.push(vec![facet]),
            }
        }
        let own = settings.categories.iter().map(|category| (category.name.as_str(), &category.screening));
        let steps = own
            .filter_map(|(name, wanted)| {
                let wanted = wanted.as_ref()?;
                Some((name, settings.steps.iter().filter(|step| wanted.contains(&step.key)).collect()))
            })
            .collect();
        Self { named, all_steps: settings.steps.iter().collect(), steps, now }
    }

    /// Tells whether a guest of these traits is shown.
    pub fn passes(&self, traits: &Traits) -> bool {
        self.named.iter().all(|group| self.is_one_of(traits, group))
    }

    /// Counts how many guests each facet would show, were it chosen beside what is named of the other kinds.
    pub fn count<'t>(&self, all: impl Iterator<Item = &'t Traits>) -> BTreeMap<Facet<&'t str>, u32> {
        let mut counted = BTreeMap::new();
        for traits in all {
            let mut failed = self.named.iter().filter(|group| !self.is_one_of(traits, group));
            let (first, second) = (failed.next(), failed.next());
            if second.is_some() {
                continue;
            }
            let kind = first.map(|group| discriminant(&group[0]));
            for facet in self.facets(traits) {
                if kind.is_none_or(|kind| kind == kind_of(&facet)) {
                    *counted.entry(facet).or_insert(0) += 1;
                }
            }
        }
        counted
    }

    fn is_one_of(&self, traits: &Traits, group: &[Facet<&str>]) -> bool {
        group.iter().any(|facet| match facet {
            Facet::Category(name) => *traits.category == **name,
            Facet::Source(name) => *traits.source == **name,
            Facet::Status(status) => traits.status == *status,
            Facet::Presence(presence) => traits.presence == *presence,
            Facet::Screening(screened) => self.screened(traits) == *screened,
            Facet::Badge(badge) => traits.badge == *badge,
            Facet::Mark(mark) => traits.marks.contains(mark),
        })
    }

    fn facets<'t>(&self, traits: &'t Traits) -> impl Iterator<Item = Facet<&'t str>> {
        let one_each = [
            Facet::Category(&*traits.category),
            Facet::Status(traits.status),
            Facet::Presence(traits.presence),
            Facet::Screening(self.screened(traits)),
            Facet::Badge(traits.badge),
            Facet::Source(&*traits.source),
        ];
        one_each.into_iter().chain(traits.marks.iter().map(|mark| Facet::Mark(*mark)))
    }

    fn screened(&self, traits: &Traits) -> Screened {
        let own = self.steps.iter().find(|(category, _)| *category == &*traits.category);
        let needed = own.map_or(&self.all_steps, |(_, steps)| steps);
        let state = |step: &&&Step| {
            let held = traits.result(&step.key);
            held.map_or(StepStateNow::NotDone, |(state, at)| state_of(state, at, step, self.now))
        };
        let count =
            |wanted: fn(StepStateNow) -> bool| needed.iter().filter(|step| wanted(state(step))).count();
        if count(|state| state == StepStateNow::Failed) > 0 {
            Screened::Failed
        } else if count(|state| matches!(state, StepStateNow::Passed | StepStateNow::Waived)) == needed.len()
        {
            Screened::Done
        } else if count(|state| state == StepStateNow::NotDone) == needed.len() {
            Screened::NotBegun
        } else {
            Screened::UnderWay
        }
    }
}

/// Kinds are told apart whatever the names in them borrow from.
fn kind_of<'s>(facet: &Facet<&str>) -> std::mem::Discriminant<Facet<&'s str>> {
    discriminant(&match *facet {
        Facet::Category(_) => Facet::Category(""),
        Facet::Source(_) => Facet::Source(""),
        Facet::Status(status) => Facet::Status(status),
        Facet::Presence(presence) => Facet::Presence(presence),
        Facet::Screening(screened) => Facet::Screening(screened),
        Facet::Badge(badge) => Facet::Badge(badge),
        Facet::Mark(mark) => Facet::Mark(mark),
    })
}

fn borrowed(facet: &Facet<String>) -> Facet<&str> {
    facet.with(|name| name.as_str())
}

impl<S> Facet<S> {
    /// Gives the same facet, its name held otherwise.
    pub fn with<'s, T>(&'s self, name: impl FnOnce(&'s S) -> T) -> Facet<T> {
        match self {
            Self::Category(category) => Facet::Category(name(category)),
            Self::Source(source) => Facet::Source(name(source)),
            Self::Status(status) => Facet::Status(*status),
            Self::Presence(presence) => Facet::Presence(*presence),
            Self::Screening(screened) => Facet::Screening(*screened),
            Self::Badge(badge) => Facet::Badge(*badge),
            Self::Mark(mark) => Facet::Mark(*mark),
        }
    }
}

const fn whereabouts(presence: &Presence) -> Whereabouts {
    match presence {
        Presence::Expected => Whereabouts::Expected,
        Presence::Inside { .. } => Whereabouts::Inside,
        Presence::Left { .. } => Whereabouts::Left,
    }
}

fn badge_held(guest: &Guest) -> BadgeHeld {
    let is_active = |badge: &super::Badge| badge.state == BadgeState::Active;
    match guest.badges.last() {
        None => BadgeHeld::None,
        Some(_) if guest.badges.iter().any(is_active) => BadgeHeld::Active,
        Some(_) => BadgeHeld::Revoked,
    }
}

#[cfg(test)]
#[path = "traits_tests.rs"]
mod tests;
