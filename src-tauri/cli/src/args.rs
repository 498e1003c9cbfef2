//! What may be typed: every command with its options, and the help that `--help` shows.
//!
//! Owns the grammar alone; what a command does stands in [`crate::run`].

mod desks;
mod words;

use std::path::PathBuf;

use chrono_tz::Tz;
use clap::{Args, Parser, Subcommand};
use gatehouse_core::text::Lang;

use crate::help;
pub use desks::{Acknowledge, AddDesk, Erase, Exchange, Export, Join, Merge, Restore, RetireDesk};
use words::{BadgeWord, DirectionWord, HeaderWord, OutcomeWord, StatusWord, lang, zone};

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
    #[arg(long)]
    pub email: Option<String>,
    #[arg(long)]
    pub phone: Option<String>,
    #[arg(long)]
    pub company: Option<String>,
    /// Job title
    #[arg(long)]
    pub title: Option<String>,
    #[arg(long)]
    pub category: Option<String>,
    /// What the desk should know on seeing the guest
    #[arg(long, value_name = "TEXT")]
    pub attention: Option<String>,
    /// Standing on the list
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
    /// Why; kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

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
