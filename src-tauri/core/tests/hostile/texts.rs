//! Files that are text, or pass for it.

use super::Ends::{Either, Refused, Shown};
use super::{File, noise};
use gatehouse_core::import::{MAX_BYTES, MAX_COLUMNS};

/// The most a file may weigh. A build without optimisation takes a sixteenth, or it would take minutes; run with
/// `--release` to see what the largest cost.
const FULL: usize = if cfg!(debug_assertions) { MAX_BYTES / 16 } else { MAX_BYTES };

pub fn files() -> Vec<File> {
    let mut files = no_lists();
    files.extend(quotes_and_fields());
    files.extend(odd_characters());
    files
}

fn no_lists() -> Vec<File> {
    vec![
        ("nothing", Vec::new, Refused("empty")),
        ("a BOM", || b"\xef\xbb\xbf".to_vec(), Refused("empty")),
        ("a BOM of UTF-16", || b"\xff\xfe".to_vec(), Refused("empty")),
        ("line breaks", || vec![b'\n'; FULL], Refused("empty")),
        ("blanks", || vec![b' '; FULL], Refused("empty")),
        ("NULs", || vec![0; FULL], Refused("no readable text")),
        ("NULs in names", || b"Name,Email\nAnn\0,ann@example.org\n".to_vec(), Refused("no readable text")),
        ("noise", || noise(FULL), Refused("no readable text")),
        (
            "a web page",
            || b"\r\n<!doctype html><table><tr><td>Name</td></tr></table>".to_vec(),
            Refused("web page"),
        ),
        (
            "a web page after a comment",
            || b"<!-- saved --><html><body>Name</body></html>".to_vec(),
            Refused("web page"),
        ),
        ("a web page in UTF-16", || utf16("<html><body>Name,Email</body></html>"), Refused("web page")),
        (
            "a PDF",
            || [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Name>> endobj\n", &noise(4_000)[..]].concat(),
            Refused("no readable text"),
        ),
        (
            "a picture",
            || [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &noise(4_000)[..]].concat(),
            Refused("no readable text"),
        ),
        (
            "a photograph",
            || [b"\xff\xd8\xff\xe0\0\x10JFIF\0", &noise(4_000)[..]].concat(),
            Refused("no readable text"),
        ),
        ("a packed file", || [b"\x1f\x8b\x08\0", &noise(4_000)[..]].concat(), Refused("no readable text")),
        ("a database", || [b"SQLite format 3\0", &noise(4_000)[..]].concat(), Refused("no readable text")),
        (
            "an old workbook of nothing",
            || [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &noise(4_000)[..]].concat(),
            Refused("workbook"),
        ),
        (
            "prose",
            || "Dear all,\nthe party begins at eight.\n".repeat(1000).into_bytes(),
            Refused("No column"),
        ),
        ("more than there may be", || vec![b'a'; MAX_BYTES + 1], Refused("larger than")),
    ]
}

fn quotes_and_fields() -> Vec<File> {
    vec![
        (
            "a quotation mark at the start of it all",
            || filled("\"Name,Email\n", "Ann,ann@example.org\n"),
            Either,
        ),
        ("a quotation mark at the start of the rows", || filled("Name,Email\n\"", "\n,"), Either),
        ("nothing but quotation marks", || vec![b'"'; FULL], Either),
        ("a quotation mark on every line", || filled("Name,Email\n", "\"\n"), Either),
        ("an opened cell on every line", || filled("Name,Email\n", "\"a\n"), Either),
        ("doubled quotation marks across lines", || filled("Name,Email\n\"", "\"\"\n"), Either),
        ("a header of one field", || filled("Name", "e"), Refused("No column")),
        ("a field as large as the file", || filled("Name,Email\n", "x"), Shown { guests: 0, rejected: 1 }),
        (
            "a quoted field as large as the file",
            || {
                let mut bytes = filled("Name,Email\n\"", "x\n");
                let end = bytes.len() - 20;
                bytes[end..].copy_from_slice(b"\",ann@example.org..\n");
                bytes
            },
            Shown { guests: 0, rejected: 1 },
        ),
        (
            "an e-mail as large as the file",
            || filled("Name,Email\nAnn,ann@", "é"),
            Shown { guests: 0, rejected: 1 },
        ),
        (
            "a category as large as the file",
            || filled("Name,Category\nAnn,", "x"),
            Shown { guests: 0, rejected: 1 },
        ),
        (
            "another category in every row",
            || {
                let row = |n: u32| format!("Guest {n},kind {n}\n");
                ("Name,Category\n".to_owned() + &(0..5_000).map(row).collect::<String>()).into_bytes()
            },
            Shown { guests: 5_000, rejected: 0 },
        ),
        ("a name of nothing but accents", || filled("Name,Email\n", "\u{301}"), Either),
        ("a million columns", || filled("Name", ",x"), Refused("larger than")),
        (
            "a row of a million columns",
            || filled("Name,Email\nAnn,ann@example.org", ",x"),
            Shown { guests: 0, rejected: 1 },
        ),
        (
            "five million cells",
            || {
                let row = "x,".repeat(MAX_COLUMNS - 1) + "\n";
                (format!("Name,{}\n", "x,".repeat(MAX_COLUMNS - 2)) + &row.repeat(25_200)).into_bytes()
            },
            Refused("larger than"),
        ),
        (
            "a row too many",
            || ("Name\n".to_owned() + &"Ann\n".repeat(1_000_020)).into_bytes(),
            Refused("larger than"),
        ),
        (
            "long column names",
            || {
                let header = vec!["n".repeat(100_000); 190].join(",");
                format!("Name,{header}\nAnn,{}\n", vec![""; 190].join(",")).into_bytes()
            },
            Shown { guests: 1, rejected: 0 },
        ),
    ]
}

fn odd_characters() -> Vec<File> {
    vec![
        (
            "half characters in UTF-16",
            || {
                let half = [
                    b"\xff\xfe".to_vec(),
                    units("Name,Email\nA"),
                    b"\x00\xd8".to_vec(),
                    units("nn,ann@example.org\n"),
                ];
                half.concat()
            },
            Shown { guests: 1, rejected: 0 },
        ),
        ("half characters in UTF-8", || b"Name,Email\nA\xed\xa0\x80nn,ann@example.org\n".to_vec(), Either),
        (
            "names written from the right",
            || "Name,Email\n\u{202e}nnA\u{2066}\u{200f},ann@example.org\n".into(),
            Shown { guests: 1, rejected: 0 },
        ),
        (
            "names that are code",
            || b"Name,Company\n<script>alert(1)</script>,<img src=x onerror=alert(1)>\n".to_vec(),
            Shown { guests: 1, rejected: 0 },
        ),
        (
            "names that are formulas",
            || {
                "Name,Company\n\"=HYPERLINK(\"\"http://example.org\"\")\",@SUM(1+1)\n+1,-1\n\t=1,\u{ff1d}1\n"
                    .into()
            },
            Shown { guests: 3, rejected: 0 },
        ),
        ("bells and colours of a terminal", || filled_short("Name\n", "\u{1b}[31mAnn\u{7}\n"), Either),
        (
            "names of a thousand accents each",
            || ("Name\n".to_owned() + &format!("A{}\n", "\u{301}".repeat(900)).repeat(1_000)).into(),
            Either,
        ),
        (
            "every sign there is",
            || {
                let all = ('\u{1}'..=char::MAX).filter(|c| !c.is_control() && !"\",\n".contains(*c));
                let rows: Vec<String> = all
                    .collect::<Vec<_>>()
                    .chunks(500)
                    .map(|row| row.iter().collect::<String>() + ",x")
                    .collect();
                format!("Name,Company\n{}\n", rows.join("\n")).into_bytes()
            },
            Either,
        ),
    ]
}

fn filled(start: &str, with: &str) -> Vec<u8> {
    let mut text = start.to_owned();
    text.push_str(&with.repeat((FULL - start.len()) / with.len()));
    text.into_bytes()
}

fn filled_short(start: &str, with: &str) -> Vec<u8> {
    (start.to_owned() + &with.repeat(10_000)).into_bytes()
}

fn units(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    [b"\xff\xfe".to_vec(), units(text)].concat()
}
