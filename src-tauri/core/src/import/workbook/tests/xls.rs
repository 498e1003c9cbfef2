//! XLS workbooks made record by record, so that every kind of cell and container is met.

use super::super::{Format, Sheet, read};
use crate::error::Error;
use crate::import::heading;
use crate::import::sentences;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const FREE: u32 = 0xFFFF_FFFF;
const LAST: u32 = 0xFFFF_FFFE;

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn begin(version: u16) -> Vec<u8> {
    record(BEGIN, &[&version.to_le_bytes()[..], &[0; 14]].concat())
}

/// A text as cells and formats have it: its length in two bytes, one byte a character.
fn text(value: &str) -> Vec<u8> {
    let length = u16::try_from(value.len()).unwrap();
    [&length.to_le_bytes()[..], &[0], value.as_bytes()].concat()
}

fn cell(kind: u16, row: u16, column: u16, style: u16, value: &[u8]) -> Vec<u8> {
    let place = [row, column, style].map(u16::to_le_bytes).concat();
    record(kind, &[&place[..], value].concat())
}

fn label(row: u16, column: u16, value: &str) -> Vec<u8> {
    cell(0x0204, row, column, 0, &text(value))
}

fn shared(row: u16, column: u16, at: u32) -> Vec<u8> {
    cell(0x00FD, row, column, 0, &at.to_le_bytes())
}

fn number(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    cell(0x0203, row, column, style, &value.to_le_bytes())
}

fn small(row: u16, column: u16, raw: u32) -> Vec<u8> {
    cell(0x027E, row, column, 0, &raw.to_le_bytes())
}

/// A whole number as it is kept in four bytes.
const fn whole(number: i32) -> u32 {
    (number << 2 | 2).cast_unsigned()
}

fn formula(row: u16, column: u16, result: [u8; 8]) -> Vec<u8> {
    cell(0x0006, row, column, 0, &[&result[..], &[0; 6]].concat())
}

/// A workbook's stream: what its sheets share, and its sheets with how they are flagged.
fn stream(shared: &[u8], sheets: &[(&str, u16, Vec<u8>)]) -> Vec<u8> {
    let named = |place: usize, (name, flags, _): &(&str, u16, Vec<u8>)| {
        let place = u32::try_from(place).unwrap().to_le_bytes();
        let length = u8::try_from(name.len()).unwrap();
        record(0x0085, &[&place[..], &flags.to_le_bytes(), &[length, 0], name.as_bytes()].concat())
    };
    let before = begin(0x0600).len() + shared.len() + record(END, &[]).len();
    let mut place = before + sheets.iter().map(|sheet| named(0, sheet).len()).sum::<usize>();
    let mut stream = [&begin(0x0600)[..], shared].concat();
    let mut bodies = Vec::new();
    for sheet in sheets {
        stream.extend(named(place, sheet));
        let body = [&begin(0x0600)[..], &sheet.2, &record(END, &[])].concat();
        place += body.len();
        bodies.extend(body);
    }
    [stream, record(END, &[]), bodies].concat()
}

/// Where a stream lies in its container.
#[derive(Clone, Copy)]
enum Lies {
    /// In sectors of that size.
    Large(usize),
    /// In the small sectors within the first entry's stream.
    Small,
}

