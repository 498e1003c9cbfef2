//! The help in Chinese: the same grammar with other words, down to the headings.

use clap::Command;

/// What stands under the examples of no command in particular.
const STATUS: &str = "退出码：0 完成，1 被拒绝或失败，2 用法错误。门口的判定从不算失败。";

const LAYOUT: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

/// Each command: its name, what it does, and what to know beyond the examples.
const COMMANDS: &[(&str, &str, &str)] = &[
    ("gatehouse", "无需网络的签到台：名单、胸卡、安检与入场。", STATUS),
    ("new", "在新文件夹中创建活动", ""),
    ("settings", "以 TOML 显示设置，或从文件载入", ""),
    ("import", "导入来宾名单", ""),
    ("guests", "列出来宾", ""),
    ("export-guests", "把来宾名单写成文件，重新导入时内容不变", ""),
    ("guest", "显示一位来宾及其历史", ""),
    ("add", "添加不在名单上的来宾", ""),
    ("edit", "修改来宾资料", ""),
    ("badges", "生成胸卡 PDF", "重新生成时号码不变。已取消、已禁止、待批准的来宾不制作，并会列出。"),
    ("reissue", "给来宾换发胸卡，旧卡即失效", ""),
    ("badge", "作废胸卡，或恢复胸卡", ""),
    ("screen", "记录一项安检的结果", "只记录结果，不放行：放行请在门口扫描胸卡。"),
    ("scan", "在检查点对胸卡作出判定", "用 - 时，每条记录安全写入磁盘后才输出判定；空行不算胸卡码。"),
    ("override", "不顾判定，人工放行", ""),
    ("occupancy", "显示场内人数", ""),
    ("stop-entry", "停止入场，直到运行 resume", ""),
    ("resume", "在 stop-entry 之后恢复入场", ""),
    ("correct", "更正场内人数", ""),
    ("everyone-out", "记录全员已离场", ""),
    (
        "add-desk",
        "添加工作台，并写出让一台电脑成为该工作台的接入包",
        "只能在组织者工作台上操作。接入包含有新工作台的密钥和迄今的全部记录；可提前多做几份备用。",
    ),
    ("join", "让本机成为接入包所属的工作台", ""),
    ("desks", "列出各工作台及本机所知", ""),
    (
        "retire-desk",
        "停用一个工作台：此后它所写的不再计入",
        "此处已知的记录仍然有效。再次停用时，届时已知的后续记录也会计入。",
    ),
    (
        "export",
        "把记录写成给其他工作台的文件",
        "文件只有本活动的工作台能打开。怎样传递都可以：U 盘、共享文件夹、网盘。",
    ),
    (
        "exchange",
        "通过文件夹与其他工作台交换",
        "每个工作台只在其中写自己的文件，读其他工作台的文件。U 盘、共享文件夹或任何同步程序均可。正在扫描的工作台请用 `gatehouse scan EVENT - --exchange FOLDER`。",
    ),
    ("merge", "收入其他工作台的文件", "顺序和次数不限：已有的记录不会造成任何改动。"),
    (
        "restore",
        "用备份替换活动的数据库",
        "不会撤销之后的记录：journal.log 中仍有的会重新收入，其他工作台持有的会随其文件回来。原有文件另行保留。要撤销导入请用 `gatehouse void`。",
    ),
    (
        "rotate-key",
        "此后签发的胸卡改用新密钥",
        "须由组织者在组织者工作台操作。电脑遗失时请使用：已签发的胸卡继续有效；用旧密钥新造、本活动未曾签发的胸卡不再视为真卡。其他工作台得知后改用新密钥。",
    ),
    (
        "erase",
        "抹除一位来宾的资料，得知此事的各工作台也会抹除",
        "须由组织者在组织者工作台操作。姓名、联系方式和备注将永久抹除；入场与安检记录保留，但不再有姓名。已带出的文件无法收回。",
    ),
    (
        "findings",
        "列出合并后发现的待核实事项",
        "持有相同记录的工作台，列出的内容相同。这些事项不会改变任何判定或人数。",
    ),
    (
        "acknowledge",
        "确认一个待核实事项",
        "须由主管操作。该事项仍会列出，并在得知此事的各工作台上标为已确认。",
    ),
    (
        "void",
        "撤销一条记录或整次导入",
        "不删除任何内容：由新记录撤销旧记录。记录编号见 gatehouse guest，导入编号见导入结果。",
    ),
    ("verify", "检查日志有无损坏或篡改", "发现问题时退出码为 1。"),
    ("rebuild", "从日志重新生成全部视图", ""),
    ("fingerprint", "显示指纹：两台一致即内容相同", ""),
    ("help", "显示本帮助或某个命令的帮助", ""),
];

