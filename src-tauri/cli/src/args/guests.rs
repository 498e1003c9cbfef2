//! What may be typed about guests and the lists they come from.

use std::path::PathBuf;

use clap::Args;

use super::words::{HeaderWord, StatusWord};

#[derive(Debug, Args)]
pub struct Import {
    /// Folder of the event
    pub event: PathBuf,
    /// The guest list
    pub file: PathBuf,
    /// Which list this is; left out: told by its columns, else by the file's name
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Take a field from a column, such as name=Attendee; may be given more than once
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    pub mapping: Vec<String>,
    /// Character encoding, such as gb18030; left out: told by the content
    #[arg(long)]
    pub encoding: Option<String>,
    /// Sheet of a workbook
    #[arg(long)]
    pub sheet: Option<String>,
    /// Whether the first line names the columns; left out: told by the content. Without names they are A, B, C
    #[arg(long, value_enum)]
    pub header: Option<HeaderWord>,
    /// Say what would happen, change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write the rejected rows with their reasons to this file
    #[arg(long, value_name = "FILE.csv")]
    pub rejects: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Guests {
    /// Folder of the event
    pub event: PathBuf,
    /// Only guests that match, by name, company, e-mail, phone or badge number
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// At most so many; left out: all
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
}

#[derive(Debug, Args)]
pub struct ExportGuests {
    /// Folder of the event
    pub event: PathBuf,
    /// The file to write: a list for any program, or a workbook for Excel
    #[arg(value_name = "FILE.csv|FILE.xlsx")]
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct OneGuest {
    /// Folder of the event
    pub event: PathBuf,
    /// Guest id, badge code, reference or e-mail, exactly
    pub guest: String,
}

/// What may be said of a guest beside the name.
#[derive(Debug, Args)]
pub struct Details {
    /// Finds the guest, and joins a later list
    #[arg(long)]
    pub email: Option<String>,
    /// Finds the guest by its last digits, and joins a later list
    #[arg(long)]
    pub phone: Option<String>,
    /// Shown under the name, and on the badge
    #[arg(long)]
    pub company: Option<String>,
    /// Job title
    #[arg(long)]
    pub title: Option<String>,
    /// One that the settings name
    #[arg(long)]
    pub category: Option<String>,
    /// What the desk should know on seeing the guest
    #[arg(long, value_name = "TEXT")]
    pub attention: Option<String>,
    /// Status on the list
    #[arg(long, value_enum)]
    pub status: Option<StatusWord>,
}

#[derive(Debug, Args)]
pub struct Add {
    /// Folder of the event
    pub event: PathBuf,
    /// The guest's name
    #[arg(long)]
    pub name: String,
    /// Takes a place that nobody is named for yet in the party of this guest
    #[arg(long, value_name = "GUEST")]
    pub with: Option<String>,
    #[command(flatten)]
    pub details: Details,
    /// Why; needed for who is cancelled or blocked, and kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

#[derive(Debug, Args)]
pub struct Edit {
    /// Folder of the event
    pub event: PathBuf,
    /// Guest id, badge code, reference or e-mail, exactly
    pub guest: String,
    /// The guest's name
    #[arg(long)]
    pub name: Option<String>,
    /// How many come with the guest, named or not
    #[arg(long, value_name = "N")]
    pub companions: Option<u32>,
    #[command(flatten)]
    pub details: Details,
    /// Why; needed for cancelling and blocking, and kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}
