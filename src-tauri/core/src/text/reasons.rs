//! What is said at the door: reasons and notes; short, as spoken to a guard.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeZone};
use chrono_tz::Tz;

use super::Text;
use super::names::in_chinese;
use crate::admission::{Decision, DecisionKind, Note, Reason};
use crate::clock::Millis;
use crate::guest::Guest;
use crate::ids::DeskId;
use crate::settings::Settings;

/// Up to how many milliseconds ago something is said in seconds instead of by the clock.
const RECENT_MS: i64 = 100_000;

/// What turns the ids and times of a reason into words.
#[derive(Clone, Copy)]
pub struct Names<'n> {
    pub settings: &'n Settings,
    pub desks: &'n BTreeMap<DeskId, String>,
    /// The moment the sentence is read.
    pub now: Millis,
}

impl Names<'_> {
    /// Gives a desk's name; of one not known the first digits of its id.
    pub fn desk(&self, desk: DeskId) -> String {
        self.desks.get(&desk).cloned().unwrap_or_else(|| desk.to_string().chars().take(8).collect())
    }

    /// Gives the labels of steps, in a row.
    pub fn steps(&self, keys: &[String]) -> Text {
        let label = |key: &String| {
            self.settings.step(key).map_or_else(|| Text::new(key, key), |step| step.label_text())
        };
        let (en, zh): (Vec<_>, Vec<_>) = keys.iter().map(label).map(|text| (text.en, text.zh)).unzip();
        Text::new(en.join(", "), zh.join("、"))
    }

    /// Gives a moment of the past: "40 s ago", else by the clock.
    pub fn past(&self, moment: Millis) -> Text {
        match self.now.since(moment) {
            recent @ 0..RECENT_MS => {
                let seconds = recent / 1000;
                Text::new(format!("{seconds} s ago"), format!("{seconds} 秒前"))
            }
            _ => self.clock(moment),
        }
    }

    /// Gives a moment by the event's clock: "20:03", with the date where it is not today's.
    pub fn clock(&self, moment: Millis) -> Text {
        let (then, now) = (self.local(moment), self.local(self.now));
        let time = then.format("%H:%M");
        if then.date_naive() == now.date_naive() {
            return Text::new(time.to_string(), time.to_string());
        }
        Text::new(then.format("%-d %b %H:%M").to_string(), then.format("%-m月%-d日 %H:%M").to_string())
    }

    fn local(&self, moment: Millis) -> DateTime<Tz> {
        let utc = DateTime::from_timestamp_millis(moment.0).unwrap_or_default();
        self.settings.event.timezone.from_utc_datetime(&utc.naive_utc())
    }
}

impl Reason {
    /// Says the reason in a sentence.
    pub fn text(&self, names: &Names) -> Text {
        match self {
            Self::OtherEvent => Text::new("This badge is for another event.", "这是其他活动的胸卡。"),
            Self::NotAuthentic => Text::new("This badge is not genuine.", "胸卡未通过验证，不是真的。"),
            Self::UnknownCode => Text::new("This code is not known here.", "系统中没有这个码。"),
            Self::NotABadge => Text::new("This is not a badge.", "这不是胸卡上的码。"),
            Self::AmbiguousCode => {
                Text::new("This code belongs to more than one guest.", "此码对应不止一位来宾。")
            }
            Self::IssuedElsewhere => Text::new(
                "Genuine badge, issued at another desk; this desk does not know the guest yet.",
                "胸卡是真的，由其他工作台签发；本台尚无此来宾资料。",
            ),
            Self::BadgeRevoked => Text::new("This badge has been revoked.", "此胸卡已作废。"),
            Self::BadgeReplaced => {
                Text::new("This badge has been replaced by another.", "此胸卡已换发，旧卡无效。")
            }
            Self::GuestCancelled => Text::new("The invitation has been cancelled.", "该来宾的邀请已取消。"),
            Self::GuestBlocked => Text::new("This guest is blocked.", "该来宾已被禁止入场。"),
            Self::NotApproved => Text::new("This guest has not been approved.", "该来宾尚未获批准。"),
            Self::WatchList => Text::new("Please ask a supervisor.", "请找主管确认。"),
            Self::WrongZone { zone } => Text::new(
                format!("This guest may not enter {zone}."),
                format!("该来宾不可进入{}。", in_chinese(zone)),
            ),
            Self::TooEarly { opens } => {
                let time = names.clock(*opens);
                Text::new(format!("Doors open at {}.", time.en), format!("{} 开始入场。", time.zh))
            }
            Self::TooLate { closed } => {
                let time = names.clock(*closed);
                Text::new(format!("Doors closed at {}.", time.en), format!("入场已于 {} 结束。", time.zh))
            }
            Self::AlreadyInside { zone, since, checkpoint, desk } => {
                already_inside(names, zone, *since, checkpoint, *desk)
            }
            Self::ReentryForbidden { left } => {
                let time = since(&names.past(*left), names.now.since(*left));
                Text::new(
                    format!("Left {}; coming back is not allowed.", time.en),
                    format!("{}已离场，不可再次入场。", time.zh),
                )
            }
            Self::EntryStopped => Text::new("Entry is stopped.", "已停止入场。"),
            Self::CapacityReached { zone, inside, capacity, others_at } => {
                capacity_reached(names, zone.as_deref(), *inside, *capacity, *others_at)
            }
            Self::ScreeningFailed { steps } => screening(names, steps, "Screening failed", "安检未通过"),
            Self::ScreeningMissing { steps } => screening(names, steps, "Screening missing", "安检未完成"),
            Self::ScreeningExpired { steps } => {
                screening(names, steps, "Screening needed again", "需要重新安检")
            }
        }
    }
}

