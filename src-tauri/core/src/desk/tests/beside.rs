//! The desk on its thread: scans go on while a list comes in, readers see what was written.

use super::exchange::{exchange, two_desks};
use super::{EVENING, Evening, at_the_door};
use crate::admission::DecisionKind::{Admit, Refer};
use crate::desk::handle::{DeskHandle, Go};
use crate::desk::import::ImportRun;
use crate::desk::{
    BadgeChoice, BadgeSheet, GuestDraft, GuestListFile, GuestQuery, ImportOptions, Look, NewDesk,
};
use crate::error::Code;
use crate::guest::Status;
use crate::guest::traits::{Facet, GuestFilter, Whereabouts};
use crate::store;
use crate::text::Lang;

fn list(rows: u32) -> String {
    let rows = (0..rows).map(|n| format!("{n},Guest {n},guest{n}@example.org\n"));
    std::iter::once("ID,Name,Email\n".to_owned()).chain(rows).collect()
}

fn team<'f>(list: &'f str, options: &'f ImportOptions) -> GuestListFile<'f> {
    GuestListFile { bytes: list.as_bytes(), name: "team.csv", options }
}

impl Evening {
    /// Begins to take a list in; its slices are still to be written.
    fn begin_a_list(&mut self, list: &str) -> ImportRun {
        let olga = self.by("olga");
        let plan = self.desk().plan_import(list.as_bytes(), "team.csv", &ImportOptions::default()).unwrap();
        let begun = self.desk().begin_import(&olga, &plan, "team.csv").unwrap();
        ImportRun::new(begun, &plan, "team.csv")
    }
}

fn search(text: &str) -> GuestQuery {
    GuestQuery { search: text.to_owned(), limit: 5, ..GuestQuery::default() }
}

#[test]
fn a_scan_gets_its_turn_between_the_slices_of_an_import_and_readers_see_both() {
    let mut evening = Evening::new();
    let (_, code) = evening.unscreened("Ada");
    let (olga, scott) = (evening.by("olga"), evening.by("scott"));
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let mut answered_at = None;
    let (list, options) = (list(100), ImportOptions::default());
    handle
        .import(&olga, team(&list, &options), |done, total| {
            if answered_at.is_none() {
                let (scott, scan) = (scott.clone(), at_the_door(&code, Look::Decide));
                let verdict = handle.write(move |desk| desk.scan(&scott, &scan, Lang::En)).unwrap();
                assert_eq!(verdict.decision, Refer);
                answered_at = Some((done, total));
            }
            Go::On
        })
        .unwrap();
    let (done, total) = answered_at.unwrap();
    assert!(done < total, "answered with the import under way: {done} of {total}");
    assert_eq!(handle.read(|reader| reader.guests(&search(""), Lang::En)).unwrap().total, 101);
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
fn who_passes_the_door_does_not_wait_for_whoever_looks_through_the_list() {
    let mut evening = Evening::new();
    let (_, code) = evening.ready("Ada");
    let scott = evening.by("scott");
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let scan = at_the_door(&code, Look::Decide);
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let ask =
            || tell.send(handle.write(move |desk| desk.scan(&scott, &scan, Lang::En)).unwrap().decision);
        // The list is held as long as this looks at it.
        let looking = |reader: &crate::desk::Reader| {
            reader.sifted(&search(""), |_, _| {
                scope.spawn(ask);
                told.recv_timeout(std::time::Duration::from_secs(10))
            })
        };
        let answered = handle.read(|reader| Ok(looking(reader))).unwrap();
        assert_eq!(answered, Ok(Admit));
    });
    handle.stop().unwrap();
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
    assert_eq!(evening.desk().cut_off_import().unwrap(), None, "nothing is left to finish");
    assert!(evening.desk().verify(Lang::En).unwrap().ok);
}

#[test]
fn an_import_cut_off_half_way_is_named_at_the_next_start_and_undone_as_one() {
    let mut evening = Evening::new();
    let olga = evening.by("olga");
    let mut run = evening.begin_a_list(&list(100));
    let slice = run.next_slice(&evening.desk().globals).unwrap();
    evening.desk().import_slice(&olga, slice).unwrap();
    let import = run.import();
    evening.reopen();
    let told = evening.desk().cut_off_import().unwrap().unwrap();
    assert!(told.en.contains(&import.to_string()), "{told:?}");
    let susan = evening.by("susan");
    evening.desk().void(&susan, &import.to_string(), "cut off").unwrap();
    assert_eq!(evening.desk().guests("", 0, 5, Lang::En).unwrap().total, 0);
    evening.reopen();
    assert_eq!(evening.desk().cut_off_import().unwrap(), None, "nothing is left to finish");
}

