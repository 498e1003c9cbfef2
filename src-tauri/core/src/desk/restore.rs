//! Restoring a backup: opened and checked in a place of its own first, then put in the event's folder. What was
//! there is kept aside, and a journal.log that survived stays, so that nothing recorded since is lost.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::keys::DeskKeys;
use super::lock::EventLock;
use super::{Desk, Surroundings, second_copy};
use crate::clock::Millis;
use crate::error::{Code, Error, Result};
use crate::files::sync_folder_of;
use crate::journal::codec;
use crate::journal::log::Content;
use crate::settings::Role;
use crate::store::Store;
use crate::text::roles::not_permitted;
use crate::text::{Lang, Text};

/// Where a backup is opened and checked; what a program that was killed left there is taken away.
const STAGE: &str = ".restoring";
/// What the folder's name begins with that holds what was there before.
const ASIDE: &str = "before-restore-";
/// The database and what belongs to it.
const DATABASE: [&str; 3] = ["event.db", "event.db-wal", "event.db-shm"];
/// What makes a folder an event's.
const EVENTS_OWN: [&str; 3] = ["event.db", "journal.log", "desk.key"];

impl Desk {
    /// Puts a backup, or the copy of an event's folder, in the place of an event's database, and opens it.
    ///
    /// Takes nothing back: what a journal.log that survived holds beyond the backup is taken in again, and this
    /// laptop goes on along its own chain. `around` is called twice. Notices say what was kept aside.
    ///
    /// # Errors
    /// `bad_file`, `not_an_event`, `event_damaged`, `event_newer` for what is no sound backup; `wrong_event`,
    /// `already_exists` for a folder that holds something else; `not_permitted` but for an organiser,
    /// `no_such_operator`, `event_in_use`, and what the disk refuses. Nothing is changed then.
    pub fn restore(
        backup: &Path,
        event: &Path,
        operator: Option<&str>,
        around: &mut dyn FnMut() -> Surroundings,
    ) -> Result<Self> {
        let keys = keys_of(backup)?;
        fits(event, &keys)?;
        fs::create_dir_all(event).map_err(|error| Error::from_io(event, error))?;
        let lock = EventLock::take(event)?;
        // Somebody else may have made or joined an event there while the lock was waited for.
        fits(event, &keys)?;
        let stage = Stage::begin(event)?;
        stage.copy(backup, &keys)?;
        let opens = around();
        let now = opens.clock.now();
        stage.check(backup, operator, opens)?;
        let aside = stage.put_in_place(event, &keys, now)?;
        drop(lock);
        let mut desk = Self::open(event, around())?;
        desk.notices.extend(aside.map(|aside| say::kept_aside(&aside)));
        Ok(desk)
    }
}

/// Reads the keys of a backup.
fn keys_of(backup: &Path) -> Result<DeskKeys> {
    if !backup.exists() {
        return Err(Error::no_such_file(backup));
    }
    if !backup.join("event.db").is_file() || !backup.join("desk.key").is_file() {
        return Err(Error::not_an_event(backup));
    }
    DeskKeys::load(backup)
}

/// Tells whether the backup of a desk may be put there: a folder with nothing in it, or that desk's own.
fn fits(event: &Path, keys: &DeskKeys) -> Result<()> {
    let there = |name: &str| event.join(name).exists();
    if !EVENTS_OWN.into_iter().any(there) {
        let mut entries = fs::read_dir(event).into_iter().flatten().flatten();
        let is_foreign =
            entries.any(|entry| ![STAGE, "event.lock"].iter().any(|ours| entry.file_name() == *ours));
        return if is_foreign { Err(Error::already_exists(event)) } else { Ok(()) };
    }
    match DeskKeys::load(event) {
        Ok(held) if held.event != keys.event => Err(Error::wrong_event(event)),
        Ok(held) if held.desk != keys.desk => Err(another_desks(event)),
        // One that does not read is kept aside.
        _ => Ok(()),
    }
}

/// A backup opened in the event's folder, not yet in its place.
struct Stage {
    path: PathBuf,
}

/// Gives where a backup is opened before it is put in place.
pub(super) fn stage_of(event: &Path) -> PathBuf {
    event.join(STAGE)
}

/// Gives the folders of what restores put aside.
pub(super) fn put_aside(event: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(event).into_iter().flatten().flatten();
    let is_ours = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(ASIDE);
    entries.filter(is_ours).map(|entry| entry.path()).collect()
}

