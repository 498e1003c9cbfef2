//! Table `signature`: signatures of heads, beside the journal.

use std::path::Path;

use rusqlite::{Connection, Row, params};

use super::problem;
use crate::error::Result;
use crate::ids::{DeskId, EventId, PublicKey, RecordId};
use crate::journal::signature::HeadSignature;

/// The columns [`read`] reads, in its order.
pub(super) const COLUMNS: &str = "desk, seq, id, signature, public_key";

/// Keeps a signature; tells whether it was not held before.
pub(crate) fn put(on: &Connection, signature: &HeadSignature) -> rusqlite::Result<bool> {
    let added = on
        .prepare_cached(
            "INSERT OR IGNORE INTO signature (desk, seq, id, signature, public_key) VALUES (?1,?2,?3,?4,?5)",
        )?
        .execute(params![
            signature.desk.as_bytes(),
            signature.seq,
            signature.id.as_bytes(),
            signature.signature,
            signature.public_key.as_bytes()
        ])?;
    Ok(added > 0)
}

pub(crate) fn holds(on: &Connection, signature: &HeadSignature) -> rusqlite::Result<bool> {
    on.prepare_cached("SELECT 1 FROM signature WHERE desk = ?1 AND seq = ?2 AND id = ?3")?.exists(params![
        signature.desk.as_bytes(),
        signature.seq,
        signature.id.as_bytes()
    ])
}

/// Gives the number of the last row to have arrived.
pub(crate) fn last_n(on: &Connection) -> rusqlite::Result<i64> {
    on.prepare_cached("SELECT coalesce(max(n), 0) FROM signature")?.query_row([], |row| row.get(0))
}

pub(crate) fn all(on: &Connection, event: EventId) -> rusqlite::Result<Vec<HeadSignature>> {
    on.prepare_cached(&format!("SELECT {COLUMNS} FROM signature ORDER BY desk, seq, id"))?
        .query_map([], |row| read(row, event))?
        .collect()
}

/// Visits every signature after row `n` in order of arrival.
pub(crate) fn each_after(
    on: &Connection,
    path: &Path,
    event: EventId,
    n: i64,
    mut visit: impl FnMut(HeadSignature) -> Result<()>,
) -> Result<()> {
    let sql = |error| problem::of(path, error);
    let mut statement = on
        .prepare_cached(&format!("SELECT {COLUMNS} FROM signature WHERE n > ?1 ORDER BY n"))
        .map_err(sql)?;
    let mut rows = statement.query([n]).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        visit(read(row, event).map_err(sql)?)?;
    }
    Ok(())
}

/// Gives the places, by desk and seq, that somebody signed and where neither a record nor one that waits is held.
pub(crate) fn over_nothing(on: &Connection) -> rusqlite::Result<Vec<(DeskId, u64)>> {
    on.prepare_cached(
        "SELECT desk, seq FROM signature WHERE NOT EXISTS (SELECT 1 FROM record WHERE record.id = signature.id)
         AND NOT EXISTS (SELECT 1 FROM waiting WHERE waiting.id = signature.id) ORDER BY desk, seq",
    )?
    .query_map([], |row| Ok((DeskId::new(row.get(0)?), row.get(1)?)))?
    .collect()
}

pub(super) fn read(row: &Row<'_>, event: EventId) -> rusqlite::Result<HeadSignature> {
    Ok(HeadSignature {
        event,
        desk: DeskId::new(row.get(0)?),
        seq: row.get(1)?,
        id: RecordId::new(row.get(2)?),
        signature: row.get(3)?,
        public_key: PublicKey::new(row.get(4)?),
    })
}
