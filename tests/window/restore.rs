//! A backup restored in the window: by keys, with what was there kept.

use std::fs;
use std::path::Path;

use super::place::Place;
use super::{picture, speak};

const ENTER: &str = "\u{e007}";

#[test]
fn a_backup_is_restored_by_keys_and_the_event_goes_on_in_english() {
    restored("en", "Backup");
}

#[test]
fn a_backup_is_restored_by_keys_and_the_event_goes_on_in_chinese() {
    restored("zh", "备份");
}

fn restored(lang: &str, backup: &str) {
    let place = Place::new();
    let window = place.window(&[]);
    speak(&window, lang);
    window.find("start-sample").click();
    window.find("nav-desks").click();
    let made = || window.find_now("backup-made")?.text().contains(':').then_some(());
    window.find("backups");
    window.press(&["b"]);
    window.wait_for("a backup", made);
    let said = window.find("freshness").attribute("title").unwrap_or_default();
    assert!(said.contains(backup), "every screen says when it was made: {said}");
    picture(&window, &format!("{lang}-backups"));
    window.press(&["s"]);
    window.find("backup-row");
    picture(&window, &format!("{lang}-restore"));
    window.press(&[ENTER]);
    let notices = window.find("notices").text();
    assert!(notices.contains("before-restore-"), "what was there is kept: {notices}");
    assert!(kept_aside(&place.events().join("sample")), "and lies where the window says");
    picture(&window, &format!("{lang}-restored"));
    window.find("notices-close").click();
    window.find("nav-guests").click();
    window.find("guest-row");
}

fn kept_aside(event: &Path) -> bool {
    let mut entries = fs::read_dir(event).unwrap().flatten().map(|entry| entry.path());
    entries.any(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("before-restore-"))
            && path.join("event.db").is_file()
    })
}
