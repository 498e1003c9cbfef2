#![allow(clippy::unwrap_used)]

use crate::import::mapping::{ImportField, Mapping, guess};
use crate::import::plan::tests::plan_of;
use crate::import::read::{HeaderRow, ReadOptions, read};

fn mapping(list: &str) -> Mapping {
    guess(&read(list.as_bytes(), &ReadOptions::default()).unwrap())
}

fn read_as(list: &str) -> String {
    mapping(list)
        .columns()
        .map(|(_, field)| field.map_or("", ImportField::name))
        .collect::<Vec<_>>()
        .join(",")
}

fn without_header(list: &str) -> String {
    let options = ReadOptions { header: HeaderRow::Absent, ..ReadOptions::default() };
    let mapping = guess(&read(list.as_bytes(), &options).unwrap());
    mapping.columns().map(|(_, field)| field.map_or("", ImportField::name)).collect::<Vec<_>>().join(",")
}

#[test]
fn where_nothing_else_says_who_a_row_is_about_two_addresses_of_three_will_do() {
    assert_eq!(read_as("Wer,Wohin\n1,ann@example.org\n2,bob@example.org\n3,am Tor\n"), ",email");
    assert_eq!(read_as("Wer,Wohin\n1,ann@example.org\n2,Rolltor\n3,am Tor\n"), ",");
}

/// A list of ten guests whose second column, of that name, holds these values by turns.
fn second(header: &str, values: &[&str]) -> String {
    let row =
        |nth: usize| format!("Guest {nth},{}\n", values[nth % values.len()].replace('N', &nth.to_string()));
    let rows: String = (0..10).map(row).collect();
    read_as(&format!("Name,{header}\n{rows}"))
}

#[test]
fn a_column_of_addresses_or_phones_is_known_under_a_header_nobody_knows() {
    assert_eq!(second("Where to write", &["nN@example.org"]), "name,email");
    assert_eq!(second("Reach", &["+49 170 123456N"]), "name,phone");
    let chinese =
        "姓名,微信或网址,怎么找您\n王伟,wang@example.org,13800138000\n李雷,li@example.org,13900139000\n";
    assert_eq!(read_as(chinese), "name,email,phone");
}

#[test]
fn a_column_taken_for_what_stands_in_it_is_told_as_a_guess_until_a_person_has_said_what_it_is() {
    let list = "姓名,怎么找您\n王伟,13800138000\n李雷,13900139000\n";
    let told = |plan: &crate::import::plan::Plan| {
        plan.warnings.iter().map(|one| (one.column.clone(), one.reason.en.clone())).collect::<Vec<_>>()
    };
    let guessed =
        "the name of this column says nothing; it is taken for phone numbers by what stands in it: check it";
    assert_eq!(told(&plan_of(list, "list", &[])), [("怎么找您".to_owned(), guessed.to_owned())]);
    let [mut said, mut kept, mut chosen] = [(); 3].map(|()| mapping(list));
    assert_eq!(said.by_content().collect::<Vec<_>>(), [("怎么找您", ImportField::Phone)]);
    said.assign("phone=怎么找您").unwrap();
    kept.recall(&[("怎么找您".to_owned(), Some(ImportField::Phone))]);
    chosen.set(&[Some(ImportField::Name), Some(ImportField::Phone)]);
    for known in [said, kept, chosen] {
        assert_eq!(
            (known.columns().nth(1).unwrap().1, known.by_content().count()),
            (Some(ImportField::Phone), 0)
        );
    }
    let mut left_out = mapping(list);
    left_out.assign("phone=").unwrap();
    assert_eq!(left_out.by_content().count(), 0, "what is left out is no guess");
}

#[test]
fn a_column_whose_header_says_what_it_is_keeps_it_and_no_second_one_is_guessed() {
    assert_eq!(read_as("Name,Email,Other\nAnn,ann@example.org,a@example.net\n"), "name,email,");
    assert_eq!(read_as("Name,Other,Email\nAnn,a@example.net,\n"), "name,,email", "be it empty");
    assert_eq!(read_as("Name,Notes\nAnn,ann@example.org\nBob,bob@example.org\n"), "name,attention");
}

#[test]
fn of_two_columns_of_addresses_the_first_is_the_guests() {
    let two = "Name,Private,Work\nAnn,ann@example.org,a@example.net\nBob,bob@example.org,b@example.net\n";
    assert_eq!(read_as(two), "name,email,");
    let sparse =
        "Name,Private,Work\nAnn,,a@example.net\nBob,,b@example.net\nCid,cid@example.org,c@example.net\n";
    assert_eq!(read_as(sparse), "name,,email", "one that few have says less than one that all have");
}

#[test]
fn text_that_only_mentions_addresses_and_addresses_that_few_have_are_not_taken() {
    assert_eq!(second("What else", &["see nN@example.org", "nN@example.org", "none", "vegan"]), "name,");
    assert_eq!(second("What else", &["nN@example.org", "nN@example.org", "vegan"]), "name,");
    let four_of_five = ["nN@example.org", "nN@example.org", "nN@example.org", "nN@example.org", "vegan"];
    assert_eq!(second("What else", &four_of_five), "name,email");
    assert_eq!(second("What else", &["nN@example.org", "", ""]), "name,", "fewer than half have one");
    assert_eq!(second("What else", &["nN@example.org", ""]), "name,email", "half of them have one");
}

#[test]
fn an_address_of_somebody_else_is_not_borrowed() {
    assert_eq!(second("What else", &["hall@example.org"]), "name,", "one address for all");
    for header in ["Order e-mail", "Invited by", "Emergency contact", "邀請人", "对接人"] {
        assert_eq!(second(header, &["nN@example.org"]), "name,", "{header}");
        assert_eq!(second(header, &["1380013800N"]), "name,", "{header}");
    }
    assert_eq!(second("Preferred contact", &["nN@example.org"]), "name,email");
}

#[test]
fn a_column_that_the_tool_leaves_out_is_left_out_whatever_stands_in_it() {
    let list =
        "提交者（自动）,提交时间（自动）,姓名（必填）\nann@example.org,1,王伟\nbob@example.org,2,李雷\n";
    assert_eq!(read_as(list), ",,name");
    let nobody = "提交者（自动）,提交时间（自动）,回答\nann@example.org,1,a\nbob@example.org,2,b\n";
    assert_eq!(read_as(nobody), ",,");
}

#[test]
fn a_number_under_a_header_nobody_knows_is_a_phone_only_where_it_looks_dialled() {
    for phone in ["+4917012345N", "0170 12345N", "1380013800N", "(020) 7946 095N", "0049170123456N"] {
        assert_eq!(second("Which", &[phone]), "name,phone", "{phone}");
    }
    for number in ["2026000N", "1000000000N", "000001234N", "1101011990010112N", "978014103N", "28/11/202N"] {
        assert_eq!(second("Which", &[number]), "name,", "{number}");
    }
}

#[test]
fn in_a_list_without_header_neither_a_day_nor_the_number_of_an_identity_card_is_a_phone() {
    assert_eq!(without_header("王伟,28/11/2026,13800138000\n李雷,1-2-2026,13900139000\n"), "name,,phone");
    assert_eq!(without_header("王伟,2026/11/28,13800138000\n"), "name,,phone");
    assert_eq!(without_header("王伟,110101199001011234,13800138000\n"), "name,,phone");
}
