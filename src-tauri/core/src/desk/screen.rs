//! Results of screening steps; at a checkpoint the last missing step decides the door at once.

use super::Desk;
use super::scan::{Answer, scan_draft};
use super::shown::{Resolved, Shown};
use super::write::{Done, Draft};
use crate::admission::decide::Resolution;
use crate::error::{Error, Result};
use crate::guest::{BadgeState, Guest};
use crate::ids::GuestId;
use crate::journal::fact::{Fact, Kind, Outcome};
use crate::screening;
use crate::settings::{Direction, Operator};
use crate::text::Lang;
use crate::text::roles::{not_permitted, reason_required};
use crate::view::{GuestView, Verdict};

impl Desk {
    /// Records the result of one step; never admits.
    ///
    /// # Errors
    /// `no_such_guest`, `ambiguous_guest`, `no_such_step`; `not_permitted` and `reason_required` as the
    /// roles say, with nothing recorded.
    pub fn screen(
        &mut self,
        by: &Operator,
        who: &str,
        step: &str,
        outcome: Outcome,
        reason: Option<&str>,
    ) -> Result<Done<GuestId>> {
        let resolved = self.resolve_person(who)?;
        let (guest, drafts) = self.step_drafts(by, &resolved, step, outcome, reason)?;
        self.record(by, drafts).map(|done| done.with(guest))
    }

    /// Records a step where a person stands at a checkpoint, and decides the door when it was the last one missing.
    ///
    /// # Errors
    /// As [`Desk::screen`], and `no_such_checkpoint`.
    #[expect(clippy::too_many_arguments, reason = "one key press at the desk carries all of these")]
    pub fn screen_at(
        &mut self,
        by: &Operator,
        what: &Shown,
        step: &str,
        outcome: Outcome,
        reason: Option<&str>,
        checkpoint: Option<&str>,
        direction: Option<Direction>,
        lang: Lang,
    ) -> Result<Verdict> {
        let checkpoint = self.globals.settings.checkpoint(checkpoint)?.clone();
        let direction = checkpoint.direction(direction)?;
        let resolved = self.resolve(what)?;
        let (_, drafts) = self.step_drafts(by, &resolved, step, outcome, reason)?;
        self.record(by, drafts)?;
        let resolved = self.resolve(what)?;
        let at = self.around.clock.now();
        let decision = self.decide(&resolved, &checkpoint, direction, at)?;
        let admits = decision.kind == crate::admission::DecisionKind::Admit && direction == Direction::Entry;
        let record = match scan_draft(&resolved, &checkpoint, direction, &decision).filter(|_| admits) {
            Some(draft) => self.record(by, vec![draft])?.records.last().copied(),
            None => None,
        };
        let answer = Answer {
            decision,
            subject: resolved.subject,
            checkpoint: checkpoint.name,
            direction,
            at,
            record,
            repeat: false,
            overridden: false,
        };
        self.verdict(answer, lang)
    }

    fn step_drafts(
        &self,
        by: &Operator,
        resolved: &Resolved,
        step: &str,
        outcome: Outcome,
        reason: Option<&str>,
    ) -> Result<(GuestId, Vec<Draft>)> {
        let step = self.globals.settings.get_step(step)?.key.clone();
        let guest = resolved
            .subject
            .ok_or_else(|| Error::no_such_guest(resolved.stray.as_deref().unwrap_or_default()))?;
        let current =
            resolved.guest.as_ref().and_then(|guest| guest.screening.get(&step)).map(|result| result.state);
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        let needed = screening::required_role(outcome, current);
        if by.role < needed {
            return Err(not_permitted(needed));
        }
        if screening::needs_reason(outcome, current) && reason.is_none() {
            return Err(reason_required());
        }
        let mut facts: Vec<Fact> = elsewhere(resolved).into_iter().collect();
        facts.push(Fact::StepResult { step, outcome, role: by.role });
        let mut drafts = vec![Draft::about(guest, Kind::ScreeningResult, facts)];
        drafts.extend(reason.map(|reason| Draft::note(Some(guest), reason)));
        Ok((guest, drafts))
    }

    /// Says who is meant by a guest's id, code, reference or e-mail, or by a genuine code not yet known here.
    pub(super) fn resolve_person(&self, who: &str) -> Result<Resolved> {
        let by_code = self.resolve(&Shown::Codes(vec![who.to_owned()]))?;
        if by_code.subject.is_some() {
            return Ok(by_code);
        }
        self.resolve(&Shown::Guest(self.find_guest(who)?))
    }

    /// Gives a guest for showing.
    ///
    /// # Errors
    /// `no_such_guest`.
    pub fn guest(&self, id: GuestId, lang: Lang) -> Result<GuestView> {
        self.reading(lang).guest(id)
    }

    pub(super) fn get_guest(&self, id: GuestId) -> Result<Guest> {
        self.find_folded(id)?.ok_or_else(|| Error::no_such_guest(&id.to_string()))
    }
}

/// Names the badge in a record kept under it until its guest is known.
pub(super) fn elsewhere(resolved: &Resolved) -> Option<Fact> {
    match resolved.resolution {
        Resolution::GenuineElsewhere { badge } => Some(Fact::BadgeShown { badge }),
        Resolution::Genuine {
            state: BadgeState::Active | BadgeState::Revoked | BadgeState::Replaced,
            ..
        }
        | Resolution::Foreign
        | Resolution::Ambiguous
        | Resolution::OtherEvent
        | Resolution::NotAuthentic
        | Resolution::Unknown
        | Resolution::NotABadge
        | Resolution::ByGuest => None,
    }
}
