#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::clock::Millis;
use crate::journal::testing::{Laptop, World};

/// All that a check is given; what a tamperer may lay hands on.
#[derive(Debug, Clone)]
struct Journal {
    event: EventId,
    stored: Vec<(RecordId, RawRecord)>,
    signatures: Vec<HeadSignature>,
    log: Option<Vec<RawRecord>>,
    erased: BTreeSet<GuestId>,
}

impl Journal {
    /// All that was written anywhere, in both copies, and the laptops' signatures.
    fn of(world: &World, laptops: &[Laptop]) -> Self {
        let raws = || world.records().iter().map(|record| record.raw.clone());
        Self {
            event: world.event(),
            stored: raws().map(|raw| (codec::record_id(&raw.header), raw)).collect(),
            signatures: laptops.iter().filter_map(|laptop| world.sign(*laptop)).collect(),
            log: Some(raws().collect()),
            erased: BTreeSet::new(),
        }
    }

    /// The same with nothing outside the records that vouches for them.
    fn without_witnesses(mut self) -> Self {
        (self.log, self.signatures) = (None, Vec::new());
        self
    }

    fn check(&self) -> Vec<Problem> {
        let mut check = Verifier::new(self.event);
        check.expect_erased(&self.erased);
        self.stored.iter().for_each(|(id, raw)| check.take_stored(*id, raw));
        self.signatures.iter().for_each(|signature| check.take_signature(signature));
        if let Some(log) = &self.log {
            check.expect_log();
            log.iter().for_each(|raw| check.take_logged(raw));
        }
        let problems = check.finish();
        assert_eq!(self.check_side_by_side(), problems, "however the two copies are read");
        problems
    }

    /// Reads database and log side by side, as a desk does.
    fn check_side_by_side(&self) -> Vec<Problem> {
        let mut check = Verifier::new(self.event);
        check.expect_erased(&self.erased);
        self.signatures.iter().for_each(|signature| check.take_signature(signature));
        let mut log = self.log.iter().flatten();
        if self.log.is_some() {
            check.expect_log();
        }
        for (id, raw) in &self.stored {
            match log.next() {
                Some(logged) if logged == raw => check.take_alike(*id, raw),
                logged => {
                    check.take_stored(*id, raw);
                    logged.into_iter().for_each(|logged| check.take_logged(logged));
                }
            }
        }
        log.for_each(|logged| check.take_logged(logged));
        check.finish()
    }

    /// Writes the record at `nth` anew with another header, under its new id.
    fn rewrite(&mut self, nth: usize, change: impl FnOnce(&mut Header)) -> RecordId {
        let (id, raw) = &mut self.stored[nth];
        let mut header = codec::read_header(&raw.header).unwrap();
        change(&mut header);
        raw.header = codec::write_header(&header);
        *id = codec::record_id(&raw.header);
        *id
    }

    /// Changes a record and makes all that follows it on its chain anew, so that it fits again.
    fn rechain(&mut self, nth: usize) {
        let mut old = self.stored[nth].0;
        let mut new = self.rewrite(nth, |header| header.at = Millis(header.at.0 + 1));
        for later in nth + 1..self.stored.len() {
            let header = codec::read_header(&self.stored[later].1.header).unwrap();
            if header.prev == Some(old) {
                old = self.stored[later].0;
                new = self.rewrite(later, |header| header.prev = Some(new));
            }
        }
    }
}

/// Three desks, one of them on a copied disk too, that write, and hand everything on now and then.
fn journal(steps: &[(usize, bool)]) -> Journal {
    let mut world = World::new();
    let mut laptops = ["A", "B", "C"].map(|name| world.desk(name)).to_vec();
    for laptop in laptops.clone() {
        world.write(laptop, None, vec![Fact::EveryoneOut {}]);
    }
    laptops.push(world.copy(laptops[1]));
    for (by, sync) in steps {
        let laptop = laptops[by % 4];
        world.write(laptop, None, vec![Fact::HeadCountCorrected { by: *by as i64, zone: None }]);
        if *sync {
            world.sync(laptop, laptops[(by + 1) % 4]);
        }
    }
    Journal::of(&world, &laptops)
}

fn steps() -> impl Strategy<Value = Vec<(usize, bool)>> {
    prop::collection::vec((0..8_usize, any::<bool>()), 4..40)
}

