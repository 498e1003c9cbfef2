//! Every screen in every theme and both languages: readable by everybody, and nothing sticks out.
//!
//! With `GATEHOUSE_PICTURES=folder` a picture of each is kept there.

mod eye;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use acceptance::build::{command_line, root};

use super::{Place, make_badges_and_read_one, speak};
use crate::driver::{ALT, CONTROL, SHIFT, Window};
use eye::Eye;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
const PASSPHRASE: &str = "lamp river 门 seven";

/// A column nobody could know, a bad address, somebody twice, a new category, and two who may be one.
const LIST: &str = "Name,E-mail,Company,Ticket\nAda King,ada@example.org,Kestrel,guest\nBo Lind,bo@example.org,Nordljus,Volunteer\n\
    欧阳思源,siyuan@example.org,红隼机器人,guest\nEve Moss,eve@@example,Gazette,guest\nADA KING,ADA@example.org,Kestrel,guest\n\
    王伟,,东湖大学,guest\n王伟,,东湖大学,guest\n";
/// One elsewhere now, one gone, one new.
const NEWER: &str = "Name,E-mail,Company,Ticket\nAda King,ada@example.org,Harbour Labs,guest\n欧阳思源,siyuan@example.org,红隼机器人,guest\n\
    Fay Ono,fay@example.org,Gazette,guest\n王伟,,东湖大学,guest\n";

/// A window, an eye on it, and a folder for files that come from outside.
struct Walk<'w> {
    window: &'w Window,
    eye: Eye<'w>,
    place: &'w Place,
    files: tempfile::TempDir,
    lang: &'static str,
}

#[test]
fn everybody_can_read_every_screen_in_english() {
    walk("en", "Mission Night");
}

#[test]
fn everybody_can_read_every_screen_in_chinese() {
    walk("zh", "招聘之夜");
}

fn walk(lang: &'static str, event: &str) {
    let place = Place::new();
    let window = place.window(&[]);
    speak(&window, lang);
    let files = tempfile::tempdir().unwrap();
    let walk = Walk { window: &window, eye: Eye::new(&window, lang), place: &place, files, lang };
    walk.start(event);
    walk.nobody_yet();
    walk.import();
    let code = walk.badges();
    walk.guests(&code);
    let file = walk.another_desk(&code);
    walk.scan(&code);
    walk.desks(&file);
    walk.safe();
    walk.eye.close();
}

