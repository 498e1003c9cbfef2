//! The window: Tauri around the core. It passes calls on, finds folders and shows errors;
//! it knows no rule about guests.

mod commands;
mod error;
mod files;

use std::process::ExitCode;

use tauri::Manager;

/// Opens the window and returns when it is closed.
pub fn open_window() -> ExitCode {
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| show_again(app)))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .invoke_handler(tauri::generate_handler![commands::event::start_state])
        .run(tauri::generate_context!());
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("Gatehouse: the window could not be opened: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Brings the window back in front when the program is started a second time.
fn show_again(app: &tauri::AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}
