//! Who comes in, as the whole desk answers it.

use super::{Evening, at_the_door, codes};
use crate::admission::DecisionKind::{Admit, Refer, Refuse};
use crate::desk::{Look, Scan, Shown};
use crate::error::Code;
use crate::guest::BadgeState;
use crate::journal::fact::Outcome;
use crate::settings::Direction::{Entry, Exit};
use crate::store;
use crate::text::Lang;
use crate::view::PresenceState;

#[test]
fn a_screened_guest_is_admitted_once_and_the_second_entry_says_since_when() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("王伟");
    let first = evening.scan(&code);
    assert_eq!((first.decision, first.recorded), (Admit, true), "{first:?}");
    assert_eq!(evening.inside(), 1);
    evening.pass_time(60);
    let second = evening.scan(&code);
    assert_eq!((second.decision, codes(&second)), (Refuse, vec!["already_inside"]));
    assert_eq!(evening.inside(), 1, "a refusal uses nothing up and counts nobody");
}

#[test]
fn the_same_badge_within_three_seconds_is_one_scan_even_across_a_restart() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let first = evening.scan(&code);
    let records = evening.desk().fingerprint().unwrap().records;
    evening.pass_time(2);
    evening.reopen();
    let again = evening.scan(&code);
    assert_eq!((again.decision, again.repeat, again.record), (Admit, true, first.record));
    assert_eq!(evening.desk().fingerprint().unwrap().records, records, "a repeat writes no record");
    evening.pass_time(2);
    assert_eq!(codes(&evening.scan(&code)), ["already_inside"]);
}

#[test]
fn a_step_passed_within_the_three_seconds_has_the_next_scan_decided_afresh() {
    let mut evening = Evening::new();
    let (guest, code) = evening.unscreened("Ada");
    assert_eq!(codes(&evening.scan(&code)), ["screening_missing"]);
    evening.screened(guest);
    assert_eq!(evening.scan(&code).decision, Admit);
}

#[test]
fn the_last_missing_step_at_a_checkpoint_admits_without_a_second_scan() {
    let mut evening = Evening::new();
    let (_, code) = evening.unscreened("Ada");
    let refer = evening.scan(&code);
    assert_eq!((refer.decision, refer.missing_steps.len()), (Refer, 3));
    let by = evening.by("sam");
    let shown = Shown::Codes(vec![code]);
    let mut decisions = Vec::new();
    for step in ["id", "metal", "bag"] {
        let verdict = evening
            .desk()
            .screen_at(&by, &shown, step, Outcome::Pass, None, Some("door"), None, Lang::En)
            .unwrap();
        decisions.push((verdict.decision, verdict.recorded));
    }
    assert_eq!(decisions, [(Refer, false), (Refer, false), (Admit, true)]);
    assert_eq!(evening.inside(), 1);
}

#[test]
fn an_unknown_code_is_refused_and_its_text_kept_but_what_is_no_badge_is_not() {
    let mut evening = Evening::new();
    let records = evening.desk().fingerprint().unwrap().records;
    let unknown = evening.scan("HELLO-WORLD");
    assert_eq!((unknown.decision, codes(&unknown), unknown.recorded), (Refuse, vec!["unknown_code"], true));
    assert_eq!(evening.desk().last_scans(5, Lang::En).unwrap()[0].name, "HELLO-WORLD");
    for text in ["x".repeat(10_000), "a\u{7}b".to_owned()] {
        let refused = evening.scan(&text);
        assert_eq!(
            (refused.decision, codes(&refused), refused.recorded),
            (Refuse, vec!["unknown_code"], false)
        );
    }
    assert_eq!(evening.desk().fingerprint().unwrap().records, records + 1);
    let again = evening.scan("HELLO-WORLD");
    assert!(again.repeat);
}

#[test]
fn looking_records_nothing_and_an_unknown_checkpoint_is_an_error_without_a_record() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let records = evening.desk().fingerprint().unwrap().records;
    let by = evening.by("scott");
    let seen = evening.desk().scan(&by, &at_the_door(&code, Look::LookOnly), Lang::En).unwrap();
    assert_eq!((seen.decision, seen.recorded), (Admit, false));
    let nowhere = Scan { checkpoint: None, ..at_the_door(&code, Look::Decide) };
    let error = evening.desk().scan(&by, &nowhere, Lang::En).unwrap_err();
    assert_eq!(error.code, Code::NoSuchCheckpoint, "two checkpoints, none named");
    assert_eq!(evening.desk().fingerprint().unwrap().records, records);
}

