//! Which of the two copies can be gone by; one that is damaged or missing is set aside and made anew.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{equal, say};
use crate::clock::Millis;
use crate::desk::create::set_identity;
use crate::desk::keys::DeskKeys;
use crate::desk::second_copy;
use crate::error::{Code, Error, Result};
use crate::journal::log::{Content, JournalLog};
use crate::store::{self, Store, mark};
use crate::text::Text;

/// What the name of a file that was set aside holds.
const SET_ASIDE: &str = ".damaged-";
/// Stands in a folder whose event.db was found damaged in its structure, until that is set aside.
const CONDEMNED: &str = "event.damaged";
/// Set after an unclean end until the structure of event.db was checked.
const UNCHECKED: &str = "structure_unchecked";

/// Opens both copies; what one of them lacks is brought over later.
///
/// Neither is set aside unless the other can stand in for it, so that nothing empty is taken for the event.
///
/// # Errors
/// `event_newer`, `event_damaged` when neither can be used, and what the disk refuses; nothing is changed then.
pub(super) fn open(
    folder: &Path,
    keys: &DeskKeys,
    now: Millis,
    notices: &mut Vec<Text>,
) -> Result<(Store, JournalLog)> {
    let (database, log_path) = (folder.join("event.db"), folder.join("journal.log"));
    let log = usable(second_copy::open(&log_path))?.flatten();
    let log_holds = log.as_ref().is_some_and(|log| can_stand_in(log).unwrap_or(false));
    let is_condemned = log_holds && folder.join(CONDEMNED).exists();
    let store = if is_condemned { None } else { usable(open_database(&database))? };
    let store_holds = store.as_ref().is_some_and(|store| holds_records(store).unwrap_or(false));
    match (store, log) {
        (Some(store), Some(log)) if store_holds || log_holds => Ok((store, log)),
        (Some(store), None) if store_holds => {
            if log_path.exists() {
                rename_aside(&log_path, now)?;
                notices.push(say::log_rebuilt());
            }
            second_copy::forget_mark(&store)?;
            let log = JournalLog::create(&log_path).map_err(|error| Error::from_io(&log_path, error))?;
            Ok((store, log))
        }
        (None, Some(log)) if log_holds => {
            let store = database_anew(&database, keys, now)?;
            notices.push(say::rebuilt());
            Ok((store, log))
        }
        _ => Err(Error::event_damaged(&database)),
    }
}

/// Gives what is sound; none for what is damaged or not there.
fn usable<T>(opened: Result<T>) -> Result<Option<T>> {
    match opened {
        Ok(opened) => Ok(Some(opened)),
        Err(error) if matches!(error.code, Code::EventDamaged | Code::NotAnEvent) => Ok(None),
        Err(error) => Err(error),
    }
}

fn open_database(database: &Path) -> Result<Store> {
    if !database.is_file() {
        return Err(Error::not_an_event(database));
    }
    let unclean = database.with_extension("db-wal").metadata().is_ok_and(|wal| wal.len() > 0);
    let store = Store::open_writer(database)?;
    if unclean {
        // Where it cannot be noted the next unclean end, or `verify`, leads to the same check.
        let _ = mark::set_local(&store.connection, UNCHECKED, "1");
    }
    Ok(store)
}

fn holds_records(store: &Store) -> Result<bool> {
    store::record::last_n(&store.connection).map(|n| n > 0).map_err(|error| store.problem(error))
}

/// Tells whether the log holds any record, so that event.db can be made from it.
pub(super) fn can_stand_in(log: &JournalLog) -> Result<bool> {
    let frames = log.scan_from(0).map_err(|error| Error::from_io(log.path(), error))?;
    Ok(frames.flatten().any(|(_, frame)| matches!(frame.content, Content::Record(_))))
}

/// Sets a damaged database aside and makes an empty one, to be filled from the log and what can be read of the old.
pub(super) fn database_anew(database: &Path, keys: &DeskKeys, now: Millis) -> Result<Store> {
    let aside = rename_aside(database, now)?;
    // The log beside a database goes by its name, so that the two can be read together.
    for ending in ["-wal", "-shm"] {
        let from = with_ending(database, ending);
        if from.exists() {
            let to = with_ending(&aside, ending);
            fs::rename(&from, &to).map_err(|error| Error::from_io(&from, error))?;
        }
    }
    let condemned = database.with_file_name(CONDEMNED);
    if condemned.exists() {
        fs::remove_file(&condemned).map_err(|error| Error::from_io(&condemned, error))?;
    }
    let store = Store::create(database)?;
    set_identity(&store, keys)?;
    equal::begin_rebuilding(&store, &aside)?;
    Ok(store)
}

/// Renames a damaged file, if it is there; gives its new name.
fn rename_aside(path: &Path, now: Millis) -> Result<PathBuf> {
    let aside = aside_of(path, now);
    if path.exists() {
        fs::rename(path, &aside).map_err(|error| Error::from_io(path, error))?;
    }
    Ok(aside)
}

/// Names where a damaged file of an event is kept.
pub(in crate::desk) fn aside_of(path: &Path, now: Millis) -> PathBuf {
    with_ending(path, &format!("{SET_ASIDE}{}", now.0))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Gives the files of an event's folder that were set aside because they were damaged.
pub(in crate::desk) fn set_aside_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_aside = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().contains(SET_ASIDE);
    entries.filter(is_aside).map(|entry| entry.path()).collect()
}

/// Says that event.db is damaged in its structure: the next opening makes it anew from journal.log.
pub(in crate::desk) fn condemn(folder: &Path) -> Result<()> {
    let path = folder.join(CONDEMNED);
    File::create(&path).and_then(|file| file.sync_all()).map_err(|error| Error::from_io(&path, error))
}

/// Tells whether nobody has checked the structure since an unclean end.
pub(in crate::desk) fn structure_is_unchecked(store: &Store) -> Result<bool> {
    let noted = mark::local(&store.connection, UNCHECKED).map_err(|error| store.problem(error))?;
    Ok(noted.is_some())
}

/// Notes that the structure was checked and found sound.
pub(in crate::desk) fn structure_checked(store: &Store) -> Result<()> {
    mark::forget_local(&store.connection, UNCHECKED).map_err(|error| store.problem(error))
}
