//! Opens `event.db` the one safe way; a key for encryption at rest would be handed in here.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{Store, problem};
use crate::error::{Error, Result};

/// The schema this program writes; a higher one is refused.
const SCHEMA_VERSION: i64 = 11;
/// What leads from each version to the next, from an empty file on; once released none changes.
const STEPS: [&str; 11] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
    include_str!("schema_8.sql"),
    include_str!("schema_9.sql"),
    include_str!("schema_10.sql"),
    include_str!("schema_11.sql"),
];
/// "Gate" in ASCII: tells our files from any other database.
const APPLICATION_ID: i64 = 0x4761_7465;
/// What many records touch at once stays at hand, as far as there is room for it: 64 MiB, taken only where they do.
const USUAL_ROOM: &str = "PRAGMA cache_size = -65536";
/// Other desks' records go to all places of the indexes at once: 128 MiB.
const MUCH_ROOM: &str = "PRAGMA cache_size = -131072";
/// How long a reading connection waits for a checkpoint.
const BUSY: Duration = Duration::from_millis(2000);

impl Store {
    /// Makes a new, empty database.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        store.migrate(0)?;
        Ok(store)
    }

    /// Opens the one writing connection.
    ///
    /// # Errors
    /// `event_newer` for a schema of a later program, `event_damaged` for what is no sound database.
    pub(crate) fn open_writer(path: &Path) -> Result<Self> {
        let store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store.check_version()?;
        store.execute_batch(USUAL_ROOM)?;
        Ok(store)
    }

    /// Keeps more of the database at hand, for slices that touch much of it.
    pub(crate) fn take_room(&mut self) -> Result<()> {
        if !self.is_roomy {
            self.execute_batch(MUCH_ROOM)?;
            self.is_roomy = true;
        }
        Ok(())
    }

    /// Gives back what [`Self::take_room`] took.
    pub(crate) fn give_room_back(&mut self) -> Result<()> {
        if self.is_roomy {
            self.execute_batch(USUAL_ROOM)?;
            self.is_roomy = false;
        }
        Ok(())
    }

    /// Lets go of a damaged database as it lies on the disk.
    pub(crate) fn let_go_unchanged(self) {
        let held = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        // Where even that fails, closing changes no more than what the write-ahead log says.
        drop((held, self));
    }

    /// Stands where a database was let go of and its successor is not there yet.
    pub(crate) fn nothing(path: &Path) -> Result<Self> {
        let connection = Connection::open_in_memory().map_err(|error| problem::of(path, error))?;
        Ok(Self { connection, path: path.to_owned(), is_roomy: false })
    }

    /// Leaves checkpoints to a connection beside this one, so that no write waits for one.
    pub(crate) fn leave_checkpoints(&self) -> Result<()> {
        self.execute_batch("PRAGMA wal_autocheckpoint = 0")
    }

    /// Brings what the write-ahead log holds into the database file, as far as that holds up nobody; gives how
    /// many pages the log holds, and how many of them are in the file now.
    pub(crate) fn checkpoint(&self) -> Result<(i64, i64)> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| Ok((row.get(1)?, row.get(2)?)))
            .map_err(|error| self.problem(error))
    }

    /// Gives how many pages the write-ahead log holds, without bringing any into the file.
    pub(crate) fn log_pages(&self) -> Result<i64> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| row.get(1))
            .map_err(|error| self.problem(error))
    }

    /// Gives how many pages the database has.
    pub(crate) fn pages(&self) -> Result<i64> {
        self.pragma("page_count")
    }

    /// Opens a connection that can only read.
    pub(crate) fn open_reader(path: &Path) -> Result<Self> {
        let store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store.execute_batch("PRAGMA query_only = ON")?;
        Ok(store)
    }

    /// Makes a file that becomes a copy; who makes it brings it to the disk.
    pub(crate) fn begin_copy(path: &Path) -> Result<Self> {
        let copy = Self::bare(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        copy.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;")?;
        Ok(copy)
    }

    /// Ends a copy: from now on it is one file that needs no log beside it to be read.
    pub(crate) fn end_copy(self) -> Result<()> {
        let path = self.path.clone();
        drop(self);
        let copy = Self::bare(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        copy.execute_batch("PRAGMA journal_mode = DELETE;")
    }

    /// Opens a copy that nobody changes.
    ///
    /// # Errors
    /// `event_damaged` for what is no sound database of this program's schema.
    pub(crate) fn open_copy(path: &Path) -> Result<Self> {
        let copy = Self::bare(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        copy.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
        match (copy.pragma("application_id")?, copy.pragma("user_version")?) {
            (APPLICATION_ID, SCHEMA_VERSION) => Ok(copy),
            _ => Err(Error::event_damaged(path)),
        }
    }

    fn bare(path: &Path, flags: OpenFlags) -> Result<Self> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).map_err(|error| problem::of(path, error))?;
        Ok(Self { connection, path: path.to_owned(), is_roomy: false })
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self> {
        let store = Self::bare(path, flags)?;
        store.connection.busy_timeout(BUSY).map_err(|error| store.problem(error))?;
        store.connection.set_prepared_statement_cache_capacity(64);
        // Otherwise a statement is prepared anew whenever a bound value might make another plan better.
        let steady = store.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true);
        steady.map_err(|error| store.problem(error))?;
        store.execute_batch(
            "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;
             PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             PRAGMA cache_size = -16384; PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 4000;",
        )?;
        Ok(store)
    }

    pub(crate) fn execute_batch(&self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(|error| self.problem(error))
    }

    fn check_version(&self) -> Result<()> {
        let application = self.pragma("application_id")?;
        let version = self.pragma("user_version")?;
        match (application, version) {
            (APPLICATION_ID, SCHEMA_VERSION) => Ok(()),
            (APPLICATION_ID, older) if older > 0 && older < SCHEMA_VERSION => self.migrate(older),
            (APPLICATION_ID, newer) if newer > SCHEMA_VERSION => Err(Error::event_newer(&self.path)),
            _ => Err(Error::event_damaged(&self.path)),
        }
    }

    /// Brings the schema from a version to this program's, a step a transaction; a half-made new file stays
    /// at version 0 and is damage.
    fn migrate(&self, from: i64) -> Result<()> {
        for (version, step) in (1..).zip(STEPS).filter(|(version, _)| *version > from) {
            self.execute_batch(&format!(
                "BEGIN IMMEDIATE;\n{step}\nPRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {version};\nCOMMIT;"
            ))?;
        }
        Ok(())
    }

    fn pragma(&self, name: &str) -> Result<i64> {
        self.connection
            .query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
            .map_err(|error| self.problem(error))
    }

    /// Gives what ends a long question from another thread.
    pub(crate) fn interrupt(&self) -> super::Interrupt {
        self.connection.get_interrupt_handle()
    }

    /// Checks the whole file's structure; slow, for after an unclean end and for `verify`.
    pub(crate) fn quick_check(&self) -> Result<bool> {
        let answer: String = self
            .connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(|error| self.problem(error))?;
        Ok(answer == "ok")
    }
}

