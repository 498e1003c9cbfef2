//! Opening, making and closing an event.

use gatehouse_core::text::Lang;
use gatehouse_core::view::ErrorView;
use tauri::AppHandle;

use crate::error::shown;
use crate::files::{Places, StartState};

/// Tells which events were opened lately and where the sample would be.
#[tauri::command]
pub async fn start_state(app: AppHandle) -> Result<StartState, ErrorView> {
    let places = Places::of(&app).map_err(|problem| shown(&problem, Lang::En))?;
    Ok(places.start_state())
}
