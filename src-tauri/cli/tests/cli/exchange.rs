//! The exchange folder on the command line.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::Value;

use crate::common::two_desks;

#[test]
fn one_call_each_at_a_folder_brings_desks_in_step() {
    let (stage, other, stick, code) = two_desks();
    stage.json(&["scan", "EVENT", &code]);
    let once = stage.run(&["exchange", "EVENT", &stick, "--once", "--json"]);
    assert_eq!((once.status, once.out.as_str()), (0, "{}\n"));
    assert!(once.err.contains("\"notice\"") && once.err.contains("B read never"), "{}", once.err);
    stage.json(&["exchange", &other, &stick, "--once"]);
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), stage.json(&["fingerprint", &other]));
    let said = stage.run(&["exchange", &other, &stick, "--once"]).out;
    assert!(said.contains("written ") && said.contains("Desk 1 read "), "{said}");
    let said = stage.run(&["exchange", &other, &stick, "--once", "--lang", "zh"]).out;
    assert!(said.contains("写出") && said.contains("收入"), "{said}");
    stage.fails("bad_file", &["exchange", "EVENT", "/no/such/folder", "--once"]);
}

#[test]
fn a_desk_that_scans_exchanges_meanwhile_and_one_that_only_exchanges_says_so_and_ends_on_a_signal() {
    let (stage, other, stick, code) = two_desks();
    let mut waiting = stage.command(&["exchange", &other, &stick, "--json"]);
    let mut waiting = waiting.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(waiting.stderr.take().unwrap()).lines();
    let mut scanning = stage.command(&["scan", "EVENT", "-", "--exchange", &stick]);
    let mut scanning = scanning.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut scanner = scanning.stdin.take().unwrap();
    let mut verdicts = BufReader::new(scanning.stdout.take().unwrap()).lines();
    writeln!(scanner, "{code}").unwrap();
    let verdict: Value = serde_json::from_str(&verdicts.next().unwrap().unwrap()).unwrap();
    assert_eq!(verdict["decision"], "admit", "{verdict}");
    drop(scanner);
    assert!(scanning.wait().unwrap().success());
    let read = lines.any(|line| {
        let state: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let said = state["notice"].as_str().unwrap_or_default();
        said.contains("Desk 1 read ") && !said.contains("Desk 1 read never")
    });
    assert!(read, "a notice says that a file of the other desk came in");
    let ended = std::process::Command::new("kill").arg(waiting.id().to_string()).status();
    assert!(ended.unwrap().success());
    let ended = waiting.wait_with_output().unwrap();
    assert!(ended.status.success(), "a signal is how it ends");
    assert_eq!(ended.stdout, b"{}\n", "one JSON document, whatever was told meanwhile");
    assert_eq!(stage.json(&["scan", &other, &code])["reasons"][0]["code"], "already_inside");
}
