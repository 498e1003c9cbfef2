//! `decide`: collects every reason in the fixed order (pure).
//!
//! Knows what a scan led to, the guest, the settings and the counts; asks no clock and writes nothing.

use std::collections::BTreeSet;

use super::{Decision, Note, Reason, doors};
use crate::badge::BadgeNumber;
use crate::clock::Millis;
use crate::guest::{BadgeState, Field, Guest, HeldState, Status};
use crate::presence::{Presence, occupancy};
use crate::screening::{StepStateNow, state_at};
use crate::settings::{Checkpoint, Direction, Reentry, Settings};

pub use crate::presence::occupancy::Heads as Occupancy;

/// What a scan led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// A badge of this event that is in this journal.
    Genuine {
        badge: BadgeNumber,
        state: BadgeState,
    },
    /// A badge of this event that this journal does not hold.
    GenuineElsewhere {
        badge: BadgeNumber,
    },
    /// A code that came with the guest list.
    Foreign,
    /// A code that belongs to more than one guest.
    Ambiguous,
    OtherEvent,
    NotAuthentic,
    Unknown,
    /// Too long for a code, or with control characters.
    NotABadge,
    /// No code at all: the guest was picked from the list.
    ByGuest,
}

/// All that a decision rests on.
#[derive(Clone, Copy)]
pub struct Question<'q> {
    pub resolution: Resolution,
    /// The guest, once found; a provisional one for a badge from elsewhere that was handled here.
    pub guest: Option<&'q Guest>,
    pub settings: &'q Settings,
    /// Guests and corrections together, as far as this desk knows.
    pub occupancy: &'q Occupancy,
    pub entry_stopped: bool,
    /// The age of the oldest picture of another desk; none where there is no other.
    pub others_at: Option<Millis>,
    pub checkpoint: &'q Checkpoint,
    pub direction: Direction,
    pub now: Millis,
}

/// Decides about one passage.
pub fn decide(question: &Question) -> Decision {
    match end_of_code(question) {
        Some(reason) => Decision::of(vec![reason], Vec::new()),
        None => match question.direction {
            Direction::Entry => decide_entry(question),
            Direction::Exit => decide_exit(question),
        },
    }
}

/// Gives the reason why a code leads to nobody, where it does.
fn end_of_code(question: &Question) -> Option<Reason> {
    match question.resolution {
        Resolution::OtherEvent => Some(Reason::OtherEvent),
        Resolution::NotAuthentic => Some(Reason::NotAuthentic),
        Resolution::Unknown => Some(Reason::UnknownCode),
        Resolution::NotABadge => Some(Reason::NotABadge),
        Resolution::Ambiguous => Some(Reason::AmbiguousCode),
        Resolution::Foreign | Resolution::ByGuest if question.guest.is_none() => Some(Reason::UnknownCode),
        Resolution::Genuine { .. }
        | Resolution::GenuineElsewhere { .. }
        | Resolution::Foreign
        | Resolution::ByGuest => None,
    }
}

fn decide_entry(question: &Question) -> Decision {
    let mut reasons = personal_reasons(question);
    reasons.extend(door_reasons(question));
    reasons.extend(question.guest.and_then(|guest| presence_reason(question, guest)));
    reasons.extend(room_reasons(question));
    reasons.extend(question.guest.map(|guest| screening_reasons(question, guest)).unwrap_or_default());
    let mut notes = question.guest.map(personal_notes).unwrap_or_default();
    if question.guest.is_some_and(|guest| is_screened_in_front(question, guest)) {
        notes.push(Note::ScreenedInFront);
    }
    Decision::of(reasons, notes)
}

/// An exit is always let through; what speaks against the person or the badge is said beside it.
///
/// Doors, stops, counts and steps not done say nothing about who leaves and stay unsaid.
fn decide_exit(question: &Question) -> Decision {
    let presence = question.guest.map(|guest| &guest.presence);
    let not_inside = !matches!(presence, Some(Presence::Inside { .. }));
    let mut notes: Vec<Note> = not_inside.then_some(Note::NotInside).into_iter().collect();
    let failed = question.guest.map(|guest| failed_steps(question, guest)).unwrap_or_default();
    let mut would_stop = personal_reasons(question);
    if !failed.is_empty() {
        would_stop.push(Reason::ScreeningFailed { steps: failed });
    }
    notes.extend(would_stop.into_iter().map(|reason| Note::WouldStop { reason }));
    notes.extend(question.guest.map(personal_notes).unwrap_or_default());
    Decision::of(Vec::new(), notes)
}

/// Collects what speaks against the badge or the guest: items 1 to 6.
fn personal_reasons(question: &Question) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = badge_reason(question.resolution).into_iter().collect();
    let Some(guest) = question.guest else {
        let unheard_of = matches!(question.resolution, Resolution::Genuine { .. });
        reasons.extend(unheard_of.then_some(Reason::IssuedElsewhere));
        return reasons;
    };
    reasons.extend(status_reason(guest));
    // What category a guest not yet known has, is not known either.
    let category = question.settings.category(&guest.category);
    if !guest.provisional && !category.zones.contains(&question.checkpoint.zone) {
        reasons.push(Reason::WrongZone { zone: question.checkpoint.zone.clone() });
    }
    reasons
}

const fn badge_reason(resolution: Resolution) -> Option<Reason> {
    match resolution {
        Resolution::GenuineElsewhere { .. } => Some(Reason::IssuedElsewhere),
        Resolution::Genuine { state: BadgeState::Revoked, .. } => Some(Reason::BadgeRevoked),
        Resolution::Genuine { state: BadgeState::Replaced, .. } => Some(Reason::BadgeReplaced),
        _ => None,
    }
}

