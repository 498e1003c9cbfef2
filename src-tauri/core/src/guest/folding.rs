//! One way of writing for words that people write in many: what search and matching compare.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a text: compatibility forms, case, marks, apostrophes and runs of space no longer matter.
///
/// Folding a folded text changes nothing.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut out = String::with_capacity(text.len());
    let bare =
        |c: &char| !is_combining_mark(*c) && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}');
    for c in text.nfkd().flat_map(char::to_lowercase).filter(bare) {
        match spelled_out(c) {
            Some(letters) => out.push_str(letters),
            None => push(&mut out, c),
        }
    }
    trim_end(out)
}

/// Folds a text, spelling out umlauts and what stands for them in the north (`Müller` gives `mueller`, `Søren`
/// `soeren`, `Åse` `aase`); `None` where that changes nothing.
pub fn fold_umlauts(text: &str) -> Option<String> {
    let composed: String = text.nfc().collect();
    if !composed.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü', 'ø', 'Ø', 'å', 'Å']) {
        return None;
    }
    let spelled = composed.chars().fold(String::with_capacity(text.len() + 4), |mut out, c| {
        match c {
            'ä' | 'Ä' => out.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' => out.push_str("oe"),
            'å' | 'Å' => out.push_str("aa"),
            'ü' | 'Ü' => out.push_str("ue"),
            other => out.push(other),
        }
        out
    });
    Some(fold(&spelled))
}

/// Tells whether a text holds Han, kana or Hangul: scripts that write the family name first, without a space.
pub fn is_east_asian(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{3005}' | '\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
    })
}

fn fold_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut out, c.to_ascii_lowercase());
    }
    trim_end(out)
}

fn push(out: &mut String, c: char) {
    match c {
        '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{02bc}' => {}
        c if c.is_whitespace() || c.is_control() => {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
        c => out.push(c),
    }
}

fn trim_end(mut out: String) -> String {
    out.truncate(out.trim_end().len());
    out
}

/// Gives the plain letters of those that Unicode does not take apart.
const fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ŧ' => "t",
        'ĸ' => "k",
        'ə' => "e",
        'ς' => "σ",
        '\u{2010}'..='\u{2015}' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        let pairs = [
            ("Łukasz", "lukasz"),
            ("Nguyễn", "nguyen"),
            ("Đặng", "dang"),
            ("O’Connor", "oconnor"),
            ("Straße", "strasse"),
            ("Ångström", "angstrom"),
            ("Ægir Þór", "aegir thor"),
            ("ＷＡＮＧ　Ｗｅｉ", "wang wei"),
            (" İpek  Işık ", "ipek isik"),
            ("王伟", "王伟"),
        ];
        for (written, typed) in pairs {
            assert_eq!(fold(written), typed);
        }
        assert_eq!(fold_umlauts("Müller").as_deref(), Some("mueller"));
        assert_eq!(fold_umlauts("Muller"), None);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in "\\PC{0,24}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
