//! One cell to one value: cleaned text, e-mail, phone. What is wrong is said, never mended in silence.

use unicode_normalization::UnicodeNormalization;

use crate::guest::folding::is_east_asian;

/// Fewest digits of a phone that says who somebody is.
const PHONE_DIGITS: usize = 7;

/// Parts the answers to one question in exports of wjx.cn.
const ANSWERS: char = '┋';

/// What people write into a cell that has nothing to say.
const NOTHING: [&str; 9] = ["-", "--", "---", "–", "—", "/", ".", "N/A", "n/a"];

/// Cleans a cell: no space around it, no invisible marks, no control characters, one line, single spaces.
///
/// Several answers to one question are parted by semicolons.
/// An apostrophe or tab in front of `= + - @` is what another program put there against formulas.
pub fn clean(cell: &str) -> String {
    let trimmed = trim(cell);
    let bare = match trimmed.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => trimmed,
    };
    if NOTHING.contains(&bare) {
        return String::new();
    }
    if !bare.contains(|c: char| c.is_control() || is_unseen(c) || c == ANSWERS) && !bare.contains("  ") {
        return bare.to_owned();
    }
    let parted = bare.replace(ANSWERS, "; ");
    // A cell may be as large as the file, so no list of its words is made.
    let mut line = String::with_capacity(parted.len());
    for c in parted.chars().filter(|c| !is_unseen(*c)) {
        let is_blank = c.is_control() || c.is_whitespace();
        if !is_blank {
            line.push(c);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Joins first and last name: East Asian names family name first without a space, others first name first.
pub fn join_names(first: &str, last: &str) -> String {
    match (first.is_empty(), last.is_empty()) {
        (true, _) => last.to_owned(),
        (_, true) => first.to_owned(),
        _ if is_east_asian(first) && is_east_asian(last) => format!("{last}{first}"),
        _ => format!("{first} {last}"),
    }
}

/// Turns `Lovelace, Ada` round, as some tools write a name; any other comma stays where it is.
pub fn turned(name: &str) -> String {
    const BEHIND: [&str; 14] =
        ["jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "inc", "ltd", "llc", "gmbh", "mba", "cpa"];
    let Some((last, first)) = name.split_once(',') else { return name.to_owned() };
    let (last, first) = (last.trim(), first.trim());
    let bare: String = first.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let is_name = |part: &str| !part.is_empty() && part.split_whitespace().count() <= 3;
    let fits = is_name(last) && is_name(first) && !first.contains([',', '&', '/']);
    if !fits || BEHIND.contains(&bare.as_str()) || name.chars().any(|c| c.is_ascii_digit()) {
        return name.to_owned();
    }
    join_names(first, last)
}

/// Parts a name from a phone in the same cell, as answers to one question about both have them.
pub fn name_and_phone(value: &str) -> Option<(String, String)> {
    let at = value.find(|c: char| c.is_ascii_digit() || c == '+')?;
    let (name, phone) =
        (value[..at].trim_end_matches([' ', ',', ';', '/', '，', '、', '：', ':']), &value[at..]);
    let is_name = name.chars().any(char::is_alphabetic);
    (is_name && phone_key(phone).is_some()).then(|| (name.to_owned(), phone.trim().to_owned()))
}

/// Reads an e-mail address as it is compared: folded in width and case; `None` when it is none.
pub fn email_key(value: &str) -> Option<String> {
    let plain = if value.is_ascii() {
        value.to_ascii_lowercase()
    } else {
        value.nfkc().collect::<String>().to_lowercase()
    };
    let (local, domain) = plain.split_once('@')?;
    let odd = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '@' | ',' | ';' | '<' | '>' | '"' | '(' | ')')
    };
    let labels_hold = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    (!local.is_empty() && labels_hold && plain.len() <= 254 && !plain.replacen('@', "", 1).contains(odd))
        .then_some(plain)
}

/// Reads a phone as it is compared: digits, with `+` when the country is given; `None` when it names nobody.
///
/// A Chinese mobile number is the same with and without its country.
pub fn phone_key(value: &str) -> Option<String> {
    if is_scientific(value) {
        return None;
    }
    let wide: String = if value.is_ascii() { value.to_owned() } else { value.nfkc().collect() };
    let digits: String = wide.chars().filter(char::is_ascii_digit).collect();
    let (abroad, digits) = match (wide.trim_start().starts_with('+'), digits.strip_prefix("00")) {
        (true, _) => (true, digits.as_str()),
        (false, Some(rest)) => (true, rest),
        (false, None) => (false, digits.as_str()),
    };
    if digits.len() < PHONE_DIGITS || wide.chars().any(|c| c.is_alphabetic() && !matches!(c, 'e' | 'x' | 't'))
    {
        return None;
    }
    match digits.strip_prefix("86").filter(|rest| rest.len() == 11 && rest.starts_with('1')) {
        Some(mobile) => Some(mobile.to_owned()),
        None if abroad => Some(format!("+{digits}")),
        None => Some(digits.to_owned()),
    }
}

/// Tells that a spreadsheet has turned a long number into something like 1.38E+10.
pub fn is_scientific(value: &str) -> bool {
    let Some((number, power)) = value.trim().split_once("E+").or_else(|| value.trim().split_once("e+"))
    else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = number.split(['.', ',']).collect::<Vec<_>>();
    digits(power) && power.len() <= 3 && whole.len() <= 2 && whole.iter().all(|part| digits(part))
}

fn trim(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || c.is_control() || is_unseen(c))
}

