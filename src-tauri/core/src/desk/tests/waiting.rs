//! Records that wait outside the journal until all they follow is there, whatever came first.

use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;

use super::Evening;
use super::exchange::{all_of, exchange, hand_over, record_after, seal_for, two_desks};
use crate::desk::{Merge, Missing, Taken};
use crate::ids::{PublicKey, RecordId};
use crate::journal::codec;
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::{Draft, RawRecord, Stamp};
use crate::journal::signature::{HeadSignature, desk_id};
use crate::text::Lang;

const PASSPHRASE: &str = "brass gate at ten";

impl Evening {
    /// States that there is a desk with that key, whether this desk may or not.
    fn say_added(&mut self, signing_key: PublicKey, name: &str) {
        let by = self.by("olga");
        let (desk, sealing_key) = (desk_id(&signing_key), PublicKey::new([9; 32]));
        let added =
            Fact::DeskAdded { desk, name: name.into(), slot: 9, signing_key, sealing_key, organiser: false };
        self.desk().record(&by, vec![Draft::global(Kind::DeskAdded, vec![added])]).unwrap();
    }
}

/// Seals what a desk wrote itself, and nothing it heard from others.
fn own_of(from: &mut Evening, to: &mut Evening) -> PathBuf {
    let (desk, event, keys) =
        (from.desk().desk_id(), from.desk().event_id(), from.desk().keys.signing.clone());
    let (records, signatures) = all_of(from.desk());
    let is_own = |raw: &RawRecord| codec::read_header(&raw.header).unwrap().desk == desk;
    let records: Vec<RawRecord> = records.into_iter().filter(is_own).collect();
    seal_for(event, &keys, to, &records, &signatures)
}

/// Takes a file in; what it brings is what a dry run said before.
fn take_as_foretold(desk: &mut Evening, file: &Path) -> Taken {
    let by = desk.by("scott");
    let foretold = desk.desk().merge(&by, file, Merge::DryRun).unwrap();
    let taken = desk.take_in(file);
    assert_eq!(foretold, taken);
    taken
}

/// A record that stops entry, numbered right after `head` but for the lamport, and where it stands.
fn stop_after(desk: &mut Evening, head: Stamp, lamport: u64) -> (RawRecord, Stamp) {
    let body = codec::write_body(&[Fact::EntryStopped {}]);
    let (raw, id) = record_after(desk.desk().event_id(), desk.desk().desk_id(), Some(head), lamport, body);
    (raw, Stamp { id, seq: head.seq + 1, lamport, ..head })
}

fn signed(keys: &SigningKey, desk: &mut Evening, seq: u64, id: RecordId) -> HeadSignature {
    HeadSignature::sign(keys, desk.desk().event_id(), seq, id)
}

#[test]
fn records_that_wait_for_each_other_all_join_once_the_first_of_them_does() {
    let (mut a, mut d, ..) = two_desks();
    let (mut low, mut high) = (a.add("C"), a.add("D"));
    d.guest("Fay", None);
    exchange(&mut a, &mut d);
    let known = d.desk().head.unwrap().seq;
    // They are tried by the ids of their desks, so the one that joins last is tried first.
    if low.desk().desk_id() > high.desk().desk_id() {
        std::mem::swap(&mut low, &mut high);
    }
    d.guest("Grace", None);
    let of_d = d.carry_out();
    high.take_in(&of_d);
    high.guest("Hal", None);
    let of_high = high.carry_out();
    low.take_in(&of_high);
    low.guest("Ida", None);
    for desk in [&mut low, &mut high] {
        let file = own_of(desk, &mut a);
        assert_eq!(take_as_foretold(&mut a, &file).new, 0);
    }
    let (desk, to) = (d.desk().desk_id().to_string(), d.desk().head.unwrap().seq);
    let file = own_of(&mut high, &mut a);
    let taken = a.take_in(&file);
    assert_eq!(taken.missing, [Missing { desk, from: known + 1, to }], "what waits is not missing");
    let taken = take_as_foretold(&mut a, &of_d);
    assert_eq!((taken.waiting, taken.missing), (0, Vec::new()));
    exchange(&mut a, &mut low);
    assert_eq!(a.print(), low.print());
}

