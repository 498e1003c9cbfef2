//! Answers as people read them, in both languages. JSON never passes through here.

mod desks;
mod door;
mod event;
mod findings;
mod guests;
mod import;
mod words;

pub use desks::{carried, desk_added, desk_retired, desks, exchange, joined, restored, taken};
pub use door::{can_be_voided, entry_resumed, entry_stopped, occupancy, verdict};
pub use event::{created, fingerprint, rebuilt, settings_loaded, verified, voided};
pub use findings::{acknowledged, findings};
pub use guests::{badges, changed, erased, guests, history, key_rotated};
pub use import::import;
