//! Findings in words.

use super::Text;
use super::names::in_chinese;

/// Says that somebody was let in at two desks.
pub fn double_entry(guest: &str, zone: &str, desks: [&str; 2]) -> Text {
    let [one, other] = desks;
    Text::new(
        format!("{guest} was let into {zone} twice: at {one} and at {other}."),
        format!("{guest}两次被放行进入{}：{}和{}。", in_chinese(zone), in_chinese(one), in_chinese(other)),
    )
}

/// Says that a desk id is in use on two laptops.
pub fn cloned_desk(desk: &str) -> Text {
    Text::new(
        format!("{desk} goes on in two histories: it is in use on two laptops, or was restored."),
        format!("{}有两条记录分支：在两台电脑上使用，或曾被恢复。", in_chinese(desk)),
    )
}

/// Says up to where one of two histories of a desk is held.
pub fn history_up_to(seq: u64) -> Text {
    Text::new(format!("One history, up to record {seq}"), format!("其中一支，至第 {seq} 条记录"))
}