#[test]
fn a_guest_of_whom_something_is_held_is_folded_with_all_of_it_however_many_change_at_once() {
    let mut evening = Evening::new();
    let olga = evening.by("olga");
    for company in ["Raumwerk", "Sternwerk"] {
        let rows = (0..100).map(|nth| format!("g{nth},Guest {nth},{company}\n"));
        let list = format!("Ticket ID,Name,Company\n{}", rows.collect::<String>());
        let options = ImportOptions { source: Some("team".to_owned()), ..ImportOptions::default() };
        let plan = evening.desk().plan_import(list.as_bytes(), "team.csv", &options).unwrap();
        evening.desk().apply_import(&olga, &plan, "team.csv").unwrap();
    }
    let guests = evening.desk().guests("Sternwerk", 0, 100, Lang::En).unwrap().guests;
    assert_eq!(guests.iter().filter(|guest| guest.name.starts_with("Guest")).count(), 100);
    evening.assert_views_as_rebuilt();
}

#[test]
fn guests_folded_ahead_of_an_import_being_undone_are_not_put_on_the_list_by_it() {
    let mut evening = Evening::new();
    let olga = evening.by("olga");
    let mut run = evening.begin_a_list(&list(100));
    let first = run.next_slice(&evening.desk().globals).unwrap();
    let second = run.next_slice(&evening.desk().globals).unwrap();
    evening.desk().import_slice(&olga, first).unwrap();
    evening.desk().void(&olga, &run.import().to_string(), "the wrong file").unwrap();
    evening.desk().import_slice(&olga, second).unwrap();
    assert_eq!(evening.desk().guests("", 0, 5, Lang::En).unwrap().total, 0);
    evening.assert_views_as_rebuilt();
}

#[test]
fn an_import_finished_by_the_same_file_is_undone_whole() {
    let mut evening = Evening::new();
    let olga = evening.by("olga");
    let (list, options) = (list(100), ImportOptions::default());
    let plan = evening.desk().plan_import(list.as_bytes(), "team.csv", &options).unwrap();
    let begun = evening.desk().begin_import(&olga, &plan, "team.csv").unwrap();
    let slice = ImportRun::new(begun, &plan, "team.csv").next_slice(&evening.desk().globals).unwrap();
    evening.desk().import_slice(&olga, slice).unwrap();
    evening.reopen();
    let half = evening.desk().guests("", 0, 5, Lang::En).unwrap().total;
    assert!((1..100).contains(&half), "{half}");
    let plan = evening.desk().plan_import(list.as_bytes(), "team.csv", &options).unwrap();
    evening.desk().apply_import(&olga, &plan, "team.csv").unwrap();
    let past = evening.desk().past_imports(Lang::En).unwrap();
    assert_eq!((past.imports.len(), past.cut_off), (1, None), "one import, and nothing left to finish");
    evening.desk().void(&olga, &past.imports[0].import, "the wrong file").unwrap();
    assert_eq!(evening.desk().guests("", 0, 5, Lang::En).unwrap().total, 0, "both halves are off the list");
    evening.rebuilt_equals_live();
}

#[test]
fn imports_that_stand_are_told_with_when_whose_and_how_many_the_newest_first() {
    let mut evening = Evening::new();
    let olga = evening.by("olga");
    for (file, rows) in [("team.csv", 3), ("friends.csv", 5)] {
        let options = ImportOptions { source: Some(file.into()), ..ImportOptions::default() };
        let plan = evening.desk().plan_import(list(rows).as_bytes(), file, &options).unwrap();
        evening.desk().apply_import(&olga, &plan, file).unwrap();
    }
    let past = evening.desk().past_imports(Lang::En).unwrap().imports;
    let told =
        past.iter().map(|one| (one.file.as_str(), one.operator.as_deref(), one.new, one.changed + one.same));
    let expected = [("friends.csv", Some("olga"), 2, 3), ("team.csv", Some("olga"), 3, 0)];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    evening.desk().void(&olga, &past[0].import, "not final").unwrap();
    let left = evening.desk().past_imports(Lang::En).unwrap().imports;
    assert_eq!(left.iter().map(|one| one.file.as_str()).collect::<Vec<_>>(), ["team.csv"]);
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
    evening.desk().add_guest(&by, named("Grace"), None).unwrap();
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
            .write(move |desk| {
                desk.add_guest(&by, GuestDraft { name: Some(name), ..GuestDraft::default() }, None)
            })
            .unwrap();
        assert_eq!(handle.read(|reader| reader.guests(&search("guest"), Lang::En)).unwrap().total, nth);
    }
    handle.stop().unwrap();
}

