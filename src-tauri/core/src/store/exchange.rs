//! Tables `waiting`, `local_head`, `local_frontier` and `local_taken`: what came from other desks and what they hold.

use rusqlite::{Connection, OptionalExtension, params};

use super::mark;
use crate::clock::Millis;
use crate::exchange::Frontier;
use crate::ids::{DeskId, RecordId};
use crate::journal::record::{Header, RawRecord};
use crate::journal::signature::HeadSignature;
use crate::store::record::Origin;

/// Up to which row of the journal this laptop has carried out.
const CARRIED: &str = "carried_out";

/// What the newest file of a desk said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub heads: Frontier,
    /// By that desk's clock.
    pub made_at: Millis,
    /// By this desk's clock.
    pub taken_at: Millis,
    pub lacking: bool,
}

/// Keeps a verified record until what it follows is there.
pub(crate) fn keep_waiting(
    on: &Connection,
    id: RecordId,
    header: &Header,
    raw: &RawRecord,
    origin: Origin,
) -> rusqlite::Result<()> {
    on.prepare_cached(
        "INSERT OR IGNORE INTO waiting (id, desk, seq, header, salt, body, own) VALUES (?1,?2,?3,?4,?5,?6,?7)",
    )?
    .execute(params![
        id.as_bytes(),
        header.desk.as_bytes(),
        header.seq,
        raw.header,
        raw.salt,
        raw.body,
        origin == Origin::Own
    ])?;
    Ok(())
}

pub(crate) fn stop_waiting(on: &Connection, id: RecordId) -> rusqlite::Result<()> {
    on.prepare_cached("DELETE FROM waiting WHERE id = ?1")?.execute([id.as_bytes()])?;
    Ok(())
}

/// Tells whether a record that joins has waited as one that this laptop wrote itself.
pub(crate) fn waited_as(on: &Connection, id: RecordId) -> rusqlite::Result<Origin> {
    let own =
        on.prepare_cached("SELECT 1 FROM waiting WHERE id = ?1 AND own = 1")?.exists([id.as_bytes()])?;
    Ok(if own { Origin::Own } else { Origin::Other })
}

pub(crate) fn is_waiting(on: &Connection, id: RecordId) -> rusqlite::Result<bool> {
    on.prepare_cached("SELECT 1 FROM waiting WHERE id = ?1")?.exists([id.as_bytes()])
}

/// Gives all waiting records, by desk and seq.
pub(crate) fn waiting(on: &Connection) -> rusqlite::Result<Vec<RawRecord>> {
    on.prepare_cached("SELECT header, salt, body FROM waiting ORDER BY desk, seq, id")?
        .query_map([], |row| Ok(RawRecord { header: row.get(0)?, salt: row.get(1)?, body: row.get(2)? }))?
        .collect()
}

/// Gives the ids of all waiting records, by desk and seq.
pub(crate) fn waiting_ids(on: &Connection) -> rusqlite::Result<Vec<RecordId>> {
    on.prepare_cached("SELECT id FROM waiting ORDER BY desk, seq, id")?
        .query_map([], |row| row.get(0).map(RecordId::new))?
        .collect()
}

/// Gives the highest seq up to `seq` of a desk's records that wait; 0 for none.
pub(crate) fn waiting_up_to(on: &Connection, desk: DeskId, seq: u64) -> rusqlite::Result<u64> {
    on.prepare_cached("SELECT coalesce(max(seq), 0) FROM waiting WHERE desk = ?1 AND seq <= ?2")?
        .query_row(params![desk.as_bytes(), seq], |row| row.get(0))
}

/// Finds one waiting record.
pub(crate) fn find_waiting(on: &Connection, id: RecordId) -> rusqlite::Result<Option<RawRecord>> {
    on.prepare_cached("SELECT header, salt, body FROM waiting WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| {
            Ok(RawRecord { header: row.get(0)?, salt: row.get(1)?, body: row.get(2)? })
        })
        .optional()
}

