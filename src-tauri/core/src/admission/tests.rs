//! The decision: every reason by itself, their order together, and what stands beside them.

#![allow(clippy::unwrap_used, clippy::panic)]

mod properties;

use std::collections::BTreeMap;

use super::overriding::{Attempt, Obstacle, StepsDone, obstacle};
use super::repeat::{LastScan, is_repeat};
use super::*;
use crate::badge::BadgeNumber;
use crate::guest::{BadgeState, Field, Fields, Guest, HeldState, Status, StepResult};
use crate::ids::{GuestId, RecordId};
use crate::journal::fact::{Fact, Kind, Outcome};
use crate::presence::Presence;
use crate::settings::{
    Category, Checkpoint, Direction, Directions, Reentry, Role, Settings, Validity, Zone, from_toml,
};
use crate::text::reasons::Names;

const BADGE: BadgeNumber = BadgeNumber { slot: 1, serial: 7 };
const DESK: DeskId = DeskId::new([3; 16]);
/// 2026-11-28 19:00 UTC.
const NOW: Millis = Millis(1_795_892_400_000);

/// Everything a decision rests on, in order until a test breaks it.
#[derive(Clone)]
struct Scene {
    resolution: Resolution,
    guest: Option<Guest>,
    settings: Settings,
    occupancy: Occupancy,
    entry_stopped: bool,
    checkpoint: &'static str,
    direction: Direction,
    now: Millis,
}

impl Scene {
    fn in_order() -> Self {
        let mut settings = Settings::defaults("Party", chrono_tz::UTC);
        settings.zones.push(Zone { name: "rope".into(), capacity: None, within: Some("hall".into()) });
        let rope = Checkpoint { name: "rope".into(), zone: "rope".into(), ..settings.checkpoints[0].clone() };
        settings.checkpoints.push(rope);
        settings.categories.push(Category {
            name: "VIP".into(),
            colour: None,
            zones: Some(vec!["hall".into(), "rope".into()]),
            screening: None,
        });
        Self {
            resolution: Resolution::Genuine { badge: BADGE, state: BadgeState::Active },
            guest: Some(guest_ok()),
            settings,
            occupancy: Occupancy::default(),
            entry_stopped: false,
            checkpoint: "door",
            direction: Direction::Entry,
            now: NOW,
        }
    }

    fn guest(&mut self) -> &mut Guest {
        self.guest.as_mut().unwrap()
    }

    fn decide(&self) -> Decision {
        decide(&Question {
            resolution: self.resolution,
            guest: self.guest.as_ref(),
            settings: &self.settings,
            occupancy: &self.occupancy,
            entry_stopped: self.entry_stopped,
            others_at: None,
            checkpoint: self.settings.checkpoint(Some(self.checkpoint)).unwrap(),
            direction: self.direction,
            now: self.now,
        })
    }

    fn codes(&self) -> Vec<&'static str> {
        self.decide().reasons.iter().map(Reason::code).collect()
    }

    fn notes(&self) -> Vec<&'static str> {
        self.decide().notes.iter().map(Note::code).collect()
    }
}

fn guest_ok() -> Guest {
    let steps = ["id", "metal", "bag"].map(|step| (step.to_owned(), done(HeldState::Passed)));
    Guest {
        id: GuestId::new([7; 16]),
        fields: Fields::from([(Field::Name, "Ada".to_owned())]),
        other_values: BTreeMap::new(),
        status: Status::Approved,
        category: "guest".into(),
        badges: Vec::new(),
        screening: steps.into(),
        presence: Presence::Expected,
        imported: crate::guest::Imported::default(),
        import: None,
        party: crate::guest::Party::default(),
        source_said: Vec::new(),
        gone: false,
        provisional: false,
        listed: true,
    }
}

fn done(state: HeldState) -> StepResult {
    StepResult { state, at: NOW, by: None, record: RecordId::new([0; 32]) }
}

