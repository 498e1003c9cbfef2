//! One line of a guest's history in words.

use super::Text;
use super::names::in_chinese;
use super::reasons::Names;
use crate::admission::DecisionKind;
use crate::guest::{Field, Fields, Status};
use crate::journal::fact::{Fact, Kind, Outcome};
use crate::journal::record::Held;
use crate::settings::Direction;

/// Says what a record states, its facts joined; `before` is what earlier ones said of the guest's fields.
pub fn line(held: &Held, names: &Names<'_>, before: &Fields) -> Text {
    let said: Vec<Text> = held.facts.iter().filter_map(|fact| say(&held.kind, fact, names, before)).collect();
    if said.is_empty() && held.kind.is_personal() {
        return Text::new("Details erased", "内容已抹除");
    }
    if said.is_empty() {
        return Text::new("Of a newer Gatehouse", "来自新版 Gatehouse");
    }
    let join = |pick: fn(&Text) -> &str, by: &str| said.iter().map(pick).collect::<Vec<_>>().join(by);
    Text::new(join(|text| &text.en, "; "), join(|text| &text.zh, "；"))
}

fn say(kind: &Kind, fact: &Fact, names: &Names<'_>, before: &Fields) -> Option<Text> {
    Some(match fact {
        Fact::GuestDetails { fields, line, .. } => details(kind, fields, *line, before),
        Fact::StatusSet { status, .. } => status_set(*status),
        Fact::CategorySet { category, .. } => {
            Text::new(format!("Category: {category}"), format!("类别：{category}"))
        }
        Fact::PartySet { companions, .. } => {
            Text::new(format!("Comes with {companions} more"), format!("同行人数：{companions}"))
        }
        Fact::CompanionNamed { .. } => Text::new("A companion was named", "登记了一位同行人"),
        Fact::PartyJoined { .. } => Text::new("Comes with another guest", "与另一位来宾同行"),
        Fact::SourceListing { gone: true, .. } => {
            Text::new("No longer in the list it came with", "原名单中已没有该来宾")
        }
        Fact::SourceListing { gone: false, .. } => Text::new("In its list again", "原名单中再次出现"),
        Fact::SourceSaid { lines, .. } => {
            let lines = lines.join("; ");
            Text::new(format!("The list itself says: {lines}"), format!("名单自身的记录：{lines}"))
        }
        Fact::BadgeIssued { badge } => {
            Text::new(format!("Badge {badge} issued"), format!("签发胸卡 {badge}"))
        }
        Fact::BadgeRevoked { badge } => {
            Text::new(format!("Badge {badge} revoked"), format!("作废胸卡 {badge}"))
        }
        Fact::BadgeReactivated { badge, .. } => {
            Text::new(format!("Badge {badge} works again"), format!("恢复胸卡 {badge}"))
        }
        Fact::BadgeShown { badge } => Text::new(
            format!("Badge {badge}, issued at another desk"),
            format!("胸卡 {badge}，由其他工作台签发"),
        ),
        Fact::Scanned { checkpoint, direction, decision, reasons, .. } => {
            let headline = reasons.first().map(|reason| reason.text(names));
            scanned(checkpoint, *direction, *decision, headline)
        }
        Fact::StepResult { step, outcome, .. } => {
            step_result(&names.steps(std::slice::from_ref(step)), *outcome)
        }
        Fact::Entered { zone, .. } => {
            Text::new(format!("Entered {zone}"), format!("进入 {}", in_chinese(zone)))
        }
        Fact::Exited { zone, .. } => Text::new(format!("Left {zone}"), format!("离开 {}", in_chinese(zone))),
        Fact::ExitRepeated { .. } => {
            Text::new("Exit read again; not counted unless confirmed", "再次读到离场；确认前不计")
        }
        Fact::ExitConfirmed { .. } => {
            Text::new("Had come back in: the repeated exit counts", "确认曾再次入场：该离场计入")
        }
        Fact::Overridden { reasons, .. } => {
            let nothing = reasons.is_empty().then(|| Text::new("nothing in the way", "无阻碍"));
            let against = reasons.iter().map(|reason| reason.text(names)).chain(nothing);
            let (en, zh): (Vec<_>, Vec<_>) = against.map(|text| (text.en, text.zh)).unzip();
            Text::new(
                format!("Admitted by override against: {}", en.join(" ")),
                format!("人工放行，当时：{}", zh.concat()),
            )
        }
        Fact::Voided { .. } => Text::new("An earlier record was voided", "撤销了一条较早的记录"),
        Fact::HeadCountCorrected { by, zone } => corrected(*by, zone.as_deref()),
        Fact::SettingSet { key, .. } => {
            Text::new(format!("Setting changed: {key}"), format!("更改设置：{key}"))
        }
        Fact::DeskAdded { name, .. } => {
            Text::new(format!("Desk added: {name}"), format!("添加工作台：{name}"))
        }
        Fact::DeskRetired { .. } => Text::new("A desk was retired", "停用了一个工作台"),
        Fact::BadgeKeyAdded { .. } => Text::new("A new badge key", "新的胸卡密钥"),
        Fact::Unknown { name } => {
            Text::new(format!("{name}: needs a newer Gatehouse"), format!("{name}：需要更新版本的 Gatehouse"))
        }
        Fact::Erased { .. } => Text::new("Personal details erased everywhere", "个人资料已在各处抹除"),
        Fact::Note { text, .. } => Text::new(format!("Note: {text}"), format!("备注：{text}")),
        Fact::StrayText { text } => Text::new(format!("Code: {text}"), format!("码：{text}")),
        _ => return None,
    })
}

