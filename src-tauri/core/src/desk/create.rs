//! A new event: its folder, keys, first records and settings.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use chrono_tz::Tz;

use super::keys::DeskKeys;
use super::lock::EventLock;
use super::write::Draft;
use super::{Desk, Surroundings};
use crate::error::{Error, Result};
use crate::files::sync_folder_of;
use crate::ids::BadgeKey;
use crate::journal::fact::{Fact, Kind};
use crate::journal::log::JournalLog;
use crate::settings::{self, Settings};
use crate::store::{Store, mark};

/// Stands in a folder from before anything else of an event until all of it is there.
const MAKING: &str = "event.making";
/// What a folder that is being made may hold beside.
const OURS: [&str; 5] = ["event.db", "event.db-wal", "event.db-shm", "journal.log", "desk.key"];

/// What an organiser says of a new event; all but the name may be left out.
#[derive(Debug, Clone, Default)]
pub struct NewEvent {
    pub name: String,
    /// Left out: UTC; callers pass the system's.
    pub timezone: Option<Tz>,
    pub capacity: Option<u32>,
    /// This desk's name; left out: `Desk 1`.
    pub desk: Option<String>,
    /// TOML.
    pub settings: Option<String>,
}

impl Desk {
    /// Makes an event in a new or empty folder and opens it.
    ///
    /// # Errors
    /// `already_exists` when the folder holds anything, `bad_settings`, and what the disk refuses.
    pub fn create(folder: &Path, new: NewEvent, mut around: Surroundings) -> Result<Self> {
        let settings = first_settings(&new)?;
        let keys = DeskKeys::create(&mut *around.entropy);
        Self::begin(folder, keys, around)?.make(|desk| {
            let drafts = desk.first_records(&new, &settings);
            desk.write(None, drafts).map(drop)
        })
    }

    /// Begins an event's folder, new, empty or left half-made, with nothing recorded yet; until
    /// [`Self::make`] has ended it cannot be opened.
    ///
    /// # Errors
    /// `already_exists` when the folder holds anything, also when that came while the lock was waited for.
    pub(super) fn begin(folder: &Path, keys: DeskKeys, around: Surroundings) -> Result<Self> {
        empty_folder(folder)?;
        let lock = EventLock::take(folder)?;
        Self::begin_under(lock, folder, keys, around)
    }

    /// Begins an event's folder that nobody else can begin or open meanwhile.
    ///
    /// Whoever had the lock before may have made an event there: what stands marked under the lock was left by a
    /// program that is gone, what stands unmarked is somebody's.
    pub(super) fn begin_under(
        lock: EventLock,
        folder: &Path,
        keys: DeskKeys,
        around: Surroundings,
    ) -> Result<Self> {
        empty_folder(folder)?;
        clear(folder).map_err(|error| Error::from_io(folder, error))?;
        Self::begin_in_cleared(folder, keys, around, lock).inspect_err(|_| give_up(folder))
    }

    fn begin_in_cleared(
        folder: &Path,
        keys: DeskKeys,
        around: Surroundings,
        lock: EventLock,
    ) -> Result<Self> {
        keys.save(folder)?;
        let store = Store::create(&folder.join("event.db"))?;
        set_identity(&store, &keys)?;
        let log_path = folder.join("journal.log");
        let log = JournalLog::create(&log_path).map_err(|error| Error::from_io(&log_path, error))?;
        let mut desk = Self::bare(folder, store, log, keys, around, lock);
        desk.reload()?;
        Ok(desk)
    }

    /// Fills an event that was begun, and says that the folder is an event's from now on; where that fails nothing
    /// of it is left.
    pub(super) fn make(mut self, fill: impl FnOnce(&mut Self) -> Result<()>) -> Result<Self> {
        match fill(&mut self).and_then(|()| self.is_made()) {
            Ok(()) => Ok(self),
            Err(error) => {
                // Under the lock still, which goes with the desk: nobody else can have begun anew.
                give_up(&self.folder);
                Err(error)
            }
        }
    }

