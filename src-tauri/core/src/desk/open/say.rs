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
        format!("已删除的资料暂未能从 journal.log 中清除；关闭活动时会再次尝试。{zh}"),
    )
}

pub(super) fn taken_in(count: u64) -> Text {
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

pub(super) fn unfinished_import(import: &str) -> Text {
    Text::new(
        format!(
            "An import was cut off half-way. Import the same file again to finish it, or undo it with `gatehouse void EVENT {import}`."
        ),
        format!("有一次导入中途停止。重新导入同一文件即可完成，或用 `gatehouse void EVENT {import}` 撤销。"),
    )
}
