//! What opening says to people.

use crate::error::Error;
use crate::text::Text;

pub(super) fn torn(bytes: u64) -> Text {
    Text::new(
        format!(
            "The last {bytes} bytes of journal.log were only half written when the laptop stopped; they were cut off. Nothing confirmed is missing."
        ),
        format!("电脑上次停止时，journal.log 末尾有 {bytes} 字节未写完，已裁去。已确认的内容没有丢失。"),
    )
}

pub(super) fn torn_alone(bytes: u64, seq: u64) -> Text {
    Text::new(
        format!(
            "The last {bytes} bytes of journal.log do not read. event.db was lost too, so what this desk recorded after its number {seq} may be missing. The damaged file is kept beside it; a backup or another desk's file may hold what is missing."
        ),
        format!(
            "journal.log 末尾有 {bytes} 字节无法读取，而 event.db 也已丢失，因此本工作台第 {seq} 号之后的记录可能缺失。损坏的文件保留在旁边；备份或其他工作台的文件中可能有缺失的内容。"
        ),
    )
}

pub(super) fn missing(gaps: &[(String, u64, u64)], waiting: u64) -> Text {
    let listed = |name: fn(&(String, u64, u64)) -> String, between| {
        gaps.iter().map(name).collect::<Vec<_>>().join(between)
    };
    let en = listed(|(desk, from, to)| format!("{desk}: {from}-{to}"), ", ");
    let zh = listed(|(desk, from, to)| format!("{desk}：{from}-{to}"), "，");
    Text::new(
        format!(
            "Neither event.db nor journal.log holds these records any more: {en}. Records that wait for them: {waiting}. Restore the newest backup, or take in a file of another desk: what it holds of them comes back."
        ),
        format!(
            "event.db 和 journal.log 都已不再保有这些记录：{zh}。等待它们的记录：{waiting} 条。请恢复最新的备份，或导入其他工作台的文件：其中有的会补回来。"
        ),
    )
}

pub(super) fn salvaged(count: usize) -> Text {
    Text::new(
        format!("{count} records that journal.log lacked were read from the damaged event.db."),
        format!("已从损坏的 event.db 读出 journal.log 缺少的 {count} 条记录。"),
    )
}

pub(super) fn log_rebuilt() -> Text {
    Text::new(
        "journal.log did not read and is made anew from event.db. The damaged file is kept beside it; nothing confirmed is missing.",
        "journal.log 无法读取，已由 event.db 重建。损坏的文件保留在旁边；已确认的内容没有丢失。",
    )
}

pub(super) fn mended_log() -> Text {
    Text::new(
        "journal.log was damaged in the middle and was mended from event.db. The damaged file is kept beside it; run `gatehouse verify` to see that nothing is missing.",
        "journal.log 中间有损坏，已由 event.db 修复。损坏的文件保留在旁边；可运行 `gatehouse verify` 确认没有缺失。",
    )
}

pub(super) fn still_in_log(error: &Error) -> Text {
    let Text { en, zh } = &error.message;
    Text::new(
        format!(
            "What was erased could not be taken out of journal.log yet; closing the event tries again. {en}"
        ),
        format!("已抹除的资料暂未能从 journal.log 中清除；关闭活动时会再次尝试。{zh}"),
    )
}

pub(super) fn taken_in(count: usize) -> Text {
    Text::new(
        format!("{count} records that event.db lacked were taken in from journal.log."),
        format!("已从 journal.log 补回 event.db 缺少的 {count} 条记录。"),
    )
}

pub(super) fn copied(count: usize) -> Text {
    Text::new(
        format!("{count} records that journal.log lacked were copied to it."),
        format!("已将 journal.log 缺少的 {count} 条记录补写进去。"),
    )
}

pub(super) fn rebuilt() -> Text {
    Text::new(
        "event.db was missing or damaged and was made anew from journal.log. The damaged file is kept beside it.",
        "event.db 缺失或损坏，已由 journal.log 重建。损坏的文件保留在旁边。",
    )
}
