//! One look at everything held, as of one moment.

use std::collections::BTreeSet;

use crate::clock::Millis;
use crate::desk::globals;
use crate::desk::reader::Reading;
use crate::error::Result;
use crate::finding::FindingKind;
use crate::ids::{DeskId, FindingId, RecordId};
use crate::journal::ancestry::Ancestry;
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::{Held, Stamp};
use crate::store;
use crate::text::Text;
use crate::view::{FindingSide, FindingView};

pub(super) struct Looking<'l> {
    pub reading: &'l Reading<'l>,
    pub ancestry: &'l Ancestry,
}

/// A finding with what a person reads of it.
pub(super) struct Found {
    pub kind: FindingKind,
    pub id: FindingId,
    pub text: Text,
    pub at: Millis,
    pub desks: Vec<DeskId>,
    pub explained: bool,
    pub sides: Vec<FindingSide>,
}

impl Looking<'_> {
    /// Gives all findings, newest first.
    pub fn findings(&self) -> Result<Vec<FindingView>> {
        let records = store::record::global(
            &self.reading.store.connection,
            self.reading.store.path(),
            &globals::KINDS,
        )?;
        let mut found = self.clocks_off()?;
        found.extend(self.unknown_facts()?);
        // One history cannot contradict itself.
        if self.ancestry.lines().nth(1).is_some() {
            found.extend(self.cloned_desks()?);
            found.extend(self.of_event(&records)?);
            found.extend(self.of_guests()?);
        }
        let acknowledged = self.acknowledged()?;
        found.sort_by_key(|found| std::cmp::Reverse((found.at, found.id)));
        Ok(found.into_iter().map(|found| self.shown(found, &acknowledged)).collect())
    }

    fn shown(&self, found: Found, acknowledged: &BTreeSet<FindingId>) -> FindingView {
        let desks = found.desks.iter().map(|desk| self.reading.globals.desk_name(*desk));
        FindingView {
            id: found.id.to_string(),
            kind: found.kind.name().to_owned(),
            text: found.text.in_lang(self.reading.lang).to_owned(),
            at: self.reading.time(found.at),
            desks: desks.collect(),
            explained: found.explained,
            acknowledged: acknowledged.contains(&found.id),
            sides: found.sides,
        }
    }

    fn acknowledged(&self) -> Result<BTreeSet<FindingId>> {
        let (on, path) = (&self.reading.store.connection, self.reading.store.path());
        let records = store::record::global(on, path, &[Kind::Acknowledged])?;
        let counted =
            records.iter().filter(|held| self.reading.globals.trust.counts(&held.stamp, self.ancestry));
        let named = counted.flat_map(|held| &held.facts).filter_map(|fact| match fact {
            Fact::Acknowledged { finding } => Some(*finding),
            _ => None,
        });
        Ok(named.collect())
    }

    /// Makes a finding of records: a side each, in the order of their rank.
    pub fn of_records(
        &self,
        kind: FindingKind,
        id: FindingId,
        records: &[Held],
        text: impl FnOnce(&[String]) -> Text,
    ) -> Found {
        let mut records = records.to_vec();
        records.sort_by_key(|held| held.stamp.rank());
        let history = self.reading.history_lines(&records).into_iter();
        let sides: Vec<FindingSide> = history
            .map(|line| FindingSide {
                record: line.record,
                at: line.at,
                desk: line.desk,
                operator: line.operator,
                text: line.text,
            })
            .collect();
        let names: Vec<String> = sides.iter().map(|side| side.desk.clone()).collect();
        Found {
            kind,
            id,
            text: text(&names),
            at: records.iter().map(|held| held.stamp.at).max().unwrap_or(Millis(0)),
            desks: records.iter().map(|held| held.stamp.desk).collect(),
            explained: false,
            sides,
        }
    }

    /// Makes a side of a record with words of its own.
    pub fn side(&self, stamp: &Stamp, text: &Text) -> FindingSide {
        FindingSide {
            record: stamp.id.to_string(),
            at: self.reading.time(stamp.at),
            desk: self.reading.globals.desk_name(stamp.desk),
            operator: stamp.operator.map(|operator| self.reading.operator(operator)),
            text: text.in_lang(self.reading.lang).to_owned(),
        }
    }

    pub fn record(&self, id: RecordId) -> Result<Option<Held>> {
        store::record::find(&self.reading.store.connection, self.reading.store.path(), id)
    }

    pub fn at_place(&self, (line, seq): (u32, u64)) -> Result<Option<Held>> {
        store::record::at_place(&self.reading.store.connection, self.reading.store.path(), line, seq)
    }
}
