//! A guest's history in words, and the questions the command line asks of a desk directly.

use std::collections::BTreeSet;
use std::path::Path;

use super::Desk;
use super::listing::Exported;
use super::reader::Reading;
use super::scan::Answer;
use super::write::Draft;
use crate::admission::{Decision, DecisionKind};
use crate::error::{Error, Result};
use crate::guest::Fields;
use crate::guest::search::Index;
use crate::guest::voiding::is_withdrawn;
use crate::ids::{GuestId, RecordId};
use crate::import::export::FileKind;
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::Held;
use crate::settings::{Direction, Operator};
use crate::store;
use crate::text::history::line;
use crate::text::{Lang, Text};
use crate::view::{EventView, GuestHistory, GuestList, HistoryLine, ScanLine, Verdict};

impl Desk {
    /// Gives a guest and all that is recorded of them, oldest first.
    ///
    /// # Errors
    /// `no_such_guest`.
    pub fn history(&self, id: GuestId, lang: Lang) -> Result<GuestHistory> {
        self.reading(lang).history(id)
    }

    /// Searches the list; an empty search gives all, by name.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn guests(&self, search: &str, offset: usize, limit: usize, lang: Lang) -> Result<GuestList> {
        let (ids, total) = self.index()?.search(search, limit, offset);
        self.reading(lang).list(&ids, total)
    }

    /// Writes all guests on the list as a file that imports back unchanged.
    ///
    /// # Errors
    /// `usage` when a workbook cannot hold so many, and what the disk refuses.
    pub fn export_guests(&self, kind: FileKind, lang: Lang) -> Result<Vec<u8>> {
        self.reading(lang).export_guests(&Exported::All, kind)
    }

    /// Makes the search index of all guests on the list.
    pub(super) fn index(&self) -> Result<Index> {
        let mut index = Index::new();
        store::guest::each(&self.store.connection, self.store.path(), |guest| {
            if guest.listed {
                index.put(guest.id, &guest);
            }
        })?;
        Ok(index)
    }

    /// Gives the latest scans at this desk, newest first.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn last_scans(&self, limit: usize, lang: Lang) -> Result<Vec<ScanLine>> {
        self.reading(lang).last_scans(limit)
    }

    /// Gives all the window needs to know of the event at once.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn event_view(&self, lang: Lang) -> Result<EventView> {
        self.reading(lang).event(Path::new(&self.folder))
    }

    /// Says that a guest had come back in before the exit that was read as a repeat.
    ///
    /// # Errors
    /// `no_such_record` for what is no repeated exit, `not_permitted`.
    pub fn confirm_exit(&mut self, by: &Operator, exit: RecordId, lang: Lang) -> Result<Verdict> {
        let held = store::record::find(&self.store.connection, self.store.path(), exit)?;
        let repeated = held.as_ref().and_then(|held| {
            let checkpoint = held.facts.iter().find_map(|fact| match fact {
                Fact::ExitRepeated { checkpoint, .. } => Some(checkpoint.clone()),
                _ => None,
            })?;
            Some((held.subject?, checkpoint))
        });
        let Some((guest, checkpoint)) = repeated else {
            return Err(Error::no_such_record(&exit.to_string()));
        };
        let draft = Draft::about(guest, Kind::ExitConfirmed, vec![Fact::ExitConfirmed { exit }]);
        let done = self.record(by, vec![draft])?;
        let answer = Answer {
            decision: Decision { kind: DecisionKind::Admit, reasons: Vec::new(), notes: Vec::new() },
            subject: Some(guest),
            checkpoint,
            direction: Direction::Exit,
            at: self.around.clock.now(),
            record: done.records.last().copied(),
            repeat: false,
            overridden: false,
        };
        self.verdict(answer, lang)
    }
}

impl Reading<'_> {
    pub(super) fn history_lines(&self, records: &[Held]) -> Vec<HistoryLine> {
        let voided = self.voided(records);
        let mut known = Fields::new();
        let mut lines = Vec::with_capacity(records.len());
        for held in records {
            lines.push(self.history_line(held, &voided, &known));
            for fact in &held.facts {
                if let Fact::GuestDetails { fields, .. } = fact {
                    known.extend(fields.clone());
                }
            }
        }
        lines
    }

    fn voided(&self, records: &[Held]) -> BTreeSet<RecordId> {
        let own = records.iter().flat_map(|held| &held.facts).filter_map(|fact| match fact {
            Fact::Voided { records, .. } => Some(records.iter().copied()),
            _ => None,
        });
        own.flatten().chain(self.globals.facts.voided.iter().copied()).collect()
    }

    fn history_line(&self, held: &Held, voided: &BTreeSet<RecordId>, known: &Fields) -> HistoryLine {
        let text: Text = self.names_with(|names| line(held, names, known));
        let withdrawn = |fact| is_withdrawn(fact, &self.globals.facts);
        HistoryLine {
            record: held.stamp.id.to_string(),
            at: self.time(held.stamp.at),
            desk: self.globals.desk_name(held.stamp.desk),
            operator: held.stamp.operator.map(|operator| self.operator(operator)),
            kind: held.kind.name().to_owned(),
            text: text.in_lang(self.lang).to_owned(),
            voided: voided.contains(&held.stamp.id) || held.facts.iter().any(withdrawn),
        }
    }
}
