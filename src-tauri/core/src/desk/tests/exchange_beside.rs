//! Files in and out beside the writer: scans go on meanwhile, and what is cut off is finished.

use std::path::{Path, PathBuf};

use super::backups::soon;
use super::exchange::{exchange, two_desks};
use super::{Evening, codes};
use crate::admission::DecisionKind::{Refer, Refuse};
use crate::desk::backup::existing;
use crate::desk::exchange::begin_run;
use crate::desk::exchange::run::{SLICE_BYTES, Step, Stepped};
use crate::desk::handle::DeskHandle;
use crate::desk::import::Patience;
use crate::desk::{Desk, Look, Merge, Scan, Shown};
use crate::error::Code;
use crate::ids::GuestId;
use crate::journal::fact::Outcome;
use crate::settings::Direction;
use crate::store;
use crate::text::Lang;

/// Two desks, the first with many guests the second has not heard of; gives a file of them.
fn much_new() -> (Evening, Evening, PathBuf) {
    let (mut a, mut b, _, _) = two_desks();
    exchange(&mut b, &mut a);
    let guests: Vec<GuestId> = (0..60).map(|nth| a.guest(&format!("Guest {nth}"), None)).collect();
    for guest in guests {
        a.screened(guest);
    }
    let file = a.carry_out();
    (a, b, file)
}

fn on_its_thread(evening: &mut Evening) -> DeskHandle {
    DeskHandle::start(evening.desk.take().unwrap()).unwrap()
}

fn merging(evening: &Evening) -> usize {
    std::fs::read_dir(evening.path().join("merging")).map_or(0, Iterator::count)
}

#[test]
fn a_scan_gets_its_turn_between_the_slices_of_a_merge() {
    let (mut a, mut b, file) = much_new();
    let (_, code) = b.unscreened("Zoe");
    let scott = b.by("scott");
    let handle = on_its_thread(&mut b);
    let mut answered_at = None;
    let by = scott.clone();
    let taken = handle
        .merge(&scott, &file, |done, total| {
            if answered_at.is_none() {
                let (by, what) = (by.clone(), Shown::Codes(vec![code.clone()]));
                let scan = Scan {
                    what,
                    checkpoint: Some("door".into()),
                    direction: Some(Direction::Entry),
                    look: Look::Decide,
                };
                let verdict = handle.write(move |desk| desk.scan(&by, &scan, Lang::En)).unwrap();
                assert_eq!(verdict.decision, Refer);
                answered_at = Some((done, total));
            }
        })
        .unwrap();
    let (done, total) = answered_at.unwrap();
    assert!(done < total, "answered with the merge under way: {done} of {total}");
    assert_eq!(taken.new, total);
    handle.stop().unwrap();
    b.open();
    assert_eq!(merging(&b), 0, "nothing is left of the copy");
    exchange(&mut b, &mut a);
    assert_eq!(a.print(), b.print());
    assert!(b.desk().verify(Lang::En).unwrap().ok);
}

#[test]
fn a_plan_says_what_is_new_from_whom_and_what_would_wait_and_changes_nothing() {
    let (mut a, mut b, file) = much_new();
    let (scott, before) = (b.by("scott"), b.print());
    let dry = b.desk().merge(&scott, &file, Merge::DryRun).unwrap();
    let handle = on_its_thread(&mut b);
    let plan = handle.plan_merge(&file, Lang::En).unwrap();
    assert_eq!((plan.new, plan.known, plan.waiting), (dry.new, dry.known, dry.waiting));
    assert_eq!((plan.waiting, plan.missing.len(), plan.from), (0, 0, a.desk().desk_name()));
    assert_eq!(plan.made_at, "2026-11-28T19:00:00+01:00");
    handle.stop().unwrap();
    b.open();
    assert_eq!((b.print(), merging(&b)), (before, 0));
    assert!(!plan.complete, "it leaves out what B said it holds");
    // A copy that a program killed earlier left torn is no hindrance to the same file.
    let hash = crate::desk::exchange::hash_of(&file).unwrap();
    std::fs::create_dir_all(b.path().join("merging")).unwrap();
    let torn = format!("merging/{}.ghbundle", crate::ids::hex(&hash[..16]));
    std::fs::write(b.path().join(torn), "torn").unwrap();
    assert_eq!((b.take_in(&file).new, merging(&b)), (plan.new, 0));
}

