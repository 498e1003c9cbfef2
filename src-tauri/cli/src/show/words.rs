//! The words for closed sets.

use gatehouse_core::admission::DecisionKind;
use gatehouse_core::guest::{BadgeState, Status};
use gatehouse_core::settings::Direction;
use gatehouse_core::text::Lang;
use gatehouse_core::view::{PresenceState, StepState};

use crate::lang::pick;

/// Gives the decision as the window words it, in capitals where there are any.
pub fn decision(kind: DecisionKind, lang: Lang) -> String {
    kind.text().in_lang(lang).to_uppercase()
}

/// Counts things: "1 record", "2 records".
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Counts records.
pub fn records(number: u64) -> String {
    count(number, "record", "records")
}

/// Shows an RFC 3339 time as a person reads it, by the event's clock: "2026-11-28 20:03:05".
pub fn time(rfc3339: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(rfc3339)
        .map_or_else(|_| rfc3339.to_owned(), |time| time.format("%Y-%m-%d %H:%M:%S").to_string())
}

pub fn direction(direction: Direction, lang: Lang) -> &'static str {
    match direction {
        Direction::Entry => pick(lang, "entry", "入场"),
        Direction::Exit => pick(lang, "exit", "离场"),
    }
}

pub fn status(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Approved => pick(lang, "approved", "已批准"),
        Status::Pending => pick(lang, "pending", "待批准"),
        Status::Cancelled => pick(lang, "cancelled", "已取消"),
        Status::Blocked => pick(lang, "blocked", "已禁止"),
    }
}

pub fn presence(state: PresenceState, lang: Lang) -> &'static str {
    match state {
        PresenceState::Expected => pick(lang, "expected", "未到"),
        PresenceState::Inside => pick(lang, "inside", "在场"),
        PresenceState::Left => pick(lang, "left", "已离场"),
    }
}

pub fn step(state: StepState, lang: Lang) -> &'static str {
    match state {
        StepState::NotDone => pick(lang, "not done", "未检"),
        StepState::Passed => pick(lang, "passed", "已通过"),
        StepState::Failed => pick(lang, "failed", "未通过"),
        StepState::Waived => pick(lang, "waived", "已免检"),
        StepState::Expired => pick(lang, "expired", "已失效"),
    }
}

pub fn badge(state: BadgeState, lang: Lang) -> &'static str {
    match state {
        BadgeState::Active => pick(lang, "active", "有效"),
        BadgeState::Revoked => pick(lang, "revoked", "已作废"),
        BadgeState::Replaced => pick(lang, "replaced", "已换发"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_not_said_as_many() {
        assert_eq!([0, 1, 2].map(records), ["0 records", "1 record", "2 records"]);
    }

    #[test]
    fn a_time_is_read_by_the_events_clock_and_what_is_none_is_left() {
        assert_eq!(time("2026-11-28T20:03:05.123+08:00"), "2026-11-28 20:03:05");
        assert_eq!(time("yesterday"), "yesterday");
    }
}
