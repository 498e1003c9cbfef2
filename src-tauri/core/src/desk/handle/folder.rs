//! The exchange folder: each desk writes only its own files there and reads the others', so whatever carries
//! files (a stick, a share, a synced folder) joins the desks.

mod fares;

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use self::fares::{Fares, Unreadable, paused, sentence};
use super::serve::Turn;
use super::{DeskHandle, closed, heard};
use crate::desk::ChangeKind;
use crate::desk::exchange::{Carrier, Cover, hash_of};
use crate::error::{Error, Result};
use crate::exchange::{Frontier, OurName, parse_name};
use crate::ids::DeskId;
use crate::store::exchange_folder::{self, Files};
use crate::store::{self, Db, SqlResult, mark, problem};
use crate::text::Lang;
use crate::view::ExchangeView;

/// How often the folder is looked at.
const TICK: Duration = Duration::from_millis(if cfg!(test) { 20 } else { 1_000 });
/// Looks between two files of ours, and before what failed is tried again: a change is out within 10 s.
const WRITE_EVERY: u32 = 5;
const READ_AGAIN: u32 = 15;
/// Where this laptop keeps the folder that was chosen, and what its files in one have carried.
const CHOSEN: &str = "exchange_chosen";
const CARRIED: &str = "exchange_carried";

/// What our files in a folder have carried.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Carried {
    folder: PathBuf,
    heads: Frontier,
    /// Desks that can open the complete one among them.
    desks: BTreeSet<DeskId>,
}

/// An exchange that goes on by itself.
pub(super) struct Following {
    exchange: Exchange,
    over: Sender<()>,
    thread: JoinHandle<()>,
}

/// One folder, and how it fares.
#[derive(Clone)]
struct Exchange {
    handle: DeskHandle,
    folder: PathBuf,
    fares: Arc<Mutex<Fares>>,
    /// The last row of the journal when all of it had been written.
    written_n: Arc<AtomicI64>,
}

/// Tells a file from what stood under its name before.
type Stamp = (u64, Option<Duration>);

/// A file of another desk in the folder.
struct Found {
    name: String,
    sender: OurName,
    stamp: Stamp,
}

impl DeskHandle {
    /// Takes in what is new in a folder, and writes what none of our files there has carried yet.
    ///
    /// # Errors
    /// What the folder's disk refuses; files that cannot be read are told in the view.
    pub fn exchange_once(&self, folder: &Path, lang: Lang) -> Result<ExchangeView> {
        let exchange = Exchange::of(self, folder);
        exchange.read()?;
        exchange.write()?;
        exchange.view(lang)
    }

    /// Exchanges through a folder from now on, and again after the next opening; one before it is left.
    ///
    /// `changed` hears what to fetch again. A folder that vanishes, is read-only or full only pauses.
    ///
    /// # Errors
    /// When this laptop cannot remember the folder.
    pub fn start_exchange(
        &self,
        folder: &Path,
        changed: impl Fn(&[ChangeKind]) + Send + 'static,
    ) -> Result<()> {
        self.choose(Some(folder))?;
        self.exchange_for_now(folder, changed);
        Ok(())
    }

    /// Exchanges through a folder until the event is closed; the one chosen for the next opening stays.
    pub fn exchange_for_now(&self, folder: &Path, changed: impl Fn(&[ChangeKind]) + Send + 'static) {
        self.end_exchange();
        let exchange = Exchange::of(self, folder);
        let (over, ended) = mpsc::channel();
        let thread = thread::spawn({
            let exchange = exchange.clone();
            let wait = move || matches!(ended.recv_timeout(TICK), Err(RecvTimeoutError::Timeout));
            move || exchange.go_on(wait, &changed)
        });
        *self.following() = Some(Following { exchange, over, thread });
    }

