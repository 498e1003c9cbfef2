//! A backup restored in the window: by keys, with what was there kept.

use std::fs;
use std::path::Path;

use super::place::Place;
use super::{picture, speak};

const ENTER: &str = "\u{e007}";

#[test]
fn a_backup_is_restored_by_keys_and_the_event_goes_on() {
    let place = Place::new();
    let window = place.window(&[]);
    speak(&window, "en");
    window.find("start-sample").click();
    window.find("nav-desks").click();
    let made = || window.find_now("backup-made")?.text().contains(':').then_some(());
    window.find("backups");
    window.press(&["b"]);
    window.wait_for("a backup", made);
    let said = window.find("freshness").attribute("title").unwrap_or_default();
    assert!(said.contains("Backup"), "every screen says when it was made: {said}");
    picture(&window, "en-backups");
    window.press(&["s"]);
    window.find("backup-row");
    picture(&window, "en-restore");
    window.press(&[ENTER]);
    let notices = window.find("notices").text();
    assert!(notices.contains("before-restore-"), "what was there is kept: {notices}");
    assert!(kept_aside(&place.events().join("sample")), "and lies where the window says");
    picture(&window, "en-restored");
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
