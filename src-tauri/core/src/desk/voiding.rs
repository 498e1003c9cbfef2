//! Voiding: a record that takes an earlier one back, by a supervisor, with a reason.

use super::Desk;
use super::reader::Reading;
use super::write::{Done, Draft};
use crate::error::{Error, Result};
use crate::guest::voiding::is_voidable;
use crate::ids::{ImportId, RecordId};
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::Held;
use crate::settings::Operator;
use crate::store;
use crate::text::roles::reason_required;
use crate::text::{Lang, Text};

/// The reason kept for a cancelled import, in both languages: it is not known who will read it.
const CANCELLED: &str = "import cancelled / 导入已取消";

impl Desk {
    /// Voids a record or a whole import, by its id.
    ///
    /// # Errors
    /// `no_such_record`; `usage` for a record that cannot be voided; `reason_required`, `not_permitted`.
    pub fn void(&mut self, by: &Operator, what: &str, reason: &str) -> Result<Done<()>> {
        let what = self.reading(Lang::En).voidable(what)?;
        let done = self.state_void(by, what, reason)?;
        self.catch_up()?;
        Ok(done)
    }

    /// Voids what is known to be there; the rows it concerns are folded anew in slices when nobody waits.
    pub(super) fn state_void(&mut self, by: &Operator, what: Voidable, reason: &str) -> Result<Done<()>> {
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty()).ok_or_else(reason_required)?;
        let (drafts, named) = match what {
            Voidable::Record(record) => (self.void_record(record, reason)?, record.to_string()),
            Voidable::Import(import) => (void_import(import, reason), import.to_string()),
        };
        let done = self.record(by, drafts)?;
        self.forget_unfinished(&named)?;
        Ok(done)
    }

    /// Undoes what was applied of an import that was cancelled; rows are folded anew when nobody waits.
    pub(super) fn cancel_import(&mut self, by: &Operator, import: ImportId, added: &[String]) -> Result<()> {
        self.record(by, void_import(import, CANCELLED))?;
        self.forget_unfinished(&import.to_string())?;
        self.remove_categories(by, added)
    }

    pub(super) fn void_record(&self, id: RecordId, reason: &str) -> Result<Vec<Draft>> {
        let held = store::record::find(&self.store.connection, self.store.path(), id)?;
        let held = held.ok_or_else(|| Error::no_such_record(&id.to_string()))?;
        if let Some(import) = import_of(&held) {
            return Ok(void_import(import, reason));
        }
        if !held.facts.iter().any(is_voidable) {
            return Err(not_voidable());
        }
        let voided = Fact::Voided { records: vec![id], import: None };
        let draft = Draft { kind: Kind::Voided, subject: held.subject, facts: vec![voided] };
        Ok(vec![draft, Draft::note(held.subject, reason)])
    }
}

impl Reading<'_> {
    /// Finds what is meant to be voided. Reads through the list for an import that did not end, so it goes beside
    /// the writer where anybody waits.
    ///
    /// # Errors
    /// `no_such_record`.
    pub(super) fn voidable(&self, what: &str) -> Result<Voidable> {
        let what = what.trim();
        match (what.parse(), what.parse()) {
            (Ok(record), _) => Ok(Voidable::Record(record)),
            (_, Ok(import)) if self.knows_import(import)? => Ok(Voidable::Import(import)),
            _ => Err(Error::no_such_record(what)),
        }
    }

    /// An import cut off half-way has no `Imported` record, only guests that name it.
    fn knows_import(&self, import: ImportId) -> Result<bool> {
        if self.globals.imports.iter().any(|known| known.import == import) {
            return Ok(true);
        }
        let mut named = false;
        store::guest::each(&self.store.connection, self.store.path(), |guest| {
            named |= guest.import == Some(import)
        })?;
        Ok(named)
    }
}

/// What can be voided.
#[derive(Debug, Clone, Copy)]
pub(super) enum Voidable {
    Record(RecordId),
    Import(ImportId),
}

fn void_import(import: ImportId, reason: &str) -> Vec<Draft> {
    let voided = Fact::Voided { records: Vec::new(), import: Some(import) };
    vec![Draft::global(Kind::Voided, vec![voided]), Draft::note(None, reason)]
}

fn import_of(held: &Held) -> Option<ImportId> {
    held.facts.iter().find_map(|fact| match fact {
        Fact::Imported { import, .. } => Some(*import),
        _ => None,
    })
}

fn not_voidable() -> Error {
    Error::usage(
        Text::new("This record cannot be voided", "该记录不能撤销"),
        Text::new(
            "Entries, exits, screening results, edits, corrections, everyone-out and imports can. To give a badge back, reactivate it.",
            "可以撤销的有：入场、离场、安检结果、修改、人数更正、全员离场和导入。要让胸卡重新有效，请恢复胸卡。",
        ),
    )
}
