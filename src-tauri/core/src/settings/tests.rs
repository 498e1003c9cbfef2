//! Settings: what a file changes, what it may not say, and what desks that disagree end up with.

#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::json;

use super::*;
use crate::admission::doors;
use crate::clock::Millis;
use crate::error::Code;
use crate::journal::fact::Fact;
use crate::journal::testing::World;
use crate::text::{Lang, Text};

fn base() -> Settings {
    Settings::defaults("Party", chrono_tz::Europe::Berlin)
}

const NESTED: &str = r##"
[[zone]]
name = "hall"
capacity = 300
[[zone]]
name = "rope"
within = "hall"
[[zone]]
name = "backstage"

[[category]]
name = "crew"
colour = "#112233"
zones = ["backstage", "hall"]
screening = ["bag", "id"]
"##;

#[test]
fn an_event_begins_with_one_door_three_steps_and_one_organiser() {
    let settings = base();
    assert!(check(&settings).is_ok());
    assert_eq!(settings.checkpoint(None).unwrap().name, "door");
    assert_eq!(settings.operator(None).unwrap().name, "organiser");
    let steps: Vec<_> = settings.steps.iter().map(|step| (step.key.as_str(), step.valid)).collect();
    assert_eq!(steps, [("id", Validity::Event), ("metal", Validity::Entry), ("bag", Validity::Entry)]);
    assert_eq!(settings.steps[0].label_text(), Text::new("ID check", "证件检查"));
}

#[test]
fn a_file_changes_only_what_it_names_and_replaces_lists_whole() {
    let loaded =
        from_toml(&base(), "[event]\ncapacity = 9\n[[zone]]\nname=\"hall\"\n[[zone]]\nname=\"bar\"").unwrap();
    assert_eq!((loaded.event.capacity, loaded.event.name.as_str()), (Some(9), "Party"));
    assert_eq!(loaded.zones.len(), 2);
    let fewer = from_toml(&loaded, "[[zone]]\nname=\"hall\"").unwrap();
    assert_eq!((fewer.zones.len(), fewer.event.capacity), (1, Some(9)));
    assert_eq!(from_toml(&loaded, "").unwrap(), loaded);
    assert_eq!(from_toml(&loaded, "[event]\ncapacity = \"\"").unwrap().event.capacity, None);
}

#[test]
fn settings_read_back_from_the_file_they_were_written_to() {
    let mut settings = from_toml(&base(), NESTED).unwrap();
    settings.event.doors_open = Some("2026-11-28 18:00".into());
    settings.steps[1].valid = Validity::Minutes(30);
    settings.checkpoints[0].screening = Some(vec![]);
    let file = to_toml(&settings).unwrap();
    let other = Settings::defaults("Other", chrono_tz::UTC);
    assert_eq!(from_toml(&other, &file).unwrap(), settings);
}

