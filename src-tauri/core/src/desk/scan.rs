//! A scan at a checkpoint: resolve, decide, record, answer.

use super::Desk;
use super::shown::{Resolved, Shown};
use super::write::Draft;
use crate::admission::decide::{Question, decide};
use crate::admission::repeat::{self, LastScan};
use crate::admission::{Decision, DecisionKind, Note, Reason};
use crate::badge::BadgeNumber;
use crate::clock::Millis;
use crate::error::Result;
use crate::guest::Guest;
use crate::guest::fold::EventFacts;
use crate::ids::{GuestId, RecordId};
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::Held;
use crate::settings::{Checkpoint, Direction, Operator};
use crate::store;
use crate::text::Lang;
use crate::view::Verdict;

/// One scan, as the window or the command line asks it.
#[derive(Debug, Clone)]
pub struct Scan {
    pub what: Shown,
    /// May be left out where there is one.
    pub checkpoint: Option<String>,
    /// Left out: the checkpoint's own, entry where it has both.
    pub direction: Option<Direction>,
    pub look: Look,
}

/// Whether a scan decides, or only shows what it would decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Decide,
    LookOnly,
}

/// An answer on its way to a person.
pub(super) struct Answer {
    pub decision: Decision,
    pub subject: Option<GuestId>,
    pub checkpoint: String,
    pub direction: Direction,
    pub at: Millis,
    pub record: Option<RecordId>,
    pub repeat: bool,
    pub overridden: bool,
}

impl Desk {
    /// Answers a scan; a refusal is an answer, never an error.
    ///
    /// # Errors
    /// `no_such_checkpoint`, `no_such_guest`, and what the disk refuses.
    pub fn scan(&mut self, by: &Operator, scan: &Scan, lang: Lang) -> Result<Verdict> {
        let checkpoint = self.globals.settings.checkpoint(scan.checkpoint.as_deref())?.clone();
        let direction = checkpoint.direction(scan.direction)?;
        let resolved = self.resolve(&scan.what)?;
        let now = self.around.clock.now();
        let decision = self.decide(&resolved, &checkpoint, direction, now)?;
        let answer = match scan.look {
            Look::LookOnly => Answer {
                decision,
                subject: resolved.subject,
                checkpoint: checkpoint.name,
                direction,
                at: now,
                record: None,
                repeat: false,
                overridden: false,
            },
            Look::Decide => match self.same_again(&resolved, &checkpoint, direction, now, &decision)? {
                Some(answer) => answer,
                None => self.record_scan(by, &resolved, &checkpoint, direction, now, decision)?,
            },
        };
        self.verdict(answer, lang)
    }

    /// Decides by everything this desk knows now.
    pub(super) fn decide(
        &self,
        resolved: &Resolved,
        checkpoint: &Checkpoint,
        direction: Direction,
        now: Millis,
    ) -> Result<Decision> {
        let occupancy = self.occupancy_now()?;
        let mut question = Question {
            resolution: resolved.resolution,
            guest: resolved.guest.as_ref(),
            settings: &self.globals.settings,
            occupancy: &occupancy,
            entry_stopped: self.globals.entry_stopped,
            others_at: None,
            checkpoint,
            direction,
            now,
        };
        let mut decision = decide(&question);
        if decision.reasons.iter().any(|reason| matches!(reason, Reason::CapacityReached { .. })) {
            question.others_at = self.oldest_of_others()?;
            decision = decide(&question);
        }
        // Who is known to be here leaves, whatever was recorded before: the rope first, say, and then the hall.
        let is_here = |guest: &Guest| guest.presence.is_in(&checkpoint.zone, &self.globals.settings);
        if direction == Direction::Exit
            && decision.kind == DecisionKind::Admit
            && !resolved.guest.as_ref().is_some_and(is_here)
            && self.last_passage_is_own_exit(resolved)?
        {
            decision.notes.retain(|note| *note != Note::NotInside);
            decision.notes.push(Note::ExitRepeated);
        }
        Ok(decision)
    }

    /// Gives the oldest moment up to which another desk is known; one never heard of has let nobody in yet.
    fn oldest_of_others(&self) -> Result<Option<Millis>> {
        let others = self.reading(Lang::En).others_known()?;
        Ok(others.into_iter().filter_map(|(_, at)| at).min())
    }

    fn record_scan(
        &mut self,
        by: &Operator,
        resolved: &Resolved,
        checkpoint: &Checkpoint,
        direction: Direction,
        at: Millis,
        decision: Decision,
    ) -> Result<Answer> {
        let drafts = scan_draft(resolved, checkpoint, direction, &decision).into_iter().collect();
        let done = self.record(by, drafts)?;
        Ok(Answer {
            decision,
            subject: resolved.subject,
            checkpoint: checkpoint.name.clone(),
            direction,
            at,
            record: done.records.last().copied(),
            repeat: false,
            overridden: false,
        })
    }

    /// Gives the same answer again when this is the same scan, read twice within three seconds.
    fn same_again(
        &self,
        resolved: &Resolved,
        checkpoint: &Checkpoint,
        direction: Direction,
        now: Millis,
        afresh: &Decision,
    ) -> Result<Option<Answer>> {
        let Some((n, held)) = self.last_about(resolved, now)? else { return Ok(None) };
        let Some((last, decision)) = last_scan(&held) else { return Ok(None) };
        let code = code_of(resolved.badge, resolved.stray.as_ref());
        let is_repeat = repeat::is_repeat(&last, &code, &checkpoint.name, direction, now);
        if !is_repeat || self.is_outdated(n, direction, &decision, resolved, afresh)? {
            return Ok(None);
        }
        Ok(Some(Answer {
            decision,
            subject: resolved.subject,
            checkpoint: last.checkpoint,
            direction,
            at: held.stamp.at,
            record: Some(held.stamp.id),
            repeat: true,
            overridden: false,
        }))
    }

