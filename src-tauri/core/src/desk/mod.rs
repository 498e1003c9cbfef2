//! The facade over one event at one desk; every write goes through [`Desk::record`].
//!
//! This is where the pure rules, the store and the second copy meet. What a screen may ask is in
//! [`reader`]; each act a person can do is a method in the file of its family.

mod audit;
mod backup;
mod badge_keys;
mod badges;
mod create;
mod edits;
mod erase;
mod exchange;
mod findings;
pub mod globals;
mod guests;
pub mod handle;
mod history;
mod import;
mod kept_under;
mod keys;
mod listing;
mod lock;
mod marshal;
mod open;
mod overriding;
mod parties;
mod placing;
mod present;
pub mod reader;
mod refold;
mod restore;
mod scan;
mod screen;
mod second_copy;
mod shown;
mod surroundings;
mod voiding;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use audit::{Fingerprint, ProblemView, VerifyReport};
pub use backup::{KeptBackup, backups_at};
pub use badges::{BadgeChoice, BadgeSheet};
pub use create::NewEvent;
pub use edits::{Edit, Edited};
pub use exchange::{Carried, DeskView, Merge, MergePlan, Missing, NewDesk, Taken};
pub use guests::GuestDraft;
pub use handle::DeskHandle;
pub use import::{GuestListFile, ImportOptions};
pub use listing::{Exported, GuestQuery};
pub use reader::Reader;
pub use scan::{Look, Scan};
pub use shown::Shown;
pub use surroundings::Surroundings;
pub use write::{ChangeKind, Done};

use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{DeskId, EventId};
use crate::journal::ancestry::Ancestry;
use crate::journal::record::{Held, Stamp};
use crate::settings::{Operator, Settings};
use crate::store::Store;
use crate::text::Text;
use globals::Globals;
use keys::DeskKeys;
use lock::EventLock;
use refold::Found;
use second_copy::SecondCopy;

/// One event, open for writing at this desk.
pub struct Desk {
    folder: PathBuf,
    store: Store,
    copy: SecondCopy,
    keys: DeskKeys,
    around: Surroundings,
    ancestry: Ancestry,
    /// The record this laptop wrote last itself.
    head: Option<Stamp>,
    /// True when records of others arrived after the own head.
    unseen: bool,
    signed: Signed,
    /// Records that concern no one guest, in order of arrival.
    global_records: Vec<Held>,
    globals: Arc<Globals>,
    /// Counts what an import's plan depends on: it rises whenever a guest on the list changes.
    list_version: u64,
    /// What the search index beside has yet to hear of; none while there is no such index.
    found: Option<Found>,
    /// True when this program has written anything since it opened the event or last settled.
    wrote: bool,
    /// True when guests were put off in a slice because more of them is in the next.
    more_to_come: bool,
    notices: Vec<Text>,
    // Let go of last, after everything is on the disk.
    _lock: EventLock,
}

/// Up to where this desk has signed its own chain, and when.
#[derive(Debug, Clone, Copy)]
struct Signed {
    seq: u64,
    at: Millis,
}

impl Desk {
    /// Gives what opening found or mended, for people.
    pub fn notices(&self) -> &[Text] {
        &self.notices
    }

    /// Gives the event folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn event_id(&self) -> EventId {
        self.globals.event
    }

    pub fn desk_id(&self) -> DeskId {
        self.globals.desk
    }

    /// Gives this desk's name.
    pub fn desk_name(&self) -> String {
        self.globals.desk_name(self.globals.desk)
    }

    pub fn settings(&self) -> &Settings {
        &self.globals.settings
    }

    /// Gets an operator by name; none: the default one.
    ///
    /// # Errors
    /// `no_such_operator`.
    pub fn operator(&self, name: Option<&str>) -> Result<Operator> {
        self.globals.settings.operator(name).cloned()
    }

    /// Signs, syncs and lets go of the event.
    ///
    /// # Errors
    /// When the disk does not take the last of it; nothing confirmed is lost then.
    pub fn close(mut self) -> Result<()> {
        self.settle()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // A close that was not asked for, or failed, is made good at the next opening.
        let _ = self.settle();
    }
}

#[cfg(test)]
mod tests;
