//! Tables `guest`, `badge`, `foreign_code`, `occupancy`, `contradicted` and `stale`: folded guests and their look-ups.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use super::{mark, problem};
use crate::badge::BadgeNumber;
use crate::error::Result;
use crate::guest::{Field, Guest};
use crate::ids::GuestId;

/// The name in `meta` of the sweep that [`emptied`] gives.
const EMPTIED: &str = "emptied";
/// Up to whom it was looked, among those records concern, for rows that are missing.
const ROWLESS: &str = "rowless";

/// A guest's row as it stands.
pub(crate) struct Kept {
    pub guest: Guest,
    /// The zones the guest is counted in, a line each.
    pub counted: String,
    /// How many records that concern all guests the fold knew of.
    pub sweep: u64,
}

/// Finds a guest's row.
pub(crate) fn find_kept(on: &Connection, path: &Path, id: GuestId) -> Result<Option<Kept>> {
    let row: Option<(String, String, u64)> = on
        .prepare_cached("SELECT state, counted, sweep FROM guest WHERE id = ?1")
        .and_then(|mut query| {
            query.query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
        })
        .map_err(|error| problem::of(path, error))?;
    let kept =
        |(state, counted, sweep): (String, _, _)| Ok(Kept { guest: read(path, &state, id)?, counted, sweep });
    row.map(kept).transpose()
}

/// Writes a guest's folded state over `before`, with every look-up that leads to it.
pub(crate) fn put(
    on: &Connection,
    before: Option<&Kept>,
    now: &Guest,
    counted: &str,
    sweep: u64,
) -> rusqlite::Result<()> {
    if before.is_some_and(|before| before.sweep != sweep) {
        on.prepare_cached("UPDATE guest SET sweep = ?2 WHERE id = ?1")?
            .execute(params![now.id.as_bytes(), sweep])?;
    }
    let before_guest = before.map(|before| &before.guest);
    if before_guest == Some(now) && before.is_some_and(|before| before.counted == counted) {
        return Ok(());
    }
    let state =
        serde_json::to_string(now).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    if before_guest.is_some_and(|before| look_ups(before) == look_ups(now)) {
        // Leaves the indexes alone: a scan changes none of what they hold.
        on.prepare_cached("UPDATE guest SET state = ?2, counted = ?3 WHERE id = ?1")?.execute(params![
            now.id.as_bytes(),
            state,
            counted
        ])?;
    } else {
        let (listed, reference, email) = look_ups(now);
        on.prepare_cached("INSERT OR REPLACE INTO guest (id, state, listed, counted, reference, email, sweep) VALUES (?1,?2,?3,?4,?5,?6,?7)")?
            .execute(params![now.id.as_bytes(), state, listed, counted, reference, email, sweep])?;
    }
    put_ways_in(on, before_guest, now)
}

/// Gives what a row says beside the state: whether listed, reference, folded e-mail.
fn look_ups(guest: &Guest) -> (bool, Option<&str>, Option<String>) {
    let some = |field| Some(guest.field(field)).filter(|value| !value.is_empty());
    (guest.listed, some(Field::Reference), some(Field::Email).map(str::to_lowercase))
}

/// Gives what the look-ups hold of a guest counted in these zones, as [`each_look_up_row`] visits it.
pub(crate) fn look_up_rows(guest: &Guest, counted: &str) -> Vec<String> {
    let id = guest.id.as_bytes().iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    let (listed, reference, email) = look_ups(guest);
    let (listed, reference) = (u8::from(listed), reference.unwrap_or_default());
    let row = format!("row|{id}|{listed}|{counted}|{reference}|{}", email.unwrap_or_default());
    let badges = guest.badges.iter().map(|badge| badge.number);
    let badges = badges.map(|badge| format!("badge|{}|{}|{id}", badge.slot, badge.serial));
    let codes = guest.field(Field::Codes).lines().filter(|code| !code.is_empty());
    let codes = codes.map(|code| format!("code|{code}|{id}"));
    [row].into_iter().chain(badges).chain(codes).collect()
}

/// Visits what the look-ups hold: of each guest's row what is not the state, badges and foreign codes.
pub(crate) fn each_look_up_row(on: &Connection, visit: impl FnMut(&str)) -> rusqlite::Result<()> {
    let row = "SELECT 'row|' || hex(id) || '|' || listed || '|' || counted || '|' || ifnull(reference, '') || '|' || ifnull(email, '') FROM guest";
    each_row(on, &[row, BADGE_ROWS, CODE_ROWS], visit)
}

