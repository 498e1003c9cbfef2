//! Tables `line` and `seen`: ancestry as the journal's own look-up.

use rusqlite::{Connection, params};

use crate::ids::DeskId;
use crate::journal::ancestry::{Ancestry, LineRow, Place, Seen, SeenRow};

/// Reads all of ancestry.
pub(crate) fn ancestry(on: &Connection) -> rusqlite::Result<Ancestry> {
    Ok(Ancestry::from_rows(lines(on)?, seen(on)?))
}

/// Adds a new line and what its first record had seen.
pub(crate) fn put(on: &Connection, row: &LineRow, seen: &Seen) -> rusqlite::Result<()> {
    on.prepare_cached("INSERT INTO line (line, desk, parent_line, parent_seq) VALUES (?1,?2,?3,?4)")?
        .execute(params![
            row.line,
            row.desk.as_bytes(),
            row.parent.map(|(line, _)| line),
            row.parent.map(|(_, seq)| seq)
        ])?;
    put_seen(on, row.line, row.tip_seq, seen)
}

/// Stores what the record at (`line`, `seq`) had seen of other lines.
pub(crate) fn put_seen(on: &Connection, line: u32, seq: u64, seen: &Seen) -> rusqlite::Result<()> {
    let mut insert = on.prepare_cached(
        "INSERT OR REPLACE INTO seen (line, seq, other_line, other_seq) VALUES (?1,?2,?3,?4)",
    )?;
    for (other_line, other_seq) in seen {
        insert.execute(params![line, seq, other_line, other_seq])?;
    }
    Ok(())
}

/// Tells that the record at `later` had seen the one at `earlier`, by what is stored this moment.
pub(crate) fn sees(on: &Connection, later: Place, earlier: Place) -> rusqlite::Result<bool> {
    if later.0 == earlier.0 {
        return Ok(earlier.1 < later.1);
    }
    on.prepare_cached(
        "SELECT 1 FROM seen WHERE line = ?1 AND other_line = ?3 AND other_seq >= ?4
         AND seq = (SELECT max(seq) FROM seen WHERE line = ?1 AND seq <= ?2)",
    )?
    .exists(params![later.0, later.1, earlier.0, earlier.1])
}

fn lines(on: &Connection) -> rusqlite::Result<Vec<LineRow>> {
    on.prepare_cached(
        "SELECT line, desk, parent_line, parent_seq,
                coalesce((SELECT max(seq) FROM record WHERE record.line = line.line), 0) FROM line ORDER BY line",
    )?
    .query_map([], |row| {
        let parent: (Option<u32>, Option<u64>) = (row.get(2)?, row.get(3)?);
        Ok(LineRow {
            line: row.get(0)?,
            desk: DeskId::new(row.get(1)?),
            parent: parent.0.zip(parent.1),
            tip_seq: row.get(4)?,
        })
    })?
    .collect()
}

fn seen(on: &Connection) -> rusqlite::Result<Vec<SeenRow>> {
    on.prepare_cached("SELECT line, seq, other_line, other_seq FROM seen")?
        .query_map([], |row| {
            Ok(SeenRow { line: row.get(0)?, seq: row.get(1)?, seen_line: row.get(2)?, seen_seq: row.get(3)? })
        })?
        .collect()
}
