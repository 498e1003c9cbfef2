//! Guests: the list, one with history, badges made.

use std::fmt::Write;

use gatehouse_core::text::Lang;
use gatehouse_core::view::{
    BadgesReport, GuestHistory, GuestList, GuestView, HistoryLine, PartyMember, PartyView, PresenceView,
};

use super::words;
use crate::lang::pick;
use crate::table::{plain, table};

pub fn guests(list: &GuestList, lang: Lang) -> String {
    let headings = pick(
        lang,
        ["Name", "Company", "Category", "Status", "Presence", "Badge", "Reference", "Id"],
        ["姓名", "单位", "类别", "状态", "在场", "胸卡", "编号", "标识"],
    );
    let rows: Vec<Vec<String>> = list.guests.iter().map(|guest| row(guest, lang)).collect();
    let (shown, total) = (rows.len(), list.total);
    let count = pick(
        lang,
        format!("{shown} of {}", words::count(total as u64, "guest", "guests")),
        format!("共 {total} 位来宾，显示 {shown} 位"),
    );
    table(&headings, &rows) + &count
}

pub fn history(history: &GuestHistory, lang: Lang) -> String {
    let headings = pick(
        lang,
        ["Time", "Desk", "Operator", "What", "Record"],
        ["时间", "工作台", "操作员", "内容", "记录"],
    );
    let rows: Vec<Vec<String>> = history.history.iter().map(|line| happened(line, lang)).collect();
    changed(&history.guest, lang) + "\n" + &table(&headings, &rows)
}

pub fn key_rotated(lang: Lang) -> &'static str {
    pick(
        lang,
        "Badges issued from now on have a new key; those issued before go on working.",
        "此后签发的胸卡使用新密钥；已签发的胸卡继续有效。",
    )
}

pub fn erased(lang: Lang) -> &'static str {
    pick(
        lang,
        "Erased here, and at every desk once it hears of it. Files already carried out cannot be called back.",
        "已在本机抹除；其他工作台得知后也会抹除。已带出的文件无法收回。",
    )
}

/// Shows one guest as the list now has it.
pub fn changed(guest: &GuestView, lang: Lang) -> String {
    let mut rows = vec![
        (pick(lang, "Name", "姓名"), guest.name.clone()),
        (pick(lang, "E-mail", "邮箱"), said(&guest.email)),
        (pick(lang, "Phone", "电话"), said(&guest.phone)),
        (pick(lang, "Company", "单位"), said(&guest.company)),
        (pick(lang, "Title", "职务"), said(&guest.title)),
        (pick(lang, "Category", "类别"), guest.category.clone()),
        (pick(lang, "Status", "状态"), words::status(guest.status, lang).into()),
        (pick(lang, "Note for the door", "入口提示"), said(&guest.attention)),
        (pick(lang, "Party", "同行"), party(&guest.party, lang)),
        (pick(lang, "Comes with", "随同"), guest.party.with.as_ref().map(member).unwrap_or_default()),
        (pick(lang, "List says", "名单记录"), guest.source_said.join("; ")),
        (pick(lang, "In its list", "所属名单"), gone(guest, lang)),
        (pick(lang, "Presence", "在场"), presence(&guest.presence, lang)),
        (pick(lang, "Screening", "安检"), steps(guest, lang)),
        (pick(lang, "Badge", "胸卡"), badge(guest, lang)),
        (pick(lang, "Reference", "编号"), said(&guest.reference)),
        (pick(lang, "Id", "标识"), guest.id.clone()),
    ];
    rows.retain(|(_, value)| !value.is_empty());
    let mut lines: Vec<Vec<String>> =
        rows.into_iter().map(|(name, value)| vec![name.into(), value]).collect();
    let first = lines.remove(0);
    table(&[&first[0], &first[1]], &lines)
}

pub fn badges(report: &BadgesReport, lang: Lang) -> String {
    let (badges, pages) = (report.badges, report.pages);
    let mut text = pick(
        lang,
        format!(
            "{} on {}.\n",
            words::count(badges as u64, "badge", "badges"),
            words::count(pages as u64, "page", "pages")
        ),
        format!("{badges} 张胸卡，共 {pages} 页。\n"),
    );
    for file in &report.files {
        let _ = writeln!(text, "  {}", plain(file));
    }
    for left in &report.left_out {
        let _ = writeln!(
            text,
            "{} {}: {}",
            pick(lang, "Left out:", "未制作："),
            plain(&left.name),
            why(&left.reason, lang)
        );
    }
    for guest in &report.not_printable {
        let told = pick(lang, "No font has these characters:", "没有字体能显示这些字符：");
        let _ = writeln!(text, "{told} {} ({})", plain(&guest.characters), plain(&guest.name));
    }
    text
}

/// Shows one line for every step, as `label: state`.
pub fn steps(guest: &GuestView, lang: Lang) -> String {
    let each =
        guest.screening.iter().map(|step| format!("{}: {}", step.label, words::step(step.state, lang)));
    each.collect::<Vec<_>>().join(pick(lang, ", ", "，"))
}

fn row(guest: &GuestView, lang: Lang) -> Vec<String> {
    vec![
        guest.name.clone(),
        said(&guest.company),
        guest.category.clone(),
        words::status(guest.status, lang).into(),
        presence(&guest.presence, lang),
        guest.badge.as_ref().map(|badge| badge.number.clone()).unwrap_or_default(),
        said(&guest.reference),
        guest.id.clone(),
    ]
}

fn happened(line: &HistoryLine, lang: Lang) -> Vec<String> {
    let voided = if line.voided { pick(lang, " (voided)", "（已撤销）") } else { "" };
    vec![
        words::time(&line.at),
        line.desk.clone(),
        line.operator.clone().unwrap_or_default(),
        format!("{}{voided}", line.text),
        line.record.clone(),
    ]
}

fn presence(presence: &PresenceView, lang: Lang) -> String {
    let state = words::presence(presence.state, lang);
    let since = presence.since.as_deref().map(words::time);
    [Some(state), presence.zone.as_deref(), since.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

fn badge(guest: &GuestView, lang: Lang) -> String {
    guest.badge.as_ref().map_or_else(String::new, |badge| {
        format!("{} {} {}", badge.number, words::badge(badge.state, lang), badge.code)
    })
}

/// Says why a guest got no badge: the status is the reason.
fn why(reason: &str, lang: Lang) -> String {
    let status = serde_json::from_value(reason.into());
    status.map_or_else(|_| plain(reason), |status| words::status(status, lang).to_owned())
}

/// Says how many come along, and who they are as far as they are named.
fn party(party: &PartyView, lang: Lang) -> String {
    if party.companions == 0 && party.named.is_empty() {
        return String::new();
    }
    let (all, open) = (party.companions, party.unnamed);
    let count =
        pick(lang, format!("{all} more, {open} not named"), format!("{all} 人，其中 {open} 人未登记"));
    let named = party.named.iter().map(member).collect::<Vec<_>>().join(pick(lang, ", ", "、"));
    [count, named]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(pick(lang, ": ", "："))
}

/// Shows a guest by name, or by id while nothing is known of them here.
fn member(member: &PartyMember) -> String {
    if member.name.is_empty() { member.guest.clone() } else { member.name.clone() }
}

fn gone(guest: &GuestView, lang: Lang) -> String {
    if !guest.gone {
        return String::new();
    }
    let source = guest.source.as_deref().unwrap_or_default();
    pick(lang, format!("no longer ({source})"), format!("已不在（{source}）"))
}

fn said(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}