/// Notes where a record stands that is not held.
pub(crate) fn put_head(on: &Connection, signature: &HeadSignature) -> rusqlite::Result<()> {
    on.prepare_cached("INSERT OR IGNORE INTO local_head (id, desk, seq) VALUES (?1, ?2, ?3)")?
        .execute(params![signature.id.as_bytes(), signature.desk.as_bytes(), signature.seq])?;
    Ok(())
}

/// Forgets where records stand that are held by now.
pub(crate) fn forget_heads_held(on: &Connection) -> rusqlite::Result<()> {
    on.prepare_cached("DELETE FROM local_head WHERE id IN (SELECT id FROM record)")?.execute([])?;
    Ok(())
}

/// Finds where a record stands that is not held.
pub(crate) fn find_head(on: &Connection, id: RecordId) -> rusqlite::Result<Option<(DeskId, u64)>> {
    on.prepare_cached("SELECT desk, seq FROM local_head WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| Ok((DeskId::new(row.get(0)?), row.get(1)?)))
        .optional()
}

/// Notes what a desk's file said it holds.
pub(crate) fn tell(on: &Connection, desk: DeskId, told: &Told) -> rusqlite::Result<()> {
    let heads = serde_json::to_string(&told.heads)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    on.prepare_cached(
        "INSERT OR REPLACE INTO local_frontier (desk, heads, made_at, taken_at, lacking) VALUES (?1,?2,?3,?4,?5)",
    )?
    .execute(params![desk.as_bytes(), heads, told.made_at.0, told.taken_at.0, told.lacking])?;
    Ok(())
}

/// Gives what a desk's newest file said; none before the first, and none where it no longer reads.
pub(crate) fn told(on: &Connection, desk: DeskId) -> rusqlite::Result<Option<Told>> {
    let row: Option<(String, i64, i64, bool)> = on
        .prepare_cached("SELECT heads, made_at, taken_at, lacking FROM local_frontier WHERE desk = ?1")?
        .query_row([desk.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    Ok(row.and_then(|(heads, made_at, taken_at, lacking)| {
        let heads = serde_json::from_str(&heads).ok()?;
        Some(Told { heads, made_at: Millis(made_at), taken_at: Millis(taken_at), lacking })
    }))
}

/// Notes for good that a desk's id may be in use on two laptops.
pub(crate) fn doubt(on: &Connection, desk: DeskId) -> rusqlite::Result<()> {
    mark::set_local(on, &doubt_key(desk), "1")
}

/// Tells whether a desk's id may be in use on two laptops.
pub(crate) fn is_in_doubt(on: &Connection, desk: DeskId) -> rusqlite::Result<bool> {
    Ok(mark::local(on, &doubt_key(desk))?.is_some())
}

fn doubt_key(desk: DeskId) -> String {
    format!("two_laptops|{desk}")
}

/// Notes that a file was taken in, or is an own one; tells whether it is the first time.
pub(crate) fn take(on: &Connection, hash: &[u8; 32], now: Millis) -> rusqlite::Result<bool> {
    let added = on
        .prepare_cached("INSERT OR IGNORE INTO local_taken (hash, taken_at) VALUES (?1, ?2)")?
        .execute(params![hash, now.0])?;
    Ok(added > 0)
}

/// Notes that a file holds all up to a row of the journal that others may lack.
pub(crate) fn carried_out(on: &Connection, row: i64) -> rusqlite::Result<()> {
    let before = carried_row(on)?;
    mark::set_local(on, CARRIED, &before.max(row).to_string())
}

/// Counts this laptop's own records that are in no file it carried out, no further than `most`.
pub(crate) fn not_carried(on: &Connection, most: u32) -> rusqlite::Result<u32> {
    on.prepare_cached("SELECT count(*) FROM (SELECT 1 FROM record WHERE n > ?1 AND own = 1 LIMIT ?2)")?
        .query_row(params![carried_row(on)?, most], |row| row.get(0))
}

/// A mark that does not read counts as none: then all is carried out once more.
fn carried_row(on: &Connection) -> rusqlite::Result<i64> {
    Ok(mark::local(on, CARRIED)?.and_then(|row| row.parse().ok()).unwrap_or(0))
}
