//! What merging reveals, as a person at a terminal sees it and answers for it.

use serde_json::Value;

use crate::common::{Stage, two_desks};

/// Two desks at which the same badge was let in before they exchanged; gives the file of the other desk.
fn let_in_twice() -> (Stage, String, String) {
    let (stage, other, stick, code) = two_desks();
    stage.json(&["scan", "EVENT", &code]);
    stage.json(&["scan", &other, &code]);
    let carried = stage.json(&["export", &other, &stick]);
    (stage, other, carried["file"].as_str().unwrap().to_owned())
}

#[test]
fn a_merge_says_how_many_findings_it_revealed_and_they_are_listed_with_both_sides() {
    let (stage, _, file) = let_in_twice();
    assert_eq!(stage.json(&["findings", "EVENT"])["findings"], Value::Array(Vec::new()));
    assert_eq!(stage.json(&["merge", "EVENT", &file, "--dry-run"])["findings"], 0);
    assert_eq!(stage.json(&["merge", "EVENT", &file])["findings"], 1);
    assert_eq!(stage.json(&["merge", "EVENT", &file])["findings"], 0, "the same again reveals nothing");
    let found = &stage.json(&["findings", "EVENT"])["findings"][0];
    assert_eq!((&found["kind"], &found["acknowledged"]), (&"double_entry".into(), &false.into()), "{found}");
    assert_eq!(found["desks"].as_array().unwrap().len(), 2, "{found}");
    let said = stage.run(&["findings", "EVENT"]).out;
    assert!(said.contains("Ana Souza was let into hall twice") && said.contains("Desk 1"), "{said}");
    let said = stage.run(&["findings", "EVENT", "--lang", "zh"]).out;
    assert!(said.contains("两次被放行"), "{said}");
}

#[test]
fn a_new_key_leaves_every_code_as_it_was_printed() {
    let (stage, other, stick, code) = two_desks();
    let done = stage.json(&["rotate-key", "EVENT"]);
    assert_eq!(done["record"].as_str().map(str::len), Some(64), "{done}");
    let shown =
        |event: &str| stage.json(&["guest", event, "ana@example.com"])["guest"]["badge"]["code"].clone();
    assert_eq!(shown("EVENT"), code.as_str());
    let file = stage.json(&["export", "EVENT", &stick]);
    stage.json(&["merge", &other, file["file"].as_str().unwrap()]);
    assert_eq!(shown(&other), code.as_str());
    assert_eq!(stage.json(&["scan", &other, &code])["decision"], "admit");
    stage.fails("not_permitted", &["rotate-key", &other]);
}

#[test]
fn an_erased_guest_has_no_name_left_and_a_history() {
    let (stage, _, _, _) = two_desks();
    let id = stage.json(&["guest", "EVENT", "ana@example.com"])["guest"]["id"].as_str().unwrap().to_owned();
    stage.fails("reason_required", &["erase", "EVENT", &id, "--reason", " "]);
    stage.fails("no_such_guest", &["erase", "EVENT", "nobody@example.com", "--reason", "asked for it"]);
    let done = stage.json(&["erase", "EVENT", "ana@example.com", "--reason", "asked for it"]);
    assert_eq!(done["record"].as_str().map(str::len), Some(64), "{done}");
    assert_eq!(stage.json(&["guests", "EVENT"])["total"], 0);
    let guest = stage.json(&["guest", "EVENT", &id]);
    assert_eq!((&guest["guest"]["name"], &guest["guest"]["email"]), (&"(erased)".into(), &Value::Null));
    assert!(stage.run(&["guest", "EVENT", &id, "--lang", "zh"]).out.contains("已抹除"));
    assert_eq!(stage.json(&["verify", "EVENT"])["ok"], true);
    stage.fails("no_such_guest", &["guest", "EVENT", "ana@example.com"]);
}

#[test]
fn a_finding_is_acknowledged_by_its_id_or_the_start_of_it_with_a_reason() {
    let (stage, _, file) = let_in_twice();
    stage.json(&["merge", "EVENT", &file]);
    let id = stage.json(&["findings", "EVENT"])["findings"][0]["id"].as_str().unwrap().to_owned();
    stage.fails("no_such_record", &["acknowledge", "EVENT", "0000000000000000", "--reason", "seen"]);
    stage.fails("reason_required", &["acknowledge", "EVENT", &id, "--reason", " "]);
    let done = stage.json(&["acknowledge", "EVENT", &id[..12], "--reason", "one person, two doors"]);
    assert_eq!(done["record"].as_str().map(str::len), Some(64), "{done}");
    let found = &stage.json(&["findings", "EVENT"])["findings"][0];
    assert_eq!(found["acknowledged"], true, "{found}");
    assert!(stage.run(&["findings", "EVENT"]).out.contains("[acknowledged]"));
}
