//! Backups: the whole event at one moment, copied beside the writer, checked before it counts.
//!
//! A backup is a folder with `event.db` and `desk.key`. It gets its name last, so that one cut off half-way
//! never has one.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::keys::DeskKeys;
use super::placing::fold_globals;
use super::{Desk, globals};
use crate::backup::{BackupName, superfluous};
use crate::clock::Millis;
use crate::error::{Code, Error, Result};
use crate::files::sync_folder_of;
use crate::journal::verify::Verifier;
use crate::store::{self, Store};
use crate::text::Text;

const FOLDER: &str = "backups";
/// What is being made; one left behind by a program that was killed is taken away by the next.
const PART: &str = ".part";

/// Gives the folder of an event's backups.
pub(super) fn folder(event: &Path) -> PathBuf {
    event.join(FOLDER)
}

/// Gives where a backup is made before it has its name.
pub(super) fn part_of(event: &Path) -> PathBuf {
    folder(event).join(PART)
}

/// Gives the backups of an event that count.
pub(super) fn existing(event: &Path) -> BTreeSet<BackupName> {
    whole_in(&folder(event))
}

fn whole_in(folder: &Path) -> BTreeSet<BackupName> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| is_whole(&entry.path()))
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

fn is_whole(path: &Path) -> bool {
    path.join("event.db").is_file() && path.join("desk.key").is_file()
}

/// A backup that counts, and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBackup {
    pub path: PathBuf,
    /// By its name; none for a copy that goes by another.
    pub name: Option<BackupName>,
}

/// Finds the backups a path leads to, the newest first: those of an event's folder, those in a folder of
/// backups, or the one that lies there.
pub fn backups_at(path: &Path) -> Vec<KeptBackup> {
    let in_event = kept_in(&folder(path));
    if !in_event.is_empty() {
        return in_event;
    }
    if is_whole(path) {
        let name = path.file_name().and_then(|name| name.to_str()?.parse().ok());
        return vec![KeptBackup { path: path.to_owned(), name }];
    }
    kept_in(path)
}

fn kept_in(folder: &Path) -> Vec<KeptBackup> {
    let kept = |name: BackupName| KeptBackup { path: folder.join(name.to_string()), name: Some(name) };
    whole_in(folder).into_iter().rev().map(kept).collect()
}

/// Makes a backup of what `store` reads, checks it, and thins those there are; `store` waits for nobody.
///
/// Gives none when it was broken off, or a backup holds all there is already.
///
/// # Errors
/// What the disk refuses; `event_damaged` for a copy that does not check out. Nothing of it is left then.
pub(super) fn make(
    event: &Path,
    store: &Store,
    now: Millis,
    go_on: impl FnMut() -> ControlFlow<()>,
) -> Result<Option<BackupName>> {
    let last_n =
        |store: &Store| store::record::last_n(&store.connection).map_err(|error| store.problem(error));
    let n = last_n(store)?;
    if existing(event).iter().any(|name| name.records() == n) {
        return Ok(None);
    }
    let part = Part::begin(event)?;
    let database = part.path.join("event.db");
    if store.copy_to(&database, go_on)?.is_break() {
        return Ok(None);
    }
    part.take_key(event)?;
    let copy = Store::open_copy(&database)?;
    if !is_sound(&copy, &DeskKeys::load(&part.path)?)? {
        return Err(Error::event_damaged(&database));
    }
    let name = BackupName::new(now, last_n(&copy)?);
    drop(copy);
    part.finish(&folder(event).join(name.to_string()))?;
    thin(event, now);
    Ok(Some(name))
}

impl Desk {
    /// Makes a backup before something that concerns many guests; where that fails it is told, and the rest goes on.
    pub(super) fn back_up_first(&mut self) {
        if let Err(error) = self.back_up_now() {
            self.notices.push(paused(&error));
        }
    }

    /// Makes a backup, unless one holds all there is.
    ///
    /// # Errors
    /// What the disk refuses, or a copy that does not check out.
    pub(super) fn back_up_now(&self) -> Result<()> {
        let now = self.around.clock.now();
        make(&self.folder, &self.store, now, || ControlFlow::Continue(())).map(drop)
    }
}