#[test]
fn a_replaced_badge_stops_at_once_while_the_person_stays_inside() {
    let mut evening = Evening::new();
    let (guest, old) = evening.ready("Ada");
    evening.scan(&old);
    let by = evening.by("scott");
    assert_eq!(evening.desk().reissue(&by, guest, " ").unwrap_err().code, Code::ReasonRequired);
    evening.desk().reissue(&by, guest, "lost").unwrap();
    evening.pass_time(5);
    assert_eq!(codes(&evening.scan(&old)), ["badge_replaced", "already_inside"]);
    let new = evening.badge(guest);
    assert_ne!(new, old);
    assert_eq!(codes(&evening.scan(&new)), ["already_inside"]);
    let susan = evening.by("susan");
    evening.desk().set_badge(&susan, &old, BadgeState::Active, "found again").unwrap();
    evening.pass_time(5);
    assert_eq!(codes(&evening.scan(&old)), ["already_inside"]);
    assert_eq!(codes(&evening.scan(&new)), ["badge_replaced", "already_inside"]);
}

#[test]
fn an_exit_frees_a_place_asks_for_entry_steps_again_and_a_second_one_waits_to_be_confirmed() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    evening.pass_time(60);
    let exit = evening.scan_at(&code, "door", Exit);
    assert_eq!((exit.decision, evening.inside()), (Admit, 0));
    assert!(exit.missing_steps.is_empty(), "nobody is screened on the way out");
    evening.pass_time(60);
    let back = evening.scan_at(&code, "door", Entry);
    assert_eq!((back.decision, codes(&back)), (Refer, vec!["screening_expired"]));
    assert_eq!(back.missing_steps, ["metal", "bag"], "the ID check holds for the event");
    evening.pass_time(60);
    let again = evening.scan_at(&code, "door", Exit);
    assert!(again.notes.iter().any(|note| note.code == "exit_repeated"), "{again:?}");
}

#[test]
fn roles_reach_as_far_as_the_settings_say_and_nothing_is_recorded_beyond() {
    let mut evening = Evening::new();
    let (guest, code) = evening.unscreened("Ada");
    let records = evening.desk().fingerprint().unwrap().records;
    let (scott, sam, susan) = (evening.by("scott"), evening.by("sam"), evening.by("susan"));
    let who = guest.to_string();
    let desk = evening.desk();
    let shown = Shown::Codes(vec![code]);
    let refused = [
        desk.screen(&scott, &who, "id", Outcome::Pass, None).unwrap_err().code,
        desk.screen(&sam, &who, "id", Outcome::Waive, Some("known")).unwrap_err().code,
        desk.override_entry(&sam, &shown, Some("door"), None, "late", Lang::En).unwrap_err().code,
        desk.stop_entry(&sam, "full").unwrap_err().code,
        desk.everyone_out(&sam).unwrap_err().code,
    ];
    assert_eq!(refused, [Code::NotPermitted; 5]);
    assert_eq!(desk.screen(&susan, &who, "id", Outcome::Waive, None).unwrap_err().code, Code::ReasonRequired);
    assert_eq!(desk.fingerprint().unwrap().records, records);
    let verdict = desk.override_entry(&susan, &shown, Some("door"), None, "the speaker", Lang::En).unwrap();
    assert_eq!((verdict.decision, verdict.overridden, evening.inside()), (Admit, true, 1));
}

#[test]
fn stop_entry_refuses_everyone_and_a_correction_shifts_the_count() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let susan = evening.by("susan");
    evening.desk().stop_entry(&susan, "marshal").unwrap();
    assert_eq!(codes(&evening.scan(&code)), ["entry_stopped"]);
    evening.desk().resume_entry(&susan).unwrap();
    evening.pass_time(5);
    assert_eq!(evening.scan(&code).decision, Admit);
    evening.desk().correct(&susan, 3, None, "counted by hand").unwrap();
    assert_eq!(evening.inside(), 4);
    evening.desk().everyone_out(&susan).unwrap();
    assert_eq!(evening.inside(), 0, "everyone out ends corrections too");
    evening.pass_time(5);
    assert_eq!(codes(&evening.scan(&code)), ["screening_expired"]);
}

