#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::error::Code;

fn table(text: &str) -> Table {
    read(text.as_bytes(), &ReadOptions::default()).unwrap()
}

fn refused(bytes: &[u8]) -> (Code, String) {
    let error = read(bytes, &ReadOptions::default()).unwrap_err();
    assert!(!error.hint.en.is_empty() && !error.hint.zh.is_empty() && !error.message.zh.is_empty());
    (error.code, error.message.en)
}

#[test]
fn what_is_no_list_is_refused_in_a_sentence_that_says_what_it_is() {
    let noise: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (bytes, says) in [
        (&b""[..], "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"\n  <table><tr><td>Name</td></tr></table>", "web page"),
        (b"PK\x03\x04rest of a workbook", "damaged"),
        (b"Name,Email\nAnn\0,ann@example.org\n", "no readable text"),
        (&noise, "no readable text"),
    ] {
        let (code, message) = refused(bytes);
        assert_eq!(code, Code::BadFile);
        assert!(message.contains(says), "{message} should say {says}");
    }
}

#[test]
fn a_list_beyond_the_limits_is_refused() {
    assert_eq!(refused(vec!["column"; 201].join(",").as_bytes()).0, Code::BadFile);
    assert!(read(vec!["column"; 200].join(",").as_bytes(), &ReadOptions::default()).is_ok());
    assert_eq!(refused(&vec![b'a'; MAX_BYTES + 1]).0, Code::BadFile);
    let row = vec!["x"; 200].join(",") + "\n";
    assert_eq!(refused(row.repeat(MAX_CELLS / 200 + 1).as_bytes()).0, Code::BadFile);
}

#[test]
fn a_title_above_the_header_and_a_sep_line_do_no_harm_and_lines_stay_physical() {
    let list = table("Mission Night guests;;\n\nName;Email;Company\nAnn;ann@example.org;Beans\n");
    assert_eq!((list.header[0].as_str(), list.header_line, list.rows[0].line), ("Name", Some(3), 4));
    let list = table("sep=;\r\nName;Email\r\nAnn;ann@example.org\r\n");
    assert_eq!((list.delimiter, list.header_line, list.rows[0].line), (Some(';'), Some(2), 3));
}

#[test]
fn blank_rows_are_no_guests() {
    assert_eq!(table("Name,Email\n,,\nAnn,ann@example.org\n , \n").rows.len(), 1);
}

#[test]
fn the_delimiter_a_person_names_is_used() {
    let options = ReadOptions { delimiter: Some(b'|'), ..ReadOptions::default() };
    let list = read(b"Name,Email|Company\nAnn,x|y\n", &options).unwrap();
    assert_eq!(list.header, ["Name,Email", "Company"]);
}

/// Writes with a writer that is not ours.
fn written(rows: &[Vec<String>], delimiter: u8, crlf: bool) -> String {
    let ending = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).terminator(ending).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn cell() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[a-z王伟李娜,;|\"\t\n ]{0,8}").unwrap()
}

fn encoded(text: &str, encoding: usize) -> Vec<u8> {
    let utf16 = |big: bool| {
        text.encode_utf16().flat_map(move |u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
    };
    match encoding {
        0 => text.as_bytes().to_vec(),
        1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        2 => encoding_rs::GB18030.encode(text).0.into_owned(),
        3 => b"\xff\xfe".iter().copied().chain(utf16(false)).collect(),
        4 => b"\xfe\xff".iter().copied().chain(utf16(true)).collect(),
        5 => utf16(false).collect(),
        _ => utf16(true).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn a_table_reads_back_as_written_in_each_delimiter_and_encoding(
        cells in proptest::collection::vec(proptest::collection::vec(cell(), 2), 1..12),
        delimiter in proptest::sample::select(vec![b',', b';', b'\t', b'|']),
        encoding in 0_usize..7,
        crlf in any::<bool>(),
    ) {
        let header = ["姓名", "Email", "公司"].map(str::to_owned).to_vec();
        let rows: Vec<Vec<String>> =
            cells.iter().map(|row| [&["王伟 x".to_owned()], row.as_slice()].concat()).collect();
        let text = written(&[std::slice::from_ref(&header), rows.as_slice()].concat(), delimiter, crlf);
        let list = read(&encoded(&text, encoding), &ReadOptions::default()).unwrap();
        prop_assert_eq!(list.delimiter, Some(char::from(delimiter)));
        prop_assert_eq!(list.header, header);
        prop_assert_eq!(list.rows.into_iter().map(|row| row.cells).collect::<Vec<_>>(), rows);
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, &ReadOptions::default());
    }
}

#[test]
fn a_sep_line_is_read_however_a_program_writes_it() {
    for line in ["sep=^", "SEP=^", "\"sep=^\"", "sep=^ "] {
        let read = table(&format!("{line}\r\nName^Email\r\nAnn^ann@example.org\r\n"));
        assert_eq!((read.delimiter, read.header_line, read.rows[0].line), (Some('^'), Some(2), 3), "{line}");
    }
}

#[test]
fn of_two_delimiters_that_part_all_rows_the_one_that_names_columns_counts_and_else_the_evener_one() {
    assert_eq!(table("Name;Foo,bar\nAnn;1,2\nBob;3,4\n").delimiter, Some(';'));
    assert_eq!(table("a;b,c\nd;e\nf;g,h\n").delimiter, Some(';'));
}

#[test]
fn text_with_a_control_character_in_more_than_one_of_twenty_is_no_list() {
    let noisy = |every: usize| "Name\nAnn\n".to_owned() + &format!("{}\u{1}", "x".repeat(every)).repeat(50);
    assert_eq!(refused(noisy(9).as_bytes()).0, Code::BadFile);
    assert!(read(noisy(60).as_bytes(), &ReadOptions::default()).is_ok());
}
