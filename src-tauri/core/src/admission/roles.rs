//! Who may write what: the lowest role for each act (pure).

use super::overriding;
use crate::guest::HeldState;
use crate::journal::fact::{Fact, Kind};
use crate::screening;
use crate::settings::Role;

/// Gives the lowest role that may write a record of this kind with these facts.
///
/// `current` is what stands for the step a result is about, since clearing a failed one takes a supervisor.
pub fn required_role(kind: &Kind, facts: &[Fact], current: Option<HeldState>) -> Role {
    let by_facts = facts.iter().map(|fact| role_for_fact(kind, fact, current)).max();
    by_facts.unwrap_or(Role::Scanner).max(role_for_kind(kind, facts))
}

fn role_for_kind(kind: &Kind, facts: &[Fact]) -> Role {
    match kind {
        Kind::GuestAdded
        | Kind::PartyNamed
        | Kind::BadgeIssued
        | Kind::BadgeReissued
        | Kind::Scan
        | Kind::StrayScan
        | Kind::ExitConfirmed
        | Kind::Noted
        | Kind::Merged => Role::Scanner,
        Kind::ScreeningResult => Role::Screener,
        Kind::Override => facts.iter().find_map(override_role).unwrap_or(Role::Supervisor),
        Kind::GuestEdited
        | Kind::StandingSet
        | Kind::BadgeRevoked
        | Kind::BadgeReactivated
        | Kind::EntryStopped
        | Kind::EntryResumed
        | Kind::HeadCountCorrected
        | Kind::EveryoneOut
        | Kind::Voided
        | Kind::Acknowledged => Role::Supervisor,
        Kind::EventCreated
        | Kind::DeskAdded
        | Kind::DeskRetired
        | Kind::SettingsChanged
        | Kind::BadgeKeyAdded
        | Kind::Erased
        | Kind::GuestImported
        | Kind::Imported
        | Kind::Other(_) => Role::Organiser,
    }
}

fn override_role(fact: &Fact) -> Option<Role> {
    match fact {
        Fact::Overridden { reasons, .. } => Some(overriding::required_role(reasons)),
        _ => None,
    }
}

/// A fact asks for its own role too, so that no act carries more than its kind says.
fn role_for_fact(kind: &Kind, fact: &Fact, current: Option<HeldState>) -> Role {
    match fact {
        Fact::StepResult { outcome, .. } => screening::required_role(*outcome, current),
        Fact::Overridden { reasons, .. } => overriding::required_role(reasons),
        // A reissue revokes the badge it replaces.
        Fact::BadgeRevoked { .. } if *kind == Kind::BadgeReissued => Role::Scanner,
        Fact::BadgeRevoked { .. } | Fact::BadgeReactivated { .. } => Role::Supervisor,
        Fact::EntryStopped {}
        | Fact::EntryResumed {}
        | Fact::HeadCountCorrected { .. }
        | Fact::EveryoneOut {}
        | Fact::Voided { .. }
        | Fact::Acknowledged { .. } => Role::Supervisor,
        Fact::StatusSet { .. } | Fact::PartySet { .. } => Role::Supervisor,
        // A walk-in has a category from the start, and who comes with a guest has that guest's.
        Fact::CategorySet { .. } if matches!(kind, Kind::GuestAdded | Kind::PartyNamed) => Role::Scanner,
        Fact::CategorySet { .. } => Role::Supervisor,
        Fact::DeskAdded { .. }
        | Fact::DeskRetired { .. }
        | Fact::BadgeKeyAdded { .. }
        | Fact::SettingSet { .. }
        | Fact::Erased { .. }
        | Fact::SourceSaid { .. }
        | Fact::SourceListing { .. }
        | Fact::Imported { .. }
        | Fact::Unknown { .. } => Role::Organiser,
        Fact::GuestDetails { .. }
        | Fact::CompanionNamed { .. }
        | Fact::PartyJoined { .. }
        | Fact::StrayText { .. }
        | Fact::Note { .. }
        | Fact::BadgeIssued { .. }
        | Fact::Scanned { .. }
        | Fact::BadgeShown { .. }
        | Fact::Entered { .. }
        | Fact::Exited { .. }
        | Fact::ExitRepeated { .. }
        | Fact::ExitConfirmed { .. }
        | Fact::Merged { .. } => Role::Scanner,
    }
}
