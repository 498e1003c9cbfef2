//! What may be typed about desks and the files between them.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct AddDesk {
    /// Folder of the event
    pub event: PathBuf,
    /// What the desk is called
    #[arg(long)]
    pub name: String,
    /// Let it state settings, add desks and import as this one may
    #[arg(long)]
    pub organiser: bool,
    /// The file to write
    #[arg(long, value_name = "FILE.ghkit")]
    pub kit: PathBuf,
    /// Its first line is the passphrase that opens the kit
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Join {
    /// The kit
    pub kit: PathBuf,
    /// Folder to make
    pub event: PathBuf,
    /// Its first line is the passphrase that opens the kit
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: PathBuf,
}

#[derive(Debug, Args)]
pub struct RetireDesk {
    /// Folder of the event
    pub event: PathBuf,
    /// Name or id of the desk
    pub desk: String,
    /// Why; kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct Export {
    /// Folder of the event
    pub event: PathBuf,
    /// The file to write; in a folder it gets a name of its own
    #[arg(value_name = "FILE|FOLDER")]
    pub file: PathBuf,
    /// Only what this desk may lack; left out: what any desk may lack
    #[arg(long = "for", value_name = "DESK")]
    pub to: Option<String>,
}

#[derive(Debug, Args)]
pub struct Merge {
    /// Folder of the event
    pub event: PathBuf,
    /// Files of other desks
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Say what is new, change nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Erase {
    /// Folder of the event
    pub event: PathBuf,
    /// Guest id, badge code, reference or e-mail, exactly
    pub guest: String,
    /// Why, without naming the guest; kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct Acknowledge {
    /// Folder of the event
    pub event: PathBuf,
    /// Id of the finding, as `gatehouse findings` shows it; its start will do
    pub finding: String,
    /// What it was; kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// A folder under the event's `backups`, or a copy of an event's folder
    pub backup: PathBuf,
    /// Folder of the event; a new one where it is gone
    pub event: PathBuf,
}

#[derive(Debug, Args)]
pub struct Exchange {
    /// Folder of the event
    pub event: PathBuf,
    /// The folder to exchange through, on a stick or share, or one a program syncs
    pub folder: PathBuf,
    /// Take in and write out once, then end; left out: until Ctrl-C
    #[arg(long)]
    pub once: bool,
}