/// Gives whom records concern though the views have no row of them.
pub(crate) fn without_row(on: &Connection) -> rusqlite::Result<Vec<GuestId>> {
    let sql = "SELECT DISTINCT subject FROM record WHERE subject IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM guest WHERE guest.id = record.subject)";
    ids(on, sql, [])
}

fn put_ways_in(on: &Connection, before: Option<&Guest>, now: &Guest) -> rusqlite::Result<()> {
    if before.map(|before| &before.badges) != Some(&now.badges) {
        before.map_or(Ok(()), |before| remove_badges(on, before))?;
        put_badges(on, now)?;
    }
    if before.map(|before| before.field(Field::Codes)).unwrap_or_default() != now.field(Field::Codes) {
        put_codes(on, now)?;
    }
    Ok(())
}

fn put_badges(on: &Connection, guest: &Guest) -> rusqlite::Result<()> {
    let mut insert =
        on.prepare_cached("INSERT OR IGNORE INTO badge (slot, serial, guest) VALUES (?1,?2,?3)")?;
    for badge in &guest.badges {
        insert.execute(params![badge.number.slot, badge.number.serial, guest.id.as_bytes()])?;
    }
    Ok(())
}

fn remove_badges(on: &Connection, guest: &Guest) -> rusqlite::Result<()> {
    let mut delete = on.prepare_cached("DELETE FROM badge WHERE slot = ?1 AND serial = ?2 AND guest = ?3")?;
    for badge in &guest.badges {
        delete.execute(params![badge.number.slot, badge.number.serial, guest.id.as_bytes()])?;
    }
    Ok(())
}

fn put_codes(on: &Connection, guest: &Guest) -> rusqlite::Result<()> {
    on.prepare_cached("DELETE FROM foreign_code WHERE guest = ?1")?.execute([guest.id.as_bytes()])?;
    let mut insert = on.prepare_cached("INSERT OR IGNORE INTO foreign_code (code, guest) VALUES (?1,?2)")?;
    for code in guest.field(Field::Codes).lines().filter(|code| !code.is_empty()) {
        insert.execute(params![code, guest.id.as_bytes()])?;
    }
    Ok(())
}

/// Visits every folded guest in order of id.
pub(crate) fn each(on: &Connection, path: &Path, mut visit: impl FnMut(Guest)) -> Result<()> {
    let mut query =
        on.prepare("SELECT id, state FROM guest ORDER BY id").map_err(|error| problem::of(path, error))?;
    let mut rows = query.query([]).map_err(|error| problem::of(path, error))?;
    while let Some(row) = rows.next().map_err(|error| problem::of(path, error))? {
        let id = row.get(0).map(GuestId::new).map_err(|error| problem::of(path, error))?;
        let state: String = row.get(1).map_err(|error| problem::of(path, error))?;
        visit(read(path, &state, id)?);
    }
    Ok(())
}

pub(crate) fn with_badge(on: &Connection, number: BadgeNumber) -> rusqlite::Result<Vec<GuestId>> {
    ids(
        on,
        "SELECT guest FROM badge WHERE slot = ?1 AND serial = ?2 ORDER BY guest",
        params![number.slot, number.serial],
    )
}

pub(crate) fn with_code(on: &Connection, code: &str) -> rusqlite::Result<Vec<GuestId>> {
    ids(on, "SELECT guest FROM foreign_code WHERE code = ?1 ORDER BY guest", [code])
}

pub(crate) fn with_reference(on: &Connection, reference: &str) -> rusqlite::Result<Vec<GuestId>> {
    ids(on, "SELECT id FROM guest WHERE reference = ?1 AND listed ORDER BY id", [reference])
}

pub(crate) fn with_email(on: &Connection, email: &str) -> rusqlite::Result<Vec<GuestId>> {
    ids(on, "SELECT id FROM guest WHERE email = ?1 AND listed ORDER BY id", [email.to_lowercase()])
}

pub(crate) fn count_listed(on: &Connection) -> rusqlite::Result<u32> {
    on.query_row("SELECT count(*) FROM guest WHERE listed", [], |row| row.get(0))
}

