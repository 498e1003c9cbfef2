//! From a guest list to a decided scan, with the real program.

use crate::common::{Stage, root, three_seconds};
use serde_json::Value;

#[test]
fn a_guest_comes_from_the_list_through_screening_into_the_hall() {
    let stage = Stage::with_event();
    let code = code_of_an_imported_guest(&stage);

    let first = stage.json(&["scan", "EVENT", &code]);
    assert_eq!(first["decision"], "refer", "{first}");
    assert_eq!(codes(&first["reasons"]), ["screening_missing"]);
    assert_eq!((&first["recorded"], &first["repeat"]), (&true.into(), &false.into()));
    let again = stage.json(&["scan", "EVENT", &code]);
    assert_eq!(
        (&again["decision"], &again["repeat"]),
        (&"refer".into(), &true.into()),
        "within three seconds"
    );

    for step in ["id", "metal", "bag"] {
        let screened = stage.json(&["screen", "EVENT", &code, "--step", step, "--outcome", "pass"]);
        assert_eq!(screened["record"].as_str().unwrap().len(), 64);
        let steps = screened["guest"]["screening"].as_array().unwrap();
        let done = steps.iter().find(|done| done["step"] == step).unwrap();
        assert_eq!((&done["state"], &done["by"]), (&"passed".into(), &"organiser".into()));
    }
    let admitted = stage.json(&["scan", "EVENT", &code]);
    assert_eq!(admitted["decision"], "admit", "steps passed meanwhile: decided afresh; {admitted}");
    assert_eq!(stage.json(&["scan", "EVENT", &code])["repeat"], true);
    three_seconds();
    let inside = stage.json(&["scan", "EVENT", &code]);
    assert_eq!(
        (&inside["decision"], codes(&inside["reasons"])),
        (&"refuse".into(), vec!["already_inside".into()])
    );

    let head = stage.json(&["occupancy", "EVENT"]);
    assert_eq!((&head["inside"], &head["zones"][0]["zone"]), (&1.into(), &"hall".into()), "{head}");
    assert_eq!(stage.json(&["verify", "EVENT"])["ok"], true);
    let before = stage.json(&["fingerprint", "EVENT"]);
    assert_eq!(stage.json(&["rebuild", "EVENT"]), serde_json::json!({}));
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), before, "rebuilt equals live");
}

#[test]
fn the_same_list_again_changes_nothing_and_a_dry_run_never_does() {
    let stage = Stage::with_event();
    let list = sample();
    let before = stage.json(&["fingerprint", "EVENT"]);
    let dry = stage.json(&["import", "EVENT", &list, "--dry-run"]);
    assert_eq!((&dry["applied"], &dry["import"]), (&false.into(), &Value::Null));
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), before);
    let first = stage.json(&["import", "EVENT", &list]);
    assert_eq!((&first["applied"], &first["new"]), (&true.into(), &dry["new"]));
    assert_eq!(first["import"].as_str().unwrap().len(), 32);
    let second = stage.json(&["import", "EVENT", &list]);
    assert_eq!(
        (&second["new"], &second["changed"], &second["gone"]),
        (&0.into(), &0.into(), &0.into()),
        "{second}"
    );
}

#[test]
fn making_the_pages_again_gives_the_same_codes() {
    let stage = Stage::with_event();
    stage.json(&["import", "EVENT", &sample()]);
    let pages = stage.folder.path().join("badges.pdf");
    let made = stage.json(&["badges", "EVENT", "--out", pages.to_str().unwrap()]);
    assert_eq!(
        (&made["badges"], &made["files"][0]),
        (&made["pages"], &pages.to_str().unwrap().into()),
        "{made}"
    );
    assert!(std::fs::read(&pages).unwrap().starts_with(b"%PDF"));
    let first = badge_codes(&stage);
    stage.json(&["badges", "EVENT", "--out", pages.to_str().unwrap()]);
    assert_eq!(badge_codes(&stage), first);
    let new = stage.json(&["badges", "EVENT", "--out", "new.pdf", "--only-new"]);
    assert_eq!((&new["badges"], &new["files"]), (&0.into(), &serde_json::json!([])), "everyone has one");
    assert!(!stage.folder.path().join("new.pdf").exists(), "no file without a page");
    let left_out = made["left_out"].as_array().unwrap();
    assert!(left_out.iter().all(|left| left["guest"].is_string() && left["reason"].is_string()));
}

