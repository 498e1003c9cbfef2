//! The one managed value: the event that is open, and the guest list that is looked at.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gatehouse_core::desk::{ChangeKind, Desk, DeskHandle, Done, GuestListFile, ImportOptions};
use gatehouse_core::error::{Code, Error, Result};
use gatehouse_core::ids::RecordId;
use gatehouse_core::settings::Operator;
use gatehouse_core::text::{Lang, Text};
use serde_json::json;
use tauri::async_runtime::spawn_blocking;
use tauri::{AppHandle, Emitter, Manager};

use crate::error::{Answer, interrupted, shown};
use crate::handed::Handed;

/// What is open in this window.
#[derive(Default)]
pub struct Open {
    event: Mutex<Option<OpenEvent>>,
    /// What the program was started with, until the page has asked for it.
    pub asked: Mutex<Option<String>>,
    /// A file whose plan is on the screen.
    pub pending: Mutex<Option<Arc<Pending>>>,
    /// Files of other desks that wait to be used.
    pub handed: Mutex<Vec<Arc<Handed>>>,
    /// Set to stop an import after its next slice.
    pub stop_import: AtomicBool,
    /// Set to stop an edit of many guests after its next slice.
    pub stop_edit: AtomicBool,
    /// What the last edit of many guests wrote, by which it is taken back.
    pub edited: Mutex<Vec<RecordId>>,
}

/// An event and the way to it.
#[derive(Clone)]
pub struct OpenEvent {
    pub desk: DeskHandle,
    pub folder: PathBuf,
    /// What opening it said.
    pub notices: Arc<[Text]>,
}

/// A guest list that was read and not yet applied.
pub struct Pending {
    pub file_name: String,
    pub bytes: Arc<[u8]>,
    pub options: ImportOptions,
}

impl OpenEvent {
    /// Gets an operator by name; none: the default one.
    pub fn operator(&self, name: Option<&str>) -> Result<Operator> {
        self.desk.read(|reader| reader.settings().operator(name).cloned())
    }
}

impl Pending {
    pub fn list(&self) -> GuestListFile<'_> {
        GuestListFile { bytes: &self.bytes, name: &self.file_name, options: &self.options }
    }
}

impl Open {
    /// Begins with nothing open, and with what stood on the command line.
    pub fn started_with(asked: Option<String>) -> Self {
        // What is no file of another desk is tried as an event, which says what is wrong with it.
        let file = asked.as_deref().and_then(|path| Handed::of_path(Path::new(path)).ok());
        let asked = Mutex::new(asked.filter(|_| file.is_none()));
        Self { asked, handed: Mutex::new(file.into_iter().map(Arc::new).collect()), ..Self::default() }
    }

    /// Gives the event that is open.
    pub fn event(&self) -> Result<OpenEvent> {
        lock(&self.event).clone().ok_or_else(nothing_open)
    }

    /// Puts an event in place of the one before, which is closed.
    pub fn put(&self, event: OpenEvent) -> Result<()> {
        self.close()?;
        *lock(&self.event) = Some(event);
        Ok(())
    }

    /// Closes the event, with all it holds on the disk.
    pub fn close(&self) -> Result<()> {
        self.stop_import.store(true, Ordering::Relaxed);
        self.stop_edit.store(true, Ordering::Relaxed);
        lock(&self.edited).clear();
        *lock(&self.pending) = None;
        let open = lock(&self.event).take();
        open.map_or(Ok(()), |event| event.desk.stop())
    }
}

/// Takes the value even after a panic elsewhere: it is replaced whole, never half.
pub fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs work that may wait for the disk, off the window's own threads.
pub async fn aside<T: Send + 'static>(
    lang: Lang,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Answer<T> {
    match spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| shown(&error, lang)),
        Err(_) => Err(shown(&interrupted(), lang)),
    }
}

/// Asks the open event something, in a language.
pub async fn ask<T: Send + 'static>(
    app: AppHandle,
    lang: Lang,
    question: impl FnOnce(&OpenEvent) -> Result<T> + Send + 'static,
) -> Answer<T> {
    aside(lang, move || question(&app.state::<Open>().event()?)).await
}

/// Who acts, and in which language the answer shall be.
#[derive(Debug, serde::Deserialize)]
pub struct Asker {
    pub operator: Option<String>,
    pub lang: Lang,
}

/// Writes to the open event as an operator and tells the page what changed.
pub async fn act<T: Send + 'static>(
    app: AppHandle,
    asker: Asker,
    job: impl FnOnce(&mut Desk, &Operator) -> Result<Done<T>> + Send + 'static,
) -> Answer<T> {
    let Asker { operator, lang } = asker;
    aside(lang, move || {
        let event = app.state::<Open>().event()?;
        let done = event.desk.write(move |desk| {
            let by = desk.operator(operator.as_deref())?;
            job(desk, &by)
        })?;
        tell(&app, &done.changes);
        Ok(done.value)
    })
    .await
}

/// Like [`act`], for an act that goes on beside the writer and gives it slices.
pub async fn act_beside<T: Send + 'static>(
    app: AppHandle,
    asker: Asker,
    job: impl FnOnce(&DeskHandle, &Operator) -> Result<Done<T>> + Send + 'static,
) -> Answer<T> {
    let Asker { operator, lang } = asker;
    aside(lang, move || {
        let event = app.state::<Open>().event()?;
        let done = job(&event.desk, &event.operator(operator.as_deref())?)?;
        tell(&app, &done.changes);
        Ok(done.value)
    })
    .await
}

/// Tells the page what kinds of things to fetch again.
pub fn tell(app: &AppHandle, changes: &[ChangeKind]) {
    if !changes.is_empty() {
        // Nobody listens when the window is closing.
        let _ = app.emit("changed", json!({ "kinds": changes }));
    }
}

fn nothing_open() -> Error {
    Error::new(
        Code::NotAnEvent,
        Text::new("No event is open.", "没有打开的活动。"),
        Text::new("Open or create one from the start screen.", "请在开始界面打开或新建一个活动。"),
    )
}