#[test]
fn everyone_out_pressed_by_mistake_is_voided_and_all_are_inside_again() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    let susan = evening.by("susan");
    let out = evening.desk().everyone_out(&susan).unwrap().records[0];
    assert_eq!(evening.inside(), 0);
    evening.desk().void(&susan, &out.to_string(), "wrong button").unwrap();
    assert_eq!(evening.inside(), 1);
}

#[test]
fn entering_the_rope_is_a_move_and_both_zones_count_the_guest_once() {
    let mut evening = Evening::new();
    let guest = evening.guest("Ada", Some("VIP"));
    let code = evening.badge(guest);
    evening.screened(guest);
    evening.scan(&code);
    evening.pass_time(60);
    assert_eq!(evening.scan_at(&code, "rope", Entry).decision, Admit);
    let occupancy = evening.desk().occupancy().unwrap();
    let counts: Vec<(&str, i64)> =
        occupancy.zones.iter().map(|zone| (zone.zone.as_str(), zone.inside)).collect();
    assert_eq!((occupancy.inside, counts), (1, vec![("hall", 1), ("rope", 1)]));
    evening.pass_time(60);
    evening.scan_at(&code, "rope", Exit);
    let occupancy = evening.desk().occupancy().unwrap();
    let counts: Vec<i64> = occupancy.zones.iter().map(|zone| zone.inside).collect();
    assert_eq!((occupancy.inside, counts), (1, vec![1, 0]), "an exit from the rope leads to the hall");
}

#[test]
fn everyone_out_counts_nobody_at_once_though_the_guests_follow_later() {
    let mut evening = Evening::new();
    let (ada, code) = evening.ready("Ada");
    let (_, other) = evening.ready("Grace");
    assert_eq!((evening.scan(&code).decision, evening.scan(&other).decision), (Admit, Admit));
    let susan = evening.by("susan");
    evening.desk().everyone_out(&susan).unwrap();
    assert_eq!(evening.inside(), 0);
    assert_eq!(waiting(&mut evening), 2, "nobody waits for the guests to be folded anew");
    let shown = evening.desk().guest(ada, Lang::En).unwrap();
    assert_eq!(shown.presence.state, PresenceState::Left, "whoever looks sees what holds");

    evening.screened(ada);
    assert_eq!(evening.scan(&code).decision, Admit, "out and in again");
    assert_eq!((evening.inside(), waiting(&mut evening)), (1, 1));
    evening.desk().catch_up().unwrap();
    assert_eq!((evening.inside(), waiting(&mut evening)), (1, 0));
    let live = evening.desk().fingerprint().unwrap();
    evening.desk().rebuild().unwrap();
    assert_eq!(evening.desk().fingerprint().unwrap(), live);
}

#[test]
fn everyone_out_taken_back_before_the_guests_have_followed_counts_them_all_again() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.ready("Grace");
    evening.scan(&code);
    let susan = evening.by("susan");
    let out = evening.desk().everyone_out(&susan).unwrap().records[0];
    evening.desk().void(&susan, &out.to_string(), "wrong key").unwrap();
    assert_eq!(evening.inside(), 1);
    let live = evening.desk().fingerprint().unwrap();
    evening.desk().rebuild().unwrap();
    assert_eq!(evening.desk().fingerprint().unwrap(), live);
}

#[test]
fn a_setting_that_no_guest_is_folded_by_leaves_all_rows_as_they_are() {
    let mut evening = Evening::new();
    evening.ready("Ada");
    let before = evening.desk().globals.sweeps;
    let olga = evening.by("olga");
    evening.desk().load_settings(&olga, "[event]\ncapacity = 5\n").unwrap();
    assert_eq!(evening.desk().globals.sweeps, before);
    evening.desk().load_settings(&olga, "[[screening]]\nkey = \"id\"\nlabel = \"ID\"\n").unwrap();
    assert_eq!(evening.desk().globals.sweeps, before + 1);
}

/// How many guests wait to be folded anew.
fn waiting(evening: &mut Evening) -> usize {
    let desk = evening.desk();
    store::guest::some_stale(&desk.store.connection, desk.globals.sweeps, 10).unwrap().len()
}

