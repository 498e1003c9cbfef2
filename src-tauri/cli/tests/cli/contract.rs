//! The JSON that is promised to scripts: exactly these keys, written out here as they are promised.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::common::{Stage, three_seconds, two_desks};

const GUEST: &str = "{id, reference, name, email, company, category, status, presence:{state, zone, since}, screening:[{step, state, at, by}], badge:{code, state}}";
const VERDICT: &str = "{decision, reasons:[{code, text}], notes:[{code, text}], guest:GUEST, direction, recorded, repeat, overridden}";
const FINDING: &str = "{id, kind, text, at, desks:[_], explained, acknowledged}";
const DESK: &str = "{id, name, slot, organiser, retired, own, up_to, at, told_at, branched}";

/// What an answer must look like: a single value, exactly these keys, or a list.
#[derive(Debug)]
enum Form {
    Value,
    Keys(BTreeMap<String, Form>),
    List(Box<Form>),
}

impl Form {
    fn of(written: &str) -> Self {
        let written = written.replace("FINDING", FINDING).replace("DESK", DESK).replace("GUEST", GUEST);
        let mut signs: Vec<char> = written.chars().filter(|sign| !sign.is_whitespace()).rev().collect();
        let form = Self::read(&mut signs);
        assert!(signs.is_empty(), "{written}");
        form
    }

    fn read(signs: &mut Vec<char>) -> Self {
        match signs.pop() {
            Some('[') => {
                let inner = Self::read(signs);
                assert_eq!(signs.pop(), Some(']'));
                Self::List(Box::new(inner))
            }
            Some('{') => Self::Keys(Self::read_keys(signs)),
            other => {
                assert_eq!(other, Some('_'), "a value is written as _");
                Self::Value
            }
        }
    }

    fn read_keys(signs: &mut Vec<char>) -> BTreeMap<String, Self> {
        let (mut keys, mut key) = (BTreeMap::new(), String::new());
        while let Some(sign) = signs.pop() {
            match sign {
                ':' => drop(keys.insert(std::mem::take(&mut key), Self::read(signs))),
                ',' | '}' if key.is_empty() => {}
                ',' | '}' => drop(keys.insert(std::mem::take(&mut key), Self::Value)),
                sign => key.push(sign),
            }
            if sign == '}' {
                break;
            }
        }
        keys
    }

    /// Panics where a value has other keys than promised; null may stand for what there is not.
    fn assert_held_by(&self, value: &Value, at: &str) {
        match (self, value) {
            (_, Value::Null) => {}
            (Self::Value, value) => assert!(!value.is_object() && !value.is_array(), "{at}: {value}"),
            (Self::List(each), Value::Array(values)) => {
                values.iter().for_each(|value| each.assert_held_by(value, &format!("{at}[]")));
            }
            (Self::Keys(keys), Value::Object(held)) => {
                let (promised, held_keys): (Vec<_>, Vec<_>) = (keys.keys().collect(), held.keys().collect());
                assert_eq!(held_keys, promised, "{at}: {value}");
                keys.iter().for_each(|(key, form)| form.assert_held_by(&held[key], &format!("{at}.{key}")));
            }
            (form, value) => panic!("{at}: {form:?} is promised, {value} came"),
        }
    }
}

impl Stage {
    /// Runs with `--json`; what comes is exactly what is promised, with every time by the event's clock.
    #[track_caller]
    fn promised(&self, form: &str, words: &[&str]) -> Value {
        let answer = self.json(words);
        Form::of(form).assert_held_by(&answer, words[0]);
        assert_times(&answer);
        answer
    }
}

/// Every text that is a moment is RFC 3339 with the event's offset.
fn assert_times(value: &Value) {
    match value {
        Value::String(text) if chrono::DateTime::parse_from_rfc3339(text).is_ok() => {
            assert!(text.ends_with("+08:00"), "{text}");
        }
        Value::Array(values) => values.iter().for_each(assert_times),
        Value::Object(values) => values.values().for_each(assert_times),
        _ => {}
    }
}

fn is_some_list(value: &Value) -> bool {
    value.as_array().is_some_and(|list| !list.is_empty())
}

