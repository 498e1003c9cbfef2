//! The sample event: made-up guests to scan and play with.

use std::path::Path;

use gatehouse_core::desk::{Desk, ImportOptions, NewEvent, Surroundings};
use gatehouse_core::error::Result;

const GUESTS: &[u8] = include_bytes!("../../assets/sample/guests.csv");
const SETTINGS: &str = include_str!("../../assets/sample/settings.toml");

/// Opens the sample event, or makes it and takes its guest list in.
pub fn open_or_make(folder: &Path) -> Result<Desk> {
    if folder.join("desk.key").exists() {
        return Desk::open(folder, Surroundings::system());
    }
    let new = NewEvent { settings: Some(SETTINGS.to_owned()), ..NewEvent::default() };
    let mut desk = Desk::create(folder, new, Surroundings::system())?;
    let organiser = desk.operator(None)?;
    let plan = desk.plan_import(GUESTS, "guests.csv", &ImportOptions::default())?;
    desk.apply_import(&organiser, &plan, "guests.csv")?;
    Ok(desk)
}
