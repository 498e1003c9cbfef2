//! The guest screen: found by a filter, taken together by keys, blocked at once, refused at the door, taken back.

use std::thread;
use std::time::Duration;

use super::{Place, Words, create_event, import_the_sample_list, make_badges_and_read_one, picture, speak};
use crate::driver::{ALT, CONTROL, SHIFT, Window};

const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

#[test]
fn many_guests_are_blocked_refused_and_let_in_again_in_english() {
    let words = Words { lang: "en", event: "Mission Night", admit: "Admit", already_inside: "inside" };
    many_at_once(&words, "3 selected");
}

#[test]
fn many_guests_are_blocked_refused_and_let_in_again_in_chinese() {
    let words = Words { lang: "zh", event: "招聘之夜", admit: "放行", already_inside: "已" };
    many_at_once(&words, "已选 3 位");
}

fn many_at_once(words: &Words, selected: &str) {
    let place = Place::new();
    let window = place.window(&[]);
    speak(&window, words.lang);
    create_event(&window, words.event);
    import_the_sample_list(&window, words.lang);
    let code = make_badges_and_read_one(&window, &place, words.lang);
    window.find("nav-guests").click();
    filter_to_those_with_a_badge(&window, words.lang);
    select_the_badge_and_two_more(&window, &code);
    assert_eq!(window.find("selected").text(), selected);
    picture(&window, &format!("{}-guests-selected", words.lang));
    block(&window, words.lang);
    the_door_answers(&window, &code, "guest_blocked");
    take_back(&window);
    the_door_answers(&window, &code, "screening_missing");
}

fn filter_to_those_with_a_badge(window: &Window, lang: &str) {
    window.find("guest-row");
    let all = window.find("guest-count").text();
    window.press_with(ALT, "f");
    window.find("filter-dialog");
    picture(window, &format!("{lang}-guests-filter"));
    window.run("document.querySelector('[data-facet=\"badge:active\"]').click()");
    window.press(&[ESCAPE]);
    window.find("chip");
    window.wait_for("fewer or as many guests, said otherwise", || {
        (window.find_now("guest-count")?.text() != all).then_some(())
    });
}

/// Finds the guest by the badge's digits, then goes on in the list with keys alone.
fn select_the_badge_and_two_more(window: &Window, code: &str) {
    window.find("search").type_slowly(code);
    window.wait_for("the badge's guest alone", || (rows(window) == 1).then_some(()));
    window.press_with(CONTROL, ENTER);
    window.wait_for("one taken", || (taken(window) == 1).then_some(()));
    window.press(&[ESCAPE]);
    window.wait_for("the others again", || (rows(window) > 3).then_some(()));
    window.press(&[ENTER]);
    while taken(window) < 3 {
        window.press_with(SHIFT, DOWN);
    }
}

fn rows(window: &Window) -> u64 {
    window.run("return document.querySelectorAll('[data-testid=guest-row]').length").as_u64().unwrap_or(0)
}

/// How many are taken, by the rows in sight.
fn taken(window: &Window) -> u64 {
    window
        .run("return document.querySelectorAll('[data-testid=guest-row][aria-selected=true]').length")
        .as_u64()
        .unwrap_or(0)
}

fn block(window: &Window, lang: &str) {
    window.press_with(ALT, "b");
    window.find("reason-dialog");
    picture(window, &format!("{lang}-guests-block"));
    window.press(&["1"]);
    window.press(&[ENTER]);
    window.wait_until("many-done", "data-changed", "3");
    picture(window, &format!("{lang}-guests-blocked"));
}

fn take_back(window: &Window) {
    window.find("nav-guests").click();
    window.find("many-undo");
    window.press_with(ALT, "z");
    window.wait_for("nothing left to take back", || window.find_now("many-done").is_none().then_some(()));
}

fn the_door_answers(window: &Window, code: &str, reason: &str) {
    // The same badge within three seconds is one scan, and the same answer.
    thread::sleep(Duration::from_millis(3_200));
    window.scan(code);
    window.wait_for(reason, || {
        window.find_now("verdict")?.attribute("data-codes")?.contains(reason).then_some(())
    });
}
