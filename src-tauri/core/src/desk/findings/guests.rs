//! Findings about guests: those of whom records were found to contradict each other when they were folded.

use super::look::{Found, Looking};
use crate::desk::refold::{Scope, called};
use crate::error::Result;
use crate::finding::guest::{Contradiction, What};
use crate::guest::Guest;
use crate::journal::record::Held;
use crate::store;
use crate::text::{Text, findings as said};

impl Looking<'_> {
    pub(super) fn of_guests(&self) -> Result<Vec<Found>> {
        let scope = Scope {
            on: &self.reading.store.connection,
            path: self.reading.store.path(),
            globals: self.reading.globals,
            ancestry: self.ancestry,
        };
        let guests =
            store::guest::contradicted(scope.on).map_err(|error| self.reading.store.problem(error))?;
        let mut found = Vec::new();
        for guest in guests {
            let Some(joined) = scope.joined(guest)? else { continue };
            let contradictions = scope.contradictions(&joined);
            found.extend(
                contradictions.iter().map(|one| self.contradiction(one, &joined.guest, &joined.records)),
            );
        }
        Ok(found)
    }

    fn contradiction(&self, one: &Contradiction, guest: &Guest, records: &[Held]) -> Found {
        let sides: Vec<Held> =
            records.iter().filter(|held| one.records.contains(&held.stamp.id)).cloned().collect();
        let text = |desks: &[String]| self.contradiction_text(one, called(guest), desks);
        Found { explained: one.explained, ..self.of_records(one.kind(), one.id(), &sides, text) }
    }

    fn contradiction_text(&self, one: &Contradiction, guest: &str, desks: &[String]) -> Text {
        let [first, second] = desks else { return Text::new("", "") };
        let desks = [first.as_str(), second.as_str()];
        match &one.what {
            What::Entries { zone } => said::double_entry(guest, zone, desks),
            What::Values { of } => said::concurrent_edit(guest, of, desks),
            What::Results { step } => {
                let label = self.reading.names_with(|names| names.steps(std::slice::from_ref(step)));
                said::screening_conflict(guest, &label, desks)
            }
            What::Badges => said::two_badges(guest, desks),
            What::Used { badge } => said::replaced_badge_used(guest, *badge),
        }
    }
}
