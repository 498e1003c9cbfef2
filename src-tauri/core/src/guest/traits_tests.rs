#![allow(clippy::unwrap_used)]

use super::*;
use crate::badge::BadgeNumber;
use crate::guest::{Badge, Imported, StepResult};
use crate::ids::{GuestId, RecordId};
use crate::settings::{Category, Validity};

const NOW: Millis = Millis(1_795_888_800_000);

fn guest() -> Guest {
    Guest {
        id: GuestId::new([1; 16]),
        fields: BTreeMap::new(),
        other_values: BTreeMap::new(),
        status: Status::Approved,
        category: "guest".to_owned(),
        badges: Vec::new(),
        screening: BTreeMap::new(),
        presence: Presence::Expected,
        import: None,
        imported: Imported::default(),
        provisional: false,
        listed: true,
        party: crate::guest::Party::default(),
        source_said: Vec::new(),
        gone: false,
    }
}

fn with_steps(steps: &[(&str, HeldState, i64)]) -> Traits {
    let mut guest = guest();
    for (step, state, minutes_ago) in steps {
        let at = Millis(NOW.0 - minutes_ago * 60_000);
        let result = StepResult { state: *state, at, by: None, record: RecordId::new([0; 32]) };
        guest.screening.insert((*step).to_owned(), result);
    }
    Traits::of(&guest)
}

fn asks_only(category: &str, steps: &[&str]) -> Category {
    let screening = Some(steps.iter().map(|step| (*step).to_owned()).collect());
    Category { name: category.to_owned(), colour: None, zones: None, screening }
}

fn shows(facets: &[Facet<&str>], traits: &Traits, settings: &Settings) -> bool {
    let filter = GuestFilter::new(facets.iter().map(|facet| facet.with(|name| (*name).to_owned())).collect());
    Sieve::new(&filter, settings, NOW).passes(traits)
}

#[test]
fn choices_of_one_kind_widen_a_filter_and_other_kinds_narrow_it() {
    let settings = Settings::defaults("Mission Night", chrono_tz::UTC);
    let mut blocked = guest();
    blocked.status = Status::Blocked;
    let blocked = Traits::of(&blocked);
    let (cancelled, is_blocked) = (Facet::Status(Status::Cancelled), Facet::Status(Status::Blocked));
    assert!(shows(&[], &blocked, &settings), "no filter shows everybody");
    assert!(!shows(&[cancelled], &blocked, &settings));
    assert!(shows(&[cancelled, is_blocked], &blocked, &settings));
    assert!(shows(&[is_blocked, Facet::Category("guest")], &blocked, &settings));
    assert!(!shows(&[is_blocked, Facet::Category("press")], &blocked, &settings));
    assert!(!shows(&[is_blocked, Facet::Source("luma")], &blocked, &settings));
    assert!(shows(&[Facet::Source("")], &blocked, &settings), "added at a desk");
}

#[test]
fn screening_is_judged_by_the_steps_the_category_needs_and_by_the_minutes_a_pass_holds() {
    use HeldState::{Ended, Failed, Passed, Waived};
    let mut settings = Settings::defaults("Mission Night", chrono_tz::UTC);
    settings
        .steps
        .iter_mut()
        .filter(|step| step.key == "bag")
        .for_each(|step| step.valid = Validity::Minutes(30));
    let is = |screened, traits: &Traits, settings: &Settings| {
        assert!(shows(&[Facet::Screening(screened)], traits, settings), "{screened:?}: {traits:?}");
    };
    is(Screened::NotBegun, &with_steps(&[]), &settings);
    is(Screened::UnderWay, &with_steps(&[("id", Passed, 1)]), &settings);
    let all = with_steps(&[("id", Passed, 1), ("metal", Waived, 1), ("bag", Passed, 29)]);
    is(Screened::Done, &all, &settings);
    is(
        Screened::UnderWay,
        &with_steps(&[("id", Passed, 1), ("metal", Waived, 1), ("bag", Passed, 30)]),
        &settings,
    );
    is(Screened::UnderWay, &with_steps(&[("metal", Ended, 1)]), &settings);
    is(Screened::Failed, &with_steps(&[("id", Passed, 1), ("metal", Failed, 90)]), &settings);
    settings.categories.push(asks_only("guest", &["id"]));
    is(Screened::Done, &with_steps(&[("id", Passed, 1)]), &settings);
    settings.categories[0] = asks_only("guest", &[]);
    is(Screened::Done, &with_steps(&[]), &settings);
}

