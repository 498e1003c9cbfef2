//! Findings, one paragraph each.

use std::fmt::Write;

use gatehouse_core::text::Lang;
use gatehouse_core::view::FindingView;

use crate::lang::pick;
use crate::table::plain;

pub fn findings(findings: &[FindingView], lang: Lang) -> String {
    if findings.is_empty() {
        return pick(lang, "Nothing to look at.", "没有待核实的事项。").to_owned();
    }
    findings.iter().map(|finding| one(finding, lang)).collect::<Vec<_>>().join("\n")
}

pub fn acknowledged(lang: Lang) -> &'static str {
    pick(lang, "Acknowledged.", "已确认。")
}

fn one(finding: &FindingView, lang: Lang) -> String {
    let marks = [
        (finding.explained, pick(lang, "explained", "已有解释")),
        (finding.acknowledged, pick(lang, "acknowledged", "已确认")),
    ];
    let marks: Vec<&str> = marks.into_iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark).collect();
    let mut text = format!("{}  {}", finding.at, plain(&finding.text));
    if !marks.is_empty() {
        let _ = write!(text, " [{}]", marks.join(", "));
    }
    for side in &finding.sides {
        let by = side.operator.as_deref().map(|by| format!(" ({})", plain(by))).unwrap_or_default();
        let _ = write!(text, "\n  - {}  {}{by}: {}", side.at, plain(&side.desk), plain(&side.text));
    }
    let _ = writeln!(text, "\n  {} {}", finding.kind, finding.id);
    text
}
