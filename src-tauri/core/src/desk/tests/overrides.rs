//! Admitting by hand: against what, as what it is kept, and under which name.

use super::exchange::{exchange, two_desks};
use super::{Evening, codes};
use crate::admission::DecisionKind::Admit;
use crate::desk::Shown;
use crate::error::Code;
use crate::text::Lang;

#[test]
fn an_override_of_whom_nothing_speaks_against_is_an_admission_like_any_other() {
    let mut evening = Evening::new();
    let (guest, code) = evening.ready("Ada");
    let (scott, shown) = (evening.by("scott"), Shown::Codes(vec![code.clone()]));
    let blank = evening.desk().override_entry(&scott, &shown, Some("door"), None, " ", Lang::En).unwrap_err();
    assert_eq!(blank.code, Code::ReasonRequired);
    let done =
        evening.desk().override_entry(&scott, &shown, Some("door"), None, "in a hurry", Lang::En).unwrap();
    assert_eq!((done.decision, done.overridden, done.recorded), (Admit, false, true));
    assert_eq!(evening.inside(), 1);
    let kinds: Vec<String> = evening
        .desk()
        .history(guest, Lang::En)
        .unwrap()
        .history
        .into_iter()
        .map(|line| line.kind)
        .filter(|kind| ["override", "scan", "noted"].contains(&kind.as_str()))
        .collect();
    assert_eq!(kinds, ["noted", "scan"], "the reason typed is kept too");
    assert!(evening.scan(&code).repeat, "it is a scan, also for the three seconds");
}

#[test]
fn an_override_keeps_everything_it_went_against() {
    let mut evening = Evening::new();
    let (guest, code) = evening.unscreened("Ada");
    let susan = evening.by("susan");
    evening.desk().stop_entry(&susan, "full").unwrap();
    let shown = Shown::Codes(vec![code]);
    evening.desk().override_entry(&susan, &shown, Some("door"), None, "the speaker", Lang::En).unwrap();
    let history = evening.desk().history(guest, Lang::En).unwrap().history;
    let told = history.iter().find(|line| line.kind == "override").unwrap();
    assert!(told.text.contains("Entry is stopped."), "{told:?}");
    assert!(told.text.contains("Screening missing: ID check, Metal detector, Bag check."), "{told:?}");
}

#[test]
fn a_name_typed_at_an_override_is_for_a_badge_from_elsewhere_and_renames_nobody_who_is_known() {
    let (mut a, mut b, _, _) = two_desks();
    let guest = a.guest("Grace Hopper", None);
    let code = a.badge(guest);
    let (susan, shown) = (a.by("susan"), Shown::Codes(vec![code.clone()]));
    a.desk().override_entry(&susan, &shown, Some("door"), Some("Gracie"), "the speaker", Lang::En).unwrap();
    assert_eq!(a.desk().guest(guest, Lang::En).unwrap().name, "Grace Hopper");
    b.pass_time(5);
    for step in ["id", "metal", "bag"] {
        let sam = b.by("sam");
        b.desk().screen(&sam, &code, step, crate::journal::fact::Outcome::Pass, None).unwrap();
    }
    let done = b.desk().override_entry(&susan, &shown, Some("door"), Some("Gracie"), "known to us", Lang::En);
    let done = done.unwrap();
    assert_eq!((codes(&done), done.overridden), (vec!["issued_elsewhere"], true));
    assert_eq!(done.guest.unwrap().name, "Gracie");
    exchange(&mut a, &mut b);
}
