//! Guests as the journal tells of them: fields, status, category; their fold, and search.

pub mod fold;
pub mod folding;
pub mod party;
pub mod pinyin;
pub mod search;
#[cfg(test)]
mod tests;
pub mod traits;
pub mod voiding;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::badge::BadgeNumber;
use crate::clock::Millis;
use crate::ids::{GuestId, ImportId, OperatorId, RecordId};
use crate::presence::Presence;

/// Where a guest stands on the list; ordered from least to most strict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Approved,
    Pending,
    Cancelled,
    Blocked,
}

/// A personal field of a guest; one value each, folded apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Email,
    Phone,
    Company,
    Title,
    Source,
    Reference,
    Attention,
    Codes,
}

/// The values of a guest's fields; an absent field was never said. `Codes` holds foreign codes, a line each.
pub type Fields = BTreeMap<Field, String>;

/// A guest as all held records together say; the fold's result and what every screen reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    pub id: GuestId,
    pub fields: Fields,
    /// Values of the same field that had not seen each other, beside the one displayed.
    pub other_values: BTreeMap<Field, Vec<String>>,
    pub status: Status,
    pub category: String,
    /// In the order of issue; at most one is active.
    pub badges: Vec<Badge>,
    /// By step key, every step that was ever given a result that is still of weight.
    pub screening: BTreeMap<String, StepResult>,
    pub presence: Presence,
    /// What imports said last: a re-import is compared with that.
    pub imported: Imported,
    /// Who comes with the guest.
    #[serde(default, skip_serializing_if = "Party::is_nobody")]
    pub party: Party,
    /// What the guest's lists themselves recorded, such as a check-in elsewhere; never presence here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source_said: Vec<String>,
    /// True when the newest version of the guest's list has the guest no longer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
    /// The import that brought the guest, if one did.
    pub import: Option<ImportId>,
    /// True for a badge issued elsewhere that was handled here before its guest is known.
    pub provisional: bool,
    /// False when the import that brought the guest was voided but other records concern the guest still.
    pub listed: bool,
}

/// A guest and those who come along: an escort, a plus-one, a team.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Party {
    /// How many come with the guest, named or not.
    pub companions: u32,
    /// Those of them who are guests of their own by now, in the order they were named.
    pub named: Vec<GuestId>,
    /// Whom the guest comes with.
    pub with: Option<GuestId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    pub number: BadgeNumber,
    pub state: BadgeState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum BadgeState {
    Active,
    Revoked,
    Replaced,
}

/// What imports said last of a guest, beside what people at a desk said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Imported {
    /// Only where it is not what is shown.
    pub fields: Fields,
    /// None: none ever said other than approved.
    pub status: Option<Status>,
    /// None: none ever said other than the default category.
    pub category: Option<String>,
    /// None: none ever said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub companions: Option<u32>,
}

/// What stands for one step after folding; minutes are judged when asked, not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    pub state: HeldState,
    pub at: Millis,
    pub by: Option<OperatorId>,
    pub record: RecordId,
}

/// `Ended`: passed or waived once, but an exit or everyone-out has ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldState {
    Passed,
    Waived,
    Failed,
    Ended,
}

impl Party {
    /// Gives how many places nobody is named for.
    pub fn unnamed(&self) -> u32 {
        self.companions.saturating_sub(self.named.len() as u32)
    }

    fn is_nobody(&self) -> bool {
        *self == Self::default()
    }
}

impl Guest {
    /// Gives a field's displayed value, empty when never said.
    pub fn field(&self, field: Field) -> &str {
        self.fields.get(&field).map_or("", String::as_str)
    }
}