/// Shifts how many guests are counted in some zones; "" is the event.
pub(crate) fn shift(on: &Connection, zone: &str, by: i64) -> rusqlite::Result<()> {
    on.prepare_cached(
        "INSERT INTO occupancy (zone, guests) VALUES (?1, ?2)
         ON CONFLICT (zone) DO UPDATE SET guests = guests + excluded.guests",
    )?
    .execute(params![zone, by])?;
    Ok(())
}

/// Gives how many guests are counted by zone; "" is the event.
pub(crate) fn occupancy(on: &Connection) -> rusqlite::Result<BTreeMap<String, i64>> {
    on.prepare_cached("SELECT zone, guests FROM occupancy WHERE guests <> 0")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

pub(crate) fn mark_stale(on: &Connection, guests: impl IntoIterator<Item = GuestId>) -> rusqlite::Result<()> {
    let mut insert = on.prepare_cached("INSERT OR IGNORE INTO stale (guest) VALUES (?1)")?;
    for guest in guests {
        insert.execute([guest.as_bytes()])?;
    }
    Ok(())
}

/// Marks those of some guests who have a row; gives them.
pub(crate) fn mark_stale_rows(
    on: &Connection,
    guests: &HashSet<GuestId>,
) -> rusqlite::Result<HashSet<GuestId>> {
    let mut marked = HashSet::new();
    for guest in guests {
        if has_row(on, *guest)? {
            marked.insert(*guest);
        }
    }
    mark_stale(on, marked.iter().copied())?;
    Ok(marked)
}

/// Marks every guest the views know.
pub(crate) fn mark_all_stale(on: &Connection) -> rusqlite::Result<()> {
    on.execute("INSERT OR IGNORE INTO stale (guest) SELECT id FROM guest", [])?;
    Ok(())
}

/// Says that whom records concern without a row may need one now.
pub(crate) fn look_for_rowless(on: &Connection) -> rusqlite::Result<()> {
    mark::set_local(on, ROWLESS, "")
}

/// Gives some of them, and up to whom was looked; none once all were.
pub(crate) fn some_rowless(
    on: &Connection,
    limit: usize,
) -> rusqlite::Result<Option<(Vec<GuestId>, Option<GuestId>)>> {
    let Some(after) = mark::local(on, ROWLESS)? else { return Ok(None) };
    let after: Vec<u8> =
        after.parse().map_or_else(|_| Vec::new(), |guest: GuestId| guest.as_bytes().to_vec());
    // From one subject to the next, not through all their records.
    let sql = "WITH RECURSIVE subjects (guest) AS (
                   SELECT min(subject) FROM record WHERE subject > ?1
                   UNION ALL SELECT (SELECT min(subject) FROM record WHERE subject > guest) FROM subjects
                   WHERE guest IS NOT NULL)
               SELECT guest FROM subjects WHERE guest IS NOT NULL LIMIT ?2";
    let subjects = ids(on, sql, params![after, limit])?;
    let upto = subjects.last().copied().filter(|_| subjects.len() == limit);
    let mut rowless = Vec::new();
    for guest in subjects {
        if !has_row(on, guest)? {
            rowless.push(guest);
        }
    }
    Ok(Some((rowless, upto)))
}

fn has_row(on: &Connection, guest: GuestId) -> rusqlite::Result<bool> {
    on.prepare_cached("SELECT 1 FROM guest WHERE id = ?1")?.exists([guest.as_bytes()])
}

/// Notes up to whom was looked; none: all were.
pub(crate) fn looked_for_rowless(on: &Connection, upto: Option<GuestId>) -> rusqlite::Result<()> {
    match upto {
        Some(guest) => mark::set_local(on, ROWLESS, &guest.to_string()),
        None => mark::forget_local(on, ROWLESS),
    }
}

/// Counts nobody inside any more; what rows of before `sweep` are counted in no longer holds.
pub(crate) fn empty_occupancy(on: &Connection, sweep: u64) -> rusqlite::Result<()> {
    on.execute("DELETE FROM occupancy", [])?;
    mark::set_meta(on, EMPTIED, &sweep.to_string())
}

/// Gives the sweep before which no row's count holds.
pub(crate) fn emptied(on: &Connection) -> rusqlite::Result<u64> {
    Ok(mark::meta(on, EMPTIED)?.and_then(|sweep| sweep.parse().ok()).unwrap_or(0))
}

