//! Parties: how many come with a guest, and who they are once somebody asks them.

use super::write::{Done, Draft};
use super::{Desk, GuestDraft};
use crate::error::{Error, Result};
use crate::ids::GuestId;
use crate::journal::fact::{Fact, Kind};
use crate::settings::{DEFAULT_CATEGORY, Operator};
use crate::text::Text;

impl Desk {
    /// Says how many come with a guest, named or not.
    ///
    /// # Errors
    /// `no_such_guest`, `not_permitted`.
    pub fn set_companions(&mut self, by: &Operator, guest: GuestId, companions: u32) -> Result<Done<()>> {
        if self.get_guest(guest)?.party.companions == companions {
            return self.record(by, Vec::new());
        }
        let fact = Fact::PartySet { companions, import: None };
        self.record(by, vec![Draft::about(guest, Kind::StandingSet, vec![fact])])
    }

    /// Names one who comes with a guest: a guest of their own from now on, of the same category unless said.
    ///
    /// # Errors
    /// `no_such_guest`, `not_permitted`; `usage` when nobody more is expected, or nothing says who it is.
    pub fn name_companion(
        &mut self,
        by: &Operator,
        with: GuestId,
        draft: GuestDraft,
    ) -> Result<Done<GuestId>> {
        let principal = self.get_guest(with)?;
        if principal.party.unnamed() == 0 {
            return Err(nobody_expected());
        }
        let category = draft.category.as_deref().unwrap_or(&principal.category).trim().to_owned();
        let companion = self.new_guest_id();
        let mut facts = vec![Fact::PartyJoined { with }];
        if category != DEFAULT_CATEGORY {
            facts.push(Fact::CategorySet { category, import: None });
        }
        let drafts = vec![
            Draft::added(companion, &draft)?,
            Draft::about(companion, Kind::PartyNamed, facts),
            Draft::about(with, Kind::PartyNamed, vec![Fact::CompanionNamed { companion }]),
        ];
        self.record(by, drafts).map(|done| done.with(companion))
    }
}

fn nobody_expected() -> Error {
    Error::usage(
        Text::new("Nobody more is expected with this guest", "该来宾没有待登记的同行人"),
        Text::new(
            "Add the person as a guest of their own, or first raise how many come with this guest.",
            "请把此人添加为单独的来宾，或先调高该来宾的同行人数。",
        ),
    )
}
