//! The table, as Markdown.

use std::time::Duration;

use crate::bulk::{Import, Whole};
use crate::measure::{Alone, Beside};
use crate::merge::Merged;
use crate::search::Keystrokes;

pub struct Table {
    guests: usize,
    rows: String,
}

impl Table {
    pub fn new(guests: usize) -> Self {
        Self { guests, rows: String::new() }
    }

    pub fn search(&mut self, keystrokes: &Keystrokes) {
        let (ours, floor) = (Spread::of(&keystrokes.ours), Spread::of(&keystrokes.floor));
        self.rows.push_str(&floor.row("floor: `LIKE '%q%'` over the same values", "1.0", ""));
        let what = format!("search, a keystroke among {} guests", keystrokes.guests);
        let ratio = format!("{:.2}", ours.median / floor.median);
        self.rows.push_str(&ours.row(&what, &ratio, "p99 <= 10 ms"));
    }

    pub fn scans(&mut self, alone: &Alone, beside: &Beside) {
        let (scans, floor) = (Spread::of(&alone.scans), Spread::of(&alone.floor));
        self.rows.push_str(&floor.row("floor: append of 4 KiB + fdatasync", "1.0", ""));
        let ratio = scans.median / floor.median;
        let what = "scan: code text to decision to durable commit";
        self.rows.push_str(&scans.row(what, &format!("{ratio:.1}"), "ratio <= 2.0, p99 <= 5 ms"));
        let what = format!("scan while an import changes {} guests", self.guests);
        self.beside(&what, beside, Some(floor.median));
    }

    pub fn backup(&mut self, beside: &Beside) {
        self.beside("scan while a backup runs", beside, None);
    }

    /// Adds the row of scans while something else ran, with how long that took.
    fn beside(&mut self, what: &str, beside: &Beside, floor: Option<f64>) {
        let busy = Spread::of(&beside.scans);
        let what = format!("{what} ({:.1} s)", beside.other.as_secs_f64());
        let ratio = floor.map_or_else(String::new, |floor| format!("{:.1}", busy.median / floor));
        self.rows.push_str(&busy.row(&what, &ratio, "p99 <= 20 ms"));
    }

    pub fn import(&mut self, import: &Import) {
        let rows = self.guests;
        let ratio = import.whole.as_secs_f64() / import.floor.as_secs_f64();
        self.once(&format!("floor: {} of {rows} rows", import.floor_is), import.floor, "1.0", "");
        self.once(&format!("import of {rows} rows, plan alone"), import.plan, "", "");
        self.once(
            &format!("import of {rows} rows, plan and apply"),
            import.whole,
            &format!("{ratio:.1}"),
            "<= 3 s, ratio <= 12",
        );
    }

    pub fn whole(&mut self, whole: &Whole) {
        self.once(&format!("rebuild of the views, {} records", whole.records), whole.rebuild, "", "<= 20 s");
        self.once(&format!("verify, {} records", whole.records), whole.verify, "", "<= 5 s");
    }

    pub fn merge(&mut self, merged: &Merged) {
        for (took, target) in [(&merged.evening, "<= 3 s"), (&merged.million, "<= 40 s")] {
            self.once(&format!("merge of {} new records", took.records), took.took, "", target);
        }
        let bytes = merged.evening.bytes / merged.evening.records.max(1);
        let what = "bundle, bytes a record of screening and scans";
        self.rows.push_str(&format!("| {what} | 1 | {bytes} bytes | | | <= 150 bytes |\n"));
        let what = format!("scan while a merge brings {} records", merged.million.records);
        self.beside(&what, &merged.beside, None);
    }

    fn once(&mut self, what: &str, took: Duration, ratio: &str, target: &str) {
        let millis = took.as_secs_f64() * 1_000.0;
        self.rows.push_str(&format!("| {what} | 1 | {millis:.0} | | {ratio} | {target} |\n"));
    }

    pub fn markdown(&self) -> String {
        let guests = self.guests;
        let head =
            "| what | runs | median ms | p99 ms | ratio (median) | target |\n|---|---|---|---|---|---|\n";
        format!("A desk with {guests} guests and 1,000,000 records\n\n{head}{}", self.rows)
    }
}

/// Median and 99th percentile, in milliseconds.
struct Spread {
    runs: usize,
    median: f64,
    p99: f64,
}

impl Spread {
    fn of(times: &[Duration]) -> Self {
        let mut sorted: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1_000.0).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |share: usize| sorted.get((sorted.len() * share / 100).min(sorted.len().saturating_sub(1)));
        let at = |share| at(share).copied().unwrap_or(f64::NAN);
        Self { runs: sorted.len(), median: at(50), p99: at(99) }
    }

    fn row(&self, what: &str, ratio: &str, target: &str) -> String {
        format!("| {what} | {} | {:.2} | {:.2} | {ratio} | {target} |\n", self.runs, self.median, self.p99)
    }
}
