//! A plan as the records that carry it out, one guest after the other, so that it can be applied in slices.

use crate::clock::Entropy;
use crate::guest::Status;
use crate::ids::{GuestId, ImportId};
use crate::import::plan::{Entry, Plan, What};
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::Draft;
use crate::settings::DEFAULT_CATEGORY;

impl Plan {
    /// Gives the records that carry the plan out, in order; the last one marks the import as finished.
    ///
    /// `file` is the file's name for the history. Guests without a reference get their ids from `entropy`.
    pub fn drafts<'p>(
        &'p self,
        import: ImportId,
        file: &str,
        entropy: &'p mut dyn Entropy,
    ) -> impl Iterator<Item = Draft> + 'p {
        let last = self.finished(import, file);
        self.entries
            .iter()
            .flat_map(move |entry| of_entry(entry, import, entropy).into_iter().flatten())
            .chain([last])
    }

    fn finished(&self, import: ImportId, file: &str) -> Draft {
        let counts = self.counts();
        let fact = Fact::Imported {
            import,
            source: self.source.clone(),
            file: file.to_owned(),
            columns: self.columns.clone(),
            new: counts.new,
            changed: counts.changed,
            same: counts.same,
            rejected: counts.rejected,
        };
        Draft { kind: Kind::Imported, subject: None, facts: vec![fact] }
    }
}

/// Personal data first, then, in a record of its own, what is not personal.
fn of_entry(entry: &Entry, import: ImportId, entropy: &mut dyn Entropy) -> [Option<Draft>; 2] {
    let (fields, status, category) = match &entry.what {
        What::Same => return [None, None],
        What::New { fields, status, category } => (
            fields,
            Some(*status).filter(|status| *status != Status::Approved),
            Some(category).filter(|category| *category != DEFAULT_CATEGORY),
        ),
        What::Changed { fields, status, category } => (fields, *status, category.as_ref()),
    };
    let subject = Some(entry.id.unwrap_or_else(|| drawn(entropy)));
    let details = Fact::GuestDetails { fields: fields.clone(), import: Some(import), line: Some(entry.line) };
    let status = status.map(|status| Fact::StatusSet { status, import: Some(import) });
    let category =
        category.map(|category| Fact::CategorySet { category: category.clone(), import: Some(import) });
    let standing: Vec<Fact> = status.into_iter().chain(category).collect();
    let personal =
        (!fields.is_empty()).then(|| Draft { kind: Kind::GuestImported, subject, facts: vec![details] });
    let standing =
        (!standing.is_empty()).then_some(Draft { kind: Kind::StandingSet, subject, facts: standing });
    [personal, standing]
}

fn drawn(entropy: &mut dyn Entropy) -> GuestId {
    let mut id = [0; 16];
    entropy.fill(&mut id);
    GuestId::new(id)
}

#[cfg(test)]
#[path = "drafts_tests.rs"]
mod tests;
