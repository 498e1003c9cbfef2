//! The verdict and the head count.

use std::fmt::Write;

use gatehouse_core::text::Lang;
use gatehouse_core::view::{AsOf, OccupancyView, Verdict};

use super::{guests, words};
use crate::lang::pick;
use crate::table::{plain, table};

/// Shows the answer first, then who it is, why, and what to know.
pub fn verdict(verdict: &Verdict, lang: Lang) -> String {
    let mut text = format!("{}{}\n", words::decision(verdict.decision, lang), remarks(verdict, lang));
    if let Some(guest) = &verdict.guest {
        let company = guest.company.as_deref().unwrap_or_default();
        let parts = [guest.name.as_str(), company, &guest.category];
        let line: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let _ = writeln!(text, "{}", plain(&line.join(" · ")));
    }
    for said in verdict.reasons.iter().chain(&verdict.notes) {
        let _ = writeln!(text, "- {}", plain(&said.text));
    }
    if let Some(attention) = verdict.guest.as_ref().and_then(|guest| guest.attention.as_deref()) {
        let _ = writeln!(text, "{} {}", pick(lang, "Note:", "入口提示："), plain(attention));
    }
    if let Some(guest) = verdict.guest.as_ref().filter(|guest| !guest.screening.is_empty()) {
        let _ =
            writeln!(text, "{} {}", pick(lang, "Screening:", "安检："), plain(&guests::steps(guest, lang)));
    }
    text
}

pub fn occupancy(view: &OccupancyView, lang: Lang) -> String {
    let mut text = format!("{} {}", pick(lang, "Inside:", "场内："), share(view.inside, view.capacity));
    if view.entry_stopped {
        text.push_str(pick(lang, "   ENTRY STOPPED", "   已停止入场"));
    }
    text.push_str("\n\n");
    let rows: Vec<Vec<String>> =
        view.zones.iter().map(|zone| vec![zone.zone.clone(), share(zone.inside, zone.capacity)]).collect();
    text.push_str(&table(&pick(lang, ["Zone", "Inside"], ["区域", "场内"]), &rows));
    for known in &view.as_of {
        text.push_str(&as_of(known, lang));
    }
    text
}

pub fn entry_stopped(lang: Lang) -> &'static str {
    pick(lang, "Entry is stopped: nobody is let in until `resume`.", "已停止入场：运行 resume 之前不再放行。")
}

pub fn entry_resumed(lang: Lang) -> &'static str {
    pick(lang, "Entry is open again.", "已恢复入场。")
}

fn remarks(verdict: &Verdict, lang: Lang) -> String {
    let mut remarks = vec![words::direction(verdict.direction, lang), &verdict.checkpoint];
    if verdict.overridden {
        remarks.push(pick(lang, "override", "人工放行"));
    }
    if verdict.repeat {
        remarks.push(pick(lang, "same badge again", "同一胸卡重复扫描"));
    } else if !verdict.recorded {
        remarks.push(pick(lang, "not recorded", "未记录"));
    }
    remarks.retain(|remark| !remark.is_empty());
    plain(&format!("  ({})", remarks.join(pick(lang, ", ", "，"))))
}

/// Says how an act that has no guest's history is taken back.
pub fn can_be_voided(record: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("Taken back by: gatehouse void EVENT {record} --reason TEXT"),
        format!("撤销：gatehouse void EVENT {record} --reason TEXT"),
    )
}

fn share(inside: i64, capacity: Option<u32>) -> String {
    capacity.map_or_else(|| inside.to_string(), |capacity| format!("{inside} / {capacity}"))
}

fn as_of(known: &AsOf, lang: Lang) -> String {
    let at = known.at.as_deref().map_or_else(|| pick(lang, "never", "从未").to_owned(), words::time);
    plain(&format!("{} {} {at}", known.desk, pick(lang, "up to", "截至"))) + "\n"
}