    /// Goes on with the folder that was chosen; tells whether there was one.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn resume_exchange(&self, changed: impl Fn(&[ChangeKind]) + Send + 'static) -> Result<bool> {
        let chosen = self.ask(|on| mark::local(on, CHOSEN))?.filter(|folder| !folder.is_empty());
        if let Some(folder) = &chosen {
            self.exchange_for_now(Path::new(folder), changed);
        }
        Ok(chosen.is_some())
    }

    /// Ends the exchange and forgets the folder.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn stop_exchange(&self) -> Result<()> {
        self.end_exchange();
        self.choose(None)
    }

    /// Says how the exchange fares; none while there is none.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn exchange_state(&self, lang: Lang) -> Result<Option<ExchangeView>> {
        let exchange = self.following().as_ref().map(|following| following.exchange.clone());
        exchange.map(|exchange| exchange.view(lang)).transpose()
    }

    /// Ends the thread after the slice it is at; what is remembered stays.
    pub(super) fn end_exchange(&self) {
        let following = self.following().take();
        if let Some(Following { over, thread, .. }) = following {
            drop(over);
            // A thread that panicked has nothing more to write.
            let _ = thread.join();
        }
    }

    fn following(&self) -> MutexGuard<'_, Option<Following>> {
        self.exchange.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn choose(&self, folder: Option<&Path>) -> Result<()> {
        let chosen = folder.map(|folder| folder.display().to_string()).unwrap_or_default();
        self.note(move |on| mark::set_local(on, CHOSEN, &chosen))
    }

    fn ask<T>(&self, ask: impl FnOnce(&Db) -> SqlResult<T>) -> Result<T> {
        self.read(|reader| ask(&reader.store().connection).map_err(|error| reader.store().problem(error)))
    }

    /// Writes what concerns this laptop alone.
    pub(super) fn note(&self, note: impl FnOnce(&Db) -> SqlResult<()> + Send + 'static) -> Result<()> {
        heard(&self.queue(Turn::Now, move |desk| {
            let path = desk.store.path().to_owned();
            desk.store.transaction(|on| note(on).map_err(|error| problem::of(&path, error)))
        })?)
    }
}

impl Exchange {
    fn of(handle: &DeskHandle, folder: &Path) -> Self {
        Self {
            handle: handle.clone(),
            folder: folder.to_owned(),
            fares: Arc::default(),
            written_n: Arc::new(AtomicI64::new(-1)),
        }
    }

    /// Looks at the folder until it is over.
    fn go_on(&self, mut wait: impl FnMut() -> bool, changed: &dyn Fn(&[ChangeKind])) {
        let mut rest = 0;
        loop {
            let before = self.fares().clone();
            let read = self.read();
            let new = *read.as_ref().unwrap_or(&0);
            self.fares().read = read.err().map(|error| paused(&error));
            let mut wrote = false;
            if rest == 0 {
                let written = self.write();
                wrote = !matches!(written, Ok(false));
                self.fares().write = written.err().map(|error| paused(&error));
            }
            rest = if wrote { WRITE_EVERY } else { u32::saturating_sub(rest, 1) };
            if new > 0 {
                changed(&EVERYTHING);
            } else if wrote || *self.fares() != before {
                changed(&[ChangeKind::Exchange]);
            }
            if !wait() {
                // What was recorded last goes out too; where it cannot, the next opening carries it.
                let _ = self.write();
                return;
            }
        }
    }

    /// Takes in what is new; gives how many records joined the journal.
    fn read(&self) -> Result<u64> {
        let files = self.known()?;
        let found = self.found(&files)?;
        self.fares().unreadable.retain(|name, _| found.iter().any(|found| found.name == *name));
        let mut new = 0;
        for Found { name, sender, stamp } in found {
            if self.is_resting(&name, stamp) {
                continue;
            }
            match self.handle.take_file(&self.folder.join(&name)) {
                Ok(taken) => {
                    new += taken.new;
                    self.fares().unreadable.remove(&name);
                    let (at, desk) = (self.handle.beside.clock.now(), sender.desk);
                    self.handle.note(move |on| exchange_folder::took(on, &name, &desk, at))?;
                }
                Err(_) if self.handle.beside.closing.load(Ordering::Relaxed) => return Err(closed()),
                Err(error) => {
                    let unreadable = Unreadable { reason: sentence(&error), stamp, rest: READ_AGAIN };
                    self.fares().unreadable.insert(name, unreadable);
                }
            }
        }
        Ok(new)
    }

    /// Tells whether a file was found unreadable a moment ago and stands there unchanged.
    fn is_resting(&self, name: &str, stamp: Stamp) -> bool {
        let mut fares = self.fares();
        let Some(unreadable) = fares.unreadable.get_mut(name).filter(|known| known.stamp == stamp) else {
            return false;
        };
        let rests = unreadable.rest > 0;
        unreadable.rest = unreadable.rest.saturating_sub(1);
        rests
    }

