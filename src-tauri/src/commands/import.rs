//! A guest list in: its plan shown, then applied.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use gatehouse_core::desk::handle::Go;
use gatehouse_core::desk::{ChangeKind, ImportOptions};
use gatehouse_core::error::{Error, Result};
use gatehouse_core::import::mapping::ImportField;
use gatehouse_core::import::plan::SameOrAnother;
use gatehouse_core::import::read::HeaderRow;
use gatehouse_core::text::{Lang, Text};
use gatehouse_core::view::{ErrorView, ImportReport, ListLook, PastImports};
use serde::{Deserialize, Serialize};
use tauri::ipc::{Channel, InvokeBody, Request};
use tauri::{AppHandle, Manager};

use super::desks::out_folder;
use crate::error::{Answer, shown};
use crate::files::{folder_name, next_free, write_whole};
use crate::state::{Open, Pending, ask, lock, tell};

/// What the page says about a file.
#[derive(Debug, Deserialize)]
pub struct FileOptions {
    lang: Lang,
    source: Option<String>,
    encoding: Option<String>,
    sheet: Option<String>,
    header: HeaderRow,
    columns: Option<Vec<Option<ImportField>>>,
    answers: BTreeMap<u64, SameOrAnother>,
}

/// How a list reads, and what its import would do; or why that cannot be said.
#[derive(Debug, Serialize)]
pub struct PlannedList {
    look: ListLook,
    report: Option<ImportReport>,
    error: Option<ErrorView>,
}

/// How far an import is.
#[derive(Debug, Clone, Serialize)]
pub struct Progress {
    pub done: u64,
    pub total: u64,
}

/// Reads a file that came as bytes and says what its import would do.
#[tauri::command]
pub async fn plan_import(app: AppHandle, request: Request<'_>) -> Answer<PlannedList> {
    let (file, options) = file_of(&request).map_err(|error| shown(&error, Lang::En))?;
    plan(app, file, options).await
}

/// Says what the same file would do when read otherwise.
#[tauri::command]
pub async fn replan_import(app: AppHandle, options: FileOptions) -> Answer<PlannedList> {
    let pending = pending(&app).map_err(|error| shown(&error, options.lang))?;
    plan(app, pending, options).await
}

/// Applies what was shown, in slices, with scans in between.
#[tauri::command]
pub async fn apply_import(
    app: AppHandle,
    operator: Option<String>,
    lang: Lang,
    on_progress: Channel<Progress>,
) -> Answer<ImportReport> {
    ask(app.clone(), lang, move |event| {
        let state = app.state::<Open>();
        let file = pending(&app)?;
        state.stop_import.store(false, Ordering::Relaxed);
        let by = event.desk.write(move |desk| desk.operator(operator.as_deref()))?;
        // Planned once more: a guest may have been added at the desk since the plan was shown.
        let (plan, import) = event.desk.import(&by, file.list(), |done, total| {
            // Progress nobody can see any more does no harm.
            let _ = on_progress.send(Progress { done, total });
            if state.stop_import.load(Ordering::Relaxed) { Go::Cancel } else { Go::On }
        })?;
        tell(&app, &[ChangeKind::Guests, ChangeKind::Settings, ChangeKind::Badges]);
        Ok(plan.report(lang, import))
    })
    .await
}

/// Stops the import after its next slice; what it brought is taken back, and the file is kept.
#[tauri::command]
pub fn stop_import(app: AppHandle) {
    app.state::<Open>().stop_import.store(true, Ordering::Relaxed);
}

/// Gives the imports that stand, and one that was cut off.
#[tauri::command]
pub async fn past_imports(app: AppHandle, lang: Lang) -> Answer<PastImports> {
    ask(app, lang, move |event| event.desk.past_imports(lang)).await
}

/// Lets go of the file.
#[tauri::command]
pub fn let_list_go(app: AppHandle) {
    *lock(&app.state::<Open>().pending) = None;
}

/// Writes the rows that were not taken into the event's `out` folder, with the reasons, to be put right there.
#[tauri::command]
pub async fn save_rejects(app: AppHandle, lang: Lang) -> Answer<PathBuf> {
    ask(app.clone(), lang, move |event| {
        let file = pending(&app)?;
        let rejects = event.desk.plan_import(file.list())?.rejects_csv(lang);
        let path = rejects_file(&out_folder(event)?, &file.file_name, lang);
        write_whole(&path, &rejects).map_err(|error| Error::from_io(&path, error))?;
        Ok(path)
    })
    .await
}