#[test]
fn the_event_and_its_journal_answer_as_promised() {
    let stage = Stage::empty();
    let new = ["new", "EVENT", "--name", "Party", "--timezone", "Asia/Shanghai"];
    stage.promised("{event, desk}", &new);
    let file = stage.file("doors.toml", "[event]\ncapacity = 9\ndoors_open = \"2026-11-28 18:00\"\n");
    let tree = "{event:{name, timezone, capacity, doors_open, reentry}, zone:[{name}], category:[{name}], checkpoint:[{name, zone, direction}], screening:[{key, label, valid}], operator:[{name, role}]}";
    stage.promised(tree, &["settings", "EVENT", "--load", &file]);
    stage.promised(tree, &["settings", "EVENT"]);
    let record =
        stage.promised("{record}", &["correct", "EVENT", "--by", "1", "--reason", "x"])["record"].clone();
    stage.promised("{record}", &["void", "EVENT", record.as_str().unwrap(), "--reason", "x"]);
    stage.promised("{record}", &["stop-entry", "EVENT", "--reason", "x"]);
    stage.promised("{record}", &["resume", "EVENT"]);
    stage.promised("{record}", &["everyone-out", "EVENT"]);
    let occupancy = "{inside, capacity, as_of:[{desk, at}], zones:[{zone, inside, capacity}]}";
    let occupancy = stage.promised(occupancy, &["occupancy", "EVENT"]);
    assert!(is_some_list(&occupancy["as_of"]) && is_some_list(&occupancy["zones"]));
    stage.promised("{fingerprint, records}", &["fingerprint", "EVENT"]);
    stage.promised("{ok, records, problems:[_]}", &["verify", "EVENT"]);
    stage.promised("{}", &["rebuild", "EVENT"]);
    stage.promised("{record}", &["rotate-key", "EVENT"]);
}

#[test]
fn lists_and_guests_answer_as_promised() {
    let (stage, _) = Stage::with_guest();
    let list = stage.file(
        "list.csv",
        "ID,Name,Email,Phone,Category\n1,Bo,bo@example.org,1.38E+10,press\n2,Cy,nonsense,,\n3,,,,\n",
    );
    let import = "{import, source, encoding, delimiter, mapping:[{column, field}], rows, new, changed, same, gone, duplicates, not_admitted, rejected:[{line, column, value, reason}], warnings:[{line, column, value, reason}], new_categories:[_], applied}";
    let dry = stage.promised(import, &["import", "EVENT", &list, "--dry-run"]);
    assert_eq!((&dry["import"], &dry["applied"]), (&Value::Null, &false.into()));
    let done = stage.promised(import, &["import", "EVENT", &list]);
    assert!(
        ["mapping", "rejected", "warnings", "new_categories"].iter().all(|key| is_some_list(&done[key])),
        "{done}"
    );
    stage.promised("{record}", &["void", "EVENT", done["import"].as_str().unwrap(), "--reason", "x"]);
    stage.json(&["import", "EVENT", &list]);
    let guests = stage.promised("{guests:[GUEST], total}", &["guests", "EVENT"]);
    assert_eq!(
        guests["guests"].as_array().map(Vec::len),
        guests["total"].as_u64().map(|total| total as usize)
    );
    let changed = "{guest:GUEST, record}";
    let added =
        stage.promised(changed, &["add", "EVENT", "--name", "Di", "--phone", "123", "--title", "CTO"]);
    let di = added["guest"]["id"].as_str().unwrap().to_owned();
    stage.promised(changed, &["edit", "EVENT", &di, "--company", "Lumen"]);
    let same = stage.promised(changed, &["edit", "EVENT", &di, "--company", "Lumen"]);
    assert_eq!(same["record"], Value::Null, "nothing needed a change");
    let badge = stage.promised(changed, &["reissue", "EVENT", &di, "--reason", "x"]);
    let code = badge["guest"]["badge"]["code"].as_str().unwrap().to_owned();
    stage.promised(changed, &["badge", "EVENT", &code, "--state", "revoked", "--reason", "x"]);
    let screened = stage.promised(changed, &["screen", "EVENT", &di, "--step", "id", "--outcome", "pass"]);
    assert!(screened["guest"]["screening"][0]["at"].as_str().unwrap().ends_with("+08:00"), "{screened}");
    let line = "{record, at, desk, operator, kind, text}";
    stage.promised(&format!("{{guest:GUEST, history:[{line}]}}"), &["guest", "EVENT", &di]);
    stage.promised("{}", &["export-guests", "EVENT", "out.csv"]);
    stage.promised("{record}", &["erase", "EVENT", &di, "--reason", "x"]);
}

#[test]
fn badge_files_answer_as_promised() {
    let (stage, _) = Stage::with_guest();
    stage.json(&["add", "EVENT", "--name", "Eve", "--status", "pending"]);
    stage.json(&["add", "EVENT", "--name", "\u{10900}\u{10901}"]);
    let badges =
        "{badges, pages, files:[_], left_out:[{guest, reason}], not_printable:[{guest, characters}]}";
    let made = stage.promised(badges, &["badges", "EVENT", "--out", "badges.pdf"]);
    assert!(["files", "left_out", "not_printable"].iter().all(|key| is_some_list(&made[key])), "{made}");
}

