//! What was shown at a desk, and whose it is: from code text to a badge, a foreign code, a guest.

use super::Desk;
use crate::admission::decide::Resolution;
use crate::badge::BadgeNumber;
use crate::badge::code::{self, Cleaned, Reading};
use crate::error::Result;
use crate::guest::Guest;
use crate::ids::GuestId;
use crate::journal::fact::provisional_guest;
use crate::store;

/// What somebody holds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// One code, as read in one or more ways; the reading to trust most first.
    Codes(Vec<String>),
    /// A guest picked from the list by hand.
    Guest(GuestId),
}

/// Whose it is.
pub(super) struct Resolved {
    pub resolution: Resolution,
    /// The guest records about this are kept under; none for codes that are nobody's.
    pub subject: Option<GuestId>,
    pub guest: Option<Guest>,
    /// The badge shown, for codes of ours.
    pub badge: Option<BadgeNumber>,
    /// The cleaned text of a code that is nobody's.
    pub stray: Option<String>,
}

impl Resolved {
    fn nobody(resolution: Resolution, stray: Option<String>) -> Self {
        Self { resolution, subject: None, guest: None, badge: None, stray }
    }
}

impl Desk {
    /// Says whose badge or code was shown.
    pub(super) fn resolve(&self, shown: &Shown) -> Result<Resolved> {
        match shown {
            Shown::Guest(guest) => {
                let guest = self.get_guest(*guest)?;
                Ok(Resolved {
                    resolution: Resolution::ByGuest,
                    subject: Some(guest.id),
                    guest: Some(guest),
                    badge: None,
                    stray: None,
                })
            }
            Shown::Codes(codes) => self.resolve_readings(codes),
        }
    }

    /// Takes the first reading that is somebody's; else says of the first what it is.
    fn resolve_readings(&self, codes: &[String]) -> Result<Resolved> {
        let mut first = None;
        for text in codes {
            let resolved = self.resolve_code(text)?;
            if resolved.subject.is_some() || matches!(resolved.resolution, Resolution::Ambiguous) {
                return Ok(resolved);
            }
            first.get_or_insert(resolved);
        }
        Ok(first.unwrap_or_else(|| Resolved::nobody(Resolution::NotABadge, None)))
    }

    fn resolve_code(&self, text: &str) -> Result<Resolved> {
        let Cleaned::Text(text) = code::clean(text) else {
            return Ok(Resolved::nobody(Resolution::NotABadge, None));
        };
        let reading = code::read(&text, self.globals.event, &self.globals.badge_keys);
        if let Reading::Genuine { number, key } = reading {
            return self.resolve_badge(number, key, text);
        }
        let owners = store::guest::with_code(&self.store.connection, &text)
            .map_err(|error| self.store.problem(error))?;
        match (owners.as_slice(), reading) {
            ([guest], _) => Ok(Resolved {
                resolution: Resolution::Foreign,
                subject: Some(*guest),
                guest: Some(self.get_guest(*guest)?),
                badge: None,
                stray: None,
            }),
            ([_, _, ..], _) => Ok(Resolved::nobody(Resolution::Ambiguous, Some(text))),
            ([], Reading::OtherEvent) => Ok(Resolved::nobody(Resolution::OtherEvent, Some(text))),
            ([], Reading::NotAuthentic) => Ok(Resolved::nobody(Resolution::NotAuthentic, Some(text))),
            ([], _) => Ok(Resolved::nobody(Resolution::Unknown, Some(text))),
        }
    }

    /// `key` is the place of the badge's key, the newest being the first.
    fn resolve_badge(&self, number: BadgeNumber, key: usize, text: String) -> Result<Resolved> {
        let owners = store::guest::with_badge(&self.store.connection, number)
            .map_err(|error| self.store.problem(error))?;
        if let Some(guest) = owners.first() {
            let guest = self.get_guest(*guest)?;
            let state = guest.badges.iter().find(|badge| badge.number == number).map(|badge| badge.state);
            if let Some(state) = state {
                let resolution = Resolution::Genuine { badge: number, state };
                return Ok(Resolved {
                    resolution,
                    subject: Some(guest.id),
                    guest: Some(guest),
                    badge: Some(number),
                    stray: None,
                });
            }
        }
        // Nobody issues with these any more: whoever has the laptop or the old key may have made it.
        if key > 0 || self.globals.is_retired_slot(number.slot) {
            return Ok(Resolved::nobody(Resolution::NotAuthentic, Some(text)));
        }
        let waiting = provisional_guest(number);
        Ok(Resolved {
            resolution: Resolution::GenuineElsewhere { badge: number },
            subject: Some(waiting),
            guest: self.find_folded(waiting)?,
            badge: Some(number),
            stray: None,
        })
    }
}
