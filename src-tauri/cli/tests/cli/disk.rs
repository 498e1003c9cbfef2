//! Disks that are full or cannot be written to, tried for real: in a mount namespace of the test's own.
#![cfg(target_os = "linux")]

use std::process::Command;

use serde_json::Value;

use crate::common::{Ran, Stage, ran, two_desks};

/// Runs the program in a namespace of its own, where `prepare` may mount; skipped where that is not allowed.
fn in_own_mounts(stage: &Stage, prepare: &str, words: &[&str]) -> Option<Ran> {
    let unshare = ["--user", "--map-root-user", "--mount"];
    let allowed =
        Command::new("unshare").args(unshare).args(["mount", "-t", "tmpfs", "none", "/mnt"]).output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this system allows no mounts of one's own");
        return None;
    }
    let gatehouse = stage.command(words);
    let mut command = Command::new("unshare");
    command.args(unshare).args(["sh", "-ec", &format!("{prepare}; exec \"$@\""), "sh"]);
    command.arg(gatehouse.get_program()).args(gatehouse.get_args());
    command.current_dir(stage.folder.path()).env("LC_ALL", "C");
    Some(ran(command.output().unwrap()))
}

#[test]
fn a_read_only_disk_is_told_as_such() {
    let (stage, code) = Stage::with_guest();
    let event = stage.event.to_str().unwrap();
    let prepare = format!("mount --bind {event} {event}; mount -o remount,bind,ro {event}");
    let Some(ran) = in_own_mounts(&stage, &prepare, &["scan", "EVENT", &code, "--json"]) else { return };
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_eq!((ran.status, &error["code"]), (1, &"read_only".into()), "{error}");
}

#[test]
fn a_full_disk_is_told_as_such_and_nothing_is_lost() {
    let (stage, code) = Stage::with_guest();
    let event = stage.event.to_str().unwrap().to_owned();
    let before = stage.json(&["fingerprint", "EVENT"]);
    let prepare = format!(
        "mkdir -p small; mount -t tmpfs -o size=2m none small; cp {event}/* small/; cat /dev/zero > small/rest 2>/dev/null || true; mount --bind small {event}"
    );
    let Some(ran) = in_own_mounts(&stage, &prepare, &["scan", "EVENT", &code, "--json"]) else { return };
    let error: serde_json::Value =
        serde_json::from_str(&ran.err).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
    assert_eq!((ran.status, &error["code"]), (1, &"disk_full".into()), "{error}");
    assert_eq!(ran.out, "", "no verdict without a durable record");
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), before);
}

/// A shell that knows how to fill the event's disk, and keeps what each run says and how it ends.
const SHELL: &str = r#"
mkdir small; mount -t tmpfs -o size=3m none small; cp -r "$EVENT"/. small/; mount --bind small "$EVENT"
fill() { cat /dev/zero > "$EVENT/rest" 2>/dev/null || true; }
free() { rm "$EVENT/rest"; }
run() { name=$1; shift; "$PROGRAM" "$@" --json --lang en >"$name.out" 2>"$name.err" && echo 0 >"$name.end" || echo $? >"$name.end"; }
"#;

/// What a run in [`SHELL`] came to: how it ended, what it answered, the code of its error.
fn came_to(stage: &Stage, name: &str) -> (i32, Value, Value) {
    let read =
        |ending: &str| std::fs::read_to_string(stage.folder.path().join(format!("{name}.{ending}"))).unwrap();
    let last =
        |text: &str| text.lines().last().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
    let error: Value = last(&read("err"));
    (read("end").trim().parse().unwrap(), last(&read("out")), error["code"].clone())
}