fn inside(zones: &[&str]) -> Presence {
    Presence::Inside {
        zone: zones.last().map_or("", |zone| zone).to_owned(),
        zones: zones.iter().map(|zone| (*zone).to_owned()).collect(),
        since: Millis(NOW.0 - 3_600_000),
        checkpoint: "door".into(),
        desk: DESK,
        record: RecordId::new([1; 32]),
    }
}

#[test]
fn a_guest_in_order_is_admitted_without_reason_or_note() {
    let decision = Scene::in_order().decide();
    assert_eq!(decision, Decision { kind: DecisionKind::Admit, reasons: vec![], notes: vec![] });
}

#[test]
fn a_code_that_leads_to_nobody_ends_the_decision() {
    let ends = [
        (Resolution::OtherEvent, "other_event", DecisionKind::Refuse),
        (Resolution::NotAuthentic, "not_authentic", DecisionKind::Refuse),
        (Resolution::Unknown, "unknown_code", DecisionKind::Refuse),
        (Resolution::NotABadge, "unknown_code", DecisionKind::Refuse),
        (Resolution::Ambiguous, "ambiguous_code", DecisionKind::Refer),
    ];
    for (resolution, code, kind) in ends {
        for direction in [Direction::Entry, Direction::Exit] {
            let scene =
                Scene { resolution, guest: None, entry_stopped: true, direction, ..Scene::in_order() };
            assert_eq!((scene.codes(), scene.decide().kind), (vec![code], kind), "{resolution:?}");
        }
    }
}

/// Breaks one thing at a time; each gives exactly its own reason.
#[test]
fn every_single_fault_gives_its_own_reason_and_no_other() {
    type Fault = fn(&mut Scene);
    let faults: [(&str, DecisionKind, Fault); 17] = [
        ("badge_revoked", DecisionKind::Refuse, |scene| {
            scene.resolution = Resolution::Genuine { badge: BADGE, state: BadgeState::Revoked };
        }),
        ("badge_replaced", DecisionKind::Refuse, |scene| {
            scene.resolution = Resolution::Genuine { badge: BADGE, state: BadgeState::Replaced };
        }),
        ("issued_elsewhere", DecisionKind::Refer, |scene| {
            scene.resolution = Resolution::GenuineElsewhere { badge: BADGE };
            scene.guest = None;
        }),
        ("guest_cancelled", DecisionKind::Refuse, |scene| scene.guest().status = Status::Cancelled),
        ("guest_blocked", DecisionKind::Refuse, |scene| scene.guest().status = Status::Blocked),
        ("not_approved", DecisionKind::Refuse, |scene| scene.guest().status = Status::Pending),
        ("not_approved", DecisionKind::Refuse, |scene| scene.guest().listed = false),
        ("wrong_zone", DecisionKind::Refuse, |scene| scene.checkpoint = "rope"),
        ("too_early", DecisionKind::Refuse, |scene| {
            scene.settings.event.doors_open = Some("2026-11-28 20:00".into());
        }),
        ("too_late", DecisionKind::Refuse, |scene| {
            scene.settings.event.doors_close = Some("2026-11-28 18:00".into());
        }),
        ("already_inside", DecisionKind::Refuse, |scene| scene.guest().presence = inside(&["hall"])),
        ("reentry_forbidden", DecisionKind::Refuse, |scene| {
            scene.settings.event.reentry = Reentry::Forbidden;
            scene.guest().presence = Presence::Left { since: NOW };
        }),
        ("entry_stopped", DecisionKind::Refuse, |scene| scene.entry_stopped = true),
        ("capacity_reached", DecisionKind::Refuse, |scene| {
            scene.settings.event.capacity = Some(3);
            scene.occupancy.event = 3;
        }),
        ("screening_failed", DecisionKind::Refuse, |scene| {
            scene.guest().screening.insert("bag".into(), done(HeldState::Failed));
        }),
        ("screening_missing", DecisionKind::Refer, |scene| {
            scene.guest().screening.remove("id");
        }),
        ("screening_expired", DecisionKind::Refer, |scene| {
            scene.guest().screening.insert("metal".into(), done(HeldState::Ended));
        }),
    ];
    for (code, kind, fault) in faults {
        let mut scene = Scene::in_order();
        fault(&mut scene);
        assert_eq!((scene.codes(), scene.decide().kind), (vec![code], kind));
        assert!(scene.guest.is_none() || scene.notes().is_empty(), "{code}");
    }
}