/// Puts a stream of that name into a container.
fn container(name: &str, stream: &[u8], lies: Lies) -> Vec<u8> {
    let (sector, is_small) = match lies {
        Lies::Large(sector) => (sector, false),
        Lies::Small => (512, true),
    };
    let length = if is_small { stream.len() } else { stream.len().max(4096) };
    let sectors = length.div_ceil(sector);
    // The table, the directory and the small table come first.
    let first = 3;
    let chain = |from: usize, count: usize| {
        (1..=count).map(move |nth| if nth == count { LAST } else { u32::try_from(from + nth).unwrap() })
    };
    let numbers = |numbers: Vec<u32>| {
        let mut bytes: Vec<u8> = numbers.into_iter().flat_map(u32::to_le_bytes).collect();
        assert!(bytes.len() <= sector);
        bytes.resize(sector, 0xFF);
        bytes
    };
    let entry = |name: &str, start: u32, length: usize| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let named = u16::try_from(entry.len() + 2).unwrap();
        entry.resize(64, 0);
        entry.extend(named.to_le_bytes());
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(u32::try_from(length).unwrap().to_le_bytes());
        entry.resize(128, 0);
        entry
    };
    let mut header = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    header.resize(30, 0);
    header.extend(u16::try_from(sector.ilog2()).unwrap().to_le_bytes());
    header.resize(48, 0);
    header.extend(1_u32.to_le_bytes());
    header.resize(56, 0);
    header.extend([4096, 2, 1, LAST, 0, 0].map(u32::to_le_bytes).concat());
    header.resize(sector.max(512), 0xFF);
    let mut directory = entry("Root Entry", if is_small { 3 } else { LAST }, length);
    directory.extend(entry(name, if is_small { 0 } else { 3 }, length));
    directory.resize(sector, 0);
    let table: Vec<u32> = [0xFFFF_FFFD, LAST, LAST].into_iter().chain(chain(first, sectors)).collect();
    let small: Vec<u32> = if is_small { chain(0, length.div_ceil(64)).collect() } else { vec![FREE] };
    let mut content = stream.to_vec();
    content.resize(sectors * sector, 0);
    [header, numbers(table), directory, numbers(small), content].concat()
}

fn opened(bytes: &[u8]) -> Result<Sheet, Error> {
    assert_eq!(Format::of(bytes), Some(Format::Xls));
    read(Format::Xls, bytes, None, heading::is_list)
}

fn rows_of(bytes: &[u8]) -> Vec<Vec<String>> {
    opened(bytes).unwrap().rows.into_iter().map(|row| row.cells).collect()
}

/// Gives the rows of a workbook of one sheet.
fn rows(shared: &[u8], cells: &[Vec<u8>]) -> Vec<Vec<String>> {
    let stream = stream(shared, &[("Guests", 0, cells.concat())]);
    rows_of(&container("Workbook", &stream, Lies::Large(512)))
}