#[test]
fn the_settings_of_one_event_are_a_template_for_the_next() {
    let stage = Stage::with_event();
    let shown = stage.run(&["settings", "EVENT"]);
    let template = stage
        .file("party.toml", shown.out.replace("[[zone]]\nname = \"hall\"", "[[zone]]\nname = \"foyer\""));
    stage.fails("bad_settings", &["settings", "EVENT", "--load", &template]);
    let template = stage.file("party.toml", shown.out.replace("\"hall\"", "\"foyer\""));
    let loaded = stage.json(&["settings", "EVENT", "--load", &template]);
    assert_eq!(
        (&loaded["zone"][0]["name"], &loaded["event"]["timezone"]),
        (&"foyer".into(), &"Asia/Shanghai".into())
    );
    let next = Stage::empty();
    next.json(&["new", "EVENT", "--name", "Next", "--settings", &template]);
    let settings = next.json(&["settings", "EVENT"]);
    assert_eq!((&settings["zone"][0]["name"], &settings["event"]["name"]), (&"foyer".into(), &"Next".into()));
    assert_eq!(settings["event"]["timezone"], "Asia/Shanghai", "the template's, not the system's");
}

#[test]
fn a_guest_has_exactly_the_promised_fields_and_a_history_oldest_first() {
    let (stage, code) = Stage::with_guest();
    let press = stage.file("press.toml", "[[category]]\nname = \"press\"\n");
    stage.json(&["settings", "EVENT", "--load", &press]);
    stage.json(&["edit", "EVENT", "ana@example.com", "--company", "Lumen", "--category", "press"]);
    let list = stage.json(&["guests", "EVENT", "--search", "souza", "--limit", "5"]);
    assert_eq!(list["total"], 1);
    let guest = &list["guests"][0];
    for field in [
        "id",
        "reference",
        "name",
        "email",
        "company",
        "category",
        "status",
        "presence",
        "screening",
        "badge",
    ] {
        assert!(guest.get(field).is_some(), "{field} in {guest}");
    }
    assert_eq!(guest["presence"], serde_json::json!({"state": "expected", "zone": null, "since": null}));
    assert_eq!(
        (&guest["badge"]["code"], &guest["badge"]["state"]),
        (&code.as_str().into(), &"active".into())
    );
    assert_eq!((&guest["company"], &guest["category"]), (&"Lumen".into(), &"press".into()));
    let one = stage.json(&["guest", "EVENT", &code]);
    let history = one["history"].as_array().unwrap();
    assert!(history.len() >= 3, "{history:?}");
    assert_eq!(history[0]["kind"], "guest_added", "oldest first");
    for line in history {
        assert_eq!(line["record"].as_str().unwrap().len(), 64);
        assert!(line["at"].as_str().unwrap().ends_with("+08:00"), "the event's offset: {line}");
        assert!(["desk", "operator", "text"].iter().all(|field| line.get(field).is_some()), "{line}");
    }
}

fn code_of_an_imported_guest(stage: &Stage) -> String {
    stage.json(&["import", "EVENT", &sample()]);
    let pages = stage.folder.path().join("badges.pdf");
    stage.json(&["badges", "EVENT", "--out", pages.to_str().unwrap()]);
    badge_codes(stage).remove(0)
}

fn badge_codes(stage: &Stage) -> Vec<String> {
    let list = stage.json(&["guests", "EVENT"]);
    let guests = list["guests"].as_array().unwrap();
    guests.iter().filter_map(|guest| Some(guest["badge"]["code"].as_str()?.to_owned())).collect()
}

fn codes(said: &Value) -> Vec<String> {
    said.as_array().unwrap().iter().map(|said| said["code"].as_str().unwrap().to_owned()).collect()
}

fn sample() -> String {
    root().join("assets/sample/guests.csv").to_str().unwrap().to_owned()
}
