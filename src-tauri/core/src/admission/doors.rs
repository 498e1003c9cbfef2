//! Doors: when the event lets people in, in its own time zone (pure).

use chrono::{Datelike, LocalResult, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::clock::Millis;
use crate::settings::EventSettings;

/// Gives the moment the doors open; in a doubled hour the first.
pub fn opens(event: &EventSettings) -> Option<Millis> {
    let local = parse(event.doors_open.as_deref()?)?;
    Some(instant(local, event.timezone, |first, _| first))
}

/// Gives the moment the doors close; in a doubled hour the second.
pub fn closes(event: &EventSettings) -> Option<Millis> {
    let local = parse(event.doors_close.as_deref()?)?;
    Some(instant(local, event.timezone, |_, second| second))
}

/// Reads a local time as settings write it: "2026-11-28 18:00", seconds if wanted; years have four digits.
pub fn parse(text: &str) -> Option<NaiveDateTime> {
    let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let read = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok());
    read.filter(|time| (1_000..=9_999).contains(&time.year()))
}

/// Gives the instant of a local time; one in a skipped hour is the moment the clocks jump.
///
/// So doors "at 02:30" in a night without a half past two open when the clock goes from 02:00 to 03:00.
fn instant(local: NaiveDateTime, zone: Tz, doubled: fn(i64, i64) -> i64) -> Millis {
    let at = |local: NaiveDateTime| match zone.from_local_datetime(&local) {
        LocalResult::Single(time) => Some(time.timestamp_millis()),
        LocalResult::Ambiguous(first, second) => {
            Some(doubled(first.timestamp_millis(), second.timestamp_millis()))
        }
        LocalResult::None => None,
    };
    // No zone has ever skipped more than a day, and every skip begins on a full minute of UTC offset tables.
    let before =
        (0..=24 * 60).find_map(|minutes| at(local - TimeDelta::minutes(minutes) - seconds_of(local)));
    Millis(
        at(local).or(before.map(|last| last + 60_000)).unwrap_or_else(|| local.and_utc().timestamp_millis()),
    )
}

fn seconds_of(local: NaiveDateTime) -> TimeDelta {
    use chrono::Timelike;
    TimeDelta::seconds(local.second().into())
}
