#![allow(clippy::unwrap_used)]

use super::*;

fn encoding_of(bytes: &[u8]) -> &'static str {
    decode(bytes, None).unwrap().encoding
}

fn in_encoding(text: &str, label: &str) -> Vec<u8> {
    Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned()
}

fn in_utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

/// Two hundred lines of ASCII around one name.
fn among_ascii(name: &str) -> String {
    let mut lines: Vec<String> = (0..200).map(|n| format!("Guest {n},guest{n}@example.org")).collect();
    lines.insert(100, format!("{name},somebody@example.org"));
    format!("Name,Email\n{}\n", lines.join("\n"))
}

#[test]
fn a_bom_decides_and_is_not_part_of_the_first_header() {
    for (bom, bytes) in [
        (&b"\xef\xbb\xbf"[..], "姓名,邮箱".as_bytes().to_vec()),
        (b"\xff\xfe", in_utf16("姓名,邮箱", false)),
        (b"\xfe\xff", in_utf16("姓名,邮箱", true)),
    ] {
        assert_eq!(decode(&[bom, &bytes].concat(), None).unwrap().text, "姓名,邮箱");
    }
}

#[test]
fn utf16_without_a_bom_is_known_by_its_nuls() {
    assert_eq!(encoding_of(&in_utf16("姓名,邮箱\n王伟,w@example.org\n", false)), "UTF-16LE");
    assert_eq!(encoding_of(&in_utf16("Name,Email\nAnn,a@example.org\n", true)), "UTF-16BE");
}

#[test]
fn one_chinese_name_in_two_hundred_english_rows_is_read_right() {
    for name in ["王伟", "李娜", "欧阳菲菲"] {
        let decoded = decode(&in_encoding(&among_ascii(name), "gbk"), None).unwrap();
        assert_eq!(decoded.encoding, "GB18030", "{name}");
        assert!(decoded.text.contains(name));
    }
}

#[test]
fn european_names_are_not_taken_for_chinese() {
    let list = "Name;Firma\nMüller;Käse & Söhne\nRenée Français;Société Générale\nJosé Peña;Niño\nÅsa Öhman;Ströms\n";
    assert_eq!(encoding_of(&in_encoding(list, "windows-1252")), "windows-1252");
    assert_eq!(encoding_of(&in_encoding(&among_ascii("Jürgen Groß"), "windows-1252")), "windows-1252");
}

#[test]
fn big5_is_not_taken_for_gbk() {
    let list = "姓名,電話,單位\n陳志豪,0912345678,國立臺灣大學\n林怡君,0922345678,聯發科技股份有限公司\n張雅婷,0932345678,華碩電腦\n";
    assert_eq!(encoding_of(&in_encoding(list, "big5")), "Big5");
}

#[test]
fn gbk_is_never_shown_as_western_letters() {
    let decoded =
        decode(b"\xd0\xd5\xc3\xfb,\xd3\xca\xcf\xe4\n\xcd\xf5\xce\xb0,w@example.org\n", None).unwrap();
    assert!(!decoded.text.contains("ÐÕÃû"));
    assert!(decoded.text.starts_with("姓名,邮箱\n王伟"));
}

#[test]
fn the_encoding_a_person_names_is_used_and_what_it_cannot_read_is_counted() {
    let decoded = decode(b"Name\nM\xfcller\n", Some("utf-8")).unwrap();
    assert_eq!((decoded.encoding, decoded.replaced), ("UTF-8", 1));
    assert!(decode(b"Name\n", Some("klingon")).is_err());
}

#[test]
fn a_bom_decides_where_there_is_too_little_latin_to_guess_by() {
    let han = "名".repeat(60);
    for (bom, big, name) in [(&b"\xff\xfe"[..], false, "UTF-16LE"), (b"\xfe\xff", true, "UTF-16BE")] {
        let read = decode(&[bom, &in_utf16(&han, big)].concat(), None).unwrap();
        assert_eq!((read.encoding, read.text.as_str(), read.replaced), (name, han.as_str(), 0));
    }
}

#[test]
fn letters_that_pair_by_chance_make_no_european_list_chinese() {
    // One run of two letters beside single ones, then nothing but runs of two.
    let capitals = "Name;Firma\nJÄÄGER, Jürgen;Käse & Söhne\nRenée Müller;Soße\nJörg Weiß;Söhne\n";
    let doubled = "Name;Company\nPeep Sääsk;Töö\nAino Rääk;Jäätis\nJaan Määr;Söök\n";
    for list in [capitals, doubled] {
        let bytes = in_encoding(list, "windows-1252");
        assert_ne!(encoding_of(&bytes), "GB18030", "{list}");
        assert!(decode(&bytes, None).unwrap().text.contains("ää") || list == capitals);
    }
}
