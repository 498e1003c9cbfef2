//! Many guests at once: edited, taken back as one, and carried out as a file.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use gatehouse_core::desk::handle::Go;
use gatehouse_core::desk::{ChangeKind, Edit, Exported, GuestDraft};
use gatehouse_core::error::Error;
use gatehouse_core::ids::GuestId;
use gatehouse_core::import::export::FileKind;
use gatehouse_core::text::{Lang, Text};
use gatehouse_core::view::{EditedGuests, ExportedList};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager};

use super::import::Progress;
use crate::error::Answer;
use crate::files::{next_free, write_whole};
use crate::state::{Asker, Open, ask, lock, tell};

/// What is said of each guest, and of whom.
#[derive(Debug, serde::Deserialize)]
pub struct ManyEdited {
    guests: Vec<GuestId>,
    draft: GuestDraft,
    reason: Option<String>,
}

/// Says the same of many guests, in slices, with scans in between.
#[tauri::command]
pub async fn edit_guests(
    app: AppHandle,
    edit: ManyEdited,
    asker: Asker,
    on_progress: Channel<Progress>,
) -> Answer<EditedGuests> {
    let Asker { operator, lang } = asker;
    ask(app.clone(), lang, move |event| {
        let state = app.state::<Open>();
        state.stop_edit.store(false, Ordering::Relaxed);
        let by = event.desk.write(move |desk| desk.operator(operator.as_deref()))?;
        let ManyEdited { guests, draft, reason } = edit;
        let total = guests.len();
        let mut written = Vec::new();
        let edited = event.desk.edit_guests(&by, &guests, Edit { draft, reason }, &mut written, |edited| {
            report(&app, &on_progress, Progress { done: edited.done() as u64, total: total as u64 })
        });
        *lock(&state.edited) = written;
        tell(&app, &[ChangeKind::Guests]);
        Ok(edited?.view(total))
    })
    .await
}

/// Takes back what the last edit of many guests wrote.
#[tauri::command]
pub async fn take_back_edit(app: AppHandle, asker: Asker, on_progress: Channel<Progress>) -> Answer<()> {
    let Asker { operator, lang } = asker;
    ask(app.clone(), lang, move |event| {
        let state = app.state::<Open>();
        state.stop_edit.store(false, Ordering::Relaxed);
        let by = event.desk.write(move |desk| desk.operator(operator.as_deref()))?;
        let mut written = std::mem::take(&mut *lock(&state.edited));
        let outcome = event
            .desk
            .take_back(&by, &mut written, |done, total| report(&app, &on_progress, Progress { done, total }));
        *lock(&state.edited) = written;
        tell(&app, &[ChangeKind::Guests]);
        outcome
    })
    .await
}

/// Stops after the slice under way; what was said by then stays.
#[tauri::command]
pub fn stop_edit(app: AppHandle) {
    app.state::<Open>().stop_edit.store(true, Ordering::Relaxed);
}

/// Writes guests into the event's `out` folder; none named: all on the list.
#[tauri::command]
pub async fn export_guests(
    app: AppHandle,
    guests: Option<BTreeSet<GuestId>>,
    ending: String,
    lang: Lang,
) -> Answer<ExportedList> {
    ask(app, lang, move |event| {
        let kind = FileKind::of(&format!(".{ending}"))?;
        let which = guests.map_or(Exported::All, Exported::Only);
        let bytes = event.desk.read_beside(|reader| reader.export_guests(&which, kind, lang))?;
        let name = Text::new("guests", "来宾名单");
        let file = next_free(&event.folder.join("out"), name.in_lang(lang), &ending);
        write_whole(&file, &bytes).map_err(|error| Error::from_io(&file, error))?;
        Ok(ExportedList { file: file.display().to_string(), bytes: bytes.len() as u64 })
    })
    .await
}

fn report(app: &AppHandle, to: &Channel<Progress>, progress: Progress) -> Go {
    // Progress nobody can see any more does no harm.
    let _ = to.send(progress);
    if app.state::<Open>().stop_edit.load(Ordering::Relaxed) { Go::Cancel } else { Go::On }
}
