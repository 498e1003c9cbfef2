//! The one list of kinds and facts. Later work adds its own; none here ever changes.

use serde::{Deserialize, Serialize};

use crate::admission::{DecisionKind, Note, Reason};
use crate::badge::BadgeNumber;
use crate::guest::{Fields, Status};
use crate::ids::{BadgeKey, DeskId, GuestId, ImportId, PublicKey, RecordId};
use crate::settings::{Direction, Role};

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
    Merged,
    Other(String),
}

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

    /// A fact of a newer program: kept, forwarded, skipped.
    #[serde(skip)]
    Unknown {
        name: String,
    },
}

/// Tells that a record's guest is one that waits to be known (see [`crate::guest::Guest::provisional`]).
pub fn provisional_guest(badge: BadgeNumber) -> GuestId {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(format!("provisional|{}|{}", badge.slot, badge.serial));
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    GuestId::new(id)
}