    /// Tells whether something recorded or taken in since the scan of row `n` could change its answer.
    ///
    /// A code that is nobody's is told by what it is: it has no guest of whom anything could be recorded.
    fn is_outdated(
        &self,
        n: i64,
        direction: Direction,
        before: &Decision,
        resolved: &Resolved,
        afresh: &Decision,
    ) -> Result<bool> {
        if resolved.subject.is_none() {
            return Ok(before.reasons != afresh.reasons);
        }
        let kinds = repeat::outdating(direction, before.kind);
        store::record::any_global_after(&self.store.connection, kinds, n)
            .map_err(|error| self.store.problem(error))
    }

    /// Finds this desk's last record about what was shown and its row, if it is the last about its guest at all.
    fn last_about(&self, resolved: &Resolved, now: Millis) -> Result<Option<(i64, Held)>> {
        let (on, path) = (&self.store.connection, self.store.path());
        match (resolved.subject, &resolved.stray) {
            (Some(guest), _) => {
                store::record::last_of_guests_if_own(on, path, &self.subjects(resolved, guest)?)
            }
            (None, Some(stray)) => {
                let recent = store::record::own_strays_since(on, path, Millis(now.0 - repeat::WINDOW_MS))?;
                Ok(recent.into_iter().find(|(_, held)| stray_text(held) == Some(stray)))
            }
            (None, None) => Ok(None),
        }
    }

    /// Tells whether the last passage this desk recorded of the guest is an exit.
    fn last_passage_is_own_exit(&self, resolved: &Resolved) -> Result<bool> {
        let Some(guest) = resolved.subject else { return Ok(false) };
        let subjects = self.subjects(resolved, guest)?;
        let records = store::record::of_guests(&self.store.connection, self.store.path(), &subjects)?;
        let own = records.iter().filter(|held| held.stamp.desk == self.globals.desk);
        let voided = EventFacts::gather(&records).voided;
        let stands = |id: &RecordId| !voided.contains(id) && !self.globals.facts.voided.contains(id);
        let last = own.rev().find(|held| stands(&held.stamp.id) && passage(held).is_some());
        Ok(last.and_then(passage) == Some(Direction::Exit))
    }

    /// Gives under what all that is recorded of whoever was shown stands.
    fn subjects(&self, resolved: &Resolved, subject: GuestId) -> Result<Vec<GuestId>> {
        let known = resolved.guest.as_ref().filter(|guest| guest.id == subject);
        known.map_or_else(|| Ok(vec![subject]), |guest| self.reading(Lang::En).subjects(guest))
    }
}

/// Drafts the one record of a scan; none for what is not a badge.
pub(super) fn scan_draft(
    resolved: &Resolved,
    checkpoint: &Checkpoint,
    direction: Direction,
    decision: &Decision,
) -> Option<Draft> {
    let scanned = Fact::Scanned {
        checkpoint: checkpoint.name.clone(),
        direction,
        decision: decision.kind,
        reasons: decision.reasons.clone(),
        notes: decision.notes.clone(),
        badge: resolved.badge,
    };
    match (resolved.subject, &resolved.stray) {
        (Some(guest), _) => {
            let facts = [scanned].into_iter().chain(passage_fact(checkpoint, direction, decision)).collect();
            Some(Draft::about(guest, Kind::Scan, facts))
        }
        (None, Some(text)) => {
            Some(Draft::global(Kind::StrayScan, vec![scanned, Fact::StrayText { text: text.clone() }]))
        }
        (None, None) => None,
    }
}

fn passage_fact(checkpoint: &Checkpoint, direction: Direction, decision: &Decision) -> Option<Fact> {
    if decision.kind != DecisionKind::Admit {
        return None;
    }
    let (zone, checkpoint) = (checkpoint.zone.clone(), checkpoint.name.clone());
    Some(match direction {
        Direction::Entry => Fact::Entered { zone, checkpoint },
        Direction::Exit if decision.notes.contains(&Note::ExitRepeated) => {
            Fact::ExitRepeated { zone, checkpoint }
        }
        Direction::Exit => Fact::Exited { zone, checkpoint },
    })
}

fn passage(held: &Held) -> Option<Direction> {
    held.facts.iter().find_map(|fact| match fact {
        Fact::Entered { .. } => Some(Direction::Entry),
        Fact::Exited { .. } | Fact::ExitRepeated { .. } => Some(Direction::Exit),
        _ => None,
    })
}

/// Reads a scan back: what was read where, and what was answered.
fn last_scan(held: &Held) -> Option<(LastScan, Decision)> {
    held.facts.iter().find_map(|fact| match fact {
        Fact::Scanned { checkpoint, direction, decision, reasons, notes, badge } => {
            let code = code_of(*badge, stray_text(held));
            let last =
                LastScan { code, checkpoint: checkpoint.clone(), direction: *direction, at: held.stamp.at };
            Some((last, Decision { kind: *decision, reasons: reasons.clone(), notes: notes.clone() }))
        }
        _ => None,
    })
}

/// Tells codes of one guest apart: the badge's number, a stray code's text; empty for a foreign code or by hand.
fn code_of(badge: Option<BadgeNumber>, stray: Option<&String>) -> String {
    badge.map(|badge| badge.to_string()).or_else(|| stray.cloned()).unwrap_or_default()
}

fn stray_text(held: &Held) -> Option<&String> {
    held.facts.iter().find_map(|fact| match fact {
        Fact::StrayText { text } => Some(text),
        _ => None,
    })
}
