//! The window: Tauri around the core. It passes calls on, finds folders and shows errors;
//! it knows no rule about guests.

mod commands;
mod error;
mod files;
mod handed;
mod places;
mod sample;
mod state;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use commands::{
    backups, badges, carrying, desks, event, exchange, findings, guests, handing, import, many, marshal, scan,
};
use tauri::{App, AppHandle, Emitter, Manager, RunEvent, Url, WebviewWindowBuilder};

/// Opens the window and returns when it is closed.
pub fn open_window() -> ExitCode {
    match build() {
        Ok(app) => {
            app.run(at_the_end);
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("Gatehouse: the window could not be opened: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> tauri::Result<App> {
    tauri::Builder::default()
        // First, so that a second start does nothing but bring this window to the front.
        .plugin(tauri_plugin_single_instance::init(|app, asked, folder| started_again(app, &asked, &folder)))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .manage(state::Open::started_with(std::env::args().nth(1)))
        .invoke_handler(tauri::generate_handler![
            event::start_state,
            event::open_event,
            event::create_event,
            event::open_sample,
            event::close_event,
            event::event,
            backups::safekeeping,
            backups::back_up,
            backups::backups,
            backups::restore_backup,
            backups::notices,
            guests::guests,
            guests::guest_ids,
            guests::guest_counts,
            guests::guest,
            guests::add_guest,
            guests::edit_guest,
            guests::reissue,
            guests::set_badge,
            guests::erase,
            many::edit_guests,
            many::take_back_edit,
            many::stop_edit,
            many::export_guests,
            import::plan_import,
            import::replan_import,
            import::apply_import,
            import::stop_import,
            import::past_imports,
            import::let_list_go,
            import::save_rejects,
            badges::preview_badge,
            badges::make_badges,
            badges::show_folder,
            scan::scan,
            scan::screen,
            scan::confirm_exit,
            scan::override_entry,
            scan::void_record,
            scan::last_scans,
            marshal::occupancy,
            marshal::stop_entry,
            marshal::resume_entry,
            marshal::correct_count,
            marshal::everyone_out,
            desks::desks,
            desks::add_desk,
            desks::retire_desk,
            desks::rotate_key,
            desks::carry_places,
            handing::hand_in,
            handing::handed,
            handing::let_go,
            handing::join,
            carrying::carry_out,
            carrying::plan_merge,
            carrying::apply_merge,
            exchange::start_exchange,
            exchange::stop_exchange,
            exchange::exchange_state,
            findings::findings,
            findings::acknowledge,
        ])
        .setup(|app| Ok(make_window(app)?))
        .build(tauri::generate_context!())
}

/// Makes the window of the configuration, kept to its own page: a file dropped beside the import
/// screen or a link in a guest's notes must not take its place.
fn make_window(app: &App) -> tauri::Result<()> {
    for window in &app.config().app.windows {
        WebviewWindowBuilder::from_config(app.handle(), window)?.on_navigation(is_our_page).build()?;
    }
    Ok(())
}

/// Tells the built-in page from everything else; where the system has no own schemes it is at tauri.localhost.
fn is_our_page(url: &Url) -> bool {
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost")
}

/// Takes the file a second start was given, and brings the window back in front.
fn started_again(app: &AppHandle, asked: &[String], folder: &str) {
    let file = asked.get(1).map(|path| Path::new(folder).join(path));
    if let Some(file) = file.and_then(|path| handed::Handed::of_path(&path).ok()) {
        state::lock(&app.state::<state::Open>().handed).push(Arc::new(file));
        // Nobody listens when the window is closing.
        let _ = app.emit("handed", ());
    }
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// Closes the event with all it holds on the disk.
fn at_the_end(app: &AppHandle, event: RunEvent) {
    if matches!(event, RunEvent::Exit)
        && let Err(problem) = app.state::<state::Open>().close()
    {
        eprintln!("Gatehouse: {problem}");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_window_shows_no_page_but_its_own() {
        assert!(is_our_page(&"tauri://localhost/index.html".parse().unwrap()));
        for foreign in ["file:///home/guests.csv", "https://example.org/", "data:text/html,hello"] {
            assert!(!is_our_page(&foreign.parse().unwrap()), "{foreign}");
        }
    }
}
