//! Desks, and the files between them.

use std::fmt::Write;
use std::path::Path;

use gatehouse_core::desk::{Carried, DeskView, Merge, Taken};
use gatehouse_core::text::Lang;
use gatehouse_core::view::ExchangeView;

use super::words;
use crate::lang::pick;
use crate::table::{plain, table};

pub fn desk_added(name: &str, kit: &Path, lang: Lang) -> String {
    let (name, kit) = (plain(name), kit.display());
    pick(
        lang,
        format!(
            "Desk {name} is added; its kit is {kit}.\nNext, on its laptop: gatehouse join {kit} EVENT --passphrase-file FILE"
        ),
        format!(
            "已添加工作台 {name}；接入包：{kit}。\n下一步，在那台电脑上：gatehouse join {kit} EVENT --passphrase-file FILE"
        ),
    )
}

pub fn joined(name: &str, folder: &Path, lang: Lang) -> String {
    let (name, folder) = (plain(name), folder.display());
    pick(
        lang,
        format!("This laptop is desk {name} now; the event is in {folder}."),
        format!("本机现为工作台 {name}；活动位于 {folder}。"),
    )
}

pub fn restored(folder: &Path, records: u64, lang: Lang) -> String {
    let folder = folder.display();
    pick(
        lang,
        format!("The event is restored in {folder}: {records} records."),
        format!("活动已恢复到 {folder}：共 {records} 条记录。"),
    )
}

pub fn desk_retired(name: &str, lang: Lang) -> String {
    let name = plain(name);
    pick(
        lang,
        format!("Desk {name} is retired: what it wrote later than known here does not count."),
        format!("工作台 {name} 已停用：此处尚未得知的后续记录不再计入。"),
    )
}

pub fn desks(desks: &[DeskView], lang: Lang) -> String {
    let headings = match lang {
        Lang::En => ["slot", "desk", "", "records up to", "written", "own file of"],
        Lang::Zh => ["编号", "工作台", "", "记录截至", "写于", "其文件制于"],
    };
    let row = |desk: &DeskView| {
        let never = || pick(lang, "never", "从未").to_owned();
        vec![
            desk.slot.to_string(),
            desk.name.clone(),
            standing(desk, lang),
            desk.up_to.to_string(),
            desk.at.as_deref().map_or_else(never, words::time),
            if desk.own { "-".to_owned() } else { desk.told_at.as_deref().map_or_else(never, words::time) },
        ]
    };
    table(&headings, &desks.iter().map(row).collect::<Vec<_>>())
}

fn standing(desk: &DeskView, lang: Lang) -> String {
    let said = [
        (desk.own, pick(lang, "this laptop", "本机")),
        (desk.organiser, pick(lang, "organiser", "组织者")),
        (desk.retired, pick(lang, "retired", "已停用")),
        (desk.branched, pick(lang, "on two laptops", "在两台电脑上")),
    ];
    said.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word).collect::<Vec<_>>().join(", ")
}

pub fn carried(carried: &Carried, lang: Lang) -> String {
    let Carried { file, records, bytes } = carried;
    let file = file.display();
    pick(
        lang,
        format!(
            "{} in {file} ({bytes} bytes), written, read back and found whole.",
            words::records(*records)
        ),
        format!("{records} 条记录已写入 {file}（{bytes} 字节），并已读回核对无误。"),
    )
}

pub fn taken(taken: &Taken, findings: usize, merge: Merge, lang: Lang) -> String {
    let Taken { new, known, waiting, missing, left_out } = taken;
    let mut text = match merge {
        Merge::DryRun => pick(
            lang,
            format!("New: {}; known already: {known}. Nothing was changed.", words::records(*new)),
            format!("{new} 条记录是新的，{known} 条已有。未作任何更改。"),
        ),
        Merge::Apply => pick(
            lang,
            format!("Taken in: {}; known already: {known}.", words::records(*new)),
            format!("已收入 {new} 条记录，{known} 条原已有。"),
        ),
    };
    if *waiting > 0 {
        text += &pick(
            lang,
            format!("\nWaiting for others that are missing: {}:", words::records(*waiting)),
            format!("\n{waiting} 条记录在等待尚缺的记录："),
        );
    }
    if *left_out > 0 {
        text += &pick(
            lang,
            format!(
                "\nLeft out, as no signature of their own desk vouches for them: {}. Take in a newer file of that desk:",
                words::records(*left_out)
            ),
            format!("\n{left_out} 条记录没有其工作台的签名担保，未收入。请导入该工作台更新的文件："),
        );
    }
    for gap in missing {
        let (desk, from, to) = (gap.desk.get(..8).unwrap_or_default(), gap.from, gap.to);
        let _ = write!(text, "\n- {desk}: {from}-{to}");
    }
    if findings > 0 {
        text += &pick(
            lang,
            format!("\nTo look at, with `gatehouse findings`: {findings} new."),
            format!("\n新增 {findings} 个待核实事项，请用 gatehouse findings 查看。"),
        );
    }
    text
}

pub fn exchange(state: &ExchangeView, lang: Lang) -> String {
    let never = || pick(lang, "never", "从未").to_owned();
    let written = state.written_at.as_deref().map_or_else(never, words::time);
    let mut text = pick(lang, format!("written {written}"), format!("写出：{written}"));
    for desk in &state.desks {
        let (name, read) = (plain(&desk.name), desk.read_at.as_deref().map_or_else(never, words::time));
        text += &pick(lang, format!("; {name} read {read}"), format!("；{name} 收入：{read}"));
    }
    for gap in &state.missing {
        let (desk, from, to) = (plain(&gap.desk), gap.from, gap.to);
        text +=
            &pick(lang, format!("; missing of {desk}: {from}-{to}"), format!("；缺少 {desk}：{from}-{to}"));
    }
    for file in &state.unreadable {
        let _ = write!(text, "\n- {}: {}", plain(&file.file), plain(&file.reason));
    }
    if let Some(why) = &state.paused {
        let why = plain(why);
        text += &pick(lang, format!("\npaused: {why}"), format!("\n已暂停：{why}"));
    }
    text
}