impl Stage {
    fn begin(event: &Path) -> Result<Self> {
        let path = stage_of(event);
        let begun = remove(&path).and_then(|()| fs::create_dir(&path));
        begun.map_err(|error| Error::from_io(&path, error))?;
        Ok(Self { path })
    }

    /// Copies the backup, which itself is never written to.
    fn copy(&self, backup: &Path, keys: &DeskKeys) -> Result<()> {
        keys.save(&self.path)?;
        for name in ["event.db", "event.db-wal", "journal.log"] {
            let from = backup.join(name);
            if from.is_file() {
                fs::copy(&from, self.path.join(name)).map_err(|error| Error::from_io(&from, error))?;
            }
        }
        Ok(())
    }

    /// Opens what was copied, and checks everything in it and who asks.
    fn check(&self, backup: &Path, operator: Option<&str>, around: Surroundings) -> Result<()> {
        let mut desk = Desk::open(&self.path, around).map_err(|error| of_backup(error, backup))?;
        let by = desk.operator(operator)?;
        if by.role < Role::Organiser {
            return Err(not_permitted(Role::Organiser));
        }
        if !desk.verify(Lang::En)?.ok {
            return Err(Error::event_damaged(backup));
        }
        desk.close()?;
        // The log it is put beside may be another than the one it was equal to.
        second_copy::forget_mark(&Store::open_writer(&self.path.join("event.db"))?)
    }

    /// Gives each file its place, the database last; gives where what was there is kept, if anything was.
    ///
    /// Cut off anywhere, what is there opens from journal.log, or is restored anew.
    fn put_in_place(&self, event: &Path, keys: &DeskKeys, now: Millis) -> Result<Option<PathBuf>> {
        let mut aside: Vec<&str> = DATABASE.to_vec();
        if DeskKeys::load(event).is_err() {
            aside.push("desk.key");
        }
        if !is_log_of(&event.join("journal.log"), keys)? {
            aside.push("journal.log");
        }
        aside.retain(|name| event.join(name).exists());
        let kept = event.join(format!("{ASIDE}{}", now.0));
        let moved =
            |from: &Path, to: &Path| fs::rename(from, to).map_err(|error| Error::from_io(from, error));
        if !aside.is_empty() {
            fs::create_dir_all(&kept).map_err(|error| Error::from_io(&kept, error))?;
        }
        for name in &aside {
            moved(&event.join(name), &kept.join(name))?;
        }
        for name in ["desk.key", "journal.log", "event.db"] {
            if !event.join(name).exists() {
                moved(&self.path.join(name), &event.join(name))?;
            }
        }
        let database = event.join("event.db");
        sync_folder_of(&database).map_err(|error| Error::from_io(&database, error))?;
        Ok(Some(kept).filter(|_| !aside.is_empty()))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What is left of it is taken away by the next restore.
        let _ = remove(&self.path);
    }
}

/// Tells whether a journal.log may stay: it is this desk's own, or there is none.
fn is_log_of(path: &Path, keys: &DeskKeys) -> Result<bool> {
    let log = match second_copy::open(path) {
        Ok(None) => return Ok(true),
        Ok(Some(log)) => log,
        Err(error) if error.code == Code::EventDamaged => return Ok(false),
        Err(error) => return Err(error),
    };
    let io = |error| Error::from_io(path, error);
    for frame in log.scan_from(0).map_err(io)? {
        let (_, frame) = frame.map_err(io)?;
        let Content::Record(raw) = &frame.content else { continue };
        let fits = codec::read_header(&raw.header)
            .is_ok_and(|header| header.event == keys.event && (!frame.own || header.desk == keys.desk));
        if !fits {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Names the backup where its copy was meant.
fn of_backup(error: Error, backup: &Path) -> Error {
    match error.code {
        Code::EventDamaged | Code::NotAnEvent => Error::event_damaged(backup).caused_by(error),
        Code::EventNewer => Error::event_newer(backup),
        _ => error,
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn another_desks(event: &Path) -> Error {
    let shown = event.display();
    Error::usage(
        Text::new(
            format!("This folder is another desk's of the same event: {shown}"),
            format!("此文件夹属于同一活动的另一个工作台：{shown}"),
        ),
        Text::new(
            "Restore into that desk's own folder, or into a new one. Nothing was changed.",
            "请恢复到该工作台自己的文件夹，或新的文件夹。未作任何更改。",
        ),
    )
}

/// What restoring says to people.
mod say {
    use std::path::Path;

    use crate::text::Text;

    pub(super) fn kept_aside(folder: &Path) -> Text {
        let shown = folder.display();
        Text::new(format!("What was there before is kept in {shown}."), format!("原有文件保存在 {shown}。"))
    }
}