/// A guest whose only list was undone is on no list, so nobody has approved of the guest.
const fn status_reason(guest: &Guest) -> Option<Reason> {
    match guest.status {
        Status::Cancelled => Some(Reason::GuestCancelled),
        Status::Blocked => Some(Reason::GuestBlocked),
        Status::Pending => Some(Reason::NotApproved),
        Status::Approved if !guest.listed => Some(Reason::NotApproved),
        Status::Approved => None,
    }
}

/// Doors are open from the very moment they open until just before the moment they close.
fn door_reasons(question: &Question) -> Vec<Reason> {
    let event = &question.settings.event;
    let early = doors::opens(event).filter(|opens| question.now < *opens);
    let late = doors::closes(event).filter(|closes| question.now >= *closes);
    let early = early.map(|opens| Reason::TooEarly { opens });
    early.into_iter().chain(late.map(|closed| Reason::TooLate { closed })).collect()
}

fn presence_reason(question: &Question, guest: &Guest) -> Option<Reason> {
    let is_here = guest.presence.is_in(&question.checkpoint.zone, question.settings);
    match &guest.presence {
        Presence::Inside { zone, since, checkpoint, desk, .. } if is_here => Some(Reason::AlreadyInside {
            zone: zone.clone(),
            since: *since,
            checkpoint: checkpoint.clone(),
            desk: *desk,
        }),
        Presence::Left { since } if question.settings.event.reentry == Reentry::Forbidden => {
            Some(Reason::ReentryForbidden { left: *since })
        }
        Presence::Inside { .. } | Presence::Left { .. } | Presence::Expected => None,
    }
}

/// Asks for room in the event, for who comes from outside, and in each zone the guest does not count in yet.
fn room_reasons(question: &Question) -> Vec<Reason> {
    let settings = question.settings;
    let counted = question.guest.map(|guest| occupancy::counted_zones(&guest.presence, settings));
    let counted: BTreeSet<&str> = counted.unwrap_or_default();
    let mut reasons: Vec<Reason> =
        question.entry_stopped.then_some(Reason::EntryStopped).into_iter().collect();
    if counted.is_empty() {
        reasons.extend(full(question, None, question.occupancy.event, settings.event.capacity));
    }
    let mut entered = settings.zones_around(&question.checkpoint.zone);
    entered.retain(|zone| !counted.contains(zone));
    reasons.extend(entered.into_iter().filter_map(|zone| {
        full(question, Some(zone), question.occupancy.zone(zone), capacity_of(question, zone))
    }));
    reasons
}

/// Gives a zone's limit; a checkpoint may have a lower one for its own zone, to keep room for other doors.
fn capacity_of(question: &Question, zone: &str) -> Option<u32> {
    let own = question.settings.zone(zone).and_then(|zone| zone.capacity);
    let here = question.checkpoint.capacity.filter(|_| question.checkpoint.zone == zone);
    own.into_iter().chain(here).min()
}

fn full(question: &Question, zone: Option<&str>, inside: i64, capacity: Option<u32>) -> Option<Reason> {
    let capacity = capacity.filter(|capacity| inside >= i64::from(*capacity))?;
    Some(Reason::CapacityReached {
        zone: zone.map(str::to_owned),
        inside,
        capacity,
        others_at: question.others_at,
    })
}

fn screening_reasons(question: &Question, guest: &Guest) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let failed = failed_steps(question, guest);
    if !failed.is_empty() {
        reasons.push(Reason::ScreeningFailed { steps: failed });
    }
    let missing = steps_in(question, guest, StepStateNow::NotDone);
    if !missing.is_empty() {
        reasons.push(Reason::ScreeningMissing { steps: missing });
    }
    let expired = steps_in(question, guest, StepStateNow::Expired);
    if !expired.is_empty() {
        reasons.push(Reason::ScreeningExpired { steps: expired });
    }
    reasons
}

/// Gives every failed step: who was turned away in a lane is stopped at every door, whatever it asks for.
fn failed_steps(question: &Question, guest: &Guest) -> Vec<String> {
    let failed = |key: &str| guest.screening.get(key).is_some_and(|result| result.state == HeldState::Failed);
    question.settings.steps.iter().map(|step| step.key.clone()).filter(|key| failed(key)).collect()
}

fn steps_in(question: &Question, guest: &Guest, wanted: StepStateNow) -> Vec<String> {
    let asked = question.settings.steps_for(&guest.category, question.checkpoint).into_iter();
    asked
        .filter(|step| state_at(guest.screening.get(&step.key), step, question.now) == wanted)
        .map(|step| step.key.clone())
        .collect()
}

fn is_screened_in_front(question: &Question, guest: &Guest) -> bool {
    let asks_nothing = question.checkpoint.screening.as_ref().is_some_and(Vec::is_empty);
    asks_nothing && !question.settings.category(&guest.category).steps.is_empty()
}

fn personal_notes(guest: &Guest) -> Vec<Note> {
    let attention = (!guest.field(Field::Attention).is_empty()).then_some(Note::Attention);
    let party = (guest.party.unnamed() > 0).then_some(Note::PartyExpected);
    let vip = guest.category.eq_ignore_ascii_case("vip").then_some(Note::Vip);
    attention.into_iter().chain(vip).chain(party).collect()
}
