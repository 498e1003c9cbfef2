//! Scans, streams of codes and the head count, with the real program.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::common::{Stage, three_seconds};
use serde_json::Value;

#[test]
fn a_stream_answers_each_code_before_the_next_one_is_sent() {
    let (stage, code) = Stage::with_guest();
    let mut command = stage.command(&["scan", "EVENT", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut codes, mut answers) =
        (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()).lines());
    for (sent, decision) in [(code.as_str(), "refer"), ("nobody's", "refuse")] {
        writeln!(codes, "{sent}").unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!((&answer["decision"], &answer["recorded"]), (&decision.into(), &true.into()), "{answer}");
    }
    drop(codes);
    assert!(answers.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(0), "a refusal is no failure");
}

#[test]
fn what_is_no_badge_is_a_decision_that_leaves_no_trace() {
    let (stage, _) = Stage::with_guest();
    let before = stage.json(&["fingerprint", "EVENT"]);
    for strange in ["9".repeat(10_000), "a\u{7}b\u{1b}[2J".to_owned()] {
        let answer = stage.json(&["scan", "EVENT", &strange]);
        assert_eq!(
            (&answer["decision"], &answer["reasons"][0]["code"]),
            (&"refuse".into(), &"unknown_code".into())
        );
        assert_eq!(answer["recorded"], false);
    }
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), before);
}

#[test]
fn a_code_with_one_changed_digit_is_never_genuine() {
    let (stage, code) = Stage::with_guest();
    let last = code.chars().last().unwrap().to_digit(10).unwrap();
    let forged = format!("{}{}", &code[..33], (last + 1) % 10);
    let answer = stage.json(&["scan", "EVENT", &forged]);
    assert_eq!(
        (&answer["decision"], &answer["reasons"][0]["code"]),
        (&"refuse".into(), &"not_authentic".into())
    );
}

#[test]
fn looking_shows_the_decision_and_records_nothing() {
    let (stage, code) = Stage::with_guest();
    let before = stage.json(&["fingerprint", "EVENT"]);
    let look = stage.json(&["scan", "EVENT", &code, "--look"]);
    assert_eq!((&look["decision"], &look["recorded"]), (&"refer".into(), &false.into()));
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), before);
}

#[test]
fn an_override_lets_in_and_an_exit_frees_the_place() {
    let (stage, code) = Stage::with_guest();
    let verdict = stage.json(&["override", "EVENT", &code, "--reason", "host vouches"]);
    assert_eq!((&verdict["decision"], &verdict["overridden"]), (&"admit".into(), &true.into()));
    assert_eq!(stage.json(&["occupancy", "EVENT"])["inside"], 1);
    let exit = stage.json(&["scan", "EVENT", "--guest", "ana@example.com", "--direction", "exit"]);
    assert_eq!((&exit["decision"], &exit["direction"]), (&"admit".into(), &"exit".into()));
    assert_eq!(stage.json(&["occupancy", "EVENT"])["inside"], 0);
}

#[test]
fn stop_entry_corrections_and_everyone_out_change_the_head_count() {
    let (stage, code) = Stage::with_guest();
    stage.json(&["stop-entry", "EVENT", "--reason", "marshal"]);
    let refused = stage.json(&["scan", "EVENT", &code]);
    assert_eq!(refused["reasons"][0]["code"], "entry_stopped");
    stage.json(&["resume", "EVENT"]);
    let record = stage.json(&["correct", "EVENT", "--by", "-2", "--reason", "back door"])["record"].clone();
    assert_eq!(stage.json(&["occupancy", "EVENT"])["inside"], -2);
    stage.json(&["void", "EVENT", record.as_str().unwrap(), "--reason", "miscounted"]);
    assert_eq!(stage.json(&["occupancy", "EVENT"])["inside"], 0);
    stage.json(&["override", "EVENT", &code, "--reason", "host vouches"]);
    stage.json(&["everyone-out", "EVENT"]);
    assert_eq!(stage.json(&["occupancy", "EVENT"])["inside"], 0);
}

#[test]
fn a_lost_badge_is_refused_once_replaced_and_a_revoked_one_too() {
    let (stage, lost) = Stage::with_guest();
    let new = stage.json(&["reissue", "EVENT", "ana@example.com", "--reason", "lost"]);
    let new = new["guest"]["badge"]["code"].as_str().unwrap().to_owned();
    assert_eq!(stage.json(&["scan", "EVENT", &lost])["reasons"][0]["code"], "badge_replaced");
    stage.json(&["badge", "EVENT", &new, "--state", "revoked", "--reason", "stolen"]);
    assert_eq!(stage.json(&["scan", "EVENT", &new])["reasons"][0]["code"], "badge_revoked");
    stage.json(&["badge", "EVENT", &new, "--state", "active", "--reason", "found"]);
    three_seconds();
    assert_eq!(stage.json(&["scan", "EVENT", &new])["decision"], "refer");
}

#[test]
fn people_read_the_verdict_in_their_language() {
    let (stage, code) = Stage::with_guest();
    let english = stage.run(&["scan", "EVENT", &code, "--look"]).out;
    assert!(english.starts_with("CHECK FIRST") && english.contains("Ana Souza"), "{english}");
    let chinese = stage.run(&["scan", "EVENT", &code, "--look", "--lang", "zh"]).out;
    assert!(chinese.starts_with("请先核实") && chinese.contains("Ana Souza"), "{chinese}");
    let by_system =
        stage.command(&["scan", "EVENT", &code, "--look"]).env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
    assert_eq!(String::from_utf8(by_system.stdout).unwrap(), chinese, "left out: the system's");
}

#[test]
fn the_note_about_a_guest_is_shown_with_the_answer() {
    let (stage, code) = Stage::with_guest();
    stage.json(&["edit", "EVENT", &code, "--attention", "Comes with two bodyguards"]);
    let shown = stage.run(&["scan", "EVENT", &code]).out;
    assert!(shown.contains("Note: Comes with two bodyguards"), "{shown}");
}

#[test]
fn help_speaks_the_language_asked_for() {
    let stage = Stage::empty();
    let english = stage.run(&["scan", "--help"]).out;
    assert!(english.contains("Usage: gatehouse scan"), "{english}");
    let chinese = stage.run(&["scan", "--help", "--lang", "zh"]).out;
    assert!(chinese.contains("用法：gatehouse scan") && !chinese.contains("Usage"), "{chinese}");
}
