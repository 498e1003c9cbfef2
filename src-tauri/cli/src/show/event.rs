//! The event as a whole.

use std::fmt::Write;
use std::path::Path;

use gatehouse_core::desk::{Fingerprint, ProblemView, VerifyReport};
use gatehouse_core::text::Lang;

use super::words;
use crate::lang::pick;
use crate::table::plain;

pub fn created(folder: &Path, name: &str, lang: Lang) -> String {
    let (name, folder) = (plain(name), folder.display());
    pick(
        lang,
        format!("{name} is ready in {folder}.\nNext: gatehouse import {folder} GUESTS.csv"),
        format!("{name} 已建好，位置：{folder}。\n下一步：gatehouse import {folder} 名单.csv"),
    )
}

pub fn settings_loaded(file: &Path, lang: Lang) -> String {
    let file = file.display();
    pick(lang, format!("The settings of {file} are in force."), format!("{file} 的设置已生效。"))
}

pub fn voided(lang: Lang) -> &'static str {
    pick(lang, "Voided; the history keeps both records.", "已撤销；两条记录都保留在历史中。")
}

pub fn rebuilt(lang: Lang) -> &'static str {
    pick(lang, "All views were made again from the journal.", "已从日志重新生成全部视图。")
}

pub fn verified(report: &VerifyReport, lang: Lang) -> String {
    let records = report.records;
    if report.ok {
        return pick(
            lang,
            format!("Checked and in order: {}.", words::records(records)),
            format!("全部 {records} 条记录完好。"),
        );
    }
    let found = report.problems.len();
    let mut text = pick(
        lang,
        format!("{} in {}:\n", words::count(found as u64, "problem", "problems"), words::records(records)),
        format!("{records} 条记录中发现 {found} 个问题：\n"),
    );
    for problem in &report.problems {
        let _ = writeln!(text, "- {}{}", place(problem, lang), plain(&problem.text));
    }
    text
}

/// Says which desk's which record it is.
fn place(problem: &ProblemView, lang: Lang) -> String {
    let start = |id: &Option<String>| id.as_deref().and_then(|id| id.get(..8)).unwrap_or_default().to_owned();
    match (&problem.desk, problem.seq) {
        (Some(_), Some(seq)) => pick(
            lang,
            format!("desk {}, record {seq} ({}): ", start(&problem.desk), start(&problem.record)),
            format!("工作台 {}，第 {seq} 条记录（{}）：", start(&problem.desk), start(&problem.record)),
        ),
        _ if problem.record.is_some() => format!("{}: ", start(&problem.record)),
        _ => String::new(),
    }
}

pub fn fingerprint(print: &Fingerprint, lang: Lang) -> String {
    let records = print.records;
    pick(
        lang,
        format!("{}  ({})", print.fingerprint, words::records(records)),
        format!("{}  （{records} 条记录）", print.fingerprint),
    )
}
