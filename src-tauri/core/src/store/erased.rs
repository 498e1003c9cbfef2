//! Table `erased`, and taking bodies away: the one thing that is ever taken out of the journal.

use rusqlite::{Connection, params};

use crate::ids::{DeskId, GuestId};
use crate::journal::fact::Kind;

/// Notes that a desk erased a guest.
pub(crate) fn put(on: &Connection, guest: GuestId, desk: DeskId) -> rusqlite::Result<()> {
    on.prepare_cached("INSERT OR IGNORE INTO erased (guest, desk) VALUES (?1, ?2)")?
        .execute(params![guest.as_bytes(), desk.as_bytes()])?;
    Ok(())
}

/// Gives all who were erased, each with the desk that did.
pub(crate) fn all(on: &Connection) -> rusqlite::Result<Vec<(GuestId, DeskId)>> {
    on.prepare_cached("SELECT guest, desk FROM erased ORDER BY guest, desk")?
        .query_map([], |row| Ok((GuestId::new(row.get(0)?), DeskId::new(row.get(1)?))))?
        .collect()
}

/// Takes away the bodies of a guest's records of those kinds, and their salts with them; gives how many.
pub(crate) fn take_bodies(on: &Connection, guest: GuestId, kinds: &[Kind]) -> rusqlite::Result<usize> {
    let names: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.name())).collect();
    on.prepare_cached(&format!(
        "UPDATE record SET body = NULL, salt = zeroblob(16) WHERE subject = ?1 AND kind IN ({}) AND body IS NOT NULL",
        names.join(",")
    ))?
    .execute([guest.as_bytes()])
}

/// Takes away the body of a record that waits, and its salt with it.
pub(crate) fn take_waiting_body(on: &Connection, header: &[u8]) -> rusqlite::Result<()> {
    on.prepare_cached("UPDATE waiting SET body = NULL, salt = zeroblob(16) WHERE header = ?1")?
        .execute([header])?;
    Ok(())
}
