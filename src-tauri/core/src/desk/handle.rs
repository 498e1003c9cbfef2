//! A desk on a thread of its own: writes wait their turn, reads go beside them.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::Desk;
use super::reader::{Published, Reader, write};
use crate::error::{Code, Error, Result};
use crate::ids::ImportId;
use crate::import::plan::Plan;
use crate::settings::Operator;
use crate::store::Store;
use crate::text::Text;

/// With nothing to do the desk syncs, signs and catches up this often.
const IDLE: Duration = Duration::from_millis(500);

type Job = Box<dyn FnOnce(&mut Desk) + Send>;

/// The way to a desk from any thread.
#[derive(Clone)]
pub struct DeskHandle {
    jobs: Sender<Job>,
    reader: Arc<Mutex<Reader>>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
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
        });
        desk.found = Some(Vec::new());
        let clock = Arc::clone(&desk.around.clock);
        let reader = Reader::open(desk.store.path(), Arc::clone(&published), clock)?;
        desk.store.leave_checkpoints()?;
        let (ended, over) = mpsc::channel();
        let beside = Store::open_writer(desk.store.path())?;
        thread::spawn(move || checkpoint_beside(&beside, &over));
        let (jobs, queue) = mpsc::channel();
        let thread = thread::spawn(move || {
            serve(desk, &queue, &published);
            drop(ended);
        });
        Ok(Self { jobs, reader: Arc::new(Mutex::new(reader)), thread: Arc::new(Mutex::new(Some(thread))) })
    }

    /// Runs a write when its turn comes and waits for it; readers see it once this returns.
    ///
    /// # Errors
    /// What the write returns, or that the event is closed.
    pub fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Desk) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |desk| {
            // Nobody waits any more when the window was closed meanwhile; the write stands.
            let _ = answer.send(job(desk));
        });
        self.jobs.send(job).map_err(|_| closed())?;
        answered.recv().map_err(|_| closed())?
    }

    /// Asks the reader, beside whatever is being written.
    ///
    /// # Errors
    /// What the question returns.
    pub fn read<T>(&self, ask: impl FnOnce(&Reader) -> Result<T>) -> Result<T> {
        ask(&self.reader.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Applies an import in slices, with other writes in between; `progress` gets how many entries of how many.
    ///
    /// # Errors
    /// What the writes return. A cancelled import stays half-way and can be voided as one.
    pub fn apply_import(
        &self,
        by: &Operator,
        plan: Plan,
        file_name: &str,
        mut progress: impl FnMut(u64, u64) -> Go,
    ) -> Result<ImportId> {
        let (first, file_name) = (by.clone(), file_name.to_owned());
        let mut run = self.write(move |desk| desk.begin_import(&first, &plan, &file_name))?;
        let id = run.import();
        loop {
            let by = by.clone();
            run = self.write(move |desk| desk.import_slice(&by, run))?;
            let (done, total) = run.progress();
            if progress(done, total) == Go::Cancel || run.is_finished() {
                return Ok(id);
            }
        }
    }

    /// Ends the thread after the writes before; everything is on the disk then.
    ///
    /// # Errors
    /// When the disk does not take the last of it.
    pub fn stop(self) -> Result<()> {
        let Self { jobs, reader, thread } = self;
        drop((jobs, reader));
        let thread = thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        thread.map_or(Ok(()), |thread| thread.join().map_err(|_| closed()))
    }
}

/// The thread's life: jobs in turn; between them what the desk has to do by itself.
fn serve(mut desk: Desk, queue: &Receiver<Job>, published: &Published) {
    loop {
        match queue.recv_timeout(IDLE) {
            Ok(job) => {
                job(&mut desk);
                publish(&mut desk, published);
            }
            Err(RecvTimeoutError::Timeout) => {
                desk.idle();
                publish(&mut desk, published);
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Keeps the write-ahead log short without ever holding up the writer, until the desk's thread ends.
fn checkpoint_beside(store: &Store, over: &Receiver<()>) {
    while matches!(over.recv_timeout(IDLE), Err(RecvTimeoutError::Timeout)) {
        // One that fails is tried again; the log only grows until then.
        let _ = store.checkpoint();
    }
}

/// Lets readers see what a write changed.
fn publish(desk: &mut Desk, published: &Published) {
    *write(&published.globals) = Arc::clone(&desk.globals);
    let found = desk.found.as_mut().map(std::mem::take).unwrap_or_default();
    if found.is_empty() {
        return;
    }
    let mut index = write(&published.index);
    for (id, guest) in found {
        match guest {
            Some(guest) => index.put(id, &guest),
            None => index.remove(id),
        }
    }
}

fn closed() -> Error {
    Error::new(
        Code::NotAnEvent,
        Text::new("The event is closed", "活动已关闭"),
        Text::new("Open it again from the start screen.", "请从开始界面重新打开。"),
    )
}