fn rejects_file(out: &Path, list: &str, lang: Lang) -> PathBuf {
    let stem = list.rsplit_once('.').map_or(list, |(stem, _)| stem);
    let name = match lang {
        Lang::En => format!("{stem} - not taken"),
        Lang::Zh => format!("{stem} - 未接受"),
    };
    next_free(out, &folder_name(&name), "csv")
}

async fn plan(app: AppHandle, file: Arc<Pending>, options: FileOptions) -> Answer<PlannedList> {
    let lang = options.lang;
    let file = Arc::new(Pending {
        file_name: file.file_name.clone(),
        bytes: Arc::clone(&file.bytes),
        options: as_asked(options),
    });
    // At once, in the order asked: what is applied is what was asked for last.
    let before = lock(&app.state::<Open>().pending).replace(Arc::clone(&file));
    ask(app.clone(), lang, move |event| {
        let look = event.desk.look_at_list(file.list()).inspect_err(|_| put_back(&app, &file, before))?;
        let (report, error) = match event.desk.plan_import(file.list()) {
            Ok(plan) => (Some(plan.report(lang, None)), None),
            // What it is can still be said better.
            Err(error) => (None, Some(shown(&error, lang))),
        };
        Ok(PlannedList { look, report, error })
    })
    .await
}

/// Puts what was asked before in the place of what does not read, unless something was asked since.
fn put_back(app: &AppHandle, failed: &Arc<Pending>, before: Option<Arc<Pending>>) {
    let state = app.state::<Open>();
    let mut pending = lock(&state.pending);
    if pending.as_ref().is_some_and(|now| Arc::ptr_eq(now, failed)) {
        *pending = before;
    }
}

fn pending(app: &AppHandle) -> Result<Arc<Pending>> {
    lock(&app.state::<Open>().pending).clone().ok_or_else(no_file)
}

/// Takes the file out of a call: its bytes as the body, its name and options as headers.
fn file_of(request: &Request<'_>) -> Result<(Arc<Pending>, FileOptions)> {
    let options = header_of(request, "gatehouse-options").and_then(|json| serde_json::from_str(&json).ok());
    let InvokeBody::Raw(bytes) = request.body() else { return Err(no_file()) };
    let file = Pending {
        file_name: header_of(request, "gatehouse-file-name").unwrap_or_default(),
        bytes: bytes.clone().into(),
        options: ImportOptions::default(),
    };
    Ok((Arc::new(file), options.ok_or_else(no_file)?))
}

/// Gives a header of a call, its percent-encoding undone.
pub fn header_of(request: &Request<'_>, name: &str) -> Option<String> {
    request.headers().get(name).and_then(|value| value.to_str().ok()).map(unescape)
}

fn as_asked(options: FileOptions) -> ImportOptions {
    let FileOptions { source, encoding, sheet, header, columns, answers, .. } = options;
    ImportOptions { source, encoding, sheet, header, columns, answers, ..ImportOptions::default() }
}

/// Undoes the percent-encoding of a header.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code =
            (first == b'%').then(|| after.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn no_file() -> Error {
    Error::usage(
        Text::new("No guest list was chosen.", "尚未选择来宾名单。"),
        Text::new("Choose a file first.", "请先选择文件。"),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_name_in_any_script_comes_through_a_header() {
        assert_eq!(unescape("%E6%9D%A5%E5%AE%BE%20list.csv"), "来宾 list.csv");
        assert_eq!(unescape("100%.csv"), "100%.csv");
    }

    #[test]
    fn what_the_page_says_of_a_list_is_understood_column_by_column_and_line_by_line() {
        let json = r#"{"lang":"zh","source":null,"encoding":"Big5","sheet":null,"header":"absent",
            "columns":["first_name",null],"answers":{"31":"same"}}"#;
        let asked = as_asked(serde_json::from_str(json).unwrap());
        assert_eq!(asked.encoding.as_deref(), Some("Big5"));
        assert_eq!(asked.header, HeaderRow::Absent);
        assert_eq!(asked.columns, Some(vec![Some(ImportField::FirstName), None]));
        assert_eq!(asked.answers[&31], SameOrAnother::Same);
    }

    #[test]
    fn rows_that_were_not_taken_lie_under_the_name_of_their_list() {
        let file = |list: &str, lang| rejects_file(Path::new("/out"), list, lang);
        assert_eq!(file("a/b.csv", Lang::En), Path::new("/out/a-b - not taken.csv"));
        assert_eq!(file("来宾", Lang::Zh), Path::new("/out/来宾 - 未接受.csv"));
    }
}
