//! The three seconds: what is the same scan read twice, and what has to be decided afresh.

use super::exchange::{exchange, two_desks};
use super::{Evening, codes};
use crate::admission::DecisionKind::{Admit, Refer, Refuse};
use crate::desk::{Look, Scan, Shown};
use crate::error::Code;
use crate::settings::Direction::{self, Entry, Exit};
use crate::text::Lang;
use crate::view::Verdict;

/// A hall with a way in, a way out, and a door for both.
const ONE_WAY: &str = r#"
[event]
name = "Mission Night"
[[checkpoint]]
name = "in"
zone = "hall"
direction = "entry"
[[checkpoint]]
name = "out"
zone = "hall"
direction = "exit"
"#;

fn ask(
    evening: &mut Evening,
    code: &str,
    checkpoint: &str,
    direction: Option<Direction>,
    look: Look,
) -> crate::error::Result<Verdict> {
    let by = evening.by("olga");
    let what = Shown::Codes(vec![code.to_owned()]);
    let scan = Scan { what, checkpoint: Some(checkpoint.to_owned()), direction, look };
    evening.desk().scan(&by, &scan, Lang::En)
}

/// Looks at what would be decided at the door.
pub(super) fn look(evening: &mut Evening, code: &str) -> Verdict {
    ask(evening, code, "door", None, Look::LookOnly).unwrap()
}

#[test]
fn a_checkpoint_for_entries_takes_no_exit_and_one_for_exits_lets_nobody_in() {
    let settings = format!(
        "{ONE_WAY}[[operator]]\nname = \"olga\"\nrole = \"organiser\"\n[[operator]]\nname = \"sam\"\nrole = \"screener\"\n"
    );
    let mut evening = Evening::with(&settings);
    let (_, code) = evening.ready("Ada");
    let records = evening.desk().fingerprint().unwrap().records;
    for (checkpoint, direction, look) in
        [("in", Exit, Look::Decide), ("out", Entry, Look::Decide), ("in", Exit, Look::LookOnly)]
    {
        let error = ask(&mut evening, &code, checkpoint, Some(direction), look).unwrap_err();
        assert_eq!(error.code, Code::Usage, "{checkpoint}");
        assert!(error.message.en.contains(checkpoint) && error.message.zh.contains(checkpoint), "{error:?}");
    }
    let by = evening.by("olga");
    let shown = Shown::Codes(vec![code.clone()]);
    let over = evening.desk().override_entry(&by, &shown, Some("out"), None, "late", Lang::En).unwrap_err();
    let step = evening
        .desk()
        .screen_at(
            &by,
            &shown,
            "id",
            crate::journal::fact::Outcome::Pass,
            None,
            Some("in"),
            Some(Exit),
            Lang::En,
        )
        .unwrap_err();
    assert_eq!((over.code, step.code), (Code::Usage, Code::Usage));
    assert_eq!(evening.desk().fingerprint().unwrap().records, records, "nothing was recorded");
    assert_eq!(ask(&mut evening, &code, "in", None, Look::Decide).unwrap().direction, Entry);
    assert_eq!(ask(&mut evening, &code, "out", None, Look::Decide).unwrap().direction, Exit);
}

#[test]
fn everyone_out_and_its_voiding_have_the_same_badge_decided_afresh_at_once() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    assert_eq!(evening.scan(&code).decision, Admit);
    let susan = evening.by("susan");
    let out = evening.desk().everyone_out(&susan).unwrap().records[0];
    let again = evening.scan(&code);
    assert_eq!((again.decision, codes(&again), again.repeat), (Refer, vec!["screening_expired"], false));
    evening.desk().void(&susan, &out.to_string(), "wrong button").unwrap();
    let again = evening.scan(&code);
    assert_eq!((codes(&again), again.repeat), (vec!["already_inside"], false));
}

