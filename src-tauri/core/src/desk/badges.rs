//! Badges at a desk: issued once, reissued with a reason, revoked and reactivated.

use std::collections::BTreeSet;

use super::Desk;
use super::import::{Pace, Patience};
use super::reader::Reading;
use super::refold::called;
use super::write::{Done, Draft};
use crate::badge::BadgeNumber;
use crate::badge::code;
use crate::badge::fonts::Fonts;
use crate::badge::page::{self, Face};
use crate::error::{Error, Result};
use crate::guest::pinyin;
use crate::guest::{BadgeState, Field, Guest, Status};
use crate::ids::GuestId;
use crate::journal::fact::{Fact, Kind};
use crate::settings::Operator;
use crate::store;
use crate::text::Lang;
use crate::text::roles::reason_required;
use crate::view::{LeftOut, NotPrintable};

/// For whom badges are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadgeChoice {
    All,
    /// Those who had none yet.
    OnlyNew,
    Guests(Vec<GuestId>),
}

/// Faces to print, sorted by name, and who was left out.
#[derive(Debug, Clone)]
pub struct BadgeSheet {
    pub faces: Vec<Face>,
    /// The guests of `faces`, in the same order.
    pub guests: Vec<GuestId>,
    pub left_out: Vec<LeftOut>,
}

impl BadgeSheet {
    /// Names the guests whose badge has characters that no font has.
    pub fn not_printable(&self, fonts: &Fonts) -> Vec<NotPrintable> {
        let faces = self.faces.iter().zip(&self.guests);
        let missing = faces.map(|(face, guest)| {
            let text = [&*face.name, &face.company, &face.title, &face.category].join(" ");
            let characters = page::not_printable(&text, fonts);
            NotPrintable { guest: guest.to_string(), name: face.name.clone(), characters }
        });
        missing.filter(|guest| !guest.characters.is_empty()).collect()
    }
}

impl Desk {
    /// Issues what is missing and gives the faces to print; asking again gives the same codes.
    ///
    /// # Errors
    /// `no_such_guest`, `not_permitted`.
    pub fn make_badges(&mut self, by: &Operator, choice: &BadgeChoice) -> Result<Done<BadgeSheet>> {
        let chosen = self.reading(Lang::En).choose(choice)?;
        let mut run = IssueRun::new(&chosen);
        while let Some(slice) = run.next_slice() {
            let issued = self.issue(by, &slice)?;
            run.issued(issued, Patience::ALONE);
        }
        let sheet = self.reading(Lang::En).sheet(chosen)?;
        Ok(run.done.with(sheet))
    }

    /// Issues badges to those of these who have none; scans may come between two slices. Gives how many
    /// milliseconds it took, too.
    pub(super) fn issue(&mut self, by: &Operator, guests: &[GuestId]) -> Result<(Done<()>, i64)> {
        let begun = self.around.clock.now();
        let mut drafts = Vec::with_capacity(guests.len());
        for guest in guests {
            // Somebody may have printed this one alone since they were chosen, or taken the guest off the list.
            let now = self.find_folded(*guest)?;
            if now.is_some_and(|now| active(&now).is_none() && now.status == Status::Approved) {
                let facts = vec![Fact::BadgeIssued { badge: self.new_number()? }];
                drafts.push(Draft::about(*guest, Kind::BadgeIssued, facts));
            }
        }
        let done = self.record(by, drafts)?;
        Ok((done, self.around.clock.now().since(begun)))
    }
}

/// Badges being issued: to whom still, and what was written.
pub(super) struct IssueRun {
    missing: std::vec::IntoIter<GuestId>,
    total: u64,
    pace: Pace,
    pub done: Done<()>,
}

impl IssueRun {
    pub(super) fn new(chosen: &Chosen) -> Self {
        let missing = chosen.guests.iter().filter(|guest| active(guest).is_none());
        let missing: Vec<GuestId> = missing.map(|guest| guest.id).collect();
        let done = Done { value: (), records: Vec::new(), changes: Vec::new() };
        Self { total: missing.len() as u64, missing: missing.into_iter(), pace: Pace::FIRST, done }
    }

    /// Gives the guests of the next slice; none once all have their turn.
    pub(super) fn next_slice(&mut self) -> Option<Vec<GuestId>> {
        let slice: Vec<GuestId> = self.missing.by_ref().take(self.pace.records).collect();
        Some(slice).filter(|slice| !slice.is_empty())
    }

    /// Learns what a slice came to, and how large the next may be.
    pub(super) fn issued(&mut self, (part, took): (Done<()>, i64), patience: Patience) {
        self.done.records.extend(part.records);
        self.done.changes.extend(part.changes);
        self.done.changes.sort_unstable();
        self.done.changes.dedup();
        self.pace.after(took, patience);
    }

    /// Gives how many had their turn, of how many.
    pub(super) fn progress(&self) -> (u64, u64) {
        (self.total - self.missing.len() as u64, self.total)
    }
}

/// For whom badges are made, and who was left out.
pub(super) struct Chosen {
    guests: Vec<Guest>,
    left_out: Vec<LeftOut>,
}

