//! How many are inside, and who may come in at all.

use gatehouse_core::desk::{Desk, Done};
use gatehouse_core::error::Result;
use gatehouse_core::settings::Operator;
use gatehouse_core::text::Lang;
use gatehouse_core::view::OccupancyView;
use tauri::AppHandle;

use crate::error::Answer;
use crate::state::{Asker, act, act_beside, ask, tell};

/// Gives who is inside, by zone.
#[tauri::command]
pub async fn occupancy(app: AppHandle, lang: Lang) -> Answer<OccupancyView> {
    ask(app, lang, |event| event.desk.read(|reader| reader.occupancy())).await
}

/// Lets nobody in until entry is resumed.
#[tauri::command]
pub async fn stop_entry(
    app: AppHandle,
    reason: String,
    operator: Option<String>,
    lang: Lang,
) -> Answer<OccupancyView> {
    counted(app, Asker { operator, lang }, move |desk, by| desk.stop_entry(by, &reason)).await
}

/// Lets people in again.
#[tauri::command]
pub async fn resume_entry(app: AppHandle, operator: Option<String>, lang: Lang) -> Answer<OccupancyView> {
    counted(app, Asker { operator, lang }, |desk, by| desk.resume_entry(by)).await
}

/// Shifts the head count, with a reason.
#[tauri::command]
pub async fn correct_count(
    app: AppHandle,
    by: i64,
    zone: Option<String>,
    reason: String,
    operator: Option<String>,
    lang: Lang,
) -> Answer<OccupancyView> {
    let shift = by;
    counted(app, Asker { operator, lang }, move |desk, by| desk.correct(by, shift, zone.as_deref(), &reason))
        .await
}

/// Records that everyone has left.
#[tauri::command]
pub async fn everyone_out(app: AppHandle, operator: Option<String>, lang: Lang) -> Answer<OccupancyView> {
    let asker = Asker { operator, lang };
    act_beside(app.clone(), asker, move |desk, by| {
        // The head count changes at once; what the guests' rows say, once they have followed.
        let done = desk.everyone_out(by, |done| tell(&app, &done.changes))?;
        let value = desk.read(|reader| reader.occupancy())?;
        Ok(Done { value, records: done.records, changes: done.changes })
    })
    .await
}

/// Writes, and gives the head count after it.
async fn counted(
    app: AppHandle,
    asker: Asker,
    job: impl FnOnce(&mut Desk, &Operator) -> Result<Done<()>> + Send + 'static,
) -> Answer<OccupancyView> {
    act(app, asker, move |desk, by| {
        let done = job(desk, by)?;
        Ok(Done { value: desk.occupancy()?, records: done.records, changes: done.changes })
    })
    .await
}
