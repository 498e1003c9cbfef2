//! The exchange folder: chosen, looked after, left.

use std::path::PathBuf;

use gatehouse_core::desk::{ChangeKind, DeskHandle};
use gatehouse_core::error::Result;
use gatehouse_core::text::Lang;
use gatehouse_core::view::ExchangeView;
use tauri::AppHandle;

use crate::error::Answer;
use crate::state::{ask, tell};

/// Exchanges through a folder from now on, and again whenever the event is opened.
#[tauri::command]
pub async fn start_exchange(app: AppHandle, folder: PathBuf, lang: Lang) -> Answer<Option<ExchangeView>> {
    ask(app.clone(), lang, move |event| {
        event.desk.start_exchange(&folder, told(&app))?;
        event.desk.exchange_state(lang)
    })
    .await
}

/// Ends the exchange and forgets the folder.
#[tauri::command]
pub async fn stop_exchange(app: AppHandle, lang: Lang) -> Answer<()> {
    ask(app, lang, |event| event.desk.stop_exchange()).await
}

/// Says how the exchange fares; nothing while there is none.
#[tauri::command]
pub async fn exchange_state(app: AppHandle, lang: Lang) -> Answer<Option<ExchangeView>> {
    ask(app, lang, move |event| event.desk.exchange_state(lang)).await
}

/// Goes on with the folder chosen earlier, if there is one.
pub fn resume(app: &AppHandle, desk: &DeskHandle) -> Result<()> {
    desk.resume_exchange(told(app)).map(drop)
}

fn told(app: &AppHandle) -> impl Fn(&[ChangeKind]) + Send + 'static {
    let app = app.clone();
    move |changes| tell(&app, changes)
}
