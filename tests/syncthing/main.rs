//! Three desks, each one process with a folder of its own; real Syncthing daemons carry the files.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod daemon;

use std::fs;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use acceptance::build::command_line;
use daemon::Daemon;
use serde_json::Value;

/// Guests let in at each desk before the daemon is killed, and as many after.
const EACH: usize = 150;
/// How long desks may take to be in step once nobody scans; a slow machine needs the room.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between two people at a door where one waits for a file; all of them together leave it half a minute.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

const SETTINGS: &str =
    "[[checkpoint]]\nname = \"door\"\nzone = \"hall\"\ndirection = \"both\"\nscreening = []\n";

#[test]
fn desks_that_scan_while_syncthing_carries_their_files_end_in_step() {
    let place = tempfile::tempdir().unwrap();
    let house = House::new(place.path());
    let codes = house.codes();
    let mut parts = codes.chunks(EACH);
    let mut daemons: Vec<Daemon> =
        house.desks.iter().map(|desk| Daemon::new(&desk.with_extension("syncthing"))).collect();
    Daemon::introduce(&daemons);
    daemons.iter_mut().for_each(Daemon::start);
    let mut desks: Vec<Scanning> =
        house.desks.iter().zip(&daemons).map(|(desk, daemon)| house.scan(desk, &daemon.folder)).collect();

    let first: Vec<&[String]> = desks.iter().map(|_| parts.next().unwrap()).collect();
    let_in(&mut desks, &first);
    hears_of(&mut desks[0], first[1], "at B");
    hears_of(&mut desks[1], first[2], "at C");
    hears_of(&mut desks[2], first[0], "at A");

    daemons[1].kill();
    let second: Vec<&[String]> = desks.iter().map(|_| parts.next().unwrap()).collect();
    let_in(&mut desks, &second);
    daemons[1].start();
    hears_of(&mut desks[0], second[1], "at B");
    hears_of(&mut desks[1], second[2], "at C");

    desks.into_iter().for_each(Scanning::end);
    let folders: Vec<&Path> = daemons.iter().map(|daemon| daemon.folder.as_path()).collect();
    let prints = house.until_in_step(&folders);
    let inside: Vec<Value> =
        house.desks.iter().map(|desk| house.json(&["occupancy", &path(desk)])["inside"].clone()).collect();
    assert_eq!(
        inside,
        vec![Value::from(6 * EACH); 3],
        "everybody let in anywhere is in everywhere: {prints:?}"
    );
    for desk in &house.desks {
        assert_eq!(house.json(&["verify", &path(desk)])["ok"], true);
    }
}

/// Lets guests in at all desks, in turn.
fn let_in(desks: &mut [Scanning], codes: &[&[String]]) {
    for nth in 0..EACH {
        for (desk, codes) in desks.iter_mut().zip(codes) {
            assert_eq!(desk.scan(&codes[nth])["decision"], "admit");
        }
    }
}

/// Waits until a desk has heard of people let in at another: shows one after the other until one is known to
/// be inside. Those before are let in twice, as on any evening on which files travel.
fn hears_of(desk: &mut Scanning, codes: &[String], other: &str) {
    for code in codes {
        let verdict = desk.scan(code);
        let known = verdict["reasons"].as_array().unwrap().iter().any(|reason| {
            reason["code"] == "already_inside" && reason["text"].as_str().unwrap().contains(other)
        });
        if known {
            return;
        }
        thread::sleep(LOOK_AGAIN);
    }
    panic!("no file came from the desk {other}");
}

/// An event at three desks.
struct House {
    program: PathBuf,
    desks: Vec<PathBuf>,
}

impl House {
    fn new(place: &Path) -> Self {
        let at = |name: &str| place.join(name);
        let house = Self { program: command_line(), desks: ["a", "b", "c"].map(at).to_vec() };
        let (settings, list, secret) = (at("settings.toml"), at("guests.csv"), at("secret"));
        fs::write(&settings, SETTINGS).unwrap();
        fs::write(&secret, "brass gate at ten").unwrap();
        fs::write(&list, guest_list()).unwrap();
        let a = path(&house.desks[0]);
        house.json(&["new", &a, "--name", "Synced", "--desk", "A", "--settings", &path(&settings)]);
        house.json(&["import", &a, &path(&list)]);
        house.json(&["badges", &a, "--out", &path(&at("badges.pdf"))]);
        for desk in &house.desks[1..] {
            let (kit, name) = (path(&desk.with_extension("ghkit")), name_of(desk));
            house.json(&[
                "add-desk",
                &a,
                "--name",
                &name,
                "--kit",
                &kit,
                "--passphrase-file",
                &path(&secret),
            ]);
            house.json(&["join", &kit, &path(desk), "--passphrase-file", &path(&secret)]);
        }
        house
    }

    fn codes(&self) -> Vec<String> {
        let list = self.json(&["guests", &path(&self.desks[0])]);
        let guests = list["guests"].as_array().unwrap();
        guests.iter().map(|guest| guest["badge"]["code"].as_str().unwrap().to_owned()).collect()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(args).args(["--lang", "en"]);
        command.env("GATEHOUSE_FONTS", acceptance::build::root().join("assets/fonts"));
        command
    }

    /// Runs a command that must succeed and reads what it printed.
    fn json(&self, args: &[&str]) -> Value {
        let done = self.command(args).arg("--json").output().unwrap();
        assert!(done.status.success(), "gatehouse {args:?}: {}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_slice(&done.stdout).unwrap()
    }

    /// Starts the one process of a desk: it scans, and exchanges through its folder meanwhile.
    fn scan(&self, desk: &Path, folder: &Path) -> Scanning {
        let mut command = self.command(&["scan", &path(desk), "-", "--exchange", &path(folder)]);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap()).lines();
        Scanning { process, input, output }
    }

    /// Waits until all desks hold the same, each going to its own folder alone; gives the fingerprints.
    fn until_in_step(&self, folders: &[&Path]) -> Vec<Value> {
        let begun = Instant::now();
        loop {
            for (desk, folder) in self.desks.iter().zip(folders) {
                self.json(&["exchange", &path(desk), &path(folder), "--once"]);
            }
            let prints: Vec<Value> =
                self.desks.iter().map(|desk| self.json(&["fingerprint", &path(desk)])).collect();
            if prints.iter().all(|print| *print == prints[0]) {
                return prints;
            }
            assert!(begun.elapsed() < PATIENCE, "not in step: {prints:?}");
            thread::sleep(LOOK_AGAIN);
        }
    }
}

/// A desk at work.
struct Scanning {
    process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Scanning {
    fn scan(&mut self, code: &str) -> Value {
        writeln!(self.input, "{code}").unwrap();
        let line = self.output.next().expect("a desk answers each code").unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn end(mut self) {
        drop(self.input);
        assert!(self.process.wait().unwrap().success());
    }
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

fn name_of(desk: &Path) -> String {
    desk.file_name().unwrap().to_str().unwrap().to_uppercase()
}

fn guest_list() -> String {
    let rows = (1..=6 * EACH).map(|n| format!("r{n},Guest {n},guest{n}@example.org\n"));
    std::iter::once("reference,name,email\n".to_owned()).chain(rows).collect()
}