impl Walk<'_> {
    fn start(&self, event: &str) {
        self.at("start-create", "start");
        self.open("start-restore", "restore-dialog", "restore-elsewhere");
        self.fill("restore-from", &self.files.path().display().to_string());
        self.click("restore-look");
        self.closely_at("no-backups", "restore-none");
        self.escape("restore-dialog");
        self.open("start-join", "join", "join");
        self.click("join-go");
        self.eye.look("join-lacking");
        self.window.press(&[ESCAPE]);
        self.click("start-create");
        self.click("create-go");
        self.at("event-name", "create-lacking");
        self.fill("event-name", event);
        self.at("event-name", "create");
        self.click("create-go");
        self.closely_at("drop", "import-choose");
    }

    /// Empty states say what to do next.
    fn nobody_yet(&self) {
        for (screen, mark) in
            [("scan", "idle"), ("guests", "guests-empty"), ("badges", "make-badges"), ("desks", "desks")]
        {
            self.go(screen);
            self.at(mark, &format!("{screen}-nobody"));
        }
    }

    fn import(&self) {
        self.go("import");
        self.choose("sign-ups (final).csv", LIST);
        self.closely_at("import-questions", "import-plan");
        self.open("map-2", "map-2", "import-mapping");
        self.window.press(&[ESCAPE]);
        self.window.press(&["r"]);
        self.at("rejects-saved", "import-rejects");
        self.window.press_with(CONTROL, ENTER);
        self.at("import-done", "import-done");
        self.window.press(&["u"]);
        self.at("reason-dialog", "import-undo");
        self.escape("reason-dialog");
        self.window.press(&[ESCAPE]);
        self.choose("sign-ups (final).csv", NEWER);
        self.closely_at("import-changes", "import-newer");
        self.window.press(&[ESCAPE]);
        self.window.find("drop");
        let sample = fs::read_to_string(root().join("assets/sample/guests.csv")).unwrap();
        self.choose("guests.csv", &sample);
        self.window.press_with(CONTROL, ENTER);
        self.window.find("import-done");
    }

    fn badges(&self) -> String {
        self.go("badges");
        self.closely_at("badge-preview", "badges");
        let code = make_badges_and_read_one(self.window, self.place, self.lang);
        self.eye.look_closely("badges-made");
        code
    }

    fn guests(&self, code: &str) {
        self.go("guests");
        self.window.find("guest-name");
        self.closely_at("guest-row", "guests");
        self.fill("search", "wang");
        self.window.wait_for("fewer guests", || (self.rows() < 12).then_some(()));
        self.eye.look("guests-found");
        self.fill("search", "nobody of that name");
        self.at("guests-empty", "guests-not-found");
        self.fill("search", code);
        self.window.wait_for("the badge's guest", || (self.rows() == 1).then_some(()));
        self.eye.look_closely("guest");
        self.fill("search", "");
        self.window.wait_for("everybody", || (self.rows() > 12).then_some(()));
        self.click("filter");
        self.closely_at("filter-dialog", "guests-filter");
        self.escape("filter-dialog");
        self.open("add-guest", "guest-form", "guest-add");
        self.click("guest-form-save");
        self.eye.look("guest-add-lacking");
        self.escape("guest-form");
        self.open("edit-guest", "guest-form", "guest-edit");
        self.escape("guest-form");
        self.open("export", "export-dialog", "guests-export");
        self.escape("export-dialog");
        self.many();
    }

    /// The last three of the list, so that the badge that was read is not among them.
    fn many(&self) {
        self.click("search");
        self.window.press(&[ENTER]);
        self.window.press(&["\u{e010}", " "]);
        for _ in 0..2 {
            self.window.press_with(SHIFT, "\u{e013}");
        }
        self.window.wait_for("three taken", || {
            let taken =
                "return document.querySelectorAll('[data-testid=guest-row][aria-selected=true]').length";
            (self.window.run(taken) == 3).then_some(())
        });
        self.closely_at("act-bar", "guests-selected");
        self.window.press_with(ALT, "k");
        self.at("category-dialog", "guests-category");
        self.escape("category-dialog");
        self.window.press_with(ALT, "b");
        self.at("reason-dialog", "guests-block");
        self.window.press(&["1"]);
        self.window.press(&[ENTER]);
        self.at("many-done", "guests-blocked");
    }

    fn scan(&self, code: &str) {
        self.go("scan");
        self.closely_at("idle", "scan-idle");
        self.window.scan(code);
        self.window.wait_until("verdict", "data-decision", "refer");
        self.eye.look_closely("scan-refer");
        self.window.press_with(ALT, "1");
        self.at("reason-dialog", "scan-waive");
        self.escape("reason-dialog");
        for (key, step) in [("1", "id"), ("2", "metal")] {
            self.window.press(&[key]);
            self.window.wait_until(&format!("step-{step}"), "data-state", "passed");
        }
        self.eye.look("scan-screening");
        self.window.press(&["3"]);
        self.window.wait_until("verdict", "data-decision", "admit");
        self.eye.look_closely("scan-admit");
        self.window.scan("not a badge of anybody");
        self.window.wait_until("verdict", "data-codes", "unknown_code");
        self.eye.look("scan-unknown");
        self.window.scan(code);
        self.window.wait_until("verdict", "data-decision", "refuse");
        self.eye.look_closely("scan-refuse");
        self.window.press(&["o"]);
        self.at("reason-dialog", "scan-override");
        self.escape("reason-dialog");
        self.window.press(&["/"]);
        self.fill("find-input", "wang");
        self.at("find-row", "scan-find");
        self.escape("find-dialog");
        self.occupancy();
    }

    fn occupancy(&self) {
        self.open("occupancy", "occupancy-dialog", "occupancy");
        self.open("correct-count", "correct-by", "occupancy-correct");
        self.escape("reason-dialog");
        self.open("occupancy", "occupancy-dialog", "occupancy");
        self.open("stop-entry", "reason-dialog", "occupancy-stop");
        self.window.press(&["1"]);
        self.window.press(&[ENTER]);
        self.at("entry-stopped", "scan-stopped");
        self.click("entry-stopped");
        self.click("resume-entry");
    }

    /// Adds a desk, at which the same guest is let in before this one has heard of it.
    fn another_desk(&self, code: &str) -> PathBuf {
        self.go("desks");
        let kit = self.add_desk();
        self.at_the_other_desk(&kit, code)
    }

    fn desks(&self, file: &Path) {
        self.go("desks");
        self.window.press(&["o"]);
        self.at("carry-out-go", "desks-carry-out");
        self.window.press(&[ESCAPE]);
        self.window.press(&["e"]);
        self.at("exchange-go", "desks-exchange");
        self.window.press(&[ESCAPE]);
        self.window.find("bundle-files").type_text(&file.display().to_string());
        self.window.find("planned");
        self.at("take-in-go", "desks-take-in");
        self.click("take-in-go");
        self.at("taken-in", "desks-taken-in");
        self.click("taken-in-done");
        self.closely_at("findings-open", "desks-findings");
        self.window.press(&["f"]);
        self.closely_at("finding-open", "findings");
        self.window.press(&["w"]);
        self.at("reason-dialog", "finding-acknowledge");
        self.escape("reason-dialog");
        self.window.press(&[ESCAPE]);
        self.window.find("desk-row");
        self.window.press(&[DOWN]);
        self.window.press(&["r"]);
        self.at("reason-dialog", "desks-retire");
        self.escape("reason-dialog");
    }

    fn add_desk(&self) -> PathBuf {
        self.open("add-desk", "desk-name", "desks-add");
        self.fill("desk-name", if self.lang == "zh" { "后门" } else { "Back door" });
        self.fill("desk-passphrase", PASSPHRASE);
        self.fill("desk-passphrase-again", PASSPHRASE);
        self.click("place-out");
        self.click("save-kit");
        let kit = PathBuf::from(self.window.find("kit-path").text());
        self.eye.look("desks-kit-saved");
        self.click("kit-done");
        kit
    }

    /// Lets a guest in by the command line, and gives the desk's file.
    fn at_the_other_desk(&self, kit: &Path, code: &str) -> PathBuf {
        let passphrase = self.file("passphrase", PASSPHRASE);
        let (event, out) = (self.files.path().join("other"), self.files.path().join("other.ghbundle"));
        let (kit, event, out) = (kit.to_str().unwrap(), event.to_str().unwrap(), out);
        run(&["join", kit, event, "--passphrase-file", passphrase.to_str().unwrap()]);
        for step in ["id", "metal", "bag"] {
            run(&["screen", event, code, "--step", step, "--outcome", "pass"]);
        }
        run(&["scan", event, code]);
        run(&["export", event, out.to_str().unwrap()]);
        out
    }

    fn safe(&self) {
        self.window.press(&["b"]);
        self.window.press(&["s"]);
        self.closely_at("backup-row", "restore");
        self.window.press(&[ENTER]);
        self.closely_at("notices", "restored");
        self.click("notices-close");
        self.click("help");
        self.closely_at("help-dialog", "help");
    }

    /// Like [`Self::at`], in other sizes too.
    fn closely_at(&self, testid: &str, screen: &str) {
        self.window.find(testid);
        self.eye.look_closely(screen);
    }

    /// Looks at a screen once something is on it.
    fn at(&self, testid: &str, screen: &str) {
        self.window.find(testid);
        self.eye.look(screen);
    }

    fn open(&self, button: &str, opened: &str, screen: &str) {
        self.click(button);
        self.at(opened, screen);
    }

    fn go(&self, screen: &str) {
        self.click(&format!("nav-{screen}"));
    }

    fn click(&self, testid: &str) {
        self.window.find(testid).click();
    }

    fn escape(&self, dialog: &str) {
        self.window.press(&[ESCAPE]);
        let gone = || self.window.find_now(dialog).is_none().then_some(());
        self.window.wait_for(&format!("{dialog} to close"), gone);
    }

    /// Puts a text into a field at once; that keys arrive is for other tests.
    fn fill(&self, testid: &str, text: &str) {
        self.window.find(testid);
        let (field, text) = (serde_json::json!(testid), serde_json::json!(text));
        self.window.run(&format!(
            "const field = document.querySelector(`[data-testid=\"${{{field}}}\"]`);
            field.value = {text};
            field.dispatchEvent(new Event('input', {{ bubbles: true }}));"
        ));
    }

    fn rows(&self) -> u64 {
        self.window
            .run("return document.querySelectorAll('[data-testid=guest-row]').length")
            .as_u64()
            .unwrap()
    }

    fn choose(&self, name: &str, content: &str) {
        let path = self.file(name, content);
        self.window.find("file").type_text(path.to_str().unwrap());
        self.window.find("import-plan");
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.files.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }
}

fn run(arguments: &[&str]) {
    let outcome = Command::new(command_line()).args(arguments).output().unwrap();
    assert!(outcome.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&outcome.stderr));
}
