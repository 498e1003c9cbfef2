//! What may be typed about badges.

use std::path::PathBuf;

use clap::Args;

use super::words::BadgeWord;

#[derive(Debug, Args)]
pub struct Badges {
    /// Folder of the event
    pub event: PathBuf,
    /// The PDF to write
    #[arg(long, value_name = "FILE.pdf")]
    pub out: PathBuf,
    /// Only this guest; may be given more than once
    #[arg(long, value_name = "GUEST", conflicts_with = "only_new")]
    pub guest: Vec<String>,
    /// Only guests who have no badge yet
    #[arg(long)]
    pub only_new: bool,
}

#[derive(Debug, Args)]
pub struct Reissue {
    /// Folder of the event
    pub event: PathBuf,
    /// Guest id, badge code, reference or e-mail, exactly
    pub guest: String,
    /// Why; kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct Badge {
    /// Folder of the event
    pub event: PathBuf,
    /// The badge's code
    pub code: String,
    /// What the badge shall be
    #[arg(long, value_enum)]
    pub state: BadgeWord,
    /// Why; kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}
