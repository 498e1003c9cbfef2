#![allow(clippy::unwrap_used)]

mod limits;
mod xls;

use std::io::Write;

use rust_xlsxwriter::{ExcelDateTime, Format as Style, Formula, Workbook};
use zip::write::SimpleFileOptions;

use crate::error::{Code, Error};
use crate::import::MAX_CELLS;
use crate::import::read::{ReadOptions, Table, read};

fn table(bytes: &[u8]) -> Table {
    read(bytes, &ReadOptions::default()).unwrap()
}

fn refused(bytes: &[u8]) -> Error {
    let error = read(bytes, &ReadOptions::default()).unwrap_err();
    assert_eq!(error.code, Code::BadFile);
    error
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()
}

/// A workbook of one sheet, each row a line and each cell parted by `|`.
fn saved(rows: &[&str]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet(), rows);
    workbook.save_to_buffer().unwrap()
}

fn fill(sheet: &mut rust_xlsxwriter::Worksheet, rows: &[&str]) {
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.split('|').enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(row as u32, column as u16, cell).unwrap();
        }
    }
}

/// A workbook made by hand: parts as they are named and written.
fn parts(parts: &[(&str, &str)]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const TYPES: &str =
    r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const PACKAGE: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const LINKS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

fn by_hand(sheet: &str, texts: &str) -> Vec<u8> {
    parts(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", PACKAGE),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/sharedStrings.xml", texts),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn sheet_of(cells: &str) -> String {
    format!("<?xml version=\"1.0\"?><worksheet><sheetData>{cells}</sheetData></worksheet>")
}

const TEXTS: &str =
    r#"<?xml version="1.0"?><sst uniqueCount="2"><si><t>Name</t></si><si><t>Ann</t></si></sst>"#;

#[test]
fn a_workbook_is_read_by_its_content_and_its_rows_carry_the_sheets_numbers() {
    let list =
        table(&saved(&["Mission Night", "", "|Name|Email|公司", "", "|Ann|ann@example.org|", "|王伟||豆子"]));
    assert_eq!((list.encoding, list.delimiter, list.sheet.as_deref()), ("XLSX", None, Some("Sheet1")));
    assert_eq!((list.header_line, list.header.join(",").as_str()), (Some(3), ",Name,Email,公司"));
    assert_eq!(cells(&list), [["", "Ann", "ann@example.org", ""], ["", "王伟", "", "豆子"]]);
    assert_eq!(list.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [5, 6]);
}

#[test]
fn blank_columns_in_front_of_the_list_and_cells_that_hold_only_spaces_are_no_columns() {
    let list = table(&saved(&["||Name|Phone", "||Ann|13800138000", "|| | | | | "]));
    assert_eq!(list.header, ["Name", "Phone"]);
    assert_eq!(cells(&list), [["Ann", "13800138000"]]);
}

#[test]
fn numbers_dates_and_yes_and_no_come_out_as_a_person_sees_them() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    fill(sheet, &["Name|Phone|Long|Price|Day|Moment|Time|Yes|Sum"]);
    let style = |format: &str| Style::new().set_num_format(format);
    let day = ExcelDateTime::from_ymd(2026, 11, 28).unwrap();
    let moment = ExcelDateTime::from_ymd(2026, 11, 28).unwrap().and_hms(18, 30, 0).unwrap();
    sheet.write(1, 0, "Ann").unwrap();
    sheet.write(1, 1, 13_800_138_000_f64).unwrap();
    sheet.write(1, 2, 310_101_199_001_011_234_f64).unwrap();
    sheet.write(1, 3, 12.5).unwrap();
    sheet.write_with_format(1, 4, &day, &style("yyyy-mm-dd")).unwrap();
    sheet.write_with_format(1, 5, &moment, &style("yyyy/m/d h:mm")).unwrap();
    sheet.write_with_format(1, 6, 0.75, &style("h:mm")).unwrap();
    sheet.write(1, 7, true).unwrap();
    sheet.write(1, 8, Formula::new("=1+1").set_result("2")).unwrap();
    let list = table(&workbook.save_to_buffer().unwrap());
    let seen = ["Ann", "13800138000", "3.1010119900101126E+17", "12.5", "2026-11-28", "2026-11-28 18:30"];
    assert_eq!(cells(&list)[0], [&seen[..], &["18:00", "TRUE", "2"]].concat());
}

#[test]
fn days_counted_from_1904_are_the_days_meant() {
    let book = BOOK.replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>");
    let styles = r#"<?xml version="1.0"?><styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let sheet = sheet_of(
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="2"><c r="A2" s="1"><v>0</v></c><c r="B2" s="1"><v>1</v></c></row>"#,
    );
    let bytes = parts(&[
        ("_rels/.rels", PACKAGE),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/styles.xml", styles),
        ("xl/worksheets/sheet1.xml", &sheet),
    ]);
    assert_eq!(cells(&table(&bytes)), [["1904-01-01", "1904-01-02"]]);
}

#[test]
fn an_error_in_a_cell_and_a_formula_without_a_result_say_nothing() {
    let sheet = sheet_of(
        r##"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><v>Email</v></c></row>
        <row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="e"><v>#REF!</v></c></row>
        <row r="3"><c r="A3" t="str"><f>UPPER("bob")</f><v>BOB</v></c><c r="B3"><f>1/0</f></c></row>"##,
    );
    assert_eq!(cells(&table(&by_hand(&sheet, TEXTS))), [["Ann", ""], ["BOB", ""]]);
}