    /// Gives the files of other desks of this event not taken in yet, the oldest first.
    fn found(&self, files: &Files) -> Result<Vec<Found>> {
        let event = self.handle.beside.opener.event.to_string();
        let mut found = Vec::new();
        for (name, metadata) in self.listing()? {
            let Some(sender) = parse_name(&name).filter(|sender| event.starts_with(&sender.event)) else {
                continue;
            };
            if !files.written.contains(&name) && !files.taken.contains(&name) {
                found.push(Found { name, sender, stamp: stamp(&metadata) });
            }
        }
        found.sort_by(|one, other| (one.stamp.1, &one.name).cmp(&(other.stamp.1, &other.name)));
        Ok(found)
    }

    fn listing(&self) -> Result<Vec<(String, Metadata)>> {
        let entries = fs::read_dir(&self.folder).map_err(|error| Error::from_io(&self.folder, error))?;
        let named = entries.flatten().filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((name, entry.metadata().ok().filter(Metadata::is_file)?))
        });
        Ok(named.collect())
    }

    /// Writes what none of our files there has carried yet; tells whether there was anything.
    fn write(&self) -> Result<bool> {
        let (files, before) = (self.known()?, self.handle.ask(carried)?);
        let there: BTreeSet<String> = self.listing()?.into_iter().map(|(name, _)| name).collect();
        let stands = before.folder == self.folder && files.written.is_subset(&there);
        let n = self.handle.ask(store::record::last_n)?;
        if stands && self.written_n.load(Ordering::Relaxed) == n {
            return Ok(false);
        }
        let _alone = self.handle.carrying();
        let wrote = self.handle.carry(|carrier| {
            let open = carrier.globals.desks.iter().filter(|(_, info)| !info.retired);
            let desks: BTreeSet<DeskId> = open.map(|(desk, _)| *desk).collect();
            let goes_on = stands && desks.is_subset(&before.desks);
            let heads = before.heads.values().flatten();
            let cover = if goes_on { carrier.covered_by(heads)? } else { Cover::new() };
            self.write_beyond(carrier, &cover, desks)
        })?;
        self.written_n.store(n, Ordering::Relaxed);
        Ok(wrote)
    }

    fn write_beyond(&self, carrier: &Carrier<'_>, cover: &Cover, desks: BTreeSet<DeskId>) -> Result<bool> {
        let mut load = carrier.load(cover)?;
        if load.rows.is_empty() {
            return Ok(false);
        }
        carrier.leave_signatures_of_others(&mut load);
        let file = carrier.carry(&load, &self.folder)?.file;
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let hash = hash_of(&file)?;
        let row = load.last_row();
        let (folder, heads) = (self.folder.clone(), load.header.frontier);
        let (is_complete, at) = (cover.is_empty(), carrier.now);
        let desk = carrier.globals.desk.to_string()[..8].to_owned();
        self.handle.note(move |on| {
            let desks = if is_complete { desks } else { carried(on)?.desks };
            if is_complete {
                exchange_folder::forget_written(on)?;
            }
            exchange_folder::wrote(on, &name, &desk, at)?;
            store::exchange::take(on, &hash, at)?;
            let now = serde_json::to_string(&Carried { folder, heads, desks }).unwrap_or_default();
            store::exchange::carried_out(on, row)?;
            mark::set_local(on, CARRIED, &now)
        })?;
        Ok(true)
    }

    fn known(&self) -> Result<Files> {
        self.handle.ask(exchange_folder::files)
    }

    fn view(&self, lang: Lang) -> Result<ExchangeView> {
        let fares = self.fares().clone();
        self.handle.read(|reader| fares.view(&self.folder, reader, lang))
    }

    fn fares(&self) -> MutexGuard<'_, Fares> {
        self.fares.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the window fetches again when records of others came in.
const EVERYTHING: [ChangeKind; 7] = [
    ChangeKind::Guests,
    ChangeKind::Badges,
    ChangeKind::Occupancy,
    ChangeKind::Scans,
    ChangeKind::Settings,
    ChangeKind::Desks,
    ChangeKind::Exchange,
];

fn stamp(metadata: &Metadata) -> Stamp {
    let changed = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    (metadata.len(), changed)
}

fn carried(on: &Db) -> SqlResult<Carried> {
    // One that no longer reads is begun anew: everything is written once more.
    Ok(mark::local(on, CARRIED)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}
