//! A guest list in: its plan shown, then applied.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use gatehouse_core::desk::handle::Go;
use gatehouse_core::desk::{ChangeKind, ImportOptions};
use gatehouse_core::error::{Error, Result};
use gatehouse_core::import::mapping::ImportField;
use gatehouse_core::text::{Lang, Text};
use gatehouse_core::view::{ImportReport, MappedColumn};
use serde::{Deserialize, Serialize};
use tauri::ipc::{Channel, InvokeBody, Request};
use tauri::{AppHandle, Manager};

use crate::error::{Answer, shown};
use crate::state::{Open, Pending, ask, lock, tell};

/// What the page says about a file.
#[derive(Debug, Deserialize)]
pub struct FileOptions {
    lang: Lang,
    source: Option<String>,
    encoding: Option<String>,
    #[serde(default)]
    sheet: Option<String>,
    mapping: Option<Vec<MappedColumn>>,
}

/// How far an import is.
#[derive(Debug, Clone, Serialize)]
pub struct Progress {
    pub done: u64,
    pub total: u64,
}

/// Reads a file that came as bytes and says what its import would do.
#[tauri::command]
pub async fn plan_import(app: AppHandle, request: Request<'_>) -> Answer<ImportReport> {
    let (file, options) = file_of(&request).map_err(|error| shown(&error, Lang::En))?;
    plan(app, file, options).await
}

/// Says what the same file would do when read otherwise.
#[tauri::command]
pub async fn replan_import(app: AppHandle, options: FileOptions) -> Answer<ImportReport> {
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
        let mut report = plan.report(lang, None);
        *lock(&state.pending) = None;
        tell(&app, &[ChangeKind::Guests, ChangeKind::Settings, ChangeKind::Badges]);
        report.applied = import.is_some();
        report.import = import.map(|import| import.to_string());
        Ok(report)
    })
    .await
}

/// Lets go of the file, or stops the import after its next slice.
#[tauri::command]
pub fn cancel_import(app: AppHandle) {
    let state = app.state::<Open>();
    state.stop_import.store(true, Ordering::Relaxed);
    *lock(&state.pending) = None;
}

async fn plan(app: AppHandle, file: Arc<Pending>, options: FileOptions) -> Answer<ImportReport> {
    let lang = options.lang;
    ask(app.clone(), lang, move |event| {
        let file = Arc::new(Pending {
            file_name: file.file_name.clone(),
            bytes: Arc::clone(&file.bytes),
            options: as_asked(options),
        });
        let plan = event.desk.plan_import(file.list())?;
        *lock(&app.state::<Open>().pending) = Some(file);
        Ok(plan.report(lang, None))
    })
    .await
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
    let FileOptions { source, encoding, sheet, mapping, .. } = options;
    let mapping = mapping.map(|columns| rules(&columns)).unwrap_or_default();
    ImportOptions { source, encoding, sheet, mapping, ..ImportOptions::default() }
}

/// Writes a whole mapping as rules over the guess. A field that several columns carry stays as guessed.
fn rules(columns: &[MappedColumn]) -> Vec<String> {
    let fields = ImportField::ALL.into_iter().map(|field| field.name());
    let rule = |field: &str| {
        let mut with_it = columns.iter().filter(|column| column.field.as_deref() == Some(field));
        let column = with_it.next().map_or("", |column| &column.column);
        with_it.next().is_none().then(|| format!("{field}={column}"))
    };
    fields.filter_map(rule).collect()
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
    use super::*;

    #[test]
    fn a_file_name_in_any_script_comes_through_a_header() {
        assert_eq!(unescape("%E6%9D%A5%E5%AE%BE%20list.csv"), "来宾 list.csv");
        assert_eq!(unescape("100%.csv"), "100%.csv");
    }

    #[test]
    fn a_mapping_becomes_a_rule_for_each_field_and_clears_what_is_left_out() {
        let column = |column: &str, field: Option<&str>| MappedColumn {
            column: column.to_owned(),
            field: field.map(str::to_owned),
        };
        let rules = rules(&[column("Who", Some("name")), column("Mail", None)]);
        assert!(rules.contains(&"name=Who".to_owned()), "{rules:?}");
        assert!(rules.contains(&"email=".to_owned()), "{rules:?}");
    }
}
