//! What an import understood, and what it did.

use std::fmt::Write;

use gatehouse_core::text::Lang;
use gatehouse_core::view::{CellNote, FieldChange, GoneGuest, ImportReport, MaybeSame};

use crate::lang::pick;
use crate::table::{plain, table};

pub fn import(report: &ImportReport, lang: Lang) -> String {
    let mut text = understood(report, lang);
    text.push_str(&mapping(report, lang));
    text.push_str(&counts(report, lang));
    text.push_str(&changes(report, lang));
    text.push_str(&questions(report, lang));
    text.push_str(&gone(report, lang));
    text.push_str(&cells(pick(lang, "Rejected rows", "未接受的行"), &report.rejected, lang));
    text.push_str(&cells(pick(lang, "Warnings", "提醒"), &report.warnings, lang));
    if !report.new_categories.is_empty() {
        let names = report.new_categories.join(pick(lang, ", ", "、"));
        let _ = writeln!(text, "{} {}", pick(lang, "New categories:", "新类别："), plain(&names));
    }
    text.push('\n');
    text.push_str(&ending(report, lang));
    text
}

fn understood(report: &ImportReport, lang: Lang) -> String {
    let delimiter = match report.delimiter.as_str() {
        "\t" => pick(lang, "tab", "制表符"),
        other => other,
    };
    let rows = match &report.sheet {
        Some(sheet) => [
            vec![pick(lang, "Format", "格式").into(), report.encoding.clone()],
            vec![pick(lang, "Sheet", "工作表").into(), sheet.clone()],
        ],
        None => [
            vec![pick(lang, "Encoding", "编码").into(), report.encoding.clone()],
            vec![pick(lang, "Delimiter", "分隔符").into(), delimiter.into()],
        ],
    };
    table(&[pick(lang, "Source", "来源"), &plain(&report.source)], &rows)
}

fn mapping(report: &ImportReport, lang: Lang) -> String {
    let left_out = pick(lang, "(left out)", "（不采用）");
    let rows: Vec<Vec<String>> = report
        .mapping
        .iter()
        .map(|column| vec![column.column.clone(), column.field.clone().unwrap_or_else(|| left_out.into())])
        .collect();
    format!("\n{}", table(&pick(lang, ["Column", "Read as"], ["列", "读作"]), &rows))
}

fn counts(report: &ImportReport, lang: Lang) -> String {
    let named = [
        (report.new, pick(lang, "new", "新增")),
        (report.changed, pick(lang, "changed", "有变更")),
        (report.same, pick(lang, "same", "无变化")),
        (report.gone, pick(lang, "no longer in this list", "本次名单中已没有")),
        (report.companions, pick(lang, "places for companions", "同行名额")),
        (report.joined, pick(lang, "also on another list", "另一份名单上也有")),
        (report.duplicates, pick(lang, "duplicates, sure or likely", "重复或可能重复")),
        (
            report.not_admitted,
            pick(lang, "not admitted (declined, pending ...)", "不得入场（已婉拒、待批准等）"),
        ),
        (report.rows - report.new - report.changed - report.same, pick(lang, "rejected", "未接受")),
    ];
    let mut text = format!("\n{} {}\n", report.rows, pick(lang, "rows:", "行："));
    for (count, what) in named {
        let _ = writeln!(text, "  {count:>6}  {what}");
    }
    text
}

fn changes(report: &ImportReport, lang: Lang) -> String {
    if report.changes.is_empty() {
        return String::new();
    }
    let row = |change: &FieldChange| {
        let FieldChange { line, name, field, before, after } = change.clone();
        vec![line.to_string(), name, field, before, after]
    };
    let rows: Vec<Vec<String>> = report.changes.iter().map(row).collect();
    let headings =
        pick(lang, ["Line", "Guest", "Field", "Before", "After"], ["行", "来宾", "字段", "原值", "新值"]);
    format!("\n{}\n{}", pick(lang, "Changes", "变更"), table(&headings, &rows))
}

/// The rows that may be somebody known: the command line takes them in as new.
fn questions(report: &ImportReport, lang: Lang) -> String {
    if report.questions.is_empty() {
        return String::new();
    }
    let row = |asked: &MaybeSame| {
        let MaybeSame { line, name, company, known, earlier_line, .. } = asked.clone();
        let earlier = earlier_line.map(|line| pick(lang, format!("line {line}"), format!("第 {line} 行")));
        vec![line.to_string(), name, company, earlier.unwrap_or(known)]
    };
    let rows: Vec<Vec<String>> = report.questions.iter().map(row).collect();
    let headings = pick(lang, ["Line", "Guest", "Company", "May be"], ["行", "来宾", "单位", "可能是"]);
    let heading = pick(lang, "Perhaps known already, taken in as new", "可能已在名单上，按新来宾处理");
    format!("\n{heading}\n{}", table(&headings, &rows))
}

fn gone(report: &ImportReport, lang: Lang) -> String {
    if report.gone_guests.is_empty() {
        return String::new();
    }
    let row = |guest: &GoneGuest| vec![guest.name.clone(), guest.company.clone(), guest.guest.clone()];
    let rows: Vec<Vec<String>> = report.gone_guests.iter().map(row).collect();
    let headings = pick(lang, ["Guest", "Company", "Id"], ["来宾", "单位", "标识"]);
    let heading = pick(lang, "No longer in this list, kept", "本次名单中已没有，予以保留");
    format!("\n{heading}\n{}", table(&headings, &rows))
}

fn cells(heading: &str, notes: &[CellNote], lang: Lang) -> String {
    if notes.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = notes
        .iter()
        .map(|note| vec![note.line.to_string(), note.column.clone(), note.value.clone(), note.reason.clone()])
        .collect();
    let headings = pick(lang, ["Line", "Column", "Value", "Reason"], ["行", "列", "值", "原因"]);
    format!("\n{heading}\n{}", table(&headings, &rows))
}

fn ending(report: &ImportReport, lang: Lang) -> String {
    match &report.import {
        Some(import) if report.applied => {
            pick(lang, format!("Done; import {import}."), format!("已导入，导入编号 {import}。"))
        }
        _ => pick(lang, "Nothing was changed.", "没有改动任何内容。").into(),
    }
}
