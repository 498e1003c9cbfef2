//! What holds of every decision there can be: all faults together give all their reasons, in the one order.

use super::*;

/// The order of all reasons a guest's entry can meet: refusals, then referrals.
const ORDER: [&str; 17] = [
    "badge_revoked",
    "badge_replaced",
    "guest_cancelled",
    "guest_blocked",
    "not_approved",
    "wrong_zone",
    "too_early",
    "too_late",
    "already_inside",
    "reentry_forbidden",
    "entry_stopped",
    "capacity_reached",
    "screening_failed",
    "issued_elsewhere",
    "watch_list",
    "screening_missing",
    "screening_expired",
];
const REFUSALS: usize = 13;

/// One of the ways in which everything but the steps can stand, and the reasons that alone leads to.
fn scenes() -> Vec<(Scene, Vec<&'static str>)> {
    type Turn = fn(&mut Scene);
    let groups: [&[(Option<&'static str>, Turn)]; 7] = [
        &[
            (None, |_| ()),
            (Some("badge_revoked"), |scene| scene.resolution = genuine(BadgeState::Revoked)),
            (Some("badge_replaced"), |scene| scene.resolution = genuine(BadgeState::Replaced)),
            (Some("issued_elsewhere"), |scene| {
                scene.resolution = Resolution::GenuineElsewhere { badge: BADGE };
            }),
        ],
        &[
            (None, |_| ()),
            (Some("guest_cancelled"), |scene| scene.guest().status = Status::Cancelled),
            (Some("guest_blocked"), |scene| scene.guest().status = Status::Blocked),
            (Some("not_approved"), |scene| scene.guest().status = Status::Pending),
            (Some("not_approved"), |scene| scene.guest().listed = false),
        ],
        &[(None, |_| ()), (Some("wrong_zone"), |scene| scene.checkpoint = "foyer")],
        &[
            (None, |_| ()),
            (Some("too_early"), |scene| scene.settings.event.doors_open = Some("2026-11-28 20:00".into())),
            (Some("too_late"), |scene| scene.settings.event.doors_close = Some("2026-11-28 18:00".into())),
        ],
        &[
            (None, |_| ()),
            (None, |scene| scene.guest().presence = Presence::Left { since: NOW }),
            (Some("already_inside"), |scene| scene.guest().presence = inside(&[scene.checkpoint_zone()])),
            (Some("reentry_forbidden"), |scene| {
                scene.settings.event.reentry = Reentry::Forbidden;
                scene.guest().presence = Presence::Left { since: NOW };
            }),
        ],
        &[(None, |_| ()), (Some("entry_stopped"), |scene| scene.entry_stopped = true)],
        &[
            (None, |_| ()),
            (Some("capacity_reached"), |scene| {
                scene.settings.event.capacity = Some(3);
                scene.occupancy.event = 3;
            }),
        ],
    ];
    let mut scenes = vec![(with_foyer(), Vec::new())];
    for group in groups {
        scenes = scenes.iter().flat_map(|made| group.iter().map(|turn| turned(made, *turn))).collect();
    }
    scenes
}

fn turned(
    (scene, reasons): &(Scene, Vec<&'static str>),
    (reason, turn): (Option<&'static str>, fn(&mut Scene)),
) -> (Scene, Vec<&'static str>) {
    let (mut scene, mut reasons) = (scene.clone(), reasons.clone());
    turn(&mut scene);
    // Who is inside already takes no room.
    let takes_none = reason == Some("capacity_reached") && reasons.contains(&"already_inside");
    reasons.extend(reason.filter(|_| !takes_none));
    (scene, reasons)
}

fn genuine(state: BadgeState) -> Resolution {
    Resolution::Genuine { badge: BADGE, state }
}

fn with_foyer() -> Scene {
    let mut scene = Scene::in_order();
    scene.settings.zones.push(Zone { name: "foyer".into(), capacity: None, within: None });
    let foyer =
        Checkpoint { name: "foyer".into(), zone: "foyer".into(), ..scene.settings.checkpoints[0].clone() };
    scene.settings.checkpoints.push(foyer);
    scene.settings.categories[0].zones = Some(vec!["hall".into()]);
    scene
}

impl Scene {
    fn checkpoint_zone(&self) -> &'static str {
        if self.checkpoint == "foyer" { "foyer" } else { "hall" }
    }

    /// Sets each step to one of four states by `nth` and gives the reasons that leads to.
    fn set_steps(&mut self, nth: usize) -> Vec<&'static str> {
        let guest = self.guest();
        let mut reasons = Vec::new();
        for (step, digit) in ["id", "metal", "bag"].into_iter().zip([nth % 4, nth / 4 % 4, nth / 16]) {
            guest.screening.remove(step);
            let (state, reason) = [
                (Some(HeldState::Passed), None),
                (Some(HeldState::Failed), Some("screening_failed")),
                (None, Some("screening_missing")),
                (Some(HeldState::Ended), Some("screening_expired")),
            ][digit];
            guest.screening.extend(state.map(|state| (step.to_owned(), done(state))));
            reasons.extend(reason);
        }
        reasons
    }
}

#[test]
fn every_combination_of_faults_gives_all_their_reasons_each_once_in_the_one_order() {
    for (mut scene, of_scene) in scenes() {
        for nth in 0..64 {
            let mut reasons = scene.set_steps(nth);
            reasons.extend(&of_scene);
            let expected: Vec<&str> = ORDER.into_iter().filter(|code| reasons.contains(code)).collect();
            let decision = scene.decide();
            let codes: Vec<&str> = decision.reasons.iter().map(Reason::code).collect();
            assert_eq!(codes, expected);
            let kind = match expected.first().and_then(|first| ORDER.iter().position(|code| code == first)) {
                None => DecisionKind::Admit,
                Some(place) if place < REFUSALS => DecisionKind::Refuse,
                Some(_) => DecisionKind::Refer,
            };
            assert_eq!(decision.kind, kind, "{codes:?}");
        }
    }
}

#[test]
fn every_exit_of_somebody_is_let_through_and_no_code_that_is_nobodys_ever_is() {
    for (mut scene, _) in scenes() {
        scene.direction = Direction::Exit;
        for nth in [0, 21, 42, 63] {
            scene.set_steps(nth);
            let decision = scene.decide();
            assert_eq!((decision.kind, decision.reasons), (DecisionKind::Admit, vec![]));
        }
        for direction in [Direction::Entry, Direction::Exit] {
            scene.direction = direction;
            let nobodys = [
                Resolution::OtherEvent,
                Resolution::NotAuthentic,
                Resolution::Unknown,
                Resolution::NotABadge,
                Resolution::Ambiguous,
            ];
            for resolution in nobodys {
                let resolved = scene.resolution;
                scene.resolution = resolution;
                let decision = scene.decide();
                assert!(
                    decision.kind != DecisionKind::Admit && decision.reasons.len() == 1,
                    "{resolution:?}"
                );
                scene.resolution = resolved;
            }
        }
    }
}
