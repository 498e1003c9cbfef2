//! Two desks in two windows: a kit carried from one to the other.

use std::path::PathBuf;

use super::{Place, create_event, picture, speak};
use crate::driver::Window;

const PASSPHRASE: &str = "lamp river 门 seven";

#[test]
fn a_second_laptop_joins_from_the_kit_of_the_first() {
    let (first, second) = (Place::new(), Place::new());
    let organiser = first.window(&[]);
    speak(&organiser, "en");
    create_event(&organiser, "Mission Night");
    let kit = add_desk(&organiser, "Back door");
    let door = second.window(&[]);
    speak(&door, "en");
    join(&door, &kit);
}

/// Adds a desk and gives where its kit was saved.
fn add_desk(window: &Window, name: &str) -> PathBuf {
    window.find("nav-desks").click();
    window.find("add-desk").click();
    window.find("desk-name").type_slowly(name);
    window.find("desk-passphrase").type_slowly(PASSPHRASE);
    window.find("desk-passphrase-again").type_slowly(PASSPHRASE);
    window.find("place-out").click();
    picture(window, "desks-add");
    window.find("save-kit").click();
    let kit = PathBuf::from(window.find("kit-path").text());
    picture(window, "desks-kit-saved");
    assert!(kit.is_file(), "the kit is where the window says: {}", kit.display());
    window.find("kit-done").click();
    picture(window, "desks-two");
    kit
}

fn join(window: &Window, kit: &std::path::Path) {
    window.find("start-join").click();
    window.find("kit-file").type_text(&kit.display().to_string());
    window.find("kit-name");
    window.find("join-passphrase").type_slowly("lamp river");
    window.find("join-go").click();
    window.wait_until("error", "data-code", "wrong_passphrase");
    picture(window, "join-wrong");
    // What was wrong is selected, so that typing on replaces it.
    window.find("join-passphrase").type_slowly(PASSPHRASE);
    window.find("join-go").click();
    window.find("idle");
    window.find("nav-desks").click();
    window.find("desks");
    picture(window, "join-joined");
}
