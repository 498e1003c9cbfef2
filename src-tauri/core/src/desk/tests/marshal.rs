//! What a marshal does about the count, and what a full house says of the other desks.

use super::Evening;
use super::exchange::two_desks;
use crate::admission::DecisionKind::Refuse;
use crate::error::Code;

#[test]
fn a_correction_counts_in_the_only_outermost_zone_too_unless_another_one_is_named() {
    let mut evening = Evening::new();
    let susan = evening.by("susan");
    let counts = |evening: &mut Evening| {
        let occupancy = evening.desk().occupancy().unwrap();
        (occupancy.inside, occupancy.zones.iter().map(|zone| zone.inside).collect::<Vec<_>>())
    };
    evening.desk().correct(&susan, 3, None, "walked past").unwrap();
    assert_eq!(counts(&mut evening), (3, vec![3, 0]), "hall and rope");
    evening.desk().correct(&susan, 2, Some("rope"), "climbed over").unwrap();
    assert_eq!(counts(&mut evening), (5, vec![5, 2]));
}

#[test]
fn a_correction_by_nothing_by_more_than_a_house_holds_or_of_no_zone_there_is_is_refused() {
    let mut evening = Evening::new();
    let susan = evening.by("susan");
    let records = evening.desk().fingerprint().unwrap().records;
    let desk = evening.desk();
    let refused = [
        desk.correct(&susan, 0, None, "counted").unwrap_err().code,
        desk.correct(&susan, 1_000_001, None, "counted").unwrap_err().code,
        desk.correct(&susan, i64::MIN, None, "counted").unwrap_err().code,
        desk.correct(&susan, 1, Some("cellar"), "counted").unwrap_err().code,
    ];
    assert_eq!(refused, [Code::Usage; 4]);
    let silent =
        [desk.correct(&susan, 1, None, " ").unwrap_err(), desk.stop_entry(&susan, "\t").unwrap_err()];
    assert_eq!(silent.map(|error| error.code), [Code::ReasonRequired; 2]);
    assert_eq!(desk.fingerprint().unwrap().records, records, "nothing was recorded");
}

#[test]
fn a_full_house_says_how_old_the_oldest_picture_of_another_desk_is() {
    let (mut a, mut b, _, code) = two_desks();
    let mut c = a.add("C");
    let olga = a.by("olga");
    a.desk().load_settings(&olga, "[event]\ncapacity = 0\n").unwrap();
    for (desk, minutes) in [(&mut b, 10), (&mut c, 50)] {
        a.pass_time(minutes * 60);
        desk.guest("Walk-in", None);
        let file = desk.carry_out();
        a.take_in(&file);
    }
    let full = a.scan(&code);
    assert_eq!(full.decision, Refuse);
    let text = &full.reasons[0].text;
    assert_eq!(text, "The event is full: 0 of 0. Other desks as of 19:10.", "of B, not of C an hour later");
    assert_eq!(a.desk().occupancy().unwrap().as_of.len(), 3);
}
