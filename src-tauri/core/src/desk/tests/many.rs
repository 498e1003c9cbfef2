//! Many guests at once: looked through by a filter, edited in slices, taken back as one.

use super::exchange::{exchange, two_desks};
use super::{Evening, at_the_door};
use crate::admission::DecisionKind::{Admit, Refuse};
use crate::desk::handle::{DeskHandle, Go};
use crate::desk::{Edit, Edited, Exported, GuestDraft, GuestQuery, Look};
use crate::error::Code;
use crate::guest::Status;
use crate::guest::traits::{Facet, GuestFilter, Whereabouts};
use crate::ids::GuestId;
use crate::import::export::FileKind;
use crate::text::Lang;

fn status(status: Status, reason: &str) -> Edit {
    let draft = GuestDraft { status: Some(status), ..GuestDraft::default() };
    Edit { draft, reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()) }
}

fn only(facet: Facet<String>) -> GuestQuery {
    GuestQuery { filter: GuestFilter::new(vec![facet]), limit: 100, ..GuestQuery::default() }
}

fn found(handle: &DeskHandle, query: &GuestQuery) -> Vec<GuestId> {
    handle.read(|reader| Ok(reader.guest_ids(query))).unwrap()
}

/// Fifty guests on the list; the third has a badge and passed all steps.
fn crowd() -> (Evening, Vec<GuestId>, String) {
    let mut evening = Evening::new();
    let guests: Vec<GuestId> = (0..50).map(|n| evening.guest(&format!("Guest {n:02}"), None)).collect();
    let code = evening.badge(guests[2]);
    evening.screened(guests[2]);
    (evening, guests, code)
}