/// Each argument: its command, or none where all mean the same, its id, and what it is.
const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("new", "event", "要新建的文件夹"),
    ("new", "name", "活动名称"),
    ("new", "desk", "本工作台的名称；省略时为 Desk 1"),
    ("new", "settings", "最初的设置"),
    ("new", "timezone", "IANA 时区；省略时用系统时区，否则用 UTC"),
    ("new", "capacity", "场内人数上限"),
    ("settings", "load", "从此文件载入设置；文件中的列表整体替换原列表"),
    ("import", "file", "来宾名单"),
    ("import", "source", "属于哪份名单；省略时按列名判断，否则用文件名"),
    ("import", "mapping", "字段取自哪一列，例如 name=姓名；可多次使用"),
    ("import", "encoding", "字符编码，例如 gb18030；省略时按内容判断"),
    ("import", "sheet", "工作簿中的工作表"),
    ("import", "header", "第一行是不是列名；省略时按内容判断。没有列名时各列称为 A、B、C"),
    ("import", "dry_run", "只说明会发生什么，不作改动"),
    ("import", "rejects", "把未接受的行及原因写入此文件"),
    ("guests", "search", "只列出姓名、单位、邮箱、电话或胸卡号相符的来宾"),
    ("guests", "limit", "最多列出几位；省略时全部列出"),
    ("export-guests", "file", "要写入的文件：通用列表，或 Excel 工作簿"),
    ("add", "name", "来宾姓名"),
    ("add", "with", "占用这位来宾同行名额中的一位"),
    ("edit", "name", "来宾姓名"),
    ("edit", "companions", "同行人数，不论是否已登记姓名"),
    ("add", "reason", "原因；取消或禁止时必须填写，写入日志"),
    ("edit", "reason", "原因；取消或禁止时必须填写，写入日志"),
    ("badges", "out", "要写入的 PDF"),
    ("badges", "guest", "只制作这位来宾的；可多次使用"),
    ("badges", "only_new", "只制作还没有胸卡的来宾的"),
    ("badge", "code", "胸卡码"),
    ("badge", "state", "胸卡的新状态：revoked 作废，active 有效"),
    ("screen", "step", "安检项目的键，例如 id、metal、bag"),
    ("screen", "outcome", "结果：pass 通过，fail 不通过（劝离），waive 免检"),
    ("screen", "reason", "原因；免检时必须填写"),
    ("scan", "code", "扫描器读到的内容；- 表示从标准输入逐行读取，并逐行以 JSON 回答"),
    ("scan", "guest", "以来宾代替胸卡码"),
    ("scan", "direction", "方向：entry 入场，exit 离场；省略时按检查点，两者皆可则为入场"),
    ("scan", "look", "只判定并显示，不作记录"),
    ("override", "code", "扫描器读到的内容"),
    ("override", "name", "胸卡上的姓名，用于本工作台尚未得知的胸卡"),
    ("correct", "by", "场内增加几人，负数为减少"),
    ("correct", "zone", "区域；省略时为最外层区域；最外层有多个时只更正整个活动的人数"),
    ("add-desk", "name", "工作台的名称"),
    ("add-desk", "organiser", "允许它像本机一样更改设置、添加工作台和导入名单"),
    ("add-desk", "kit", "要写入的接入包"),
    ("join", "kit", "接入包"),
    ("join", "event", "要新建的文件夹"),
    ("", "passphrase_file", "第一行是打开接入包的口令"),
    ("retire-desk", "desk", "工作台的名称或标识"),
    ("export", "file", "要写入的文件；给出文件夹时自动命名"),
    ("export", "to", "只写这个工作台可能缺少的；省略时为任一工作台可能缺少的"),
    ("exchange", "folder", "用于交换的文件夹：U 盘、共享文件夹，或由程序同步的文件夹"),
    ("exchange", "once", "收入并写出一次后结束；省略时直到按 Ctrl-C"),
    ("scan", "exchange", "同时通过此文件夹与其他工作台交换"),
    ("merge", "files", "其他工作台的文件"),
    ("restore", "backup", "活动 backups 文件夹下的一个文件夹，或活动文件夹的副本"),
    ("restore", "event", "活动文件夹；原文件夹不在时为新文件夹"),
    ("merge", "dry_run", "只说明有什么是新的，不作改动"),
    ("erase", "reason", "原因，请勿写来宾姓名；保存在日志中"),
    ("acknowledge", "finding", "gatehouse findings 所示的编号，可只写开头"),
    ("acknowledge", "reason", "情况说明；保存在日志中"),
    ("void", "what", "记录或导入的编号"),
    ("", "event", "活动文件夹"),
    ("", "guest", "来宾标识、胸卡码、名单编号或邮箱，须完全一致"),
    ("", "reason", "原因；写入日志"),
    ("", "checkpoint", "检查点；活动只有一个时可省略"),
    ("", "email", "邮箱；可据此查找，并与之后导入的名单对上"),
    ("", "phone", "电话；可按尾号查找，并与之后导入的名单对上"),
    ("", "company", "单位；显示在姓名下方，并印在胸卡上"),
    ("", "title", "职务"),
    ("", "category", "类别，须为设置中已有的"),
    ("", "attention", "入口提示：工作人员见到来宾时须知道的事"),
    ("", "status", "名单状态：approved 已批准，pending 待批准，cancelled 已取消，blocked 已禁止"),
    ("", "json", "输出一份 JSON；错误以 JSON 写到标准错误"),
    ("", "lang", "语言；省略时用系统语言"),
    ("", "operator", "操作员；省略时为活动的第一位组织者"),
    ("", "help", "显示帮助"),
    ("", "version", "显示版本"),
];

