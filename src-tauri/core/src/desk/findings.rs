//! Findings: derived when somebody asks, acknowledged by a record.

use std::collections::BTreeSet;

use super::Desk;
use super::handle::DeskHandle;
use super::reader::Reading;
use super::refold::{Scope, called, with_own_voids};
use super::write::{Done, Draft};
use crate::clock::Millis;
use crate::error::{Code, Error, Result};
use crate::finding::{self, DoubleEntry, FindingKind};
use crate::guest::voiding::counting;
use crate::ids::{DeskId, FindingId, GuestId, RecordId};
use crate::journal::ancestry::Ancestry;
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::Held;
use crate::presence::Passages;
use crate::settings::Operator;
use crate::store;
use crate::text::roles::reason_required;
use crate::text::{Lang, Text, findings as said};
use crate::view::{FindingSide, FindingView};

/// Kinds of records that can let somebody in.
const ADMITTING: [Kind; 3] = [Kind::Scan, Kind::Override, Kind::ScreeningResult];

impl Desk {
    /// Gives all findings, newest first.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn findings(&self, lang: Lang) -> Result<Vec<FindingView>> {
        Looking { reading: &self.reading(lang), ancestry: &self.ancestry }.findings()
    }

    /// Records that somebody looked at a finding, and what it was.
    ///
    /// # Errors
    /// `no_such_record` for the id, or start of an id, of no finding or several; `reason_required`, `not_permitted`.
    pub fn acknowledge(&mut self, by: &Operator, finding: &str, reason: &str) -> Result<Done<()>> {
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty()).ok_or_else(reason_required)?;
        let finding = self.find_finding(finding.trim())?;
        let acknowledged = Draft::global(Kind::Acknowledged, vec![Fact::Acknowledged { finding }]);
        self.record(by, vec![acknowledged, Draft::note(None, reason)])
    }

    fn find_finding(&self, asked: &str) -> Result<FindingId> {
        let known = self.findings(Lang::En)?;
        let mut meant = known.iter().filter(|known| !asked.is_empty() && known.id.starts_with(asked));
        let (Some(found), None) = (meant.next(), meant.next()) else {
            return Err(no_such_finding(asked));
        };
        found.id.parse().map_err(|_| no_such_finding(asked))
    }
}

impl DeskHandle {
    /// Gives all findings, newest first, beside whatever is being written.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn findings(&self, lang: Lang) -> Result<Vec<FindingView>> {
        // The writer's own ancestry: what readers hold is as old as the last record that concerns everybody.
        let (ancestry, reader) = self.ancestry_beside()?;
        reader.with(lang, |reading| Looking { reading, ancestry: &ancestry }.findings())
    }
}

/// One look at everything held.
struct Looking<'l> {
    reading: &'l Reading<'l>,
    ancestry: &'l Ancestry,
}