/// A file for `b` whose records follow some that were lost on the way.
fn after_a_loss(a: &mut Evening, b: &mut Evening, guest: GuestId) -> PathBuf {
    exchange(a, b);
    let by = a.by("scott");
    a.step(guest, "bag", Outcome::Fail);
    // A third desk's word makes the first leave out what that one holds.
    let lost = a.carry_out();
    let seen = b.path().join("seen");
    std::fs::copy(&lost, &seen).unwrap();
    let mut twin = a.add("C");
    let told = twin.carry_out();
    a.take_in(&told);
    a.step(guest, "metal", Outcome::Fail);
    a.pass_time(600);
    let second = a.folder.path().join("second.ghbundle");
    a.desk().export(&by, &second, Some("C")).unwrap();
    second
}

#[test]
fn a_dry_run_counts_what_would_wait_as_waiting_and_names_what_is_missing() {
    let (mut a, mut b, guest, _) = two_desks();
    let second = after_a_loss(&mut a, &mut b, guest);
    let scott = b.by("scott");
    let dry = b.desk().merge(&scott, &second, Merge::DryRun).unwrap();
    assert_eq!(dry.new, 0, "{dry:?}");
    assert!(dry.waiting > 0 && dry.missing.len() == 1, "{dry:?}");
    let done = b.take_in(&second);
    assert_eq!((done.new, done.waiting, &done.missing), (dry.new, dry.waiting, &dry.missing));
    let as_of = b.desk().occupancy().unwrap().as_of;
    assert_eq!(
        as_of[1].at.as_deref(),
        Some("2026-11-28T19:00:00+01:00"),
        "known up to what was lost: {as_of:?}"
    );
    let again = b.desk().merge(&scott, &second, Merge::DryRun).unwrap();
    assert_eq!((again.waiting, again.missing), (done.waiting, done.missing), "it waits already");
    let all = b.path().join("seen");
    let dry = b.desk().merge(&scott, &all, Merge::DryRun).unwrap();
    let done = b.take_in(&all);
    assert_eq!(dry, done, "what waited joins with what it waited for, or goes on waiting");
}

#[test]
fn a_guest_of_whom_more_follows_in_a_file_is_folded_with_the_last_of_it_and_decided_rightly_meanwhile() {
    let (mut a, mut b, ada, code) = two_desks();
    exchange(&mut b, &mut a);
    a.step(ada, "bag", Outcome::Fail);
    for nth in 0..40 {
        a.guest(&format!("Guest {nth}"), None);
    }
    a.step(ada, "id", Outcome::Pass);
    let file = a.carry_out();
    let (scott, folder) = (b.by("scott"), b.path());
    let desk = b.desk();
    let stale = |desk: &Desk| store::guest::is_stale(&desk.store.connection, ada).unwrap();
    let checked = desk.opener().check(&file, &desk.store).unwrap();
    let (_, mut run) = begin_run(&folder, &desk.opener(), &file, checked).unwrap();
    let mut meanwhile = None;
    while let Some(step) = run.next_step(&desk.store).unwrap() {
        let stepped = desk.merge_step(step).unwrap();
        run.did(stepped, Patience::SCANS);
        let scan = Scan {
            what: Shown::Codes(vec![code.clone()]),
            checkpoint: Some("door".into()),
            direction: Some(Direction::Entry),
            look: Look::LookOnly,
        };
        let decision = desk.scan(&scott, &scan, Lang::En).unwrap().decision;
        meanwhile.get_or_insert((stale(desk), desk.more_to_come, decision));
    }
    assert_eq!(meanwhile, Some((true, true, Refuse)), "the bag check failed at the other desk");
    assert_eq!((stale(desk), desk.more_to_come), (false, false), "folded with the last of it");
    assert_eq!(a.print(), b.print());
}

#[test]
fn whom_everyone_out_had_not_heard_of_is_counted_all_along_while_it_is_taken_in() {
    let (mut a, mut b, _, code) = two_desks();
    a.scan(&code);
    let by = b.by("susan");
    b.desk().everyone_out(&by).unwrap();
    let (file, folder) = (b.carry_out(), a.path());
    let desk = a.desk();
    let checked = desk.opener().check(&file, &desk.store).unwrap();
    let (_, mut run) = begin_run(&folder, &desk.opener(), &file, checked).unwrap();
    while let Some(step) = run.next_step(&desk.store).unwrap() {
        let stepped = desk.merge_step(step).unwrap();
        run.did(stepped, Patience::SCANS);
        assert_eq!(desk.occupancy().unwrap().inside, 1);
    }
}