fn several() -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet().set_name("Read me").unwrap(), &["How to fill this in", "Colour|Red"]);
    fill(
        workbook.add_worksheet().set_name("Old").unwrap().set_hidden(true),
        &["Name|Email", "Old|old@example.org"],
    );
    fill(workbook.add_worksheet().set_name("名单").unwrap(), &["姓名|手机", "王伟|13800138000"]);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn of_several_sheets_the_first_shown_that_reads_as_a_list_is_taken_and_all_are_named() {
    let list = table(&several());
    assert_eq!((list.sheet.as_deref(), cells(&list)[0][0]), (Some("名单"), "王伟"));
    let sheets: Vec<(&str, bool)> =
        list.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(sheets, [("Read me", false), ("Old", true), ("名单", false)]);
}

#[test]
fn a_person_chooses_the_sheet_and_one_that_is_not_there_or_a_list_without_sheets_is_refused() {
    let asked = |bytes: &[u8], sheet: &str| {
        read(bytes, &ReadOptions { sheet: Some(sheet.to_owned()), ..ReadOptions::default() })
    };
    assert_eq!(cells(&asked(&several(), "Old").unwrap())[0][0], "Old");
    let error = asked(&several(), "Missing").unwrap_err();
    assert_eq!(error.code, Code::Usage);
    assert!(error.hint.en.contains("名单"), "{}", error.hint.en);
    assert_eq!(asked(b"Name\nAnn\n", "Old").unwrap_err().code, Code::Usage);
}

#[test]
fn a_stray_cell_in_the_last_column_there_is_widens_nothing() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    fill(sheet, &["Name|Email", "Ann|ann@example.org"]);
    sheet.write(1_048_575, 16_383, "far").unwrap();
    let list = table(&workbook.save_to_buffer().unwrap());
    assert_eq!((list.header.len(), list.rows.len()), (2, 1));
}

#[test]
fn rows_in_any_order_and_a_row_in_two_parts_come_out_in_order() {
    let text = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let sheet = sheet_of(&format!(
        "<row>{}</row><row>{}</row><row>{}</row><row>{}</row>",
        text("A1", "Name"),
        text("A3", "Bob"),
        text("A2", "Ann"),
        text("B3", "late"),
    ));
    let list = table(&by_hand(&sheet, TEXTS));
    assert_eq!(cells(&list), [["Ann", ""], ["Bob", "late"]]);
}

#[test]
fn a_list_too_wide_or_with_too_many_cells_is_refused() {
    let wide = vec!["column"; 201].join("|");
    assert!(refused(&saved(&[&wide])).message.en.contains("200 columns"));
    assert_eq!(table(&saved(&[&vec!["column"; 200].join("|"), "x"])).header.len(), 200);
    let row = |n: usize| format!(r#"<row r="{n}"><c r="GR{n}"><v>1</v></c></row>"#);
    let rows: String = (1..=MAX_CELLS / 200 + 1).map(row).collect();
    assert!(refused(&by_hand(&sheet_of(&rows), TEXTS)).message.en.contains("larger than"));
}

#[test]
fn what_unpacks_to_far_more_than_it_is_is_refused() {
    let bomb = sheet_of(&"<row/>".repeat(40_000_000 / 6));
    assert!(refused(&by_hand(&bomb, TEXTS)).message.en.contains("larger than"));
}

#[test]
fn a_count_of_texts_that_nobody_can_have_is_refused_before_room_is_made_for_it() {
    let sheet = sheet_of(
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>"#,
    );
    for count in ["99999999999", " = '18446744073709551615"] {
        let texts = TEXTS
            .replace("=\"2", &format!("=\"{count}"))
            .replace("=\" = '", " = '")
            .replacen("615\"", "615'", 1);
        assert!(refused(&by_hand(&sheet, &texts)).message.en.contains("larger than"), "{texts}");
    }
    let across = TEXTS.replace("<sst", &format!("<!--{}--><sst", "x".repeat(64 * 1024 - 50)));
    assert!(
        refused(&by_hand(&sheet, &across.replace("\"2\"", "\"99999999999\"")))
            .message
            .en
            .contains("larger than")
    );
    assert_eq!(cells(&table(&by_hand(&sheet, TEXTS))), [["Ann"]]);
}

#[test]
fn markup_that_refers_to_itself_is_not_expanded() {
    let bomb = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE sst [<!ENTITY a \"{}\"><!ENTITY b \"&a;&a;&a;\">]><sst><si><t>Name</t></si><si><t>&b;</t></si></sst>",
        "lol".repeat(1000)
    );
    let sheet = sheet_of(
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>"#,
    );
    let read = read(&by_hand(&sheet, &bomb), &ReadOptions::default());
    assert!(read.is_err() || read.unwrap().rows.iter().all(|row| row.cells[0].len() < 100));
}

#[test]
fn a_torn_or_altered_workbook_is_a_bad_file_and_never_a_panic() {
    let whole = saved(&["Name|Email", "Ann|ann@example.org"]);
    for cut in (4..whole.len()).step_by(97) {
        let _ = read(&whole[..cut], &ReadOptions::default());
        let mut altered = whole.clone();
        altered[cut] ^= 0x55;
        let _ = read(&altered, &ReadOptions::default());
    }
    assert!(refused(&whole[..whole.len() / 2]).hint.zh.contains("另存为"));
}
