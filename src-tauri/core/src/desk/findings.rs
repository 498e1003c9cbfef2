//! Findings: derived when somebody asks, acknowledged by a record.

mod event;
mod guests;
mod look;

use super::Desk;
use super::handle::DeskHandle;
use super::write::{Done, Draft};
use crate::error::{Code, Error, Result};
use crate::ids::FindingId;
use crate::journal::fact::{Fact, Kind};
use crate::settings::Operator;
use crate::text::roles::reason_required;
use crate::text::{Lang, Text};
use crate::view::FindingView;
use look::Looking;

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

fn no_such_finding(asked: &str) -> Error {
    Error::new(
        Code::NoSuchRecord,
        Text::new(
            format!("No one finding is meant by: {asked}"),
            format!("没有唯一对应的待核实事项：{asked}"),
        ),
        Text::new("`gatehouse findings` lists their ids.", "`gatehouse findings` 可列出编号。"),
    )
}
