//! Table `record`: the journal's rows, and reading them back for folds.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::problem;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{DeskId, GuestId, OperatorId, RecordId};
use crate::journal::codec;
use crate::journal::fact::Kind;
use crate::journal::record::{Held, RawRecord, Stamp};

/// The columns [`held`] reads, in its order.
const HELD: &str = "id, line, seq, lamport, at, operator, kind, subject, body, (SELECT desk FROM line WHERE line.line = record.line)";

/// Whether this laptop wrote a record itself or took it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Own,
    Other,
}

/// Adds a record at the end; its id must be new.
pub(crate) fn put(
    on: &Connection,
    stamp: &Stamp,
    kind: &Kind,
    subject: Option<GuestId>,
    raw: &RawRecord,
    origin: Origin,
) -> rusqlite::Result<()> {
    on.prepare_cached(
        "INSERT INTO record (id, line, seq, lamport, at, operator, kind, subject, own, header, salt, body)
         VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)",
    )?
    .execute(params![
        stamp.id.as_bytes(),
        stamp.line,
        stamp.seq,
        stamp.lamport,
        stamp.at.0,
        stamp.operator.as_ref().map(|id| id.as_bytes().as_slice()),
        kind.name(),
        subject.as_ref().map(|id| id.as_bytes().as_slice()),
        origin == Origin::Own,
        raw.header,
        raw.salt,
        raw.body,
    ])?;
    Ok(())
}

/// Gives all records about a guest, in order of arrival.
pub(crate) fn of_guest(on: &Connection, path: &Path, guest: GuestId) -> Result<Vec<Held>> {
    let sql = format!("SELECT {HELD} FROM record WHERE subject = ?1 ORDER BY n");
    select(on, path, &sql, params![guest.as_bytes()])
}

/// Gives the records about a guest after row `n` up to row `upto`, in order of arrival.
pub(crate) fn of_guest_between(
    on: &Connection,
    path: &Path,
    guest: GuestId,
    (n, upto): (i64, i64),
) -> Result<Vec<Held>> {
    let sql = format!("SELECT {HELD} FROM record WHERE subject = ?1 AND n > ?2 AND n <= ?3 ORDER BY n");
    select(on, path, &sql, params![guest.as_bytes(), n, upto])
}

/// Gives the records about any of these, in order of arrival.
pub(crate) fn of_guests(on: &Connection, path: &Path, guests: &[GuestId]) -> Result<Vec<Held>> {
    let sql = format!("SELECT {HELD} FROM record WHERE subject IN ({}) ORDER BY n", places(guests.len()));
    select(on, path, &sql, params_from_iter(guests.iter().map(|guest| guest.as_bytes())))
}

/// Gives the latest record about any of these to have arrived here and its row, if this laptop wrote it.
pub(crate) fn last_of_guests_if_own(
    on: &Connection,
    path: &Path,
    guests: &[GuestId],
) -> Result<Option<(i64, Held)>> {
    let among = places(guests.len());
    let last = format!("SELECT * FROM record WHERE subject IN ({among}) ORDER BY n DESC LIMIT 1");
    let sql = format!("SELECT {HELD}, n FROM ({last}) AS record WHERE own = 1");
    let guests = params_from_iter(guests.iter().map(|guest| guest.as_bytes()));
    with_row(on, path, &sql, guests).map(|mut held| held.pop())
}

fn places(count: usize) -> String {
    vec!["?"; count].join(",")
}

/// Tells whether a record of one of these kinds, about no guest, has arrived after row `n`.
pub(crate) fn any_global_after(on: &Connection, kinds: &[Kind], n: i64) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM record WHERE subject IS NULL AND kind = ?1 AND n > ?2 LIMIT 1";
    let mut after = on.prepare_cached(sql)?;
    for kind in kinds {
        if after.exists(params![kind.name(), n])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Gives the records of these kinds that concern no guest, in order of arrival.
pub(crate) fn global(on: &Connection, path: &Path, kinds: &[Kind]) -> Result<Vec<Held>> {
    let names: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.name())).collect();
    let sql = format!(
        "SELECT {HELD} FROM record WHERE subject IS NULL AND kind IN ({}) ORDER BY n",
        names.join(",")
    );
    select(on, path, &sql, [])
}

/// Gives the newest scans and overrides this laptop recorded itself, newest first.
pub(crate) fn own_latest_scans(on: &Connection, path: &Path, limit: usize) -> Result<Vec<Held>> {
    // In the very words of the index `record_own_scan`.
    let scans = "own = 1 AND (kind = 'scan' OR kind = 'stray_scan' OR kind = 'override')";
    let sql = format!("SELECT {HELD} FROM record WHERE {scans} ORDER BY n DESC LIMIT ?1");
    select(on, path, &sql, params![limit])
}