/// Takes away the backups that hold what is erased since: all but one of the journal as it is now.
///
/// # Errors
/// What the disk refuses.
pub(super) fn forget_older(event: &Path, records: i64) -> Result<()> {
    let older = existing(event).into_iter().filter(|name| name.records() != records);
    for path in older.map(|name| folder(event).join(name.to_string())) {
        fs::remove_dir_all(&path).map_err(|error| Error::from_io(&path, error))?;
    }
    Ok(())
}

/// Checks a copy's structure, and every record, chain and signature in it.
fn is_sound(copy: &Store, keys: &DeskKeys) -> Result<bool> {
    if !copy.quick_check()? {
        return Ok(false);
    }
    let (on, path) = (&copy.connection, copy.path());
    let sql = |error| copy.problem(error);
    let ancestry = store::line::ancestry(on).map_err(sql)?;
    let records = store::record::global(on, path, &globals::KINDS)?;
    let folded = fold_globals(on, path, (keys.event, keys.desk), &records, &ancestry)?;
    let mut verifier = Verifier::new(keys.event);
    verifier.expect_erased(&folded.erased);
    for signature in store::signature::all(on, keys.event).map_err(sql)? {
        verifier.take_signature(&signature);
    }
    store::record::each_after(on, path, 0, |stored| {
        verifier.take_stored(stored.id, &stored.raw);
        Ok(())
    })?;
    Ok(verifier.finish().is_empty())
}

/// Takes away the backups nobody needs; one that will not go is tried again after the next.
fn thin(event: &Path, now: Millis) {
    for name in superfluous(&existing(event), now) {
        let _ = fs::remove_dir_all(folder(event).join(name.to_string()));
    }
}

/// A backup on its way to its name; taken away again unless it gets it.
struct Part {
    path: PathBuf,
}

impl Part {
    fn begin(event: &Path) -> Result<Self> {
        let path = part_of(event);
        let begun = remove(&path).and_then(|()| fs::create_dir_all(&path));
        begun.map_err(|error| Error::from_io(&path, error))?;
        Ok(Self { path })
    }

    /// Copies this desk's keys; the copy too is readable by its owner alone.
    fn take_key(&self, event: &Path) -> Result<()> {
        let path = self.path.join("desk.key");
        let copied = fs::copy(event.join("desk.key"), &path);
        let synced = copied.and_then(|_| File::open(&path)?.sync_all());
        synced.map_err(|error| Error::from_io(&path, error))
    }

    fn finish(self, path: &Path) -> Result<()> {
        let named = sync_folder_of(&self.path.join("event.db"))
            .and_then(|()| fs::rename(&self.path, path))
            .and_then(|()| sync_folder_of(path));
        named.map_err(|error| Error::from_io(path, error))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Once it has its name there is nothing under this one any more.
        let _ = remove(&self.path);
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Says why no backup is made, and that the desk goes on.
pub(super) fn paused(error: &Error) -> Text {
    Text::from(match error.code {
        Code::DiskFull => (
            "The disk is full or does not answer, so no backup was made. Free some space; the next one is made by itself. The door goes on.",
            "磁盘已满或没有响应，未能备份。腾出空间后会自动备份。入口照常工作。",
        ),
        Code::ReadOnly => (
            "The folder backups cannot be written to, so no backup was made. The next one is made by itself once it can be. The door goes on.",
            "backups 文件夹无法写入，未能备份。可写后会自动备份。入口照常工作。",
        ),
        Code::EventDamaged => (
            "The copy made last did not check out and does not count. Close the event, run `gatehouse verify` on it and open it again; earlier backups are kept.",
            "最近一次备份未通过检查，不予采用。请关闭活动，运行 `gatehouse verify` 后重新打开；之前的备份都在。",
        ),
        _ => (
            "No backup could be made. The next one is tried in a minute. The door goes on.",
            "未能备份，一分钟后再试。入口照常工作。",
        ),
    })
}