#[test]
fn a_stop_a_resume_and_new_settings_have_the_same_badge_decided_afresh_at_once() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let (susan, olga) = (evening.by("susan"), evening.by("olga"));
    evening.desk().stop_entry(&susan, "marshal").unwrap();
    assert_eq!(codes(&evening.scan(&code)), ["entry_stopped"]);
    assert!(evening.scan(&code).repeat, "nothing has changed");
    evening.desk().resume_entry(&susan).unwrap();
    evening.desk().load_settings(&olga, "[event]\ncapacity = 0\n").unwrap();
    assert_eq!(codes(&evening.scan(&code)), ["capacity_reached"]);
    evening.desk().load_settings(&olga, "[event]\ncapacity = \"\"\n").unwrap();
    assert_eq!(evening.scan(&code).decision, Admit);
    evening.desk().load_settings(&olga, "[event]\ncapacity = 5\n").unwrap();
    assert!(evening.scan(&code).repeat, "who was let in stays let in");
    evening.desk().stop_entry(&susan, "marshal").unwrap();
    let stopped = evening.scan(&code);
    assert_eq!((stopped.decision, stopped.repeat), (Refuse, false), "a stop shows at once");
}

#[test]
fn whoever_was_referred_or_refused_is_decided_afresh_after_everyone_out_a_stop_and_a_resume() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let susan = evening.by("susan");
    evening.scan(&code);
    evening.pass_time(5);
    assert_eq!(codes(&evening.scan(&code)), ["already_inside"]);
    let afresh = |evening: &mut Evening, expected: &[&str]| {
        let again = evening.scan(&code);
        assert_eq!((codes(&again), again.repeat), (expected.to_vec(), false));
    };
    evening.desk().everyone_out(&susan).unwrap();
    afresh(&mut evening, &["screening_expired"]);
    evening.desk().stop_entry(&susan, "marshal").unwrap();
    afresh(&mut evening, &["entry_stopped", "screening_expired"]);
    evening.desk().resume_entry(&susan).unwrap();
    afresh(&mut evening, &["screening_expired"]);
}

#[test]
fn everyone_out_taken_back_after_somebody_came_in_again_has_that_badge_decided_afresh() {
    let mut evening = Evening::new();
    let (ada, code) = evening.ready("Ada");
    let susan = evening.by("susan");
    evening.scan(&code);
    let out = evening.desk().everyone_out(&susan).unwrap().records[0];
    evening.screened(ada);
    assert_eq!(evening.scan(&code).decision, Admit);
    evening.desk().void(&susan, &out.to_string(), "wrong button").unwrap();
    let again = evening.scan(&code);
    assert_eq!((codes(&again), again.repeat), (vec!["already_inside"], false));
}

#[test]
fn a_retirement_by_which_an_entry_no_longer_counts_has_the_badge_decided_afresh() {
    let mut a = Evening::new();
    let (_, code) = a.ready("Ada");
    // Added before B, so that it may retire B.
    let kit = a.kit("C", true);
    let mut c = a.join(&kit, "brass gate at ten").unwrap();
    let mut b = a.add("B");
    exchange(&mut a, &mut c);
    b.scan(&code);
    let of_b = b.carry_out();
    a.take_in(&of_b);
    assert_eq!(codes(&a.scan(&code)), ["already_inside"]);
    let olga = c.by("olga");
    c.desk().retire_desk(&olga, "B", "stolen before it let anybody in").unwrap();
    let of_c = c.carry_out();
    a.take_in(&of_c);
    let again = a.scan(&code);
    assert_eq!((again.decision, again.repeat), (Admit, false), "{again:?}");
}

#[test]
fn a_correction_of_a_full_house_has_the_same_badge_decided_afresh() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let (susan, olga) = (evening.by("susan"), evening.by("olga"));
    evening.desk().load_settings(&olga, "[event]\ncapacity = 1\n").unwrap();
    evening.desk().correct(&susan, 1, None, "walked past").unwrap();
    assert_eq!(codes(&evening.scan(&code)), ["capacity_reached"]);
    evening.desk().correct(&susan, -1, None, "left by the back door").unwrap();
    assert_eq!(evening.scan(&code).decision, Admit);
}

