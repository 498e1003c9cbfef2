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
            .chain(
                self.gone_guests
                    .iter()
                    .filter(|gone| !gone.already)
                    .map(move |gone| of_gone(gone.id, import)),
            )
            .chain([last])
    }

    /// Gives how many records [`Self::drafts`] gives at most.
    pub fn most_records(&self) -> usize {
        2 * self.entries.iter().filter(|entry| entry.what != What::Same).count() + 1
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
    let (fields, status, category, beside) = match &entry.what {
        What::Same => return [None, None],
        What::New { fields, status, category, beside } => (
            fields,
            Some(*status).filter(|status| *status != Status::Approved),
            Some(category).filter(|category| *category != DEFAULT_CATEGORY),
            beside,
        ),
        What::Changed { fields, status, category, beside } => (fields, *status, category.as_ref(), beside),
    };
    let subject = Some(entry.id.unwrap_or_else(|| drawn(entropy)));
    let details = (!fields.is_empty()).then(|| Fact::GuestDetails {
        fields: fields.clone(),
        import: Some(import),
        line: Some(entry.line),
    });
    let said = beside.said.clone().map(|lines| Fact::SourceSaid { lines, import });
    let status = status.map(|status| Fact::StatusSet { status, import: Some(import) });
    let category =
        category.map(|category| Fact::CategorySet { category: category.clone(), import: Some(import) });
    let party = beside.companions.map(|companions| Fact::PartySet { companions, import: Some(import) });
    let back = beside.is_back.then_some(Fact::SourceListing { gone: false, import });
    let draft = |kind: Kind, facts: Vec<Fact>| (!facts.is_empty()).then_some(Draft { kind, subject, facts });
    [
        draft(Kind::GuestImported, details.into_iter().chain(said).collect()),
        draft(Kind::StandingSet, status.into_iter().chain(category).chain(party).chain(back).collect()),
    ]
}

/// Whoever is gone stays on the list, marked.
fn of_gone(guest: GuestId, import: ImportId) -> Draft {
    let facts = vec![Fact::SourceListing { gone: true, import }];
    Draft { kind: Kind::StandingSet, subject: Some(guest), facts }
}

fn drawn(entropy: &mut dyn Entropy) -> GuestId {
    let mut id = [0; 16];
    entropy.fill(&mut id);
    GuestId::new(id)
}

#[cfg(test)]
#[path = "drafts_tests.rs"]
mod tests;
