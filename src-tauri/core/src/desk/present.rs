//! From folded state to what is shown: names, labels, times in the event's zone.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, SecondsFormat};

use super::Desk;
use super::badges::active;
use super::reader::Reading;
use super::refold::called;
use super::scan::Answer;
use crate::badge::code;
use crate::clock::Millis;
use crate::error::Result;
use crate::guest::{BadgeState, Field, Guest, Party, Status};
use crate::ids::{DeskId, GuestId, OperatorId};
use crate::journal::fact::Fact;
use crate::journal::record::Held;
use crate::presence::Presence;
use crate::screening::{StepStateNow, state_at};
use crate::settings::{Direction, Directions, operator_id};
use crate::store;
use crate::text::Lang;
use crate::text::reasons::Names;
use crate::view::{
    AsOf, BadgeView, CategoryView, CheckpointView, EventView, GuestView, OccupancyView, OperatorView,
    PartyMember, PartyView, PresenceState, PresenceView, Said, ScanLine, StepInfo, StepState, StepView,
    Verdict, ZoneOccupancy,
};

impl Desk {
    pub(super) fn reading(&self, lang: Lang) -> Reading<'_> {
        Reading { store: &self.store, globals: &self.globals, now: self.around.clock.now(), lang }
    }

    /// Puts an answer into words.
    pub(super) fn verdict(&self, answer: Answer, lang: Lang) -> Result<Verdict> {
        let guest = answer.subject.map(|guest| self.find_folded(guest)).transpose()?.flatten();
        Ok(self.reading(lang).verdict(answer, guest.as_ref()))
    }
}

