//! What may be said of a guest at the desk: category, standing, and how they are called.

use super::Evening;
use crate::desk::GuestDraft;
use crate::error::Code;
use crate::guest::Status;
use crate::text::Lang;

fn named(name: &str) -> GuestDraft {
    GuestDraft { name: Some(name.into()), ..GuestDraft::default() }
}

#[test]
fn a_category_that_is_not_set_up_is_refused_naming_those_there_are() {
    let mut evening = Evening::new();
    let guest = evening.guest("Ada", None);
    let (olga, records) = (evening.by("olga"), evening.desk().fingerprint().unwrap().records);
    let nonsense = GuestDraft { category: Some("vip".into()), ..named("Grace") };
    let refused = [
        evening.desk().add_guest(&olga, nonsense.clone(), None).unwrap_err(),
        evening.desk().edit_guest(&olga, guest, nonsense, None).unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.code, Code::Usage);
        assert!(error.hint.en.contains("VIP, guest") && error.hint.zh.contains("VIP, guest"), "{error:?}");
    }
    assert_eq!(evening.desk().fingerprint().unwrap().records, records);
    let known = GuestDraft { category: Some(" VIP ".into()), ..GuestDraft::default() };
    evening.desk().edit_guest(&olga, guest, known, None).unwrap();
    assert_eq!(evening.desk().guest(guest, Lang::En).unwrap().category, "VIP");
}

#[test]
fn a_guest_keeps_a_category_that_was_taken_out_of_the_settings() {
    let mut evening = Evening::new();
    let guest = evening.guest("Ada", Some("VIP"));
    let olga = evening.by("olga");
    evening.desk().load_settings(&olga, "[[category]]\nname = \"press\"\n").unwrap();
    let draft = GuestDraft { category: Some("VIP".into()), ..named("Ada Lovelace") };
    evening.desk().edit_guest(&olga, guest, draft, None).unwrap();
    let shown = evening.desk().guest(guest, Lang::En).unwrap();
    assert_eq!((shown.name.as_str(), shown.category.as_str()), ("Ada Lovelace", "VIP"));
}

#[test]
fn who_is_added_as_blocked_or_cancelled_needs_a_reason_which_is_kept() {
    let mut evening = Evening::new();
    let susan = evening.by("susan");
    for status in [Status::Blocked, Status::Cancelled] {
        let draft = GuestDraft { status: Some(status), ..named("Eve") };
        let error = evening.desk().add_guest(&susan, draft.clone(), Some(" ")).unwrap_err();
        assert_eq!(error.code, Code::ReasonRequired);
        let eve = evening.desk().add_guest(&susan, draft, Some("fought last year")).unwrap().value;
        let history = evening.desk().history(eve, Lang::En).unwrap();
        assert_eq!(history.guest.status, status);
        assert!(history.history.iter().any(|line| line.text.contains("fought last year")), "{history:?}");
    }
    let pending = GuestDraft { status: Some(Status::Pending), ..named("Pam") };
    evening.desk().add_guest(&susan, pending, None).unwrap();
}

#[test]
fn a_guest_without_a_name_is_called_by_company_else_e_mail_else_phone() {
    let mut evening = Evening::new();
    let olga = evening.by("olga");
    let phone = GuestDraft { phone: Some("+49 30 1234".into()), ..GuestDraft::default() };
    let email = GuestDraft { email: Some("a@example.org".into()), ..phone.clone() };
    let company = GuestDraft { company: Some("Lumen".into()), ..email.clone() };
    for (draft, called) in [(phone, "+49 30 1234"), (email, "a@example.org"), (company, "Lumen")] {
        let guest = evening.desk().add_guest(&olga, draft, None).unwrap().value;
        assert_eq!(evening.desk().guest(guest, Lang::En).unwrap().name, called);
    }
}

#[test]
fn a_scanner_adds_a_walk_in_of_any_category_and_says_nothing_else_of_anybodys_standing() {
    let mut evening = Evening::new();
    let guest = evening.guest("Ada", None);
    let scott = evening.by("scott");
    let vip = GuestDraft { category: Some("VIP".into()), ..GuestDraft::default() };
    let grace = GuestDraft { category: Some("VIP".into()), ..named("Grace") };
    let walk_in = evening.desk().add_guest(&scott, grace, None).unwrap().value;
    assert_eq!(evening.desk().guest(walk_in, Lang::En).unwrap().category, "VIP");
    let pending = GuestDraft { status: Some(Status::Pending), ..named("Pam") };
    let refused = [
        evening.desk().edit_guest(&scott, guest, vip, None).unwrap_err().code,
        evening.desk().add_guest(&scott, pending, None).unwrap_err().code,
    ];
    assert_eq!(refused, [Code::NotPermitted; 2]);
}

#[test]
fn an_e_mail_of_two_guests_means_neither_and_names_both() {
    let mut evening = Evening::new();
    let olga = evening.by("olga");
    for name in ["Ada", "Grace"] {
        let draft = GuestDraft { email: Some("home@example.org".into()), ..named(name) };
        evening.desk().add_guest(&olga, draft, None).unwrap();
    }
    let error = evening.desk().find_guest("home@example.org").unwrap_err();
    assert_eq!(error.code, Code::AmbiguousGuest);
    assert!(error.message.en.contains("Ada") && error.message.en.contains("Grace"), "{error:?}");
}

#[test]
fn saying_again_what_is_so_writes_nothing_and_saying_how_many_come_neither() {
    let mut evening = Evening::new();
    let guest = evening.guest("Ada", None);
    let olga = evening.by("olga");
    let records = evening.desk().fingerprint().unwrap().records;
    evening.desk().edit_guest(&olga, guest, named("Ada"), Some("no reason to")).unwrap();
    evening.desk().set_companions(&olga, guest, 0).unwrap();
    assert_eq!(evening.desk().fingerprint().unwrap().records, records);
}