#[test]
fn a_wrong_file_is_refused_in_a_sentence_that_names_the_place() {
    let wrong: [(&str, &[&str]); 29] = [
        ("[event]\nnmae = \"x\"", &["2", "event.nmae"]),
        ("\n[evnt]\nname = \"x\"", &["2", "evnt"]),
        ("[[zone]]\nname = \"hall\"\ncolor = 1", &["3", "zone.color"]),
        ("[event]\nname = ", &["2"]),
        ("[event]\nname = \"a\"\nname = \"b\"", &["3"]),
        ("[event]\ncapacity = -1", &["2", "event.capacity"]),
        ("[event]\ncapacity = 1.5", &["2", "event.capacity"]),
        ("[event]\ntimezone = \"Berlin\"", &["2", "event.timezone"]),
        ("[event]\nreentry = \"maybe\"", &["2", "event.reentry"]),
        ("[event]\nname = \"\"", &["event.name"]),
        ("event = 3", &["1", "event"]),
        ("[event]\ndoors_open = \"at six\"", &["doors_open", "at six"]),
        ("[event]\ndoors_open = \"-262143-01-01 00:00\"", &["doors_open", "-262143"]),
        ("[[zone]]\nname = \"ha\\nll\"", &["ha\\nll"]),
        ("[[zone]]\nname = \"\"", &["zone", "gatehouse settings"]),
        ("[event]\ndoors_open = \"2026-11-28 18:00\"\ndoors_close = \"2026-11-28 18:00\"", &["doors_close"]),
        ("[zone]\nname = \"hall\"", &["1", "[[zone]]"]),
        ("[[zone]]\ncapacity = 3", &["1", "name"]),
        ("[[zone]]\nname = \"hall\"\n[[zone]]\nname = \"hall\"", &["hall", "zone"]),
        ("[[zone]]\nname = \"hall\"\nwithin = \"house\"", &["hall", "house"]),
        (
            "[[zone]]\nname = \"hall\"\nwithin = \"bar\"\n[[zone]]\nname = \"bar\"\nwithin = \"hall\"",
            &["hall"],
        ),
        ("[[zone]]\nname = \"bar\"", &["door", "hall"]),
        ("[[category]]\nname = \"vip\"\ncolour = \"red\"", &["vip", "red"]),
        ("[[category]]\nname = \"vip\"\nzones = [\"attic\"]", &["vip", "attic"]),
        ("[[category]]\nname = \"vip\"\nscreening = [\"xray\"]", &["vip", "xray"]),
        ("[[checkpoint]]\nname = \"gate\"\nzone = \"hall\"\nscreening = [\"xray\"]", &["gate", "xray"]),
        ("[[screening]]\nkey = \"id\"\nvalid = 0", &["3", "screening.valid"]),
        ("[[operator]]\nname = \"Ann\"\nrole = \"boss\"", &["3", "operator.role"]),
        ("[[operator]]\nname = \"Ann\"\nrole = \"scanner\"", &["operator", "organiser"]),
    ];
    for (file, named) in wrong {
        let error = from_toml(&base(), file).unwrap_err();
        assert_eq!(error.code, Code::BadSettings, "{file}");
        for word in named {
            for lang in [Lang::En, Lang::Zh] {
                assert!(
                    error.message.in_lang(lang).contains(word),
                    "{file}: {:?} lacks {word}",
                    error.message
                );
            }
        }
    }
}

#[test]
fn changes_name_each_key_that_differs_and_folding_them_gives_the_new_settings() {
    let mut world = World::new();
    let a = world.desk("A");
    let new = from_toml(&base(), &format!("[event]\nname = \"Gala\"\ncapacity = 5\n{NESTED}")).unwrap();
    let stated = changes(&base(), &new);
    let keys: Vec<_> = stated.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["event.name", "event.capacity", "zone", "category"]);
    let back = changes(&new, &base());
    assert!(back.contains(&("event.capacity".into(), json!(null))));
    let mut records = Vec::new();
    for (round, expected) in [(stated, new), (back, base())] {
        for (key, value) in round {
            let fact = Fact::SettingSet { key: key.clone(), value: value.clone() };
            records.push((world.write(a, None, vec![fact]).stamp, key, value));
        }
        assert_eq!(fold_settings(&base(), &records, world.ancestry()), expected);
    }
    assert_eq!(changes(&base(), &base()), []);
}

#[test]
fn of_settings_made_at_two_desks_unseen_the_higher_ranking_holds_and_unreadable_ones_are_passed_over() {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    let set = |world: &mut World, desk, value: serde_json::Value| {
        let fact = Fact::SettingSet { key: "event.capacity".into(), value: value.clone() };
        (world.write(desk, None, vec![fact]).stamp, "event.capacity".to_owned(), value)
    };
    let mut records =
        vec![set(&mut world, a, json!(1)), set(&mut world, a, json!(2)), set(&mut world, b, json!(3))];
    let capacity =
        |world: &World, records: &[_]| fold_settings(&base(), records, world.ancestry()).event.capacity;
    assert_eq!(capacity(&world, &records), Some(2), "a wrote twice, so its lamport is higher");
    world.sync(a, b);
    records.push(set(&mut world, b, json!(4)));
    assert_eq!(capacity(&world, &records), Some(4));
    records.push(set(&mut world, b, json!({"newer": "form"})));
    assert_eq!(capacity(&world, &records), None, "the key stays as it began");
}

