//! Evenings at one door, from what people report of other check-in tools.

use super::{EVENING, Evening, codes};
use crate::admission::DecisionKind::{Admit, Refer, Refuse};
use crate::desk::{GuestDraft, ImportOptions, Shown};
use crate::error::Code;
use crate::guest::{BadgeState, Status};
use crate::ids::GuestId;
use crate::journal::fact::Outcome;
use crate::settings::Direction::{Entry, Exit};
use crate::text::Lang;
use crate::view::{PresenceState, StepState};

impl Evening {
    fn say(&mut self, guest: GuestId, draft: GuestDraft) {
        let by = self.by("olga");
        self.desk().edit_guest(&by, guest, draft, Some("decided")).unwrap();
    }

    fn set_status(&mut self, guest: GuestId, status: Status) {
        self.say(guest, GuestDraft { status: Some(status), ..GuestDraft::default() });
    }

    fn load(&mut self, toml: &str) {
        let by = self.by("olga");
        self.desk().load_settings(&by, toml).unwrap();
    }

    fn import(&mut self, list: &str, rules: &[&str]) {
        let by = self.by("olga");
        let mapping = rules.iter().map(|rule| (*rule).to_owned()).collect();
        let options = ImportOptions { mapping, ..ImportOptions::default() };
        let plan = self.desk().plan_import(list.as_bytes(), "list.csv", &options).unwrap();
        self.desk().apply_import(&by, &plan, "list.csv").unwrap();
    }

    fn step_state(&mut self, guest: GuestId, step: &str) -> StepState {
        let shown = self.desk().guest(guest, Lang::En).unwrap();
        shown.screening.into_iter().find(|one| one.step == step).unwrap().state
    }
}

#[test]
fn an_admission_shows_name_category_and_the_note_for_the_door() {
    let mut evening = Evening::new();
    let guest = evening.guest("Ada", Some("VIP"));
    let code = evening.badge(guest);
    evening.screened(guest);
    evening.say(guest, GuestDraft { attention: Some("two bodyguards".into()), ..GuestDraft::default() });
    let verdict = evening.scan(&code);
    let shown = verdict.guest.as_ref().unwrap();
    assert_eq!((shown.name.as_str(), shown.category.as_str()), ("Ada", "VIP"));
    assert_eq!(shown.attention.as_deref(), Some("two bodyguards"));
    let notes: Vec<&str> = verdict.notes.iter().map(|note| note.code.as_str()).collect();
    assert_eq!((verdict.decision, notes), (Admit, vec!["attention", "vip"]));
    let entered = |line: &crate::view::HistoryLine| line.text.contains("Entered hall");
    let history = evening.desk().history(guest, Lang::En).unwrap().history;
    assert_eq!(history.iter().filter(|line| entered(line)).count(), 1, "exactly one admission");
}

#[test]
fn who_is_cancelled_or_blocked_is_refused_for_that_inside_or_not_and_may_leave() {
    for (status, code) in [(Status::Cancelled, "guest_cancelled"), (Status::Blocked, "guest_blocked")] {
        let mut evening = Evening::new();
        let (guest, badge) = evening.ready("Eve");
        evening.set_status(guest, status);
        assert_eq!(codes(&evening.scan(&badge)), [code]);
        evening.set_status(guest, Status::Approved);
        assert_eq!(evening.scan(&badge).decision, Admit);
        evening.set_status(guest, status);
        assert_eq!(codes(&evening.scan(&badge))[0], code, "not already_inside");
        let exit = evening.scan_at(&badge, "door", Exit);
        assert_eq!((exit.decision, exit.notes[0].code.as_str(), evening.inside()), (Admit, code, 0));
    }
}

#[test]
fn who_waits_for_approval_is_refused_and_comes_in_once_approved() {
    let mut evening = Evening::new();
    let (guest, badge) = evening.ready("Pam");
    evening.set_status(guest, Status::Pending);
    let refused = evening.scan(&badge);
    assert_eq!((refused.decision, codes(&refused)), (Refuse, vec!["not_approved"]));
    evening.set_status(guest, Status::Approved);
    assert_eq!(evening.scan(&badge).decision, Admit);
}

