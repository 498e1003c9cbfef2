//! Badges: how one looks, and the pages to print.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use gatehouse_core::badge::fonts::Fonts;
use gatehouse_core::badge::page;
use gatehouse_core::desk::handle::Go;
use gatehouse_core::desk::{BadgeChoice, BadgeSheet, DeskHandle};
use gatehouse_core::error::{Code, Error, Result};
use gatehouse_core::settings::Operator;
use gatehouse_core::text::{Lang, Text};
use gatehouse_core::view::BadgesReport;
use tauri::AppHandle;

use super::guests::guest_id;
use crate::error::Answer;
use crate::files::{Places, next_free, write_whole};
use crate::state::{Asker, OpenEvent, act_beside, aside, ask};

/// Fine enough for a preview on a screen of twice the usual density.
const PREVIEW_DPI: u16 = 200;

/// Gives a guest's badge as a picture.
#[tauri::command]
pub async fn preview_badge(app: AppHandle, guest: String, lang: Lang) -> Answer<String> {
    let folders = Places::fonts(&app);
    ask(app, lang, move |event| {
        let guest = guest_id(&guest)?;
        let face = event.desk.write(move |desk| desk.badge_face(guest))?;
        let png = page::png(&face, &Fonts::load(&folders)?, PREVIEW_DPI)?;
        Ok(format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png)))
    })
    .await
}

/// Issues what is missing and writes the pages into the event's `out` folder.
#[tauri::command]
pub async fn make_badges(
    app: AppHandle,
    guests: Option<Vec<String>>,
    only_new: bool,
    operator: Option<String>,
    lang: Lang,
) -> Answer<BadgesReport> {
    let folders = Places::fonts(&app);
    // Fonts are made sure of before a single badge is issued.
    let fonts = aside(lang, move || Fonts::load(&folders)).await?;
    let choice = choice(guests, only_new).map_err(|error| crate::error::shown(&error, lang))?;
    let asker = Asker { operator, lang };
    let make = move |desk: &DeskHandle, by: &Operator| desk.make_badges(by, &choice, |_, _| Go::On);
    let sheet = act_beside(app.clone(), asker, make).await?;
    ask(app, lang, move |event| write_pages(event, sheet, &fonts)).await
}

/// Shows the event's `out` folder.
#[tauri::command]
pub async fn show_folder(app: AppHandle) -> Answer<()> {
    ask(app, Lang::En, |event| {
        let out = event.folder.join("out");
        std::fs::create_dir_all(&out).map_err(|error| Error::from_io(&out, error))?;
        tauri_plugin_opener::open_path(&out, None::<&str>)
            .map_err(|error| no_file_manager(&out).caused_by(error))
    })
    .await
}

fn choice(guests: Option<Vec<String>>, only_new: bool) -> Result<BadgeChoice> {
    match guests {
        Some(guests) => guests.iter().map(|id| guest_id(id)).collect::<Result<_>>().map(BadgeChoice::Guests),
        None if only_new => Ok(BadgeChoice::OnlyNew),
        None => Ok(BadgeChoice::All),
    }
}

fn write_pages(event: &OpenEvent, sheet: BadgeSheet, fonts: &Fonts) -> Result<BadgesReport> {
    let not_printable = sheet.not_printable(fonts);
    let badges = u32::try_from(sheet.faces.len()).unwrap_or(u32::MAX);
    let mut report =
        BadgesReport { badges, pages: 0, files: Vec::new(), left_out: sheet.left_out, not_printable };
    if badges > 0 {
        let pdf = page::pdf(&sheet.faces, fonts)?;
        let file = next_free(&event.folder.join("out"), "badges", "pdf");
        write_whole(&file, &pdf.bytes).map_err(|error| Error::from_io(&file, error))?;
        report.pages = pdf.pages;
        report.files.push(file.display().to_string());
    }
    Ok(report)
}

fn no_file_manager(out: &std::path::Path) -> Error {
    let out = out.display();
    Error::new(
        Code::BadFile,
        Text::new(
            "This system has no file manager to show the folder with.",
            "本系统没有可用来显示文件夹的文件管理器。",
        ),
        Text::new(format!("The files are in {out}."), format!("文件在 {out}。")),
    )
}