#[test]
fn all_reasons_are_collected_refusals_first_each_in_the_fixed_order() {
    let mut scene = Scene::in_order();
    scene.resolution = Resolution::Genuine { badge: BADGE, state: BadgeState::Replaced };
    scene.settings.event.doors_close = Some("2026-11-28 18:00".into());
    scene.settings.event.capacity = Some(0);
    scene.entry_stopped = true;
    scene.checkpoint = "rope";
    scene.guest().status = Status::Cancelled;
    scene.guest().screening =
        [("bag".to_owned(), done(HeldState::Failed)), ("metal".to_owned(), done(HeldState::Ended))].into();
    let refusals = ["badge_replaced", "guest_cancelled", "wrong_zone", "too_late", "entry_stopped"];
    let rest = ["capacity_reached", "screening_failed", "screening_missing", "screening_expired"];
    assert_eq!(scene.codes(), [&refusals[..], &rest[..]].concat());
    scene.resolution = Resolution::GenuineElsewhere { badge: BADGE };
    scene.guest().provisional = true;
    let refusals = ["guest_cancelled", "too_late", "entry_stopped", "capacity_reached", "screening_failed"];
    let refers = ["issued_elsewhere", "screening_missing", "screening_expired"];
    assert_eq!(scene.codes(), [&refusals[..], &refers[..]].concat(), "of no zone: the category is not known");
}

#[test]
fn a_cancelled_guest_inside_is_refused_as_cancelled() {
    let mut scene = Scene::in_order();
    scene.guest().status = Status::Cancelled;
    scene.guest().presence = inside(&["hall"]);
    assert_eq!(scene.decide().headline(), Some(&Reason::GuestCancelled));
}

#[test]
fn already_inside_says_since_when_where_and_by_which_desk() {
    let mut scene = Scene::in_order();
    scene.guest().presence = inside(&["hall", "rope"]);
    let since = Millis(NOW.0 - 3_600_000);
    let expected =
        Reason::AlreadyInside { zone: "rope".into(), since, checkpoint: "door".into(), desk: DESK };
    assert_eq!(scene.decide().reasons, [expected]);
}

#[test]
fn from_the_hall_behind_the_rope_is_a_move_and_asks_only_for_room_there() {
    let mut scene = Scene::in_order();
    scene.checkpoint = "rope";
    scene.guest().category = "VIP".into();
    scene.guest().presence = inside(&["hall"]);
    scene.settings.event.capacity = Some(1);
    scene.settings.zones[0].capacity = Some(1);
    scene.occupancy.add(1, ["hall"]);
    assert_eq!(scene.codes(), Vec::<&str>::new());
    scene.settings.zones[1].capacity = Some(0);
    assert_eq!(scene.codes(), ["capacity_reached"]);
    scene.guest().presence = Presence::Expected;
    assert_eq!(scene.codes(), ["capacity_reached"; 3], "from outside: event, rope and hall");
}

#[test]
fn a_limit_of_three_lets_in_three_and_a_checkpoint_may_have_a_lower_one() {
    let mut scene = Scene::in_order();
    scene.settings.zones[0].capacity = Some(3);
    scene.occupancy.add(2, ["hall"]);
    assert!(scene.codes().is_empty());
    scene.occupancy.add(1, ["hall"]);
    let full = Reason::CapacityReached { zone: Some("hall".into()), inside: 3, capacity: 3, others_at: None };
    assert_eq!(scene.decide().reasons, [full]);
    scene.settings.checkpoints[0].capacity = Some(9);
    assert_eq!(scene.codes(), ["capacity_reached"], "never a higher one");
    scene.settings.zones[0].capacity = None;
    scene.settings.checkpoints[0].capacity = Some(3);
    assert_eq!(scene.codes(), ["capacity_reached"]);
    scene.settings.checkpoints[0].capacity = None;
    scene.settings.checkpoints[1].capacity = Some(3);
    scene.checkpoint = "rope";
    scene.guest().category = "VIP".into();
    assert!(scene.codes().is_empty(), "the rope's limit says nothing of the hall around it");
}