#[test]
fn a_category_is_let_into_its_own_zones_and_no_others() {
    let mut evening = Evening::new();
    let foyer = "[[zone]]\nname = \"hall\"\n[[zone]]\nname = \"foyer\"\n[[checkpoint]]\nname = \"door\"\nzone = \"hall\"\n[[checkpoint]]\nname = \"foyer\"\nzone = \"foyer\"\n[[category]]\nname = \"press\"\nzones = [\"foyer\"]\n";
    evening.load(foyer);
    let guest = evening.guest("Ida", Some("press"));
    let code = evening.badge(guest);
    evening.screened(guest);
    assert_eq!(codes(&evening.scan(&code)), ["wrong_zone"]);
    assert_eq!(evening.scan_at(&code, "foyer", Entry).decision, Admit);
}

#[test]
fn codes_that_came_with_the_list_are_matched_unchanged() {
    let mut evening = Evening::new();
    let codes_of_list = ["AB+CD/EF==", "a:b-c=d", "https://lu.ma/check-in/evt-1?pk=g-X_y", "0042"];
    let rows: Vec<String> =
        codes_of_list.iter().enumerate().map(|(nth, code)| format!("{nth},Guest {nth},{code}\n")).collect();
    evening.import(&format!("ID,Name,Ticket\n{}", rows.concat()), &["code=Ticket"]);
    for (nth, code) in codes_of_list.iter().enumerate() {
        let verdict = evening.scan(code);
        let name = verdict.guest.as_ref().map(|guest| guest.name.as_str());
        assert_eq!((verdict.decision, name), (Refer, Some(format!("Guest {nth}").as_str())), "{code}");
    }
    for changed in ["AB CD/EF==", "ab+cd/ef==", "AB+CD/EF", "42"] {
        assert_eq!(codes(&evening.scan(changed)), ["unknown_code"], "{changed}");
    }
}

#[test]
fn what_scanners_put_around_a_code_changes_nothing_and_after_a_bad_read_the_next_one_works() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let wide: String =
        code.chars().map(|digit| char::from_u32(digit as u32 - 0x30 + 0xff10).unwrap()).collect();
    for (nth, read) in
        [format!("\\000026{code}\r\n"), format!("\\000003\\000027 {code}\t"), wide, format!("\n {code}")]
            .iter()
            .enumerate()
    {
        for bad in ["\u{0}\u{1b}[2J", "", "\\000026", &"7".repeat(10_000), "\u{fffd}\u{fffd}"] {
            let refused = evening.scan(bad);
            assert_eq!((refused.decision, codes(&refused)), (Refuse, vec!["unknown_code"]), "{bad:?}");
        }
        let verdict = evening.scan(read);
        assert_eq!((verdict.decision, verdict.repeat), (Admit, nth > 0), "{read:?}");
    }
}

#[test]
fn the_second_entry_names_time_checkpoint_and_desk_of_the_first() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    evening.pass_time(40);
    assert_eq!(evening.scan(&code).reasons[0].text, "Already inside hall: 40 s ago, by door at Desk 1.");
    evening.pass_time(600);
    assert_eq!(evening.scan(&code).reasons[0].text, "Already inside hall: since 19:00, by door at Desk 1.");
}

#[test]
fn an_exit_without_an_entry_is_kept_and_noted_and_a_second_one_counts_once_confirmed() {
    let mut evening = Evening::new();
    let (guest, code) = evening.ready("Ada");
    let exit = evening.scan_at(&code, "door", Exit);
    assert_eq!((exit.decision, exit.recorded, exit.notes[0].code.as_str()), (Admit, true, "not_inside"));
    evening.pass_time(10);
    assert_eq!(
        codes(&evening.scan(&code)),
        ["screening_expired"],
        "what was for one entry went with the exit"
    );
    evening.screened(guest);
    assert_eq!((evening.scan(&code).decision, evening.inside()), (Admit, 1));
    evening.pass_time(10);
    evening.scan_at(&code, "door", Exit);
    evening.pass_time(10);
    let again = evening.scan_at(&code, "door", Exit);
    assert_eq!((again.recorded, again.notes[0].code.as_str()), (true, "exit_repeated"));
    let scott = evening.by("scott");
    let record = again.record.unwrap().parse().unwrap();
    evening.desk().confirm_exit(&scott, record, Lang::En).unwrap();
    assert_eq!(evening.inside(), 0);
    let wrong = evening.desk().confirm_exit(&scott, exit.record.unwrap().parse().unwrap(), Lang::En);
    assert_eq!(wrong.unwrap_err().code, Code::NoSuchRecord, "a first exit needs no confirming");
}