fn names(problems: &[Problem], kind: ProblemKind, id: RecordId) -> bool {
    problems.iter().any(|problem| problem.kind == kind && problem.id == id)
}

proptest! {
    #[test]
    fn a_sound_journal_raises_no_alarm_in_any_order(steps in steps(), turn: usize, reverse: bool, log: bool) {
        let mut journal = journal(&steps);
        let middle = turn % journal.stored.len();
        journal.stored.rotate_left(middle);
        if reverse {
            journal.stored.reverse();
        }
        journal.log = journal.log.filter(|_| log);
        prop_assert_eq!(journal.check(), []);
    }

    #[test]
    fn every_altered_byte_is_found_and_its_record_named(steps in steps(), nth: usize, at: usize, flip in 1..=255_u8, part in 0..3) {
        let mut journal = journal(&steps);
        let nth = nth % journal.stored.len();
        let (id, raw) = &mut journal.stored[nth];
        let id = *id;
        let bytes = match part {
            0 => raw.header.as_mut_slice(),
            1 => raw.salt.as_mut_slice(),
            _ => raw.body.as_mut().unwrap(),
        };
        let at = at % bytes.len();
        bytes[at] ^= flip;
        let problems = journal.check();
        prop_assert!(names(&problems, ProblemKind::Altered, id), "{:?}", problems);
        prop_assert_eq!(problems.len(), 1, "nobody else is accused, and it only of that: {:?}", problems);
    }

    #[test]
    fn every_deleted_record_is_found_and_named(steps in steps(), nth: usize, log: bool) {
        let mut journal = journal(&steps);
        journal.log = journal.log.filter(|_| log);
        let nth = nth % journal.stored.len();
        let (id, raw) = journal.stored.remove(nth);
        let problems = journal.check();
        let header = codec::read_header(&raw.header).unwrap();
        prop_assert_eq!(problems.len(), 1, "{:?}", problems);
        prop_assert_eq!(problems[0].id, id);
        prop_assert_eq!((problems[0].desk, problems[0].seq), (Some(header.desk), Some(header.seq)));
    }

    #[test]
    fn a_removed_body_is_found(steps in steps(), nth: usize) {
        let mut journal = journal(&steps);
        let nth = nth % journal.stored.len();
        journal.stored[nth].1.body = None;
        prop_assert!(names(&journal.check(), ProblemKind::Altered, journal.stored[nth].0));
    }

    #[test]
    fn a_journal_chained_anew_contradicts_its_signatures_and_the_log(steps in steps(), nth: usize, log: bool) {
        let mut journal = journal(&steps);
        journal.log = journal.log.filter(|_| log);
        let nth = nth % journal.stored.len();
        let lost = journal.stored[nth].0;
        journal.rechain(nth);
        let problems = journal.check();
        let kinds: BTreeSet<ProblemKind> = problems.iter().map(|problem| problem.kind).collect();
        prop_assert!(kinds.contains(&ProblemKind::Rechained), "{:?}", problems);
        prop_assert!(!log || kinds.len() == 1, "what stands in for another is told once: {:?}", problems);
        prop_assert!(!log || names(&problems, ProblemKind::Rechained, lost), "with the log the very record is named");
    }

    #[test]
    fn records_that_changed_places_are_found(steps in steps(), nth: usize, seq in 1..3_u64, lamport: bool) {
        let mut journal = journal(&steps);
        journal = journal.without_witnesses();
        let nth = nth % journal.stored.len();
        let id = journal.rewrite(nth, |header| if lamport { header.lamport += seq } else { header.seq += seq });
        prop_assert!(names(&journal.check(), ProblemKind::Reordered, id));
    }

    #[test]
    fn what_only_one_of_journal_and_log_holds_is_named(steps in steps(), nth: usize) {
        let mut journal = journal(&steps);
        let log = journal.log.as_mut().unwrap();
        let raw = log.remove(nth % log.len());
        let problems = journal.check();
        prop_assert_eq!(problems.len(), 1);
        prop_assert!(names(&problems, ProblemKind::Deleted, codec::record_id(&raw.header)));
    }
}

