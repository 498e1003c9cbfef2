//! What the organiser has decided: zones, categories, checkpoints, steps, operators, doors.
//!
//! Owns the shape of the settings, their defaults and their TOML form. Settings are facts in the
//! journal, one value a key ([`KEYS`]); folding those is done here too. Says nothing about guests.

mod check;
mod file;
mod fold;
mod lookup;
#[cfg(test)]
mod tests;

pub use check::check;
pub use file::{from_toml, to_toml};
pub use fold::{changes, fold_settings};
pub use lookup::{CategoryRules, DEFAULT_CATEGORY};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::ids::{EventId, OperatorId};

/// Every key a `SettingSet` fact may carry; lists are replaced whole.
pub const KEYS: [&str; 11] = [
    "event.name",
    "event.timezone",
    "event.capacity",
    "event.doors_open",
    "event.doors_close",
    "event.reentry",
    "zone",
    "category",
    "checkpoint",
    "screening",
    "operator",
];

/// Those of [`KEYS`] that the folds of guests look at.
pub const FOLDED: [&str; 2] = ["zone", "screening"];

/// All settings of an event, in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub event: EventSettings,
    #[serde(rename = "zone")]
    pub zones: Vec<Zone>,
    #[serde(rename = "category")]
    pub categories: Vec<Category>,
    #[serde(rename = "checkpoint")]
    pub checkpoints: Vec<Checkpoint>,
    #[serde(rename = "screening")]
    pub steps: Vec<Step>,
    #[serde(rename = "operator")]
    pub operators: Vec<Operator>,
}

impl Settings {
    /// Gives the settings an event begins with: one zone, one door, three steps, one organiser.
    pub fn defaults(name: &str, timezone: Tz) -> Self {
        let named = |name: &str| name.to_owned();
        Self {
            event: EventSettings {
                name: named(name),
                timezone,
                capacity: None,
                doors_open: None,
                doors_close: None,
                reentry: Reentry::Allowed,
            },
            zones: vec![Zone { name: named("hall"), capacity: None, within: None }],
            categories: vec![Category {
                name: named(DEFAULT_CATEGORY),
                colour: None,
                zones: None,
                screening: None,
            }],
            checkpoints: vec![Checkpoint {
                name: named("door"),
                zone: named("hall"),
                direction: Directions::Both,
                capacity: None,
                screening: None,
            }],
            steps: default_steps().to_vec(),
            operators: vec![Operator { name: named("organiser"), role: Role::Organiser }],
        }
    }
}

fn default_steps() -> [Step; 3] {
    let step = |key: &str, label: &str, valid| Step { key: key.to_owned(), label: label.to_owned(), valid };
    [
        step("id", "ID check", Validity::Event),
        step("metal", "Metal detector", Validity::Entry),
        step("bag", "Bag check", Validity::Entry),
    ]
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSettings {
    pub name: String,
    /// IANA zone.
    pub timezone: Tz,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Local time "2026-11-28 18:00"; in a doubled hour the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doors_open: Option<String>,
    /// Local time; in a doubled hour the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doors_close: Option<String>,
    pub reentry: Reentry,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reentry {
    Allowed,
    Forbidden,
}

/// An area with its own capacity; `within` names the zone around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub name: String,
    /// `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// Left out: the outermost zones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zones: Option<Vec<String>>,
    /// Left out: all steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screening: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub name: String,
    pub zone: String,
    pub direction: Directions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Left out: all the guest's category needs; empty: the lane in front answers for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screening: Option<Vec<String>>,
}

/// Which passages a checkpoint serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Directions {
    Entry,
    Exit,
    Both,
}

/// Direction of one passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Entry,
    Exit,
}

/// A screening step and how long a pass holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub key: String,
    pub label: String,
    pub valid: Validity,
}

/// How long a passed step holds: "event", "entry", or a number of minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    Event,
    Entry,
    Minutes(u32),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    pub name: String,
    pub role: Role,
}

/// What an operator may do; each role may do all that those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Scanner,
    Screener,
    Supervisor,
    Organiser,
}

impl Serialize for Validity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Event => serializer.serialize_str("event"),
            Self::Entry => serializer.serialize_str("entry"),
            Self::Minutes(minutes) => serializer.serialize_u32(*minutes),
        }
    }
}

impl<'de> Deserialize<'de> for Validity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Word(String),
            Minutes(u32),
        }
        match Form::deserialize(deserializer)? {
            Form::Word(word) if word == "event" => Ok(Self::Event),
            Form::Word(word) if word == "entry" => Ok(Self::Entry),
            Form::Minutes(minutes) if minutes > 0 => Ok(Self::Minutes(minutes)),
            _ => Err(serde::de::Error::custom("valid is \"event\", \"entry\" or a number of minutes from 1")),
        }
    }
}

/// Gives the id of the operator of that name at that event: the first 16 bytes of a SHA-256.
pub fn operator_id(event: EventId, name: &str) -> OperatorId {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(format!("operator|{event}|{name}"));
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    OperatorId::new(id)
}
