//! Findings: what merging revealed, and what a person says about it.

use gatehouse_core::text::Lang;
use gatehouse_core::view::FindingView;
use tauri::AppHandle;

use crate::error::Answer;
use crate::state::{Asker, act, ask};

/// Gives all findings, newest first.
#[tauri::command]
pub async fn findings(app: AppHandle, lang: Lang) -> Answer<Vec<FindingView>> {
    ask(app, lang, move |event| event.desk.findings(lang)).await
}

/// Records that somebody looked at a finding, and what it was.
#[tauri::command]
pub async fn acknowledge(
    app: AppHandle,
    finding: String,
    reason: String,
    operator: Option<String>,
    lang: Lang,
) -> Answer<()> {
    act(app, Asker { operator, lang }, move |desk, by| desk.acknowledge(by, &finding, &reason)).await
}