#[test]
fn a_head_that_still_reads_well_but_has_another_hash_is_found() {
    let mut journal = journal(&[(0, false), (1, true)]);
    for nth in 0..journal.stored.len() {
        let sound = journal.stored[nth].clone();
        journal.rewrite(nth, |header| header.at = Millis(header.at.0 - 60_000));
        journal.stored[nth].0 = sound.0;
        assert!(names(&journal.check(), ProblemKind::Altered, sound.0));
        journal.stored[nth] = sound;
    }
}

#[test]
fn bodies_exchanged_between_two_records_are_found_at_both() {
    let mut journal = journal(&[(0, false), (1, false), (2, true)]);
    let first = journal.stored[3].1.body.take();
    journal.stored[3].1.body = journal.stored[4].1.body.take();
    journal.stored[4].1.body = first;
    let problems = journal.check();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!([3, 4].iter().all(|nth| names(&problems, ProblemKind::Altered, journal.stored[*nth].0)));
}

#[test]
fn a_signature_that_is_not_the_desks_is_found() {
    let mut journal = journal(&[(0, false)]);
    journal.signatures[0].signature[5] ^= 1;
    let id = journal.signatures[0].id;
    assert!(names(&journal.check(), ProblemKind::Altered, id));
}

#[test]
fn a_record_of_another_event_is_found() {
    let mut journal = journal(&[(0, false)]);
    journal.event = EventId::new([9; 16]);
    assert_eq!(journal.check().iter().filter(|problem| problem.text.en.contains("another event")).count(), 4);
}

#[test]
fn a_record_altered_alike_in_both_copies_is_found_in_both() {
    let mut journal = journal(&[(0, false), (1, true), (2, false), (0, true)]);
    let (id, raw) = &mut journal.stored[4];
    raw.body.as_mut().unwrap()[12] ^= 1;
    journal.log.as_mut().unwrap()[4] = raw.clone();
    let id = *id;
    let problems = journal.check();
    let altered = problems.iter().filter(|problem| (problem.id, problem.kind) == (id, ProblemKind::Altered));
    assert_eq!((altered.count(), problems.len()), (2, 2), "{problems:?}");
}

/// A desk that wrote three records, and one that wrote one, heard of them, and went on: `Merged` stands last but one.
fn merged_journal() -> Journal {
    let mut world = World::new();
    let (a, b) = (world.desk("A"), world.desk("B"));
    let out = || vec![Fact::EveryoneOut {}];
    (0..3).for_each(|_| drop(world.write(a, None, out())));
    world.write(b, None, out());
    world.sync(a, b);
    world.write(b, None, out());
    Journal::of(&world, &[a, b])
}

#[test]
fn a_body_may_be_missing_only_where_it_was_personal_and_of_somebody_erased() {
    let mut world = World::new();
    let (a, [ada, bob]) = (world.desk("A"), [1, 2].map(|nth| GuestId::new([nth; 16])));
    let details = || Fact::GuestDetails { fields: BTreeMap::new(), import: None, line: None };
    world.write(a, Some(ada), vec![details()]);
    let standing =
        world.write(a, Some(ada), vec![Fact::CategorySet { category: "VIP".into(), import: None }]);
    let of_bob = world.write(a, Some(bob), vec![details()]);
    let mut journal = Journal::of(&world, &[a]);
    journal.erased = BTreeSet::from([ada]);
    journal.stored.iter_mut().for_each(|(_, raw)| raw.body = None);
    let problems = journal.check();
    assert!([&standing, &of_bob].iter().all(|held| names(&problems, ProblemKind::Altered, held.stamp.id)));
    assert_eq!(problems.len(), 2, "{problems:?}");
    journal.log.as_mut().unwrap().iter_mut().for_each(|raw| raw.body = None);
    assert_eq!(journal.check().len(), 4, "in either copy");
}

#[test]
fn a_record_that_follows_another_desks_is_found_and_one_that_was_never_held_is_missed() {
    let mut journal = journal(&[(0, false)]).without_witnesses();
    let of_another = journal.stored[1].0;
    let sound = journal.stored.clone();
    let id = journal.rewrite(3, |header| header.prev = Some(of_another));
    assert!(names(&journal.check(), ProblemKind::Reordered, id));
    let nobodys = RecordId::new([9; 32]);
    journal.stored = [1, 2, 0, 3].map(|nth| sound[nth].clone()).to_vec();
    journal.rewrite(3, |header| header.prev = Some(nobodys));
    assert!(journal.check().iter().any(|problem| problem.id == nobodys));
}

