//! A desk on a thread of its own: writes wait their turn, reads go beside them.

mod backups;
mod exchange;
mod folder;
mod many;
mod serve;
mod slices;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};
use std::thread::{self, JoinHandle};

use ed25519_dalek::SigningKey;

use super::Desk;
use super::exchange::Opener;
use super::import::{Begun, GuestListFile, ImportRun, Patience};
use super::reader::{Published, Reader};
use crate::clock::{Clock, Millis};
use crate::error::{Code, Error, Result};
use crate::ids::ImportId;
use crate::import::plan::Plan;
use crate::journal::ancestry::Ancestry;
use crate::settings::Operator;
use crate::store::Store;
use crate::text::{Lang, Text};
use crate::view::{ListLook, PastImports};
use backups::{Backups, backup_beside};
use folder::Following;
use serve::{HELD_BACK, Turn, checkpoint_beside, index_beside, serve};

/// How often a list is planned anew beside the writer before the writer itself plans it.
const PLANS_BESIDE: usize = 3;
/// So long after somebody last waited for a write, larger slices may be written, and after this still larger ones.
const QUIET_MILLIS: i64 = 3_000;
const IDLE_MILLIS: i64 = 60_000;
/// Slices of an import handed to the writer at a time, so that it never waits for the next one.
const UNDER_WAY: usize = 2;

/// The way to a desk from any thread.
#[derive(Clone)]
pub struct DeskHandle {
    turns: Sender<Turn>,
    reader: Arc<Mutex<Reader>>,
    beside: Arc<Beside>,
    thread: Arc<Mutex<Option<JoinHandle<Result<()>>>>>,
    /// The exchange folder, while files go through one by themselves.
    exchange: Arc<Mutex<Option<Following>>>,
}

/// What a further reader is opened with.
struct Beside {
    folder: PathBuf,
    database: PathBuf,
    published: Arc<Published>,
    clock: Arc<dyn Clock>,
    opener: Opener,
    signing: SigningKey,
    /// Held while a file is taken in or carried out.
    carrying: Mutex<()>,
    /// Set while a list is taken in.
    importing: AtomicBool,
    /// Set when the event is to be closed: what goes on beside the writer ends.
    closing: AtomicBool,
    backups: Backups,
    /// The write-ahead log is too long: who writes much holds back until it begins anew.
    crowded: AtomicBool,
}

impl Beside {
    fn reader(&self) -> Result<Reader> {
        Reader::open(&self.database, Arc::clone(&self.published), Arc::clone(&self.clock))
    }

    /// Waits while the write-ahead log is too long, so that it never grows without end.
    fn hold_back(&self) {
        while self.crowded.load(Ordering::Relaxed) && !self.closing.load(Ordering::Relaxed) {
            thread::sleep(HELD_BACK);
        }
    }

    /// Tells how long a slice may take now.
    fn patience(&self) -> Patience {
        match self.quiet() {
            0..QUIET_MILLIS => Patience::SCANS,
            IDLE_MILLIS.. => Patience::IDLE,
            // A clock that was set back tells nothing.
            _ => Patience::QUIET,
        }
    }

    /// Tells whether somebody has just waited for a write.
    fn is_asked(&self) -> bool {
        (0..QUIET_MILLIS).contains(&self.quiet())
    }

    /// Gives for how many milliseconds nobody has.
    fn quiet(&self) -> i64 {
        let asked = Millis(self.published.asked_at.load(Ordering::Relaxed));
        self.clock.now().since(asked)
    }

    /// Tells whether a file or a list is being taken in, or a file carried out.
    fn is_taking_in(&self) -> bool {
        let carrying = matches!(self.carrying.try_lock(), Err(TryLockError::WouldBlock));
        carrying || self.importing.load(Ordering::Relaxed)
    }
}

/// Whether a long act goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    On,
    Cancel,
}