impl Note {
    /// Says the note about a guest in a sentence: of a party how many are still to be named.
    pub fn text_about(&self, guest: Option<&Guest>, names: &Names) -> Text {
        match (self, guest.map(|guest| guest.party.unnamed())) {
            (Self::PartyExpected, Some(unnamed @ 1..)) => Text::new(
                format!("Party: {unnamed} more, not yet named. Ask who they are."),
                format!("同行还有 {unnamed} 人未登记姓名，请询问并登记。"),
            ),
            _ => self.text(names),
        }
    }

    /// Says the note in a sentence.
    pub fn text(&self, names: &Names) -> Text {
        match self {
            Self::Attention => Text::new("Mind the note about this guest.", "请留意该来宾的入口提示。"),
            Self::Vip => Text::new("VIP: greet and accompany.", "贵宾，请接待引导。"),
            Self::PartyExpected => Text::new("Others of the party are expected.", "同行人员尚未到齐。"),
            Self::NotInside => {
                Text::new("Was not inside; the exit is kept.", "该来宾原本不在场内；离场已记录。")
            }
            Self::ExitRepeated => Text::new(
                "Has already gone out here: did the guest come back in?",
                "已在此离场：来宾中途回来过吗？",
            ),
            Self::ScreenedInFront => Text::new("Screened by the lane in front.", "安检由前面的通道负责。"),
            Self::WouldStop { reason } => {
                let reason = reason.text(names);
                Text::new(format!("On entry: {}", reason.en), format!("若入场：{}", reason.zh))
            }
        }
    }
}

impl Decision {
    /// Says the decision in its headline: the first reason, or that the guest may pass.
    pub fn text(&self, names: &Names) -> Text {
        match (self.kind, self.headline()) {
            (_, Some(reason)) => reason.text(names),
            (kind, None) => kind.text(),
        }
    }
}

impl DecisionKind {
    /// Says the decision in one word.
    pub fn text(self) -> Text {
        match self {
            Self::Admit => Text::new("Admit", "放行"),
            Self::Refer => Text::new("Check first", "请先核实"),
            Self::Refuse => Text::new("Do not admit", "不得入场"),
        }
    }
}

fn already_inside(names: &Names, zone: &str, since_at: Millis, checkpoint: &str, desk: DeskId) -> Text {
    let age = names.now.since(since_at);
    let (past, desk) = (names.past(since_at), names.desk(desk));
    let en = if (0..RECENT_MS).contains(&age) { past.en } else { format!("since {}", past.en) };
    Text::new(
        format!("Already inside {zone}: {en}, by {checkpoint} at {desk}."),
        format!(
            "已在{}内：{}由{}（{}）入场。",
            in_chinese(zone),
            past.zh,
            in_chinese(checkpoint),
            in_chinese(&desk)
        ),
    )
}

/// Puts a past moment into the middle of a sentence.
fn since(past: &Text, age: i64) -> Text {
    let recent = (0..RECENT_MS).contains(&age);
    let en = if recent { past.en.clone() } else { format!("at {}", past.en) };
    let zh = if recent { past.zh.clone() } else { format!("{} ", past.zh) };
    Text::new(en, zh)
}

fn capacity_reached(
    names: &Names,
    zone: Option<&str>,
    inside: i64,
    capacity: u32,
    others_at: Option<Millis>,
) -> Text {
    let others = others_at.map(|at| names.clock(at));
    let (en, zh) = others.map_or_else(Default::default, |at| {
        (format!(" Other desks as of {}.", at.en), format!("其他工作台数据截至 {}。", at.zh))
    });
    let (place_en, place_zh) = zone.map_or(("The event", "活动"), |zone| (zone, in_chinese(zone)));
    Text::new(
        format!("{place_en} is full: {inside} of {capacity}.{en}"),
        format!("{place_zh}已满：{inside}/{capacity}。{zh}"),
    )
}

fn screening(names: &Names, steps: &[String], en: &str, zh: &str) -> Text {
    let steps = names.steps(steps);
    Text::new(format!("{en}: {}.", steps.en), format!("{zh}：{}。", steps.zh))
}
