#![allow(clippy::unwrap_used)]

use crate::guest::Field;
use crate::import::mapping::{ImportField, guess};
use crate::import::plan::What;
use crate::import::plan::tests::plan_of;
use crate::import::read::{HeaderRow, ReadOptions, Table, read};

fn table(text: &str, header: HeaderRow) -> Table {
    read(text.as_bytes(), &ReadOptions { header, ..ReadOptions::default() }).unwrap()
}

fn read_as(text: &str) -> String {
    let table = table(text, HeaderRow::Guess);
    assert_eq!(table.header_line, None, "{text}");
    let fields =
        guess(&table).columns().map(|(_, field)| field.map_or("", ImportField::name)).collect::<Vec<_>>();
    fields.join(",")
}

#[test]
fn a_list_that_begins_with_somebody_loses_no_row_to_a_header() {
    let plan = plan_of("Ann Li,ann@example.org\nBob Ray,bob@example.org\n", "list", &[]);
    assert_eq!((plan.counts().new, plan.columns.as_slice()), (2, &["A".to_owned(), "B".to_owned()][..]));
    assert_eq!(
        plan.warnings[0].reason.en,
        "no line names the columns; they are taken for what they hold: check them"
    );
}

#[test]
fn columns_without_names_are_known_by_what_they_hold() {
    assert_eq!(
        read_as("1,Ann Li,ann@example.org,+49 170 1234567\n2,Bob Ray,bob@example.org,\n"),
        ",name,email,phone"
    );
    assert_eq!(read_as("Ann,Li,ann@example.org\nBob,Ray,bob@example.org\n"), "first_name,last_name,email");
    assert_eq!(read_as("王伟\t13800138000\t2026-11-28\n李雷\t13900139000\t2026-11-29\n"), "name,phone,");
}

#[test]
fn indicos_own_import_is_first_last_affiliation_position_phone_email() {
    let list = "Ada,Lovelace,Engines,Analyst,+441234567890,ada@example.org\nBob,Ray,,,,bob@example.org\n";
    assert_eq!(read_as(list), "first_name,last_name,company,title,phone,email");
}

#[test]
fn a_single_column_of_names_is_a_list_and_a_single_column_of_words_is_none() {
    assert_eq!(read_as("Ann Li\nBob Ray\n王伟\nNguyễn Thị Hoa\n"), "name");
    assert_eq!(read_as("王伟\n李雷\n"), "name");
    assert_eq!(table("Name\nAnn Li\nBob Ray\n", HeaderRow::Guess).header_line, Some(1));
    let colours = table("Colour\nred\nblue\n", HeaderRow::Guess);
    assert!(guess(&colours).columns().all(|(_, field)| field.is_none()));
}

#[test]
fn a_person_says_whether_the_first_line_names_the_columns() {
    let without = table("Name,Email\nAnn,ann@example.org\n", HeaderRow::Absent);
    assert_eq!((without.header_line, without.rows.len()), (None, 2));
    let with = table("ann@example.org\nbob@example.org\n", HeaderRow::Present);
    assert_eq!((with.header_line, with.rows.len()), (Some(1), 1));
}

#[test]
fn a_column_of_addresses_is_read_as_such_whatever_its_header() {
    let plan = plan_of("Wer,Wohin\n1,ann@example.org\n2,bob@example.org\n", "list", &[]);
    let What::New { fields, .. } = &plan.entries[0].what else { panic!("new") };
    assert_eq!(fields[&Field::Email], "ann@example.org");
}

#[test]
fn text_pasted_from_a_spreadsheet_is_a_list_with_header_and_without() {
    let headed = plan_of("姓名\t手机\t单位\r\n王伟\t13800138000\t\"甲\n乙\"\r\n", "list", &[]);
    assert_eq!((headed.delimiter, headed.counts().new), (Some('\t'), 1));
    let bare = plan_of("Ann Li\tann@example.org\r\nBob Ray\tbob@example.org", "list", &[]);
    assert_eq!((bare.delimiter, bare.counts().new, bare.header_line), (Some('\t'), 2, None));
}

#[test]
fn a_title_of_one_word_that_a_column_could_have_is_passed_over_for_the_header_below_it() {
    let titled = table("Name,\nName,Email\nAnn,ann@example.org\n", HeaderRow::Guess);
    assert_eq!(
        (titled.header_line, titled.header.as_slice()),
        (Some(2), &["Name".into(), "Email".into()][..])
    );
    let one_known = table("Our party,,\nName,Foo,Bar\nAnn,1,2\n", HeaderRow::Guess);
    assert_eq!(one_known.header_line, Some(2), "one known name among others will do where none has more");
}

#[test]
fn columns_without_a_header_are_lettered_on_behind_z() {
    let wide = format!("Ann Li,ann@example.org{}\n", ",x".repeat(51));
    let header = table(&wide, HeaderRow::Guess).header;
    assert_eq!([25, 26, 27, 51, 52].map(|at| header[at].as_str()), ["Z", "AA", "AB", "AZ", "BA"]);
}

#[test]
fn neither_a_date_nor_one_name_above_numbers_makes_the_first_row_somebody() {
    assert_eq!(table("Gala,2026-11-28\nfoo,bar\n", HeaderRow::Guess).header_line, Some(1));
    assert_eq!(table("Gala Dinner\n1\n2\n3\n4\n", HeaderRow::Guess).header_line, Some(1));
}