#[test]
fn doors_count_from_the_second_they_open_to_the_second_before_they_close() {
    let mut scene = Scene::in_order();
    scene.settings.event.timezone = chrono_tz::Asia::Shanghai;
    scene.settings.event.doors_open = Some("2026-11-29 03:00".into());
    scene.settings.event.doors_close = Some("2026-11-29 03:10".into());
    let minutes = |minutes: i64| NOW.0 + minutes * 60_000;
    for (now, codes) in [
        (minutes(0) - 1000, vec!["too_early"]),
        (minutes(0), vec![]),
        (minutes(0) + 1000, vec![]),
        (minutes(10) - 1000, vec![]),
        (minutes(10), vec!["too_late"]),
        (minutes(10) + 1000, vec!["too_late"]),
    ] {
        scene.now = Millis(now);
        assert_eq!(scene.codes(), codes, "{now}");
    }
}

#[test]
fn screening_names_exactly_the_steps_asked_for_here() {
    let mut scene = Scene::in_order();
    scene.guest().screening.clear();
    let missing =
        |steps: &[&str]| Reason::ScreeningMissing { steps: steps.iter().map(|s| (*s).into()).collect() };
    assert_eq!(scene.decide().reasons, [missing(&["id", "metal", "bag"])]);
    scene.settings.checkpoints[0].screening = Some(vec!["bag".into()]);
    assert_eq!(scene.decide().reasons, [missing(&["bag"])]);
    scene.guest().screening.insert("bag".into(), done(HeldState::Waived));
    assert!(scene.codes().is_empty());
    scene.settings.steps[2].valid = Validity::Minutes(10);
    scene.now = Millis(NOW.0 + 600_000);
    assert_eq!(scene.decide().reasons, [Reason::ScreeningExpired { steps: vec!["bag".into()] }]);
    scene.guest().screening.insert("bag".into(), done(HeldState::Failed));
    assert_eq!(scene.codes(), ["screening_failed"], "no minutes end a failure");
}

#[test]
fn where_the_lane_in_front_answers_the_verdict_says_so_and_a_failure_still_stops() {
    let mut scene = Scene::in_order();
    scene.guest().screening.clear();
    scene.settings.checkpoints[0].screening = Some(vec![]);
    assert_eq!((scene.codes(), scene.notes()), (vec![], vec!["screened_in_front"]));
    scene.guest().screening.insert("bag".into(), done(HeldState::Failed));
    assert_eq!(scene.codes(), ["screening_failed"]);
    scene.guest().screening.clear();
    scene.guest().category = "press".into();
    let (name, screening) = ("press".into(), Some(Vec::new()));
    scene.settings.categories.push(Category { name, colour: None, zones: None, screening });
    assert_eq!((scene.codes(), scene.notes()), (vec![], vec![]), "who needs no step was screened nowhere");
}

#[test]
fn an_exit_is_always_let_through_and_says_what_is_wrong_with_the_person() {
    let mut scene = Scene::in_order();
    scene.direction = Direction::Exit;
    scene.guest().presence = inside(&["hall"]);
    scene.guest().screening.clear();
    scene.settings.event.doors_close = Some("2026-11-28 18:00".into());
    scene.settings.event.capacity = Some(0);
    scene.entry_stopped = true;
    assert_eq!(scene.decide(), Decision { kind: DecisionKind::Admit, reasons: vec![], notes: vec![] });
    scene.guest().status = Status::Blocked;
    scene.resolution = Resolution::Genuine { badge: BADGE, state: BadgeState::Replaced };
    assert_eq!((scene.codes(), scene.notes()), (vec![], vec!["badge_replaced", "guest_blocked"]));
    scene.guest().presence = Presence::Expected;
    assert_eq!(scene.notes()[0], "not_inside");
    scene.resolution = Resolution::GenuineElsewhere { badge: BADGE };
    scene.guest = None;
    assert_eq!((scene.codes(), scene.notes()), (vec![], vec!["not_inside", "issued_elsewhere"]));
}

