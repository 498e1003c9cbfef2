//! Findings about guests, looked for where records of one matter came from more than one history.

use std::collections::BTreeSet;

use super::look::{Found, Looking};
use crate::desk::refold::{Joined, Scope, called, with_own_voids};
use crate::error::Result;
use crate::finding::guest::{Contradiction, Records, What};
use crate::guest::Guest;
use crate::guest::voiding::counting;
use crate::ids::GuestId;
use crate::journal::fact::Kind;
use crate::journal::record::Held;
use crate::presence::Passages;
use crate::store;
use crate::text::{Text, findings as said};

/// Kinds of records that can contradict others of the same family.
const FAMILIES: [&[Kind]; 4] = [
    &[Kind::Scan, Kind::Override, Kind::BadgeIssued, Kind::BadgeReissued, Kind::BadgeRevoked],
    &[Kind::GuestAdded, Kind::GuestEdited, Kind::GuestImported],
    &[Kind::StandingSet],
    &[Kind::ScreeningResult],
];

impl Looking<'_> {
    pub(super) fn of_guests(&self) -> Result<Vec<Found>> {
        let scope = Scope {
            on: &self.reading.store.connection,
            path: self.reading.store.path(),
            globals: self.reading.globals,
            ancestry: self.ancestry,
        };
        let mut found = Vec::new();
        for guest in self.candidates(&scope)? {
            let joined = scope.joined(guest)?;
            found.extend(self.contradictions(&joined));
        }
        Ok(found)
    }

    /// Gives the guests whose records may contradict each other, those kept under their badges among them.
    fn candidates(&self, scope: &Scope<'_>) -> Result<BTreeSet<GuestId>> {
        let sql = |error| self.reading.store.problem(error);
        let on = &self.reading.store.connection;
        let mut candidates: BTreeSet<GuestId> =
            store::record::on_several_lines(on, &FAMILIES).map_err(sql)?.into_iter().collect();
        for waiting in store::record::without_row(on).map_err(sql)? {
            candidates.remove(&waiting);
            let records = store::record::of_guest(on, self.reading.store.path(), waiting)?;
            candidates.extend(scope.owner_of_provisional(waiting, &records)?);
        }
        Ok(candidates)
    }

    fn contradictions(&self, Joined { guest, records, .. }: &Joined) -> Vec<Found> {
        let facts = with_own_voids(&self.reading.globals.facts, records);
        let counting = counting(records, &facts, self.ancestry);
        let passages = Passages::of(&counting, &facts.everyone_outs);
        let contradictions =
            Records { facts: &counting, passages: &passages, badges: &guest.badges, seen: self.ancestry }
                .contradictions();
        contradictions.iter().map(|one| self.contradiction(one, guest, records)).collect()
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
