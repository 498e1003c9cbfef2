//! The table, as Markdown.

use std::time::Duration;

use crate::bulk::{Import, Whole};
use crate::measure::{Alone, Beside};
use crate::merge::Merged;

pub struct Table {
    guests: usize,
    rows: String,
}

impl Table {
    pub fn new(guests: usize) -> Self {
        Self { guests, rows: String::new() }
    }

    pub fn scans(&mut self, alone: &Alone, beside: &Beside) {
        let (scans, floor) = (Spread::of(&alone.scans), Spread::of(&alone.floor));
        let busy = Spread::of(&beside.scans);
        self.rows.push_str(&floor.row("floor: append of 4 KiB + fdatasync", "1.0", ""));
        let ratio = scans.median / floor.median;
        let what = "scan: code text to decision to durable commit";
        self.rows.push_str(&scans.row(what, &format!("{ratio:.1}"), "ratio <= 2.0, p99 <= 5 ms"));
        let seconds = beside.import.as_secs_f64();
        let what = format!("scan while an import changes {} guests ({seconds:.1} s)", self.guests);
        let ratio = busy.median / floor.median;
        self.rows.push_str(&busy.row(&what, &format!("{ratio:.1}"), "p99 <= 20 ms"));
    }

    pub fn import(&mut self, import: &Import) {
        let rows = self.guests;
        let ratio = import.floor.map(|floor| import.whole.as_secs_f64() / floor.as_secs_f64());
        if let Some(floor) = import.floor {
            self.once(&format!("floor: `sqlite3 .import` of {rows} rows"), floor, "1.0", "");
        }
        self.once(&format!("import of {rows} rows, plan alone"), import.plan, "", "");
        let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.1}"));
        self.once(
            &format!("import of {rows} rows, plan and apply"),
            import.whole,
            &ratio,
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
        let busy = Spread::of(&merged.beside);
        let (records, seconds) = (merged.million.records, merged.busy.as_secs_f64());
        let what = format!("scan while a merge brings {records} records ({seconds:.1} s)");
        self.rows.push_str(&busy.row(&what, "", "p99 <= 20 ms"));
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
