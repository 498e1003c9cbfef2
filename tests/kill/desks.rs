//! Kills over files between desks, new folders and backups.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread;
use std::time::Duration;

use acceptance::chance::Chance;

use super::{KilledDesk, stop};

/// How often a merge is killed.
const KILLS: u32 = 40;
const LOOK_CLOSELY: u32 = 10;

#[test]
fn a_merge_killed_at_any_moment_loses_nothing_and_is_completed_by_the_same_file() {
    let a = KilledDesk::new();
    let b = a.joined("b");
    // What B acknowledges, and what it then takes in.
    for nth in 1..=5 {
        b.json(&["add", b.event(), "--name", &format!("Walk-in {nth}")]);
    }
    let back = a.path("back.ghbundle");
    b.json(&["export", b.event(), &back]);
    a.json(&["merge", a.event(), &back]);
    a.json(&["import", a.event(), a.list()]);
    let file = a.path("file.ghbundle");
    a.json(&["export", a.event(), &file]);
    let expected = a.json(&["fingerprint", a.event()]);
    let mut chance = Chance::from_environment();
    let mut half_way = 0;
    for kill in 1..=KILLS {
        let killed = b.copied(&format!("b{kill}"));
        let when = format!("merge kill {kill} ({chance})");
        let mut merge = killed.start(&["merge", killed.event(), &file, "--json"]);
        // Every other one is killed while the records go in, however fast the machine is.
        if kill % 2 == 0 {
            wait_until(&mut merge, || is_half_way(&killed));
            thread::sleep(chance.up_to(Duration::from_millis(20)));
        } else {
            thread::sleep(chance.up_to(Duration::from_millis(400)));
        }
        stop(&mut merge);
        half_way += u32::from(is_half_way(&killed));
        if kill % LOOK_CLOSELY == 0 {
            killed.assert_sound(&when);
        }
        killed.json(&["merge", killed.event(), &file]);
        assert_eq!(killed.json(&["fingerprint", killed.event()]), expected, "{when}");
        fs::remove_dir_all(killed.event()).unwrap();
    }
    assert!(half_way > 0, "hardly ever half-way when killed ({chance})");
}

/// Tells whether a merge is under way, or was when its program died.
fn is_half_way(desk: &KilledDesk) -> bool {
    fs::read_dir(Path::new(desk.event()).join("merging")).is_ok_and(|mut files| files.next().is_some())
}

/// Gives the backups that have their names.
fn backups_of(desk: &KilledDesk) -> Vec<PathBuf> {
    let there = fs::read_dir(Path::new(desk.event()).join("backups")).into_iter().flatten().flatten();
    let named = there.filter(|entry| entry.file_name().to_string_lossy().starts_with("backup-"));
    named.map(|entry| entry.path()).collect()
}

/// Waits for something a program does; no longer than the program lives.
fn wait_until(program: &mut Child, done: impl Fn() -> bool) {
    while !done() && program.try_wait().is_ok_and(|ended| ended.is_none()) {
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn an_export_that_was_killed_leaves_no_file_or_a_whole_one() {
    let a = KilledDesk::new();
    let b = a.joined("b");
    a.json(&["import", a.event(), a.list()]);
    let mut chance = Chance::from_environment();
    for kill in 1..=12 {
        let file = a.path(&format!("{kill}.ghbundle"));
        let mut export = a.start(&["export", a.event(), &file, "--json"]);
        thread::sleep(chance.up_to(Duration::from_millis(200)));
        stop(&mut export);
        if Path::new(&file).exists() {
            b.json(&["merge", b.event(), &file, "--dry-run"]);
        }
    }
    let file = a.path("last.ghbundle");
    a.json(&["export", a.event(), &file]);
    b.json(&["merge", b.event(), &file]);
    assert_eq!(b.json(&["fingerprint", b.event()]), a.json(&["fingerprint", a.event()]));
}

#[test]
fn a_backup_that_counts_is_whole_whenever_the_desk_was_killed() {
    let mut chance = Chance::from_environment();
    let mut counted = 0;
    for kill in 1..=12 {
        let desk = KilledDesk::new();
        desk.json(&["add", desk.event(), "--name", "Ada"]);
        let mut import = desk.start(&["import", desk.event(), desk.list(), "--json"]);
        // Every other one is killed as soon as its backup has its name, however fast the machine is.
        if kill % 2 == 0 {
            wait_until(&mut import, || !backups_of(&desk).is_empty());
        } else {
            thread::sleep(chance.up_to(Duration::from_millis(60)));
        }
        stop(&mut import);
        for backup in backups_of(&desk) {
            counted += 1;
            let restored = desk.path("restored");
            desk.json(&["restore", &backup.display().to_string(), &restored]);
            let guests = desk.json(&["guests", &restored]);
            assert_eq!(guests["total"], 1, "backup kill {kill} ({chance})");
        }
    }
    assert!(counted > 0, "the desk was always killed before the backup had its name ({chance})");
}

#[test]
fn an_event_or_a_desk_killed_while_it_is_made_is_made_by_doing_it_again() {
    let mut chance = Chance::from_environment();
    let a = KilledDesk::new();
    let kit = a.kit("b");
    for kill in 1..=20 {
        let folder = a.path(&format!("event{kill}"));
        let words: Vec<&str> = match kill % 4 {
            0 => vec!["join", &kit, &folder, "--passphrase-file", a.secret()],
            _ => vec!["new", &folder, "--name", "Second night"],
        };
        let longest = if kill % 4 == 0 { 1_500 } else { 40 };
        let mut making = a.start(&words);
        thread::sleep(chance.up_to(Duration::from_millis(longest)));
        stop(&mut making);
        // Made to its end just before it was killed, or made now.
        let opened = a.command(&["verify", &folder, "--json"]).output().unwrap();
        if !opened.status.success() {
            a.json(&words);
        }
        let report = a.json(&["verify", &folder]);
        assert!(
            report["ok"] == true && report["records"].as_u64() > Some(0),
            "kill {kill} ({chance}): {report}"
        );
    }
}

impl KilledDesk {
    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn secret(&self) -> &str {
        &self.secret
    }

    /// Adds a desk and gives its kit.
    fn kit(&self, name: &str) -> String {
        let kit = self.path(&format!("{name}.ghkit"));
        fs::write(&self.secret, "brass gate at ten").unwrap();
        self.json(&[
            "add-desk",
            self.event(),
            "--name",
            name,
            "--kit",
            &kit,
            "--passphrase-file",
            &self.secret,
        ]);
        kit
    }

    /// Adds a desk and makes a laptop it.
    fn joined(&self, name: &str) -> Self {
        let kit = self.kit(name);
        let desk = self.beside(name);
        desk.json(&["join", &kit, desk.event(), "--passphrase-file", &self.secret]);
        desk
    }

    pub(super) fn copied(&self, name: &str) -> Self {
        let copy = self.beside(name);
        copy_folder(Path::new(self.event()), Path::new(copy.event()));
        copy
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
