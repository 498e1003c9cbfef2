//! Findings in words.

use std::collections::BTreeSet;

use super::Text;
use super::names::in_chinese;
use crate::badge::BadgeNumber;
use crate::finding::guest::Matter;
use crate::guest::Field;

/// Says that somebody was let in at two desks.
pub fn double_entry(guest: &str, zone: &str, desks: [&str; 2]) -> Text {
    let [one, other] = desks;
    Text::new(
        format!("{guest} was let into {zone} twice: at {one} and at {other}."),
        format!("{guest}两次被放行进入{}：{}和{}。", in_chinese(zone), in_chinese(one), in_chinese(other)),
    )
}

/// Says that a desk id is in use on two laptops.
pub fn cloned_desk(desk: &str) -> Text {
    Text::new(
        format!("{desk} goes on in two histories: it is in use on two laptops, or was restored."),
        format!("{}有两条记录分支：在两台电脑上使用，或曾被恢复。", in_chinese(desk)),
    )
}

/// Says up to where one of two histories of a desk is held.
pub fn history_up_to(seq: u64) -> Text {
    Text::new(format!("One history, up to record {seq}"), format!("其中一支，至第 {seq} 条记录"))
}

/// Says that a guest's values were changed at two desks at once.
pub fn concurrent_edit(guest: &str, of: &BTreeSet<Matter>, desks: [&str; 2]) -> Text {
    let ([one, other], of) = (desks, of.iter().map(|matter| matter_text(*matter)).collect::<Vec<_>>());
    let join = |pick: fn(&Text) -> &str, by: &str| of.iter().map(pick).collect::<Vec<_>>().join(by);
    Text::new(
        format!(
            "{guest}: {} set at {one} and at {other}, neither knowing of the other.",
            join(|text| &text.en, ", ")
        ),
        format!(
            "{guest}：{}和{}互不知情，各自修改了{}。",
            in_chinese(one),
            in_chinese(other),
            join(|text| &text.zh, "、")
        ),
    )
}

fn matter_text(matter: Matter) -> Text {
    match matter {
        Matter::Field(Field::Name) => Text::new("name", "姓名"),
        Matter::Field(Field::Email) => Text::new("e-mail", "邮箱"),
        Matter::Field(Field::Phone) => Text::new("phone", "电话"),
        Matter::Field(Field::Company) => Text::new("company", "单位"),
        Matter::Field(Field::Title) => Text::new("title", "职务"),
        Matter::Field(Field::Attention) => Text::new("note for the door", "入口提示"),
        Matter::Field(Field::Source) => Text::new("list", "名单"),
        Matter::Field(Field::Reference) => Text::new("reference", "编号"),
        Matter::Field(Field::Codes) => Text::new("codes", "码"),
        Matter::Status => Text::new("status", "状态"),
        Matter::Category => Text::new("category", "类别"),
    }
}

/// Says that a step came out differently at two desks.
pub fn screening_conflict(guest: &str, step: &Text, desks: [&str; 2]) -> Text {
    let [one, other] = desks;
    Text::new(
        format!("{guest}: {} came out differently at {one} and at {other}.", step.en),
        format!("{guest}：{}在{}和{}的结果不同。", step.zh, in_chinese(one), in_chinese(other)),
    )
}

/// Says that a guest was given a badge at two desks.
pub fn two_badges(guest: &str, desks: [&str; 2]) -> Text {
    let [one, other] = desks;
    Text::new(
        format!("{guest} was given a badge at {one} and another at {other}; one of them works at most."),
        format!("{}和{}各为{guest}签发了一张胸卡；最多一张有效。", in_chinese(one), in_chinese(other)),
    )
}

/// Says that somebody came in on a badge that was no longer to work.
pub fn replaced_badge_used(guest: &str, badge: BadgeNumber) -> Text {
    Text::new(
        format!("{guest}: badge {badge} let somebody in after another desk had stopped it."),
        format!("{guest}：胸卡 {badge} 已在另一工作台失效，仍有人凭此入场。"),
    )
}

/// Says that more are inside than there is room for.
pub fn over_capacity(zone: Option<&str>, inside: i64, capacity: u32) -> Text {
    let (en, zh) = (zone.unwrap_or("the event"), zone.map_or("本活动", in_chinese));
    Text::new(
        format!("{inside} are inside {en}; there is room for {capacity}."),
        format!("{zh}内有 {inside} 人，上限 {capacity} 人。"),
    )
}

/// Says that two corrections may be one and the same.
pub fn correction_twice(zone: Option<&str>, desks: &[String]) -> Text {
    let (en, zh) = (zone.unwrap_or("the event"), zone.map_or("本活动", in_chinese));
    let chinese = desks.iter().map(|desk| in_chinese(desk)).collect::<Vec<_>>().join("和");
    Text::new(
        format!("The head count of {en} was corrected at {}; both count.", desks.join(" and at ")),
        format!("{chinese}各自更正了{zh}的人数；两次都计入。"),
    )
}

/// Says that a desk stated what is an organiser's.
pub fn not_allowed(desks: &[String]) -> Text {
    let desk = desks.first().map_or("", String::as_str);
    Text::new(
        format!("{desk} stated what only an organiser's desk may; it counts nowhere."),
        format!("{}写了只有组织者工作台才能写的内容；各处均不计入。", in_chinese(desk)),
    )
}

/// Says that a retired desk wrote more than was accepted.
pub fn retired_went_on(desk: &str) -> Text {
    Text::new(
        format!("{desk} is retired; what it wrote after that is kept and does not count."),
        format!("{}已停用；此后所写的内容保留，但不计入。", in_chinese(desk)),
    )
}

/// Says that a desk's program is newer.
pub fn unknown_fact(desk: &str, name: &str) -> Text {
    Text::new(
        format!("{desk} records what this version cannot read ({name}): it needs a newer Gatehouse."),
        format!("{}的记录含有本版本无法读取的内容（{name}）：需要更新版本的 Gatehouse。", in_chinese(desk)),
    )
}

/// Says that clocks disagree; without another desk, that one went back.
pub fn clock_off(desk: &str, other: Option<&str>, minutes: i64) -> Text {
    match other {
        Some(other) => Text::new(
            format!("The clock of {desk} is at least {minutes} minutes behind that of {other}."),
            format!("{}的时钟比{}至少慢 {minutes} 分钟。", in_chinese(desk), in_chinese(other)),
        ),
        None => Text::new(
            format!("The clock of {desk} went back by {minutes} minutes."),
            format!("{}的时钟倒退了 {minutes} 分钟。", in_chinese(desk)),
        ),
    }
}

/// Names the record that was there first.
pub fn written_before() -> Text {
    Text::new("Written first, by its clock", "先写，按其时钟")
}

/// Names the record that followed it.
pub fn written_after() -> Text {
    Text::new("Written after it, by its clock", "后写，按其时钟")
}
