//! The guest list, one guest, and what a desk may change of them.

use gatehouse_core::desk::{Desk, Done, GuestDraft, GuestQuery};
use gatehouse_core::error::{Error, Result};
use gatehouse_core::guest::BadgeState;
use gatehouse_core::ids::GuestId;
use gatehouse_core::text::Lang;
use gatehouse_core::view::{GuestCounts, GuestHistory, GuestList};
use tauri::AppHandle;

use crate::error::Answer;
use crate::state::{Asker, act, ask};

/// Searches the list.
#[tauri::command]
pub async fn guests(app: AppHandle, query: GuestQuery, lang: Lang) -> Answer<GuestList> {
    ask(app, lang, move |event| event.desk.read(|reader| reader.guests(&query, lang))).await
}

/// Gives the ids of a page of the list, in order.
#[tauri::command]
pub async fn guest_ids(app: AppHandle, query: GuestQuery, lang: Lang) -> Answer<Vec<GuestId>> {
    ask(app, lang, move |event| event.desk.read(|reader| Ok(reader.guest_ids(&query)))).await
}

/// Counts what each choice of the filter would show.
#[tauri::command]
pub async fn guest_counts(app: AppHandle, query: GuestQuery, lang: Lang) -> Answer<GuestCounts> {
    ask(app, lang, move |event| event.desk.read(|reader| Ok(reader.guest_counts(&query)))).await
}

/// Gives one guest with all that is recorded of them.
#[tauri::command]
pub async fn guest(app: AppHandle, id: String, lang: Lang) -> Answer<GuestHistory> {
    ask(app, lang, move |event| event.desk.read(|reader| reader.history(guest_id(&id)?, lang))).await
}

/// Adds a guest at the desk.
#[tauri::command]
pub async fn add_guest(
    app: AppHandle,
    draft: GuestDraft,
    operator: Option<String>,
    lang: Lang,
) -> Answer<GuestHistory> {
    let asker = Asker { operator, lang };
    act(app, asker, move |desk, by| {
        let done = desk.add_guest(by, draft, None)?;
        let guest = done.value;
        and_then_show(desk, done, guest, lang)
    })
    .await
}

/// Changes what is said of a guest.
#[tauri::command]
pub async fn edit_guest(
    app: AppHandle,
    id: String,
    draft: GuestDraft,
    reason: Option<String>,
    operator: Option<String>,
    lang: Lang,
) -> Answer<GuestHistory> {
    act(app, Asker { operator, lang }, move |desk, by| {
        let guest = guest_id(&id)?;
        let done = desk.edit_guest(by, guest, draft, reason.as_deref())?;
        and_then_show(desk, done, guest, lang)
    })
    .await
}

/// Replaces a guest's badge.
#[tauri::command]
pub async fn reissue(
    app: AppHandle,
    guest: String,
    reason: String,
    operator: Option<String>,
    lang: Lang,
) -> Answer<GuestHistory> {
    act(app, Asker { operator, lang }, move |desk, by| {
        let guest = guest_id(&guest)?;
        let done = desk.reissue(by, guest, &reason)?;
        and_then_show(desk, done, guest, lang)
    })
    .await
}

/// Revokes a badge, or makes it the active one again.
#[tauri::command]
pub async fn set_badge(
    app: AppHandle,
    code: String,
    state: BadgeState,
    reason: String,
    operator: Option<String>,
    lang: Lang,
) -> Answer<GuestHistory> {
    act(app, Asker { operator, lang }, move |desk, by| {
        let done = desk.set_badge(by, &code, state, &reason)?;
        let guest = done.value;
        and_then_show(desk, done, guest, lang)
    })
    .await
}

/// Erases what was said of a guest, here and at every desk that hears of it.
#[tauri::command]
pub async fn erase(
    app: AppHandle,
    guest: String,
    reason: String,
    operator: Option<String>,
    lang: Lang,
) -> Answer<GuestHistory> {
    act(app, Asker { operator, lang }, move |desk, by| {
        let guest = guest_id(&guest)?;
        let done = desk.erase(by, guest, &reason)?;
        and_then_show(desk, done, guest, lang)
    })
    .await
}

/// Reads the id the page got from a list.
pub fn guest_id(text: &str) -> Result<GuestId> {
    text.parse().map_err(|_| Error::no_such_guest(text))
}

/// Gives, after a write, the guest as they are now.
fn and_then_show<T>(desk: &Desk, done: Done<T>, guest: GuestId, lang: Lang) -> Result<Done<GuestHistory>> {
    Ok(Done { value: desk.history(guest, lang)?, records: done.records, changes: done.changes })
}