/// Sixty guests and the desk on its thread.
fn sixty() -> (Evening, DeskHandle) {
    let mut evening = Evening::new();
    let (olga, list, options) = (evening.by("olga"), list(60), ImportOptions::default());
    let plan = evening.desk().plan_import(list.as_bytes(), "team.csv", &options).unwrap();
    evening.desk().apply_import(&olga, &plan, "team.csv").unwrap();
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    (evening, handle)
}

fn guests_of(handle: &DeskHandle) -> Vec<crate::view::GuestView> {
    let everybody = GuestQuery { limit: 100, ..GuestQuery::default() };
    handle.read(|reader| reader.guests(&everybody, Lang::En)).unwrap().guests
}

#[test]
fn other_writes_get_their_turn_between_the_slices_of_badges_for_everybody() {
    let (mut evening, handle) = sixty();
    let by = handle.write(|desk| desk.operator(Some("olga"))).unwrap();
    let mut answered_at = None;
    let made = handle
        .make_badges(&by, &BadgeChoice::All, |done, total| {
            if answered_at.is_none() {
                let late = guests_of(&handle).into_iter().find(|guest| guest.badge.is_none()).unwrap();
                let (by, late) = (by.clone(), late.id.parse().unwrap());
                handle.write(move |desk| desk.make_badges(&by, &BadgeChoice::Guests(vec![late]))).unwrap();
                answered_at = Some((done, total));
            }
            Go::On
        })
        .unwrap();
    let (done, total) = answered_at.unwrap();
    assert!(done < total && total == 60, "answered with the badges under way: {done} of {total}");
    assert_eq!(
        (made.value.faces.len(), made.records.len()),
        (60, 59),
        "one was issued alone meanwhile, and once"
    );
    let again = handle.make_badges(&by, &BadgeChoice::All, |_, _| Go::On).unwrap();
    let codes = |sheet: &BadgeSheet| sheet.faces.iter().map(|face| face.code.to_string()).collect::<Vec<_>>();
    assert_eq!((codes(&again.value), again.records.len()), (codes(&made.value), 0));
    handle.stop().unwrap();
    evening.open();
    assert!(evening.desk().verify(Lang::En).unwrap().ok);
}

#[test]
fn badges_for_everybody_that_were_cut_off_are_completed_by_doing_it_again() {
    let (mut evening, handle) = sixty();
    let by = handle.write(|desk| desk.operator(Some("olga"))).unwrap();
    let part = handle.make_badges(&by, &BadgeChoice::All, |_, _| Go::Cancel).unwrap();
    assert!((1..60).contains(&part.value.faces.len()), "{}", part.value.faces.len());
    let all = handle.make_badges(&by, &BadgeChoice::All, |_, _| Go::On).unwrap();
    assert_eq!((all.value.faces.len(), all.records.len()), (60, 60 - part.records.len()));
    let kept = part.value.faces.iter().filter(|face| all.value.faces.iter().any(|now| now.code == face.code));
    assert_eq!(kept.count(), part.value.faces.len(), "those issued keep their code");
    handle.stop().unwrap();
    evening.open();
    assert!(evening.desk().verify(Lang::En).unwrap().ok);
}

impl Evening {
    /// How many rows are still to be folded anew, and how many of them were marked one by one.
    fn behind(&mut self) -> (usize, usize) {
        let desk = self.desk();
        let some = |sweeps| store::guest::some_stale(&desk.store.connection, sweeps, 1_000).unwrap().len();
        (some(desk.globals.sweeps), some(0))
    }

    fn rebuilt_equals_live(&mut self) {
        let live = self.print();
        self.desk().rebuild().unwrap();
        assert_eq!(self.print(), live);
    }
}

