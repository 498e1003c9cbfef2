//! The table, as Markdown.

use std::time::Duration;

use crate::measure::{Alone, Beside};

pub fn markdown(guests: usize, records: u64, alone: &Alone, beside: &Beside) -> String {
    let (scans, floor) = (Spread::of(&alone.scans), Spread::of(&alone.floor));
    let busy = Spread::of(&beside.scans);
    let ratio = scans.median / floor.median;
    let mut text =
        format!("Scan: code text to decision to durable commit; {guests} guests, {records} records\n\n");
    text.push_str(
        "| what | runs | median ms | p99 ms | ratio (median) | target |\n|---|---|---|---|---|---|\n",
    );
    text.push_str(&floor.row("floor: append of 4 KiB + fdatasync", "1.0", ""));
    text.push_str(&scans.row("scan", &format!("{ratio:.1}"), "ratio <= 2.0, p99 <= 5 ms"));
    let while_importing =
        format!("scan while an import of {guests} rows runs ({:.1} s)", beside.import.as_secs_f64());
    let ratio = busy.median / floor.median;
    text.push_str(&busy.row(&while_importing, &format!("{ratio:.1}"), "p99 <= 20 ms"));
    text
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
