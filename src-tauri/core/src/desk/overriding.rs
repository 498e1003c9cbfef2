//! A supervisor admits against the decision, with a reason that stays.

use super::Desk;
use super::scan::{Answer, scan_draft};
use super::screen::elsewhere;
use super::shown::{Resolved, Shown};
use super::write::Draft;
use crate::admission::overriding::{self, Attempt, StepsDone};
use crate::admission::{Decision, DecisionKind, Reason};
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::guest::Guest;
use crate::guest::{Field, Fields};
use crate::journal::fact::{Fact, Kind};
use crate::screening::{StepStateNow, state_at};
use crate::settings::{Checkpoint, Direction, Operator};
use crate::text::Lang;
use crate::text::roles::{cannot_override, reason_required};
use crate::view::Verdict;

impl Desk {
    /// Admits against the decision; where nothing speaks against it this is a scan like any other.
    ///
    /// `name` is the one on a badge from elsewhere; a guest who is known keeps theirs.
    ///
    /// # Errors
    /// `reason_required`; `not_permitted` by role, or for a code no override can pass; `usage` where nobody enters.
    pub fn override_entry(
        &mut self,
        by: &Operator,
        what: &Shown,
        checkpoint: Option<&str>,
        name: Option<&str>,
        reason: &str,
        lang: Lang,
    ) -> Result<Verdict> {
        let checkpoint = self.globals.settings.checkpoint(checkpoint)?.clone();
        let direction = checkpoint.direction(Some(Direction::Entry))?;
        let resolved = self.resolve(what)?;
        let at = self.around.clock.now();
        let against = self.decide(&resolved, &checkpoint, direction, at)?;
        if against.kind == DecisionKind::Admit {
            return self.admit_as_decided(by, &resolved, &checkpoint, at, against, reason, lang);
        }
        let steps_done = self.steps_done(resolved.guest.as_ref(), &checkpoint, at);
        let attempt = Attempt { role: by.role, reason, typed_name: name, steps_done };
        if let Some(obstacle) = overriding::obstacle(&against.reasons, &attempt) {
            return Err(cannot_override(obstacle));
        }
        let Some(guest) = resolved.subject else {
            return Err(Error::no_such_guest(resolved.stray.as_deref().unwrap_or_default()));
        };
        let mut facts: Vec<Fact> = elsewhere(&resolved).into_iter().collect();
        facts.push(Fact::Overridden { reasons: against.reasons.clone(), role: by.role });
        facts.push(Fact::Entered { zone: checkpoint.zone.clone(), checkpoint: checkpoint.name.clone() });
        let mut drafts =
            vec![Draft::about(guest, Kind::Override, facts), Draft::note(Some(guest), reason.trim())];
        // A guest who is known has a name; what was typed may be a nickname, or somebody else's.
        let unknown = against.reasons.contains(&Reason::IssuedElsewhere);
        if let Some(name) = name.filter(|name| unknown && !name.trim().is_empty()) {
            let fields = Fields::from([(Field::Name, name.trim().to_owned())]);
            drafts.push(Draft::about(
                guest,
                Kind::GuestEdited,
                vec![Fact::GuestDetails { fields, import: None, line: None }],
            ));
        }
        let done = self.record_as(by, drafts, overriding::required_role(&against.reasons))?;
        let decision = Decision { kind: DecisionKind::Admit, reasons: against.reasons, notes: against.notes };
        let answer = Answer {
            decision,
            subject: resolved.subject,
            checkpoint: checkpoint.name,
            direction,
            at,
            record: done.records.first().copied(),
            repeat: false,
            overridden: true,
        };
        self.verdict(answer, lang)
    }

    /// Admits whom nothing speaks against as a scan does; the reason typed is kept before it.
    #[expect(clippy::too_many_arguments, reason = "one key press at the desk carries all of these")]
    fn admit_as_decided(
        &mut self,
        by: &Operator,
        resolved: &Resolved,
        checkpoint: &Checkpoint,
        at: Millis,
        decision: Decision,
        reason: &str,
        lang: Lang,
    ) -> Result<Verdict> {
        if reason.trim().is_empty() {
            return Err(reason_required());
        }
        let mut drafts = vec![Draft::note(resolved.subject, reason.trim())];
        drafts.extend(scan_draft(resolved, checkpoint, Direction::Entry, &decision));
        let done = self.record(by, drafts)?;
        let answer = Answer {
            decision,
            subject: resolved.subject,
            checkpoint: checkpoint.name.clone(),
            direction: Direction::Entry,
            at,
            record: done.records.last().copied(),
            repeat: false,
            overridden: false,
        };
        self.verdict(answer, lang)
    }

    /// Tells whether every step this checkpoint asks of the guest is passed or waived.
    fn steps_done(&self, guest: Option<&Guest>, checkpoint: &Checkpoint, now: Millis) -> StepsDone {
        let settings = &self.globals.settings;
        let category = guest.map_or(crate::settings::DEFAULT_CATEGORY, |guest| guest.category.as_str());
        let done = settings.steps_for(category, checkpoint).into_iter().all(|step| {
            let result = guest.and_then(|guest| guest.screening.get(&step.key));
            matches!(state_at(result, step, now), StepStateNow::Passed | StepStateNow::Waived)
        });
        if done { StepsDone::All } else { StepsDone::NotAll }
    }
}
