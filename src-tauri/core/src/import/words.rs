//! Header words: what a column is called in English, Chinese, German, French and Spanish.

mod along;
mod person;
mod place;

use unicode_normalization::UnicodeNormalization;

use crate::guest::folding::fold;
use crate::import::mapping::ImportField;
use along::ALONG;
use person::PERSON;
use place::PLACE;

/// The longest cell in bytes that is taken for a header; what is longer names nothing.
const LONGEST: usize = 1_000;

/// Gives the field a header names, if it is one we know.
pub fn field_of(header: &str) -> Option<ImportField> {
    if header.len() > LONGEST {
        return None;
    }
    let key = fold_header(header);
    if is_counter(&key) {
        return None;
    }
    exact(&key).or_else(|| inside(&key))
}

/// Folds a header to its bare words: without numbering, brackets behind it, marks, case and separators.
pub fn fold_header(header: &str) -> String {
    let wide: String = header.nfkc().collect();
    let bare = without_suffixes(without_numbering(wide.trim()));
    let mut key: String = fold(bare).chars().filter(|c| c.is_alphanumeric() || *c == '#').collect();
    for polite in ["请输入", "请填写", "請輸入", "請填寫", "您的", "你的", "您", "请问"] {
        if let Some(rest) = key.strip_prefix(polite).filter(|rest| !rest.is_empty()) {
            key = rest.to_owned();
        }
    }
    key
}

/// Tells that a folded header only counts rows, and so says nothing of a guest.
pub fn is_counter(key: &str) -> bool {
    is_number(key) || ["序号", "序號", "行号", "#", "n", "lfdnr", "row", "index"].contains(&key)
}

/// Tells that a folded header may count rows or number guests: only its values say which.
pub fn is_number(key: &str) -> bool {
    ["编号", "編號", "no", "nr", "number"].contains(&key)
}

/// Tells that a folded header speaks of somebody else than the guest: who invited, ordered, paid or looks after.
pub fn is_of_another(key: &str) -> bool {
    key.ends_with("by") || OTHERS.iter().any(|word| key.contains(word))
}

/// Drops `1、`, `2.`, `(3)`, `Q4.` in front.
fn without_numbering(header: &str) -> &str {
    let rest = header.trim_start_matches(['(', 'Q', 'q']);
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() == rest.len() {
        return header;
    }
    let bare = digits.trim_start_matches(['、', '.', ')', ':', ',', '．', '。', ' ']);
    if bare.is_empty() || bare.len() == digits.len() { header } else { bare }
}

/// Drops `(required)`, `（必填）`, `[optional]`, `*` and colons behind; width has been folded before.
fn without_suffixes(header: &str) -> &str {
    let mut bare = header.trim();
    loop {
        let next = bare.trim_end_matches(['*', ':', '?', '？', ' ']);
        let next = match next.find(['(', '[', '【', '〔']) {
            Some(at) if at > 0 && next.ends_with([')', ']', '】', '〕']) => next[..at].trim_end(),
            _ => next,
        };
        if next.len() == bare.len() || next.is_empty() {
            return bare;
        }
        bare = next;
    }
}

fn exact(key: &str) -> Option<ImportField> {
    PERSON.iter().chain(PLACE).chain(ALONG).find(|(_, words)| words.contains(&key)).map(|(field, _)| *field)
}

/// Finds a word within a question such as 您的手机号码是多少; a column about somebody else is left alone.
fn inside(key: &str) -> Option<ImportField> {
    if key.chars().count() > 20 || is_of_another(key) {
        return None;
    }
    INSIDE.iter().find(|(word, _)| key.contains(word)).map(|(_, field)| *field)
}

const OTHERS: &[&str] = &[
    "紧急",
    "邀请",
    "对接",
    "推荐",
    "同行",
    "负责人",
    "开户",
    "介绍",
    "是否",
    "緊急",
    "邀請",
    "對接",
    "推薦",
    "負責人",
    "介紹",
    "order",
    "buyer",
    "payer",
    "billing",
    "invoice",
    "purchase",
    "inviter",
    "host",
    "referrer",
    "emergency",
    "manager",
    "assistant",
    "owner",
    "rechnung",
    "besteller",
    "notfall",
    "acheteur",
    "factur",
    "urgence",
    "comprador",
];

const INSIDE: &[(&str, ImportField)] = &[
    // A question about name and phone at once: the two are parted in the cell.
    ("姓名", ImportField::Name),
    ("手机", ImportField::Phone),
    ("手機", ImportField::Phone),
    ("联系电话", ImportField::Phone),
    ("联系方式", ImportField::Phone),
    ("邮箱", ImportField::Email),
    ("邮件", ImportField::Email),
    ("電郵", ImportField::Email),
    ("公司名", ImportField::Company),
    ("单位名", ImportField::Company),
    ("职位", ImportField::Title),
    ("职务", ImportField::Title),
    ("票种", ImportField::Category),
    ("备注", ImportField::Attention),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_known_in_five_languages_through_numbering_brackets_and_width() {
        let headers = [
            ("Full Name", ImportField::Name),
            ("1、您的姓名", ImportField::Name),
            ("姓名（必填）", ImportField::Name),
            ("3、您的手机号码是多少？", ImportField::Phone),
            ("手机（必填）", ImportField::Phone),
            ("Ｅ－Ｍａｉｌ", ImportField::Email),
            ("Q2. Email address *", ImportField::Email),
            ("first_name", ImportField::FirstName),
            ("Nachname", ImportField::LastName),
            ("Prénom", ImportField::FirstName),
            ("Société", ImportField::Company),
            ("Correo electrónico", ImportField::Email),
            ("Attendee #", ImportField::Reference),
            ("備註", ImportField::Attention),
        ];
        for (header, field) in headers {
            assert_eq!(field_of(header), Some(field), "{header} folded {}", fold_header(header));
        }
    }

    #[test]
    fn a_row_counter_is_never_a_reference() {
        for header in ["序号", "#", "No.", "Nr.", "N°", "编号", "序号（自动）"] {
            assert_eq!(field_of(header), None, "{header}");
        }
    }

    #[test]
    fn a_column_about_somebody_else_is_left_alone() {
        for header in [
            "紧急联系人手机",
            "邀请人姓名",
            "邀請人姓名",
            "对接人手机",
            "Order Email",
            "Buyer name",
            "是否需要手机充电",
        ] {
            assert_eq!(field_of(header), None, "{header}");
        }
    }
}
