//! Tables `meta` (of the event) and `local_mark` (of this laptop): small named values.

use rusqlite::{Connection, OptionalExtension, params};

pub(crate) fn meta(on: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    on.prepare_cached("SELECT value FROM meta WHERE key = ?1")?.query_row([key], |row| row.get(0)).optional()
}

pub(crate) fn set_meta(on: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    on.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
        .execute(params![key, value])?;
    Ok(())
}

pub(crate) fn local(on: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    on.prepare_cached("SELECT value FROM local_mark WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()
}

pub(crate) fn set_local(on: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    on.prepare_cached("INSERT OR REPLACE INTO local_mark (key, value) VALUES (?1, ?2)")?
        .execute(params![key, value])?;
    Ok(())
}

pub(crate) fn forget_local(on: &Connection, key: &str) -> rusqlite::Result<()> {
    on.prepare_cached("DELETE FROM local_mark WHERE key = ?1")?.execute([key])?;
    Ok(())
}