#[test]
fn out_and_in_again_takes_the_steps_held_for_one_entry_and_may_be_forbidden() {
    let mut evening = Evening::new();
    let (guest, code) = evening.ready("Ada");
    evening.scan(&code);
    evening.pass_time(60);
    evening.scan_at(&code, "door", Exit);
    evening.pass_time(60);
    assert_eq!(codes(&evening.scan(&code)), ["screening_expired"]);
    evening.step(guest, "metal", Outcome::Pass);
    assert_eq!(codes(&evening.scan(&code)), ["screening_expired"], "the bag is still to be checked");
    evening.step(guest, "bag", Outcome::Pass);
    assert_eq!((evening.scan(&code).decision, evening.inside()), (Admit, 1));
    evening.pass_time(60);
    evening.scan_at(&code, "door", Exit);
    evening.screened(guest);
    evening.load("[event]\nreentry = \"forbidden\"\n");
    let refused = evening.scan(&code);
    assert_eq!((refused.decision, codes(&refused)), (Refuse, vec!["reentry_forbidden"]));
}

#[test]
fn coming_out_from_behind_the_rope_ends_no_pass_held_for_one_entry_of_the_event() {
    let mut evening = Evening::new();
    let guest = evening.guest("Ada", Some("VIP"));
    let code = evening.badge(guest);
    evening.screened(guest);
    evening.scan(&code);
    evening.scan_at(&code, "rope", Entry);
    evening.pass_time(60);
    evening.scan_at(&code, "rope", Exit);
    assert_eq!(evening.step_state(guest, "metal"), StepState::Passed, "still in the hall");
    let out = evening.scan_at(&code, "door", Exit);
    let told: Vec<&str> = out.notes.iter().map(|note| note.code.as_str()).collect();
    assert_eq!((told, evening.inside()), (vec!["vip"], 0), "the way out of the hall is no exit repeated");
    assert_eq!(evening.step_state(guest, "metal"), StepState::Expired);
}

#[test]
fn an_exit_asks_for_no_doors_no_room_and_no_screening() {
    let mut evening = Evening::new();
    let (guest, old) = evening.ready("Ada");
    evening.scan(&old);
    let (scott, susan) = (evening.by("scott"), evening.by("susan"));
    evening.desk().reissue(&scott, guest, "lost").unwrap();
    evening.desk().screen(&susan, &guest.to_string(), "bag", Outcome::Fail, None).unwrap();
    evening.desk().stop_entry(&susan, "marshal").unwrap();
    evening.load("[event]\ncapacity = 0\ndoors_close = \"2026-11-28 18:30\"\n");
    let exit = evening.scan_at(&old, "door", Exit);
    let notes: Vec<&str> = exit.notes.iter().map(|note| note.code.as_str()).collect();
    assert_eq!((exit.decision, exit.recorded, evening.inside()), (Admit, true, 0));
    assert_eq!(notes, ["badge_replaced", "screening_failed"]);
}

#[test]
fn everyone_out_lists_only_those_who_were_inside_and_later_entries_count_from_there() {
    let mut evening = Evening::new();
    let (ada, code) = evening.ready("Ada");
    let (grace, other) = evening.ready("Grace");
    evening.scan(&code);
    let susan = evening.by("susan");
    evening.desk().everyone_out(&susan).unwrap();
    let state = |evening: &mut Evening, guest| evening.desk().guest(guest, Lang::En).unwrap().presence.state;
    assert_eq!(
        (state(&mut evening, ada), state(&mut evening, grace)),
        (PresenceState::Left, PresenceState::Expected)
    );
    assert_eq!(evening.scan(&other).decision, Admit, "who was not inside keeps her steps");
    assert_eq!(codes(&evening.scan(&code)), ["screening_expired"]);
    assert_eq!(evening.inside(), 1);
}