#[test]
fn what_is_recorded_and_erased_between_reading_a_slice_and_taking_it_in_counts() {
    let (mut a, mut b, ada, _) = two_desks();
    exchange(&mut b, &mut a);
    let guests = [ada, a.guest("Bob", None), a.guest("Cy", None)];
    let file = a.carry_out();
    b.take_in(&file);
    guests.iter().for_each(|guest| b.step(*guest, "bag", Outcome::Fail));
    let file = b.carry_out();
    let (by, folder) = (a.by("olga"), a.path());
    let desk = a.desk();
    let checked = desk.opener().check(&file, &desk.store).unwrap();
    assert_eq!(checked.wanted.len(), 4, "with what its desk had seen");
    let (_, mut run) = begin_run(&folder, &desk.opener(), &file, checked).unwrap();
    let step = run.next_step(&a.desk().store).unwrap().unwrap();
    a.step(ada, "id", Outcome::Pass);
    a.desk().erase(&by, guests[1], "asked for it").unwrap();
    a.desk().merge_step(step).unwrap();
    let live = a.print();
    let report = a.desk().verify(Lang::En).unwrap();
    assert!(report.ok, "{:?}", report.problems);
    a.desk().rebuild().unwrap();
    assert_eq!(a.print(), live);
}

#[test]
fn of_long_records_fewer_are_taken_in_at_a_time() {
    let (mut a, mut b, _, _) = two_desks();
    exchange(&mut b, &mut a);
    let (susan, long) = (a.by("susan"), "long ".repeat(12_000));
    for _ in 0..40 {
        a.desk().correct(&susan, 1, None, &long).unwrap();
    }
    let (file, folder) = (a.carry_out(), b.path());
    let desk = b.desk();
    let checked = desk.opener().check(&file, &desk.store).unwrap();
    let (_, mut run) = begin_run(&folder, &desk.opener(), &file, checked).unwrap();
    let mut slices = Vec::new();
    while let Some(step) = run.next_step(&desk.store).unwrap() {
        if let Step::Take(slice) = &step {
            let bodies = slice.records.iter().filter_map(|(_, raw)| raw.body.as_ref());
            slices.push(bodies.map(Vec::len).sum::<usize>());
        }
        desk.merge_step(step).unwrap();
        run.did(Stepped { joined: 0, took: 0 }, Patience::ALONE);
    }
    assert!(slices.iter().all(|bytes| *bytes < SLICE_BYTES + long.len()), "{slices:?}");
    assert!(slices.iter().sum::<usize>() > 40 * long.len());
}

#[test]
fn a_backup_that_is_due_waits_while_a_file_is_taken_in_but_no_longer_than_to_the_next_one() {
    let (_a, mut b, file) = much_new();
    let (scott, path) = (b.by("scott"), b.path());
    let made = || existing(&path).len();
    let handle = on_its_thread(&mut b);
    assert!(soon(|| made() == 1), "one is made at once");
    b.pass_time(60);
    let mut slices = 0;
    handle
        .merge(&scott, &file, |_, _| {
            slices += 1;
            if slices == 1 {
                assert!(soon(|| handle.puts_off_a_backup()));
                assert_eq!(made(), 1);
                b.pass_time(60);
                assert!(soon(|| made() == 2), "much that takes long is no reason to have none");
            }
        })
        .unwrap();
    handle.stop().unwrap();
}

#[test]
fn a_merge_cut_off_half_way_is_a_sound_smaller_one_and_finished_at_the_next_opening() {
    let (mut a, mut b, file) = much_new();
    let scott = b.by("scott");
    let handle = on_its_thread(&mut b);
    let (closing, mut slices) = (handle.clone(), 0);
    let cut = handle.merge(&scott, &file, |_, _| {
        slices += 1;
        if slices == 2 {
            closing.begin_to_close();
        }
    });
    assert!(cut.is_err(), "the event was closed meanwhile");
    drop(closing);
    handle.stop().unwrap();
    std::fs::remove_file(&file).unwrap();
    b.open();
    assert_eq!(merging(&b), 1, "the file is kept though the stick is gone");
    assert!(b.desk().verify(Lang::En).unwrap().ok);
    let (live, partly) = (b.print(), b.desk().fingerprint().unwrap().records);
    assert!(partly < a.desk().fingerprint().unwrap().records);
    b.desk().rebuild().unwrap();
    assert_eq!(b.print(), live);
    std::fs::write(b.path().join("merging/torn.ghbundle"), "torn").unwrap();
    b.desk().finish_merges().unwrap();
    assert_eq!((b.print(), merging(&b)), (a.print(), 0), "and a copy that was torn is no loss");
}

