#![allow(clippy::unwrap_used)]

use super::*;

const MINUTE: i64 = 60_000;
/// 2026-11-28 18:00 UTC, a full hour.
const EVENING: i64 = 1_795_888_800_000;

fn at(minutes: i64) -> BackupName {
    BackupName::new(Millis(EVENING + minutes * MINUTE), minutes)
}

fn minutes(names: impl IntoIterator<Item = BackupName>) -> Vec<i64> {
    names.into_iter().map(|name| (name.at().0 - EVENING).div_euclid(MINUTE)).collect()
}

/// An evening with one backup a minute, thinned after each; gives what is left.
fn evening(length: i64) -> BTreeSet<BackupName> {
    let mut there = BTreeSet::new();
    for minute in 0..=length {
        there.insert(at(minute));
        let now = Millis(EVENING + minute * MINUTE);
        there = &there - &superfluous(&there, now);
    }
    there
}

#[test]
fn a_name_says_when_and_how_much_and_nothing_else_is_one() {
    let name = BackupName::new(Millis(EVENING + 1_999), 12_345);
    assert_eq!(name.to_string(), "backup-20261128T180001Z-12345");
    assert_eq!("backup-20261128T180001Z-12345".parse(), Ok(name));
    for other in [
        "backup-20261128T180001Z",
        "backup-20261128T180001Z-x",
        "backup-20261128T180001Z-007",
        ".part-backup-20261128T180001Z-7",
        "backup-20261128T180001Z-7.old",
        "",
    ] {
        assert_eq!(other.parse::<BackupName>(), Err(NotABackup), "{other}");
    }
}

#[test]
fn one_is_due_a_minute_after_the_last_and_only_when_something_changed() {
    /// Backups as (time, records), the journal's records, the time, whether one is due.
    type Case = (&'static [(i64, i64)], i64, i64, bool);
    let cases: [Case; 8] = [
        (&[], 1, 0, true),
        (&[(0, 5)], 6, 59_999, false),
        (&[(0, 5)], 6, 60_000, true),
        (&[(0, 5)], 5, 3_600_000, false),
        // The clock was set back an hour: the next is due at once, and the one after that a minute later.
        (&[(3_600_000, 5)], 6, 0, true),
        (&[(3_600_000, 5), (0, 6)], 7, 59_999, false),
        (&[(3_600_000, 5), (0, 6)], 7, 60_000, true),
        (&[(3_600_000, 5), (0, 6)], 6, 7_200_000, false),
    ];
    for (there, records, now, expected) in cases {
        let names = there.iter().map(|(at, records)| BackupName::new(Millis(*at), *records)).collect();
        assert_eq!(is_due(&names, records, Millis(now)), expected, "{there:?}, {records} at {now}");
    }
}

#[test]
fn the_newest_five_one_of_ten_minutes_for_two_hours_and_one_an_hour_are_kept() {
    let cases: [(i64, &[i64]); 5] = [
        (3, &[0, 1, 2, 3]),
        (7, &[0, 3, 4, 5, 6, 7]),
        (25, &[0, 10, 20, 21, 22, 23, 24, 25]),
        (125, &[0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 121, 122, 123, 124, 125]),
        (
            300,
            &[
                0, 60, 120, 180, 190, 200, 210, 220, 230, 240, 250, 260, 270, 280, 290, 296, 297, 298, 299,
                300,
            ],
        ),
    ];
    for (length, expected) in cases {
        let mut expected = expected.to_vec();
        // Ten minutes older than two hours are told apart by the hour alone.
        expected.retain(|minute| length - minute < 120 || minute % 60 == 0);
        assert_eq!(minutes(evening(length)), expected, "after {length} minutes");
    }
}

#[test]
fn after_a_clock_was_set_back_the_newest_are_those_made_since() {
    let before = [600, 601, 610, 720, 730, 740, 750];
    let since = [0, 1, 2, 3, 4, 5];
    let there = before.into_iter().chain(since).map(at).collect();
    let gone = superfluous(&there, Millis(EVENING + 5 * MINUTE));
    assert_eq!(minutes(gone), [601], "0 is the first of its hour, 1 to 5 are the newest");
}