#[test]
fn the_door_answers_as_promised() {
    let (stage, code) = Stage::with_guest();
    let refer = stage.promised(VERDICT, &["scan", "EVENT", &code]);
    assert!(is_some_list(&refer["reasons"]) && refer["guest"].is_object(), "{refer}");
    stage.promised(VERDICT, &["scan", "EVENT", &code, "--look"]);
    let nobody = stage.promised(VERDICT, &["scan", "EVENT", "nobody's"]);
    assert_eq!(nobody["guest"], Value::Null);
    stage.promised(VERDICT, &["override", "EVENT", &code, "--reason", "host vouches"]);
    stage.promised(VERDICT, &["scan", "EVENT", &code, "--direction", "exit"]);
    three_seconds();
    let twice =
        stage.promised(VERDICT, &["scan", "EVENT", "--guest", "ana@example.com", "--direction", "exit"]);
    assert!(is_some_list(&twice["notes"]), "{twice}");
}

#[test]
fn desks_and_their_files_answer_as_promised() {
    let (stage, other, stick, code) = two_desks();
    let at = |name: &str| stage.folder.path().join(name).to_str().unwrap().to_owned();
    let (kit, secret) = (at("c.ghkit"), at("secret.txt"));
    let add = ["add-desk", "EVENT", "--name", "C", "--kit", &kit, "--passphrase-file", &secret];
    let added = stage.promised("{record}", &add);
    assert_eq!(added["record"].as_str().map(str::len), Some(64), "{added}");
    stage.promised("{}", &["join", &kit, &at("third"), "--passphrase-file", &secret]);
    for event in ["EVENT", &other] {
        stage.json(&["scan", event, &code]);
    }
    let carried = stage.promised("{file, records, bytes}", &["export", &other, &stick]);
    let file = carried["file"].as_str().unwrap();
    let merged = "{new, known, waiting, missing:[{desk, from, to}], findings}";
    stage.promised(merged, &["merge", "EVENT", file, "--dry-run"]);
    stage.promised(merged, &["merge", "EVENT", file]);
    let found = stage.promised("{findings:[FINDING]}", &["findings", "EVENT"]);
    let id = found["findings"][0]["id"].as_str().unwrap();
    stage.promised("{record}", &["acknowledge", "EVENT", id, "--reason", "x"]);
    // What B holds and C was never given is missing at C.
    let for_b = |name: &str| {
        let carried = stage.json(&["export", "EVENT", &at(name), "--for", "B"]);
        carried["file"].as_str().unwrap().to_owned()
    };
    stage.json(&["merge", &other, &for_b("1.ghbundle")]);
    let back = stage.json(&["export", &other, &stick]);
    stage.json(&["merge", "EVENT", back["file"].as_str().unwrap()]);
    stage.json(&["scan", "EVENT", &code, "--direction", "exit"]);
    let gap = stage.promised(merged, &["merge", &at("third"), &for_b("2.ghbundle")]);
    assert!(is_some_list(&gap["missing"]), "{gap}");
    let desks = stage.promised("{desks:[DESK]}", &["desks", "EVENT"]);
    assert!(is_some_list(&desks["desks"]), "{desks}");
    stage.promised("{}", &["exchange", "EVENT", &stick, "--once"]);
    stage.promised("{record}", &["retire-desk", "EVENT", "C", "--reason", "x"]);
    let list = stage.file("team.csv", "ID,Name\n1,Bo\n");
    stage.json(&["import", "EVENT", &list]);
    let backup = std::fs::read_dir(stage.event.join("backups")).unwrap().flatten().next().unwrap().path();
    stage.promised("{}", &["restore", backup.to_str().unwrap(), "EVENT"]);
}

#[test]
fn an_error_is_its_code_what_happened_and_what_to_do_on_stderr_alone() {
    let stage = Stage::with_event();
    for words in
        [&["scan"][..], &["guest", "EVENT", "nobody"], &["scan", "EVENT", "1", "--checkpoint", "roof"]]
    {
        let (_, error) = stage.failure(words);
        Form::of("{code, message, hint}").assert_held_by(&error, "error");
    }
}

#[test]
fn a_stream_of_codes_is_answered_line_by_line_in_the_shape_of_one() {
    let (stage, code) = Stage::with_guest();
    let answers = stage.stream(format!("{code}\nnobody's\n").as_bytes());
    assert_eq!(answers.len(), 2);
    answers.iter().for_each(|answer| Form::of(VERDICT).assert_held_by(answer, "scan -"));
}