#[test]
fn of_several_readings_the_first_that_is_somebodys_counts_and_else_what_was_read_first() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let olga = evening.by("olga");
    let list = "ID,Name,Ticket code\n1,Bo,LUMA-1\n2,Cem,LUMA-1\n";
    let mapping = vec!["code=Ticket code".into()];
    let options = crate::desk::ImportOptions { mapping, ..Default::default() };
    let plan = evening.desk().plan_import(list.as_bytes(), "list.csv", &options).unwrap();
    evening.desk().apply_import(&olga, &plan, "list.csv").unwrap();
    let mut read = |texts: &[&str]| {
        let what = Shown::Codes(texts.iter().map(|text| (*text).to_owned()).collect());
        let scan = Scan { what, ..at_the_door("", Look::Decide) };
        evening.desk().scan(&olga, &scan, Lang::En).unwrap()
    };
    assert_eq!(codes(&read(&["%&/()", "LUMA-1", "LUMA-1"])), ["ambiguous_code"]);
    assert_eq!(read(&["%&/()", &code]).decision, Admit);
    assert_eq!(codes(&read(&["AS TYPED", "BY KEYS"])), ["unknown_code"]);
    assert_eq!(evening.desk().last_scans(1, Lang::En).unwrap()[0].name, "AS TYPED");
}

#[test]
fn an_exit_is_repeated_only_after_one_of_this_desk_that_stands() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let susan = evening.by("susan");
    let notes = |verdict: &crate::view::Verdict| -> Vec<String> {
        verdict.notes.iter().map(|note| note.code.clone()).collect()
    };
    let first = evening.scan_at(&code, "door", Exit);
    assert_eq!(notes(&first), ["not_inside"]);
    evening.desk().void(&susan, &first.record.unwrap(), "wrong badge").unwrap();
    evening.pass_time(10);
    assert_eq!(notes(&evening.scan_at(&code, "door", Exit)), ["not_inside"], "the one before was voided");
    evening.pass_time(10);
    assert_eq!(notes(&evening.scan_at(&code, "door", Exit)), ["exit_repeated"]);

    let (mut a, mut b, _, code) = super::exchange::two_desks();
    b.scan_at(&code, "door", Exit);
    super::exchange::exchange(&mut a, &mut b);
    assert_eq!(notes(&a.scan_at(&code, "door", Exit)), ["not_inside"], "A has let nobody out");
}

#[test]
fn who_is_known_to_have_come_back_in_at_another_desk_leaves_without_being_asked_about() {
    let (mut a, mut b, guest, code) = super::exchange::two_desks();
    a.scan(&code);
    a.pass_time(10);
    a.scan_at(&code, "door", Exit);
    super::exchange::exchange(&mut a, &mut b);
    b.screened(guest);
    assert_eq!(b.scan(&code).decision, Admit);
    super::exchange::exchange(&mut b, &mut a);
    a.pass_time(10);
    let out = a.scan_at(&code, "door", Exit);
    assert_eq!((out.notes.len(), a.inside()), (0, 0), "{out:?}");
}

#[test]
fn leaving_behind_the_rope_twice_is_a_repeat_though_the_guest_is_in_the_hall() {
    let mut evening = Evening::new();
    let guest = evening.guest("Ada", Some("VIP"));
    let code = evening.badge(guest);
    evening.screened(guest);
    evening.scan(&code);
    evening.scan_at(&code, "rope", Entry);
    evening.pass_time(10);
    let is_repeat =
        |verdict: &crate::view::Verdict| verdict.notes.iter().any(|note| note.code == "exit_repeated");
    assert!(!is_repeat(&evening.scan_at(&code, "rope", Exit)));
    evening.pass_time(10);
    assert!(is_repeat(&evening.scan_at(&code, "rope", Exit)));
    assert_eq!(evening.inside(), 1);
}

#[test]
fn the_last_step_done_on_the_way_out_records_no_passage() {
    let mut evening = Evening::new();
    let (guest, code) = evening.unscreened("Ada");
    for step in ["id", "metal"] {
        evening.step(guest, step, Outcome::Pass);
    }
    let (sam, shown) = (evening.by("sam"), Shown::Codes(vec![code]));
    let done = evening
        .desk()
        .screen_at(&sam, &shown, "bag", Outcome::Pass, None, Some("door"), Some(Exit), Lang::En)
        .unwrap();
    assert!(!done.recorded, "{done:?}");
    assert_eq!(evening.desk().guest(guest, Lang::En).unwrap().presence.state, PresenceState::Expected);
}