/// Makes a file look as if a later program had written it.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) fn raise_version(path: &Path) {
    Connection::open(path).unwrap().pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
}

/// Makes a file such as the first program wrote, with what that knew of this one.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) fn lower_version(path: &Path) {
    let later = path.with_extension("later");
    std::fs::rename(path, &later).unwrap();
    let first = Connection::open(path).unwrap();
    first.execute_batch(STEPS[0]).unwrap();
    first
        .execute_batch(&format!("PRAGMA foreign_keys = OFF; ATTACH '{}' AS later", later.display()))
        .unwrap();
    let tables: Vec<String> = first
        .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    for table in tables {
        let columns: String = first
            .query_row("SELECT group_concat(name) FROM pragma_table_info(?1, 'main')", [&table], |row| {
                row.get(0)
            })
            .unwrap();
        let copy = format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM later.{table}");
        first.execute(&copy, []).unwrap();
    }
    first.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
    first.pragma_update(None, "user_version", 1).unwrap();
    first.execute_batch("DETACH later").unwrap();
    std::fs::remove_file(later).unwrap();
}

/// Changes the body of the newest record behind the program's back.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) fn alter_newest(path: &Path) {
    let connection = Connection::open(path).unwrap();
    let sql = "UPDATE record SET body = CAST(replace(CAST(body AS TEXT), 'd', 'e') AS BLOB)
               WHERE n = (SELECT max(n) FROM record)";
    assert_eq!(connection.execute(sql, []).unwrap(), 1);
}

/// Takes the newest record away behind the program's back.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) fn delete_newest(path: &Path) {
    let connection = Connection::open(path).unwrap();
    let sql = "DELETE FROM record WHERE n = (SELECT max(n) FROM record)";
    assert_eq!(connection.execute(sql, []).unwrap(), 1);
}
