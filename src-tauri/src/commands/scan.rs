//! The scan screen: scans, screening steps, overrides, taking back.

use gatehouse_core::desk::{ChangeKind, Done, Look, Scan, Shown};
use gatehouse_core::error::{Error, Result};
use gatehouse_core::ids::RecordId;
use gatehouse_core::journal::fact::Outcome;
use gatehouse_core::settings::Direction;
use gatehouse_core::text::Lang;
use gatehouse_core::view::{ScanLine, Verdict};
use tauri::AppHandle;

use super::guests::guest_id;
use crate::error::Answer;
use crate::state::{Asker, act, act_beside, ask};

/// How many of the latest scans stand beside the verdict.
const LAST_SCANS: usize = 20;

/// Answers a scan: the readings of one code, or a guest picked from the list.
#[tauri::command]
#[expect(clippy::too_many_arguments, reason = "one scan carries all of these")]
pub async fn scan(
    app: AppHandle,
    codes: Vec<String>,
    guest: Option<String>,
    checkpoint: String,
    direction: Option<Direction>,
    look: bool,
    operator: Option<String>,
    lang: Lang,
) -> Answer<Verdict> {
    act(app, Asker { operator, lang }, move |desk, by| {
        let what = shown_by(codes, guest)?;
        let look = if look { Look::LookOnly } else { Look::Decide };
        let scan = Scan { what, checkpoint: Some(checkpoint), direction, look };
        desk.scan(by, &scan, lang).map(decided)
    })
    .await
}

/// Records a screening step; the last missing one decides the door at once.
#[tauri::command]
#[expect(clippy::too_many_arguments, reason = "one key press at the desk carries all of these")]
pub async fn screen(
    app: AppHandle,
    guest: String,
    step: String,
    outcome: Outcome,
    reason: Option<String>,
    checkpoint: Option<String>,
    direction: Option<Direction>,
    operator: Option<String>,
    lang: Lang,
) -> Answer<Verdict> {
    act(app, Asker { operator, lang }, move |desk, by| {
        let what = Shown::Guest(guest_id(&guest)?);
        let (reason, checkpoint) = (reason.as_deref(), checkpoint.as_deref());
        desk.screen_at(by, &what, &step, outcome, reason, checkpoint, direction, lang).map(decided)
    })
    .await
}

/// Says that a guest had come back in before the exit that was read as a repeat.
#[tauri::command]
pub async fn confirm_exit(
    app: AppHandle,
    record: String,
    operator: Option<String>,
    lang: Lang,
) -> Answer<Verdict> {
    act(app, Asker { operator, lang }, move |desk, by| {
        desk.confirm_exit(by, record_id(&record)?, lang).map(decided)
    })
    .await
}

/// Admits against the decision, with a reason.
#[tauri::command]
#[expect(clippy::too_many_arguments, reason = "one override carries all of these")]
pub async fn override_entry(
    app: AppHandle,
    code: Option<String>,
    guest: Option<String>,
    checkpoint: String,
    reason: String,
    name: Option<String>,
    operator: Option<String>,
    lang: Lang,
) -> Answer<Verdict> {
    act(app, Asker { operator, lang }, move |desk, by| {
        let what = shown_by(code.into_iter().collect(), guest)?;
        desk.override_entry(by, &what, Some(&checkpoint), name.as_deref(), &reason, lang).map(decided)
    })
    .await
}

/// Voids a record or a whole import.
#[tauri::command]
pub async fn void_record(
    app: AppHandle,
    record: String,
    reason: String,
    operator: Option<String>,
    lang: Lang,
) -> Answer<()> {
    act_beside(app, Asker { operator, lang }, move |desk, by| desk.void(by, &record, &reason)).await
}

/// Gives this desk's latest scans.
#[tauri::command]
pub async fn last_scans(app: AppHandle, lang: Lang) -> Answer<Vec<ScanLine>> {
    ask(app, lang, move |event| event.desk.read(|reader| reader.last_scans(LAST_SCANS, lang))).await
}

fn shown_by(codes: Vec<String>, guest: Option<String>) -> Result<Shown> {
    guest.map_or(Ok(Shown::Codes(codes)), |guest| guest_id(&guest).map(Shown::Guest))
}

fn record_id(text: &str) -> Result<RecordId> {
    text.parse().map_err(|_| Error::no_such_record(text))
}

/// An answer at the door may move a guest: lists, head count and latest scans are old now.
fn decided(verdict: Verdict) -> Done<Verdict> {
    Done {
        value: verdict,
        records: Vec::new(),
        changes: vec![ChangeKind::Guests, ChangeKind::Occupancy, ChangeKind::Scans],
    }
}