/// Gives own scans of nobody's codes with a time of at least `since` and their rows, newest first, stopping at the
/// first older one.
pub(crate) fn own_strays_since(on: &Connection, path: &Path, since: Millis) -> Result<Vec<(i64, Held)>> {
    let strays = "subject IS NULL AND kind = 'stray_scan' AND own = 1";
    let sql = format!("SELECT {HELD}, n FROM record WHERE {strays} ORDER BY n DESC LIMIT 200");
    let latest = with_row(on, path, &sql, [])?;
    Ok(latest.into_iter().take_while(|(_, held)| held.stamp.at >= since).collect())
}

/// Finds one record.
pub(crate) fn find(on: &Connection, path: &Path, id: RecordId) -> Result<Option<Held>> {
    let sql = format!("SELECT {HELD} FROM record WHERE id = ?1");
    select(on, path, &sql, params![id.as_bytes()]).map(|mut held| held.pop())
}

/// Gives the place of the record this laptop wrote last: its stamp, and whether others arrived after it.
pub(crate) fn own_head(on: &Connection, path: &Path) -> Result<Option<(Stamp, bool)>> {
    let sql = format!("SELECT {HELD} FROM record WHERE own = 1 ORDER BY n DESC LIMIT 1");
    let Some(held) = select(on, path, &sql, [])?.pop() else { return Ok(None) };
    let newest: Vec<u8> = on
        .query_row("SELECT id FROM record ORDER BY n DESC LIMIT 1", [], |row| row.get(0))
        .map_err(|error| problem::of(path, error))?;
    Ok(Some((held.stamp, newest != held.stamp.id.as_bytes())))
}

/// Gives the stamp of the record at a place.
pub(crate) fn at_place(on: &Connection, path: &Path, line: u32, seq: u64) -> Result<Option<Held>> {
    let sql = format!("SELECT {HELD} FROM record WHERE line = ?1 AND seq = ?2");
    select(on, path, &sql, params![line, seq]).map(|mut held| held.pop())
}

/// Gives when the newest record held of a desk was written, by its clock.
pub(crate) fn newest_at(on: &Connection, desk: DeskId) -> rusqlite::Result<Option<Millis>> {
    let at: Option<i64> = on
        .prepare_cached(
            "SELECT max((SELECT at FROM record WHERE record.line = line.line ORDER BY seq DESC LIMIT 1))
             FROM line WHERE desk = ?1",
        )?
        .query_row([desk.as_bytes()], |row| row.get(0))?;
    Ok(at.map(Millis))
}

pub(crate) fn count(on: &Connection) -> rusqlite::Result<u64> {
    on.query_row("SELECT count(*) FROM record", [], |row| row.get(0))
}

/// Gives every guest any record concerns.
pub(crate) fn subjects(on: &Connection) -> rusqlite::Result<Vec<GuestId>> {
    on.prepare("SELECT DISTINCT subject FROM record WHERE subject IS NOT NULL")?
        .query_map([], |row| row.get(0).map(GuestId::new))?
        .collect()
}

/// Gives the rows of a line after `seq` up to `tip`, ascending.
pub(crate) fn rows_after(on: &Connection, line: u32, seq: u64, tip: u64) -> rusqlite::Result<Vec<i64>> {
    on.prepare_cached("SELECT n FROM record WHERE line = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq")?
        .query_map(params![line, seq, tip], |row| row.get(0))?
        .collect()
}

/// Gives the highest seq held of a desk; 0 for none.
pub(crate) fn highest(on: &Connection, desk: DeskId) -> rusqlite::Result<u64> {
    end_below(on, desk, i64::MAX as u64)
}

/// Gives the highest seq below `seq` at which a line of a desk ends; 0 for none.
pub(crate) fn end_below(on: &Connection, desk: DeskId, seq: u64) -> rusqlite::Result<u64> {
    on.prepare_cached(
        "SELECT coalesce(max(tip), 0) FROM (SELECT (SELECT max(seq) FROM record WHERE record.line = line.line)
         AS tip FROM line WHERE desk = ?1) WHERE tip < ?2",
    )?
    .query_row(params![desk.as_bytes(), seq], |row| row.get(0))
}

/// Gives the bytes of one row.
pub(crate) fn raw_at(on: &Connection, n: i64) -> rusqlite::Result<RawRecord> {
    on.prepare_cached("SELECT header, salt, body FROM record WHERE n = ?1")?
        .query_row([n], |row| Ok(RawRecord { header: row.get(0)?, salt: row.get(1)?, body: row.get(2)? }))
}

