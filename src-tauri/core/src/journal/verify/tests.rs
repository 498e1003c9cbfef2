#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::clock::Millis;
use crate::journal::testing::World;

/// All that a check is given; what a tamperer may lay hands on.
#[derive(Debug, Clone)]
struct Journal {
    event: EventId,
    stored: Vec<(RecordId, RawRecord)>,
    signatures: Vec<HeadSignature>,
    log: Option<Vec<RawRecord>>,
}

impl Journal {
    fn check(&self) -> Vec<Problem> {
        let mut check = Verifier::new(self.event);
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
    let raws = || world.records().iter().map(|record| record.raw.clone());
    Journal {
        event: world.event(),
        stored: raws().map(|raw| (codec::record_id(&raw.header), raw)).collect(),
        signatures: laptops.iter().filter_map(|laptop| world.sign(*laptop)).collect(),
        log: Some(raws().collect()),
    }
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
        prop_assert!(problems.iter().all(|problem| problem.id == id), "nobody else is accused: {:?}", problems);
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
        prop_assert!(problems.iter().any(|problem| problem.kind == ProblemKind::Rechained), "{:?}", problems);
        prop_assert!(!log || names(&problems, ProblemKind::Rechained, lost), "with the log the very record is named");
    }

    #[test]
    fn records_that_changed_places_are_found(steps in steps(), nth: usize, seq in 1..3_u64, lamport: bool) {
        let mut journal = journal(&steps);
        (journal.log, journal.signatures) = (None, Vec::new());
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
