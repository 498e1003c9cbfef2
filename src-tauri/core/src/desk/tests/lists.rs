//! Guest lists on a whole desk: in, again, changed, undone.

use super::Evening;
use crate::admission::DecisionKind::Admit;
use crate::desk::ImportOptions;
use crate::error::Code;
use crate::ids::ImportId;
use crate::import::plan::Plan;
use crate::text::Lang;
use crate::view::PresenceState;

const LIST: &str = "ID,Name,Email,Company\n1,王伟,ww@example.org,Kestrel\n2,Ada,ada@example.org,Fernhill\n3,Bo,bo@example.org,\n";

fn plan(evening: &mut Evening, list: &str, file: &str) -> Plan {
    evening.desk().plan_import(list.as_bytes(), file, &ImportOptions::default()).unwrap()
}

fn import(evening: &mut Evening, list: &str, file: &str) -> (ImportId, [u64; 3]) {
    let plan = plan(evening, list, file);
    let counts = plan.counts();
    let by = evening.by("olga");
    let id = evening.desk().apply_import(&by, &plan, file).unwrap().value;
    (id, [counts.new, counts.changed, counts.same])
}

#[test]
fn the_same_file_again_changes_nothing_and_one_cell_changes_one_guest() {
    let mut evening = Evening::new();
    assert_eq!(import(&mut evening, LIST, "team.csv").1, [3, 0, 0]);
    assert_eq!(import(&mut evening, LIST, "team.csv").1, [0, 0, 3]);
    let moved = LIST.replace("Fernhill", "Harbour");
    assert_eq!(
        import(&mut evening, &moved, "team (1).csv").1,
        [0, 1, 2],
        "the same columns are the same source"
    );
    assert_eq!(evening.desk().guests("harbour", 0, 10, Lang::En).unwrap().total, 1);
}

#[test]
fn a_re_import_loses_nobodys_screening_or_presence() {
    let mut evening = Evening::new();
    import(&mut evening, LIST, "team.csv");
    let guest = evening.desk().find_guest("ada@example.org").unwrap();
    let code = evening.badge(guest);
    evening.screened(guest);
    assert_eq!(evening.scan(&code).decision, Admit);
    import(&mut evening, &LIST.replace("Ada", "Ada L."), "team.csv");
    let view = evening.desk().guest(guest, Lang::En).unwrap();
    assert_eq!((view.name.as_str(), view.presence.state), ("Ada L.", PresenceState::Inside));
    assert_eq!(view.badge.unwrap().code, code);
}

#[test]
fn an_import_is_undone_as_one_and_keeps_whom_other_records_concern() {
    let mut evening = Evening::new();
    let (id, _) = import(&mut evening, LIST, "team.csv");
    let guest = evening.desk().find_guest("ada@example.org").unwrap();
    let code = evening.badge(guest);
    let susan = evening.by("susan");
    evening.desk().void(&susan, &id.to_string(), "wrong file").unwrap();
    assert_eq!(evening.desk().guests("", 0, 10, Lang::En).unwrap().total, 0);
    let scanned = evening.scan(&code);
    assert_ne!(scanned.decision, Admit, "whoever is on no list does not simply come in");
    assert_eq!(scanned.guest.unwrap().name, "Ada");
    let before = evening.desk().fingerprint().unwrap();
    evening.desk().rebuild().unwrap();
    assert_eq!(evening.desk().fingerprint().unwrap(), before);
}

#[test]
fn what_is_no_guest_list_changes_nothing() {
    let mut evening = Evening::new();
    let records = evening.desk().fingerprint().unwrap().records;
    for bytes in ["<!doctype html><html><body>no</body></html>", "", "a,b\n1,2\n", "\u{0}\u{1}\u{2}\u{3}"] {
        let error =
            evening.desk().plan_import(bytes.as_bytes(), "list.csv", &ImportOptions::default()).unwrap_err();
        assert_eq!(error.code, Code::BadFile, "{bytes:?}");
    }
    assert_eq!(evening.desk().fingerprint().unwrap().records, records);
}
