//! Every sentence a person reads from the core, English and 简体中文 side by side.

pub mod findings;
pub mod history;
pub mod names;
pub mod reasons;
pub mod roles;
pub mod settings;

use serde::{Deserialize, Serialize};

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    #[default]
    En,
    Zh,
}

/// One sentence in both languages; the compiler sees to it that neither is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub en: String,
    pub zh: String,
}

impl Text {
    /// Puts the two languages side by side.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// Gives the sentence in one language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

impl From<(&str, &str)> for Text {
    fn from((en, zh): (&str, &str)) -> Self {
        Self::new(en, zh)
    }
}
