//! Table `local_exchange`: files of the exchange folder that this laptop wrote or took in.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use crate::clock::Millis;

/// The files known by name.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub written: BTreeSet<String>,
    pub taken: BTreeSet<String>,
}

/// Gives all files known.
pub(crate) fn files(on: &Connection) -> rusqlite::Result<Files> {
    let mut files = Files::default();
    let mut statement = on.prepare_cached("SELECT name, own FROM local_exchange")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let of = if row.get(1)? { &mut files.written } else { &mut files.taken };
        of.insert(row.get(0)?);
    }
    Ok(files)
}

/// Notes a file of another desk as taken in; `desk` is the first 8 hex digits of its sender.
pub(crate) fn took(on: &Connection, name: &str, desk: &str, now: Millis) -> rusqlite::Result<()> {
    put(on, name, desk, false, now)
}

/// Notes a file as written here.
pub(crate) fn wrote(on: &Connection, name: &str, desk: &str, now: Millis) -> rusqlite::Result<()> {
    put(on, name, desk, true, now)
}

/// Forgets the files written here; a complete one stands for them, or another folder was chosen.
pub(crate) fn forget_written(on: &Connection) -> rusqlite::Result<()> {
    on.prepare_cached("DELETE FROM local_exchange WHERE own = 1")?.execute([]).map(drop)
}

/// Gives when a file of each desk was last taken in, by the desk's first 8 hex digits.
pub(crate) fn taken_at(on: &Connection) -> rusqlite::Result<BTreeMap<String, Millis>> {
    on.prepare_cached("SELECT desk, max(at) FROM local_exchange WHERE own = 0 GROUP BY desk")?
        .query_map([], |row| Ok((row.get(0)?, Millis(row.get(1)?))))?
        .collect()
}

/// Gives when this laptop last wrote a file.
pub(crate) fn written_at(on: &Connection) -> rusqlite::Result<Option<Millis>> {
    let at: Option<i64> =
        on.query_row("SELECT max(at) FROM local_exchange WHERE own = 1", [], |row| row.get(0))?;
    Ok(at.map(Millis))
}

fn put(on: &Connection, name: &str, desk: &str, own: bool, now: Millis) -> rusqlite::Result<()> {
    on.prepare_cached("INSERT OR REPLACE INTO local_exchange (name, desk, own, at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![name, desk, own, now.0])
        .map(drop)
}
