//! What may be typed: every command with its options, and the help that `--help` shows.
//!
//! Owns the grammar alone; what a command does stands in [`crate::run`].

mod badges;
mod desks;
mod door;
mod event;
mod guests;
mod words;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use gatehouse_core::text::Lang;

use crate::help;
pub use badges::{Badge, Badges, Reissue};
pub use desks::{Acknowledge, AddDesk, Erase, Exchange, Export, Join, Merge, Restore, RetireDesk};
pub use door::{Correct, Override, Scan, Screen};
pub use event::{New, Settings, Void};
pub use guests::{Add, Details, Edit, ExportGuests, Guests, Import, OneGuest};
use words::lang;

/// Checks guests in without a network: lists, badges, screening and the door.
#[derive(Debug, Parser)]
#[command(name = "gatehouse", version, after_help = help::MAIN, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// Print one JSON document; errors come as JSON on stderr
    #[arg(long, global = true, display_order = 900)]
    pub json: bool,
    /// Language of texts; left out: the system's
    #[arg(long, global = true, value_name = "en|zh", value_parser = lang, display_order = 901)]
    pub lang: Option<Lang>,
    /// Who does it; left out: the event's first organiser
    #[arg(long, global = true, value_name = "NAME", display_order = 902)]
    pub operator: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create an event in a new folder
    #[command(after_help = help::NEW)]
    New(New),
    /// Show the settings as TOML, or load them from a file
    #[command(after_help = help::SETTINGS)]
    Settings(Settings),
    /// Take a guest list in
    #[command(after_help = help::IMPORT)]
    Import(Import),
    /// List guests
    #[command(after_help = help::GUESTS)]
    Guests(Guests),
    /// Write the guest list as a file that imports back unchanged
    #[command(after_help = help::EXPORT_GUESTS)]
    ExportGuests(ExportGuests),
    /// Show one guest with history
    #[command(after_help = help::GUEST)]
    Guest(OneGuest),
    /// Add a guest who is not on any list
    #[command(after_help = help::ADD)]
    Add(Add),
    /// Change what is known of a guest
    #[command(after_help = help::EDIT)]
    Edit(Edit),
    /// Make badges as a PDF
    #[command(after_help = help::BADGES)]
    Badges(Badges),
    /// Give a guest a new badge; the old one stops working
    #[command(after_help = help::REISSUE)]
    Reissue(Reissue),
    /// Revoke a badge, or make it work again
    #[command(after_help = help::BADGE)]
    Badge(Badge),
    /// Record the result of a screening step
    #[command(after_help = help::SCREEN)]
    Screen(Screen),
    /// Decide about a badge at a checkpoint
    #[command(after_help = help::SCAN)]
    Scan(Scan),
    /// Let somebody in against the decision
    #[command(after_help = help::OVERRIDE)]
    Override(Override),
    /// Show how many are inside
    #[command(after_help = help::OCCUPANCY)]
    Occupancy(Only),
    /// Let nobody in until `resume`
    #[command(after_help = help::STOP_ENTRY)]
    StopEntry(Because),
    /// Let people in again after `stop-entry`
    #[command(after_help = help::RESUME)]
    Resume(Only),
    /// Shift the head count
    #[command(after_help = help::CORRECT)]
    Correct(Correct),
    /// Record that everyone has left
    #[command(after_help = help::EVERYONE_OUT)]
    EveryoneOut(Only),
    /// Add a desk and write the kit that makes a laptop that desk
    #[command(after_help = help::ADD_DESK)]
    AddDesk(AddDesk),
    /// Make this laptop the desk that a kit is for
    #[command(after_help = help::JOIN)]
    Join(Join),
    /// List the desks and what this one knows of each
    #[command(after_help = help::DESKS)]
    Desks(Only),
    /// Retire a desk: nothing it writes from now on counts
    #[command(after_help = help::RETIRE_DESK)]
    RetireDesk(RetireDesk),
    /// Carry records out in a file for other desks
    #[command(after_help = help::EXPORT)]
    Export(Export),
    /// Take the files of other desks in
    #[command(after_help = help::MERGE)]
    Merge(Merge),
    /// Exchange with other desks through a folder
    #[command(after_help = help::EXCHANGE)]
    Exchange(Exchange),
    /// Make badges issued from now on with a new key
    #[command(after_help = help::ROTATE_KEY)]
    RotateKey(Only),
    /// Erase what is known of a guest, at every desk that hears of it
    #[command(after_help = help::ERASE)]
    Erase(Erase),
    /// List what merging revealed and a person should look at
    #[command(after_help = help::FINDINGS)]
    Findings(Only),
    /// Record that somebody looked at a finding
    #[command(after_help = help::ACKNOWLEDGE)]
    Acknowledge(Acknowledge),
    /// Put a backup in the place of an event's database
    #[command(after_help = help::RESTORE)]
    Restore(Restore),
    /// Void a record or a whole import
    #[command(after_help = help::VOID)]
    Void(Void),
    /// Check the journal for damage and tampering
    #[command(after_help = help::VERIFY)]
    Verify(Only),
    /// Make all views again from the journal
    #[command(after_help = help::REBUILD)]
    Rebuild(Only),
    /// Print the fingerprint: equal on two desks that are in step
    #[command(after_help = help::FINGERPRINT)]
    Fingerprint(Only),
}

/// A command that takes the event and nothing else.
#[derive(Debug, Args)]
pub struct Only {
    /// Folder of the event
    pub event: PathBuf,
}

/// A command that takes the event and a reason.
#[derive(Debug, Args)]
pub struct Because {
    /// Folder of the event
    pub event: PathBuf,
    /// Why; kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_grammar_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_examples_in_its_help() {
        for command in Cli::command().get_subcommands() {
            let example = format!("gatehouse {} ", command.get_name());
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains(&example), "{}", command.get_name());
        }
    }
}
