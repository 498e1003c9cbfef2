//! Tables `clock_off` and `unknown_fact`: what records showed when they took their place.

use rusqlite::{Connection, params};

use crate::ids::{DeskId, RecordId};
use crate::journal::record::Stamp;

/// Notes a record and one it had directly seen whose times contradict each other; of a pair of desks the
/// highest such record is kept, so that all keep the same.
pub(crate) fn put_clock_off(on: &Connection, later: &Stamp, earlier: &Stamp) -> rusqlite::Result<()> {
    let (one, other) = (later.desk.min(earlier.desk), later.desk.max(earlier.desk));
    on.prepare_cached(
        "INSERT INTO clock_off (one, other, lamport, later, earlier) VALUES (?1,?2,?3,?4,?5)
         ON CONFLICT (one, other) DO UPDATE SET
         lamport = excluded.lamport, later = excluded.later, earlier = excluded.earlier
         WHERE (excluded.lamport, excluded.later, excluded.earlier) > (lamport, later, earlier)",
    )?
    .execute(params![
        one.as_bytes(),
        other.as_bytes(),
        later.lamport,
        later.id.as_bytes(),
        earlier.id.as_bytes()
    ])?;
    Ok(())
}

/// Gives of each pair of desks the later record and the one it had seen.
pub(crate) fn clocks_off(on: &Connection) -> rusqlite::Result<Vec<[RecordId; 2]>> {
    on.prepare_cached("SELECT later, earlier FROM clock_off ORDER BY one, other")?
        .query_map([], |row| Ok([RecordId::new(row.get(0)?), RecordId::new(row.get(1)?)]))?
        .collect()
}

/// Notes a fact not known by that name; of a desk's the highest record is kept.
pub(crate) fn put_unknown(on: &Connection, stamp: &Stamp, name: &str) -> rusqlite::Result<()> {
    on.prepare_cached(
        "INSERT INTO unknown_fact (desk, name, lamport, record) VALUES (?1,?2,?3,?4)
         ON CONFLICT (desk, name) DO UPDATE SET lamport = excluded.lamport, record = excluded.record
         WHERE (excluded.lamport, excluded.record) > (lamport, record)",
    )?
    .execute(params![stamp.desk.as_bytes(), name, stamp.lamport, stamp.id.as_bytes()])?;
    Ok(())
}

/// Gives the names of facts that were not known, each with its desk and the record kept for it.
pub(crate) fn unknown(on: &Connection) -> rusqlite::Result<Vec<(DeskId, String, RecordId)>> {
    on.prepare_cached("SELECT desk, name, record FROM unknown_fact ORDER BY desk, name")?
        .query_map([], |row| Ok((DeskId::new(row.get(0)?), row.get(1)?, RecordId::new(row.get(2)?))))?
        .collect()
}
