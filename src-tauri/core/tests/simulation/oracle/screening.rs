//! What each step of the security check is worth.

use serde_json::Value;

use super::Oracle;
use super::presence::Passages;
use crate::book::At;

impl Oracle<'_> {
    /// Gives what a step shows; none where nothing was ever stated.
    pub(super) fn step(
        &self,
        records: &[At],
        step: &str,
        per_entry: bool,
        passages: &Passages,
    ) -> Option<&'static str> {
        let stated: Vec<(At, &Value)> =
            self.stated(records, "StepResult").filter(|(_, fact)| fact["step"] == step).collect();
        let clears = |fact: &Value| fact["role"] == "supervisor" || fact["role"] == "organiser";
        let replaced = |(at, fact): &(At, &Value)| {
            stated.iter().any(|(later, by)| {
                self.book.had_seen(*later, *at) && (fact["outcome"] != "fail" || clears(by))
            })
        };
        let endings = if per_entry { passages.endings(self) } else { Vec::new() };
        let left: Vec<&(At, &Value)> = stated.iter().filter(|one| !replaced(one)).collect();
        let holds = |at: At| endings.iter().all(|ending| self.book.had_seen(at, *ending));
        let any = |outcome: &str, must_hold: bool| {
            left.iter().any(|(at, fact)| fact["outcome"] == outcome && (!must_hold || holds(*at)))
        };
        match () {
            () if left.is_empty() => None,
            () if any("fail", false) => Some("failed"),
            () if any("waive", true) => Some("waived"),
            () if any("pass", true) => Some("passed"),
            () => Some("expired"),
        }
    }
}