impl Looking<'_> {
    fn findings(&self) -> Result<Vec<FindingView>> {
        let lines = self.ancestry.lines().count();
        // One history cannot contradict itself.
        let mut found = if lines < 2 { Vec::new() } else { self.cloned_desks()? };
        if lines > 1 {
            let on = &self.reading.store.connection;
            let guests = store::record::on_several_lines(on, &ADMITTING);
            for guest in guests.map_err(|error| self.reading.store.problem(error))? {
                found.extend(self.double_entries(guest)?);
            }
        }
        self.mark_acknowledged(&mut found)?;
        found.sort_by(|one, other| (&other.at, &other.id).cmp(&(&one.at, &one.id)));
        Ok(found)
    }

    fn double_entries(&self, id: GuestId) -> Result<Vec<FindingView>> {
        let globals = self.reading.globals;
        let scope = Scope {
            on: &self.reading.store.connection,
            path: self.reading.store.path(),
            globals,
            ancestry: self.ancestry,
        };
        let records = scope.counted_of(id)?;
        let facts = with_own_voids(&globals.facts, &records);
        let counting = counting(&records, &facts, self.ancestry);
        let passages = Passages::of(&counting, &facts.everyone_outs);
        let twice = finding::double_entries(&passages, self.ancestry);
        if twice.is_empty() {
            return Ok(Vec::new());
        }
        let guest = self.reading.find(id)?;
        let name = guest.as_ref().map_or("?", called);
        Ok(twice.iter().map(|twice| self.double_entry(twice, name, &records)).collect())
    }

    fn double_entry(&self, twice: &DoubleEntry<'_>, guest: &str, records: &[Held]) -> FindingView {
        let mut entries = twice.entries;
        entries.sort_by_key(|entry| entry.stamp.rank());
        let desks = entries.map(|entry| self.reading.globals.desk_name(entry.stamp.desk));
        let text = said::double_entry(guest, entries[0].zone, [&desks[0], &desks[1]]);
        let of_entry = |id: RecordId| records.iter().find(|held| held.stamp.id == id);
        let lines = entries.iter().filter_map(|entry| of_entry(entry.stamp.id));
        let history = self.reading.history_lines(&lines.cloned().collect::<Vec<_>>());
        let sides = history.into_iter().map(|line| FindingSide {
            record: line.record,
            at: line.at,
            desk: line.desk,
            operator: line.operator,
            text: line.text,
        });
        let at = entries.iter().map(|entry| entry.stamp.at).max().unwrap_or(Millis(0));
        FindingView {
            explained: twice.explained,
            ..self.finding(FindingKind::DoubleEntry, twice.id(), &text, at, desks.into(), sides.collect())
        }
    }

    /// Finds the desks whose chain goes on twice.
    fn cloned_desks(&self) -> Result<Vec<FindingView>> {
        let mut seen_desks = BTreeSet::new();
        let mut found = Vec::new();
        let mut forks = BTreeSet::new();
        for line in self.ancestry.lines() {
            let first = seen_desks.insert(line.desk);
            if !first && forks.insert((line.desk, line.parent)) {
                found.push(self.cloned_desk(line.desk, line.parent)?);
            }
        }
        Ok(found)
    }

    fn cloned_desk(&self, desk: DeskId, fork: Option<(u32, u64)>) -> Result<FindingView> {
        let held = |(line, seq)| {
            store::record::at_place(&self.reading.store.connection, self.reading.store.path(), line, seq)
        };
        let common = fork.map(held).transpose()?.flatten().map(|held| held.stamp.id);
        let name = self.reading.globals.desk_name(desk);
        let mut heads = Vec::new();
        for (_, place) in self.ancestry.heads().filter(|(of, _)| *of == desk) {
            heads.extend(held(place)?);
        }
        heads.sort_by_key(|held| held.stamp.id);
        let side = |held: &Held| FindingSide {
            record: held.stamp.id.to_string(),
            at: self.reading.time(held.stamp.at),
            desk: name.clone(),
            operator: held.stamp.operator.map(|operator| self.reading.operator(operator)),
            text: said::history_up_to(held.stamp.seq).in_lang(self.reading.lang).to_owned(),
        };
        let sides = heads.iter().map(side).collect();
        let at = heads.iter().map(|held| held.stamp.at).max().unwrap_or(Millis(0));
        let (id, text) = (finding::cloned_desk(desk, common), said::cloned_desk(&name));
        Ok(self.finding(FindingKind::ClonedDesk, id, &text, at, vec![name], sides))
    }

    fn finding(
        &self,
        kind: FindingKind,
        id: FindingId,
        text: &Text,
        at: Millis,
        desks: Vec<String>,
        sides: Vec<FindingSide>,
    ) -> FindingView {
        FindingView {
            id: id.to_string(),
            kind: kind.name().to_owned(),
            text: text.in_lang(self.reading.lang).to_owned(),
            at: self.reading.time(at),
            desks,
            explained: false,
            acknowledged: false,
            sides,
        }
    }

    fn mark_acknowledged(&self, found: &mut [FindingView]) -> Result<()> {
        let path = self.reading.store.path();
        let records = store::record::global(&self.reading.store.connection, path, &[Kind::Acknowledged])?;
        let counted =
            records.iter().filter(|held| self.reading.globals.trust.counts(&held.stamp, self.ancestry));
        let said: BTreeSet<String> = counted
            .flat_map(|held| &held.facts)
            .filter_map(|fact| match fact {
                Fact::Acknowledged { finding } => Some(finding.to_string()),
                _ => None,
            })
            .collect();
        for one in found {
            one.acknowledged = said.contains(&one.id);
        }
        Ok(())
    }
}

fn no_such_finding(asked: &str) -> Error {
    Error::new(
        Code::NoSuchRecord,
        Text::new(format!("No one finding is meant by: {asked}"), format!("没有唯一对应的问题：{asked}")),
        Text::new("`gatehouse findings` lists their ids.", "`gatehouse findings` 可列出编号。"),
    )
}
