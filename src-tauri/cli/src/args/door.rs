//! What may be typed at the door: steps, scans, overrides, the head count.

use std::path::PathBuf;

use clap::Args;

use super::words::{DirectionWord, OutcomeWord};

#[derive(Debug, Args)]
pub struct Screen {
    /// Folder of the event
    pub event: PathBuf,
    /// Guest id, badge code, reference or e-mail, exactly
    pub guest: String,
    /// Key of the step, such as id, metal or bag
    #[arg(long)]
    pub step: String,
    /// How it went; fail means turned away
    #[arg(long, value_enum)]
    pub outcome: OutcomeWord,
    /// Why; a waiver needs one
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub struct Scan {
    /// Folder of the event
    pub event: PathBuf,
    /// What the scanner read; - reads a code a line from stdin and answers each in a line of JSON
    #[arg(required_unless_present = "guest", conflicts_with = "guest")]
    pub code: Option<String>,
    /// A guest in place of a code
    #[arg(long, value_name = "GUEST")]
    pub guest: Option<String>,
    /// Where; may be left out when the event has one checkpoint
    #[arg(long, value_name = "NAME")]
    pub checkpoint: Option<String>,
    /// Which way; left out: the checkpoint's own, entry where it has both
    #[arg(long, value_enum)]
    pub direction: Option<DirectionWord>,
    /// Decide and show, record nothing
    #[arg(long)]
    pub look: bool,
    /// Exchange with other desks through this folder meanwhile
    #[arg(long, value_name = "FOLDER")]
    pub exchange: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Override {
    /// Folder of the event
    pub event: PathBuf,
    /// What the scanner read
    pub code: String,
    /// Where; may be left out when the event has one checkpoint
    #[arg(long, value_name = "NAME")]
    pub checkpoint: Option<String>,
    /// The name on the badge, for one that this desk has not heard of
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Why; kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct Correct {
    /// Folder of the event
    pub event: PathBuf,
    /// How many more, or with a minus how many fewer, are inside
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub by: i64,
    /// The zone; left out: the outermost one, or the event alone where there are several
    #[arg(long)]
    pub zone: Option<String>,
    /// Why; kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}