#[test]
fn a_record_that_names_others_heads_is_judged_by_them_and_vouches_for_them() {
    let mut journal = merged_journal().without_witnesses();
    let sound = journal.stored.clone();
    let (id, head_of_a) = (journal.rewrite(4, |header| header.lamport = 2), sound[2].0);
    assert!(names(&journal.check(), ProblemKind::Reordered, id), "it had seen higher ones");
    journal.stored = sound;
    journal.stored.remove(2);
    let problems = journal.check();
    assert_eq!((problems.len(), problems[0].id, problems[0].kind), (1, head_of_a, ProblemKind::Deleted));
}

#[test]
fn heads_named_by_a_record_that_was_altered_accuse_nobody_and_ones_that_do_not_read_are_damage() {
    let mut journal = merged_journal();
    let merged = journal.stored[4].clone();
    let body = journal.stored[4].1.body.as_mut().unwrap();
    let digit = body.len() - 10;
    body[digit] = if body[digit] == b'0' { b'1' } else { b'0' };
    assert_eq!(journal.check().len(), 1, "{:?}", journal.check());
    journal.stored[4] = merged;
    journal = journal.without_witnesses();
    let body = b"{\"facts\":3}".to_vec();
    let hash = codec::body_hash(&journal.stored[4].1.salt, &body);
    journal.stored[4].1.body = Some(body);
    let id = journal.rewrite(4, |header| header.body = hash);
    assert!(names(&journal.check(), ProblemKind::Altered, id));
}

#[test]
fn a_signature_for_another_event_vouches_for_nothing_here() {
    let mut journal = journal(&[(0, false)]);
    let id = journal.stored[0].0;
    let key = ed25519_dalek::SigningKey::from_bytes(&[8; 32]);
    journal.signatures.push(HeadSignature::sign(&key, EventId::new([9; 16]), 1, id));
    assert!(names(&journal.check(), ProblemKind::Altered, id));
}

#[test]
fn a_branch_that_stands_beside_a_missing_record_by_right_is_not_taken_for_its_stand_in() {
    for steps in [[(1, false), (3, false)], [(3, false), (1, false)]] {
        let of_laptop = steps.iter().position(|(by, _)| *by == 1).unwrap() + 3;
        for log in [true, false] {
            let mut journal = journal(&steps);
            if log {
                journal.signatures.clear();
            } else {
                journal.log = None;
            }
            let (lost, _) = journal.stored.remove(of_laptop);
            let problems = journal.check();
            assert!(names(&problems, ProblemKind::Deleted, lost) && problems.len() == 1, "{problems:?}");
        }
    }
}

#[test]
fn what_is_wrong_in_two_places_is_told_of_both() {
    let mut world = World::new();
    let a = world.desk("A");
    let write = |world: &mut World| world.write(a, None, vec![Fact::EveryoneOut {}]).stamp.id;
    let (first, second) = (write(&mut world), write(&mut world));
    let signature = world.sign(a);
    let third = write(&mut world);
    let mut journal = Journal::of(&world, &[a]);
    journal.log.as_mut().unwrap().remove(0);
    journal.stored.remove(1);
    let problems = journal.check();
    assert!([first, second].iter().all(|id| names(&problems, ProblemKind::Deleted, *id)), "{problems:?}");
    // Altered so that it seems to stand where another one is missing: that other one is not replaced by it.
    journal.log = None;
    journal.signatures = signature.into_iter().collect();
    let header = String::from_utf8(journal.stored[1].1.header.clone()).unwrap();
    journal.stored[1].1.header = header.replace("\"seq\":3", "\"seq\":2").into_bytes();
    let problems = journal.check();
    let found =
        names(&problems, ProblemKind::Deleted, second) && names(&problems, ProblemKind::Altered, third);
    assert!(found && problems.len() == 2, "{problems:?}");
    journal = Journal::of(&world, &[]);
    journal.log.as_mut().unwrap().remove(2);
    journal.stored[2].1.salt[0] ^= 1;
    assert_eq!(journal.check().len(), 1, "altered says enough");
}
