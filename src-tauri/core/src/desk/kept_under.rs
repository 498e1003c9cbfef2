//! What was recorded under a badge before its guest was known here: whose it is.
//!
//! It belongs to the guest the badge was issued to; of several, to the first by id, as a scan of the badge says too.
//! That rests on the issues that count and on nothing else, so it comes out the same whatever arrived first.

use super::reader::Reading;
use super::refold::Scope;
use crate::badge::BadgeNumber;
use crate::error::{Code, Error, Result};
use crate::guest::Guest;
use crate::ids::GuestId;
use crate::journal::fact::{Fact, provisional_guest};
use crate::journal::record::Held;
use crate::store::{self, Db, problem};
use crate::text::Text;

/// Gives the badge a guest's records are kept under, if they are: by all records held, whether they count or not.
pub(super) fn badge_of(guest: GuestId, records: &[Held]) -> Option<BadgeNumber> {
    let facts = records.iter().flat_map(|held| &held.facts);
    let mut shown = facts.filter_map(|fact| match fact {
        Fact::Scanned { badge, .. } => *badge,
        Fact::BadgeShown { badge } => Some(*badge),
        _ => None,
    });
    shown.find(|badge| provisional_guest(*badge) == guest)
}

/// Leaves out the badges issued to a badge: only guests have some.
pub(super) fn without_issues(records: &mut [Held]) {
    for held in records {
        held.facts.retain(|fact| !matches!(fact, Fact::BadgeIssued { .. }));
    }
}

impl Scope<'_> {
    /// Finds the guest to whom a badge was issued.
    pub(super) fn owner(&self, badge: BadgeNumber) -> Result<Option<GuestId>> {
        owner(self.on, badge).map_err(|error| problem::of(self.path, error))
    }

    /// Gives what was kept under a guest's badges, as far as it counts and is this guest's.
    pub(super) fn kept_under(
        &self,
        guest: GuestId,
        badges: impl Iterator<Item = BadgeNumber>,
    ) -> Result<Vec<(BadgeNumber, Vec<Held>)>> {
        let mut kept = Vec::new();
        for badge in badges {
            let waiting = provisional_guest(badge);
            let all = store::record::of_guest(self.on, self.path, waiting)?;
            if badge_of(waiting, &all) != Some(badge) {
                continue;
            }
            let records = self.only_counting(waiting, all);
            let is_ours = || Ok(self.owner(badge)?.is_none_or(|owner| owner >= guest));
            if !records.is_empty() && is_ours()? {
                kept.push((badge, records));
            }
        }
        Ok(kept)
    }
}

impl Reading<'_> {
    /// Gets a guest who is to have a badge: not one who is known by a badge from elsewhere alone.
    pub(super) fn get_known(&self, guest: GuestId) -> Result<Guest> {
        let found = self.get(guest)?;
        let records = store::record::of_guest(&self.store.connection, self.store.path(), found.id)?;
        if badge_of(found.id, &records).is_some() { Err(not_known_yet()) } else { Ok(found) }
    }

    /// Finds the guest whose records are kept under a badge, once the guest is known.
    pub(super) fn known_by_now(&self, waiting: GuestId) -> Result<Option<GuestId>> {
        let records = store::record::of_guest(&self.store.connection, self.store.path(), waiting)?;
        let Some(badge) = badge_of(waiting, &records) else { return Ok(None) };
        let owner = owner(&self.store.connection, badge).map_err(|error| self.store.problem(error))?;
        Ok(owner.filter(|owner| *owner != waiting))
    }

    /// Gives under what all that is recorded of a guest stands: the guest, and badges shown before that was known.
    pub(super) fn subjects(&self, guest: &Guest) -> Result<Vec<GuestId>> {
        let mut subjects = vec![guest.id];
        for badge in guest.badges.iter().map(|badge| badge.number) {
            let owner = owner(&self.store.connection, badge).map_err(|error| self.store.problem(error))?;
            subjects.extend((owner == Some(guest.id)).then(|| provisional_guest(badge)));
        }
        Ok(subjects)
    }
}

fn owner(on: &Db, badge: BadgeNumber) -> store::SqlResult<Option<GuestId>> {
    Ok(store::guest::with_badge(on, badge)?.into_iter().next())
}

fn not_known_yet() -> Error {
    Error::new(
        Code::NoSuchGuest,
        Text::new(
            "This badge was issued at another desk, and its guest is not known here yet",
            "该胸卡由其他服务台签发，本服务台尚不知道是哪位来宾",
        ),
        Text::new(
            "Take in a file of that desk first, or have the badge replaced there. Nothing was recorded.",
            "请先读入该服务台的文件，或在该服务台补办。未作任何记录。",
        ),
    )
}