#[test]
fn zones_nest_and_a_ring_made_by_two_desks_hangs_nothing() {
    let settings = from_toml(&base(), NESTED).unwrap();
    assert_eq!(settings.zones_around("rope"), ["rope", "hall"]);
    assert!(settings.is_within("rope", "hall") && settings.is_within("hall", "hall"));
    assert!(!settings.is_within("hall", "rope"));
    assert_eq!(settings.outermost(), ["hall", "backstage"]);
    let mut ring = settings;
    ring.zones[0].within = Some("rope".into());
    assert_eq!(ring.zones_around("rope"), ["rope", "hall"]);
}

#[test]
fn a_category_nobody_set_up_enters_the_outermost_zones_and_needs_all_steps() {
    let settings = from_toml(&base(), NESTED).unwrap();
    let crew = settings.category("crew");
    assert_eq!(
        (crew.colour.as_str(), crew.zones),
        ("#112233", vec!["backstage".to_owned(), "hall".to_owned()])
    );
    assert_eq!(crew.steps, ["id", "bag"], "in the settings' order");
    let unknown = settings.category("walk-in");
    assert_eq!(unknown.zones, ["hall", "backstage"]);
    assert_eq!(unknown.steps, ["id", "metal", "bag"]);
    assert_eq!(unknown.colour, settings.category("walk-in").colour);
}

#[test]
fn a_checkpoint_may_be_left_out_only_where_there_is_one() {
    let mut settings = base();
    assert!(settings.checkpoint(Some("door")).is_ok());
    assert_eq!(settings.checkpoint(Some("gate")).unwrap_err().code, Code::NoSuchCheckpoint);
    settings.checkpoints.push(Checkpoint { name: "gate".into(), ..settings.checkpoints[0].clone() });
    let error = settings.checkpoint(None).unwrap_err();
    assert_eq!(error.code, Code::NoSuchCheckpoint);
    assert!(error.hint.en.contains("door, gate"));
    assert_eq!(settings.operator(Some("Bob")).unwrap_err().code, Code::NoSuchOperator);
    assert_eq!(settings.get_step("xray").unwrap_err().code, Code::NoSuchStep);
}

#[test]
fn a_checkpoint_asks_for_its_own_steps_of_those_the_category_needs() {
    let settings = from_toml(&base(), NESTED).unwrap();
    let mut door = settings.checkpoints[0].clone();
    let asked = |door: &Checkpoint| -> Vec<String> {
        settings.steps_for("crew", door).into_iter().map(|step| step.key.clone()).collect()
    };
    assert_eq!(asked(&door), ["id", "bag"]);
    door.screening = Some(vec!["metal".into(), "bag".into()]);
    assert_eq!(asked(&door), ["bag"]);
    door.screening = Some(vec![]);
    assert!(asked(&door).is_empty());
}

#[test]
fn doors_go_by_the_events_clock_also_when_it_is_put_back_or_forward() {
    let mut event = base().event;
    let mut at = |local: &str| {
        event.doors_open = Some(local.to_owned());
        event.doors_close = Some(local.to_owned());
        (doors::opens(&event).unwrap(), doors::closes(&event).unwrap())
    };
    let utc = |text: &str| Millis(text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_millis());
    assert_eq!(at("2026-11-28 18:00").0, utc("2026-11-28T17:00:00Z"));
    assert_eq!(at("2026-07-28 18:00").1, utc("2026-07-28T16:00:00Z"));
    let doubled = at("2026-10-25 02:30");
    assert_eq!(doubled, (utc("2026-10-25T00:30:00Z"), utc("2026-10-25T01:30:00Z")));
    let skipped = at("2026-03-29 02:30");
    assert_eq!(skipped, (utc("2026-03-29T01:00:00Z"), utc("2026-03-29T01:00:00Z")));
}