#[test]
fn the_window_finishes_what_was_cut_off_beside_the_writer() {
    let (mut a, mut b, file) = much_new();
    let kept = b.path().join("merging");
    std::fs::create_dir_all(&kept).unwrap();
    std::fs::copy(&file, kept.join("0.ghbundle")).unwrap();
    std::fs::write(kept.join("1.ghbundle"), "torn").unwrap();
    let handle = on_its_thread(&mut b);
    let patience = (0..2_000).take_while(|_| {
        std::thread::sleep(std::time::Duration::from_millis(5));
        merging(&b) > 0
    });
    assert!(patience.count() < 2_000, "nothing is left to do");
    handle.stop().unwrap();
    b.open();
    assert_eq!(b.print(), a.print(), "and a copy that was torn is no loss");
}

#[test]
fn what_is_carried_out_beside_the_writer_is_what_the_writer_would_carry_out() {
    let (mut a, mut b, guest, _) = two_desks();
    exchange(&mut a, &mut b);
    a.step(guest, "bag", Outcome::Fail);
    let (scott, folder) = (a.by("scott"), a.folder.path().to_owned());
    let handle = on_its_thread(&mut a);
    let carried = handle.export(&scott, &folder, Some("B")).unwrap();
    assert_eq!(handle.export(&scott, Path::new("/nowhere/x"), None).err().unwrap().code, Code::BadFile);
    handle.stop().unwrap();
    a.open();
    assert_eq!(carried.records, 1);
    assert_eq!(b.take_in(&carried.file).new, 1);
    let again = a.desk().export(&scott, &folder, Some("B")).unwrap();
    assert_eq!(again.records, 1);
    assert_eq!(a.print(), b.print());
}

#[test]
fn a_file_refused_beside_the_writer_leaves_no_copy() {
    let (mut a, mut b, _, code) = two_desks();
    assert_eq!(codes(&a.scan(&code)), Vec::<&str>::new());
    let file = a.carry_out();
    let whole = std::fs::read(&file).unwrap();
    let damaged = b.folder.path().join("damaged.ghbundle");
    std::fs::write(&damaged, &whole[..whole.len() - 1]).unwrap();
    let (scott, before) = (b.by("scott"), b.print());
    let handle = on_its_thread(&mut b);
    assert_eq!(handle.merge(&scott, &damaged, |_, _| ()).err().unwrap().code, Code::BundleDamaged);
    handle.stop().unwrap();
    b.open();
    assert_eq!((b.print(), merging(&b)), (before, 0));
}

#[test]
fn what_no_file_holds_yet_is_counted_until_it_is_carried_out_and_what_others_wrote_is_not() {
    let (mut a, mut b, _, code) = two_desks();
    let folder = tempfile::tempdir().unwrap();
    let left = |desk: &mut Evening, act: &dyn Fn(&DeskHandle)| {
        let handle = on_its_thread(desk);
        act(&handle);
        let left = handle.not_carried().unwrap();
        handle.stop().unwrap();
        desk.open();
        left
    };
    let look = |_: &DeskHandle| ();
    let alone = left(&mut Evening::new(), &look);
    assert_eq!(alone, None, "nobody waits for them");
    let before = left(&mut a, &look).unwrap();
    a.scan(&code);
    assert_eq!(left(&mut a, &look), Some(before + 1));
    let scott = a.by("scott");
    let for_one = |handle: &DeskHandle| drop(handle.export(&scott, folder.path(), Some("B")).unwrap());
    assert_eq!(left(&mut a, &for_one), Some(before + 1), "one desk may have it, others do not");
    let for_all = |handle: &DeskHandle| drop(handle.export(&scott, folder.path(), None).unwrap());
    assert_eq!(left(&mut a, &for_all), Some(0));
    let at_b = left(&mut b, &look);
    exchange(&mut a, &mut b);
    assert_eq!(left(&mut b, &look), Some(0), "was {at_b:?} before the file");
    a.guest("Zoe", None);
    let file = a.carry_out();
    b.take_in(&file);
    assert_eq!(left(&mut b, &look), Some(0), "they were carried here");
    assert_eq!(left(&mut a, &look), Some(0));
    a.guest("Xia", None);
    a.kit("C", false);
    assert_eq!(left(&mut a, &look), Some(0), "a kit holds all there is");
    let through = |handle: &DeskHandle| drop(handle.exchange_once(folder.path(), Lang::En).unwrap());
    b.guest("Yan", None);
    assert_eq!(left(&mut b, &through), Some(0), "the exchange folder carries too");
}
