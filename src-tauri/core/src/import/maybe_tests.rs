#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::*;
use crate::import::mapping::guess;
use crate::import::plan::tests::{KEY, applied, plan_of};
use crate::import::plan::{Plan, plan};
use crate::import::read::{ReadOptions, read};

const TEAM: &str = "Name,Email,Company\nAnn Li,ann@example.org,Beans\nBob Ray,,Peas\n";

fn answered(text: &str, guests: &[Existing], answers: &[(u64, SameOrAnother)]) -> Plan {
    let table = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    let answers: BTreeMap<u64, SameOrAnother> = answers.iter().copied().collect();
    let list = OnList { guests, categories: &[], badge_key: &KEY, mends: false, answers: &answers };
    plan(&table, &guess(&table), "other", &list).unwrap()
}

/// Counts new, changed and same rows, and gives the lines that were asked about.
fn outcome(plan: &Plan) -> ([u64; 3], Vec<u64>) {
    let counts = plan.counts();
    ([counts.new, counts.changed, counts.same], plan.questions.iter().map(|asked| asked.line).collect())
}

fn team() -> Vec<Existing> {
    applied(&plan_of(TEAM, "team", &[]), &[])
}

#[test]
fn equal_name_and_company_is_asked_counted_and_taken_in_as_new() {
    let plan = answered("Name,Company\nANN  LI,beans\nZoe,Beans\n", &team(), &[]);
    assert_eq!(outcome(&plan), ([2, 0, 0], vec![2]));
    let id = team()[0].id;
    assert_eq!(plan.questions[0].with, Known::Guest(id, "ann@example.org, team".to_owned()));
    assert_eq!(plan.report(crate::text::Lang::En, None).duplicates, 1);
}

#[test]
fn nobody_is_asked_where_a_reference_an_email_or_a_phone_differs() {
    let guests = applied(
        &plan_of("ID,Name,Email,Phone\n1,Ann,ann@example.org,\n2,Bob,,+491701234567\n", "other", &[]),
        &[],
    );
    for list in ["Name,Email\nAnn,other@example.org\n", "Name,Phone\nBob,+491709999999\n", "ID,Name\n3,Ann\n"]
    {
        assert_eq!(outcome(&answered(list, &guests, &[])), ([1, 0, 0], vec![]), "{list}");
    }
    let unlike = answered("Name,Company\nAnn Li,Lentils\n", &team(), &[]);
    assert_eq!(outcome(&unlike), ([1, 0, 0], vec![]));
}

#[test]
fn who_is_said_to_be_the_same_is_completed_and_who_is_said_to_be_another_is_new() {
    let list = "Name,Company,Phone\nAnn Li,Beans,+491701234567\nBob Ray,Peas,+491709999999\n";
    let plan = answered(list, &team(), &[(2, SameOrAnother::Same), (3, SameOrAnother::Another)]);
    assert_eq!(outcome(&plan), ([1, 1, 0], vec![]));
    assert_eq!((plan.entries[0].id, plan.joined), (Some(team()[0].id), 1));
}

#[test]
fn one_guest_is_asked_of_one_row_only() {
    let plan = answered(
        "Name,Company\nAnn Li,Beans\nAnn Li,Beans\n",
        &team(),
        &[(2, SameOrAnother::Same), (3, SameOrAnother::Same)],
    );
    assert_eq!((outcome(&plan), plan.repeated), (([0, 0, 1], vec![]), 1), "the second is the first again");
    let unanswered = answered("Name,Company\nAnn Li,Beans\nAnn Li,Beans\n", &team(), &[]);
    assert_eq!(unanswered.questions[1].with, Known::Earlier(2));
}

#[test]
fn two_rows_of_one_file_that_nothing_tells_apart_are_asked_too() {
    let list = "Name,Company\nZoe,Beans\nZoe,Beans\nZoe,Peas\n";
    let plan = answered(list, &[], &[]);
    assert_eq!(outcome(&plan), ([3, 0, 0], vec![3]));
    assert_eq!(plan.questions[0].with, Known::Earlier(2));
    let same = answered(list, &[], &[(3, SameOrAnother::Same)]);
    assert_eq!((outcome(&same), same.repeated), (([2, 0, 0], vec![]), 1));
    assert_eq!(same.rejected[0].faults[0].reason.en, "the same guest as on line 2");
}

#[test]
fn the_same_file_again_asks_nothing() {
    let list = "Name,Company\nZoe,Beans\nZoe,Beans\nAnn Li,Beans\n";
    let first = answered(list, &team(), &[]);
    let all = applied(&first, &team());
    assert_eq!(outcome(&answered(list, &all, &[])), ([0, 0, 3], vec![]));
}

#[test]
fn rows_of_one_file_with_different_references_emails_or_phones_are_asked_of_nobody() {
    for (header, one, other) in [
        ("ID", "1", "2"),
        ("Email", "zoe@example.org", "zoe@example.com"),
        ("Phone", "+491701234567", "+491709999999"),
    ] {
        let list = format!("{header},Name\n{one},Zoe\n{other},Zoe\n");
        assert_eq!(outcome(&answered(&list, &[], &[])), ([2, 0, 0], vec![]), "{header}");
    }
}

#[test]
fn the_reference_of_another_list_tells_nobody_apart() {
    let guests = applied(&plan_of("ID,Name\n1,Ann\n", "team", &[]), &[]);
    assert_eq!(outcome(&answered("ID,Name\n7,Ann\n", &guests, &[])), ([1, 0, 0], vec![2]));
}

#[test]
fn a_guest_who_is_a_row_already_is_asked_of_no_other() {
    let list = "Name,Email,Company\nAnn Li,ann@example.org,Beans\nAnn Li,,Beans\n";
    assert_eq!(outcome(&answered(list, &team(), &[])), ([1, 0, 1], vec![]));
}

#[test]
fn a_row_without_a_name_is_nobody_by_the_name_it_lacks() {
    let guests = applied(&plan_of("Name,Phone\n,+491701234567\n", "team", &[]), &[]);
    assert_eq!(outcome(&answered("Name,Email\n,zoe@example.org\n", &guests, &[])), ([1, 0, 0], vec![]));
}
