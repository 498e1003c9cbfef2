//! What a failing database means to a person.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::Error;

/// Turns a database failure into the error people see.
pub(crate) fn of(path: &Path, error: rusqlite::Error) -> Error {
    let made = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::disk_full(path),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            Error::read_only(path)
        }
        Some(ErrorCode::SystemIoFailure) => Error::disk_failed(path),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::event_in_use(path),
        _ => Error::event_damaged(path),
    };
    made.caused_by(error)
}

/// Says that a row does not read as it must.
pub(crate) fn row(path: &Path, table: &str, id: &str, why: impl std::fmt::Display) -> Error {
    Error::event_damaged(path).caused_by(format!("table {table}, row {id}: {why}"))
}
