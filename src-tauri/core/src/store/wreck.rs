//! A damaged database that was set aside: what can still be read of its journal.
//!
//! Changes nothing in it: what does not read is passed over.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, params};

use super::record::{STORED, Stored, stored};
use crate::error::Result;
use crate::ids::EventId;
use crate::journal::signature::HeadSignature;

/// So many rows in a row may be unreadable before the rest is given up.
const REACH: i64 = 200_000;

/// A connection to a damaged database.
pub(crate) struct Wreck {
    connection: Connection,
}

impl Wreck {
    /// Opens it; none where not even that is possible.
    pub(crate) fn open(path: &Path) -> Option<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).ok()?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).ok()?;
        connection.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;").ok()?;
        Some(Self { connection })
    }

    /// Tells whether its structure is sound after all.
    pub(crate) fn is_whole(&self) -> bool {
        let answer = self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        answer.is_ok_and(|answer| answer == "ok")
    }

    /// Visits every record that reads, in order of arrival.
    ///
    /// # Errors
    /// What `visit` returns.
    pub(crate) fn each_record(&self, mut visit: impl FnMut(Stored) -> Result<()>) -> Result<()> {
        let mut after = 0;
        while let Some(broken_off) = self.visit_after(after, &mut visit)? {
            let unread = broken_off + 1..=broken_off + REACH;
            let Some((n, record)) = unread.into_iter().find_map(|n| Some((n, self.at(n)?))) else { break };
            visit(record)?;
            after = n;
        }
        Ok(())
    }

    /// Visits on from a row until the end, or until a row that does not read; gives the last one that did then.
    fn visit_after(&self, after: i64, visit: &mut impl FnMut(Stored) -> Result<()>) -> Result<Option<i64>> {
        let sql = format!("SELECT {STORED}, n FROM record WHERE n > ?1 ORDER BY n");
        let mut last = after;
        let Ok(mut statement) = self.connection.prepare_cached(&sql) else { return Ok(None) };
        let Ok(mut rows) = statement.query([after]) else { return Ok(None) };
        loop {
            let read = rows.next().and_then(|row| row.map(|row| Ok((stored(row)?, row.get(5)?))).transpose());
            match read {
                Ok(Some((record, n))) => {
                    visit(record)?;
                    last = n;
                }
                Ok(None) => return Ok(None),
                Err(_) => return Ok(Some(last)),
            }
        }
    }

    fn at(&self, n: i64) -> Option<Stored> {
        let sql = format!("SELECT {STORED} FROM record WHERE n = ?1");
        self.connection.prepare_cached(&sql).ok()?.query_row(params![n], stored).ok()
    }

    /// Gives the signatures up to the first that does not read.
    pub(crate) fn signatures(&self, event: EventId) -> Vec<HeadSignature> {
        let sql = format!("SELECT {} FROM signature", super::signature::COLUMNS);
        let Ok(mut statement) = self.connection.prepare(&sql) else { return Vec::new() };
        let Ok(rows) = statement.query_map([], |row| super::signature::read(row, event)) else {
            return Vec::new();
        };
        rows.map_while(std::result::Result::ok).collect()
    }
}
