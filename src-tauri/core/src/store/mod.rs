//! The only module that says rusqlite: opens, migrates, reads and writes `event.db`.
//!
//! Owns the tables, one file each. Decides nothing: what a row should say comes from outside.

pub(crate) mod backup;
pub(crate) mod erased;
pub(crate) mod exchange;
pub(crate) mod exchange_folder;
pub(crate) mod guest;
pub(crate) mod line;
pub(crate) mod mark;
pub(crate) mod noticed;
pub(crate) mod open;
pub(crate) mod problem;
pub(crate) mod record;
pub(crate) mod signature;
pub(crate) mod wreck;

use std::path::{Path, PathBuf};

pub(crate) use rusqlite::{
    Connection as Db, Connection, Error as SqlError, InterruptHandle as Interrupt, Result as SqlResult,
};

use crate::error::Result;

/// One connection to an event's database.
pub(crate) struct Store {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    /// More of the database may stay at hand than usual.
    is_roomy: bool,
}

impl Store {
    /// Runs `work` in one transaction that is durable once this returns.
    ///
    /// # Errors
    /// What `work` returns, or the failure to commit; then nothing of it is kept, unless the
    /// disk reported a failure for rows that survived: callers look their record up by id.
    pub(crate) fn transaction<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let path = self.path.clone();
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(|error| problem::of(&path, error))?;
        let value = work(&transaction)?;
        transaction.commit().map_err(|error| problem::of(&path, error))?;
        Ok(value)
    }

    /// Turns a database failure into the error people see.
    pub(crate) fn problem(&self, error: rusqlite::Error) -> crate::error::Error {
        problem::of(&self.path, error)
    }

    /// Gives the database's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}
