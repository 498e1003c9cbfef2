//! What goes wrong is told by code, in a sentence with what to do, in both languages; nothing is changed.

use std::process::Stdio;

use crate::common::Stage;

#[test]
fn wrong_usage_ends_with_2() {
    let stage = Stage::with_event();
    for words in [
        &["scan"][..],
        &["scam", "EVENT", "1"],
        &["scan", "EVENT", "1", "--chekpoint", "door"],
        &["scan", "EVENT", "1", "--direction", "up"],
        &["scan", "EVENT", "1", "--guest", "x"],
        &["new", "EVENT", "--name", "x", "--timezone", "Mars/Base"],
        &["reissue", "EVENT", "x"],
        &["guests", "EVENT", "--limit", "many"],
    ] {
        stage.fails("usage", words);
    }
}

#[test]
fn no_command_at_all_shows_what_there_is_in_the_language_asked_for() {
    let stage = Stage::empty();
    let chinese = stage.run(&["--lang", "zh"]);
    assert_eq!(chinese.status, 2);
    assert!(chinese.err.contains("在检查点对胸卡作出判定"), "{}", chinese.err);
}

#[test]
fn a_folder_that_is_no_event_is_left_alone() {
    let stage = Stage::empty();
    stage.fails("not_an_event", &["guests", "EVENT"]);
    assert!(!stage.event.exists(), "nothing is created");
    std::fs::create_dir(&stage.event).unwrap();
    stage.fails("not_an_event", &["guests", "EVENT"]);
    assert_eq!(std::fs::read_dir(&stage.event).unwrap().count(), 0);
}

#[test]
fn an_event_is_never_created_over_something() {
    let stage = Stage::with_event();
    stage.fails("already_exists", &["new", "EVENT", "--name", "Another"]);
    assert_eq!(stage.json(&["settings", "EVENT"])["event"]["name"], "Hiring party");
}

#[test]
fn an_event_without_a_name_is_not_created() {
    let stage = Stage::empty();
    for name in ["", "  "] {
        stage.fails("bad_settings", &["new", "EVENT", "--name", name]);
    }
    assert!(!stage.event.exists(), "nothing is created");
}

#[cfg(unix)]
#[test]
fn a_list_of_a_gigabyte_or_without_an_end_is_refused_before_it_is_read_through() {
    let stage = Stage::with_event();
    let list = stage.file("list.csv", "Name\n\"");
    std::fs::File::options().write(true).open(&list).unwrap().set_len(1 << 30).unwrap();
    stage.fails("bad_file", &["import", "EVENT", &list]);
    stage.fails("bad_file", &["import", "EVENT", "/dev/zero"]);
    assert_eq!(stage.json(&["guests", "EVENT"])["total"], 0);
}

#[test]
fn a_second_program_is_kept_out_until_the_first_has_done() {
    let stage = Stage::with_event();
    let mut command = stage.command(&["scan", "EVENT", "-"]);
    let mut first = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut codes = first.stdin.take().unwrap();
    let mut answers = std::io::BufReader::new(first.stdout.take().unwrap());
    std::io::Write::write_all(&mut codes, b"x\n").unwrap();
    std::io::BufRead::read_line(&mut answers, &mut String::new()).unwrap();
    stage.fails("event_in_use", &["guests", "EVENT"]);
    drop(codes);
    first.wait().unwrap();
    stage.json(&["guests", "EVENT"]);
}

#[test]
fn an_event_of_a_newer_program_is_not_touched() {
    let stage = Stage::with_event();
    let database = rusqlite::Connection::open(stage.event.join("event.db")).unwrap();
    database.pragma_update(None, "user_version", 1_000).unwrap();
    drop(database);
    let before = std::fs::read(stage.event.join("event.db")).unwrap();
    stage.fails("event_newer", &["guests", "EVENT"]);
    assert!(std::fs::read(stage.event.join("event.db")).unwrap() == before);
}

#[test]
fn views_that_say_other_than_the_journal_are_found_and_made_anew() {
    for spoiled in [
        "DELETE FROM guest",
        "DELETE FROM badge",
        "UPDATE occupancy SET guests = 99",
        "UPDATE guest SET email = 'other@example.com'",
        "INSERT INTO foreign_code SELECT 'made-up', id FROM guest",
    ] {
        let (stage, code) = Stage::with_guest();
        stage.json(&["override", "EVENT", &code, "--reason", "known to the host"]);
        let database = rusqlite::Connection::open(stage.event.join("event.db")).unwrap();
        assert!(database.execute(spoiled, []).unwrap() > 0, "{spoiled}");
        drop(database);
        assert_eq!(stage.run(&["verify", "EVENT"]).status, 1, "{spoiled}");
        stage.json(&["rebuild", "EVENT"]);
        assert_eq!(stage.json(&["verify", "EVENT"])["ok"], true, "{spoiled}");
    }
}

