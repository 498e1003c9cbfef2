//! What is said when somebody may not do what they asked for, and what to do then.

use super::Text;
use crate::admission::overriding::Obstacle;
use crate::error::{Code, Error};
use crate::settings::Role;

/// Names a role.
pub fn role(role: Role) -> Text {
    match role {
        Role::Scanner => Text::new("scanner", "扫描员"),
        Role::Screener => Text::new("screener", "安检员"),
        Role::Supervisor => Text::new("supervisor", "主管"),
        Role::Organiser => Text::new("organiser", "组织者"),
    }
}

/// Says which role an act takes; nothing was recorded.
pub fn not_permitted(needed: Role) -> Error {
    let name = role(needed);
    let article = if needed == Role::Organiser { "an" } else { "a" };
    Error::new(
        Code::NotPermitted,
        Text::new(
            format!("This takes {article} {}; nothing was recorded.", name.en),
            format!("此操作需要{}权限；未作任何记录。", name.zh),
        ),
        Text::new(
            format!("Call {article} {}, or choose another operator.", name.en),
            format!("请找{}操作，或切换操作员。", name.zh),
        ),
    )
}

/// Says that an act takes a reason; nothing was recorded.
pub fn reason_required() -> Error {
    Error::new(
        Code::ReasonRequired,
        Text::new("This takes a reason; nothing was recorded.", "此操作必须写明原因；未作任何记录。"),
        Text::new("Say in a few words why.", "请简短写明原因。"),
    )
}

/// Says that this desk was retired; nothing was recorded.
pub fn desk_retired() -> Error {
    Error::new(
        Code::NotPermitted,
        Text::new(
            "An organiser has retired this desk; it records nothing any more.",
            "组织者已停用本工作台；不再作任何记录。",
        ),
        Text::new(
            "Go on at another desk, or join again from a fresh kit. What is recorded here is kept.",
            "请到其他工作台继续，或用新的接入包重新加入。本机已有记录会保留。",
        ),
    )
}

/// Says why an override is not possible; nothing was recorded.
pub fn cannot_override(obstacle: Obstacle) -> Error {
    match obstacle {
        Obstacle::NeedsRole(needed) => not_permitted(needed),
        Obstacle::NeedsReason => reason_required(),
        Obstacle::Nobody => Error::new(
            Code::NotPermitted,
            Text::new(
                "This code leads to no guest, so there is nobody to admit.",
                "此码找不到对应来宾，无法人工放行。",
            ),
            Text::new("Look the guest up by name, or add a walk-in.", "请按姓名查找来宾，或登记为现场来宾。"),
        ),
        Obstacle::NeedsName => Error::new(
            Code::Usage,
            Text::new("The name on the badge is needed.", "需要填写胸卡上的姓名。"),
            Text::new("Type the name as it is printed on the badge.", "请按胸卡所印填写姓名。"),
        ),
        Obstacle::NeedsSteps => Error::new(
            Code::NotPermitted,
            Text::new("The screening steps have to be done here first.", "须先在此完成安检项目。"),
            Text::new("Do the steps, record them, then admit.", "请完成并记录安检项目后再放行。"),
        ),
    }
}
