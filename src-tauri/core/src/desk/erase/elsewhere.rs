//! Other copies in an event's folder that may hold what is erased: files set aside as damaged, what a restore put
//! aside, and what a program that was killed left half-made.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::desk::globals::Globals;
use crate::desk::open::set_aside_files;
use crate::desk::restore::put_aside;
use crate::desk::{backup, restore, second_copy};
use crate::error::{Error, Result};
use crate::journal::codec;
use crate::journal::log::{Content, JournalLog};
use crate::store::wreck::Wreck;

/// Takes away every other copy that holds what is erased, or of which it cannot be told that it does not.
///
/// What a restore put aside stays where all of it reads and nothing erased is in it.
///
/// # Errors
/// What the disk refuses.
pub(super) fn forget(event: &Path, globals: &Globals) -> Result<()> {
    let log = event.join("journal.log");
    let half_made = [second_copy::part_of(&log), restore::stage_of(event), backup::part_of(event)];
    let damaged = set_aside_files(event);
    let whole = put_aside(event).into_iter().filter(|folder| !is_free_of_erased(folder, globals));
    for path in half_made.into_iter().chain(damaged).chain(whole) {
        remove(&path).map_err(|error| Error::from_io(&path, error))?;
    }
    Ok(())
}

/// Tells that a folder's database and log read to their ends and that nothing in them is erased.
fn is_free_of_erased(folder: &Path, globals: &Globals) -> bool {
    let (database, log) = (folder.join("event.db"), folder.join("journal.log"));
    (!database.exists() || is_database_free(&database, globals))
        && (!log.exists() || is_log_free(&log, globals))
}

fn is_database_free(path: &Path, globals: &Globals) -> bool {
    let Some(wreck) = Wreck::open(path).filter(Wreck::is_whole) else { return false };
    let mut is_free = true;
    let read = wreck.each_record(|stored| {
        is_free &= stored.raw.body.is_none() || !is_erased(&stored.raw.header, globals);
        Ok(())
    });
    read.is_ok() && is_free
}

fn is_log_free(path: &Path, globals: &Globals) -> bool {
    let Ok(log) = JournalLog::open(path) else { return false };
    let Ok(mut frames) = log.scan_from(0) else { return false };
    let is_free = frames.by_ref().all(|frame| match frame {
        Ok((_, frame)) => match frame.content {
            Content::Record(raw) => raw.body.is_none() || !is_erased(&raw.header, globals),
            Content::Signature(_) => true,
        },
        Err(_) => false,
    });
    is_free && frames.damaged().is_empty() && frames.torn().is_none()
}

/// Tells whether a record's body is erased, by its header.
pub(super) fn is_erased(header: &[u8], globals: &Globals) -> bool {
    codec::read_header(header).is_ok_and(|header| globals.erases(&header.kind, header.subject))
}

fn remove(path: &PathBuf) -> io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
