//! The desk on its thread: scans go on while a list comes in, readers see what was written.

use super::{EVENING, Evening};
use crate::admission::DecisionKind::Refer;
use crate::desk::handle::{DeskHandle, Go};
use crate::desk::import::ImportRun;
use crate::desk::{GuestDraft, GuestListFile, ImportOptions, Look, Scan, Shown};
use crate::guest::Status;
use crate::text::Lang;

fn list(rows: u32) -> String {
    let rows = (0..rows).map(|n| format!("{n},Guest {n},guest{n}@example.org\n"));
    std::iter::once("ID,Name,Email\n".to_owned()).chain(rows).collect()
}

fn team<'f>(list: &'f str, options: &'f ImportOptions) -> GuestListFile<'f> {
    GuestListFile { bytes: list.as_bytes(), name: "team.csv", options }
}

#[test]
fn a_scan_gets_its_turn_between_the_slices_of_an_import_and_readers_see_both() {
    let mut evening = Evening::new();
    let guest = evening.guest("Ada", None);
    let code = evening.badge(guest);
    let (olga, scott) = (evening.by("olga"), evening.by("scott"));
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let mut answered_at = None;
    let (list, options) = (list(100), ImportOptions::default());
    handle
        .import(&olga, team(&list, &options), |done, total| {
            if answered_at.is_none() {
                let (scott, what) = (scott.clone(), Shown::Codes(vec![code.clone()]));
                let scan =
                    Scan { what, checkpoint: Some("door".into()), direction: None, look: Look::Decide };
                let verdict = handle.write(move |desk| desk.scan(&scott, &scan, Lang::En)).unwrap();
                assert_eq!(verdict.decision, Refer);
                answered_at = Some((done, total));
            }
            Go::On
        })
        .unwrap();
    let (done, total) = answered_at.unwrap();
    assert!(done < total, "answered with the import under way: {done} of {total}");
    assert_eq!(handle.read(|reader| reader.guests("", 0, 5, Lang::En)).unwrap().total, 101);
    assert_eq!(handle.read(|reader| reader.last_scans(5, Lang::En)).unwrap().len(), 1);
    handle.stop().unwrap();
    evening.open();
    assert!(evening.desk().verify(Lang::En).unwrap().ok);
    assert_eq!(
        evening.desk().last_scans(1, Lang::En).unwrap()[0].at,
        "2026-11-28T19:00:00+01:00",
        "{EVENING}"
    );
}

#[test]
fn a_cancelled_import_leaves_nothing_of_it_on_the_list_nor_in_the_settings() {
    let mut evening = Evening::new();
    evening.guest("Ada", None);
    let olga = evening.by("olga");
    let before = evening.desk().settings().clone();
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let list = list(100).replace(",guest", ",crew,guest").replace("Name,", "Name,Category,");
    let options = ImportOptions::default();
    let mut told = 0;
    let (plan, import) = handle
        .import(&olga, team(&list, &options), |done, _| {
            told = done;
            Go::Cancel
        })
        .unwrap();
    assert_eq!((plan.new_categories.as_slice(), import), (&["crew".to_owned()][..], None));
    assert!(told > 0, "some of it had been applied");
    handle.stop().unwrap();
    evening.open();
    assert_eq!(evening.desk().guests("", 0, 5, Lang::En).unwrap().total, 1, "Ada alone");
    assert_eq!(evening.desk().settings(), &before);
    assert!(evening.desk().notices().is_empty(), "nothing is left to finish: {:?}", evening.desk().notices());
    assert!(evening.desk().verify(Lang::En).unwrap().ok);
}

#[test]
fn an_import_cut_off_half_way_is_named_at_the_next_start_and_undone_as_one() {
    let mut evening = Evening::new();
    let olga = evening.by("olga");
    let (list, options) = (list(100), ImportOptions::default());
    let plan = evening.desk().plan_import(list.as_bytes(), "team.csv", &options).unwrap();
    let begun = evening.desk().begin_import(&olga, &plan).unwrap();
    let mut run = ImportRun::new(begun, &plan, "team.csv");
    let slice = run.next_slice().unwrap();
    evening.desk().import_slice(&olga, slice).unwrap();
    let import = run.import();
    evening.reopen();
    let told = evening.desk().notices().iter().any(|notice| notice.en.contains(&import.to_string()));
    assert!(told, "{:?}", evening.desk().notices());
    let susan = evening.by("susan");
    evening.desk().void(&susan, &import.to_string(), "cut off").unwrap();
    assert_eq!(evening.desk().guests("", 0, 5, Lang::En).unwrap().total, 0);
    evening.reopen();
    assert!(evening.desk().notices().is_empty(), "told once is enough: {:?}", evening.desk().notices());
}

#[test]
fn a_plan_is_outdated_by_any_change_to_a_guest_on_the_list_and_by_no_scan() {
    let mut evening = Evening::new();
    let (guest, code) = evening.ready("Ada");
    let before = evening.desk().list_version;
    evening.scan(&code);
    assert_eq!(evening.desk().list_version, before, "people come in all the time");
    let by = evening.by("olga");
    let named = |name: &str| GuestDraft { name: Some(name.into()), ..GuestDraft::default() };
    let changes = [
        named("Ada L."),
        GuestDraft { category: Some("VIP".into()), ..GuestDraft::default() },
        GuestDraft { status: Some(Status::Pending), ..GuestDraft::default() },
    ];
    for change in changes {
        let before = evening.desk().list_version;
        evening.desk().edit_guest(&by, guest, change.clone(), None).unwrap();
        assert!(evening.desk().list_version > before, "{change:?}");
    }
    let before = evening.desk().list_version;
    evening.desk().add_guest(&by, named("Grace")).unwrap();
    assert!(evening.desk().list_version > before);
}

#[test]
fn what_a_write_changed_is_found_as_soon_as_it_has_answered() {
    let mut evening = Evening::new();
    let olga = evening.by("olga");
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    for nth in 1..=50 {
        let (by, name) = (olga.clone(), format!("Guest {nth}"));
        handle
            .write(move |desk| desk.add_guest(&by, GuestDraft { name: Some(name), ..GuestDraft::default() }))
            .unwrap();
        assert_eq!(handle.read(|reader| reader.guests("guest", 0, 1, Lang::En)).unwrap().total, nth);
    }
    handle.stop().unwrap();
}
