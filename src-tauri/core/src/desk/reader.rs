//! What screens and lists ask, answered from a connection that only reads.

use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::sync::{Arc, RwLock};

use super::globals::Globals;
use super::import::GuestListFile;
use super::listing::GuestQuery;
use super::refold::Scope;
use crate::admission::decide::Occupancy;
use crate::clock::{Clock, Millis};
use crate::error::{Error, Result};
use crate::guest::Guest;
use crate::guest::search::{Hits, Index};
use crate::guest::traits::Sieve;
use crate::ids::GuestId;
use crate::import::plan::Plan;
use crate::settings::Settings;
use crate::store::{self, Store};
use crate::text::Lang;
use crate::view::{
    EventView, GuestHistory, GuestList, GuestView, KeptValues, ListLook, OccupancyView, PastImports, ScanLine,
};

/// What the writer publishes for readers.
pub(super) struct Published {
    pub globals: RwLock<Arc<Globals>>,
    pub index: RwLock<Index>,
    /// See [`super::Desk`]'s own.
    pub list_version: AtomicU64,
    /// When somebody last wanted to write and waited for it, in milliseconds.
    pub asked_at: AtomicI64,
}

impl Published {
    /// Gives what holds for the event as of the last write.
    pub fn globals(&self) -> Arc<Globals> {
        Arc::clone(&read(&self.globals))
    }
}

/// Reads beside the writer.
pub struct Reader {
    store: Store,
    published: Arc<Published>,
    clock: Arc<dyn Clock>,
}

impl Reader {
    pub(super) fn open(database: &Path, published: Arc<Published>, clock: Arc<dyn Clock>) -> Result<Self> {
        Ok(Self { store: Store::open_reader(database)?, published, clock })
    }

    /// Gives a guest for showing.
    ///
    /// # Errors
    /// `no_such_guest`.
    pub fn guest(&self, id: GuestId, lang: Lang) -> Result<GuestView> {
        self.with(lang, |reading| reading.guest(id))
    }

    /// Gives a guest and all that is recorded of them, oldest first.
    ///
    /// # Errors
    /// `no_such_guest`.
    pub fn history(&self, id: GuestId, lang: Lang) -> Result<GuestHistory> {
        self.with(lang, |reading| reading.history(id))
    }

    /// Says what an import of a list would do.
    ///
    /// # Errors
    /// `bad_file` for what is no guest list, `usage` for a mapping rule that does not fit.
    pub(super) fn plan_import(&self, file: GuestListFile<'_>) -> Result<Plan> {
        self.with(Lang::En, |reading| reading.plan_import(file))
    }

    /// Says how a list reads, before it is compared with anybody.
    ///
    /// # Errors
    /// `bad_file` for what is no guest list, `usage` for options that do not fit.
    pub(super) fn look_at_list(&self, file: GuestListFile<'_>) -> Result<ListLook> {
        self.with(Lang::En, |reading| reading.look_at_list(file))
    }

    /// Gives the imports that stand, the newest first.
    ///
    /// # Errors
    /// What the disk refuses.
    pub(super) fn past_imports(&self, lang: Lang) -> Result<PastImports> {
        self.with(lang, |reading| reading.past_imports())
    }

