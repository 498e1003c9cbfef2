//! Replays every committed input of each fuzz target, then spoils them for a while and tries what comes of it.
//!
//! A failure prints the seed and keeps the input: `GATEHOUSE_FUZZ_INPUT=FILE cargo test -p acceptance --test fuzz TARGET`
//! tries that one alone. `GATEHOUSE_FUZZ_SECONDS` says how long; `make fuzz` searches with cargo-fuzz instead.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)] // tests may stop

#[path = "fuzz/targets.rs"]
mod targets;

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use acceptance::build::root;
use acceptance::chance::Chance;
use acceptance::mutate::spoilt;

/// How long lists are tried for; what is no list gets a sixth of it.
const SECONDS: u64 = 30;
/// An input that keeps a laptop this long has hung it; the slowest here takes a hundredth of a second.
const HUNG: Duration = Duration::from_secs(60);

#[test]
fn csv_no_text_breaks_the_reading_of_a_list() {
    fuzz("csv", seconds());
}

#[test]
fn workbook_no_parts_break_the_reading_of_a_workbook() {
    fuzz("workbook", seconds());
}

#[test]
fn mapping_whatever_a_list_holds_the_same_file_again_changes_nothing() {
    fuzz("mapping", seconds());
}

#[test]
fn badge_no_text_passes_for_a_code_that_was_not_made() {
    fuzz("badge", seconds() / 6);
}

#[test]
fn bundle_no_bytes_pass_for_a_bundle_that_was_not_sealed() {
    fuzz("bundle", seconds() / 6);
}

#[test]
fn every_target_has_a_corpus_and_a_door_for_cargo_fuzz() {
    let folder = root().join("tests/fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for (name, _) in targets::TARGETS {
        assert!(corpus(name).len() >= 3, "{name}");
        let door = fs::read_to_string(folder.join("fuzz_targets").join(format!("{name}.rs"))).unwrap();
        assert!(door.contains(&format!("targets::{name}(bytes)")), "{name}");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}

fn seconds() -> u64 {
    std::env::var("GATEHOUSE_FUZZ_SECONDS").ok().and_then(|set| set.parse().ok()).unwrap_or(SECONDS)
}

fn fuzz(name: &'static str, seconds: u64) {
    let (_, target) = targets::TARGETS.into_iter().find(|(known, _)| *known == name).unwrap();
    let (alive, watched) = channel();
    std::thread::spawn(move || watch(name, &watched));
    let attempt = |bytes: &[u8], what: &str| {
        alive.send(bytes.to_vec()).unwrap();
        if catch_unwind(|| target(bytes)).is_err() {
            panic!("{name}: {what} fails\n{}", replay(name, bytes));
        }
    };
    if let Some(file) = std::env::var_os("GATEHOUSE_FUZZ_INPUT") {
        return target(&fs::read(file).unwrap());
    }
    let corpus = corpus(name);
    for (file, bytes) in &corpus {
        attempt(bytes, &file.display().to_string());
    }
    let inputs: Vec<Vec<u8>> = corpus.into_iter().map(|(_, bytes)| bytes).collect();
    let mut chance = Chance::from_environment();
    let (end, mut tried) = (Instant::now() + Duration::from_secs(seconds), 0_u64);
    while Instant::now() < end {
        let bytes = spoilt(&inputs, &mut chance);
        attempt(&bytes, &format!("input {tried} of {chance}"));
        tried += 1;
    }
    println!("{name}: {tried} inputs tried beside the corpus of {}, {chance}", inputs.len());
}

/// Ends the whole program, told which input it was, when one takes longer than any may.
fn watch(name: &str, inputs: &Receiver<Vec<u8>>) {
    let mut current = Vec::new();
    loop {
        match inputs.recv_timeout(HUNG) {
            Ok(next) => current = next,
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                eprintln!("{name}: hangs\n{}", replay(name, &current));
                std::process::abort();
            }
        }
    }
}

/// Keeps an input and says how to try it again.
fn replay(name: &str, bytes: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    let file = folder.join(format!("{name}-{}-{}", std::process::id(), bytes.len()));
    let kept = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, bytes));
    kept.map_or_else(
        |error| format!("the input could not be kept: {error}"),
        |()| format!("GATEHOUSE_FUZZ_INPUT={} cargo test -p acceptance --test fuzz {name}", file.display()),
    )
}

fn corpus(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = root().join("tests/fuzz/corpus").join(name);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| (file.clone(), fs::read(file).unwrap())).collect()
}