impl Reading<'_> {
    pub(super) fn choose(&self, choice: &BadgeChoice) -> Result<Chosen> {
        let (mut chosen, mut left_out) = (Vec::new(), Vec::new());
        let mut consider = |guest: Guest| match guest.status {
            Status::Approved => chosen.push(guest),
            status => left_out.push(LeftOut {
                guest: guest.id.to_string(),
                name: called(&guest).to_owned(),
                reason: status.name().to_owned(),
            }),
        };
        match choice {
            BadgeChoice::Guests(ids) => {
                let mut asked = BTreeSet::new();
                for id in ids {
                    let guest = self.get_known(*id)?;
                    if asked.insert(guest.id) {
                        consider(guest);
                    }
                }
            }
            BadgeChoice::All | BadgeChoice::OnlyNew => {
                let all = *choice == BadgeChoice::All;
                store::guest::each(&self.store.connection, self.store.path(), |guest| {
                    if guest.listed && !guest.provisional && (all || guest.badges.is_empty()) {
                        consider(guest);
                    }
                })?;
            }
        }
        Ok(Chosen { guests: chosen, left_out })
    }

    /// Gives the faces of the badges that those chosen have by now.
    pub(super) fn sheet(&self, chosen: Chosen) -> Result<BadgeSheet> {
        let Chosen { guests, left_out } = chosen;
        let mut faces = Vec::with_capacity(guests.len());
        for guest in guests {
            let guest = if active(&guest).is_some() { guest } else { self.get(guest.id)? };
            if let Some(number) = active(&guest) {
                faces.push((guest.id, self.face(&guest, number)?));
            }
        }
        faces.sort_by_cached_key(|(id, face)| (pinyin::sorted_as(&face.name), *id));
        let (guests, faces) = faces.into_iter().unzip();
        Ok(BadgeSheet { faces, guests, left_out })
    }

    /// Gives the face of a guest's badge.
    fn face(&self, guest: &Guest, number: BadgeNumber) -> Result<Face> {
        let settings = &self.globals.settings;
        let key = self.key_of(guest.id, number)?;
        Ok(Face {
            event: settings.event.name.clone(),
            name: called(guest).to_owned(),
            company: guest.field(Field::Company).to_owned(),
            title: guest.field(Field::Title).to_owned(),
            category: guest.category.clone(),
            colour: rgb(&settings.category(&guest.category).colour),
            code: code::make(self.globals.event, &key, number),
            number,
        })
    }
}

impl Desk {
    /// Replaces a guest's badge: the old code stops, a new one works.
    ///
    /// # Errors
    /// `no_such_guest`, `reason_required`, `not_permitted`.
    pub fn reissue(&mut self, by: &Operator, guest: GuestId, reason: &str) -> Result<Done<()>> {
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty()).ok_or_else(reason_required)?;
        let known = self.reading(Lang::En).get_known(guest)?;
        let guest = known.id;
        let old = active(&known).map(|badge| Fact::BadgeRevoked { badge });
        let new = Fact::BadgeIssued { badge: self.new_number()? };
        let facts = old.into_iter().chain([new]).collect();
        self.record(
            by,
            vec![Draft::about(guest, Kind::BadgeReissued, facts), Draft::note(Some(guest), reason)],
        )
    }

    /// Revokes a badge, or makes it the active one again.
    ///
    /// # Errors
    /// `no_such_guest` for a code that is no known badge, `reason_required`, `not_permitted`.
    pub fn set_badge(
        &mut self,
        by: &Operator,
        code: &str,
        state: BadgeState,
        reason: &str,
    ) -> Result<Done<GuestId>> {
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty()).ok_or_else(reason_required)?;
        let resolved = self.resolve(&super::Shown::Codes(vec![code.to_owned()]))?;
        let (Some(guest), Some(badge)) = (resolved.guest, resolved.badge) else {
            return Err(Error::no_such_guest(code));
        };
        let (kind, facts) = match state {
            BadgeState::Active => {
                let other = active(&guest).filter(|other| *other != badge);
                let stop = other.map(|badge| Fact::BadgeRevoked { badge });
                let start = Fact::BadgeReactivated { badge, role: by.role };
                (Kind::BadgeReactivated, stop.into_iter().chain([start]).collect())
            }
            BadgeState::Revoked | BadgeState::Replaced => {
                (Kind::BadgeRevoked, vec![Fact::BadgeRevoked { badge }])
            }
        };
        let drafts = vec![Draft::about(guest.id, kind, facts), Draft::note(Some(guest.id), reason)];
        self.record(by, drafts).map(|done| done.with(guest.id))
    }

    /// Draws a serial no badge of this desk's slot has.
    fn new_number(&mut self) -> Result<BadgeNumber> {
        loop {
            let mut serial = [0; 4];
            self.around.entropy.fill(&mut serial);
            let number = BadgeNumber { slot: self.globals.slot(), serial: u32::from_be_bytes(serial) };
            let taken = store::guest::with_badge(&self.store.connection, number)
                .map_err(|error| self.store.problem(error))?;
            if taken.is_empty() {
                return Ok(number);
            }
        }
    }
}

/// Gives the guest's active badge.
pub(super) fn active(guest: &Guest) -> Option<BadgeNumber> {
    guest.badges.iter().find(|badge| badge.state == BadgeState::Active).map(|badge| badge.number)
}

/// Reads `#rrggbb`; anything else is a calm grey.
fn rgb(colour: &str) -> [u8; 3] {
    let digits = colour.strip_prefix('#').unwrap_or(colour).to_lowercase();
    crate::ids::unhex(&digits).unwrap_or([0x6b, 0x6f, 0x76])
}

impl Desk {
    /// Gives how a guest's badge looks; one who has none yet is shown with a number that no badge has.
    ///
    /// # Errors
    /// `no_such_guest`.
    pub fn badge_face(&self, guest: GuestId) -> Result<Face> {
        let guest = self.get_guest(guest)?;
        let number = active(&guest).unwrap_or(BadgeNumber { slot: 0, serial: 0 });
        self.reading(Lang::En).face(&guest, number)
    }
}