#[test]
fn attention_and_vip_are_said_and_change_nothing() {
    let mut scene = Scene::in_order();
    scene.guest().category = "vip".into();
    scene.guest().fields.insert(Field::Attention, "wheelchair".into());
    assert_eq!((scene.codes(), scene.notes()), (vec![], vec!["attention", "vip"]));
}

#[test]
fn the_same_code_at_the_same_place_within_three_seconds_is_one_scan() {
    let last = LastScan { code: "1".into(), checkpoint: "door".into(), direction: Direction::Entry, at: NOW };
    let again = |code, checkpoint, direction, after| {
        is_repeat(&last, code, checkpoint, direction, Millis(NOW.0 + after))
    };
    assert!(again("1", "door", Direction::Entry, 0) && again("1", "door", Direction::Entry, 2_999));
    assert!(!again("1", "door", Direction::Entry, 3_000));
    assert!(!again("1", "door", Direction::Entry, -1), "the clock went back");
    assert!(!again("2", "door", Direction::Entry, 1));
    assert!(!again("1", "rope", Direction::Entry, 1));
    assert!(!again("1", "door", Direction::Exit, 1));
}

#[test]
fn a_supervisor_overrides_with_a_reason_all_but_codes_that_lead_to_nobody() {
    let attempt = |role, reason| Attempt { role, reason, typed_name: None, steps_done: StepsDone::NotAll };
    let stopped = [Reason::EntryStopped, Reason::ScreeningMissing { steps: vec!["id".into()] }];
    assert_eq!(obstacle(&stopped, &attempt(Role::Supervisor, "the speaker")), None);
    assert_eq!(obstacle(&stopped, &attempt(Role::Supervisor, " ")), Some(Obstacle::NeedsReason));
    let screener = attempt(Role::Screener, "the speaker");
    assert_eq!(obstacle(&stopped, &screener), Some(Obstacle::NeedsRole(Role::Supervisor)));
    for nobody in [
        Reason::UnknownCode,
        Reason::NotABadge,
        Reason::OtherEvent,
        Reason::NotAuthentic,
        Reason::AmbiguousCode,
    ] {
        assert_eq!(obstacle(&[nobody], &attempt(Role::Organiser, "please")), Some(Obstacle::Nobody));
    }
}

#[test]
fn a_badge_from_elsewhere_is_admitted_by_a_screener_who_types_the_name_once_the_steps_are_done() {
    let reasons = [Reason::IssuedElsewhere];
    let mut attempt =
        Attempt { role: Role::Scanner, reason: "known", typed_name: None, steps_done: StepsDone::NotAll };
    assert_eq!(obstacle(&reasons, &attempt), Some(Obstacle::NeedsRole(Role::Screener)));
    attempt.role = Role::Screener;
    assert_eq!(obstacle(&reasons, &attempt), Some(Obstacle::NeedsName));
    attempt.typed_name = Some("Ada");
    assert_eq!(obstacle(&reasons, &attempt), Some(Obstacle::NeedsSteps));
    attempt.steps_done = StepsDone::All;
    assert_eq!(obstacle(&reasons, &attempt), None);
    let also_stopped = [Reason::EntryStopped, Reason::IssuedElsewhere];
    assert_eq!(obstacle(&also_stopped, &attempt), Some(Obstacle::NeedsRole(Role::Supervisor)));
}

