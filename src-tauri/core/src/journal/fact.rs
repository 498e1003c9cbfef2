//! The one list of facts. Later work adds its own; none here ever changes.

use serde::{Deserialize, Serialize};

use crate::admission::{DecisionKind, Note, Reason};
use crate::badge::BadgeNumber;
use crate::guest::{Fields, Status};
use crate::ids::{BadgeKey, DeskId, FindingId, GuestId, ImportId, PublicKey, RecordId};
use crate::settings::{Direction, Role};

pub use super::kind::Kind;

/// A passage or result of a screening step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Pass,
    Fail,
    Waive,
}

/// What a record states; its facts apply in order.
///
/// Names are PascalCase in the `fact` key; optional parts are left out, never null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fact")]
pub enum Fact {
    // Organiser facts: count only from an organiser desk.
    DeskAdded {
        desk: DeskId,
        name: String,
        slot: u16,
        signing_key: PublicKey,
        sealing_key: PublicKey,
        organiser: bool,
    },
    /// `heads` are the desk's records accepted, each with all before it; what comes after counts in no fold.
    DeskRetired {
        desk: DeskId,
        heads: Vec<RecordId>,
    },
    BadgeKeyAdded {
        key: BadgeKey,
    },
    /// `value` null: the setting is unset. `key` is one of [`crate::settings::KEYS`].
    SettingSet {
        key: String,
        value: serde_json::Value,
    },

    // Personal: stand only in records of personal kinds.
    /// Sets only the fields named.
    GuestDetails {
        fields: Fields,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<ImportId>,
        /// Physical line of the file, header 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<u64>,
    },
    /// What a list itself recorded of the guest, such as a check-in at another event; never presence here.
    SourceSaid {
        lines: Vec<String>,
        import: ImportId,
    },
    StrayText {
        text: String,
    },
    Note {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<RecordId>,
    },

    StatusSet {
        status: Status,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<ImportId>,
    },
    CategorySet {
        category: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<ImportId>,
    },
    /// How many come with the guest, named or not.
    PartySet {
        companions: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<ImportId>,
    },
    /// One of those who come with the guest is this one.
    CompanionNamed {
        companion: GuestId,
    },
    /// The guest comes with this one.
    PartyJoined {
        with: GuestId,
    },
    /// The newest version of the guest's list has the guest no longer, or again.
    SourceListing {
        gone: bool,
        import: ImportId,
    },
    Imported {
        import: ImportId,
        source: String,
        file: String,
        columns: Vec<String>,
        new: u64,
        changed: u64,
        same: u64,
        rejected: u64,
    },

    BadgeIssued {
        badge: BadgeNumber,
    },
    BadgeRevoked {
        badge: BadgeNumber,
    },
    BadgeReactivated {
        badge: BadgeNumber,
        role: Role,
    },

    Scanned {
        checkpoint: String,
        direction: Direction,
        decision: DecisionKind,
        reasons: Vec<Reason>,
        notes: Vec<Note>,
        /// The badge shown, for codes of ours.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        badge: Option<BadgeNumber>,
    },
    /// A badge handled here before its guest is known: under which number its records are kept.
    BadgeShown {
        badge: BadgeNumber,
    },
    StepResult {
        step: String,
        outcome: Outcome,
        role: Role,
    },
    Entered {
        zone: String,
        checkpoint: String,
    },
    Exited {
        zone: String,
        checkpoint: String,
    },
    /// An exit scan after an exit of the same desk: no exit until an `ExitConfirmed` names its record.
    ExitRepeated {
        zone: String,
        checkpoint: String,
    },
    ExitConfirmed {
        exit: RecordId,
    },
    Overridden {
        reasons: Vec<Reason>,
        role: Role,
    },

    EntryStopped {},
    EntryResumed {},
    /// Signed shift of the head count; without a zone of the event's count alone.
    HeadCountCorrected {
        by: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        zone: Option<String>,
    },
    EveryoneOut {},
    Voided {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        records: Vec<RecordId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<ImportId>,
    },
    /// All heads held just before this record.
    Merged {
        heads: Vec<RecordId>,
    },

