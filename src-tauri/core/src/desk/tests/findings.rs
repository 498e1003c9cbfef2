//! Findings: what merging reveals, the same at every desk, until somebody has looked at it.

use super::Evening;
use super::exchange::{exchange, two_desks};
use crate::desk::Shown;
use crate::error::Code;
use crate::settings::Direction;
use crate::text::Lang;
use crate::view::FindingView;

const PASSPHRASE: &str = "brass gate at ten";

fn findings(evening: &mut Evening) -> Vec<FindingView> {
    evening.desk().findings(Lang::En).unwrap()
}

/// Lets the same badge in at two desks that have not heard of each other.
fn twice() -> (Evening, Evening, String) {
    let (mut a, mut b, _, code) = two_desks();
    a.scan(&code);
    b.scan(&code);
    exchange(&mut a, &mut b);
    (a, b, code)
}

#[test]
fn a_badge_admitted_at_two_desks_is_one_finding_and_the_same_at_both() {
    let (mut a, mut b, _) = twice();
    let (at_a, at_b) = (findings(&mut a), findings(&mut b));
    assert_eq!(at_a, at_b);
    let [found] = at_a.as_slice() else { panic!("{at_a:?}") };
    assert_eq!((found.kind.as_str(), found.explained, found.acknowledged), ("double_entry", false, false));
    let told: Vec<&str> = found.sides.iter().map(|side| side.desk.as_str()).collect();
    assert_eq!(told, found.desks, "both sides of the story are told");
    assert_eq!(a.inside(), 1, "a finding changes no count");
}

#[test]
fn an_entry_made_knowing_of_the_other_is_no_finding() {
    let (mut a, mut b, guest, code) = two_desks();
    a.scan(&code);
    exchange(&mut a, &mut b);
    let (by, ada) = (b.by("susan"), Shown::Guest(guest));
    b.desk().override_entry(&by, &ada, Some("door"), None, "went round the fence", Lang::En).unwrap();
    exchange(&mut a, &mut b);
    assert_eq!(findings(&mut a), []);
}

#[test]
fn an_exit_between_the_two_explains_them() {
    let (mut a, mut b, _, code) = two_desks();
    a.scan(&code);
    a.scan_at(&code, "door", Direction::Exit);
    b.scan(&code);
    exchange(&mut a, &mut b);
    assert!(findings(&mut b)[0].explained);
}

#[test]
fn an_acknowledgement_needs_a_reason_and_a_supervisor_and_travels() {
    let (mut a, mut b, _) = twice();
    let finding = findings(&mut a)[0].id.clone();
    let (supervisor, screener) = (a.by("susan"), a.by("scott"));
    let refused = |error: crate::error::Error| error.code;
    let no_reason = a.desk().acknowledge(&supervisor, &finding, " ").map_err(refused);
    assert_eq!(no_reason.unwrap_err(), Code::ReasonRequired);
    let not_permitted = a.desk().acknowledge(&screener, &finding, "seen").map_err(refused);
    assert_eq!(not_permitted.unwrap_err(), Code::NotPermitted);
    let unknown = a.desk().acknowledge(&supervisor, &"0".repeat(64), "seen").map_err(refused);
    assert_eq!(unknown.unwrap_err(), Code::NoSuchRecord);
    a.desk().acknowledge(&supervisor, &finding, "one person, two doors").unwrap();
    exchange(&mut a, &mut b);
    assert!(findings(&mut a)[0].acknowledged);
    assert_eq!(findings(&mut a), findings(&mut b));
    assert_eq!(a.print(), b.print());
}

#[test]
fn a_kit_opened_on_two_laptops_is_a_finding_once_both_were_heard() {
    let (mut a, _, _, _) = two_desks();
    let kit = a.kit("C", false);
    let mut one = a.join(&kit, PASSPHRASE).unwrap();
    let mut other = a.join(&kit, PASSPHRASE).unwrap();
    one.guest("Grace", None);
    other.guest("Edsger", None);
    let file = one.carry_out();
    a.take_in(&file);
    assert_eq!(findings(&mut a), []);
    let file = other.carry_out();
    a.take_in(&file);
    let found = findings(&mut a);
    assert_eq!((found.len(), found[0].kind.as_str(), found[0].sides.len()), (1, "cloned_desk", 2));
    assert_eq!(found[0].desks, ["C"]);
}
