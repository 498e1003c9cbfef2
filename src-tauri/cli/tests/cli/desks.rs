//! Two desks in step by file, as a person at two terminals does it.

use crate::common::{Stage, two_desks};

#[test]
fn a_kit_a_scan_and_two_files_bring_two_desks_in_step() {
    let (stage, code) = Stage::with_guest();
    let at = |name: &str| stage.folder.path().join(name).to_str().unwrap().to_owned();
    let (kit, secret, other, stick) = (at("b.ghkit"), at("secret.txt"), at("other"), at("stick"));
    std::fs::write(&secret, "brass gate at ten\n").unwrap();
    std::fs::create_dir(&stick).unwrap();
    for step in ["id", "metal", "bag"] {
        stage.json(&["screen", "EVENT", "ana@example.com", "--step", step, "--outcome", "pass"]);
    }
    stage.json(&["add-desk", "EVENT", "--name", "B", "--kit", &kit, "--passphrase-file", &secret]);
    stage.json(&["join", &kit, &other, "--passphrase-file", &secret]);
    assert_eq!(stage.json(&["scan", &other, &code])["decision"], "admit");
    let carried = stage.json(&["export", &other, &stick]);
    let file = carried["file"].as_str().unwrap();
    assert!(carried["records"].as_u64().unwrap() > 0 && file.ends_with(".ghbundle"), "{carried}");
    assert!(stage.json(&["merge", "EVENT", file, "--dry-run"])["new"].as_u64().unwrap() > 0);
    let taken = stage.json(&["merge", "EVENT", file]);
    assert!(taken["new"].as_u64().unwrap() > 0 && taken["waiting"] == 0, "{taken}");
    assert_eq!(stage.json(&["merge", "EVENT", file])["new"], 0);
    assert_eq!(stage.json(&["scan", "EVENT", &code])["reasons"][0]["code"], "already_inside");
    let back = stage.json(&["export", "EVENT", &stick, "--for", "B"]);
    stage.json(&["merge", &other, back["file"].as_str().unwrap()]);
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), stage.json(&["fingerprint", &other]));
    let desks = stage.json(&["desks", "EVENT"]);
    assert_eq!(desks["desks"][1]["name"], "B", "{desks}");
    stage.json(&["retire-desk", "EVENT", "B", "--reason", "laptop stolen"]);
    assert_eq!(stage.json(&["desks", "EVENT"])["desks"][1]["retired"], true);
}

#[test]
fn files_that_do_not_fit_are_refused_in_a_sentence() {
    let stage = Stage::with_event();
    let at = |name: &str| stage.folder.path().join(name).to_str().unwrap().to_owned();
    let (kit, secret, wrong) = (at("b.ghkit"), at("secret.txt"), at("wrong.txt"));
    std::fs::write(&secret, "brass gate at ten").unwrap();
    std::fs::write(&wrong, "iron gate at nine").unwrap();
    stage.json(&["add-desk", "EVENT", "--name", "B", "--kit", &kit, "--passphrase-file", &secret]);
    stage.fails("wrong_passphrase", &["join", &kit, &at("other"), "--passphrase-file", &wrong]);
    stage.fails("bundle_damaged", &["merge", "EVENT", &secret]);
    stage.fails(
        "already_exists",
        &["add-desk", "EVENT", "--name", "C", "--kit", &kit, "--passphrase-file", &secret],
    );
    stage.fails("usage", &["export", "EVENT", stage.folder.path().to_str().unwrap(), "--for", "nobody"]);
}

#[test]
fn a_file_that_is_cut_spliced_newer_or_anothers_is_refused_by_its_code_and_changes_nothing() {
    let (stage, other, stick, code) = two_desks();
    let carried = |event: &str| {
        let carried = stage.json(&["export", event, &stick]);
        std::fs::read(carried["file"].as_str().unwrap()).unwrap()
    };
    let early = carried(&other);
    stage.json(&["scan", &other, &code]);
    let whole = carried(&other);
    let elsewhere = Stage::with_event();
    let foreign = elsewhere.json(&["export", "EVENT", &stick]);
    let (event, before) = (listing(&stage.event), stage.json(&["fingerprint", "EVENT"]));
    let half = whole.len() / 2;
    let damaged = [whole[..half].to_vec(), [&early[..half], &whole[half..]].concat(), Vec::new()];
    for (nth, bytes) in damaged.iter().enumerate() {
        let file = stage.file(&format!("damaged-{nth}.ghbundle"), bytes);
        stage.fails("bundle_damaged", &["merge", "EVENT", &file]);
        stage.fails("bundle_damaged", &["merge", "EVENT", &file, "--dry-run"]);
    }
    let newer = String::from_utf8_lossy(&whole[..18]).replace('1', "2").into_bytes();
    let newer = stage.file("newer.ghbundle", [&newer, &whole[18..]].concat());
    stage.fails("bundle_newer", &["merge", "EVENT", &newer]);
    stage.fails("not_for_this_desk", &["merge", "EVENT", foreign["file"].as_str().unwrap()]);
    assert_eq!((listing(&stage.event), stage.json(&["fingerprint", "EVENT"])), (event, before));
    let sound = stage.file("sound.ghbundle", &whole);
    assert!(stage.json(&["merge", "EVENT", &sound])["new"].as_u64().unwrap() > 0);
}

/// Gives the names and sizes of a folder's files.
fn listing(folder: &std::path::Path) -> Vec<(std::ffi::OsString, u64)> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let mut files: Vec<_> =
        entries.map(|entry| (entry.file_name(), entry.metadata().unwrap().len())).collect();
    files.sort_unstable();
    files
}
