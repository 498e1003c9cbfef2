//! Badge keys: a new one for what is issued from now on, and the one each badge was made with.

use super::Desk;
use super::reader::Reading;
use super::write::{Done, Draft};
use crate::badge::BadgeNumber;
use crate::error::Result;
use crate::ids::{BadgeKey, GuestId};
use crate::journal::fact::{Fact, Kind};
use crate::settings::Operator;
use crate::store;

impl Desk {
    /// Adds a badge key: badges issued from now on are made with it, those issued before keep their codes.
    ///
    /// Who holds an older key alone can make no badge that is taken for one this journal has not heard of.
    ///
    /// # Errors
    /// `not_permitted` but for an organiser at an organiser's desk.
    pub fn rotate_key(&mut self, by: &Operator) -> Result<Done<()>> {
        self.as_organiser_desk()?;
        let mut key = [0; 32];
        self.around.entropy.fill(&mut key);
        let added = Fact::BadgeKeyAdded { key: BadgeKey::new(key) };
        self.record(by, vec![Draft::global(Kind::BadgeKeyAdded, vec![added])])
    }
}

impl Reading<'_> {
    /// Gives the key a guest's badge was made with: the newest that its issue had seen.
    pub(super) fn key_of(&self, guest: GuestId, badge: BadgeNumber) -> Result<BadgeKey> {
        let keys = &self.globals.badge_keys;
        let newest = keys.first().copied().unwrap_or(self.globals.first_key());
        if keys.len() < 2 {
            return Ok(newest);
        }
        let records = store::record::of_guest(&self.store.connection, self.store.path(), guest)?;
        let issues = records.iter().filter(|held| {
            held.facts
                .iter()
                .any(|fact| matches!(fact, Fact::BadgeIssued { badge: issued } if *issued == badge))
        });
        let Some(issue) = issues.map(|held| held.stamp).min_by_key(crate::journal::record::Stamp::rank)
        else {
            return Ok(newest);
        };
        for (key, place) in keys.iter().zip(&self.globals.badge_key_places) {
            let had_seen = store::line::sees(&self.store.connection, (issue.line, issue.seq), *place);
            if had_seen.map_err(|error| self.store.problem(error))? {
                return Ok(*key);
            }
        }
        Ok(self.globals.first_key())
    }
}
