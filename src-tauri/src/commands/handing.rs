//! Files of other desks on their way in: handed over, joined from.

use std::path::PathBuf;
use std::sync::Arc;

use gatehouse_core::desk::{Desk, Surroundings};
use gatehouse_core::error::{Error, Result};
use gatehouse_core::exchange::FileKind;
use gatehouse_core::text::{Lang, Text};
use gatehouse_core::view::EventView;
use serde::Deserialize;
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, Manager};

use super::event::enter;
use super::import::header_of;
use crate::error::{Answer, shown};
use crate::files::Places;
use crate::handed::{Handed, HandedView};
use crate::state::{Open, aside, lock};

/// What the page says about a file it hands over.
#[derive(Debug, Deserialize)]
struct HandOptions {
    lang: Lang,
}

/// Takes a file that came as bytes; it waits until it is used or let go.
#[tauri::command]
pub async fn hand_in(app: AppHandle, request: Request<'_>) -> Answer<Vec<HandedView>> {
    let options = header_of(&request, "gatehouse-options");
    let options = options.and_then(|json| serde_json::from_str(&json).ok());
    let lang = options.map_or(Lang::En, |HandOptions { lang }| lang);
    let name = header_of(&request, "gatehouse-file-name").unwrap_or_default();
    let InvokeBody::Raw(bytes) = request.body() else { return Err(shown(&no_kit(), lang)) };
    let bytes = bytes.clone();
    aside(lang, move || {
        lock(&app.state::<Open>().handed).push(Arc::new(Handed::of_bytes(&name, &bytes)?));
        Ok(waiting(&app))
    })
    .await
}

/// Tells which files wait; one the program was started with is among them.
#[tauri::command]
pub fn handed(app: AppHandle) -> Vec<HandedView> {
    waiting(&app)
}

/// Lets go of all files that wait.
#[tauri::command]
pub fn let_go(app: AppHandle) {
    lock(&app.state::<Open>().handed).clear();
}

/// Makes this laptop the desk of the kit that waits, in the folder given or in one among the other events.
#[tauri::command]
pub async fn join(
    app: AppHandle,
    passphrase: String,
    folder: Option<PathBuf>,
    lang: Lang,
) -> Answer<EventView> {
    aside(lang, move || {
        let kit = kit(&app)?;
        let stem = kit.name.strip_suffix(".ghkit").unwrap_or(&kit.name);
        let folder = folder.map_or_else(|| Ok(Places::of(&app)?.folder_for(stem)), Ok)?;
        let open = || Desk::join(kit.path(), &folder, &passphrase, Surroundings::system());
        let joined = enter(&app, &folder, lang, open).map_err(|error| kit.named(error))?;
        lock(&app.state::<Open>().handed).retain(|file| file.kind != FileKind::Kit);
        Ok(joined)
    })
    .await
}

/// Gives the kit handed over last.
fn kit(app: &AppHandle) -> Result<Arc<Handed>> {
    let state = app.state::<Open>();
    let files = lock(&state.handed);
    files.iter().rev().find(|file| file.kind == FileKind::Kit).cloned().ok_or_else(no_kit)
}

fn waiting(app: &AppHandle) -> Vec<HandedView> {
    lock(&app.state::<Open>().handed).iter().map(|file| file.view()).collect()
}

fn no_kit() -> Error {
    Error::usage(
        Text::new("No kit was chosen.", "尚未选择接入包。"),
        Text::new("Choose the .ghkit file first.", "请先选择 .ghkit 文件。"),
    )
}
