//! Holds that one thing has one Chinese word, whether the window says it, the command line or the core.

use acceptance::build::root;
use acceptance::house::{Source, sources};

/// The word used, and those it is not to be called by.
const WORDS: &[(&str, &[&str])] = &[
    ("接入包 (kit)", &["套件", "接入文件"]),
    ("人工放行 (override)", &["特批", "主管放行", "予以放行"]),
    ("撤销 (void)", &["撤回", "作废了", "不能作废"]),
    ("作废 (revoke a badge)", &["停用胸卡", "吊销"]),
    ("换发 (reissue a badge)", &["补发", "已换新", "胸卡已更换"]),
    ("日志 (journal)", &["流水"]),
    ("扫描 (scan)", &["扫码", "刷卡"]),
    ("抹除 (erase)", &["资料已删除", "已删除）"]),
    ("收入 (merge)", &["合并此文件", "重新导入此文件", "重新导出"]),
    ("待核实事项 (finding)", &["发现的问题", "某个问题"]),
    ("已批准, 待批准 (approved, pending)", &["待审核", "已列入"]),
    ("未检 (step not done)", &["\"未做\""]),
    ("已失效 (step expired)", &["已过期"]),
    ("停止入场 (stop entry)", &["暂停入场", "入场已暂停"]),
    ("不得入场 (refuse)", &["不予入场", "拒绝入场"]),
    ("安检项目 (screening step)", &["安检步骤"]),
    ("来宾 (guest)", &["嘉宾", "参会者"]),
];

#[test]
fn one_thing_has_one_chinese_word_wherever_it_is_said() {
    // The words of other people's lists are theirs.
    let ours = |source: &&Source| !source.path.starts_with("src-tauri/core/src/import/");
    let said: Vec<Source> = sources(&root()).into_iter().filter(|source| ours(&source)).collect();
    let other = |(right, wrong): &(&str, &[&str])| {
        wrong
            .iter()
            .flat_map(|word| places(&said, word))
            .map(|place| format!("{place}; say {right}"))
            .collect()
    };
    let found: Vec<String> = WORDS.iter().flat_map(|words| -> Vec<String> { other(words) }).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

fn places(sources: &[Source], word: &str) -> Vec<String> {
    let lines =
        sources.iter().flat_map(|source| source.lines.iter().zip(1..).map(move |line| (source, line)));
    let holding = lines.filter(|(_, (line, _))| line.contains(word));
    holding.map(|(source, (_, number))| format!("{}:{number}: {word}", source.path)).collect()
}
