//! Files between desks: carried out, planned, taken in.

use std::path::PathBuf;
use std::sync::Arc;

use gatehouse_core::desk::{Carried, ChangeKind, MergePlan, Missing, Taken};
use gatehouse_core::exchange::FileKind;
use gatehouse_core::text::Lang;
use gatehouse_core::view::ErrorView;
use serde::Serialize;
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager};

use super::desks::out_folder;
use super::import::Progress;
use crate::error::{Answer, shown};
use crate::handed::Handed;
use crate::state::{Open, OpenEvent, ask, lock, tell};

/// All that a merge may change.
const MERGED: &[ChangeKind] = &[
    ChangeKind::Desks,
    ChangeKind::Guests,
    ChangeKind::Occupancy,
    ChangeKind::Scans,
    ChangeKind::Settings,
    ChangeKind::Badges,
];

/// What taking a file in would bring, or why it cannot be.
#[derive(Debug, Serialize)]
pub struct PlannedFile {
    name: String,
    plan: Option<MergePlan>,
    error: Option<ErrorView>,
}

/// Writes what other desks may lack and reads it back; into the event's `out` folder unless one is given.
#[tauri::command]
pub async fn carry_out(
    app: AppHandle,
    folder: Option<PathBuf>,
    operator: Option<String>,
    lang: Lang,
) -> Answer<Carried> {
    ask(app, lang, move |event| {
        let folder = folder.map_or_else(|| out_folder(event), Ok)?;
        event.desk.export(&event.operator(operator.as_deref())?, &folder, None)
    })
    .await
}

/// Says of each file that waits what taking it in would bring.
#[tauri::command]
pub async fn plan_merge(app: AppHandle, lang: Lang) -> Answer<Vec<PlannedFile>> {
    let files = bundles(&app);
    ask(app, lang, move |event| Ok(files.iter().map(|file| planned(event, file, lang)).collect())).await
}

/// Takes all files that wait in, one after the other, with scans in between; one that cannot be is left out.
#[tauri::command]
pub async fn apply_merge(
    app: AppHandle,
    operator: Option<String>,
    lang: Lang,
    on_progress: Channel<Progress>,
) -> Answer<Taken> {
    let files = bundles(&app);
    ask(app.clone(), lang, move |event| {
        let by = event.operator(operator.as_deref())?;
        let good = files.iter().filter(|file| event.desk.plan_merge(file.path(), lang).is_ok());
        let mut all = Taken { new: 0, known: 0, waiting: 0, missing: Vec::<Missing>::new(), left_out: 0 };
        for file in good {
            // Progress nobody can see any more does no harm.
            let progress = |done, total| drop(on_progress.send(Progress { done, total }));
            let taken = event.desk.merge(&by, file.path(), progress).map_err(|error| file.named(error));
            tell(&app, MERGED);
            let Taken { new, known, waiting, missing, left_out } = taken?;
            // What is waited for is what is left after the last file.
            let left_out = all.left_out + left_out;
            all = Taken { new: all.new + new, known: all.known + known, waiting, missing, left_out };
        }
        lock(&app.state::<Open>().handed).retain(|file| file.kind != FileKind::Bundle);
        Ok(all)
    })
    .await
}

fn planned(event: &OpenEvent, file: &Handed, lang: Lang) -> PlannedFile {
    let plan = event.desk.plan_merge(file.path(), lang).map_err(|error| shown(&file.named(error), lang));
    let (plan, error) = match plan {
        Ok(plan) => (Some(plan), None),
        Err(error) => (None, Some(error)),
    };
    PlannedFile { name: file.name.clone(), plan, error }
}

fn bundles(app: &AppHandle) -> Vec<Arc<Handed>> {
    let state = app.state::<Open>();
    let files = lock(&state.handed);
    files.iter().filter(|file| file.kind == FileKind::Bundle).cloned().collect()
}
