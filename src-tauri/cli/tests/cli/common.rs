//! The real program, run as a person or a script runs it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

/// A folder of its own with one event in it, removed at the end.
pub struct Stage {
    pub folder: tempfile::TempDir,
    pub event: PathBuf,
}

/// What came of one run.
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Stage {
    /// A stage with an event made by `new`.
    pub fn with_event() -> Self {
        let stage = Self::empty();
        let made = stage.json(&["new", "EVENT", "--name", "Hiring party", "--timezone", "Asia/Shanghai"]);
        assert_eq!(made["event"].as_str().map(str::len), Some(32), "{made}");
        assert_eq!(made["desk"].as_str().map(str::len), Some(32), "{made}");
        stage
    }

    /// A stage where there is no event yet.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let event = folder.path().join("party");
        Self { folder, event }
    }

    /// A stage with an event and one guest, `Ana Souza`, who has a badge; gives its code.
    pub fn with_guest() -> (Self, String) {
        let stage = Self::with_event();
        stage.json(&["add", "EVENT", "--name", "Ana Souza", "--email", "ana@example.com"]);
        let guest = stage.json(&["reissue", "EVENT", "ana@example.com", "--reason", "first badge"]);
        let code = guest["guest"]["badge"]["code"].as_str().unwrap().to_owned();
        (stage, code)
    }

    /// Runs with words of which `EVENT` stands for the event's folder.
    pub fn run(&self, words: &[&str]) -> Ran {
        ran(self.command(words).output().unwrap())
    }

    /// Runs with `--json` and reads what is printed; the run has to succeed.
    pub fn json(&self, words: &[&str]) -> Value {
        let mut words = words.to_vec();
        words.push("--json");
        let ran = self.run(&words);
        assert_eq!(ran.status, 0, "{words:?}: {}{}", ran.out, ran.err);
        serde_json::from_str(&ran.out).unwrap()
    }

    /// Runs with `--json` what has to fail: gives the status and the error.
    pub fn failure(&self, words: &[&str]) -> (i32, Value) {
        let mut words = words.to_vec();
        words.push("--json");
        let ran = self.run(&words);
        assert_eq!(ran.out, "", "{words:?} prints no answer");
        let error: Value =
            serde_json::from_str(&ran.err).unwrap_or_else(|_| panic!("{words:?}: {}", ran.err));
        assert!(!error["message"].as_str().unwrap().is_empty(), "says what happened: {error}");
        assert!(!error["hint"].as_str().unwrap().is_empty(), "says what to do: {error}");
        (ran.status, error)
    }

    /// Asserts that a run fails with an error code and gives the message in Chinese too.
    #[track_caller]
    pub fn fails(&self, code: &str, words: &[&str]) {
        let (status, error) = self.failure(words);
        assert_eq!(error["code"], code, "{words:?}: {error}");
        assert_eq!(status, if code == "usage" { 2 } else { 1 }, "{error}");
        let chinese: Vec<&str> = words.iter().copied().chain(["--lang", "zh"]).collect();
        let (_, error) = self.failure(&chinese);
        for part in ["message", "hint"] {
            let text = error[part].as_str().unwrap();
            assert!(
                text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign)),
                "{part} in Chinese: {text}"
            );
        }
    }

    /// Hands `scan -` these bytes whole and gives its answers.
    pub fn stream(&self, bytes: &[u8]) -> Vec<Value> {
        let mut command = self.command(&["scan", "EVENT", "-"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (mut codes, bytes) = (child.stdin.take().unwrap(), bytes.to_vec());
        let writer = std::thread::spawn(move || codes.write_all(&bytes).unwrap());
        let ran = ran(child.wait_with_output().unwrap());
        writer.join().unwrap();
        assert_eq!(ran.status, 0, "{}", ran.err);
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
        let event = self.event.as_os_str();
        command.args(words.iter().map(|word| if *word == "EVENT" { event } else { word.as_ref() }));
        command.current_dir(self.folder.path()).env("LC_ALL", "C").stdin(Stdio::null());
        if let Some(fonts) = fonts() {
            command.env("GATEHOUSE_FONTS", fonts);
        }
        command
    }

    /// Writes a file beside the event and gives its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

pub fn ran(output: Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// A stage whose event a second desk has joined: gives that one's event, a folder, and a code that admits.
pub fn two_desks() -> (Stage, String, String, String) {
    let (stage, code) = Stage::with_guest();
    let at = |name: &str| stage.folder.path().join(name).to_str().unwrap().to_owned();
    let (kit, secret, other, stick) = (at("b.ghkit"), at("secret.txt"), at("other"), at("stick"));
    std::fs::create_dir(&stick).unwrap();
    std::fs::write(&secret, "brass gate at ten").unwrap();
    for step in ["id", "metal", "bag"] {
        stage.json(&["screen", "EVENT", "ana@example.com", "--step", step, "--outcome", "pass"]);
    }
    stage.json(&["add-desk", "EVENT", "--name", "B", "--kit", &kit, "--passphrase-file", &secret]);
    stage.json(&["join", &kit, &other, "--passphrase-file", &secret]);
    (stage, other, stick, code)
}

/// Waits until the same badge counts as shown again.
pub fn three_seconds() {
    sleep(Duration::from_millis(3_100));
}

/// Gives the root of the sources.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

fn fonts() -> Option<PathBuf> {
    let fonts = root().join("assets/fonts");
    fonts.is_dir().then_some(fonts)
}
