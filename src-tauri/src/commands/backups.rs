//! What is kept safe: how the backups fare, what no file has carried out yet, and a backup restored.

use std::path::{Path, PathBuf};

use gatehouse_core::desk::{Desk, KeptBackup, Surroundings, backups_at};
use gatehouse_core::text::Lang;
use gatehouse_core::view::{BackupView, EventView};
use serde::Serialize;
use tauri::{AppHandle, Manager};

use super::event::enter;
use crate::error::Answer;
use crate::files::Places;
use crate::state::{Open, aside, ask};

/// How safe what is recorded here is.
#[derive(Debug, Serialize)]
pub struct Safekeeping {
    backup: BackupView,
    /// Own records no file holds yet; none where there is no other desk.
    not_carried: Option<u32>,
}

/// A backup as the page shows it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct BackupLine {
    path: PathBuf,
    /// In milliseconds since 1970; none for a copy that was given another name.
    at: Option<i64>,
    records: Option<i64>,
}

/// Tells how safe what is recorded here is.
#[tauri::command]
pub async fn safekeeping(app: AppHandle, lang: Lang) -> Answer<Safekeeping> {
    ask(app, lang, move |event| {
        Ok(Safekeeping { backup: event.desk.backup_state(lang)?, not_carried: event.desk.not_carried()? })
    })
    .await
}

/// Makes a backup now.
#[tauri::command]
pub async fn back_up(app: AppHandle, lang: Lang) -> Answer<()> {
    ask(app, lang, |event| event.desk.back_up()).await
}

/// Finds the backups in a folder, the newest first.
#[tauri::command]
pub async fn backups(folder: PathBuf, lang: Lang) -> Answer<Vec<BackupLine>> {
    aside(lang, move || Ok(backups_at(&folder).into_iter().map(line).collect())).await
}

/// Puts a backup in the place of an event's database and opens it; `folder` left out: in one among the other
/// events. What was open stays so where it cannot be.
#[tauri::command]
pub async fn restore_backup(
    app: AppHandle,
    backup: PathBuf,
    folder: Option<PathBuf>,
    operator: Option<String>,
    lang: Lang,
) -> Answer<EventView> {
    aside(lang, move || {
        let folder = folder.map_or_else(|| Ok(Places::of(&app)?.folder_for(&name_of(&backup))), Ok)?;
        // Only its folder: an event cannot be closed while somebody holds it.
        let open = app.state::<Open>().event().ok().map(|event| event.folder);
        let restore = || Desk::restore(&backup, &folder, operator.as_deref(), &mut Surroundings::system);
        enter(&app, &folder, lang, restore).inspect_err(|_| {
            if let Some(open) = open {
                // Where it does not open either, the next question says so.
                let _ = enter(&app, &open, lang, || Desk::open(&open, Surroundings::system()));
            }
        })
    })
    .await
}

/// Gives what the page is to tell once after an event was opened.
#[tauri::command]
pub async fn notices(app: AppHandle, lang: Lang) -> Answer<Vec<String>> {
    ask(app, lang, move |event| {
        Ok(event.notices.iter().map(|notice| notice.in_lang(lang).to_owned()).collect())
    })
    .await
}

fn line(kept: KeptBackup) -> BackupLine {
    let KeptBackup { path, name } = kept;
    BackupLine { path, at: name.map(|name| name.at().0), records: name.map(|name| name.records()) }
}

/// Names an event after the folder its backup comes from.
fn name_of(backup: &Path) -> String {
    let of_event = backup.parent().filter(|folder| folder.ends_with("backups")).and_then(Path::parent);
    let name = of_event.unwrap_or(backup).file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restored_event_is_named_after_the_folder_its_backup_lay_in() {
        assert_eq!(name_of(Path::new("/stick/Gala/backups/backup-20261128T193100Z-412")), "Gala");
        assert_eq!(name_of(Path::new("/stick/Gala copy")), "Gala copy");
    }
}