#[test]
fn a_desk_and_what_it_wrote_come_in_by_one_file_where_an_organisers_desk_added_it() {
    let (mut a, mut b, ..) = two_desks();
    let kit = a.kit("Office", true);
    let mut office = a.join(&kit, PASSPHRASE).unwrap();
    let news = a.carry_out();
    b.take_in(&news);
    let kit = office.kit("C", true);
    let mut c = office.join(&kit, PASSPHRASE).unwrap();
    let mut d = c.add("D");
    d.guest("Grace", None);
    let (event, keys) = (d.desk().event_id(), d.desk().keys.signing.clone());
    let (records, signatures) = all_of(d.desk());
    let file = seal_for(event, &keys, &mut b, &records, &signatures);
    let taken = take_as_foretold(&mut b, &file);
    assert_eq!((taken.waiting, b.print()), (0, d.print()));
}

#[test]
fn a_desk_that_no_organisers_desk_added_and_what_it_wrote_stay_outside() {
    let (mut a, mut b, ..) = two_desks();
    let (event, of_b) = (b.desk().event_id(), b.desk().keys.signing.clone());
    let theirs = SigningKey::from_bytes(&[9; 32]);
    let signing_key = PublicKey::new(theirs.verifying_key().to_bytes());
    let stranger = desk_id(&signing_key);
    b.say_added(signing_key, "Stranger");
    let (mut records, mut signatures) = all_of(b.desk());
    let body = codec::write_body(&[Fact::EntryStopped {}]);
    let (raw, id) = record_after(event, stranger, None, 1, body);
    records.push(raw);
    signatures.push(HeadSignature::sign(&theirs, event, 1, id));
    let file = seal_for(event, &of_b, &mut a, &records, &signatures);
    let taken = take_as_foretold(&mut a, &file);
    assert_eq!((taken.waiting, a.print()), (1, b.print()), "{taken:?}");
}

#[test]
fn what_waited_and_contradicts_what_it_follows_once_that_is_there_is_waited_with_no_longer() {
    let (mut a, mut b, ..) = two_desks();
    b.guest("Grace", None);
    exchange(&mut b, &mut a);
    let (head, keys) = (b.desk().head.unwrap(), b.desk().keys.signing.clone());
    let (right, first) = stop_after(&mut b, head, head.lamport + 1);
    let (wrong, second) = stop_after(&mut b, first, first.lamport + 5);
    for (raw, stamp, waiting) in [(wrong, second, 1), (right, first, 0)] {
        let signature = signed(&keys, &mut b, stamp.seq, stamp.id);
        let taken = hand_over(&keys, &mut a, &[raw], &[signature]).unwrap();
        assert_eq!((taken.waiting, taken.missing.len()), (waiting, waiting as usize));
    }
}

#[test]
fn a_record_that_stands_twice_in_a_file_is_taken_in_once() {
    let (mut a, mut b, ..) = two_desks();
    b.guest("Grace", None);
    exchange(&mut b, &mut a);
    let (head, keys) = (b.desk().head.unwrap(), b.desk().keys.signing.clone());
    let (raw, stamp) = stop_after(&mut b, head, head.lamport + 1);
    let signature = signed(&keys, &mut b, stamp.seq, stamp.id);
    for (new, known) in [(1, 0), (0, 1)] {
        let taken = hand_over(&keys, &mut a, &[raw.clone(), raw.clone()], &[signature, signature]).unwrap();
        assert_eq!((taken.new, taken.known, taken.waiting), (new, known, 0));
    }
}

#[test]
fn of_two_words_about_a_desk_the_earlier_stands_whichever_was_heard_first() {
    let mut a = Evening::new();
    let kit = a.kit("Office", true);
    let mut office = a.join(&kit, PASSPHRASE).unwrap();
    office.guest("Ada", None);
    office.guest("Bob", None);
    let key = PublicKey::new(SigningKey::from_bytes(&[9; 32]).verifying_key().to_bytes());
    a.say_added(key, "Earlier");
    office.say_added(key, "Later");
    exchange(&mut a, &mut office);
    for desk in [&mut a, &mut office] {
        let names: Vec<String> =
            desk.desk().desks(Lang::En).unwrap().into_iter().map(|desk| desk.name).collect();
        assert_eq!(names, ["Desk 1", "Office", "Earlier"]);
    }
}