#[test]
fn what_another_desk_recorded_of_the_guest_ends_the_three_seconds_and_what_it_recorded_of_others_does_not() {
    let (mut a, mut b, _, code) = two_desks();
    assert_eq!(a.scan(&code).decision, Admit);
    b.guest("Grace", None);
    let grace = b.carry_out();
    a.take_in(&grace);
    assert!(a.scan(&code).repeat);
    b.scan(&code);
    let of_b = b.carry_out();
    a.take_in(&of_b);
    let afresh = a.scan(&code);
    assert_eq!((codes(&afresh), afresh.repeat), (vec!["already_inside"], false));
}

#[test]
fn an_exit_read_twice_stays_one_exit_whatever_is_set_meanwhile() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    evening.scan(&code);
    evening.pass_time(60);
    evening.scan_at(&code, "door", Exit);
    let susan = evening.by("susan");
    evening.desk().stop_entry(&susan, "marshal").unwrap();
    evening.desk().everyone_out(&susan).unwrap();
    let again = evening.scan_at(&code, "door", Exit);
    assert!(again.repeat && again.notes.is_empty(), "{again:?}");
}

#[test]
fn a_look_shows_what_would_be_decided_now_also_within_the_three_seconds() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    assert_eq!(evening.scan(&code).decision, Admit);
    let records = evening.desk().fingerprint().unwrap().records;
    let look = look(&mut evening, &code);
    assert_eq!((codes(&look), look.repeat, look.recorded), (vec!["already_inside"], false, false));
    assert_eq!(evening.desk().fingerprint().unwrap().records, records);
    assert!(evening.scan(&code).repeat, "a look is no scan and ends nothing");
}

#[test]
fn nobodys_code_that_becomes_somebodys_or_two_peoples_is_answered_as_what_it_is_now() {
    let mut evening = Evening::new();
    assert_eq!(codes(&evening.scan("LUMA-1")), ["unknown_code"]);
    assert!(evening.scan("LUMA-1").repeat);
    let olga = evening.by("olga");
    let list = "ID,Name,Ticket code\n1,Ada,LUMA-1\n2,Bo,LUMA-1\n";
    let options =
        crate::desk::ImportOptions { mapping: vec!["code=Ticket code".into()], ..Default::default() };
    let plan = evening.desk().plan_import(list.as_bytes(), "list.csv", &options).unwrap();
    evening.desk().apply_import(&olga, &plan, "list.csv").unwrap();
    let both = evening.scan("LUMA-1");
    assert_eq!((codes(&both), both.repeat), (vec!["ambiguous_code"], false));
    let named = evening.desk().find_guest("LUMA-1").unwrap_err();
    assert_eq!(named.code, Code::AmbiguousGuest);
    assert!(named.message.en.contains("Ada") && named.message.en.contains("Bo"), "{named:?}");
}

#[test]
fn the_last_scans_are_this_desks_own_however_much_came_in_from_others() {
    let (mut a, mut b, _, code) = two_desks();
    a.scan("A-STRAY");
    b.scan(&code);
    b.scan("B-STRAY");
    exchange(&mut b, &mut a);
    let shown = a.desk().last_scans(9, Lang::En).unwrap();
    assert_eq!(shown.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["A-STRAY"]);
    let plan: String = a
        .desk()
        .store
        .connection
        .query_row(
            "EXPLAIN QUERY PLAN SELECT n FROM record WHERE own = 1 AND (kind = 'scan' OR kind = 'stray_scan' OR kind = 'override') ORDER BY n DESC LIMIT 9",
            [],
            |row| row.get(3),
        )
        .unwrap();
    assert!(plan.contains("record_own_scan"), "found by index: {plan}");
}
