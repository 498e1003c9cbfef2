//! The core's errors as the page shows them.

use gatehouse_core::error::Error;
use gatehouse_core::text::Lang;
use gatehouse_core::view::ErrorView;

/// Puts an error in the language of the page.
pub fn shown(error: &Error, lang: Lang) -> ErrorView {
    ErrorView {
        code: error.code.name().to_owned(),
        message: error.message.in_lang(lang).to_owned(),
        hint: error.hint.in_lang(lang).to_owned(),
    }
}