#[test]
fn a_disk_that_fills_up_loses_nothing_acknowledged_and_all_goes_on_once_there_is_room() {
    let (stage, other, stick, code) = two_desks();
    stage.json(&["add", &other, "--name", "Rui Costa"]);
    let bundle = stage.json(&["export", &other, &stick])["file"].as_str().unwrap().to_owned();
    let rows = (0..200).map(|n| format!("{n},Guest {n},guest{n}@example.com\n"));
    let list =
        stage.file("list.csv", std::iter::once("ID,Name,Email\n".to_owned()).chain(rows).collect::<String>());
    let event = stage.event.to_str().unwrap();
    let script = format!(
        r#"EVENT={event}; PROGRAM=$1; {SHELL}
mkfifo codes; ("$PROGRAM" scan "$EVENT" - --json --lang en <codes >scan.out 2>scan.err && echo 0 >scan.end || echo $? >scan.end) &
exec 3>codes; echo {code} >&3
until [ -s scan.out ]; do sleep 0.05; done
fill; echo unknown >&3; exec 3>&-; wait
run import import "$EVENT" {list}
run merge merge "$EVENT" {bundle}
free
run verify verify "$EVENT"
run again scan "$EVENT" unknown
run import2 import "$EVENT" {list}
run merge2 merge "$EVENT" {bundle}
run verify2 verify "$EVENT"
run guests guests "$EVENT" --limit 1
run inside occupancy "$EVENT""#
    );
    let Some(done) = in_own_mounts(&stage, &script, &["--help"]) else { return };
    assert_eq!(done.status, 0, "{}{}", done.out, done.err);
    let (end, verdict, error) = came_to(&stage, "scan");
    assert_eq!((&verdict["decision"], &verdict["recorded"]), (&"admit".into(), &true.into()), "{verdict}");
    assert_eq!((end, error), (1, "disk_full".into()), "no verdict without a durable record");
    for name in ["import", "merge"] {
        let (end, answer, error) = came_to(&stage, name);
        assert_eq!((end, answer, error), (1, Value::Null, "disk_full".into()), "{name}");
    }
    for name in ["verify", "verify2"] {
        assert_eq!(came_to(&stage, name).1["ok"], true, "{name}: {:?}", came_to(&stage, name));
    }
    assert_eq!(came_to(&stage, "again").1["decision"], "refuse");
    assert_eq!(came_to(&stage, "import2").1["new"], 200);
    assert!(came_to(&stage, "merge2").1["new"].as_u64() > Some(0));
    assert_eq!(came_to(&stage, "guests").1["total"], 202, "Ana, Rui and the list");
    assert_eq!(came_to(&stage, "inside").1["inside"], 1, "whom the door let in before");
}

#[test]
fn a_place_that_cannot_be_written_to_is_named_whatever_is_tried() {
    let (stage, other, stick, code) = two_desks();
    stage.json(&["add", &other, "--name", "Rui Costa"]);
    let bundle = stage.json(&["export", &other, &stick])["file"].as_str().unwrap().to_owned();
    let list = stage.file("list.csv", "ID,Name\n1,Guest\n");
    let before = stage.json(&["fingerprint", "EVENT"]);
    let event = stage.event.to_str().unwrap();
    let acts = [("scan", code), ("import", list), ("merge", bundle), ("rebuild", String::new())];
    let runs: Vec<String> =
        acts.iter().map(|(act, what)| format!("run {act} {act} \"$EVENT\" {what}")).collect();
    let runs = runs.join("\n");
    let script = format!(
        "EVENT={event}; PROGRAM=$1; {SHELL}\numount \"$EVENT\"; mount --bind \"$EVENT\" \"$EVENT\"; mount -o remount,bind,ro \"$EVENT\"\n{runs}"
    );
    let Some(done) = in_own_mounts(&stage, &script, &["--help"]) else { return };
    assert_eq!(done.status, 0, "{}{}", done.out, done.err);
    for (act, _) in acts {
        let (end, answer, error) = came_to(&stage, act);
        assert_eq!((end, answer, error), (1, Value::Null, "read_only".into()), "{act}");
    }
    assert_eq!(stage.json(&["fingerprint", "EVENT"]), before);
    assert_eq!(stage.json(&["verify", "EVENT"])["ok"], true);
}
