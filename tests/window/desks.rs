//! Two desks in two windows: a kit carried from one to the other, and the same badge admitted at both.

use std::fs;
use std::path::{Path, PathBuf};

use super::{
    Place, Words, create_event, import_the_sample_list, make_badges_and_read_one, pass_screening_and_enter,
    picture, speak,
};
use crate::driver::Window;

const PASSPHRASE: &str = "lamp river 门 seven";

/// What the story looks for in one language.
struct Said {
    words: Words,
    desk: &'static str,
    safe: &'static str,
}

#[test]
fn a_badge_admitted_at_two_desks_is_found_out_in_english() {
    let words = Words { lang: "en", event: "Mission Night", admit: "Admit", already_inside: "inside" };
    double_entry(&Said { words, desk: "Back door", safe: "Safe to remove" });
}

#[test]
fn a_badge_admitted_at_two_desks_is_found_out_in_chinese() {
    let words = Words { lang: "zh", event: "招聘之夜", admit: "放行", already_inside: "已" };
    double_entry(&Said { words, desk: "后门", safe: "可以拔出" });
}

#[test]
fn two_windows_keep_in_step_through_a_folder_without_a_click() {
    let words = Words { lang: "en", event: "Mission Night", admit: "Admit", already_inside: "inside" };
    let said = Said { words, desk: "Back door", safe: "Safe to remove" };
    let (first, second) = (Place::new(), Place::new());
    let (organiser, door) = (first.window(&[]), second.window(&[]));
    let code = two_desks(&organiser, &door, &first, &said);
    let shared = tempfile::tempdir().unwrap();
    for window in [&organiser, &door] {
        window.find("nav-desks").click();
        exchange_through(window, shared.path());
    }
    pass_screening_and_enter(&door, &code, &said.words);
    organiser.wait_for("the other desk's guest inside", || {
        (organiser.find_now("occupancy-inside")?.text() == "1").then_some(())
    });
    picture(&organiser, "en-exchange");
    fs::remove_dir_all(shared.path()).unwrap();
    organiser.wait_until("exchange", "data-state", "paused");
    picture(&organiser, "en-exchange-paused");
}

fn exchange_through(window: &Window, folder: &Path) {
    window.find("exchange-choose");
    window.press(&["e"]);
    window.find("place-other").click();
    window.find("place-folder").type_slowly(&folder.display().to_string());
    window.find("exchange-go").click();
    window.wait_until("exchange", "data-state", "running");
}

/// Makes an event in the first window and a desk of it in the second; gives the code of a badge.
fn two_desks(organiser: &Window, door: &Window, first: &Place, said: &Said) -> String {
    let lang = said.words.lang;
    speak(organiser, lang);
    create_event(organiser, said.words.event);
    import_the_sample_list(organiser, lang);
    let code = make_badges_and_read_one(organiser, first, lang);
    let kit = add_desk(organiser, said);
    speak(door, lang);
    join(door, &kit, lang);
    code
}

fn double_entry(said: &Said) {
    let (first, second) = (Place::new(), Place::new());
    let (organiser, door) = (first.window(&[]), second.window(&[]));
    let code = two_desks(&organiser, &door, &first, said);
    for window in [&organiser, &door] {
        pass_screening_and_enter(window, &code, &said.words);
    }
    let stick = tempfile::tempdir().unwrap();
    let file = carry_out(&door, stick.path(), said);
    take_in(&organiser, &file, said);
    look_and_acknowledge(&organiser, said);
}

/// Adds a desk and gives where its kit was saved.
fn add_desk(window: &Window, said: &Said) -> PathBuf {
    let lang = said.words.lang;
    window.find("nav-desks").click();
    window.find("add-desk").click();
    window.find("desk-name").type_slowly(said.desk);
    window.find("desk-passphrase").type_slowly(PASSPHRASE);
    window.find("desk-passphrase-again").type_slowly(PASSPHRASE);
    window.find("place-out").click();
    picture(window, &format!("{lang}-add-desk"));
    window.find("save-kit").click();
    let kit = PathBuf::from(window.find("kit-path").text());
    picture(window, &format!("{lang}-kit-saved"));
    assert!(kit.is_file(), "the kit is where the window says: {}", kit.display());
    window.find("kit-done").click();
    kit
}

fn join(window: &Window, kit: &Path, lang: &str) {
    window.find("start-join").click();
    window.find("kit-file").type_text(&kit.display().to_string());
    window.find("kit-name");
    window.find("join-passphrase").type_slowly("lamp river");
    window.find("join-go").click();
    window.wait_until("error", "data-code", "wrong_passphrase");
    picture(window, &format!("{lang}-join-wrong"));
    // What was wrong is selected, so that typing on replaces it.
    window.find("join-passphrase").type_slowly(PASSPHRASE);
    window.find("join-go").click();
    window.find("idle");
}

/// Carries out into a folder and gives the one file that is there.
fn carry_out(window: &Window, folder: &Path, said: &Said) -> PathBuf {
    window.find("nav-desks").click();
    window.find("desks");
    window.press(&["o"]);
    window.find("place-other").click();
    window.find("place-folder").type_slowly(&folder.display().to_string());
    window.find("carry-out-go").click();
    assert_eq!(window.find("carried-word").text(), said.safe);
    picture(window, &format!("{}-carried-out", said.words.lang));
    let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let file = files.next().expect("a file was carried out");
    assert_eq!(files.next(), None, "one file, and nothing half-written beside it");
    window.find("carried-done").click();
    file
}

/// Shows the plan first, takes the file in by key, and goes back to the desks.
fn take_in(window: &Window, file: &Path, said: &Said) {
    let lang = said.words.lang;
    window.find("nav-desks").click();
    window.find("bundle-files").type_text(&file.display().to_string());
    let planned = window.find("planned").text();
    assert!(planned.contains(said.desk), "the plan says whose file it is: {planned}");
    picture(window, &format!("{lang}-take-in"));
    window.press(&["\u{e007}"]);
    window.find("taken-in");
    picture(window, &format!("{lang}-taken-in"));
    window.press(&["\u{e007}"]);
    window.find("desk-row");
    let fresh = window.find("freshness").attribute("title").unwrap_or_default();
    assert!(fresh.contains(said.desk), "every screen says up to when the other desk is known: {fresh}");
    picture(window, &format!("{lang}-desks"));
}

/// Shows the one finding with both sides, and says by one key what it was.
fn look_and_acknowledge(window: &Window, said: &Said) {
    let lang = said.words.lang;
    assert_eq!(window.find("nav-findings").text(), "1");
    window.press(&["f"]);
    window.wait_until("finding", "data-kind", "double_entry");
    let sides = window.find("finding-open").text();
    assert!(sides.contains(said.desk), "both sides are told: {sides}");
    picture(window, &format!("{lang}-finding"));
    window.press(&["1"]);
    window.wait_until("finding", "data-acknowledged", "true");
    assert!(window.find_now("nav-findings").is_none(), "nothing is left to look at");
    picture(window, &format!("{lang}-finding-done"));
}