#[test]
fn a_house_for_three_takes_three_and_an_exit_frees_a_place() {
    let mut evening = Evening::new();
    evening.load("[event]\ncapacity = 3\n");
    let guests: Vec<(GuestId, String)> = (0..4).map(|nth| evening.ready(&format!("Guest {nth}"))).collect();
    for (_, code) in &guests[..3] {
        assert_eq!(evening.scan(code).decision, Admit);
    }
    let full = evening.scan(&guests[3].1);
    assert_eq!((full.decision, codes(&full)), (Refuse, vec!["capacity_reached"]));
    evening.scan_at(&guests[0].1, "door", Exit);
    evening.pass_time(5);
    assert_eq!((evening.scan(&guests[3].1).decision, evening.inside()), (Admit, 3));
    evening.pass_time(5);
    let susan = evening.by("susan");
    evening.screened(guests[0].0);
    let shown = Shown::Codes(vec![guests[0].1.clone()]);
    evening.desk().override_entry(&susan, &shown, Some("door"), None, "the speaker", Lang::En).unwrap();
    assert_eq!(evening.inside(), 4);
    let history = evening.desk().history(guests[0].0, Lang::En).unwrap().history;
    assert!(
        history
            .iter()
            .any(|line| line.kind == "override" && line.text.contains("The event is full: 3 of 3.")),
        "against what stays with it: {history:?}"
    );
}

#[test]
fn a_zones_limit_works_apart_from_the_events() {
    let mut evening = Evening::new();
    evening.load("[event]\ncapacity = 9\n[[zone]]\nname = \"hall\"\n[[zone]]\nname = \"rope\"\nwithin = \"hall\"\ncapacity = 1\n");
    let mut vips = Vec::new();
    for name in ["Ada", "Grace"] {
        let guest = evening.guest(name, Some("VIP"));
        vips.push(evening.badge(guest));
        evening.screened(guest);
    }
    assert_eq!(evening.scan_at(&vips[0], "rope", Entry).decision, Admit);
    assert_eq!(codes(&evening.scan_at(&vips[1], "rope", Entry)), ["capacity_reached"]);
    assert_eq!(evening.scan(&vips[1]).decision, Admit, "the hall has room");
}

#[test]
fn exits_go_on_while_entry_is_stopped() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    let susan = evening.by("susan");
    evening.desk().stop_entry(&susan, "fire alarm").unwrap();
    assert_eq!(evening.scan_at(&code, "door", Exit).decision, Admit);
    assert_eq!(evening.inside(), 0);
}

#[test]
fn each_state_of_a_step_leads_to_its_own_reason_naming_exactly_that_step() {
    let mut evening = Evening::new();
    evening.load("[[screening]]\nkey = \"id\"\nlabel = \"ID check\"\n[[screening]]\nkey = \"metal\"\nlabel = \"Metal detector\"\nvalid = \"entry\"\n[[screening]]\nkey = \"bag\"\nlabel = \"Bag check\"\nvalid = 10\n");
    let (guest, code) = evening.unscreened("Ada");
    let text = |evening: &mut Evening| -> Vec<String> {
        evening.pass_time(5);
        evening.scan(&code).reasons.into_iter().map(|reason| reason.text).collect()
    };
    assert_eq!(text(&mut evening), ["Screening missing: ID check, Metal detector, Bag check."]);
    evening.step(guest, "id", Outcome::Pass);
    evening.step(guest, "bag", Outcome::Pass);
    assert_eq!(text(&mut evening), ["Screening missing: Metal detector."]);
    evening.pass_time(600);
    assert_eq!(
        text(&mut evening),
        ["Screening missing: Metal detector.", "Screening needed again: Bag check."]
    );
    evening.step(guest, "metal", Outcome::Fail);
    assert_eq!(
        text(&mut evening),
        ["Screening failed: Metal detector.", "Screening needed again: Bag check."]
    );
    let susan = evening.by("susan");
    let who = guest.to_string();
    for step in ["metal", "bag"] {
        evening.desk().screen(&susan, &who, step, Outcome::Waive, Some("pacemaker")).unwrap();
    }
    assert_eq!(text(&mut evening), Vec::<String>::new());
    assert_eq!(evening.step_state(guest, "metal"), StepState::Waived);
}