#[test]
fn each_act_takes_the_role_the_house_rules_give_it() {
    let result = |outcome| vec![Fact::StepResult { step: "bag".into(), outcome, role: Role::Screener }];
    let revoked = || vec![Fact::BadgeRevoked { badge: BADGE }];
    let blocked = || vec![Fact::StatusSet { status: Status::Blocked, import: None }];
    let failed = Some(HeldState::Failed);
    let acts = [
        (Kind::Scan, vec![], None, Role::Scanner),
        (Kind::GuestAdded, vec![], None, Role::Scanner),
        (Kind::BadgeReissued, revoked(), None, Role::Scanner),
        (Kind::BadgeRevoked, revoked(), None, Role::Supervisor),
        (Kind::ScreeningResult, result(Outcome::Pass), None, Role::Screener),
        (Kind::ScreeningResult, result(Outcome::Fail), failed, Role::Screener),
        (Kind::ScreeningResult, result(Outcome::Pass), failed, Role::Supervisor),
        (Kind::ScreeningResult, result(Outcome::Waive), None, Role::Supervisor),
        (Kind::Override, vec![], None, Role::Supervisor),
        (Kind::EntryStopped, vec![], None, Role::Supervisor),
        (Kind::Voided, vec![], None, Role::Supervisor),
        (Kind::GuestEdited, vec![], None, Role::Supervisor),
        (Kind::SettingsChanged, vec![], None, Role::Organiser),
        (Kind::Imported, vec![], None, Role::Organiser),
        (Kind::Scan, vec![Fact::EveryoneOut {}], None, Role::Supervisor),
        (Kind::GuestAdded, blocked(), None, Role::Supervisor),
    ];
    for (kind, facts, current, role) in acts {
        assert_eq!(roles::required_role(&kind, &facts, current), role, "{kind:?} {facts:?}");
    }
    let elsewhere = vec![Fact::Overridden { reasons: vec![Reason::IssuedElsewhere], role: Role::Screener }];
    assert_eq!(roles::required_role(&Kind::Override, &elsewhere, None), Role::Screener);
}

#[test]
fn a_reason_is_said_with_names_labels_and_the_events_time() {
    let settings = from_toml(&Settings::defaults("P", chrono_tz::Asia::Shanghai), "").unwrap();
    let desks = BTreeMap::from([(DESK, "Desk 2".to_owned())]);
    let names = Names { settings: &settings, desks: &desks, now: NOW };
    let inside = |ago: i64| Reason::AlreadyInside {
        zone: "hall".into(),
        since: Millis(NOW.0 - ago),
        checkpoint: "door".into(),
        desk: DESK,
    };
    let text = inside(57 * 60_000).text(&names);
    assert_eq!(text.en, "Already inside hall: since 02:03, by door at Desk 2.");
    assert_eq!(inside(40_000).text(&names).en, "Already inside hall: 40 s ago, by door at Desk 2.");
    assert_eq!(inside(40_000).text(&names).zh, "已在大厅内：40 秒前由入口（Desk 2）入场。");
    assert!(inside(24 * 3_600_000).text(&names).en.contains("since 28 Nov 03:00"));
    let missing = Reason::ScreeningMissing { steps: vec!["id".into(), "bag".into()] };
    assert_eq!(missing.text(&names).en, "Screening missing: ID check, Bag check.");
    assert_eq!(missing.text(&names).zh, "安检未完成：证件检查、包袋检查。");
    let left = Reason::ReentryForbidden { left: Millis(NOW.0 - 3_600_000) };
    assert_eq!(left.text(&names).en, "Left at 02:00; coming back is not allowed.");
}

#[test]
fn of_a_watch_list_a_guard_hears_no_more_than_whom_to_ask() {
    let settings = Settings::defaults("Party", chrono_tz::UTC);
    let names = Names { settings: &settings, desks: &BTreeMap::new(), now: NOW };
    let told = Decision::of(vec![Reason::WatchList], vec![]);
    assert_eq!((told.kind, told.reasons[0].code()), (DecisionKind::Refer, "watch_list"));
    let said = told.text(&names);
    assert_eq!((said.en.as_str(), said.zh.as_str()), ("Please ask a supervisor.", "请找主管确认。"));
}

#[test]
fn a_checkpoint_serves_its_directions_and_entry_is_meant_where_it_has_both() {
    let mut door = Scene::in_order().settings.checkpoints[0].clone();
    assert!(door.serves(Direction::Entry) && door.serves(Direction::Exit));
    assert_eq!(door.default_direction(), Direction::Entry);
    door.direction = Directions::Exit;
    assert!(!door.serves(Direction::Entry));
    assert_eq!(door.default_direction(), Direction::Exit);
}