#[test]
fn every_kind_of_cell_is_read_as_a_person_sees_it() {
    let many =
        [&[2, 0, 0, 0][..], &[0, 0], &whole(7).to_le_bytes(), &[0, 0], &whole(8).to_le_bytes(), &[1, 0]];
    let cells = [
        label(0, 0, "Name"),
        label(0, 1, "Value"),
        small(1, 0, whole(-5)),
        // The upper half of a number: 1.5, and 1250 of hundredths.
        small(1, 1, 0x3FF8_0000),
        record(0x00BD, &many.concat()),
        small(3, 0, whole(1250) | 1),
        number(3, 1, 0, 13_800_138_000.0),
        formula(4, 0, 42.5_f64.to_le_bytes()),
        formula(4, 1, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
        record(0x0207, &text("worked out")),
        formula(5, 0, [1, 0, 1, 0, 0, 0, 0xFF, 0xFF]),
        cell(0x0205, 5, 1, 0, &[0, 0]),
        cell(0x0205, 6, 0, 0, &[0x2A, 1]),
        label(6, 1, "behind an error"),
    ];
    let expected = [
        ["Name", "Value"],
        ["-5", "1.5"],
        ["7", "8"],
        ["12.5", "13800138000"],
        ["42.5", "worked out"],
        ["TRUE", "FALSE"],
        ["", "behind an error"],
    ];
    assert_eq!(rows(&[], &cells), expected);
}

#[test]
fn a_number_is_a_date_by_its_style_and_letters_aside_in_a_style_make_none() {
    let style = |format: u16| record(0x00E0, &[&[0, 0][..], &format.to_le_bytes(), &[0; 16]].concat());
    let format = |number: u16, code: &str| record(0x041E, &[&number.to_le_bytes()[..], &text(code)].concat());
    let shared = [
        format(164, "yyyy\\-mm\\-dd"),
        format(165, "0 \"days\""),
        format(166, "[Red]0"),
        style(0),
        style(14),
        style(164),
        style(165),
        style(166),
    ];
    let cells = |day: f64| {
        let dated = (1..=4).map(|style| number(1, style - 1, style, day));
        (0..4).map(|column| label(0, column, "Name")).chain(dated).collect::<Vec<_>>()
    };
    let day = "2026-11-28";
    assert_eq!(rows(&shared.concat(), &cells(46_354.0))[1], [day, day, "46354", "46354"]);
    let from_1904 = [&record(0x0022, &[1, 0])[..], &shared.concat()].concat();
    assert_eq!(rows(&from_1904, &cells(44_892.0))[1], [day, day, "44892", "44892"]);
}

#[test]
fn a_sheet_of_charts_is_none_and_a_chart_within_a_sheet_does_not_end_it() {
    let chart = [begin(0x0600), label(7, 7, "of the chart"), record(END, &[])].concat();
    let guests = [label(0, 0, "Name"), chart, label(1, 0, "Ann")].concat();
    let sheets = [("Chart", 0x0200, label(0, 0, "Name")), ("Guests", 0, guests)];
    let sheet = opened(&container("Workbook", &stream(&[], &sheets), Lies::Large(512))).unwrap();
    let names: Vec<&str> = sheet.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!((sheet.name.as_str(), names), ("Guests", vec!["Guests"]));
    let cells: Vec<Vec<String>> = sheet.rows.into_iter().map(|row| row.cells).collect();
    assert_eq!(cells, [["Name"], ["Ann"]]);
}

#[test]
fn shared_texts_go_on_in_the_next_record_in_letters_of_another_width_and_past_how_they_are_spoken() {
    // Five letters, of which the last three stand in the next record, two bytes each.
    let begun = [&[0; 8][..], &text("Name"), &[5, 0, 0], b"An"].concat();
    let spoken = [&[3, 0, 4][..], &6_u32.to_le_bytes(), b"Bob", &[0; 6]].concat();
    let wide: Vec<u8> = "na李".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let more = [&[1][..], &wide, &spoken, &text("Cid")].concat();
    let texts = [record(0x00FC, &begun), record(0x003C, &more)].concat();
    let cells: Vec<Vec<u8>> = (0..4).map(|at| shared(at, 0, u32::from(at))).collect();
    assert_eq!(rows(&texts, &cells), [["Name"], ["Anna李"], ["Bob"], ["Cid"]]);
}

#[test]
fn a_workbook_lies_in_large_sectors_of_either_size_or_in_small_ones() {
    let stream = stream(&[], &[("Guests", 0, [label(0, 0, "Name"), label(1, 0, "Ann")].concat())]);
    for lies in [Lies::Large(512), Lies::Large(4096), Lies::Small] {
        assert_eq!(rows_of(&container("Workbook", &stream, lies)), [["Name"], ["Ann"]]);
    }
}

#[test]
fn a_workbook_that_is_locked_or_older_than_the_format_says_so() {
    let said = |bytes: &[u8]| opened(bytes).unwrap_err().message.en;
    let sheets = [("Guests", 0, label(0, 0, "Name"))];
    let locked = stream(&record(0x002F, &[1, 0]), &sheets);
    let mut old = stream(&[], &sheets);
    old[4..6].copy_from_slice(&0x0500_u16.to_le_bytes());
    let large = |name, stream: &[u8]| container(name, stream, Lies::Large(512));
    assert_eq!(said(&large("Workbook", &locked)), sentences::locked_workbook().message.en);
    assert_eq!(said(&large("EncryptedPackage", &old)), sentences::locked_workbook().message.en);
    assert_eq!(said(&large("Workbook", &old)), sentences::old_workbook().message.en);
    assert_eq!(said(&large("Book", &old)), sentences::old_workbook().message.en);
}