    /// Gives who is inside, by zone, against capacity.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn occupancy(&self) -> Result<OccupancyView> {
        self.with(Lang::En, |reading| reading.occupancy())
    }

    /// Gives the latest scans at this desk, newest first.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn last_scans(&self, limit: usize, lang: Lang) -> Result<Vec<ScanLine>> {
        self.with(lang, |reading| reading.last_scans(limit))
    }

    /// Gives all the window needs to know of the event at once.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn event_view(&self, folder: &Path, lang: Lang) -> Result<EventView> {
        self.with(lang, |reading| reading.event(folder))
    }

    /// Gives the settings in force.
    pub fn settings(&self) -> Settings {
        read(&self.published.globals).settings.clone()
    }

    /// Searches the list for what the filter lets through, and hands it over with the settings in force.
    pub(super) fn sifted<T>(&self, query: &GuestQuery, take: impl FnOnce(Hits<'_>, &Settings) -> T) -> T {
        let globals = self.published.globals();
        let sieve = Sieve::new(&query.filter, &globals.settings, self.now());
        let index = read(&self.published.index);
        take(index.find(&query.search, |traits| sieve.passes(traits)), &globals.settings)
    }

    pub(super) fn now(&self) -> Millis {
        self.clock.now()
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn with<T>(&self, lang: Lang, ask: impl FnOnce(&Reading<'_>) -> Result<T>) -> Result<T> {
        let globals = self.published.globals();
        ask(&Reading { store: &self.store, globals: &globals, now: self.clock.now(), lang })
    }
}

/// Takes the value even after a panic elsewhere: it is replaced whole, never half.
pub(super) fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(std::sync::PoisonError::into_inner)
}

pub(super) fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// One question to one connection at one moment; shared by the reader and the desk itself.
pub(super) struct Reading<'r> {
    pub store: &'r Store,
    pub globals: &'r Globals,
    pub now: Millis,
    pub lang: Lang,
}

impl Reading<'_> {
    /// Finds a guest; one whose row waits to be swept is folded now, and who was known by a badge alone is found by it.
    pub(super) fn find(&self, id: GuestId) -> Result<Option<Guest>> {
        let (on, path, globals) = (&self.store.connection, self.store.path(), self.globals);
        match store::guest::find_kept(on, path, id)? {
            Some(kept) if kept.sweep < globals.sweeps => {
                Scope { on, path, globals, ancestry: &globals.seen }.fold_now(id)
            }
            Some(kept) => Ok(Some(kept.guest)),
            None => self.known_by_now(id)?.map_or(Ok(None), |owner| self.find(owner)),
        }
    }

    pub(super) fn get(&self, id: GuestId) -> Result<Guest> {
        self.find(id)?.ok_or_else(|| Error::no_such_guest(&id.to_string()))
    }

    pub(super) fn guest(&self, id: GuestId) -> Result<GuestView> {
        Ok(self.guest_view(&self.get(id)?))
    }

    pub(super) fn list(&self, ids: &[GuestId], total: usize) -> Result<GuestList> {
        let mut guests = Vec::with_capacity(ids.len());
        for id in ids {
            guests.extend(self.find(*id)?.map(|guest| self.guest_view(&guest)));
        }
        Ok(GuestList { guests, total: u32::try_from(total).unwrap_or(u32::MAX), place: None })
    }

    pub(super) fn history(&self, id: GuestId) -> Result<GuestHistory> {
        let guest = self.get(id)?;
        let subjects = self.subjects(&guest)?;
        let records = store::record::of_guests(&self.store.connection, self.store.path(), &subjects)?;
        let kept = guest.other_values.iter();
        let kept = kept.map(|(field, values)| KeptValues { field: *field, values: values.clone() }).collect();
        Ok(GuestHistory { guest: self.guest_view(&guest), history: self.history_lines(&records), kept })
    }

    /// Gives how many are inside, corrections included.
    pub(super) fn heads(&self) -> Result<Occupancy> {
        let mut zones =
            store::guest::occupancy(&self.store.connection).map_err(|error| self.store.problem(error))?;
        let event = zones.remove("").unwrap_or(0) + self.globals.corrections.event;
        for (zone, by) in &self.globals.corrections.zones {
            *zones.entry(zone.clone()).or_default() += by;
        }
        Ok(Occupancy { event, zones })
    }

    pub(super) fn last_scans(&self, limit: usize) -> Result<Vec<ScanLine>> {
        let held = store::record::own_latest_scans(&self.store.connection, self.store.path(), limit)?;
        held.iter().map(|held| self.scan_line(held)).collect()
    }

    pub(super) fn event(&self, folder: &Path) -> Result<EventView> {
        let on = &self.store.connection;
        let guests = store::guest::count_listed(on).map_err(|error| self.store.problem(error))?;
        let records = store::record::count(on).map_err(|error| self.store.problem(error))?;
        Ok(self.event_view(folder, guests, records))
    }
}
