//! What a workbook may hold at most, and what is looked at to find the list in it.

use std::borrow::Cow;

use super::super::{Grid, LOOKED_AT, limits};
use super::*;
use crate::import::{MAX_BYTES, MAX_COLUMNS, MAX_ROWS};

fn is_too_large(bytes: &[u8]) -> bool {
    limits::check(bytes).is_err_and(|error| error.message.en.contains("larger than"))
}

fn holds(bytes: &[u8]) -> bool {
    limits::check(bytes).is_ok()
}

/// Parts of that name, numbered, each filled with a piece of text so many times.
fn filled(count: usize, name: &str, piece: &str, times: usize) -> Vec<u8> {
    let names: Vec<String> = (0..count).map(|nth| format!("xl/{nth}{name}")).collect();
    let text = piece.repeat(times);
    parts(&names.iter().map(|name| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

#[test]
fn a_workbook_of_thousands_of_parts_is_refused() {
    assert!(holds(&filled(2_000, ".xml", "", 0)));
    assert!(is_too_large(&filled(2_001, ".xml", "", 0)));
}

#[test]
fn what_packs_too_well_is_counted_over_all_parts() {
    let megabyte = "x".repeat(1024 * 1024);
    assert!(holds(&filled(1, ".bin", &megabyte, 10)), "10 MB are no bomb");
    assert!(is_too_large(&filled(2, ".bin", &megabyte, 10)), "twice 10 MB are");
    assert!(is_too_large(&filled(1, ".bin", &megabyte, 20)));
}

#[test]
fn texts_are_counted_one_by_one_over_all_parts_whatever_their_prefix_is() {
    assert!(holds(&filled(2, "sharedStrings.xml", "<si/>", 1_000_000)));
    assert!(is_too_large(&filled(2, "sharedStrings.xml", "<si/>", 1_000_001)));
    assert!(is_too_large(&filled(2, "sharedStrings.xml", "<x:si>", 1_000_001)));
    assert!(holds(&filled(2, "sharedStrings.xml", "<sin/>", 1_000_001)), "another word");
}

#[test]
fn a_style_is_neither_longer_nor_are_there_more_of_them_than_a_spreadsheet_program_keeps() {
    assert!(holds(&filled(1, "styles.xml", "<a/>", 400_000)));
    assert!(is_too_large(&filled(1, "styles.xml", "<a/>", 400_001)));
    let named = |length: usize| format!("<{}<b/>", "n".repeat(length - 1));
    assert!(holds(&filled(1, "styles.xml", &named(2_048), 1)));
    assert!(is_too_large(&filled(1, "styles.xml", &named(2_049), 1)));
    let across = "<b/>".repeat(16 * 1024 - 100) + &named(2_049);
    assert!(is_too_large(&filled(1, "styles.xml", &across, 1)), "also across the pieces it is read in");
    for length in [131_172, 140_000, 196_708] {
        assert!(
            is_too_large(&filled(1, "styles.xml", &named(length), 1)),
            "and over several of them: {length}"
        );
    }
    assert!(holds(&filled(1, "other.xml", &named(2_049), 1)), "in a list itself nothing is copied");
}

#[test]
fn markup_in_which_a_count_could_hide_is_refused() {
    let hidden: String = "<sst uniqueCount=\"99999999999\">".chars().flat_map(|c| [c, '\0']).collect();
    let error = limits::check(&filled(1, ".xml", &hidden, 1)).unwrap_err();
    assert!(error.message.en.contains("damaged"), "{}", error.message.en);
    assert!(holds(&filled(1, ".bin", &hidden, 1)), "in a picture a nought is nothing");
}

#[test]
fn a_sheet_holds_no_more_text_rows_and_columns_than_a_list_may() {
    let megabyte = " ".repeat(1024 * 1024);
    let mut text = Grid::default();
    let fits =
        (0..MAX_BYTES / megabyte.len()).all(|row| text.put(row as u32, 0, Cow::Borrowed(&megabyte)).is_ok());
    assert!(fits && text.put(0, 0, Cow::Borrowed("x")).is_err(), "one text in many cells is much text");
    let mut rows = Grid::default();
    assert!((0..MAX_ROWS).all(|row| rows.put(row as u32, 0, Cow::Borrowed("x")).is_ok()));
    assert!(rows.put(MAX_ROWS as u32, 0, Cow::Borrowed("x")).is_err());
    let mut columns = Grid::default();
    columns.put(0, MAX_COLUMNS as u32, Cow::Borrowed("x")).unwrap();
    columns.put(0, u32::MAX, Cow::Borrowed("far")).unwrap();
    assert_eq!(
        columns.into_rows()[0].cells,
        ["x"],
        "one column more than there may be is kept, to be refused"
    );
}

/// Cells that hold nothing but a format, in so many rows of a hundred, and a list below them.
fn formats_above(list: &[&str]) -> Workbook {
    let mut workbook = Workbook::new();
    let format = Style::new().set_bold();
    let sheet = workbook.add_worksheet().set_name("Formats").unwrap();
    for at in 0..1_010 * 100 {
        sheet.write_blank(at / 100, (at % 100) as u16, &format).unwrap();
    }
    for (row, cells) in list.iter().enumerate() {
        for (column, cell) in cells.split('|').enumerate() {
            sheet.write(2_000 + row as u32, column as u16, cell).unwrap();
        }
    }
    workbook
}

#[test]
fn a_workbook_of_a_single_sheet_is_that_sheet_however_far_down_the_list_begins() {
    let mut workbook = formats_above(&["Name|Email", "Ann|ann@example.org"]);
    assert_eq!(cells(&table(&workbook.save_to_buffer().unwrap())), [["Ann", "ann@example.org"]]);
    let nothing = saved(&[]);
    assert!(refused(&nothing).message.en.contains("empty"));
}

#[test]
fn where_there_are_several_no_sheet_is_looked_through_without_end() {
    let mut workbook = formats_above(&["Name|Email", "Far|far@example.org"]);
    fill(workbook.add_worksheet(), &["Name|Email", "Ann|ann@example.org"]);
    assert_eq!(cells(&table(&workbook.save_to_buffer().unwrap())), [["Ann", "ann@example.org"]]);
}

#[test]
fn of_very_many_sheets_only_the_first_are_looked_at_and_any_is_read_that_is_asked_for() {
    let mut workbook = Workbook::new();
    for nth in 0..LOOKED_AT {
        fill(workbook.add_worksheet().set_name(format!("Notes {nth}")).unwrap(), &["Colour|Red", "Sky|Blue"]);
    }
    fill(workbook.add_worksheet().set_name("Late").unwrap(), &["Name|Email", "Ann|ann@example.org"]);
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(table(&bytes).sheet.as_deref(), Some("Notes 0"));
    let asked = ReadOptions { sheet: Some("Late".to_owned()), ..ReadOptions::default() };
    assert_eq!(cells(&read(&bytes, &asked).unwrap())[0][0], "Ann");
}
