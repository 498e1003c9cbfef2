#![allow(clippy::unwrap_used)]

use super::*;
use crate::import::mapping;
use crate::import::plan::tests::{applied, plan_of};
use crate::import::read::{ReadOptions, read};

const TEAM: &str = "Name,Email\nAnn,ann@example.org\nBob,bob@example.org\n";
const LUMA: &str = "guest_id,name,email,approval_status,ticket_name\ng1,Ann,ann@example.org,approved,VIP\n";

/// Guesses for a file after lists were imported: each its source and its text.
fn guessed(before: &[(&str, &str)], file: &str, text: &str) -> (String, SourceWhy) {
    let (mut guests, mut columns) = (Vec::new(), Vec::new());
    for (source, list) in before {
        let plan = plan_of(list, source, &guests);
        guests = applied(&plan, &guests);
        columns.push(plan.columns);
    }
    let imports: Vec<Earlier<'_>> =
        before.iter().zip(&columns).map(|((source, _), columns)| Earlier { source, columns }).collect();
    let table = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    let guess = guess(&table, &mapping::guess(&table), file, &imports, &guests);
    assert_eq!(guess.known, guess.why != SourceWhy::Another);
    (guess.name, guess.why)
}

fn of(name: &str, why: SourceWhy) -> (String, SourceWhy) {
    (name.to_owned(), why)
}

#[test]
fn a_list_never_seen_is_called_after_its_tool_or_else_after_its_file() {
    assert_eq!(guessed(&[], "C:\\lists\\team.final.csv", TEAM), of("team.final", SourceWhy::Another));
    assert_eq!(guessed(&[], "export.csv", LUMA), of("luma", SourceWhy::Another));
    assert_eq!(guessed(&[], "", TEAM), of("list", SourceWhy::Another), "pasted text has no file");
}

#[test]
fn a_list_with_the_columns_of_one_before_is_a_newer_version_of_it() {
    let other = TEAM.replace("Ann", "Zoe").replace("ann@", "zoe@");
    assert_eq!(guessed(&[("team", TEAM)], "other.csv", &other), of("team", SourceWhy::SameColumns));
    let twice = [("one", TEAM), ("two", TEAM)];
    assert_eq!(
        guessed(&twice, "other.csv", TEAM),
        of("two", SourceWhy::SameColumns),
        "the one imported last"
    );
}

#[test]
fn an_export_of_the_same_tool_is_a_newer_version_only_with_guests_in_common() {
    let more = LUMA.replace("ticket_name", "ticket_name,Diet").replace("VIP", "VIP,none");
    assert_eq!(guessed(&[("our party", LUMA)], "x.csv", &more), of("our party", SourceWhy::SameTool));
    let others = more.replace("g1", "g9").replace("ann@", "zoe@");
    assert_eq!(guessed(&[("luma", LUMA)], "x.csv", &others), of("luma 2", SourceWhy::Another));
}

#[test]
fn a_column_more_or_the_same_file_name_is_a_newer_version_only_with_guests_in_common() {
    let more = "Name,Email,Company\nAnn,ann@example.org,Beans\n";
    assert_eq!(guessed(&[("team", TEAM)], "new.csv", more), of("team", SourceWhy::SameGuests));
    let strangers = more.replace("ann@", "zoe@");
    assert_eq!(guessed(&[("team", TEAM)], "new.csv", &strangers), of("new", SourceWhy::Another));
    let renamed = "Gast,Mail,Raum\nAnn,ann@example.org,3\n";
    assert_eq!(guessed(&[("team", TEAM)], "team.csv", renamed), of("team", SourceWhy::SameGuests));
    assert_eq!(guessed(&[("team", TEAM)], "gäste.csv", renamed), of("gäste", SourceWhy::Another));
}

#[test]
fn lists_without_a_header_are_never_the_same_by_their_letters() {
    let bare = "Ann Li,ann@example.org\n";
    let strangers = "Zoe Li,zoe@example.org\n";
    assert_eq!(guessed(&[("one", bare)], "two.csv", strangers), of("two", SourceWhy::Another));
    assert_eq!(guessed(&[("one", bare)], "one.csv", bare), of("one", SourceWhy::SameGuests));
    let names = "Ann Li\nBob Ray\n";
    assert_eq!(
        guessed(&[("one", names)], "one.csv", names),
        of("one", SourceWhy::SameGuests),
        "by name alone"
    );
}

#[test]
fn one_guest_in_four_is_no_newer_version_and_a_list_that_grew_threefold_is_one() {
    let list = |names: &[&str]| {
        let rows = names.iter().map(|name| format!("{name},{name}@example.org,x\n"));
        std::iter::once("Name,Email,Company\n".to_owned()).chain(rows).collect::<String>()
    };
    let short = |names: &[&str]| list(names).replace(",x\n", "\n").replace(",Company", "");
    let before = short(&["ann", "bob", "cid", "dora"]);
    let one = list(&["ann", "eve", "fay", "gus"]);
    assert_eq!(guessed(&[("team", &before)], "new.csv", &one), of("new", SourceWhy::Another));
    let grown = list(&["ann", "bob", "eve", "fay", "gus", "hal"]);
    assert_eq!(
        guessed(&[("team", &short(&["ann", "bob"]))], "new.csv", &grown),
        of("team", SourceWhy::SameGuests)
    );
}

#[test]
fn lists_without_a_header_are_the_same_only_by_their_name_and_a_tools_export_never_is_another_tools() {
    let bare = "Ann Li,ann@example.org\n";
    assert_eq!(guessed(&[("one", bare)], "two.csv", bare), of("two", SourceWhy::Another));
    assert_eq!(guessed(&[("team", TEAM)], "x.csv", LUMA), of("luma", SourceWhy::Another));
}

#[test]
fn rejects_put_right_mend_the_list_they_came_from_and_no_other() {
    let columns = ["Name".to_owned(), "Email".to_owned()];
    let imports = [Earlier { source: "team", columns: &columns }, Earlier { source: "crew", columns: &[] }];
    let table = read(b"Name,Email,Reason\nAnn,ann@example.org,\n", &ReadOptions::default()).unwrap();
    assert!(mends(&table, "team", &imports) && !mends(&table, "crew", &imports));
}
