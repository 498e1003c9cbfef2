//! Table `signature`: signatures of heads, beside the journal.

use rusqlite::{Connection, Row, params};

use crate::ids::{DeskId, EventId, PublicKey, RecordId};
use crate::journal::signature::HeadSignature;

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

pub(crate) fn all(on: &Connection, event: EventId) -> rusqlite::Result<Vec<HeadSignature>> {
    on.prepare_cached("SELECT desk, seq, id, signature, public_key FROM signature ORDER BY desk, seq, id")?
        .query_map([], |row| read(row, event))?
        .collect()
}

fn read(row: &Row<'_>, event: EventId) -> rusqlite::Result<HeadSignature> {
    Ok(HeadSignature {
        event,
        desk: DeskId::new(row.get(0)?),
        seq: row.get(1)?,
        id: RecordId::new(row.get(2)?),
        signature: row.get(3)?,
        public_key: PublicKey::new(row.get(4)?),
    })
}
