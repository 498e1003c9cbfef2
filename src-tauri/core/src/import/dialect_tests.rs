//! Any table in any dialect and encoding comes back the same, and the same list again changes nothing.
#![allow(clippy::unwrap_used)]

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, WINDOWS_1252};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::import::plan::tests::{applied, plan_of};
use crate::import::read::{ReadOptions, read};

/// How a program writes tables.
#[derive(Debug, Clone)]
struct Dialect {
    delimiter: u8,
    quotes: csv::QuoteStyle,
    ending: &'static str,
    /// Excel's first line that names the delimiter.
    sep: bool,
}

/// How a program writes text.
#[derive(Debug, Clone, Copy)]
enum Written {
    Utf8,
    Utf8Bom,
    Utf16 { big: bool, bom: bool },
    As(&'static Encoding),
}

impl Written {
    fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.into(),
            Self::Utf8Bom => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Self::Utf16 { big, bom } => {
                let units = bom.then_some(0xfeff).into_iter().chain(text.encode_utf16());
                units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
            }
            Self::As(encoding) => encoding.encode(text).0.into_owned(),
        }
    }

    /// What a person has to say; nothing where the bytes themselves leave no doubt.
    fn told(self) -> Option<String> {
        match self {
            Self::As(encoding) => Some(encoding.name().to_owned()),
            Self::Utf8 | Self::Utf8Bom | Self::Utf16 { .. } => None,
        }
    }

    fn holds(self, c: char) -> bool {
        let encoding = if let Self::As(encoding) = self { encoding } else { UTF_8 };
        !encoding.encode(c.encode_utf8(&mut [0; 4])).2
    }
}

fn dialect() -> impl Strategy<Value = Dialect> {
    let quotes =
        select(vec![csv::QuoteStyle::Necessary, csv::QuoteStyle::Always, csv::QuoteStyle::NonNumeric]);
    (select(vec![b',', b';', b'\t', b'|']), quotes, select(vec!["\n", "\r", "\r\n"]), any::<bool>())
        .prop_map(|(delimiter, quotes, ending, sep)| Dialect { delimiter, quotes, ending, sep })
}

fn writing() -> impl Strategy<Value = Written> {
    let utf16 = (any::<bool>(), any::<bool>()).prop_map(|(big, bom)| Written::Utf16 { big, bom });
    prop_oneof![
        Just(Written::Utf8),
        Just(Written::Utf8Bom),
        utf16,
        select(vec![GB18030, BIG5, WINDOWS_1252]).prop_map(Written::As),
    ]
}

fn cell() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[a-zA-Z0-9 ,;|'\"\t\r\n.@=+éüßñ€王伟李娜陳龍臺灣😀𠮷-]{0,12}").unwrap()
}

/// Written by a writer that is not ours.
fn written(rows: &[Vec<String>], dialect: &Dialect) -> String {
    let ending = match dialect.ending {
        "\n" => csv::Terminator::Any(b'\n'),
        "\r" => csv::Terminator::Any(b'\r'),
        _ => csv::Terminator::CRLF,
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(dialect.delimiter)
        .quote_style(dialect.quotes)
        .terminator(ending)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    let table = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let sep = format!("sep={}{}", char::from(dialect.delimiter), dialect.ending);
    if dialect.sep { sep + &table } else { table }
}

fn word() -> impl Strategy<Value = String> {
    let words = [
        "",
        "",
        "Ann",
        "ann",
        "Bob",
        "王伟",
        "1",
        "2",
        "a@x.org",
        "A@x.org",
        "b@x.org",
        "13800138000",
        "+86 138 0013 8000",
        "1.38E+10",
        "guest",
        "VIP",
        "approved",
        "declined",
        "什么",
        "yes",
        "-",
        "Li, Ann",
    ];
    select(words.to_vec()).prop_map(str::to_owned)
}

fn columns() -> impl Strategy<Value = Vec<&'static str>> {
    let words = [
        "Guest ID",
        "Email",
        "Phone",
        "Company",
        "First name",
        "Last name",
        "Category",
        "Status",
        "Barcode",
        "序号",
        "备注",
        "Void",
    ];
    proptest::sample::subsequence(words.to_vec(), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_table_in_any_dialect_and_encoding_comes_back_the_same(
        cells in vec(vec(cell(), 3), 1..10),
        dialect in dialect(),
        writing in writing(),
    ) {
        let header = ["Name", "Email", "Company", "Notes"].map(str::to_owned).to_vec();
        let held = |cell: &String| cell.chars().filter(|c| writing.holds(*c)).collect::<String>();
        let row = |(at, cells): (usize, &Vec<String>)| {
            std::iter::once(format!("Guest {at}")).chain(cells.iter().map(held)).collect()
        };
        let rows: Vec<Vec<String>> = cells.iter().enumerate().map(row).collect();
        let text = written(&[std::slice::from_ref(&header), rows.as_slice()].concat(), &dialect);
        let options = ReadOptions { encoding: writing.told(), ..ReadOptions::default() };
        let list = read(&writing.bytes(&text), &options).unwrap();
        prop_assert_eq!(list.delimiter, Some(char::from(dialect.delimiter)));
        prop_assert_eq!(list.replaced, 0);
        prop_assert_eq!(list.header, header);
        prop_assert_eq!(list.rows.into_iter().map(|row| row.cells).collect::<Vec<_>>(), rows);
    }

    #[test]
    fn whatever_list_is_taken_in_the_same_list_again_changes_nothing(
        columns in columns(),
        cells in vec(vec(word(), 9), 1..12),
    ) {
        let header = ["Name"].iter().chain(&columns).copied().collect::<Vec<_>>().join(";");
        let rows: Vec<String> = cells.iter().map(|row| row[..=columns.len()].join(";")).collect();
        let list = format!("{header}\n{}\n", rows.join("\n"));
        prop_assume!(rows.iter().any(|row| row.chars().any(|c| c != ';')));
        let first = plan_of(&list, "list", &[]);
        let again = plan_of(&list, "list", &applied(&first, &[]));
        let (counts, before) = (again.counts(), first.counts());
        prop_assert_eq!((counts.new, counts.changed, counts.same), (0, 0, before.new), "{}", list);
        prop_assert_eq!((counts.rejected, again.gone), (before.rejected, 0), "{}", list);
    }
}
