//! Parties on a whole desk: places that came with a list, asked for at the door, named one by one.

use super::Evening;
use crate::admission::DecisionKind::Admit;
use crate::desk::{GuestDraft, ImportOptions};
use crate::error::Code;
use crate::text::Lang;
use crate::view::{PartyView, PresenceState};

const LIST: &str =
    "姓名,邮箱,票种,同行人数,签到时间\nAda,ada@example.org,VIP,2,2026-09-01 18:00\n李雷,ll@example.org,,,\n";

fn import(evening: &mut Evening, list: &str) {
    let by = evening.by("olga");
    let plan = evening.desk().plan_import(list.as_bytes(), "list.csv", &ImportOptions::default()).unwrap();
    evening.desk().apply_import(&by, &plan, "list.csv").unwrap();
}

fn party(evening: &mut Evening, guest: &str) -> PartyView {
    let guest = evening.desk().find_guest(guest).unwrap();
    evening.desk().guest(guest, Lang::En).unwrap().party
}

fn named(name: &str) -> GuestDraft {
    GuestDraft { name: Some(name.to_owned()), ..GuestDraft::default() }
}

#[test]
fn places_that_came_with_a_list_are_asked_for_at_the_door_until_they_are_named() {
    let mut evening = Evening::new();
    import(&mut evening, LIST);
    let ada = evening.desk().find_guest("ada@example.org").unwrap();
    let code = evening.badge(ada);
    evening.screened(ada);
    let scanned = evening.scan(&code);
    assert_eq!(scanned.decision, Admit);
    let note = scanned.notes.iter().find(|note| note.code == "party_expected").unwrap();
    assert_eq!(note.text, "Party: 2 more, not yet named. Ask who they are.");
    let scott = evening.by("scott");
    let bob = evening.desk().name_companion(&scott, ada, named("Bob")).unwrap().value;
    let view = evening.desk().guest(bob, Lang::En).unwrap();
    assert_eq!((view.category.as_str(), view.party.with.unwrap().name.as_str()), ("VIP", "Ada"));
    evening.desk().name_companion(&scott, ada, named("Cid")).unwrap();
    let party = party(&mut evening, "ada@example.org");
    assert_eq!((party.companions, party.unnamed, party.named.len()), (2, 0, 2));
    let error = evening.desk().name_companion(&scott, ada, named("Dora")).unwrap_err();
    assert_eq!(error.code, Code::Usage, "nobody more is expected");
    evening.pass_time(10);
    assert!(!evening.scan(&code).notes.iter().any(|note| note.code == "party_expected"));
}

#[test]
fn a_companion_needs_a_name_and_only_a_supervisor_changes_how_many_come() {
    let mut evening = Evening::new();
    import(&mut evening, LIST);
    let ada = evening.desk().find_guest("ada@example.org").unwrap();
    let (scott, susan) = (evening.by("scott"), evening.by("susan"));
    let nameless = evening.desk().name_companion(&scott, ada, GuestDraft::default()).unwrap_err();
    assert_eq!(nameless.code, Code::Usage);
    assert_eq!(evening.desk().set_companions(&scott, ada, 5).unwrap_err().code, Code::NotPermitted);
    evening.desk().set_companions(&susan, ada, 5).unwrap();
    assert_eq!(party(&mut evening, "ada@example.org").unnamed, 5);
    import(&mut evening, LIST);
    assert_eq!(
        party(&mut evening, "ada@example.org").unnamed,
        5,
        "what a desk put right outlasts the same list"
    );
}

#[test]
fn a_filled_check_in_column_is_history_of_the_list_and_nobody_is_inside() {
    let mut evening = Evening::new();
    import(&mut evening, LIST);
    let ada = evening.desk().find_guest("ada@example.org").unwrap();
    let history = evening.desk().history(ada, Lang::En).unwrap();
    assert_eq!(history.guest.source_said, ["签到时间: 2026-09-01 18:00"]);
    assert_eq!(history.guest.presence.state, PresenceState::Expected);
    assert!(
        history.history.iter().any(|line| line.text.contains("The list itself says: 签到时间")),
        "{history:?}"
    );
    assert_eq!(evening.desk().occupancy().unwrap().inside, 0);
}

#[test]
fn a_party_is_the_same_after_a_rebuild() {
    let mut evening = Evening::new();
    import(&mut evening, LIST);
    let ada = evening.desk().find_guest("ada@example.org").unwrap();
    let scott = evening.by("scott");
    evening.desk().name_companion(&scott, ada, named("Bob")).unwrap();
    let before = evening.desk().fingerprint().unwrap();
    evening.desk().rebuild().unwrap();
    assert_eq!(evening.desk().fingerprint().unwrap(), before);
}
