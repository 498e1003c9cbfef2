//! The core's errors as the page shows them.

use gatehouse_core::error::{Code, Error};
use gatehouse_core::text::{Lang, Text};
use gatehouse_core::view::ErrorView;

/// What a command answers: a value, or an error in the language of the page.
pub type Answer<T> = Result<T, ErrorView>;

/// Puts an error in the language of the page.
pub fn shown(error: &Error, lang: Lang) -> ErrorView {
    ErrorView {
        code: error.code.name().to_owned(),
        message: error.message.in_lang(lang).to_owned(),
        hint: error.hint.in_lang(lang).to_owned(),
    }
}

/// Says that work ended without an answer.
pub fn interrupted() -> Error {
    Error::new(
        Code::EventDamaged,
        Text::new(
            "The work stopped half-way because of a fault in Gatehouse.",
            "Gatehouse 出错，操作中途停止。",
        ),
        Text::new(
            "What was confirmed is safe. Close the event and open it again.",
            "已确认的内容是安全的。请关闭活动后重新打开。",
        ),
    )
}
