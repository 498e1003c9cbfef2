//! Who is inside: the fold of entries and exits, zone by zone (pure).

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::ids::{DeskId, RecordId};

/// Where a guest is; derived, never stored as a fact.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Presence {
    #[default]
    Expected,
    /// `zone` is the innermost; `zones` all zones with an open entry (for counting, the zones around count too).
    Inside {
        zone: String,
        zones: Vec<String>,
        since: Millis,
        checkpoint: String,
        desk: DeskId,
        record: RecordId,
    },
    Left {
        since: Millis,
    },
}
