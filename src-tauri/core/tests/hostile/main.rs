//! Guest lists that somebody made to do harm, or that are no guest lists: each is refused in a sentence or shown
//! harmless, and none takes more memory than a small laptop has to spare.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)] // tests may stop

mod texts;
mod workbooks;

use std::alloc::System;
use std::collections::BTreeMap;
use std::time::Instant;

use cap::Cap;
use gatehouse_core::error::Code;
use gatehouse_core::guest::Field;
use gatehouse_core::ids::BadgeKey;
use gatehouse_core::import::plan::{OnList, Plan, What, plan};
use gatehouse_core::import::read::{ReadOptions, read};
use gatehouse_core::import::{MAX_CATEGORIES, MAX_VALUE, mapping};
use gatehouse_core::text::Lang;

/// Whatever asks for more at once than this ends the test: all of it counts, the file itself too.
const MOST: usize = 512 * 1024 * 1024;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// What becomes of a file.
pub enum Ends {
    /// As `bad_file`, in a sentence that says this.
    Refused(&'static str),
    /// So many guests come of it, so many rows are left out.
    Shown { guests: usize, rejected: usize },
    /// Either will do: what it is cannot be told for certain.
    Either,
}

pub type File = (&'static str, fn() -> Vec<u8>, Ends);

#[test]
fn no_file_does_harm_and_none_takes_more_memory_than_there_is() {
    MEMORY.set_limit(MOST).expect("a process that has just begun is smaller");
    let only = std::env::var("GATEHOUSE_HOSTILE").ok();
    let files = texts::files().into_iter().chain(books());
    let tried = files.filter(|(name, ..)| only.as_deref().is_none_or(|only| only == *name));
    let wrong: Vec<&str> = tried.filter_map(|file| (!ends_well(&file)).then_some(file.0)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Tries a file; a failure is told and the others are tried all the same.
fn ends_well((name, make, ends): &File) -> bool {
    print!("{name}: ");
    let bytes = make();
    let begun = Instant::now();
    std::panic::catch_unwind(|| {
        let result = look(&bytes);
        println!("{} bytes, {:?}, at most {} MB", bytes.len(), begun.elapsed(), MEMORY.max_allocated() >> 20);
        judge(name, &result, ends);
    })
    .is_ok()
}

/// All the window does with a file before anybody says yes.
fn look(bytes: &[u8]) -> Result<Plan, (Code, String)> {
    let refused = |error: gatehouse_core::error::Error| {
        assert!(!error.message.zh.is_empty() && !error.hint.en.is_empty() && !error.hint.zh.is_empty());
        (error.code, error.message.en.to_string())
    };
    let table = read(bytes, &ReadOptions::default()).map_err(refused)?;
    let mapping = mapping::guess(&table);
    let list = OnList {
        guests: &[],
        categories: &[],
        badge_key: &BadgeKey::new([7; 32]),
        mends: false,
        answers: &BTreeMap::new(),
    };
    let plan = plan(&table, &mapping, "list", &list).map_err(refused)?;
    drop(table);
    let report = serde_json::to_vec(&plan.report(Lang::Zh, None)).expect("a report is JSON");
    assert!(report.len() < 8 * 1024 * 1024, "a report of {} bytes holds up the window", report.len());
    Ok(plan)
}

fn judge(name: &str, result: &Result<Plan, (Code, String)>, ends: &Ends) {
    match (result, ends) {
        (Err((code, message)), Ends::Refused(says)) => {
            assert_eq!(*code, Code::BadFile, "{name}: {message}");
            assert!(message.contains(says), "{name}: {message} should say {says}");
        }
        (Ok(plan), Ends::Shown { guests, rejected }) => {
            assert_eq!((plan.entries.len(), plan.rejected.len()), (*guests, *rejected), "{name}");
            is_harmless(name, plan);
        }
        (Ok(plan), Ends::Either) => is_harmless(name, plan),
        (Err((code, message)), Ends::Either) => assert_eq!(*code, Code::BadFile, "{name}: {message}"),
        (Ok(plan), Ends::Refused(_)) => panic!("{name}: taken in, with {} guests", plan.entries.len()),
        (Err((_, message)), Ends::Shown { .. }) => panic!("{name}: refused: {message}"),
    }
}

/// No value reaches the list that a screen, a badge or a record could stumble over.
fn is_harmless(name: &str, plan: &Plan) {
    for entry in &plan.entries {
        let What::New { fields, .. } = &entry.what else { continue };
        for (field, value) in fields.iter().filter(|(field, _)| **field != Field::Codes) {
            let odd =
                |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!value.contains(odd), "{name}: {field:?} is {value:?}");
            assert!(value.chars().count() <= MAX_VALUE, "{name}: {field:?} is too long");
        }
    }
    assert!(
        plan.new_categories.len() <= MAX_CATEGORIES,
        "{name}: the categories do not fit into the settings"
    );
    let columns = serde_json::to_vec(&plan.columns).expect("names are JSON");
    assert!(columns.len() < 60 * 1024, "{name}: the columns do not fit into a record");
}

/// Bytes without any order, the same every time.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u64;
    let next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

fn books() -> Vec<File> {
    use Ends::{Either, Refused, Shown};
    use workbooks::{Book, laughing, packed, rows_of, sheet, texts};
    let one = Shown { guests: 1, rejected: 0 };
    vec![
        (
            "a cell in the last column of the last row",
            || {
                let far = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
                Book { sheet: sheet(far), ..Book::default() }.bytes()
            },
            one,
        ),
        (
            "cells beyond any sheet",
            || {
                let beyond = r#"<row r="4294967295"><c r="ZZZZZZZ4294967295"><v>1</v></c></row>"#;
                Book { sheet: sheet(beyond), ..Book::default() }.bytes()
            },
            Either,
        ),
        (
            "a sheet that unpacks to a thousand times its size",
            || Book { sheet: sheet(&"<row/>".repeat(20_000_000)), ..Book::default() }.bytes(),
            Refused("larger than"),
        ),
        (
            "the same sheet beside a picture that does not pack",
            || {
                Book { sheet: sheet(&"<row/>".repeat(8_000_000)), padding: 4_000_000, ..Book::default() }
                    .bytes()
            },
            Refused("larger than"),
        ),
        (
            "five million empty texts",
            || {
                Book { texts: texts(&"<si/>".repeat(5_000_000)), padding: 4_000_000, ..Book::default() }
                    .bytes()
            },
            Refused("larger than"),
        ),
        (
            "room asked for more texts than there are",
            || {
                let texts = texts("<si><t>Name</t></si>").replace("\"2\"", "\"99999999999\"");
                Book { texts, ..Book::default() }.bytes()
            },
            Refused("larger than"),
        ),
        (
            "one text of a megabyte in a hundred thousand cells",
            || {
                let long = texts(&format!("<si><t>Name</t></si><si><t>{}</t></si>", "x".repeat(1 << 20)));
                let rows = rows_of(r##"<c r="A#" t="s"><v>1</v></c>"##, 100_000);
                Book { texts: long, sheet: sheet(&rows), ..Book::default() }.bytes()
            },
            Refused("larger than"),
        ),
        (
            "one text of blanks in a hundred thousand cells",
            || {
                let blanks = " ".repeat(1 << 20);
                let long =
                    texts(&format!("<si><t>Name</t></si><si><t xml:space=\"preserve\">{blanks}</t></si>"));
                let rows = rows_of(r##"<c r="A#" t="s"><v>1</v></c>"##, 100_000);
                Book { texts: long, sheet: sheet(&rows), ..Book::default() }.bytes()
            },
            Refused("larger than"),
        ),
        (
            "a text that is not there",
            || {
                Book {
                    sheet: sheet(r#"<row r="3"><c r="A3" t="s"><v>99999999</v></c></row>"#),
                    ..Book::default()
                }
                .bytes()
            },
            Either,
        ),
        (
            "a million styles",
            || {
                let styles =
                    format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(1_000_000));
                Book { styles, ..Book::default() }.bytes()
            },
            Refused("larger than"),
        ),
        (
            "a number format of a megabyte in a hundred thousand styles",
            || {
                let format = format!(
                    r#"<numFmts><numFmt numFmtId="200" formatCode="{}"/></numFmts>"#,
                    "0".repeat(1 << 20)
                );
                let uses = r#"<xf numFmtId="200"/>"#.repeat(100_000);
                Book {
                    styles: format!("<styleSheet>{format}<cellXfs>{uses}</cellXfs></styleSheet>"),
                    ..Book::default()
                }
                .bytes()
            },
            Refused("larger than"),
        ),
        (
            "a thousand sheets that are all one sheet of empty cells",
            || {
                let empty = r#"<c r="B1"/>"#.repeat(200_000);
                let sheet = format!("<worksheet><sheetData><row>{empty}</row></sheetData></worksheet>");
                Book { sheet, sheets: 1_000, ..Book::default() }.bytes()
            },
            Refused("empty"),
        ),
        (
            "a million laughs in the texts",
            || {
                Book {
                    texts: laughing("<sst><si><t>Name</t></si><si><t>&l9;</t></si></sst>"),
                    ..Book::default()
                }
                .bytes()
            },
            Either,
        ),
        (
            "a million laughs in the sheet",
            || {
                let cell = sheet(r#"<row r="3"><c r="A3" t="inlineStr"><is><t>&l9;</t></is></c></row>"#);
                Book { sheet: laughing(&cell), ..Book::default() }.bytes()
            },
            Either,
        ),
        (
            "markup a million levels deep",
            || {
                let deep = format!("{}{}", "<a>".repeat(1_000_000), "</a>".repeat(1_000_000));
                Book { sheet: sheet(&deep), ..Book::default() }.bytes()
            },
            Either,
        ),
        (
            "a text a million levels deep",
            || {
                let deep = format!("<si><t>Name</t></si><si>{}<t>Ann</t></si>", "<r>".repeat(1_000_000));
                Book { texts: texts(&deep), ..Book::default() }.bytes()
            },
            Either,
        ),
        (
            "one text in ten million pieces",
            || {
                let text = format!("<si><t>Name</t></si><si>{}</si>", "<r><t>x</t></r>".repeat(1_000_000));
                Book { texts: texts(&text), ..Book::default() }.bytes()
            },
            Shown { guests: 0, rejected: 1 },
        ),
        (
            "names that are code, formulas, and written from the right",
            || {
                let cell = |n: usize, text: &str| {
                    format!(r#"<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c></row>"#)
                };
                let rows = cell(3, "&lt;script&gt;alert(1)&lt;/script&gt;")
                    + &cell(4, "=cmd|' /C calc'!A0")
                    + &cell(5, "\u{202e}nnA\u{2066}");
                Book { sheet: sheet(&rows), ..Book::default() }.bytes()
            },
            Shown { guests: 4, rejected: 0 },
        ),
        (
            "a formula that was never worked out",
            || {
                let rows = r#"<row r="3"><c r="A3"><f>WEBSERVICE("http://example.org")</f></c></row>"#;
                Book { sheet: sheet(rows), ..Book::default() }.bytes()
            },
            Shown { guests: 1, rejected: 0 },
        ),
        (
            "an archive that is no workbook",
            || packed(&[("word/document.xml", b"<document/>")]),
            Refused("workbook"),
        ),
        (
            "an archive in an archive",
            || packed(&[("xl/workbook.xml", &packed(&[("a", &[0; 1 << 20])]))]),
            Refused("workbook"),
        ),
        (
            "an archive that is cut off",
            || {
                let mut bytes = Book::default().bytes();
                bytes.truncate(bytes.len() / 2);
                bytes
            },
            Refused("damaged"),
        ),
        (
            "an archive whose directory lies about every size",
            || {
                let mut bytes = Book::default().bytes();
                let directory = bytes.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
                for at in (directory..bytes.len() - 46)
                    .filter(|at| bytes[*at..].starts_with(b"PK\x01\x02"))
                    .collect::<Vec<_>>()
                {
                    bytes[at + 24..at + 28].copy_from_slice(&u32::MAX.to_le_bytes());
                }
                bytes
            },
            Either,
        ),
        (
            "a hundred thousand parts",
            || {
                let names: Vec<String> = (0..60_000).map(|n| n.to_string()).collect();
                packed(&names.iter().map(|name| (name.as_str(), &b""[..])).collect::<Vec<_>>())
            },
            Refused("larger than"),
        ),
    ]
}
