//! A backup made before an import, restored as a person does it.

use std::fs;
use std::path::PathBuf;

use crate::common::Stage;

/// A stage whose event holds Ana, and Bo by an import that was preceded by a backup; gives the backup.
fn backed_up() -> (Stage, String) {
    let (stage, _) = Stage::with_guest();
    let list = stage.file("team.csv", "ID,Name\n1,Bo\n");
    stage.json(&["import", "EVENT", &list]);
    let made: Vec<PathBuf> =
        fs::read_dir(stage.event.join("backups")).unwrap().flatten().map(|e| e.path()).collect();
    assert_eq!(made.len(), 1, "{made:?}");
    (stage, made[0].to_str().unwrap().to_owned())
}

#[test]
fn a_lost_database_is_restored_and_what_the_log_holds_beyond_the_backup_is_there_again() {
    let (stage, backup) = backed_up();
    let before = stage.json(&["fingerprint", "EVENT"]);
    fs::write(stage.event.join("event.db"), "garbage").unwrap();
    stage.json(&["restore", &backup, "EVENT"]);
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), before);
    assert_eq!(stage.json(&["verify", "EVENT"])["ok"], true);
    assert_eq!(stage.json(&["findings", "EVENT"])["findings"].as_array().map(Vec::len), Some(0));
    let said = stage.run(&["restore", &backup, "EVENT", "--lang", "zh"]);
    assert!(said.out.contains("已恢复") && said.err.contains("before-restore"), "{}{}", said.out, said.err);
}

#[test]
fn a_lost_laptop_goes_on_from_its_backup_in_a_new_folder() {
    let (stage, backup) = backed_up();
    let again = stage.folder.path().join("again").to_str().unwrap().to_owned();
    fs::remove_file(stage.event.join("journal.log")).unwrap();
    stage.json(&["restore", &backup, &again]);
    assert_eq!(stage.json(&["guests", &again])["total"], 1, "the import came after the backup");
    stage.json(&["add", &again, "--name", "Cy"]);
    assert_eq!(stage.json(&["verify", &again])["ok"], true);
}

#[test]
fn what_is_no_backup_or_has_no_place_there_is_refused_and_changes_nothing() {
    let (stage, backup) = backed_up();
    let before = stage.json(&["fingerprint", "EVENT"]);
    let at = |name: &str| stage.folder.path().join(name).to_str().unwrap().to_owned();
    stage.fails("bad_file", &["restore", &at("nowhere"), "EVENT"]);
    stage.fails("not_an_event", &["restore", stage.folder.path().to_str().unwrap(), "EVENT"]);
    stage.fails("already_exists", &["restore", &backup, stage.folder.path().to_str().unwrap()]);
    stage.json(&["new", &at("other"), "--name", "Another party"]);
    stage.fails("wrong_event", &["restore", &backup, &at("other")]);
    stage.fails("no_such_operator", &["restore", &backup, "EVENT", "--operator", "nobody"]);
    let bytes = fs::read(format!("{backup}/event.db")).unwrap();
    fs::write(format!("{backup}/event.db"), &bytes[..bytes.len() / 2]).unwrap();
    stage.fails("event_damaged", &["restore", &backup, "EVENT"]);
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), before);
    let left = fs::read_dir(&stage.event).unwrap().flatten().map(|entry| entry.file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().contains("restor")).collect();
    assert!(left.is_empty(), "{left:?}");
}