fn details(kind: &Kind, fields: &Fields, line: Option<u64>, before: &Fields) -> Text {
    let values: Vec<&str> = fields
        .iter()
        .filter(|(field, value)| is_shown(**field) && !value.is_empty())
        .map(|(_, value)| value.as_str())
        .collect();
    let values = values.join(", ");
    match (kind, line, fields.get(&Field::Source)) {
        (Kind::GuestImported, Some(line), Some(source)) => Text::new(
            format!("From the list {source}, line {line}: {values}"),
            format!("来自名单 {source} 第 {line} 行：{values}"),
        ),
        (Kind::GuestImported, Some(line), None) => {
            let Text { en, zh } = changed(fields, before);
            Text::new(format!("By the list, line {line}: {en}"), format!("名单第 {line} 行更新：{zh}"))
        }
        (Kind::GuestAdded, ..) => {
            Text::new(format!("Added by hand: {values}"), format!("手动添加：{values}"))
        }
        _ => changed(fields, before),
    }
}

/// Says field by field what an edit made of what.
fn changed(fields: &Fields, before: &Fields) -> Text {
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for (field, now) in fields.iter().filter(|(field, _)| is_shown(**field)) {
        let Text { en: field_en, zh: field_zh } = field_name(*field);
        let was = before.get(field).map_or("", String::as_str);
        let (said_en, said_zh) = match (was, now.as_str()) {
            ("", now) => (format!("{field_en}: {now}"), format!("{field_zh}：{now}")),
            (was, "") => (format!("{field_en} “{was}” removed"), format!("删除{field_zh}“{was}”")),
            (was, now) if was == now => {
                (format!("{field_en} confirmed: {now}"), format!("确认{field_zh}：{now}"))
            }
            (was, now) => {
                (format!("{field_en} changed from {was} to {now}"), format!("{field_zh}由 {was} 改为 {now}"))
            }
        };
        en.push(said_en);
        zh.push(said_zh);
    }
    Text::new(en.join("; "), zh.join("；"))
}

const fn is_shown(field: Field) -> bool {
    !matches!(field, Field::Source | Field::Codes)
}

fn field_name(field: Field) -> Text {
    match field {
        Field::Name => Text::new("Name", "姓名"),
        Field::Email => Text::new("E-mail", "邮箱"),
        Field::Phone => Text::new("Phone", "电话"),
        Field::Company => Text::new("Company", "单位"),
        Field::Title => Text::new("Job title", "职位"),
        Field::Source => Text::new("List", "名单"),
        Field::Reference => Text::new("Reference", "编号"),
        Field::Attention => Text::new("Note for the door", "入口提示"),
        Field::Codes => Text::new("Code", "签到码"),
    }
}

fn corrected(by: i64, zone: Option<&str>) -> Text {
    let (en, zh) = (zone.unwrap_or("the event"), zone.map_or("本活动", in_chinese));
    Text::new(format!("Head count of {en} corrected by {by:+}"), format!("{zh}人数更正 {by:+}"))
}

fn status_set(status: Status) -> Text {
    match status {
        Status::Approved => Text::new("Approved", "已批准"),
        Status::Pending => Text::new("Waits for approval", "待批准"),
        Status::Cancelled => Text::new("Cancelled", "已取消"),
        Status::Blocked => Text::new("Blocked", "已禁止"),
    }
}

fn scanned(checkpoint: &str, direction: Direction, decision: DecisionKind, headline: Option<Text>) -> Text {
    let way = match direction {
        Direction::Entry => Text::new("entry", "入场"),
        Direction::Exit => Text::new("exit", "离场"),
    };
    let answer = headline.unwrap_or_else(|| decision.text());
    Text::new(
        format!("Scanned at {checkpoint} ({}): {}", way.en, answer.en),
        format!("在 {} 扫描（{}）：{}", in_chinese(checkpoint), way.zh, answer.zh),
    )
}

fn step_result(step: &Text, outcome: Outcome) -> Text {
    let word = match outcome {
        Outcome::Pass => Text::new("passed", "通过"),
        Outcome::Fail => Text::new("failed", "未通过"),
        Outcome::Waive => Text::new("waived", "免检"),
    };
    Text::new(format!("{} {}", step.en, word.en), format!("{}{}", step.zh, word.zh))
}
