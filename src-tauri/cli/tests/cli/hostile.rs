//! Whatever a scanner, a cable or a joker sends: each code gets one answer, and the next one works.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::Value;

use crate::common::Stage;

fn decided(answer: &Value) -> (&str, &str) {
    (answer["decision"].as_str().unwrap(), answer["reasons"][0]["code"].as_str().unwrap_or_default())
}

#[test]
fn whatever_comes_between_two_badges_is_one_refusal_and_the_second_badge_is_read_as_ever() {
    let (stage, code) = Stage::with_guest();
    let wide: String =
        code.chars().map(|digit| char::from_u32(digit as u32 - 0x30 + 0xff10).unwrap()).collect();
    let hostile: Vec<Vec<u8>> = vec![
        vec![b'7'; 10_000],
        vec![b'7'; 70_000],
        "王".repeat(10_000).into_bytes(),
        b"\x00\x00\x00".to_vec(),
        b"\x1b[2J\x1b]0;owned\x07".to_vec(),
        b"\xff\xfe\x80broken".to_vec(),
        b"\xc3".to_vec(),
        b"\\000026".to_vec(),
        "\u{202e}reversed".into(),
        "'; DROP TABLE guest; --".into(),
        "{\"code\":1}".into(),
        code[..33].into(),
        format!("{code}0").into(),
    ];
    let badges = [code.clone(), format!("\\000026{code}\r"), wide, format!("  {code}\t")];
    let mut lines: Vec<u8> = format!("{code}\n").into_bytes();
    for (nth, bad) in hostile.iter().enumerate() {
        lines.extend(bad.iter().chain(b"\n"));
        lines.extend(badges[nth % badges.len()].bytes().chain([b'\n']));
    }
    let answers = stage.stream(&lines);
    assert_eq!(answers.len(), 1 + 2 * hostile.len(), "one answer each");
    for (pair, bad) in answers[1..].chunks(2).zip(&hostile) {
        let (decision, reason) = decided(&pair[0]);
        assert_eq!(decision, "refuse", "{:?}", String::from_utf8_lossy(&bad[..bad.len().min(40)]));
        assert!(["unknown_code", "not_authentic"].contains(&reason), "{reason}");
        assert_eq!(decided(&pair[1]), ("refer", "screening_missing"), "{}", pair[1]);
    }
    assert_eq!(stage.json(&["verify", "EVENT"])["ok"], true);
}

#[test]
fn thousands_of_lines_get_as_many_answers_in_their_order() {
    let (stage, code) = Stage::with_guest();
    let mut lines = String::new();
    for nth in 0..3_000 {
        lines += &if nth % 30 == 7 { format!("stray-{nth}\n") } else { format!("{code}\n") };
    }
    let answers = stage.stream(lines.as_bytes());
    assert_eq!(answers.len(), 3_000);
    for (nth, answer) in answers.iter().enumerate() {
        let expected =
            if nth % 30 == 7 { ("refuse", "unknown_code") } else { ("refer", "screening_missing") };
        assert_eq!(decided(answer), expected, "line {nth}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_without_an_end_takes_no_more_memory_the_longer_it_gets() {
    let (stage, code) = Stage::with_guest();
    let mut command = stage.command(&["scan", "EVENT", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut codes, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let megabyte = vec![b'9'; 1 << 20];
    (0..300).for_each(|_| codes.write_all(&megabyte).unwrap());
    write!(codes, "\n{code}\n").unwrap();
    let mut answers = answers.lines().map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    assert_eq!(decided(&answers.next().unwrap()), ("refuse", "unknown_code"));
    assert_eq!(decided(&answers.next().unwrap()), ("refer", "screening_missing"));
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").trim().parse().unwrap();
    assert!(peak < 150 << 10, "{peak} kB at most for a line of 300 MB");
    drop(codes);
    assert!(child.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_wrong_usage() {
    use std::os::unix::ffi::OsStrExt;
    let (stage, _) = Stage::with_guest();
    let mut command = stage.command(&["scan", "EVENT", "--json"]);
    let ended = command.arg(std::ffi::OsStr::from_bytes(b"\xff\xfe")).output().unwrap();
    let error: Value = serde_json::from_slice(&ended.stderr).unwrap();
    assert_eq!((ended.status.code(), &error["code"]), (Some(2), &"usage".into()), "{error}");
}

#[test]
fn doors_go_by_the_events_zone_wherever_the_desk_thinks_it_is() {
    let (stage, code) = Stage::with_guest();
    let shanghai = chrono::FixedOffset::east_opt(8 * 3600).unwrap();
    let local = |minutes: i64| {
        // The program asks the real clock, so its test has to.
        #[allow(clippy::disallowed_methods)]
        let then = std::time::SystemTime::now();
        let then = chrono::DateTime::<chrono::Utc>::from(then) + chrono::TimeDelta::minutes(minutes);
        then.with_timezone(&shanghai).format("%Y-%m-%d %H:%M").to_string()
    };
    for (opens, closes, expected) in
        [(90, 600, "too_early"), (-90, 90, "screening_missing"), (-600, -90, "too_late")]
    {
        let doors =
            format!("[event]\ndoors_open = \"{}\"\ndoors_close = \"{}\"\n", local(opens), local(closes));
        stage.json(&["settings", "EVENT", "--load", &stage.file("doors.toml", doors)]);
        for zone in ["America/Los_Angeles", "Pacific/Kiritimati", "UTC"] {
            let mut command = stage.command(&["scan", "EVENT", &code, "--look", "--json"]);
            let answer = command.env("TZ", zone).output().unwrap();
            let answer: Value = serde_json::from_slice(&answer.stdout).unwrap();
            assert_eq!(answer["reasons"][0]["code"], expected, "{zone}: {answer}");
        }
    }
}
