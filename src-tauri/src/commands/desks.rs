//! The desks of the event: what this one knows of each, new ones and their kits, retired ones.

use std::path::{Path, PathBuf};

use gatehouse_core::desk::{ChangeKind, DeskView, NewDesk};
use gatehouse_core::error::{Error, Result};
use gatehouse_core::text::Lang;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};

use crate::error::Answer;
use crate::files::{folder_name, next_free};
use crate::places::{CarryPlace, removable};
use crate::state::{Asker, Open, OpenEvent, act, act_beside, aside, ask, tell};

/// A desk to be added, as the page says it.
#[derive(Debug, Deserialize)]
pub struct DeskDraft {
    name: String,
    organiser: bool,
    passphrase: String,
    /// Left out: the event's `out` folder.
    folder: Option<PathBuf>,
}

/// A kit that was written, read back and found whole.
#[derive(Debug, Serialize)]
pub struct KitSaved {
    file: PathBuf,
}

/// Gives all desks with what this one knows of each.
#[tauri::command]
pub async fn desks(app: AppHandle, lang: Lang) -> Answer<Vec<DeskView>> {
    ask(app, lang, move |event| event.desk.write(move |desk| desk.desks(lang))).await
}

/// Adds a desk and writes its kit.
#[tauri::command]
pub async fn add_desk(
    app: AppHandle,
    draft: DeskDraft,
    operator: Option<String>,
    lang: Lang,
) -> Answer<KitSaved> {
    aside(lang, move || {
        let event = app.state::<Open>().event()?;
        let file = kit_file(&event, &draft, lang)?;
        let DeskDraft { name, organiser, passphrase, .. } = draft;
        let new = NewDesk { name: name.trim().to_owned(), organiser, work: None };
        event.desk.add_desk(&event.operator(operator.as_deref())?, &new, &file, &passphrase)?;
        tell(&app, &[ChangeKind::Desks, ChangeKind::Settings]);
        Ok(KitSaved { file })
    })
    .await
}

/// Retires a desk: what it writes from now on does not count.
#[tauri::command]
pub async fn retire_desk(
    app: AppHandle,
    desk: String,
    reason: String,
    operator: Option<String>,
    lang: Lang,
) -> Answer<()> {
    act_beside(app, Asker { operator, lang }, move |own, by| own.retire_desk(by, &desk, &reason)).await
}

/// Gives the event a new badge key; badges issued before keep the code they were printed with.
#[tauri::command]
pub async fn rotate_key(app: AppHandle, operator: Option<String>, lang: Lang) -> Answer<()> {
    act(app, Asker { operator, lang }, |desk, by| desk.rotate_key(by)).await
}

/// Gives the places a file can be carried to: sticks that are plugged in, then the event's `out` folder.
#[tauri::command]
pub async fn carry_places(app: AppHandle, lang: Lang) -> Answer<Vec<CarryPlace>> {
    ask(app, lang, |event| {
        let out = out_folder(event)?;
        let own = CarryPlace { path: out, name: None };
        Ok(removable().into_iter().chain([own]).collect())
    })
    .await
}

/// Gives the event's `out` folder, made if it is not there.
pub fn out_folder(event: &OpenEvent) -> Result<PathBuf> {
    let out = event.folder.join("out");
    std::fs::create_dir_all(&out).map_err(|error| Error::from_io(&out, error))?;
    Ok(out)
}

/// Names a kit after its event and desk, so that several on one stick are told apart.
fn kit_file(event: &OpenEvent, draft: &DeskDraft, lang: Lang) -> Result<PathBuf> {
    let folder = draft.folder.clone().map_or_else(|| out_folder(event), Ok)?;
    let shown = event.desk.read(|reader| reader.event_view(&event.folder, lang))?;
    Ok(kit_name(&folder, &shown.name, draft.name.trim()))
}

fn kit_name(folder: &Path, event: &str, desk: &str) -> PathBuf {
    next_free(folder, &folder_name(&format!("{event} - {desk}")), "ghkit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kit_says_whose_it_is_and_stands_in_no_other_place() {
        let kit = kit_name(Path::new("/stick"), "Gala: night", "Back/door");
        assert_eq!(kit, Path::new("/stick/Gala- night - Back-door.ghkit"));
    }
}