impl Reading<'_> {
    /// Gives a moment as RFC 3339 with the event's offset.
    pub(super) fn time(&self, at: Millis) -> String {
        DateTime::from_timestamp_millis(at.0).map_or_else(String::new, |time| {
            time.with_timezone(&self.globals.settings.event.timezone)
                .to_rfc3339_opts(SecondsFormat::Secs, false)
        })
    }

    pub(super) fn names_with<T>(&self, ask: impl FnOnce(&Names<'_>) -> T) -> T {
        let desks: BTreeMap<DeskId, String> =
            self.globals.desks.iter().map(|(desk, info)| (*desk, info.name.clone())).collect();
        ask(&Names { settings: &self.globals.settings, desks: &desks, now: self.now })
    }

    /// Finds an operator's name; one no longer in the settings is shown by id.
    pub(super) fn operator(&self, id: OperatorId) -> String {
        let mut operators = self.globals.settings.operators.iter();
        operators
            .find(|operator| operator_id(self.globals.event, &operator.name) == id)
            .map_or_else(|| id.to_string()[..8].to_owned(), |operator| operator.name.clone())
    }

    pub(super) fn guest_view(&self, guest: &Guest) -> GuestView {
        let some = |field| Some(guest.field(field)).filter(|value| !value.is_empty()).map(str::to_owned);
        GuestView {
            id: guest.id.to_string(),
            reference: some(Field::Reference),
            name: self.name_shown(guest),
            email: some(Field::Email),
            phone: some(Field::Phone),
            company: some(Field::Company),
            title: some(Field::Title),
            category: guest.category.clone(),
            colour: self.globals.settings.category(&guest.category).colour,
            status: guest.status,
            attention: some(Field::Attention),
            source: some(Field::Source),
            presence: self.presence_view(&guest.presence),
            screening: self.steps(guest),
            badge: self.badge_view(guest),
            party: self.party_view(&guest.party),
            source_said: guest.source_said.clone(),
            gone: guest.gone,
        }
    }

    fn party_view(&self, party: &Party) -> PartyView {
        let member = |id: &GuestId| PartyMember {
            guest: id.to_string(),
            // Who is not known here yet is shown once their records arrive.
            name: self.find(*id).ok().flatten().map_or_else(String::new, |guest| self.name_shown(&guest)),
        };
        PartyView {
            companions: party.companions,
            unnamed: party.unnamed(),
            named: party.named.iter().map(member).collect(),
            with: party.with.as_ref().map(member),
        }
    }

    fn name_shown(&self, guest: &Guest) -> String {
        if self.globals.erased.contains(&guest.id) {
            return said_erased().in_lang(self.lang).to_owned();
        }
        called(guest).to_owned()
    }

    fn presence_view(&self, presence: &Presence) -> PresenceView {
        match presence {
            Presence::Expected => PresenceView { state: PresenceState::Expected, zone: None, since: None },
            Presence::Inside { zone, since, .. } => PresenceView {
                state: PresenceState::Inside,
                zone: Some(zone.clone()),
                since: Some(self.time(*since)),
            },
            Presence::Left { since } => {
                PresenceView { state: PresenceState::Left, zone: None, since: Some(self.time(*since)) }
            }
        }
    }

    fn steps(&self, guest: &Guest) -> Vec<StepView> {
        let needed = self.globals.settings.category(&guest.category).steps;
        let steps = self.globals.settings.steps.iter().filter(|step| needed.contains(&step.key));
        steps
            .map(|step| {
                let result = guest.screening.get(&step.key);
                StepView {
                    step: step.key.clone(),
                    label: step.label_text().in_lang(self.lang).to_owned(),
                    state: shown_state(state_at(result, step, self.now)),
                    at: result.map(|result| self.time(result.at)),
                    by: result.and_then(|result| result.by).map(|by| self.operator(by)),
                }
            })
            .collect()
    }

    /// Shows the active badge, else the one issued last.
    fn badge_view(&self, guest: &Guest) -> Option<BadgeView> {
        let number = active(guest).or_else(|| guest.badges.last().map(|badge| badge.number))?;
        let state = guest
            .badges
            .iter()
            .find(|badge| badge.number == number)
            .map_or(BadgeState::Replaced, |badge| badge.state);
        // Without its key a badge has no code to show; what keeps it from being read is told elsewhere.
        let key = self.key_of(guest.id, number).ok()?;
        let code = code::make(self.globals.event, &key, number).to_string();
        Some(BadgeView { code, number: number.to_string(), state })
    }

    fn verdict(&self, answer: Answer, guest: Option<&Guest>) -> Verdict {
        let missing_steps = guest.map(|guest| self.missing_steps(&answer, guest)).unwrap_or_default();
        self.names_with(|names| Verdict {
            decision: answer.decision.kind,
            reasons: answer
                .decision
                .reasons
                .iter()
                .map(|reason| self.said(reason.code(), reason.text(names)))
                .collect(),
            notes: answer
                .decision
                .notes
                .iter()
                .map(|note| self.said(note.code(), note.text_about(guest, names)))
                .collect(),
            guest: guest.map(|guest| self.guest_view(guest)),
            direction: answer.direction,
            recorded: answer.record.is_some(),
            repeat: answer.repeat,
            overridden: answer.overridden,
            record: answer.record.map(|record| record.to_string()),
            checkpoint: answer.checkpoint.clone(),
            at: self.time(answer.at),
            missing_steps,
        })
    }

    fn said(&self, code: &str, text: crate::text::Text) -> Said {
        Said { code: code.to_owned(), text: text.in_lang(self.lang).to_owned() }
    }

    fn missing_steps(&self, answer: &Answer, guest: &Guest) -> Vec<String> {
        let settings = &self.globals.settings;
        let Ok(checkpoint) = settings.checkpoint(Some(&answer.checkpoint)) else { return Vec::new() };
        if answer.direction == Direction::Exit {
            return Vec::new();
        }
        let steps = settings.steps_for(&guest.category, checkpoint).into_iter();
        let open = |state| !matches!(state, StepStateNow::Passed | StepStateNow::Waived);
        steps
            .filter(|step| open(state_at(guest.screening.get(&step.key), step, self.now)))
            .map(|step| step.key.clone())
            .collect()
    }

    pub(super) fn occupancy(&self) -> Result<OccupancyView> {
        let heads = self.heads()?;
        let settings = &self.globals.settings;
        let zones = settings.zones.iter().map(|zone| ZoneOccupancy {
            zone: zone.name.clone(),
            inside: heads.zone(&zone.name),
            capacity: zone.capacity,
            within: zone.within.clone(),
        });
        Ok(OccupancyView {
            inside: heads.event,
            capacity: settings.event.capacity,
            as_of: self.as_of()?,
            zones: zones.collect(),
            entry_stopped: self.globals.entry_stopped,
        })
    }

    /// Gives this desk and the others not retired, each with up to when it is known, by slot.
    fn as_of(&self) -> Result<Vec<AsOf>> {
        let own = AsOf { desk: self.globals.desk_name(self.globals.desk), at: Some(self.time(self.now)) };
        let others = self.others_known()?.into_iter();
        let others = others
            .map(|(desk, at)| AsOf { desk: self.globals.desk_name(desk), at: at.map(|at| self.time(at)) });
        Ok(std::iter::once(own).chain(others).collect())
    }

    /// Gives up to when each other desk not retired is known, by its clock; none: never.
    pub(super) fn others_known(&self) -> Result<Vec<(DeskId, Option<Millis>)>> {
        let desks = self.globals.desks.iter();
        let mut others: Vec<_> =
            desks.filter(|(desk, info)| **desk != self.globals.desk && !info.retired).collect();
        others.sort_by_key(|(_, info)| info.slot);
        others.into_iter().map(|(desk, _)| Ok((*desk, self.known_up_to(*desk)?))).collect()
    }

    /// Gives when a desk's newest record was written, or its newest file made if all of its own in it is held.
    fn known_up_to(&self, desk: DeskId) -> Result<Option<Millis>> {
        let (on, sql) = (&self.store.connection, |error| self.store.problem(error));
        let newest = store::record::newest_at(on, desk).map_err(sql)?;
        let Some(told) = store::exchange::told(on, desk).map_err(sql)? else { return Ok(newest) };
        for head in told.heads.get(&desk).into_iter().flatten() {
            if !store::record::holds(on, *head).map_err(sql)? {
                return Ok(newest);
            }
        }
        Ok(newest.max(Some(told.made_at)))
    }

    pub(super) fn scan_line(&self, held: &Held) -> Result<ScanLine> {
        let guest = held.subject.map(|guest| self.find(guest)).transpose()?.flatten();
        let scanned = held.facts.iter().find_map(|fact| match fact {
            Fact::Scanned { decision, direction, .. } => Some((*decision, *direction)),
            _ => None,
        });
        let (decision, direction) =
            scanned.unwrap_or((crate::admission::DecisionKind::Admit, Direction::Entry));
        let stray = held.facts.iter().find_map(|fact| match fact {
            Fact::StrayText { text } => Some(text.clone()),
            _ => None,
        });
        Ok(ScanLine {
            record: held.stamp.id.to_string(),
            at: self.time(held.stamp.at),
            decision,
            direction,
            name: guest.as_ref().map(|guest| called(guest).to_owned()).or(stray).unwrap_or_default(),
            guest: guest.map(|guest| guest.id.to_string()),
        })
    }

    pub(super) fn event_view(&self, folder: &Path, guests: u32, records: u64) -> EventView {
        let settings = &self.globals.settings;
        EventView {
            event: self.globals.event.to_string(),
            desk: self.globals.desk.to_string(),
            desk_name: self.globals.desk_name(self.globals.desk),
            name: settings.event.name.clone(),
            timezone: settings.event.timezone.name().to_owned(),
            folder: folder.display().to_string(),
            checkpoints: settings
                .checkpoints
                .iter()
                .map(|checkpoint| CheckpointView {
                    name: checkpoint.name.clone(),
                    zone: checkpoint.zone.clone(),
                    entry: checkpoint.direction != Directions::Exit,
                    exit: checkpoint.direction != Directions::Entry,
                })
                .collect(),
            categories: settings
                .category_names()
                .into_iter()
                .map(|name| CategoryView { name: name.to_owned(), colour: settings.category(name).colour })
                .collect(),
            steps: settings
                .steps
                .iter()
                .map(|step| StepInfo {
                    key: step.key.clone(),
                    label: step.label_text().in_lang(self.lang).to_owned(),
                })
                .collect(),
            operators: settings
                .operators
                .iter()
                .map(|operator| OperatorView { name: operator.name.clone(), role: operator.role })
                .collect(),
            guests,
            records,
        }
    }
}

const fn shown_state(state: StepStateNow) -> StepState {
    match state {
        StepStateNow::NotDone => StepState::NotDone,
        StepStateNow::Passed => StepState::Passed,
        StepStateNow::Failed => StepState::Failed,
        StepStateNow::Waived => StepState::Waived,
        StepStateNow::Expired => StepState::Expired,
    }
}

impl Status {
    /// Gives the status as it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Pending => "pending",
            Self::Cancelled => "cancelled",
            Self::Blocked => "blocked",
        }
    }
}

/// Stands where the name of somebody stood who was erased.
fn said_erased() -> crate::text::Text {
    crate::text::Text::new("(erased)", "（已抹除）")
}