#[test]
fn a_badge_is_the_active_one_else_the_last() {
    let held = |states: &[BadgeState]| {
        let mut guest = guest();
        let badge = |(serial, state): (u32, &BadgeState)| Badge {
            number: BadgeNumber { slot: 1, serial },
            state: *state,
        };
        guest.badges = (1..).zip(states).map(badge).collect();
        Traits::of(&guest).badge
    };
    assert_eq!(held(&[]), BadgeHeld::None);
    assert_eq!(held(&[BadgeState::Active, BadgeState::Replaced]), BadgeHeld::Active);
    assert_eq!(held(&[BadgeState::Replaced, BadgeState::Revoked]), BadgeHeld::Revoked);
}

#[test]
fn each_choice_is_counted_as_if_it_were_made_beside_what_is_chosen_of_the_other_kinds() {
    let settings = Settings::defaults("Mission Night", chrono_tz::UTC);
    let one = |category: &str, status| {
        let mut guest = guest();
        (guest.category, guest.status) = (category.to_owned(), status);
        guest.fields.insert(Field::Attention, "lift".to_owned());
        Traits::of(&guest)
    };
    let all = [
        one("press", Status::Blocked),
        one("press", Status::Approved),
        one("guest", Status::Blocked),
        one("guest", Status::Approved),
        one("guest", Status::Approved),
    ];
    let filter = GuestFilter::new(vec![Facet::Category("press".to_owned()), Facet::Status(Status::Blocked)]);
    let counted = Sieve::new(&filter, &settings, NOW).count(all.iter());
    let of = |facet: Facet<&str>| counted.get(&facet).copied().unwrap_or(0);
    assert_eq!(of(Facet::Category("press")), 1, "blocked and of the press");
    assert_eq!(of(Facet::Category("guest")), 1, "blocked guests would come instead");
    assert_eq!(of(Facet::Status(Status::Approved)), 1, "of the press alone");
    assert_eq!(of(Facet::Mark(Mark::Note)), 1, "other kinds count what is shown");
}

#[test]
fn only_presence_and_screening_differ_by_passing_the_door() {
    let before = Traits::of(&guest());
    let mut left = guest();
    left.presence = Presence::Left { since: NOW };
    assert!(before.differ_by_passing(&Traits::of(&left)));
    assert!(before.differ_by_passing(&with_steps(&[("id", HeldState::Passed, 1)])));
    let mut blocked = guest();
    blocked.status = Status::Blocked;
    assert!(!before.differ_by_passing(&Traits::of(&blocked)));
}

#[test]
fn a_note_values_that_differ_and_a_list_without_the_guest_each_leave_their_own_mark() {
    type Marked = (Mark, fn(&mut Guest));
    let settings = Settings::defaults("Mission Night", chrono_tz::UTC);
    let marks: [Marked; 3] = [
        (Mark::Note, |guest| drop(guest.fields.insert(Field::Attention, "lift".to_owned()))),
        (Mark::Differs, |guest| drop(guest.other_values.insert(Field::Name, vec!["Anne".to_owned()]))),
        (Mark::Gone, |guest| guest.gone = true),
    ];
    for (own, mark) in marks {
        let mut guest = guest();
        mark(&mut guest);
        let traits = Traits::of(&guest);
        for (other, _) in marks {
            assert_eq!(shows(&[Facet::Mark(other)], &traits, &settings), other == own, "{own:?} {other:?}");
        }
    }
}
