//! What may be typed about the event as a whole.

use std::path::PathBuf;

use chrono_tz::Tz;
use clap::Args;

use super::words::zone;

#[derive(Debug, Args)]
pub struct New {
    /// Folder to create
    pub event: PathBuf,
    /// What the event is called
    #[arg(long)]
    pub name: String,
    /// IANA time zone; left out: the system's, else UTC
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub timezone: Option<Tz>,
    /// How many people may be inside
    #[arg(long, value_name = "N")]
    pub capacity: Option<u32>,
    /// What this desk is called; left out: Desk 1
    #[arg(long, value_name = "NAME")]
    pub desk: Option<String>,
    /// Settings to begin with
    #[arg(long, value_name = "FILE.toml")]
    pub settings: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Settings {
    /// Folder of the event
    pub event: PathBuf,
    /// Load settings from this file; its lists replace the old ones whole
    #[arg(long, value_name = "FILE.toml")]
    pub load: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Void {
    /// Folder of the event
    pub event: PathBuf,
    /// Id of a record, or of an import
    #[arg(value_name = "RECORD|IMPORT")]
    pub what: String,
    /// Why; kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}