    /// Somebody looked at a finding; a `Note` beside it says what it was.
    Acknowledged {
        finding: FindingId,
    },

    /// Takes away what records of personal kinds say of the record's subject, and of whoever was handled under
    /// these badges before the guest was known; here and wherever such a record arrives. An organiser fact.
    Erased {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        badges: Vec<BadgeNumber>,
    },

    /// A fact of a newer program: kept, forwarded, skipped.
    #[serde(skip)]
    Unknown {
        name: String,
    },
}

/// Every fact this program knows, by name.
pub const FACTS: [&str; 34] = [
    "DeskAdded",
    "DeskRetired",
    "BadgeKeyAdded",
    "SettingSet",
    "GuestDetails",
    "SourceSaid",
    "StrayText",
    "Note",
    "StatusSet",
    "CategorySet",
    "PartySet",
    "CompanionNamed",
    "PartyJoined",
    "SourceListing",
    "Imported",
    "BadgeIssued",
    "BadgeRevoked",
    "BadgeReactivated",
    "Scanned",
    "BadgeShown",
    "StepResult",
    "Entered",
    "Exited",
    "ExitRepeated",
    "ExitConfirmed",
    "Overridden",
    "EntryStopped",
    "EntryResumed",
    "HeadCountCorrected",
    "EveryoneOut",
    "Voided",
    "Merged",
    "Acknowledged",
    "Erased",
];

impl Fact {
    /// Gives the fact's name as bodies carry it.
    pub fn name(&self) -> &str {
        match self {
            Self::DeskAdded { .. } => "DeskAdded",
            Self::DeskRetired { .. } => "DeskRetired",
            Self::BadgeKeyAdded { .. } => "BadgeKeyAdded",
            Self::SettingSet { .. } => "SettingSet",
            Self::GuestDetails { .. } => "GuestDetails",
            Self::SourceSaid { .. } => "SourceSaid",
            Self::StrayText { .. } => "StrayText",
            Self::Note { .. } => "Note",
            Self::StatusSet { .. } => "StatusSet",
            Self::CategorySet { .. } => "CategorySet",
            Self::PartySet { .. } => "PartySet",
            Self::CompanionNamed { .. } => "CompanionNamed",
            Self::PartyJoined { .. } => "PartyJoined",
            Self::SourceListing { .. } => "SourceListing",
            Self::Imported { .. } => "Imported",
            Self::BadgeIssued { .. } => "BadgeIssued",
            Self::BadgeRevoked { .. } => "BadgeRevoked",
            Self::BadgeReactivated { .. } => "BadgeReactivated",
            Self::Scanned { .. } => "Scanned",
            Self::BadgeShown { .. } => "BadgeShown",
            Self::StepResult { .. } => "StepResult",
            Self::Entered { .. } => "Entered",
            Self::Exited { .. } => "Exited",
            Self::ExitRepeated { .. } => "ExitRepeated",
            Self::ExitConfirmed { .. } => "ExitConfirmed",
            Self::Overridden { .. } => "Overridden",
            Self::EntryStopped { .. } => "EntryStopped",
            Self::EntryResumed { .. } => "EntryResumed",
            Self::HeadCountCorrected { .. } => "HeadCountCorrected",
            Self::EveryoneOut { .. } => "EveryoneOut",
            Self::Voided { .. } => "Voided",
            Self::Merged { .. } => "Merged",
            Self::Acknowledged { .. } => "Acknowledged",
            Self::Erased { .. } => "Erased",
            Self::Unknown { name } => name,
        }
    }
}

/// Tells that a record's guest is one that waits to be known (see [`crate::guest::Guest::provisional`]).
pub fn provisional_guest(badge: BadgeNumber) -> GuestId {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(format!("provisional|{}|{}", badge.slot, badge.serial));
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    GuestId::new(id)
}