/// Gives the grammar its Chinese words; what has none keeps the English one.
pub fn in_chinese(mut grammar: Command) -> Command {
    // Only then are `help` and the flags it adds there to be given words.
    grammar.build();
    with_words(grammar)
}

fn with_words(mut command: Command) -> Command {
    let name = command.get_name().to_owned();
    let usage = command.render_usage().to_string().replacen("Usage: ", "", 1).replace("[OPTIONS]", "[选项]");
    let examples = examples(&command);
    let (about, note) = about(&name).unwrap_or_default();
    let mut command = command
        .help_template(LAYOUT)
        .override_usage(usage.replace("<COMMAND>", "<命令>"))
        .subcommand_help_heading("命令")
        .mut_args(|argument| {
            let heading = if argument.is_positional() { "参数" } else { "选项" };
            let help = meaning(&name, argument.get_id().as_str());
            // Arguments under a heading of ours are no longer kept in the order they are typed in.
            let place = argument.get_index().unwrap_or_else(|| argument.get_display_order());
            let argument = argument.help_heading(heading).hide_possible_values(true).display_order(place);
            if help.is_empty() { argument } else { argument.help(help) }
        })
        .after_help(
            [note, &examples].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n"),
        )
        .mut_subcommands(with_words);
    if !about.is_empty() {
        command = command.about(about);
    }
    command
}

fn about(name: &str) -> Option<(&'static str, &'static str)> {
    COMMANDS.iter().find(|(known, ..)| *known == name).map(|(_, about, note)| (*about, *note))
}

/// Gives what an argument is in this command, else what it is in all.
fn meaning(command: &str, argument: &str) -> &'static str {
    let said = |of: &str| ARGUMENTS.iter().find(|(known, id, _)| *known == of && *id == argument);
    said(command).or_else(|| said("")).map_or("", |(.., help)| help)
}

/// The examples are the same in every language; only their heading is not.
fn examples(command: &Command) -> String {
    let english = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    english.split_once("Examples:\n").map_or_else(String::new, |(_, lines)| format!("示例：\n{lines}"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Cli;

    #[test]
    fn every_command_and_every_argument_has_its_chinese_words() {
        let mut grammar = Cli::command();
        grammar.build();
        for command in std::iter::once(&grammar).chain(grammar.get_subcommands()) {
            let name = command.get_name();
            assert!(about(name).is_some(), "{name}");
            for argument in command.get_arguments() {
                assert_ne!(meaning(name, argument.get_id().as_str()), "", "{name} {}", argument.get_id());
            }
        }
    }

    #[test]
    fn no_chinese_words_are_kept_for_what_is_gone() {
        let mut grammar = Cli::command();
        grammar.build();
        for (name, ..) in &COMMANDS[1..] {
            assert!(grammar.find_subcommand(name).is_some(), "{name}");
        }
        for (name, id, _) in ARGUMENTS {
            let mut taking = grammar.get_subcommands().chain([&grammar]);
            let taken = |command: &Command| command.get_arguments().any(|one| one.get_id() == id);
            assert!(
                taking.any(|command| [command.get_name(), ""].contains(name) && taken(command)),
                "{name} {id}"
            );
        }
    }

    #[test]
    fn the_chinese_help_has_no_english_headings() {
        let mut grammar = in_chinese(Cli::command());
        let scan = grammar.find_subcommand_mut("scan").map(|scan| scan.render_help().to_string());
        for help in [grammar.render_help().to_string(), scan.unwrap_or_default()] {
            for heading in ["Usage", "Commands", "Arguments", "Options", "Examples", "possible values"] {
                assert!(!help.contains(heading), "{heading}: {help}");
            }
            assert!(help.contains("用法：") && help.contains("选项") && help.contains("示例："), "{help}");
        }
    }
}
