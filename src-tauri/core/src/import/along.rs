//! What stands in columns about those who come along, and about coming and going elsewhere.

use crate::guest::folding::fold;
use crate::import::status;

/// More than this in one cell is a year, a price or a phone.
const MOST: u32 = 500;
/// Longest text kept of a cell.
const LONGEST: usize = 200;

/// Reads a number of people such as `2`, `+1`, `3人` or `2.0`; where names may stand, counts them.
pub fn count(value: &str, names: bool) -> Option<u32> {
    if names && are_names(value) {
        return u32::try_from(value.split(is_between).filter(|name| !name.trim().is_empty()).count()).ok();
    }
    if let Some(yes) = yes_or_no(value) {
        return Some(yes);
    }
    let bare = value.trim().trim_start_matches('+').trim_end_matches(['人', '位', '张', '張', '名', ' ']);
    let bare = bare.strip_suffix(".0").or_else(|| bare.strip_suffix(".00")).unwrap_or(bare);
    bare.parse().ok().filter(|count| *count <= MOST)
}

/// Tells that a cell holds names and not a number.
pub fn are_names(value: &str) -> bool {
    let letters =
        value.chars().filter(|c| c.is_alphabetic() && !matches!(c, '人' | '位' | '张' | '張' | '名')).count();
    letters >= 2 && yes_or_no(value).is_none()
}

/// Tells that a cell about a check-in says that there was one.
pub fn says_something(value: &str) -> bool {
    const NOTHING: [&str; 13] = [
        "",
        "0",
        "no",
        "n",
        "false",
        "none",
        "never",
        "not checked in",
        "否",
        "未签到",
        "未簽到",
        "无",
        "nein",
    ];
    !NOTHING.contains(&fold(value).as_str())
}

/// Cuts a text that is too long to be kept.
pub fn short(value: &str) -> String {
    value.chars().take(LONGEST).collect()
}

fn yes_or_no(value: &str) -> Option<u32> {
    match fold(value).as_str() {
        "no" | "none" | "n" | "false" | "否" | "无" | "無" | "没有" | "沒有" | "nein" | "non" => {
            Some(0)
        }
        word if word != "1" && word != "x" && status::is_yes(word) => Some(1),
        _ => None,
    }
}

const fn is_between(c: char) -> bool {
    matches!(c, ',' | ';' | '、' | '，' | '；' | '/' | '&' | '+' | '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_people_is_read_however_it_is_written() {
        for (value, people) in
            [("2", 2), ("+1", 1), ("3人", 3), ("2.0", 2), ("0", 0), ("无", 0), ("yes", 1), ("No", 0)]
        {
            assert_eq!(count(value, true), Some(people), "{value}");
        }
        for odd in ["2026", "1.5", "-1", "13800138000"] {
            assert_eq!(count(odd, true), None, "{odd}");
        }
    }

    #[test]
    fn names_in_a_column_of_companions_are_counted_and_in_a_column_of_tickets_are_no_number() {
        assert_eq!(count("Ann Li, Bob & 王伟", true), Some(3));
        assert_eq!(count("王伟、李雷", true), Some(2));
        assert_eq!(count("two", false), None);
    }

    #[test]
    fn a_check_in_that_says_no_is_none() {
        for nothing in ["", "0", "No", "false", "未签到"] {
            assert!(!says_something(nothing), "{nothing}");
        }
        assert!(says_something("2026-09-01T10:00:00Z") && says_something("Yes") && says_something("2"));
    }
}
