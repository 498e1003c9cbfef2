//! Kills the command line at random moments and looks at what is left: nothing it acknowledged is lost.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "kill/desks.rs"]
mod desks;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use acceptance::build::command_line;
use acceptance::chance::Chance;
use serde_json::Value;

/// How often a scanning desk is killed.
const KILLS: u32 = 200;
/// After so many of them the whole journal is verified and rebuilt.
const LOOK_CLOSELY: u32 = 20;
const GUESTS: usize = 400;

#[test]
fn whatever_a_killed_desk_has_acknowledged_is_still_there() {
    let desk = KilledDesk::new();
    desk.json(&["import", desk.event(), desk.list()]);
    let codes = desk.issue_badges();
    let mut chance = Chance::from_environment();
    let mut acknowledged = BTreeMap::new();
    let mut known = desk.records();
    for kill in 1..=KILLS {
        let direction = if kill % 2 == 0 { "exit" } else { "entry" };
        let heard = desk.scan_until_killed(&codes, direction, &mut chance);
        let recorded = count(&heard, &mut acknowledged);
        if kill % LOOK_CLOSELY == 0 {
            let alone = desk.records_of_second_copy();
            assert!(alone >= known + recorded, "kill {kill}: {alone} in journal.log alone ({chance})");
        }
        let now = desk.records();
        assert!(now >= known + recorded, "kill {kill}: {recorded} acknowledged, {known} -> {now} ({chance})");
        known = now;
        if kill % LOOK_CLOSELY == 0 {
            desk.assert_sound(&format!("kill {kill} ({chance})"));
        }
    }
    assert!(
        acknowledged.values().sum::<u64>() > u64::from(KILLS),
        "the desk was hardly ever at work when killed"
    );
    desk.assert_every_guest_has(&acknowledged);
}

#[test]
fn an_import_that_was_killed_is_completed_by_the_same_file() {
    let mut chance = Chance::from_environment();
    for kill in 1..=12 {
        let desk = KilledDesk::new();
        let mut import = desk.start(&["import", desk.event(), desk.list(), "--json"]);
        thread::sleep(chance.up_to(Duration::from_millis(250)));
        stop(&mut import);
        desk.assert_sound(&format!("import kill {kill} ({chance})"));
        desk.json(&["import", desk.event(), desk.list()]);
        let guests = desk.json(&["guests", desk.event(), "--limit", "1"]);
        assert_eq!(guests["total"], GUESTS, "import kill {kill} ({chance})");
    }
}

/// An event with a guest list, and the program that is killed over it.
struct KilledDesk {
    program: PathBuf,
    event: String,
    list: String,
    /// Holds the passphrase of kits.
    secret: String,
    /// Let go of last: removes the folder, shared by desks that lie in it.
    folder: Rc<tempfile::TempDir>,
}

impl KilledDesk {
    fn new() -> Self {
        let folder = Rc::new(tempfile::tempdir().unwrap());
        let path = |name: &str| folder.path().join(name).display().to_string();
        let (event, list, secret) = (path("event"), path("guests.csv"), path("secret.txt"));
        let desk = Self { program: command_line(), event, list, secret, folder };
        fs::write(&desk.list, guest_list()).unwrap();
        desk.json(&["new", desk.event(), "--name", "Kill night"]);
        desk
    }

    /// Another event's folder beside this one.
    fn beside(&self, name: &str) -> Self {
        let event = self.folder.path().join(name).display().to_string();
        let (program, list, secret) = (self.program.clone(), self.list.clone(), self.secret.clone());
        Self { program, event, list, secret, folder: Rc::clone(&self.folder) }
    }

    fn event(&self) -> &str {
        &self.event
    }

    fn list(&self) -> &str {
        &self.list
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(args).args(["--lang", "en"]);
        // Badges need fonts; those of the house are used wherever the program was built.
        command.env("GATEHOUSE_FONTS", acceptance::build::root().join("assets/fonts"));
        command
    }

    fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Runs a command that must succeed and reads what it printed.
    fn json(&self, args: &[&str]) -> Value {
        let done: Output = self.command(args).arg("--json").output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "gatehouse {args:?}: {said}");
        serde_json::from_slice(&done.stdout).unwrap()
    }

    /// Gives every guest a badge, and gives the codes.
    fn issue_badges(&self) -> Vec<String> {
        let pages = self.folder.path().join("badges.pdf").display().to_string();
        self.json(&["badges", self.event(), "--out", &pages]);
        let list = self.json(&["guests", self.event(), "--limit", &GUESTS.to_string()]);
        let guests = list["guests"].as_array().unwrap();
        guests.iter().map(|guest| guest["badge"]["code"].as_str().unwrap().to_owned()).collect()
    }

    fn records(&self) -> u64 {
        self.json(&["fingerprint", self.event()])["records"].as_u64().unwrap()
    }

    /// Counts what is left where event.db is lost as the kill left it, and only journal.log is there.
    fn records_of_second_copy(&self) -> u64 {
        let alone = self.copied("alone");
        for name in ["event.db", "event.db-wal", "event.db-shm"] {
            let _ = fs::remove_file(Path::new(alone.event()).join(name));
        }
        let records = alone.records();
        fs::remove_dir_all(alone.event()).unwrap();
        records
    }

    /// Streams codes into a scanning desk, kills it at a random moment and gives what it had said till then.
    fn scan_until_killed(&self, codes: &[String], direction: &str, chance: &mut Chance) -> Vec<Value> {
        let mut desk = self.start(&["scan", self.event(), "-", "--direction", direction, "--json"]);
        let mut input = desk.stdin.take().unwrap();
        let first = chance.below(codes.len());
        let stream: Vec<String> = codes.iter().cycle().skip(first).take(codes.len()).cloned().collect();
        let feeding = thread::spawn(move || {
            // Ends by itself when nobody reads any more.
            stream.iter().try_for_each(|code| writeln!(input, "{code}")).is_ok()
        });
        let output = BufReader::new(desk.stdout.take().unwrap());
        let listening = thread::spawn(move || whole_lines(output));
        thread::sleep(chance.up_to(Duration::from_millis(160)));
        stop(&mut desk);
        feeding.join().unwrap();
        listening.join().unwrap()
    }

    /// Looks at the whole journal, and that views made anew equal those that were there.
    fn assert_sound(&self, when: &str) {
        let report = self.json(&["verify", self.event()]);
        assert_eq!(report["ok"], true, "{when}: {report}");
        let live = self.json(&["fingerprint", self.event()]);
        self.json(&["rebuild", self.event()]);
        assert_eq!(self.json(&["fingerprint", self.event()]), live, "{when}: rebuilt is not what was live");
    }

    /// Each guest's history holds at least the scans that were acknowledged for them.
    fn assert_every_guest_has(&self, acknowledged: &BTreeMap<String, u64>) {
        for (guest, scans) in acknowledged {
            let shown = self.json(&["guest", self.event(), guest]);
            let history = shown["history"].as_array().unwrap();
            let kept = history.iter().filter(|line| line["kind"] == "scan").count() as u64;
            assert!(kept >= *scans, "{guest}: {scans} scans acknowledged, {kept} kept");
        }
    }
}

/// Counts the acknowledged records, and adds them to those of each guest. A repeat within three seconds
/// stands on the record of the scan before it, made perhaps by a desk that was killed meanwhile.
fn count(heard: &[Value], acknowledged: &mut BTreeMap<String, u64>) -> u64 {
    let recorded = heard.iter().filter(|verdict| verdict["recorded"] == true && verdict["repeat"] == false);
    recorded.map(|verdict| *acknowledged.entry(guest_of(verdict)).or_default() += 1).count() as u64
}

fn guest_of(verdict: &Value) -> String {
    verdict["guest"]["id"].as_str().expect("every code here is a guest's").to_owned()
}

/// Reads lines until the other end is gone; one that was cut off was never acknowledged.
fn whole_lines(mut output: impl BufRead) -> Vec<Value> {
    let mut lines = Vec::new();
    let mut line = String::new();
    while output.read_line(&mut line).is_ok_and(|read| read > 0) {
        if line.ends_with('\n') {
            lines.push(serde_json::from_str(&line).unwrap());
        }
        line.clear();
    }
    lines
}

/// Kills with SIGKILL, which no program can catch, and waits until it is gone.
fn stop(child: &mut Child) {
    let _ = child.kill();
    child.wait().unwrap();
}

fn guest_list() -> String {
    let rows = (1..=GUESTS).map(|n| format!("r{n},Guest Number {n},guest{n}@example.org\n"));
    std::iter::once("reference,name,email\n".to_owned()).chain(rows).collect()
}

#[test]
fn a_line_that_was_cut_off_is_no_acknowledgement() {
    assert_eq!(whole_lines("{\"a\":1}\n{\"a\":".as_bytes()).len(), 1);
}
