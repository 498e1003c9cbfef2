//! The core's error: rich inside, and for people a code, a sentence and what to do, in both languages.

use std::path::PathBuf;

use crate::text::Text;

/// Stable names of errors that callers branch on; printed in snake_case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    Usage,
    AlreadyExists,
    NotAnEvent,
    EventInUse,
    EventNewer,
    EventDamaged,
    DiskFull,
    ReadOnly,
    BadFile,
    BadSettings,
    NoSuchGuest,
    AmbiguousGuest,
    NoSuchCheckpoint,
    NoSuchStep,
    NoSuchOperator,
    NoSuchRecord,
    ReasonRequired,
    NotPermitted,
}

impl Code {
    /// Gives the code as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::AlreadyExists => "already_exists",
            Self::NotAnEvent => "not_an_event",
            Self::EventInUse => "event_in_use",
            Self::EventNewer => "event_newer",
            Self::EventDamaged => "event_damaged",
            Self::DiskFull => "disk_full",
            Self::ReadOnly => "read_only",
            Self::BadFile => "bad_file",
            Self::BadSettings => "bad_settings",
            Self::NoSuchGuest => "no_such_guest",
            Self::AmbiguousGuest => "ambiguous_guest",
            Self::NoSuchCheckpoint => "no_such_checkpoint",
            Self::NoSuchStep => "no_such_step",
            Self::NoSuchOperator => "no_such_operator",
            Self::NoSuchRecord => "no_such_record",
            Self::ReasonRequired => "reason_required",
            Self::NotPermitted => "not_permitted",
        }
    }
}

/// An error as people and callers see it.
#[derive(Debug)]
pub struct Error {
    pub code: Code,
    /// What happened.
    pub message: Text,
    /// What to do.
    pub hint: Text,
    /// What lay beneath, for the log.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
    /// The path concerned, if one is.
    pub path: Option<PathBuf>,
}

/// The core's result.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Makes an error of a code, what happened and what to do.
    pub fn new(code: Code, message: Text, hint: Text) -> Self {
        Self { code, message, hint, source: None, path: None }
    }

    /// Adds what lay beneath.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", self.code.name(), self.message.en)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
