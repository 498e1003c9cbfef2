//! Which language to speak.

use gatehouse_core::text::Lang;

/// Gives the language the system is set to, English where it is neither of ours.
pub fn of_the_system() -> Lang {
    of_locale(["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| set(name)).as_deref())
}

/// Picks one of two texts.
pub fn pick<T>(lang: Lang, en: T, zh: T) -> T {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

fn set(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

fn of_locale(locale: Option<&str>) -> Lang {
    match locale {
        Some(name) if name.to_ascii_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_locale_speaks_chinese_and_every_other_english() {
        for chinese in ["zh_CN.UTF-8", "zh", "zh_TW", "ZH-Hans"] {
            assert_eq!(of_locale(Some(chinese)), Lang::Zh, "{chinese}");
        }
        for other in [None, Some("C"), Some("de_DE.UTF-8"), Some("en_US")] {
            assert_eq!(of_locale(other), Lang::En, "{other:?}");
        }
    }
}
