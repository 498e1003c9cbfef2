//! Opening, making and closing an event.

use std::path::{Path, PathBuf};

use gatehouse_core::desk::{Desk, DeskHandle, NewEvent, Surroundings};
use gatehouse_core::error::{Error, Result};
use gatehouse_core::text::{Lang, Text};
use gatehouse_core::view::EventView;
use tauri::{AppHandle, Manager};

use crate::error::Answer;
use crate::files::{Places, Recent, StartState};
use crate::sample;
use crate::state::{Open, OpenEvent, aside, ask, lock};

/// Tells which events were opened lately, and which one to open at once.
#[tauri::command]
pub async fn start_state(app: AppHandle) -> Answer<StartState> {
    aside(Lang::En, move || {
        let asked = lock(&app.state::<Open>().asked).take();
        Ok(Places::of(&app)?.start_state(asked.as_deref()))
    })
    .await
}

/// Opens the event in a folder.
#[tauri::command]
pub async fn open_event(app: AppHandle, folder: PathBuf, lang: Lang) -> Answer<EventView> {
    aside(lang, move || enter(&app, &folder, lang, || Desk::open(&folder, Surroundings::system()))).await
}

/// Makes an event, in the folder given or in one of its own among the others.
#[tauri::command]
pub async fn create_event(
    app: AppHandle,
    name: String,
    timezone: Option<String>,
    capacity: Option<u32>,
    folder: Option<PathBuf>,
    lang: Lang,
) -> Answer<EventView> {
    aside(lang, move || {
        let timezone = timezone.map(|zone| zone.parse().map_err(|_| no_such_zone(&zone))).transpose()?;
        let folder = folder.map_or_else(|| Ok(Places::of(&app)?.folder_for(&name)), Ok)?;
        let new = NewEvent { name, timezone, capacity, ..NewEvent::default() };
        enter(&app, &folder, lang, || Desk::create(&folder, new, Surroundings::system()))
    })
    .await
}

/// Opens the sample event, made and filled the first time.
#[tauri::command]
pub async fn open_sample(app: AppHandle, lang: Lang) -> Answer<EventView> {
    aside(lang, move || {
        let folder = Places::of(&app)?.sample();
        enter(&app, &folder, lang, || sample::open_or_make(&folder))
    })
    .await
}

/// Closes the event, with all it holds on the disk.
#[tauri::command]
pub async fn close_event(app: AppHandle) -> Answer<()> {
    aside(Lang::En, move || app.state::<Open>().close()).await
}

/// Gives the open event.
#[tauri::command]
pub async fn event(app: AppHandle, lang: Lang) -> Answer<EventView> {
    ask(app, lang, move |event| view(event, lang)).await
}

/// Closes what is open, opens another, and remembers it for the start screen.
pub fn enter(
    app: &AppHandle,
    folder: &Path,
    lang: Lang,
    open: impl FnOnce() -> Result<Desk>,
) -> Result<EventView> {
    let state = app.state::<Open>();
    state.close()?;
    let desk = open()?;
    let notices = desk.notices().into();
    let event = OpenEvent { desk: DeskHandle::start(desk)?, folder: folder.to_owned(), notices };
    let shown = view(&event, lang)?;
    super::exchange::resume(app, &event.desk)?;
    state.put(event)?;
    Places::of(app)?.remember(Recent { folder: shown.folder.clone(), name: shown.name.clone() });
    Ok(shown)
}

fn view(event: &OpenEvent, lang: Lang) -> Result<EventView> {
    event.desk.read(|reader| reader.event_view(&event.folder, lang))
}

fn no_such_zone(zone: &str) -> Error {
    Error::usage(
        Text::new(format!("There is no time zone called {zone}."), format!("没有名为 {zone} 的时区。")),
        Text::new(
            "Give one like Europe/Berlin or Asia/Shanghai.",
            "请填写类似 Asia/Shanghai 或 Europe/Berlin 的时区。",
        ),
    )
}