#[test]
fn voiding_an_import_marks_nobody_and_is_seen_at_once() {
    let (mut evening, handle) = sixty();
    handle.stop().unwrap();
    evening.open();
    let import = evening.desk().globals.imports[0].import.to_string();
    let (susan, guest) = (evening.by("susan"), evening.desk().find_guest("guest7@example.org").unwrap());
    let what = evening.desk().reading(Lang::En).voidable(&import).unwrap();
    evening.desk().state_void(&susan, what, "wrong file").unwrap();
    assert_eq!(evening.behind(), (60, 0), "no row was folded in the act's own turn");
    let seen = evening.desk().reading(Lang::En).find(guest).unwrap().unwrap();
    assert!(!seen.listed, "whoever looks sees it");
    evening.desk().catch_up().unwrap();
    assert_eq!(evening.desk().guests("", 0, 5, Lang::En).unwrap().total, 0);
    evening.rebuilt_equals_live();
}

#[test]
fn nobody_is_shown_as_inside_once_everyone_out_is_recorded_and_rows_follow() {
    let mut evening = Evening::new();
    for name in ["Ada", "Bo", "Cy"] {
        let (_, code) = evening.ready(name);
        evening.scan(&code);
    }
    let by = evening.by("susan");
    let handle = DeskHandle::start(evening.desk.take().unwrap()).unwrap();
    let filter = GuestFilter::new(vec![Facet::Presence(Whereabouts::Inside)]);
    let inside = GuestQuery { filter, ..search("") };
    let shown = || handle.read(|reader| Ok(reader.guests(&inside, Lang::En)?.total)).unwrap();
    let mut at_once = None;
    assert_eq!(shown(), 3);
    handle.everyone_out(&by, |_| at_once = Some(shown())).unwrap();
    assert_eq!((at_once, shown()), (Some(0), 0));
    handle.stop().unwrap();
    evening.open();
    assert_eq!(evening.behind(), (0, 0), "every row is as it says once that is answered");
    evening.rebuilt_equals_live();
}

#[test]
fn retiring_a_desk_marks_nobody_and_accepting_more_of_it_brings_back_whom_it_added() {
    let (mut a, mut b, ..) = two_desks();
    b.guest("Zoe", None);
    exchange(&mut a, &mut b);
    let olga = a.by("olga");
    a.desk().state_retired(&olga, "B", "its laptop is gone").unwrap();
    assert_eq!(a.behind(), (2, 0), "no row was folded in the act's own turn");
    b.guest("Yan", None);
    let late = b.carry_out();
    a.take_in(&late);
    let names = |a: &mut Evening| a.desk().guests("", 0, 9, Lang::En).unwrap().total;
    assert_eq!(names(&mut a), 2, "Yan came after it");
    a.rebuilt_equals_live();
    a.desk().state_retired(&olga, "B", "it was only mislaid").unwrap();
    while a.desk().catch_up_some(1).unwrap() {}
    assert_eq!(names(&mut a), 3);
    a.rebuilt_equals_live();
}

#[test]
fn a_desk_added_beside_the_writer_can_join_and_is_in_step() {
    let (mut evening, handle) = sixty();
    let by = handle.write(|desk| desk.operator(Some("olga"))).unwrap();
    let kit = evening.folder.path().join("B.ghkit");
    let new = NewDesk { name: "B".into(), organiser: false, work: Some(2) };
    handle.add_desk(&by, &new, &kit, "brass gate at ten").unwrap();
    let again = handle.add_desk(&by, &new, &kit, "brass gate at ten").unwrap_err();
    assert_eq!(again.code, Code::AlreadyExists);
    handle.stop().unwrap();
    evening.open();
    assert_eq!(evening.desk().desks(Lang::En).unwrap().len(), 2, "nothing is recorded of one without a kit");
    let mut b = evening.join(&kit, "brass gate at ten").unwrap();
    assert_eq!(b.print(), evening.print());
}

#[test]
fn what_voiding_an_import_takes_off_the_list_is_off_it_once_that_has_answered() {
    let (mut evening, handle) = sixty();
    let import = handle.write(|desk| Ok(desk.globals.imports[0].import.to_string())).unwrap();
    let by = handle.write(|desk| desk.operator(Some("susan"))).unwrap();
    assert_eq!(handle.void(&by, "no such import", "x").unwrap_err().code, Code::NoSuchRecord);
    assert_eq!(guests_of(&handle).len(), 60);
    handle.void(&by, &import, "wrong file").unwrap();
    assert_eq!(guests_of(&handle).len(), 0);
    handle.stop().unwrap();
    evening.open();
    assert!(evening.desk().verify(Lang::En).unwrap().ok);
}
