//! Guest lists on a whole desk: in, again, changed, undone.

use super::Evening;
use crate::admission::DecisionKind::Admit;
use crate::desk::{GuestListFile, ImportOptions};
use crate::error::Code;
use crate::ids::ImportId;
use crate::import::mapping::ImportField;
use crate::import::plan::Plan;
use crate::text::Lang;
use crate::view::PresenceState;
use crate::view::SourceWhy;

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

#[test]
fn whoever_a_newer_list_lacks_is_kept_and_marked_until_a_list_has_them_again() {
    let mut evening = Evening::new();
    import(&mut evening, LIST, "team.csv");
    let shorter = LIST.replace("3,Bo,bo@example.org,\n", "");
    let plan = plan(&mut evening, &shorter, "team.csv");
    assert_eq!((plan.gone, plan.gone_guests[0].name.as_str()), (1, "Bo"));
    import(&mut evening, &shorter, "team.csv");
    let bo = evening.desk().find_guest("bo@example.org").unwrap();
    let view = evening.desk().guest(bo, Lang::En).unwrap();
    assert!(
        view.gone && view.status == crate::guest::Status::Approved,
        "kept, marked, as approved as before"
    );
    let records = evening.desk().fingerprint().unwrap().records;
    import(&mut evening, &shorter, "team.csv");
    assert_eq!(evening.desk().fingerprint().unwrap().records, records + 1, "nobody is marked twice");
    assert_eq!(import(&mut evening, LIST, "team.csv").1, [0, 1, 2]);
    assert!(!evening.desk().guest(bo, Lang::En).unwrap().gone);
}

#[test]
fn an_import_that_only_marked_somebody_as_gone_keeps_nobody_from_being_undone() {
    let mut evening = Evening::new();
    let (first, _) = import(&mut evening, LIST, "team.csv");
    import(&mut evening, &LIST.replace("3,Bo,bo@example.org,\n", ""), "team.csv");
    let susan = evening.by("susan");
    evening.desk().void(&susan, &first.to_string(), "wrong file").unwrap();
    assert!(evening.desk().find_guest("bo@example.org").is_err());
}

#[test]
fn what_a_person_said_of_the_columns_is_remembered_for_the_next_version_of_the_list() {
    let mut evening = Evening::new();
    let by = evening.by("olga");
    let list = "Name,Email,Team\nAnn,ann@example.org,Beans\n";
    let columns = Some(vec![Some(ImportField::Name), Some(ImportField::Email), Some(ImportField::Company)]);
    let options = ImportOptions { columns, ..ImportOptions::default() };
    let plan = evening.desk().plan_import(list.as_bytes(), "team.csv", &options).unwrap();
    evening.desk().apply_import(&by, &plan, "team.csv").unwrap();
    let next = "Name,Email,Team,Diet\nAnn,ann@example.org,Peas,\n";
    let options = ImportOptions::default();
    let file = GuestListFile { bytes: next.as_bytes(), name: "team.csv", options: &options };
    let look = evening.desk().look_at_list(file).unwrap();
    assert!(look.remembered && look.source.known);
    assert_eq!(look.source.why, SourceWhy::SameGuests);
    let fields: Vec<Option<&str>> = look.columns.iter().map(|column| column.field.as_deref()).collect();
    assert_eq!(fields, [Some("name"), Some("email"), Some("company"), None]);
    assert_eq!((look.sources[0].name.as_str(), look.sources[0].guests), ("team", 1));
}

#[test]
fn rejected_rows_put_right_in_the_file_of_rejects_come_in_with_the_same_columns() {
    let mut evening = Evening::new();
    let list = "Name,Email,Phone\nAnn,ann at example,+491701234567\nBob,bob@example.org,\n";
    let plan = plan(&mut evening, list, "team.csv");
    import(&mut evening, list, "team.csv");
    let rejects = String::from_utf8(plan.rejects_csv(Lang::En)).unwrap();
    assert!(rejects.contains("this is not an e-mail address"));
    let mended = rejects.replace("ann at example", "ann@example.org");
    let again = self::plan(&mut evening, &mended, "rejects.csv");
    assert_eq!((again.source.as_str(), again.gone), ("team", 0), "of Bob the file says nothing");
    assert_eq!((again.counts().new, again.counts().rejected, again.warnings.len()), (1, 0, 0));
    import(&mut evening, &mended, "rejects.csv");
    let ann = evening.desk().find_guest("ann@example.org").unwrap();
    assert_eq!(evening.desk().guest(ann, Lang::En).unwrap().phone.as_deref(), Some("+491701234567"));
}
