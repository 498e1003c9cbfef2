//! Exports of the sign-up tools, written by hand after their columns, and what must come of each.

#![allow(clippy::unwrap_used)]

use crate::guest::Field;
use crate::import::mapping::ImportField;
use crate::import::plan::tests::plan_of_bytes;
use crate::import::plan::{Plan, What};

/// Gives the plan of a list no guest of which is known yet.
fn plan_of(bytes: &[u8]) -> Plan {
    plan_of_bytes(bytes, "list", &[])
}

/// Says of each column what it is read as.
fn read_as(plan: &Plan) -> String {
    plan.mapping.columns().map(|(_, field)| field.map_or("", ImportField::name)).collect::<Vec<_>>().join(",")
}

/// Gives the tool, and how many are new, not admitted and rejected.
fn outcome(plan: &Plan) -> (Option<&'static str>, u64, u64, usize) {
    (plan.mapping.tool(), plan.counts().new, plan.not_admitted, plan.rejected.len())
}

fn values(plan: &Plan, field: Field) -> Vec<&str> {
    let new = plan.entries.iter().filter_map(|entry| match &entry.what {
        What::New { fields, .. } => Some(fields),
        What::Changed { .. } | What::Same => None,
    });
    new.map(|fields| fields.get(&field).map_or("", String::as_str)).collect()
}

#[test]
fn eventbrite_splits_names_and_refunds_and_one_order_holds_several_guests() {
    let plan = plan_of(include_bytes!("fixtures/eventbrite.csv"));
    assert_eq!(outcome(&plan), (Some("eventbrite"), 3, 1, 0));
    assert_eq!(read_as(&plan), ",,first_name,last_name,email,,category,reference,,,,status,title,company");
    assert_eq!(values(&plan, Field::Name), ["Ada Lovelace", "王伟", "Bob"]);
}

#[test]
fn luma_names_may_be_turned_or_missing_and_who_is_not_approved_is_not_admitted() {
    let plan = plan_of(include_bytes!("fixtures/luma.csv"));
    assert_eq!(outcome(&plan), (Some("luma"), 3, 2, 0));
    assert_eq!(values(&plan, Field::Name), ["Ada Lovelace", "", "Cid"]);
    assert_eq!(values(&plan, Field::Codes)[0], "https://example.org/c/1");
}

#[test]
fn pretix_secrets_are_codes_and_two_names_of_one_order_are_two_guests() {
    let plan = plan_of(include_bytes!("fixtures/pretix.csv"));
    assert_eq!(outcome(&plan), (Some("pretix"), 2, 0, 0));
    assert_eq!(read_as(&plan), ",name,first_name,last_name,category,,,code,email,company");
    assert_eq!(values(&plan, Field::Codes), ["s3cr3t1", "s3cr3t2"]);
}

#[test]
fn hi_events_shows_the_public_id_as_code_and_knows_who_cancelled() {
    let plan = plan_of(include_bytes!("fixtures/hi-events.csv"));
    assert_eq!(outcome(&plan), (Some("hi.events"), 2, 1, 0));
    assert_eq!(values(&plan, Field::Codes), ["A-1", "A-2"]);
}

#[test]
fn alf_io_loses_the_tab_in_front_and_who_has_not_paid_waits() {
    let plan = plan_of(include_bytes!("fixtures/alf-io.csv"));
    assert_eq!(outcome(&plan), (Some("alf.io"), 2, 1, 0));
    assert_eq!(values(&plan, Field::Phone), ["+8613800138000", ""]);
    assert_eq!(plan.warnings.len(), 0, "{:?}", plan.warnings);
}

#[test]
fn indico_may_name_two_columns_alike_and_its_line_breaks_become_one_space() {
    let plan = plan_of(include_bytes!("fixtures/indico.csv"));
    assert_eq!(outcome(&plan), (Some("indico"), 2, 1, 0));
    assert_eq!(values(&plan, Field::Attention), ["first second", ""]);
}

#[test]
fn a_tito_ticket_without_a_guest_never_borrows_the_buyer_and_a_void_one_is_not_admitted() {
    let plan = plan_of(include_bytes!("fixtures/tito.csv"));
    assert_eq!(outcome(&plan), (Some("tito"), 2, 1, 1));
    assert_eq!(values(&plan, Field::Name), ["Ada Lovelace", "Bob Ray"]);
    assert_eq!(plan.rejected[0].line, 3);
}

#[test]
fn meetup_text_called_a_workbook_is_read_by_its_tabs() {
    let plan = plan_of(include_bytes!("fixtures/meetup.xls"));
    assert_eq!(outcome(&plan), (Some("meetup"), 2, 1, 0));
    assert_eq!(plan.delimiter, Some('\t'));
    assert_eq!(values(&plan, Field::Reference), ["user 12537919", "user 2"]);
}

#[test]
fn wenjuanxing_questions_are_read_without_their_numbers_and_several_answers_are_parted() {
    let plan = plan_of(include_bytes!("fixtures/wenjuanxing.csv"));
    assert_eq!(outcome(&plan), (Some("wenjuanxing"), 2, 0, 0));
    assert_eq!(read_as(&plan), ",,,,,,name,phone,company,attention");
    assert_eq!(values(&plan, Field::Attention), ["素食; 清真", ""]);
}

#[test]
fn tencent_columns_are_read_without_their_brackets_and_an_answer_about_nobody_is_rejected() {
    let plan = plan_of(include_bytes!("fixtures/tencent-docs.csv"));
    assert_eq!(outcome(&plan), (Some("tencent-docs"), 1, 0, 1));
    assert_eq!(read_as(&plan), ",,name,phone,title");
}