    fn is_made(&mut self) -> Result<()> {
        self.copy.sync(self.around.clock.now());
        let making = self.folder.join(MAKING);
        let made = sync_folder_of(&making)
            .and_then(|()| fs::remove_file(&making))
            .and_then(|()| sync_folder_of(&making))
            .and_then(|()| sync_folder_of(&self.folder));
        made.map_err(|error| Error::from_io(&making, error))
    }

    fn first_records(&mut self, new: &NewEvent, settings: &Settings) -> Vec<Draft> {
        let mut key = [0; 32];
        self.around.entropy.fill(&mut key);
        let added = Fact::DeskAdded {
            desk: self.keys.desk,
            name: new.desk.clone().unwrap_or_else(|| "Desk 1".to_owned()),
            slot: 1,
            signing_key: self.keys.signing_public(),
            sealing_key: self.keys.sealing_public(),
            organiser: true,
        };
        let defaults = Settings::defaults("", Tz::UTC);
        let set = settings::changes(&defaults, settings);
        let set = set.into_iter().map(|(key, value)| Fact::SettingSet { key, value });
        let facts = [added, Fact::BadgeKeyAdded { key: BadgeKey::new(key) }].into_iter().chain(set).collect();
        vec![Draft::global(Kind::EventCreated, facts)]
    }
}

/// Notes in the database whose it is, for when `desk.key` is lost.
pub(super) fn set_identity(store: &Store, keys: &DeskKeys) -> Result<()> {
    let set = |key, value: String| mark::set_meta(&store.connection, key, &value);
    set("event", keys.event.to_string())
        .and_then(|()| set("desk", keys.desk.to_string()))
        .and_then(|()| set("fold_version", super::audit::FOLD_VERSION.to_string()))
        .map_err(|error| store.problem(error))
}

fn first_settings(new: &NewEvent) -> Result<Settings> {
    let defaults = Settings::defaults(&new.name, new.timezone.unwrap_or(Tz::UTC));
    let mut settings = match &new.settings {
        None => defaults,
        Some(toml) => settings::from_toml(&defaults, toml)?,
    };
    if !new.name.is_empty() {
        settings.event.name.clone_from(&new.name);
    }
    if let Some(timezone) = new.timezone {
        settings.event.timezone = timezone;
    }
    settings.event.capacity = new.capacity.or(settings.event.capacity);
    settings::check(&settings)?;
    Ok(settings)
}

/// Tells whether a folder was left before it was an event.
pub(super) fn is_half_made(folder: &Path) -> bool {
    folder.join(MAKING).exists()
}

/// Takes away what a program that was killed left of an event nobody was told of, and marks the folder.
fn clear(folder: &Path) -> io::Result<()> {
    if is_half_made(folder) {
        remove_ours(folder)?;
    }
    let making = folder.join(MAKING);
    File::create(&making)?.sync_all()?;
    sync_folder_of(&making)
}

fn remove_ours(folder: &Path) -> io::Result<()> {
    for name in OURS {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Takes away what was begun and cannot be ended, the mark last; what will not go stays marked as half-made.
fn give_up(folder: &Path) {
    if remove_ours(folder).is_ok() {
        let _ = fs::remove_file(folder.join(MAKING));
    }
}

/// Makes the folder, or takes one that is empty or half-made.
fn empty_folder(folder: &Path) -> Result<()> {
    let io = |error| Error::from_io(folder, error);
    match fs::read_dir(folder) {
        Ok(entries) => {
            let names: BTreeSet<_> = entries.flatten().map(|entry| entry.file_name()).collect();
            let is_free = is_half_made(folder) || names.iter().all(|name| name == "event.lock");
            if is_free { Ok(()) } else { Err(Error::already_exists(folder)) }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => fs::create_dir_all(folder).map_err(io),
        Err(error) => Err(io(error)),
    }
}