/// Marks nobody sees, which make equal names differ. Joiners inside a name belong to its script and stay.
pub const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn east_asian_names_join_family_name_first_and_latin_names_first_name_first() {
        assert_eq!(join_names("伟", "王"), "王伟");
        assert_eq!(join_names("Ada", "Lovelace"), "Ada Lovelace");
        assert_eq!(join_names("", "Cher"), "Cher");
    }

    #[test]
    fn a_name_written_last_comma_first_is_turned_round_and_no_other_comma_is() {
        assert_eq!(turned("Lovelace, Ada"), "Ada Lovelace");
        assert_eq!(turned("van der Berg, Jan Piet"), "Jan Piet van der Berg");
        assert_eq!(turned("王, 伟"), "王伟");
        for kept in [
            "Martin King, Jr.",
            "Beans, Peas, Co",
            "Ann, Bob & Cid",
            "Beans Ltd, 2",
            "Smith, Ph.D.",
            "Ann,",
            "Ann",
        ] {
            assert_eq!(turned(kept), kept);
        }
    }

    #[test]
    fn an_email_is_compared_without_case_and_width_and_refused_when_it_is_none() {
        assert_eq!(email_key("Ann@Example.ORG").as_deref(), Some("ann@example.org"));
        assert_eq!(email_key("ａｎｎ＠example.org").as_deref(), Some("ann@example.org"));
        for wrong in [
            "ann",
            "ann@",
            "@example.org",
            "a b@example.org",
            "ann@example",
            "a@b.c,d@e.f",
            "a@@b.c",
            "a@b..c",
        ] {
            assert_eq!(email_key(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_phone_is_compared_by_its_digits_and_its_country() {
        assert_eq!(phone_key("+86 138-0013-8000"), phone_key("13800138000"));
        assert_eq!(phone_key("0049 170 1234567").as_deref(), Some("+491701234567"));
        assert_eq!(phone_key("(020) 7946 0958").as_deref(), Some("02079460958"));
        for nobody in ["1.38E+10", "12345", "n/a", ""] {
            assert_eq!(phone_key(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn a_phone_in_the_cell_of_the_name_is_parted_from_it() {
        let parted = |name: &str, phone: &str| Some((name.to_owned(), phone.to_owned()));
        assert_eq!(name_and_phone("王伟 13800138000"), parted("王伟", "13800138000"));
        assert_eq!(name_and_phone("李雷+86 139 0013 9000"), parted("李雷", "+86 139 0013 9000"));
        for name in ["Ann Li", "Ann 2", "13800138000", "Henry VIII 1491"] {
            assert_eq!(name_and_phone(name), None, "{name}");
        }
    }

    #[test]
    fn a_number_in_scientific_form_is_known() {
        assert!(is_scientific("1.38E+10") && is_scientific("1,38E+10") && is_scientific("8.61E+12"));
        assert!(!is_scientific("13800138000") && !is_scientific("12E4") && !is_scientific("Eve"));
    }

    #[test]
    fn a_cell_loses_what_nobody_sees_and_guards_against_formulas() {
        assert_eq!(clean("\u{feff} Ann\u{200b} "), "Ann");
        assert_eq!(clean("\t+86 138"), "+86 138");
        assert_eq!(clean("'+86 138"), "+86 138");
        assert_eq!(clean("two\nlines"), "two lines");
        assert_eq!(clean("two    lines"), "two lines", "as Indico writes a line break");
        assert_eq!(clean("素食┋清真"), "素食; 清真");
        assert_eq!(clean("a\u{200b} \u{3000}\t\u{200b}\n b\u{0} \u{feff}c \u{1}\u{200b} ."), "a b c .");
        assert_eq!(clean("'t Hooft"), "'t Hooft");
    }
}