#[test]
fn an_import_that_is_refused_leaves_no_word_of_one_cut_off() {
    let stage = Stage::with_event();
    let settings = stage.folder.path().join("roles.toml");
    std::fs::write(&settings, "[[operator]]\nname = \"organiser\"\nrole = \"organiser\"\n[[operator]]\nname = \"Sam\"\nrole = \"scanner\"\n").unwrap();
    stage.json(&["settings", "EVENT", "--load", settings.to_str().unwrap()]);
    let list = stage.folder.path().join("list.csv");
    std::fs::write(&list, "name,email\nBo,bo@example.org\n").unwrap();
    stage.fails("not_permitted", &["import", "EVENT", list.to_str().unwrap(), "--operator", "Sam"]);
    assert_eq!(stage.run(&["guests", "EVENT"]).err, "");
}

#[test]
fn a_count_that_was_changed_by_mistake_can_be_taken_back_by_what_was_printed() {
    let stage = Stage::with_event();
    let shown = stage.run(&["correct", "EVENT", "--by", "3", "--reason", "walked past"]).out;
    let record = shown.split_whitespace().find(|word| word.len() == 64).unwrap().to_owned();
    stage.json(&["void", "EVENT", &record, "--reason", "counted twice"]);
    assert_eq!(stage.json(&["occupancy", "EVENT"])["inside"], 0);
}

#[test]
fn an_event_damaged_in_both_copies_is_kept_as_it_is() {
    let stage = Stage::with_event();
    for name in ["event.db", "journal.log"] {
        std::fs::write(stage.event.join(name), [0x5a; 9_000]).unwrap();
    }
    let _ = std::fs::remove_file(stage.event.join("event.db-wal"));
    stage.fails("event_damaged", &["guests", "EVENT"]);
}

#[test]
fn what_is_no_guest_list_is_refused_whole() {
    let stage = Stage::with_event();
    let before = stage.json(&["fingerprint", "EVENT"]);
    let noise: Vec<u8> = (0..4_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (name, bytes) in [
        ("page.csv", &b"<!DOCTYPE html><html><body>Sign in</body></html>"[..]),
        ("noise.csv", &noise),
        ("empty.csv", b""),
        ("blank.csv", b"\n\n\n"),
        ("prices.csv", b"price,weight\n3,4\n5,6\n"),
    ] {
        stage.fails("bad_file", &["import", "EVENT", &stage.file(name, bytes)]);
    }
    stage.fails("bad_file", &["import", "EVENT", "nowhere.csv"]);
    stage.fails("bad_file", &["import", "EVENT", "."]);
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), before);
}

#[test]
fn names_that_stand_for_nothing_are_told_apart() {
    let (stage, code) = Stage::with_guest();
    let before = stage.json(&["fingerprint", "EVENT"]);
    stage.fails("no_such_guest", &["guest", "EVENT", "nobody"]);
    stage.fails("no_such_checkpoint", &["scan", "EVENT", &code, "--checkpoint", "roof"]);
    stage.fails("no_such_step", &["screen", "EVENT", &code, "--step", "dance", "--outcome", "pass"]);
    stage.fails("no_such_operator", &["scan", "EVENT", &code, "--operator", "Eve"]);
    stage.fails("no_such_record", &["void", "EVENT", &"0".repeat(64), "--reason", "x"]);
    stage.fails("reason_required", &["screen", "EVENT", &code, "--step", "bag", "--outcome", "waive"]);
    stage.fails("reason_required", &["edit", "EVENT", &code, "--status", "blocked"]);
    stage.fails("bad_settings", &["settings", "EVENT", "--load", &stage.file("bad.toml", "[event\n")]);
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), before, "nothing was recorded");
}

#[test]
fn two_guests_of_one_e_mail_are_both_named() {
    let stage = Stage::with_event();
    for name in ["Ana Souza", "Rui Souza"] {
        stage.json(&["add", "EVENT", "--name", name, "--email", "souza@example.com"]);
    }
    let (_, error) = stage.failure(&["guest", "EVENT", "souza@example.com"]);
    assert_eq!(error["code"], "ambiguous_guest");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("Ana Souza") && message.contains("Rui Souza"), "{message}");
}

#[test]
fn a_scanner_may_not_waive_or_correct() {
    let (stage, code) = Stage::with_guest();
    let shown = stage.run(&["settings", "EVENT"]).out;
    let more = format!("{shown}\n[[operator]]\nname = \"Sam\"\nrole = \"scanner\"\n");
    stage.json(&["settings", "EVENT", "--load", &stage.file("more.toml", more)]);
    let waive = [
        "screen",
        "EVENT",
        &code,
        "--step",
        "bag",
        "--outcome",
        "waive",
        "--reason",
        "x",
        "--operator",
        "Sam",
    ];
    stage.fails("not_permitted", &waive);
    stage.fails("not_permitted", &["correct", "EVENT", "--by", "1", "--reason", "x", "--operator", "Sam"]);
    assert_eq!(stage.json(&["scan", "EVENT", &code, "--operator", "Sam"])["recorded"], true);
}

#[test]
fn a_badge_file_that_cannot_be_written_issues_no_badge() {
    let stage = Stage::with_event();
    stage.json(&["add", "EVENT", "--name", "Ana Souza"]);
    let before = stage.json(&["fingerprint", "EVENT"]);
    stage.fails("bad_file", &["badges", "EVENT", "--out", "missing/badges.pdf"]);
    stage.fails("bad_file", &["badges", "EVENT", "--out", "."]);
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), before);
}