#[test]
fn many_are_blocked_with_a_reason_while_a_scan_goes_on_and_taken_back_as_one() {
    let (mut evening, guests, code) = crowd();
    let (susan, scott) = (evening.by("susan"), evening.by("scott"));
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let scan = |code: &str| {
        let (scott, scan) = (scott.clone(), at_the_door(code, Look::Decide));
        handle.write(move |desk| desk.scan(&scott, &scan, Lang::En)).unwrap()
    };
    let (mut written, mut between) = (Vec::new(), None);
    let edited = handle
        .edit_guests(&susan, &guests, status(Status::Blocked, "Broke the rules"), &mut written, |so_far| {
            between.get_or_insert_with(|| (so_far.done(), scan(&code).decision));
            Go::On
        })
        .unwrap();
    assert_eq!(edited, Edited { changed: 50, same: 0, left_out: 0 });
    let (done, decision) = between.unwrap();
    assert!(done < 50, "a scan had its turn after {done}");
    assert_eq!(decision, Refuse);
    let blocked = only(Facet::Status(Status::Blocked));
    assert_eq!(found(&handle, &blocked).len(), 50, "readers see it once it is said");
    let told = handle.read(|reader| reader.history(guests[7], Lang::En)).unwrap().history;
    let told: Vec<&str> = told.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(told, ["Added by hand: Guest 07", "Blocked", "Note: Broke the rules"]);

    handle.take_back(&susan, &mut written, |_, _| Go::On).unwrap();
    assert!(written.is_empty(), "there is nothing left to take back");
    assert!(found(&handle, &blocked).is_empty());
    evening.clock.0.fetch_add(4_000, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(scan(&code).decision, Admit, "as if it had not been said");
    handle.stop().unwrap();
    evening.open();
    assert!(evening.desk().verify(Lang::En).unwrap().ok);
}

#[test]
fn an_edit_cut_off_half_way_holds_for_fewer_and_what_was_so_already_is_not_said_again() {
    let (mut evening, guests, _) = crowd();
    let susan = evening.by("susan");
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let mut written = Vec::new();
    let cancel = || status(Status::Cancelled, "Declined");
    let first = handle.edit_guests(&susan, &guests, cancel(), &mut written, |_| Go::Cancel).unwrap();
    assert!(0 < first.changed && first.changed < 50, "{first:?}");
    let cancelled = only(Facet::Status(Status::Cancelled));
    assert_eq!(found(&handle, &cancelled).len(), first.changed);
    let rest = handle.edit_guests(&susan, &guests, cancel(), &mut Vec::new(), |_| Go::On).unwrap();
    assert_eq!(rest, Edited { changed: 50 - first.changed, same: first.changed, left_out: 0 });
    handle.take_back(&susan, &mut written, |_, _| Go::On).unwrap();
    assert_eq!(found(&handle, &cancelled).len(), rest.changed, "only the first edit is taken back");
    handle.stop().unwrap();
    evening.open();
    assert!(evening.desk().verify(Lang::En).unwrap().ok);
}

#[test]
fn nothing_is_said_of_many_without_the_reason_or_the_role_it_takes() {
    let (mut evening, guests, _) = crowd();
    let (susan, scott) = (evening.by("susan"), evening.by("scott"));
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let mut written = Vec::new();
    let mut refused = |by, edit| {
        let outcome = handle.edit_guests(by, &guests, edit, &mut written, |_| Go::On);
        outcome.unwrap_err().code
    };
    assert_eq!(refused(&susan, status(Status::Blocked, " ")), Code::ReasonRequired);
    assert_eq!(refused(&scott, status(Status::Pending, "")), Code::NotPermitted);
    let of_nobody =
        handle.edit_guests(&susan, &[], status(Status::Blocked, " "), &mut Vec::new(), |_| Go::On);
    assert_eq!(of_nobody.unwrap_err().code, Code::ReasonRequired, "before anybody is looked at");
    assert!(written.is_empty());
    assert!(found(&handle, &only(Facet::Status(Status::Pending))).is_empty());
}

#[test]
fn who_is_erased_is_left_out_of_an_edit_of_many() {
    let (mut evening, guests, _) = crowd();
    let olga = evening.by("olga");
    evening.desk().erase(&olga, guests[0], "asked for").unwrap();
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let draft = GuestDraft { category: Some("VIP".into()), ..GuestDraft::default() };
    let vip = Edit { draft, reason: Some("Sponsors".into()) };
    let edited = handle.edit_guests(&olga, &guests, vip, &mut Vec::new(), |_| Go::On).unwrap();
    assert_eq!(edited, Edited { changed: 49, same: 0, left_out: 1 });
    assert_eq!(found(&handle, &only(Facet::Category("VIP".into()))).len(), 49);
    let told = handle.read(|reader| reader.history(guests[7], Lang::En)).unwrap().history;
    assert_eq!(told.last().unwrap().text, "Note: Sponsors", "a reason nobody asked for is kept too");
}

#[test]
fn a_filter_follows_who_comes_in_and_counts_what_each_choice_would_show() {
    let (mut evening, guests, code) = crowd();
    assert_eq!(evening.scan(&code).decision, Admit);
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let inside = only(Facet::Presence(Whereabouts::Inside));
    assert_eq!(found(&handle, &inside), [guests[2]]);
    let counts = handle.read(|reader| Ok(reader.guest_counts(&inside))).unwrap();
    let of = |facet| counts.facets.iter().find(|one| one.facet == facet).map_or(0, |one| one.guests);
    assert_eq!(counts.total, 1);
    assert_eq!(of(Facet::Presence(Whereabouts::Expected)), 49);
    assert_eq!(of(Facet::Category("guest".into())), 1, "of those inside");
    let query =
        GuestQuery { search: "guest".into(), limit: 3, place_of: Some(guests[9]), ..GuestQuery::default() };
    let list = handle.read(|reader| reader.guests(&query, Lang::En)).unwrap();
    assert_eq!((list.guests.len(), list.total, list.place), (3, 50, Some(9)));
}

#[test]
fn only_the_guests_named_go_into_a_file() {
    let (mut evening, guests, _) = crowd();
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let two = Exported::Only([guests[3], guests[4]].into());
    let file = handle.read_beside(|reader| reader.export_guests(&two, FileKind::Csv, Lang::En)).unwrap();
    let file = String::from_utf8(file).unwrap();
    assert_eq!(file.lines().count(), 3, "{file}");
    assert!(file.contains("Guest 03") && file.contains("Guest 04"));
}

#[test]
fn a_history_says_what_a_field_was_before_and_a_person_settles_what_two_desks_said() {
    let (mut a, mut b, guest, _) = two_desks();
    let company = |name: &str| GuestDraft { company: Some(name.into()), ..GuestDraft::default() };
    let said = |evening: &mut Evening, name: &str| {
        let by = evening.by("olga");
        evening.desk().edit_guest(&by, guest, company(name), None).unwrap();
    };
    said(&mut a, "Kestrel");
    said(&mut b, "Northwind");
    exchange(&mut a, &mut b);
    let told = a.desk().history(guest, Lang::En).unwrap();
    assert_eq!(told.kept.len(), 1);
    let shown = told.guest.company.clone().unwrap();
    assert_ne!(told.kept[0].values[0], shown);
    said(&mut a, &shown);
    let told = a.desk().history(guest, Lang::En).unwrap();
    assert!(told.kept.is_empty(), "saying again what is shown settles it");
    assert_eq!(told.history.last().unwrap().text, format!("Company confirmed: {shown}"));
    said(&mut a, "Acme");
    let told = a.desk().history(guest, Lang::En).unwrap();
    assert_eq!(told.history.last().unwrap().text, format!("Company changed from {shown} to Acme"));
}
