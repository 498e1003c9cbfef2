//! Which backups there are, when the next is due and which are kept: rules over names alone.
//!
//! Owns the names under `backups/` and nothing of what lies in them; asks no clock and touches no file.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime};

use crate::clock::Millis;

/// At the soonest this long after the one before, in milliseconds.
pub const EVERY: i64 = 60_000;
/// So many are kept whatever their age.
const NEWEST: usize = 5;
const TEN_MINUTES: i64 = 600_000;
const HOUR: i64 = 3_600_000;
/// One of every ten minutes is kept until it is so old, in milliseconds.
const CLOSE: i64 = 2 * HOUR;

const PREFIX: &str = "backup-";
const TIME: &str = "%Y%m%dT%H%M%SZ";

/// A backup by its name: when it was made and how many records it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BackupName {
    at: Millis,
    records: i64,
}

impl BackupName {
    /// Names a backup; the time is kept to the second.
    pub fn new(at: Millis, records: i64) -> Self {
        Self { at: Millis(at.0.div_euclid(1_000) * 1_000), records }
    }

    /// Gives when it was made, by this desk's clock.
    pub fn at(self) -> Millis {
        self.at
    }

    /// Gives how far the journal reached that is in it: the number of its last row.
    pub fn records(self) -> i64 {
        self.records
    }
}

impl fmt::Display for BackupName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = DateTime::from_timestamp_millis(self.at.0).unwrap_or_default();
        write!(out, "{PREFIX}{}-{}", at.format(TIME), self.records)
    }
}

/// A name that is no backup's.
#[derive(Debug, PartialEq, Eq)]
pub struct NotABackup;

impl FromStr for BackupName {
    type Err = NotABackup;

    fn from_str(name: &str) -> Result<Self, NotABackup> {
        let (time, records) =
            name.strip_prefix(PREFIX).and_then(|rest| rest.rsplit_once('-')).ok_or(NotABackup)?;
        let time = NaiveDateTime::parse_from_str(time, TIME).map_err(|_| NotABackup)?;
        let records = records.parse().map_err(|_| NotABackup)?;
        let read = Self::new(Millis(time.and_utc().timestamp_millis()), records);
        if read.to_string() == name { Ok(read) } else { Err(NotABackup) }
    }
}

/// Tells whether a journal of so many records is to be backed up now.
///
/// A clock that was set back makes none due early or late by more than [`EVERY`].
pub fn is_due(there: &BTreeSet<BackupName>, records: i64, now: Millis) -> bool {
    let is_fresh = |name: &BackupName| (0..EVERY).contains(&now.since(name.at));
    !there.iter().any(|name| name.records == records || is_fresh(name))
}

/// Gives the backups nobody needs: all but the newest five, one of every ten minutes of the last two hours
/// and one of every hour.
///
/// Of a stretch of time the first stays, so that what is kept once is not replaced by a later one. One whose
/// time is yet to come was made before the clock was set back, and is none of the newest.
pub fn superfluous(there: &BTreeSet<BackupName>, now: Millis) -> BTreeSet<BackupName> {
    let past = there.iter().rev().filter(|name| name.at <= now);
    let mut kept: BTreeSet<BackupName> = past.take(NEWEST).copied().collect();
    let is_close = |name: &&BackupName| now.since(name.at) < CLOSE;
    kept.extend(first_of_each(there.iter().filter(is_close), TEN_MINUTES));
    kept.extend(first_of_each(there.iter(), HOUR));
    there - &kept
}

/// Gives the first of every stretch of so many milliseconds; `names` ascend.
fn first_of_each<'n>(
    names: impl Iterator<Item = &'n BackupName>,
    stretch: i64,
) -> impl Iterator<Item = BackupName> {
    let mut first = BTreeMap::new();
    for name in names {
        first.entry(name.at.0.div_euclid(stretch)).or_insert(*name);
    }
    first.into_values()
}
