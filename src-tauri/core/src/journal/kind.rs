//! The one list of kinds of records. Later work adds its own; none here ever changes.

/// Names the act a record holds, in snake_case; an unknown one is kept as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Kind {
    EventCreated,
    DeskAdded,
    SettingsChanged,
    BadgeKeyAdded,
    GuestAdded,
    GuestEdited,
    GuestImported,
    StandingSet,
    PartyNamed,
    Imported,
    BadgeIssued,
    BadgeReissued,
    BadgeRevoked,
    BadgeReactivated,
    Scan,
    StrayScan,
    ScreeningResult,
    Override,
    ExitConfirmed,
    EntryStopped,
    EntryResumed,
    HeadCountCorrected,
    EveryoneOut,
    Voided,
    Noted,
    DeskRetired,
    Merged,
    Acknowledged,
    Erased,
    Other(String),
}

impl Kind {
    /// Gives the kind's name as headers carry it.
    pub fn name(&self) -> &str {
        match self {
            Self::EventCreated => "event_created",
            Self::DeskAdded => "desk_added",
            Self::SettingsChanged => "settings_changed",
            Self::BadgeKeyAdded => "badge_key_added",
            Self::GuestAdded => "guest_added",
            Self::GuestEdited => "guest_edited",
            Self::GuestImported => "guest_imported",
            Self::StandingSet => "standing_set",
            Self::PartyNamed => "party_named",
            Self::Imported => "imported",
            Self::BadgeIssued => "badge_issued",
            Self::BadgeReissued => "badge_reissued",
            Self::BadgeRevoked => "badge_revoked",
            Self::BadgeReactivated => "badge_reactivated",
            Self::Scan => "scan",
            Self::StrayScan => "stray_scan",
            Self::ScreeningResult => "screening_result",
            Self::Override => "override",
            Self::ExitConfirmed => "exit_confirmed",
            Self::EntryStopped => "entry_stopped",
            Self::EntryResumed => "entry_resumed",
            Self::HeadCountCorrected => "head_count_corrected",
            Self::EveryoneOut => "everyone_out",
            Self::Voided => "voided",
            Self::Noted => "noted",
            Self::DeskRetired => "desk_retired",
            Self::Merged => "merged",
            Self::Acknowledged => "acknowledged",
            Self::Erased => "erased",
            Self::Other(name) => name,
        }
    }

    /// Reads a kind's name; one not known here is kept as it came.
    pub fn from_name(name: &str) -> Self {
        match name {
            "event_created" => Self::EventCreated,
            "desk_added" => Self::DeskAdded,
            "settings_changed" => Self::SettingsChanged,
            "badge_key_added" => Self::BadgeKeyAdded,
            "guest_added" => Self::GuestAdded,
            "guest_edited" => Self::GuestEdited,
            "guest_imported" => Self::GuestImported,
            "standing_set" => Self::StandingSet,
            "party_named" => Self::PartyNamed,
            "imported" => Self::Imported,
            "badge_issued" => Self::BadgeIssued,
            "badge_reissued" => Self::BadgeReissued,
            "badge_revoked" => Self::BadgeRevoked,
            "badge_reactivated" => Self::BadgeReactivated,
            "scan" => Self::Scan,
            "stray_scan" => Self::StrayScan,
            "screening_result" => Self::ScreeningResult,
            "override" => Self::Override,
            "exit_confirmed" => Self::ExitConfirmed,
            "entry_stopped" => Self::EntryStopped,
            "entry_resumed" => Self::EntryResumed,
            "head_count_corrected" => Self::HeadCountCorrected,
            "everyone_out" => Self::EveryoneOut,
            "voided" => Self::Voided,
            "noted" => Self::Noted,
            "desk_retired" => Self::DeskRetired,
            "merged" => Self::Merged,
            "acknowledged" => Self::Acknowledged,
            "erased" => Self::Erased,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The kinds that hold personal data.
    pub const PERSONAL: [Self; 5] =
        [Self::GuestAdded, Self::GuestEdited, Self::GuestImported, Self::StrayScan, Self::Noted];

    /// Tells that records of this kind hold personal data, which can be erased.
    pub fn is_personal(&self) -> bool {
        Self::PERSONAL.contains(self)
    }
}