#[test]
fn a_failed_bag_stops_at_the_door_until_a_supervisor_clears_it_with_a_reason() {
    let mut evening = Evening::new();
    let (guest, code) = evening.ready("Ada");
    evening.step(guest, "bag", Outcome::Fail);
    let refused = evening.scan(&code);
    assert_eq!((refused.decision, codes(&refused)), (Refuse, vec!["screening_failed"]));
    let (sam, susan, who) = (evening.by("sam"), evening.by("susan"), guest.to_string());
    let records = evening.desk().fingerprint().unwrap().records;
    let desk = evening.desk();
    let errors = [
        desk.screen(&sam, &who, "bag", Outcome::Pass, Some("looked again")).unwrap_err().code,
        desk.screen(&susan, &who, "bag", Outcome::Pass, None).unwrap_err().code,
        desk.screen(&susan, &who, "bag", Outcome::Waive, Some("  ")).unwrap_err().code,
        desk.screen(&sam, &who, "bag", Outcome::Waive, Some("known")).unwrap_err().code,
    ];
    assert_eq!(errors, [Code::NotPermitted, Code::ReasonRequired, Code::ReasonRequired, Code::NotPermitted]);
    assert_eq!(desk.fingerprint().unwrap().records, records, "nothing was recorded");
    evening.scan_at(&code, "door", Exit);
    evening.pass_time(60);
    assert_eq!(codes(&evening.scan(&code))[0], "screening_failed", "going away does not clear it");
    evening.desk().screen(&susan, &who, "bag", Outcome::Pass, Some("knife left outside")).unwrap();
    evening.step(guest, "metal", Outcome::Pass);
    assert_eq!(evening.scan(&code).decision, Admit);
    let history = evening.desk().history(guest, Lang::En).unwrap().history;
    assert!(history.iter().any(|line| line.text == "Note: knife left outside"), "{history:?}");
}

#[test]
fn a_replaced_badge_and_a_revoked_one_say_so_and_pages_made_twice_have_the_same_codes() {
    let mut evening = Evening::new();
    let (guest, code) = evening.ready("Ada");
    assert_eq!(evening.badge(guest), code);
    let (scott, susan) = (evening.by("scott"), evening.by("susan"));
    evening.desk().reissue(&scott, guest, "lost").unwrap();
    let new = evening.badge(guest);
    assert_eq!(codes(&evening.scan(&code)), ["badge_replaced"]);
    evening.desk().set_badge(&susan, &new, BadgeState::Revoked, "stolen").unwrap();
    assert_eq!(codes(&evening.scan(&new)), ["badge_revoked"]);
    assert_eq!(codes(&evening.scan(&code)), ["badge_replaced"], "none comes back by itself");
    let refused = evening.desk().set_badge(&scott, &new, BadgeState::Active, "found").unwrap_err();
    assert_eq!(refused.code, Code::NotPermitted);
}

/// Doors in local time around both changes of the clocks in Berlin: the moments in UTC, and what they lead to.
#[test]
fn doors_hold_to_the_second_also_in_the_nights_the_clocks_change() {
    let utc = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp();
    let nights = [
        ("2026-11-28 18:00", "2026-11-28 22:00", "2026-11-28T17:00:00Z", "2026-11-28T21:00:00Z"),
        // 02:30 is skipped: the doors open as the clock goes from 02:00 to 03:00.
        ("2026-03-29 02:30", "2026-03-29 04:00", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"),
        ("2026-03-28 22:00", "2026-03-29 02:30", "2026-03-28T21:00:00Z", "2026-03-29T01:00:00Z"),
        // 02:30 comes twice: opening takes the first, closing the second.
        ("2026-10-25 02:30", "2026-10-25 04:00", "2026-10-25T00:30:00Z", "2026-10-25T03:00:00Z"),
        ("2026-10-24 22:00", "2026-10-25 02:30", "2026-10-24T20:00:00Z", "2026-10-25T01:30:00Z"),
    ];
    for (opens, closes, opens_at, closes_at) in nights {
        let mut evening = Evening::new();
        let (_, code) = evening.ready("Ada");
        evening.load(&format!("[event]\ndoors_open = \"{opens}\"\ndoors_close = \"{closes}\"\n"));
        for (moment, expected) in [
            (utc(opens_at) - 1, Some("too_early")),
            (utc(opens_at), None),
            (utc(closes_at) - 1, None),
            (utc(closes_at), Some("too_late")),
            (utc(closes_at) + 1, Some("too_late")),
        ] {
            let now = evening.clock.0.load(std::sync::atomic::Ordering::SeqCst) / 1_000;
            evening.pass_time(moment - now);
            let look = super::repeats::look(&mut evening, &code);
            assert_eq!(
                codes(&look),
                expected.into_iter().collect::<Vec<_>>(),
                "{opens} to {closes} at {moment}"
            );
        }
    }
    assert_eq!(utc("2026-11-28T18:00:00Z") * 1_000, EVENING);
}
