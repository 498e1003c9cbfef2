//! The words for closed sets.

use gatehouse_core::admission::DecisionKind;
use gatehouse_core::guest::{BadgeState, Status};
use gatehouse_core::settings::Direction;
use gatehouse_core::text::Lang;
use gatehouse_core::view::{PresenceState, StepState};

use crate::lang::pick;

pub fn decision(kind: DecisionKind, lang: Lang) -> &'static str {
    match kind {
        DecisionKind::Admit => pick(lang, "ADMIT", "放行"),
        DecisionKind::Refer => pick(lang, "REFER", "待处理"),
        DecisionKind::Refuse => pick(lang, "REFUSE", "拒绝"),
    }
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
        StepState::NotDone => pick(lang, "not done", "未做"),
        StepState::Passed => pick(lang, "passed", "通过"),
        StepState::Failed => pick(lang, "failed", "未通过"),
        StepState::Waived => pick(lang, "waived", "免检"),
        StepState::Expired => pick(lang, "expired", "已过期"),
    }
}

pub fn badge(state: BadgeState, lang: Lang) -> &'static str {
    match state {
        BadgeState::Active => pick(lang, "active", "有效"),
        BadgeState::Revoked => pick(lang, "revoked", "已作废"),
        BadgeState::Replaced => pick(lang, "replaced", "已换新"),
    }
}
