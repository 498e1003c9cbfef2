//! Which of a guest's badges holds.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Oracle;
use crate::book::At;

type Number = (u16, u32);

fn number(fact: &Value) -> Number {
    let part = |key: &str| fact["badge"][key].as_u64().unwrap_or(0);
    (part("slot") as u16, part("serial") as u32)
}

impl Oracle<'_> {
    /// Gives what records state of badges, which nothing takes back.
    pub(super) fn stated_of_badges(&self, records: &[At], name: &'static str) -> Vec<(At, &Value)> {
        let of = |at: &At| self.book.records[*at].facts(name).map(|fact| (*at, fact)).collect::<Vec<_>>();
        records.iter().flat_map(of).collect()
    }

    pub(super) fn badges(&self, records: &[At]) -> BTreeMap<Number, &'static str> {
        let facts = |name| self.stated_of_badges(records, name);
        let (issued, revoked) = (facts("BadgeIssued"), facts("BadgeRevoked"));
        let mut active = facts("BadgeReactivated");
        active.retain(|(_, fact)| fact["role"] == "supervisor" || fact["role"] == "organiser");
        let knows_all = |(at, fact): &&(At, &Value)| {
            let same = revoked.iter().filter(|(_, other)| number(other) == number(fact));
            !same.into_iter().any(|(other, _)| self.book.concurrent(*at, *other))
        };
        let claims = issued.iter().chain(active.iter().filter(knows_all));
        let top = claims.max_by_key(|(at, fact)| (self.book.records[*at].rank(), number(fact)));
        let top = top.map(|(_, fact)| number(fact));
        let is_revoked = |badge: Number| {
            // In one record a revocation stands before what replaces it, never of the same badge.
            let states = [(&issued, false), (&active, false), (&revoked, true)];
            let stated: Vec<(At, bool)> = states
                .iter()
                .flat_map(|(facts, state)| facts.iter().map(|fact| (fact.0, number(fact.1), *state)))
                .filter(|(_, of, _)| *of == badge)
                .map(|(at, _, state)| (at, state))
                .collect();
            self.book.standing(&stated).into_iter().any(|nth| stated[nth].1)
        };
        let state = |badge: Number| match () {
            () if top != Some(badge) => "replaced",
            () if is_revoked(badge) => "revoked",
            () => "active",
        };
        issued.iter().map(|(_, fact)| (number(fact), state(number(fact)))).collect()
    }
}
