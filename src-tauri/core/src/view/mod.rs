//! Read models: exactly what the window shows; what `--json` promises of them stands with the command line.
//!
//! Times are RFC 3339 with the event's offset; texts are in the language asked for.

use serde::{Deserialize, Serialize};
#[cfg(feature = "types")]
use ts_rs::TS;

use crate::admission::DecisionKind;
use crate::guest::traits::Facet;
use crate::guest::{BadgeState, Field, Status};
use crate::settings::{Direction, Role};
pub use importing::{
    ColumnLook, CutOffImport, EncodingLook, FieldChange, GoneGuest, ImportReport, ListLook, MappedColumn,
    MaybeSame, PastImport, PastImports, PreviewRow, SheetView, SourceGuess, SourceView, SourceWhy,
};

macro_rules! view {
    ($($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* })*) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "types", derive(TS), ts(export))]
        pub struct $name { $($body)* }
    )* };
}

mod importing;

view! {
    /// A guest as lists and verdicts show one.
    pub struct GuestView {
        pub id: String,
        pub reference: Option<String>,
        pub name: String,
        pub email: Option<String>,
        pub phone: Option<String>,
        pub company: Option<String>,
        pub title: Option<String>,
        pub category: String,
        /// `#rrggbb`, the category's.
        pub colour: String,
        pub status: Status,
        pub attention: Option<String>,
        pub source: Option<String>,
        pub presence: PresenceView,
        pub screening: Vec<StepView>,
        pub badge: Option<BadgeView>,
        pub party: PartyView,
        /// What the guest's list itself recorded, such as a check-in elsewhere, a line each; never presence here.
        pub source_said: Vec<String>,
        /// True when the newest version of the guest's list has the guest no longer.
        pub gone: bool,
    }
    /// Who comes with a guest.
    pub struct PartyView {
        /// How many, named or not.
        pub companions: u32,
        /// Places nobody is named for: asked for at check-in.
        pub unnamed: u32,
        /// Those who are guests of their own by now.
        pub named: Vec<PartyMember>,
        /// Whom the guest comes with.
        pub with: Option<PartyMember>,
    }
    pub struct PartyMember {
        pub guest: String,
        /// Empty while nothing is known of them here.
        pub name: String,
    }
    pub struct PresenceView {
        pub state: PresenceState,
        pub zone: Option<String>,
        pub since: Option<String>,
    }
    /// One step the guest's category needs, in the settings' order.
    pub struct StepView {
        pub step: String,
        pub label: String,
        pub state: StepState,
        pub at: Option<String>,
        /// The operator's name.
        pub by: Option<String>,
    }
    pub struct BadgeView {
        /// The 34 digits.
        pub code: String,
        /// slot-serial.
        pub number: String,
        pub state: BadgeState,
    }
    pub struct GuestList {
        pub guests: Vec<GuestView>,
        pub total: u32,
        /// Where the guest stands whose place was asked for, if among those found.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        pub place: Option<u32>,
    }
    /// What a filter would show, choice by choice.
    pub struct GuestCounts {
        /// Guests the filter shows as it stands.
        pub total: u32,
        /// Only what anybody has.
        pub facets: Vec<FacetCount>,
    }
    pub struct FacetCount {
        pub facet: Facet<String>,
        pub guests: u32,
    }
    /// What came of an edit of many guests.
    pub struct EditedGuests {
        pub changed: u32,
        /// Of whom the same was true already.
        pub same: u32,
        /// Of whom nothing can be said any more.
        pub left_out: u32,
        /// False when it was stopped half-way.
        pub whole: bool,
    }
    /// A guest list written as a file.
    pub struct ExportedList {
        pub file: String,
        pub bytes: u64,
    }
    pub struct GuestHistory {
        pub guest: GuestView,
        pub history: Vec<HistoryLine>,
        /// What else desks said of a field when none had heard of the other.
        pub kept: Vec<KeptValues>,
    }
    pub struct KeptValues {
        pub field: Field,
        /// Beside the one that is shown.
        pub values: Vec<String>,
    }
    pub struct HistoryLine {
        pub record: String,
        pub at: String,
        pub desk: String,
        pub operator: Option<String>,
        pub kind: String,
        pub text: String,
        /// True when a later record voids it.
        pub voided: bool,
    }
    /// A reason or a note: its code and its sentence.
    pub struct Said {
        pub code: String,
        pub text: String,
    }
    /// The answer to a scan or an override.
    pub struct Verdict {
        pub decision: DecisionKind,
        pub reasons: Vec<Said>,
        pub notes: Vec<Said>,
        pub guest: Option<GuestView>,
        pub direction: Direction,
        /// True when a record of it is durable.
        pub recorded: bool,
        /// True when the same badge was read within three seconds.
        pub repeat: bool,
        pub overridden: bool,
        /// The record, to void it or to confirm an exit.
        pub record: Option<String>,
        pub checkpoint: String,
        pub at: String,
        /// Keys of the steps this checkpoint asks for and that are not done, in order.
        pub missing_steps: Vec<String>,
    }
    pub struct OccupancyView {
        pub inside: i64,
        pub capacity: Option<u32>,
        pub as_of: Vec<AsOf>,
        pub zones: Vec<ZoneOccupancy>,
        pub entry_stopped: bool,
    }
    pub struct AsOf {
        pub desk: String,
        pub at: Option<String>,
    }
    pub struct ZoneOccupancy {
        pub zone: String,
        pub inside: i64,
        pub capacity: Option<u32>,
        pub within: Option<String>,
    }
    /// What merging revealed and a person should look at.
    pub struct FindingView {
        pub id: String,
        pub kind: String,
        pub text: String,
        /// Of the later of the records it rests on.
        pub at: String,
        /// Names of the desks concerned.
        pub desks: Vec<String>,
        /// What came later tells how it can be.
        pub explained: bool,
        pub acknowledged: bool,
        /// What each desk recorded, in the same order on all of them.
        pub sides: Vec<FindingSide>,
    }
    pub struct FindingSide {
        pub record: String,
        pub at: String,
        pub desk: String,
        pub operator: Option<String>,
        pub text: String,
    }
    /// One of this desk's latest scans.
    pub struct ScanLine {
        pub record: String,
        pub at: String,
        pub decision: DecisionKind,
        pub direction: Direction,
        /// The guest's name, or what the code was.
        pub name: String,
        pub guest: Option<String>,
    }
    /// What a bad or doubtful cell was.
    pub struct CellNote {
        /// Physical line on which the row begins, header 1.
        pub line: u64,
        pub column: String,
        pub value: String,
        pub reason: String,
    }
    /// What a badge file holds.
    pub struct BadgesReport {
        pub badges: u32,
        pub pages: u32,
        pub files: Vec<String>,
        pub left_out: Vec<LeftOut>,
        pub not_printable: Vec<NotPrintable>,
    }
    pub struct LeftOut {
        pub guest: String,
        pub name: String,
        pub reason: String,
    }
    pub struct NotPrintable {
        pub guest: String,
        pub name: String,
        pub characters: String,
    }
    /// All the window needs to know of the open event at once.
    pub struct EventView {
        pub event: String,
        pub desk: String,
        pub desk_name: String,
        pub name: String,
        pub timezone: String,
        pub folder: String,
        pub checkpoints: Vec<CheckpointView>,
        pub categories: Vec<CategoryView>,
        pub steps: Vec<StepInfo>,
        pub operators: Vec<OperatorView>,
        pub guests: u32,
        pub records: u64,
    }
    pub struct CheckpointView {
        pub name: String,
        pub zone: String,
        pub entry: bool,
        pub exit: bool,
    }
    pub struct CategoryView {
        pub name: String,
        pub colour: String,
    }
    pub struct StepInfo {
        pub key: String,
        pub label: String,
    }
    pub struct OperatorView {
        pub name: String,
        pub role: Role,
    }
    /// How the backups fare.
    pub struct BackupView {
        pub folder: String,
        /// When the newest one that counts was made. Null: there is none.
        pub made_at: Option<String>,
        /// Why none is made at present, and what to do; it goes on by itself. Null: all goes well.
        pub paused: Option<String>,
    }
    /// How the exchange folder fares.
    pub struct ExchangeView {
        pub folder: String,
        /// Why nothing goes in, or out, at present, and what to do; it goes on by itself. Null: all goes well.
        pub paused: Option<String>,
        /// When this desk last wrote a file there.
        pub written_at: Option<String>,
        /// The other desks, by slot; retired ones are left out.
        pub desks: Vec<ExchangeDesk>,
        /// Records that wait for others.
        pub waiting: u64,
        /// What they wait for.
        pub missing: Vec<MissingView>,
        /// Files that cannot be read; each is tried again.
        pub unreadable: Vec<UnreadableFile>,
    }
    pub struct ExchangeDesk {
        /// Its id.
        pub desk: String,
        pub name: String,
        /// When a file of it was last taken in from the folder.
        pub read_at: Option<String>,
        /// When the newest file of it was made, by its clock, whatever way it came.
        pub told_at: Option<String>,
    }
    /// A stretch of a desk's records that is waited for, by seq.
    pub struct MissingView {
        /// The desk's name.
        pub desk: String,
        pub from: u64,
        pub to: u64,
    }
    pub struct UnreadableFile {
        pub file: String,
        pub reason: String,
    }
    /// An error as the window shows it.
    pub struct ErrorView {
        pub code: String,
        pub message: String,
        pub hint: String,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum PresenceState {
    Expected,
    Inside,
    Left,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    NotDone,
    Passed,
    Failed,
    Waived,
    Expired,
}