/// The columns [`stored`] reads, in its order.
pub(super) const STORED: &str = "id, own, header, salt, body";

/// A record as it lies in the table, for the second copy and for verifying.
pub(crate) struct Stored {
    pub id: RecordId,
    pub own: bool,
    pub raw: RawRecord,
}

/// Visits every record after `n` in order of arrival.
pub(crate) fn each_after(
    on: &Connection,
    path: &Path,
    n: i64,
    mut visit: impl FnMut(Stored) -> Result<()>,
) -> Result<()> {
    let mut statement = on
        .prepare_cached(&format!("SELECT {STORED} FROM record WHERE n > ?1 ORDER BY n"))
        .map_err(|error| problem::of(path, error))?;
    let mut rows = statement.query([n]).map_err(|error| problem::of(path, error))?;
    while let Some(row) = rows.next().map_err(|error| problem::of(path, error))? {
        visit(stored(row).map_err(|error| problem::of(path, error))?)?;
    }
    Ok(())
}

/// Gives all record ids in ascending order.
pub(crate) fn ids(on: &Connection) -> rusqlite::Result<Vec<RecordId>> {
    on.prepare("SELECT id FROM record ORDER BY id")?
        .query_map([], |row| row.get(0).map(RecordId::new))?
        .collect()
}

pub(crate) fn holds(on: &Connection, id: RecordId) -> rusqlite::Result<bool> {
    on.prepare_cached("SELECT 1 FROM record WHERE id = ?1")?.exists(params![id.as_bytes()])
}

pub(crate) fn last_n(on: &Connection) -> rusqlite::Result<i64> {
    on.prepare_cached("SELECT coalesce(max(n), 0) FROM record")?.query_row([], |row| row.get(0))
}

pub(super) fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        id: RecordId::new(row.get(0)?),
        own: row.get(1)?,
        raw: RawRecord { header: row.get(2)?, salt: row.get(3)?, body: row.get(4)? },
    })
}

fn select(on: &Connection, path: &Path, sql: &str, values: impl rusqlite::Params) -> Result<Vec<Held>> {
    let mut statement = on.prepare_cached(sql).map_err(|error| problem::of(path, error))?;
    let mut rows = statement.query(values).map_err(|error| problem::of(path, error))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(|error| problem::of(path, error))? {
        found.push(held(row, path)?);
    }
    Ok(found)
}

/// Reads rows of [`HELD`] and their number after it.
fn with_row(
    on: &Connection,
    path: &Path,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<(i64, Held)>> {
    let mut statement = on.prepare_cached(sql).map_err(|error| problem::of(path, error))?;
    let mut rows = statement.query(values).map_err(|error| problem::of(path, error))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(|error| problem::of(path, error))? {
        let n = row.get(10).map_err(|error| problem::of(path, error))?;
        found.push((n, held(row, path)?));
    }
    Ok(found)
}

/// Reads a row in the order of [`HELD`]; a body that does not read is damage that names the record.
fn held(row: &Row<'_>, path: &Path) -> Result<Held> {
    let (stamp, kind, subject, body) = columns(row).map_err(|error| problem::of(path, error))?;
    let facts = match body {
        None => Vec::new(),
        Some(body) => codec::reread_body(&body)
            .map_err(|damage| problem::row(path, "record", &stamp.id.to_string(), damage))?,
    };
    Ok(Held { stamp, kind, subject, facts })
}

type Columns = (Stamp, Kind, Option<GuestId>, Option<Vec<u8>>);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    let stamp = Stamp {
        id: RecordId::new(row.get(0)?),
        line: row.get(1)?,
        seq: row.get(2)?,
        lamport: row.get(3)?,
        at: Millis(row.get(4)?),
        operator: row.get::<_, Option<[u8; 16]>>(5)?.map(OperatorId::new),
        desk: DeskId::new(row.get(9)?),
    };
    let kind = Kind::from_name(row.get_ref(6)?.as_str()?);
    Ok((stamp, kind, row.get::<_, Option<[u8; 16]>>(7)?.map(GuestId::new), row.get(8)?))
}

/// Finds where a record stands.
pub(crate) fn stamp(on: &Connection, id: RecordId) -> rusqlite::Result<Option<Stamp>> {
    let sql = format!("SELECT {HELD} FROM record WHERE id = ?1");
    on.prepare_cached(&sql)?
        .query_row([id.as_bytes()], |row| columns(row).map(|(stamp, ..)| stamp))
        .optional()
}
