//! The real window, driven as a person at the desk drives it: once in English, once in Chinese.
//!
//! Rules are tested below the window; this proves that everything is wired to everything.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod desks;
mod driver;
mod guests;
mod import;
mod lists;
mod looks;
mod place;
mod restore;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use acceptance::build::root;
use driver::{CONTROL, Window};
use place::{Place, pictures};

/// The same badge within this time is one scan, so "later" begins here.
const SAME_SCAN: Duration = Duration::from_secs(3);

/// What the story looks for in one language.
struct Words {
    lang: &'static str,
    event: &'static str,
    /// On the scan screen, to see that the language is really this one.
    admit: &'static str,
    already_inside: &'static str,
}

#[test]
fn from_a_guest_list_to_a_decided_scan_in_english() {
    story(&Words { lang: "en", event: "Mission Night", admit: "Admit", already_inside: "inside" });
}

#[test]
fn from_a_guest_list_to_a_decided_scan_in_chinese() {
    story(&Words { lang: "zh", event: "招聘之夜", admit: "放行", already_inside: "已" });
}

#[test]
fn the_sample_event_is_one_click_away_and_scans_at_once() {
    let place = Place::new();
    let window = place.window(&[]);
    window.find("start-sample").click();
    window.find("nav-scan");
    picture(&window, "sample-scan");
    window.scan("not a badge of anybody");
    window.wait_until("verdict", "data-decision", "refuse");
    window.wait_until("verdict", "data-codes", "unknown_code");
}

#[test]
fn the_window_grows_to_twice_its_size_by_keys() {
    let place = Place::new();
    let window = place.window(&[]);
    window.find("start-create");
    let wide = window.run("return innerWidth").as_u64().unwrap();
    for _ in 0..5 {
        window.press_with(CONTROL, "=");
    }
    window.wait_for("half as many points", || {
        (window.run("return innerWidth").as_u64()? == wide / 2).then_some(())
    });
    picture(&window, "twice-as-large");
}

fn story(words: &Words) {
    let place = Place::new();
    let window = place.window(&[]);
    speak(&window, words.lang);
    picture(&window, &format!("{}-start", words.lang));
    create_event(&window, words.event);
    import_the_sample_list(&window, words.lang);
    let code = make_badges_and_read_one(&window, &place, words.lang);
    pass_screening_and_enter(&window, &code, words);
    come_again(&window, &code, words);
}

/// Switches the page to a language from the first screen.
fn speak(window: &Window, lang: &str) {
    let html = if lang == "zh" { "zh-Hans" } else { "en" };
    window.find("lang-toggle");
    if window.run("return document.documentElement.lang") != html {
        window.find("lang-toggle").click();
    }
    window.wait_for(html, || (window.run("return document.documentElement.lang") == html).then_some(()));
}

fn create_event(window: &Window, name: &str) {
    window.find("start-create").click();
    window.find("event-name").type_slowly(name);
    window.find("create-go").click();
    window.find("nav-import").click();
}

fn import_the_sample_list(window: &Window, lang: &str) {
    let list = root().join("assets/sample/guests.csv");
    window.find("file").type_text(&list.display().to_string());
    window.find("import-new");
    picture(window, &format!("{lang}-import"));
    window.find("apply-import").click();
    window.find("import-done");
}

/// Makes the badges and reads the code off the first page, as a scanner would: from the picture.
fn make_badges_and_read_one(window: &Window, place: &Place, lang: &str) -> String {
    window.find("nav-badges").click();
    window.find("make-badges").click();
    window.find("badges-made");
    picture(window, &format!("{lang}-badges"));
    let pages = find_file(&place.events(), "pdf").expect("the badges lie in the event's out folder");
    read_code(&pages)
}

fn pass_screening_and_enter(window: &Window, code: &str, words: &Words) {
    window.find("nav-scan").click();
    window.find("idle");
    picture(window, &format!("{}-scan", words.lang));
    window.scan(code);
    window.wait_until("verdict", "data-decision", "refer");
    let codes = window.find("verdict").attribute("data-codes").unwrap_or_default();
    assert!(codes.contains("screening_missing"), "{codes}");
    picture(window, &format!("{}-refer", words.lang));
    for (key, step) in [("1", "id"), ("2", "metal")] {
        window.press(&[key]);
        window.wait_until(&format!("step-{step}"), "data-state", "passed");
    }
    assert_eq!(window.find("occupancy-inside").text(), "0", "nobody is let in before the last step");
    window.press(&["3"]);
    window.wait_until("verdict", "data-decision", "admit");
    assert!(
        window.find("verdict-word").text().contains(words.admit),
        "the verdict is in the language chosen"
    );
    window.wait_for("one inside", || (window.find_now("occupancy-inside")?.text() == "1").then_some(()));
    picture(window, &format!("{}-admit", words.lang));
}

/// The same badge at once is the same scan; later it is somebody who is inside already.
fn come_again(window: &Window, code: &str, words: &Words) {
    let admitted = Instant::now();
    thread::sleep(SAME_SCAN.saturating_sub(admitted.elapsed()) + Duration::from_millis(200));
    window.scan(code);
    window.wait_until("verdict", "data-decision", "refuse");
    let codes = window.find("verdict").attribute("data-codes").unwrap_or_default();
    assert!(codes.starts_with("already_inside"), "{codes}");
    assert!(window.find("verdict-reason").text().contains(words.already_inside));
    assert_eq!(window.find("occupancy-inside").text(), "1", "a refusal changes no head count");
    picture(window, &format!("{}-already-inside", words.lang));
}

/// Takes a picture once nothing moves any more.
fn picture(window: &Window, name: &str) {
    let still = "return document.getAnimations().every((one) => one.playState !== 'running')";
    window.wait_for("everything to stand still", || (window.run(still) == true).then_some(()));
    window.picture(&pictures().join(format!("{name}.png")));
}

/// Finds the first file of a kind in a folder and what is in it.
fn find_file(folder: &Path, ending: &str) -> Option<PathBuf> {
    let mut entries = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    entries.find_map(|path| match path.extension() {
        _ if path.is_dir() => find_file(&path, ending),
        Some(kind) if kind == ending => Some(path),
        _ => None,
    })
}

/// Reads the code of the first page with programs that are not ours.
fn read_code(pages: &Path) -> String {
    let page = pages.with_file_name("first-page");
    let drawn = Command::new("pdftoppm")
        .args(["-r", "203", "-f", "1", "-l", "1", "-png", "-singlefile"])
        .args([pages, &page])
        .status()
        .expect("pdftoppm is installed (make test does so)");
    assert!(drawn.success());
    let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(page.with_extension("png")).output();
    let code = String::from_utf8(read.expect("zbarimg is installed (make test does so)").stdout).unwrap();
    assert_eq!(code.trim().len(), 34, "not a badge code: {code:?}");
    code.trim().to_owned()
}