/// Notes that records of a guest contradict each other.
pub(crate) fn mark_contradicted(on: &Connection, guest: GuestId) -> rusqlite::Result<()> {
    on.prepare_cached("INSERT OR IGNORE INTO contradicted (guest) VALUES (?1)")?
        .execute([guest.as_bytes()])?;
    Ok(())
}

/// Notes that no records of a guest contradict each other.
pub(crate) fn clear_contradicted(on: &Connection, guest: GuestId) -> rusqlite::Result<()> {
    on.prepare_cached("DELETE FROM contradicted WHERE guest = ?1")?.execute([guest.as_bytes()])?;
    Ok(())
}

/// Gives the guests of whom records contradict each other.
pub(crate) fn contradicted(on: &Connection) -> rusqlite::Result<Vec<GuestId>> {
    ids(on, "SELECT guest FROM contradicted ORDER BY guest", [])
}

pub(crate) fn is_stale(on: &Connection, guest: GuestId) -> rusqlite::Result<bool> {
    on.prepare_cached("SELECT 1 FROM stale WHERE guest = ?1")?.exists([guest.as_bytes()])
}

/// Gives some of the guests who are marked, or whose row knew of fewer than `sweeps`.
pub(crate) fn some_stale(on: &Connection, sweeps: u64, limit: usize) -> rusqlite::Result<Vec<GuestId>> {
    let marked = ids(on, "SELECT guest FROM stale ORDER BY guest LIMIT ?1", [limit])?;
    if !marked.is_empty() {
        return Ok(marked);
    }
    let sql = "SELECT id FROM guest WHERE sweep < ?1 ORDER BY sweep, id LIMIT ?2";
    ids(on, sql, params![sweeps, limit])
}

pub(crate) fn clear_stale(on: &Connection, guest: GuestId) -> rusqlite::Result<()> {
    on.prepare_cached("DELETE FROM stale WHERE guest = ?1")?.execute([guest.as_bytes()])?;
    Ok(())
}

/// Empties every view.
pub(crate) fn clear(on: &Connection) -> rusqlite::Result<()> {
    on.execute_batch("DELETE FROM guest; DELETE FROM badge; DELETE FROM foreign_code; DELETE FROM occupancy; DELETE FROM stale; DELETE FROM contradicted;")
}

/// Visits every row of every view as text, in key order, for the fingerprint.
pub(crate) fn each_view_row(on: &Connection, visit: impl FnMut(&str)) -> rusqlite::Result<()> {
    let guests = "SELECT 'guest|' || hex(id) || '|' || state FROM guest ORDER BY id";
    let heads = "SELECT 'occupancy|' || zone || '|' || guests FROM occupancy WHERE guests <> 0 ORDER BY zone";
    each_row(on, &[guests, BADGE_ROWS, CODE_ROWS, heads], visit)
}

const BADGE_ROWS: &str =
    "SELECT 'badge|' || slot || '|' || serial || '|' || hex(guest) FROM badge ORDER BY slot, serial, guest";
const CODE_ROWS: &str = "SELECT 'code|' || code || '|' || hex(guest) FROM foreign_code ORDER BY code, guest";

fn each_row(on: &Connection, queries: &[&str], mut visit: impl FnMut(&str)) -> rusqlite::Result<()> {
    for sql in queries {
        let mut query = on.prepare(sql)?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            visit(row.get_ref(0)?.as_str()?);
        }
    }
    Ok(())
}

fn ids(on: &Connection, sql: &str, values: impl rusqlite::Params) -> rusqlite::Result<Vec<GuestId>> {
    on.prepare_cached(sql)?.query_map(values, |row| row.get(0).map(GuestId::new))?.collect()
}

fn read(path: &Path, state: &str, id: GuestId) -> Result<Guest> {
    serde_json::from_str(state).map_err(|error| problem::row(path, "guest", &id.to_string(), error))
}

/// Takes a guest's row and look-ups away; for a badge whose guest turned out to be another, and for whoever
/// no record that counts concerns any more.
pub(crate) fn remove(on: &Connection, before: &Guest) -> rusqlite::Result<()> {
    on.prepare_cached("DELETE FROM guest WHERE id = ?1")?.execute([before.id.as_bytes()])?;
    clear_contradicted(on, before.id)?;
    on.prepare_cached("DELETE FROM foreign_code WHERE guest = ?1")?.execute([before.id.as_bytes()])?;
    remove_badges(on, before)
}
