//! What is said about settings: which key is wrong, where, and what to write instead.

use super::Text;
use crate::error::{Code, Error};
use crate::settings::Direction;

fn bad(en: String, zh: String) -> Error {
    let hint = Text::new(
        "Mend the settings file and load it again; nothing was changed.",
        "请改正设置文件后重新载入；现有设置未改动。",
    );
    Error::new(Code::BadSettings, Text::new(en, zh), hint)
}

/// Says that the file is no TOML.
pub fn not_toml(line: usize, cause: &str) -> Error {
    bad(
        format!("Line {line} of the settings cannot be read: {cause}."),
        format!("设置文件第 {line} 行无法读取：{cause}。"),
    )
}

/// Says that a key is not one of ours.
pub fn unknown_key(line: usize, key: &str, allowed: &str) -> Error {
    bad(
        format!("Line {line}: there is no setting \"{key}\"; known here: {allowed}."),
        format!("第 {line} 行：没有名为“{key}”的设置；此处可用：{allowed}。"),
    )
}

/// Says that a key that must be there is not.
pub fn missing_key(line: usize, table: &str, key: &str) -> Error {
    bad(
        format!("Line {line}: [[{table}]] lacks \"{key}\"."),
        format!("第 {line} 行：[[{table}]] 缺少“{key}”。"),
    )
}

/// Says what should stand at a key.
pub fn wrong_form(line: usize, key: &str, wanted: &Text) -> Error {
    bad(
        format!("Line {line}: \"{key}\" must be {}.", wanted.en),
        format!("第 {line} 行：“{key}”应为{}。", wanted.zh),
    )
}

/// Names the form of `[event]`.
pub fn a_table() -> Text {
    Text::new("a table, [event]", "表 [event]")
}

/// Names the form of a list.
pub fn a_list(name: &str) -> Text {
    Text::new(format!("a list of tables, [[{name}]]"), format!("表的列表 [[{name}]]"))
}

/// Names the form of everything, as the settings file shows it.
pub fn as_shown() -> Text {
    Text::new(
        "as `gatehouse settings` shows it, with no name empty",
        " gatehouse settings 所示的形式，名称不得为空",
    )
}

/// Says that something has no name.
pub fn empty_name(key: &str) -> Error {
    bad(format!("\"{key}\" is empty."), format!("“{key}”是空的。"))
}

/// Says that a name has a line break or the like in it.
pub fn control_character(list: &str, name: &str) -> Error {
    let name = name.escape_default();
    bad(
        format!("[[{list}]] \"{name}\": a name stands on one line, without control characters."),
        format!("[[{list}]]“{name}”：名称须在一行内，不得含控制字符。"),
    )
}

/// Says that a list has nothing in it.
pub fn empty_list(list: &str) -> Error {
    bad(format!("There must be at least one [[{list}]]."), format!("至少要有一个 [[{list}]]。"))
}

/// Says that two things of a list share a name.
pub fn duplicate(list: &str, name: &str) -> Error {
    bad(format!("[[{list}]] \"{name}\" is there twice."), format!("[[{list}]]“{name}”出现了两次。"))
}

/// Says that a zone lies within itself.
pub fn zone_ring(zone: &str) -> Error {
    bad(
        format!("zone \"{zone}\" within: the zones lie within each other in a ring."),
        format!("zone “{zone}”的 within：区域互相包含，形成了环。"),
    )
}

/// Says that a name leads nowhere.
pub fn unknown_reference(place: &str, list: &str, name: &str) -> Error {
    bad(
        format!("{place}: there is no [[{list}]] \"{name}\"."),
        format!("{place}：没有名为“{name}”的 [[{list}]]。"),
    )
}

/// Says that a colour is none.
pub fn bad_colour(place: &str, colour: &str) -> Error {
    bad(
        format!("{place}: \"{colour}\" is no colour; write it as \"#b8863b\"."),
        format!("{place}：“{colour}”不是颜色；请写成“#b8863b”的形式。"),
    )
}

/// Says that a local time cannot be read.
pub fn bad_date(key: &str, value: &str) -> Error {
    bad(
        format!("{key}: \"{value}\" is no time; write it as \"2026-11-28 18:00\"."),
        format!("{key}：“{value}”不是时间；请写成“2026-11-28 18:00”的形式。"),
    )
}

/// Says that the doors would never be open.
pub fn closes_before_opening() -> Error {
    bad(
        "event.doors_close must be later than event.doors_open.".to_owned(),
        "event.doors_close 必须晚于 event.doors_open。".to_owned(),
    )
}

/// Says that nobody could change anything any more.
pub fn no_organiser() -> Error {
    bad(
        "[[operator]]: at least one operator must have role \"organiser\".".to_owned(),
        "[[operator]]：至少要有一名 role 为“organiser”的操作员。".to_owned(),
    )
}

/// Says that a step is not set up.
pub fn no_such_step(name: &str, known: &str) -> Error {
    Error::new(
        Code::NoSuchStep,
        Text::new(format!("There is no screening step \"{name}\"."), format!("没有名为“{name}”的安检项目。")),
        choose(known),
    )
}

/// Says that a checkpoint is not set up, or which one has to be said.
pub fn no_such_checkpoint(name: Option<&str>, known: &str) -> Error {
    let sentence = match name {
        Some(name) => {
            Text::new(format!("There is no checkpoint \"{name}\"."), format!("没有名为“{name}”的检查点。"))
        }
        None => Text::new("Which checkpoint is meant was not said.", "没有指明检查点。"),
    };
    Error::new(Code::NoSuchCheckpoint, sentence, choose(known))
}

/// Says that nobody passes a checkpoint that way; nothing was recorded.
pub fn wrong_direction(checkpoint: &str, direction: Direction) -> Error {
    let (passage, other) = match direction {
        Direction::Entry => (Text::new("entry", "入场"), Text::new("exits", "离场")),
        Direction::Exit => (Text::new("exit", "离场"), Text::new("entries", "入场")),
    };
    Error::usage(
        Text::new(
            format!("There is no {} at checkpoint \"{checkpoint}\"; nothing was recorded.", passage.en),
            format!("检查点“{checkpoint}”不办理{}；未作任何记录。", passage.zh),
        ),
        Text::new(
            format!(
                "It is for {} only. Take another checkpoint, or change its direction in the settings.",
                other.en
            ),
            format!("该检查点只办理{}。请换一个检查点，或在设置中更改其方向。", other.zh),
        ),
    )
}

/// Says that an operator is not set up.
pub fn no_such_operator(name: Option<&str>, known: &str) -> Error {
    let sentence = match name {
        Some(name) => {
            Text::new(format!("There is no operator \"{name}\"."), format!("没有名为“{name}”的操作员。"))
        }
        None => Text::new("No operator has role \"organiser\".", "没有角色为“organiser”的操作员。"),
    };
    Error::new(Code::NoSuchOperator, sentence, choose(known))
}

fn choose(known: &str) -> Text {
    Text::new(format!("Choose one of: {known}."), format!("请从以下选择：{known}。"))
}