impl DeskHandle {
    /// Moves a desk to its thread and opens a reader beside it.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn start(mut desk: Desk) -> Result<Self> {
        let published = Arc::new(Published {
            globals: RwLock::new(Arc::clone(&desk.globals)),
            index: RwLock::new(desk.index()?),
            list_version: AtomicU64::new(desk.list_version),
            asked_at: AtomicI64::new(i64::MIN / 2),
        });
        desk.found = Some(Vec::new());
        let beside = Beside {
            folder: desk.folder.clone(),
            database: desk.store.path().to_owned(),
            published: Arc::clone(&published),
            clock: Arc::clone(&desk.around.clock),
            opener: desk.opener(),
            signing: desk.keys.signing.clone(),
            carrying: Mutex::new(()),
            importing: AtomicBool::new(false),
            closing: AtomicBool::new(false),
            backups: Backups::default(),
            crowded: AtomicBool::new(false),
        };
        let beside = Arc::new(beside);
        let reader = beside.reader()?;
        desk.store.leave_checkpoints()?;
        let checkpoints = Store::open_writer(desk.store.path())?;
        let (ended, over) = mpsc::channel();
        thread::spawn({
            let beside = Arc::clone(&beside);
            move || checkpoint_beside(&checkpoints, &beside, &over)
        });
        let (enough, over) = mpsc::channel();
        let backups = thread::spawn({
            let beside = Arc::clone(&beside);
            move || backup_beside(&beside, &over)
        });
        let (tell_index, heard) = mpsc::channel();
        let index = thread::spawn({
            let published = Arc::clone(&published);
            move || index_beside(&published.index, &heard)
        });
        let (turns, queue) = mpsc::channel();
        let thread = thread::spawn(move || {
            let desk = serve(desk, &queue, &published, tell_index);
            // It ends by itself once there is nothing more to hear.
            let _ = index.join();
            drop((ended, enough));
            // What it is making is broken off, or checked to its end, before closing looks through the backups.
            let _ = backups.join();
            desk.close()
        });
        let handle = Self {
            turns,
            reader: Arc::new(Mutex::new(reader)),
            beside,
            thread: Arc::new(Mutex::new(Some(thread))),
            exchange: Arc::default(),
        };
        handle.finish_merges();
        Ok(handle)
    }

    /// Runs a write when its turn comes and waits for it; readers see it once this returns.
    ///
    /// # Errors
    /// What the write returns, or that the event is closed.
    pub fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Desk) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.beside.published.asked_at.store(self.beside.clock.now().0, Ordering::Relaxed);
        heard(&self.queue(Turn::Now, job)?)
    }

    /// Asks the reader, beside whatever is being written.
    ///
    /// # Errors
    /// What the question returns.
    pub fn read<T>(&self, ask: impl FnOnce(&Reader) -> Result<T>) -> Result<T> {
        ask(&self.reader.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Asks a reader of its own, for what takes long: neither writes nor other questions wait for it.
    ///
    /// # Errors
    /// What the question returns.
    pub fn read_beside<T>(&self, ask: impl FnOnce(&Reader) -> Result<T>) -> Result<T> {
        ask(&self.beside.reader()?)
    }

    /// Gives who had seen what by now, and a reader of its own, for what takes long.
    pub(super) fn ancestry_beside(&self) -> Result<(Ancestry, Reader)> {
        let ancestry = heard(&self.queue(Turn::Now, |desk| Ok(desk.ancestry.clone()))?)?;
        Ok((ancestry, self.beside.reader()?))
    }

    /// Says how a list reads: encoding, columns, names in clear, which list it is; neither writes nor other
    /// questions wait for it.
    ///
    /// # Errors
    /// `bad_file` for what is no guest list, `usage` for options that do not fit.
    pub fn look_at_list(&self, file: GuestListFile<'_>) -> Result<ListLook> {
        self.beside.reader()?.look_at_list(file)
    }

    /// Says what an import of a list would do; neither writes nor other questions wait for it.
    ///
    /// # Errors
    /// `bad_file` for what is no guest list, `usage` for a mapping rule that does not fit.
    pub fn plan_import(&self, file: GuestListFile<'_>) -> Result<Plan> {
        self.beside.reader()?.plan_import(file)
    }

    /// Gives the imports that stand, the newest first, and one that was cut off; one under way is neither.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn past_imports(&self, lang: Lang) -> Result<PastImports> {
        let mut past = self.read(|reader| reader.past_imports(lang))?;
        if self.beside.importing.load(Ordering::Relaxed) {
            past.cut_off = None;
        }
        Ok(past)
    }

    /// Plans a list and applies the plan in slices, with other writes in between, after a backup; gives what was
    /// applied.
    ///
    /// `progress` gets how many guests of how many. Where it cancels, what was applied is undone as one, and no
    /// id is given.
    ///
    /// # Errors
    /// As [`Self::plan_import`], and what the writes return; what is written then stays and can be voided as one.
    pub fn import(
        &self,
        by: &Operator,
        file: GuestListFile<'_>,
        progress: impl FnMut(u64, u64) -> Go,
    ) -> Result<(Plan, Option<ImportId>)> {
        self.beside.importing.store(true, Ordering::Relaxed);
        let outcome = self.import_in_slices(by, file, progress);
        self.beside.importing.store(false, Ordering::Relaxed);
        outcome
    }

    fn import_in_slices(
        &self,
        by: &Operator,
        file: GuestListFile<'_>,
        mut progress: impl FnMut(u64, u64) -> Go,
    ) -> Result<(Plan, Option<ImportId>)> {
        // One that cannot be made is told beside; the import can be undone as one without it.
        let _ = self.back_up();
        let (plan, begun) = self.begin_import(by, file)?;
        let mut run = ImportRun::new(begun, &plan, file.name);
        let mut under_way = std::collections::VecDeque::new();
        loop {
            self.beside.hold_back();
            while under_way.len() < UNDER_WAY
                && let Some(slice) = run.next_slice(&self.beside.published.globals())
            {
                let by = by.clone();
                under_way.push_back(self.queue(Turn::Later, move |desk| desk.import_slice(&by, slice))?);
            }
            let Some(slice) = under_way.pop_front() else { return Ok((plan, Some(run.import()))) };
            run.wrote(heard(&slice)?, self.beside.patience());
            let (done, total) = run.progress();
            if progress(done, total) == Go::Cancel {
                under_way.iter().try_for_each(|slice| heard(slice).map(drop))?;
                let (by, import, added) = (by.clone(), run.import(), plan.new_categories.clone());
                heard(&self.queue(Turn::Now, move |desk| desk.cancel_import(&by, import, &added))?)?;
                self.catch_up();
                return Ok((plan, None));
            }
        }
    }

    /// Begins with a plan of the list as it stands: one made beside is made anew when a guest changed meanwhile.
    fn begin_import(&self, by: &Operator, file: GuestListFile<'_>) -> Result<(Plan, Begun)> {
        for _ in 0..PLANS_BESIDE {
            let version = self.beside.published.list_version.load(Ordering::Acquire);
            let plan = Arc::new(self.plan_import(file)?);
            let (by, planned, name) = (by.clone(), Arc::clone(&plan), file.name.to_owned());
            let begun = heard(&self.queue(Turn::Now, move |desk| {
                let stands = desk.list_version == version;
                stands.then(|| desk.begin_import(&by, &planned, &name)).transpose()
            })?)?;
            if let Some(begun) = begun {
                return Ok((Arc::unwrap_or_clone(plan), begun));
            }
        }
        let (by, bytes) = (by.clone(), file.bytes.to_vec());
        let (name, options) = (file.name.to_owned(), file.options.clone());
        self.write(move |desk| {
            let plan = desk.plan_import(&bytes, &name, &options)?;
            let begun = desk.begin_import(&by, &plan, &name)?;
            Ok((plan, begun))
        })
    }

    /// Puts a write in the queue; its answer comes once readers see it.
    fn queue<T: Send + 'static>(
        &self,
        turn: fn(serve::Job) -> Turn,
        job: impl FnOnce(&mut Desk) -> Result<T> + Send + 'static,
    ) -> Result<Receiver<Result<T>>> {
        let (answer, answered) = mpsc::sync_channel(1);
        let job: serve::Job = Box::new(move |desk| {
            let outcome = job(desk);
            // Nobody waits any more when the window was closed meanwhile; the write stands.
            Box::new(move || drop(answer.send(outcome)))
        });
        self.turns.send(turn(job)).map_err(|_| closed())?;
        Ok(answered)
    }

    /// Ends what goes on beside the writer after the slice it is at.
    pub(super) fn begin_to_close(&self) {
        self.beside.closing.store(true, Ordering::Relaxed);
        self.beside.backups.break_off_check();
    }

    /// Ends the thread after the writes before; everything is on the disk then.
    ///
    /// # Errors
    /// When the disk does not take the last of it.
    pub fn stop(self) -> Result<()> {
        self.begin_to_close();
        self.end_exchange();
        let Self { turns, reader, beside, thread, exchange } = self;
        drop((turns, reader, beside, exchange));
        let thread = thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        thread.map_or(Ok(()), |thread| thread.join().unwrap_or_else(|_| Err(closed())))
    }
}

fn heard<T>(answer: &Receiver<Result<T>>) -> Result<T> {
    answer.recv().map_err(|_| closed())?
}

fn closed() -> Error {
    Error::new(
        Code::NotAnEvent,
        Text::new("The event is closed", "活动已关闭"),
        Text::new("Open it again from the start screen.", "请从开始界面重新打开。"),
    )
}
