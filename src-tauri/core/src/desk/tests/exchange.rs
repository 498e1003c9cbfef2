//! Desks in step by file: whatever order the files travel in, nothing is lost or doubled.

use std::path::PathBuf;

use ed25519_dalek::SigningKey;

use super::{EVENING, Evening, SETTINGS, codes};
use crate::clock::Millis;
use crate::desk::{Desk, Merge, NewDesk};
use crate::error::Code;
use crate::exchange::Frontier;
use crate::exchange::bundle::{BundleHeader, BundleWriter};
use crate::ids::{DeskId, EventId, GuestId, PublicKey, RecordId};
use crate::journal::codec;
use crate::journal::fact::{Fact, Kind, Outcome};
use crate::journal::record::{Draft, Header, RawRecord, Stamp};
use crate::journal::signature::{HeadSignature, desk_id};
use crate::settings::Direction;
use crate::store;
use crate::text::Lang;

const PASSPHRASE: &str = "brass gate at ten";

impl Evening {
    /// Adds a desk and opens the event at it, on a laptop of its own.
    pub(super) fn add(&mut self, name: &str) -> Evening {
        let kit = self.kit(name, false);
        self.join(&kit, PASSPHRASE).unwrap()
    }

    pub(super) fn kit(&mut self, name: &str, organiser: bool) -> PathBuf {
        let by = self.by("olga");
        let kit = self.folder.path().join(format!("{name}.ghkit"));
        let new = NewDesk { name: name.into(), organiser, work: Some(2) };
        self.desk().add_desk(&by, &new, &kit, PASSPHRASE).unwrap();
        kit
    }

    pub(super) fn join(&mut self, kit: &std::path::Path, passphrase: &str) -> crate::error::Result<Evening> {
        self.seed += 100;
        let mut joined = Evening {
            folder: tempfile::tempdir().unwrap(),
            clock: std::sync::Arc::clone(&self.clock),
            desk: None,
            seed: self.seed,
        };
        let (path, around) = (joined.path(), joined.around());
        joined.desk = Some(Desk::join(kit, &path, passphrase, around)?);
        Ok(joined)
    }

    /// Carries out what others may lack; gives the file.
    pub(super) fn carry_out(&mut self) -> PathBuf {
        let by = self.by("scott");
        let folder = self.folder.path().to_owned();
        self.desk().export(&by, &folder, None).unwrap().file
    }

    pub(super) fn take_in(&mut self, file: &std::path::Path) -> crate::desk::Taken {
        let by = self.by("scott");
        self.desk().merge(&by, file, Merge::Apply).unwrap()
    }

    /// States a setting whether this desk may or not, as a program that does not ask would.
    pub(super) fn state_capacity(&mut self, capacity: u32) {
        let by = self.by("olga");
        let set = Fact::SettingSet { key: "event.capacity".into(), value: capacity.into() };
        self.desk().record(&by, vec![Draft::global(Kind::SettingsChanged, vec![set])]).unwrap();
    }

    pub(super) fn print(&mut self) -> String {
        self.desk().fingerprint().unwrap().fingerprint
    }
}

/// Lets two desks hand each other what the other lacks.
pub(super) fn exchange(one: &mut Evening, other: &mut Evening) {
    let file = one.carry_out();
    other.take_in(&file);
    let back = other.carry_out();
    one.take_in(&back);
}

/// Two desks that both know a guest who is ready to come in.
pub(super) fn two_desks() -> (Evening, Evening, GuestId, String) {
    let mut a = Evening::with(SETTINGS);
    let (guest, code) = a.ready("Ada");
    let b = a.add("B");
    (a, b, guest, code)
}

#[test]
fn a_kit_makes_a_laptop_a_desk_that_knows_all_there_was() {
    let (mut a, mut b, _, code) = two_desks();
    assert_eq!(a.print(), b.print());
    assert_ne!(a.desk().desk_id(), b.desk().desk_id());
    assert_eq!(b.desk().desk_name(), "B");
    assert_eq!(codes(&b.scan(&code)), Vec::<&str>::new(), "the badge admits at B");
    assert!(b.desk().verify(Lang::En).unwrap().ok);
    b.reopen();
    assert_eq!(b.inside(), 1);
}

#[test]
fn a_desk_closed_before_its_first_record_still_says_all_it_had_seen() {
    let (mut a, mut b, _, code) = two_desks();
    a.scan(&code);
    let file = a.carry_out();
    b.take_in(&file);
    b.reopen();
    b.scan_at(&code, "door", Direction::Exit);
    exchange(&mut a, &mut b);
    a.scan(&code);
    exchange(&mut a, &mut b);
    assert_eq!(b.desk().findings(Lang::En).unwrap(), []);
    let at_b = b.desk().head.unwrap();
    assert!(at_b.seq > 1 && at_b.lamport > at_b.seq, "{at_b:?}");
}

#[test]
fn a_wrong_passphrase_leaves_nothing_behind() {
    let mut a = Evening::new();
    let kit = a.kit("B", false);
    assert_eq!(a.join(&kit, "wrong").err().unwrap().code, Code::WrongPassphrase);
}

#[test]
fn desks_that_exchanged_everything_are_in_step_and_come_to_rest() {
    let (mut a, mut b, _, code) = two_desks();
    a.scan(&code);
    b.guest("Walk-in", None);
    exchange(&mut a, &mut b);
    assert_eq!(a.print(), b.print());
    let records = a.desk().fingerprint().unwrap().records;
    exchange(&mut a, &mut b);
    assert_eq!(a.desk().fingerprint().unwrap().records, records, "taking in writes nothing");
    let again = b.scan(&code);
    assert_eq!(codes(&again), ["already_inside"], "B has heard that Ada is in");
    for desk in [&mut a, &mut b] {
        assert!(desk.desk().verify(Lang::En).unwrap().ok);
        let live = desk.print();
        desk.desk().rebuild().unwrap();
        assert_eq!(desk.print(), live);
    }
}

#[test]
fn the_same_file_twice_brings_nothing_the_second_time() {
    let (mut a, mut b, _, code) = two_desks();
    a.scan(&code);
    let file = a.carry_out();
    let by = b.by("scott");
    let shown = b.desk().merge(&by, &file, Merge::DryRun).unwrap();
    let first = b.take_in(&file);
    assert_eq!((shown.new, first.new > 0, first.missing.len()), (first.new, true, 0));
    let second = b.take_in(&file);
    assert_eq!((second.new, second.waiting), (0, 0));
}

#[test]
fn a_file_holds_only_what_the_receiver_lacks() {
    let (mut a, mut b, guest, code) = two_desks();
    exchange(&mut a, &mut b);
    a.scan(&code);
    a.step(guest, "bag", Outcome::Fail);
    let by = a.by("scott");
    let folder = a.folder.path().to_owned();
    let carried = a.desk().export(&by, &folder, None).unwrap();
    assert_eq!(carried.records, 2);
    assert_eq!(b.take_in(&carried.file).new, 2);
}

#[test]
fn files_in_any_order_lead_to_the_same_and_name_what_is_missing() {
    let (mut a, mut b, guest, code) = two_desks();
    exchange(&mut a, &mut b);
    a.scan(&code);
    let first = a.carry_out();
    // B says it has the first file; it is lost on the way to C, who gets the second one alone.
    let mut c = a.add("C");
    b.take_in(&first);
    let back = b.carry_out();
    a.take_in(&back);
    let by = a.by("scott");
    let told = c.carry_out();
    a.take_in(&told);
    a.step(guest, "bag", Outcome::Fail);
    let lost = a.folder.path().join("lost.ghbundle");
    a.desk().export(&by, &lost, Some("B")).unwrap();
    b.take_in(&lost);
    let told = b.carry_out();
    a.take_in(&told);
    a.step(guest, "metal", Outcome::Fail);
    let second = a.folder.path().join("second.ghbundle");
    a.desk().export(&by, &second, Some("B")).unwrap();
    let before = c.print();
    let taken = c.take_in(&second);
    assert_eq!((taken.new, taken.waiting > 0), (0, true), "{taken:?}");
    assert_eq!(taken.missing.len(), 1, "{taken:?}");
    assert_eq!(c.print(), before, "what waits is in no fold");
    let taken = c.take_in(&lost);
    assert_eq!((taken.waiting, taken.missing.len()), (0, 0), "{taken:?}");
    exchange(&mut a, &mut c);
    exchange(&mut a, &mut b);
    assert_eq!((a.print() == b.print(), a.print() == c.print()), (true, true));
}

#[test]
fn in_at_one_desk_and_out_at_another_is_left_on_both() {
    let (mut a, mut b, _, code) = two_desks();
    a.scan(&code);
    b.scan_at(&code, "door", Direction::Exit);
    exchange(&mut a, &mut b);
    assert_eq!((a.inside(), b.inside()), (0, 0));
}

#[test]
fn a_walk_ins_badge_is_referred_until_the_desks_exchange_and_its_entry_joins_the_guest() {
    let (mut a, mut b, _, _) = two_desks();
    exchange(&mut a, &mut b);
    let walk_in = b.guest("Grace", None);
    let code = b.badge(walk_in);
    assert_eq!(codes(&a.scan(&code)), ["issued_elsewhere"]);
    let by = a.by("sam");
    for step in ["id", "metal", "bag"] {
        a.desk().screen(&by, &code, step, Outcome::Pass, None).unwrap();
    }
    let shown = crate::desk::Shown::Codes(vec![code.clone()]);
    a.desk().override_entry(&by, &shown, Some("door"), Some("Grace"), "known to us", Lang::En).unwrap();
    assert_eq!(a.inside(), 1);
    exchange(&mut b, &mut a);
    exchange(&mut a, &mut b);
    assert_eq!((a.inside(), b.inside()), (1, 1));
    assert_eq!(a.print(), b.print());
    assert_eq!(codes(&b.scan(&code)), ["already_inside"]);
}

#[test]
fn a_cloned_laptop_is_one_more_branch_and_loses_nothing() {
    let mut a = Evening::new();
    let (_, ada) = a.ready("Ada");
    let (_, bob) = a.ready("Bob");
    let kit = a.kit("B", false);
    let (mut one, mut two) = (a.join(&kit, PASSPHRASE).unwrap(), a.join(&kit, PASSPHRASE).unwrap());
    one.scan(&ada);
    two.scan(&bob);
    exchange(&mut a, &mut one);
    exchange(&mut a, &mut two);
    exchange(&mut a, &mut one);
    exchange(&mut a, &mut two);
    assert_eq!([a.inside(), one.inside(), two.inside()], [2, 2, 2]);
    let desks = a.desk().desks(Lang::En).unwrap();
    assert!(desks.iter().any(|desk| desk.name == "B" && desk.branched), "{desks:?}");
    one.guest("Grace", None);
    exchange(&mut a, &mut one);
    exchange(&mut a, &mut two);
    assert_eq!((a.print() == one.print(), a.print() == two.print()), (true, true));
}

#[test]
fn a_laptop_that_shares_its_desk_id_leaves_nothing_out_for_the_other() {
    let mut a = Evening::new();
    let (_, ada) = a.ready("Ada");
    let kit = a.kit("B", false);
    let (mut one, mut two) = (a.join(&kit, PASSPHRASE).unwrap(), a.join(&kit, PASSPHRASE).unwrap());
    one.scan(&ada);
    two.guest("Grace", None);
    exchange(&mut two, &mut a);
    exchange(&mut a, &mut one);
    exchange(&mut one, &mut a);
    // The first desk says that it holds everything; the other laptop holds nothing of it yet.
    let file = one.carry_out();
    two.take_in(&file);
    assert_eq!((two.print() == one.print(), two.inside()), (true, 1));
}

#[test]
fn a_retired_desk_records_nothing_more_and_what_it_wrote_unheard_does_not_count() {
    let (mut a, mut b, _, code) = two_desks();
    exchange(&mut a, &mut b);
    b.scan(&code);
    let by = a.by("olga");
    a.desk().retire_desk(&by, "B", "stolen").unwrap();
    let late = b.carry_out();
    let unheard = b.guest("Mallory", None);
    let made_up = b.badge(unheard);
    assert_eq!(codes(&a.scan(&made_up)), ["not_authentic"], "nobody vouches for its badges any more");
    assert!(a.take_in(&late).new > 0, "its records are kept");
    assert_eq!(a.inside(), 0, "and do not count");
    let live = a.print();
    a.desk().rebuild().unwrap();
    assert_eq!(a.print(), live);
    a.desk().retire_desk(&by, "B", "it was not stolen after all").unwrap();
    assert_eq!(a.inside(), 1, "a later head was accepted");
    let by = a.by("olga");
    let creating = a.desk().desk_name();
    assert_eq!(a.desk().retire_desk(&by, &creating, "why not").err().unwrap().code, Code::Usage);
}

#[test]
fn only_an_organisers_desk_adds_and_retires() {
    let (_, mut b, _, _) = two_desks();
    let by = b.by("olga");
    let kit = b.folder.path().join("C.ghkit");
    let new = NewDesk { name: "C".into(), organiser: false, work: Some(2) };
    let desk = b.desk();
    let refused = [desk.add_desk(&by, &new, &kit, PASSPHRASE).err(), desk.retire_desk(&by, "B", "why").err()];
    assert!(refused.into_iter().all(|error| error.unwrap().code == Code::NotPermitted));
    assert!(!kit.exists());
}

#[test]
fn a_passphrase_that_cannot_be_one_adds_no_desk() {
    let mut a = Evening::new();
    let (by, kit) = (a.by("olga"), a.folder.path().join("B.ghkit"));
    let new = NewDesk { name: "B".into(), organiser: false, work: Some(2) };
    for passphrase in [String::new(), "x".repeat(1_025)] {
        assert_eq!(a.desk().add_desk(&by, &new, &kit, &passphrase).err().unwrap().code, Code::Usage);
    }
    assert_eq!(a.desk().desks(Lang::En).unwrap().len(), 1);
    let left = std::fs::read_dir(a.folder.path()).unwrap().count();
    assert_eq!((kit.exists(), left), (false, 1), "only the event is there");
}

#[test]
fn what_a_desk_writes_that_is_no_organisers_changes_no_settings_anywhere() {
    let (mut a, mut b, _, _) = two_desks();
    let by = b.by("olga");
    let refused = b.desk().load_settings(&by, "[event]\ncapacity = 1\n").unwrap_err();
    assert_eq!(refused.code, Code::NotPermitted, "it is said at once");
    b.state_capacity(1);
    exchange(&mut b, &mut a);
    assert_eq!(a.desk().settings().event.capacity, None);
    assert_eq!(b.desk().settings().event.capacity, None);
    assert_eq!(a.print(), b.print());
}

#[test]
fn a_record_whose_numbers_contradict_what_it_follows_is_not_taken_in() {
    let (mut a, mut b, guest, _) = two_desks();
    b.step(guest, "bag", Outcome::Fail);
    exchange(&mut b, &mut a);
    let (head, of_a) = (b.desk().head.unwrap(), a.desk().head.unwrap());
    let (event, keys) = (b.desk().event_id(), b.desk().keys.signing.clone());
    let numbered_on = Stamp { seq: head.seq + 1, ..head };
    let right = head.lamport + 1;
    let mut hand = |after: Stamp, lamport: u64| {
        let (raw, id) = stop_after(event, head.desk, Some(after), lamport);
        let signature = HeadSignature::sign(&keys, event, after.seq + 1, id);
        let taken = hand_over(&keys, &mut a, &[raw], &[signature]).unwrap();
        assert_eq!(taken.waiting, 0);
        taken.new
    };
    assert_eq!(
        (hand(head, right + 4), hand(head, right - 1)),
        (0, 0),
        "another place in the order of all desks"
    );
    assert_eq!(hand(numbered_on, right), 0, "a number left out");
    assert_eq!(hand(of_a, of_a.lamport + 1), 0, "another desk's chain gone on with");
    assert_eq!(hand(head, right), 1);
}

#[test]
fn the_records_of_a_desk_nobody_added_wait_outside() {
    let (mut a, _, _, _) = two_desks();
    let (event, keys) = (a.desk().event_id(), SigningKey::from_bytes(&[9; 32]));
    let desk = desk_id(&PublicKey::new(keys.verifying_key().to_bytes()));
    let (raw, id) = stop_after(event, desk, None, 1);
    let before = a.print();
    let taken = hand_over(&keys, &mut a, &[raw], &[HeadSignature::sign(&keys, event, 1, id)]).unwrap();
    assert_eq!((taken.new, taken.waiting), (0, 1));
    assert_eq!(a.print(), before);
}

#[test]
fn a_desk_that_learns_it_is_retired_records_nothing_more() {
    let (mut a, mut b, guest, _) = two_desks();
    let by = a.by("olga");
    a.desk().retire_desk(&by, "B", "stolen").unwrap();
    let (records, signatures) = all_of(a.desk());
    let keys = a.desk().keys.signing.clone();
    hand_over(&keys, &mut b, &records, &signatures).unwrap();
    let (by, before) = (b.by("sam"), b.print());
    let refused = b.desk().screen(&by, &guest.to_string(), "bag", Outcome::Fail, None);
    assert_eq!(refused.err().unwrap().code, Code::NotPermitted);
    assert_eq!(b.print(), before);
}

#[test]
fn a_desk_that_waits_for_something_is_sent_everything() {
    let (mut a, mut b, guest, _) = two_desks();
    exchange(&mut b, &mut a);
    let (by, folder) = (a.by("scott"), a.folder.path().to_owned());
    a.step(guest, "bag", Outcome::Fail);
    a.carry_out();
    let (event, keys) = (a.desk().event_id(), SigningKey::from_bytes(&[9; 32]));
    let desk = desk_id(&PublicKey::new(keys.verifying_key().to_bytes()));
    let (raw, id) = stop_after(event, desk, None, 1);
    hand_over(&keys, &mut b, &[raw], &[HeadSignature::sign(&keys, event, 1, id)]).unwrap();
    let told = b.carry_out();
    a.take_in(&told);
    let all = a.desk().fingerprint().unwrap().records;
    assert_eq!(a.desk().export(&by, &folder, Some("B")).unwrap().records, all);
}

/// Makes the record that would stop entry, as a desk would number it after `head`, but for the lamport.
fn stop_after(event: EventId, desk: DeskId, head: Option<Stamp>, lamport: u64) -> (RawRecord, RecordId) {
    let body = codec::write_body(&[Fact::EntryStopped {}]);
    record_after(event, desk, head, lamport, body)
}

/// Makes a record with that body, as a desk would number it after `head`, but for the lamport.
pub(super) fn record_after(
    event: EventId,
    desk: DeskId,
    head: Option<Stamp>,
    lamport: u64,
    body: Vec<u8>,
) -> (RawRecord, RecordId) {
    let salt = [7; 16];
    let header = codec::write_header(&Header {
        event,
        desk,
        seq: head.map_or(1, |head| head.seq + 1),
        prev: head.map(|head| head.id),
        lamport,
        at: Millis(EVENING),
        operator: None,
        kind: Kind::EntryStopped,
        subject: None,
        body: codec::body_hash(&salt, &body),
    });
    let id = codec::record_id(&header);
    (RawRecord { header, salt, body: Some(body) }, id)
}

/// Seals records to a desk as whoever has these keys could, and has them taken in.
pub(super) fn hand_over(
    keys: &SigningKey,
    to: &mut Evening,
    records: &[RawRecord],
    signatures: &[HeadSignature],
) -> crate::error::Result<crate::desk::Taken> {
    let event = to.desk().event_id();
    let path = seal_for(event, keys, to, records, signatures);
    let by = to.by("scott");
    to.desk().merge(&by, &path, Merge::Apply)
}

/// Seals records to a desk; gives the file.
pub(super) fn seal_for(
    event: EventId,
    keys: &SigningKey,
    to: &mut Evening,
    records: &[RawRecord],
    signatures: &[HeadSignature],
) -> PathBuf {
    let header = BundleHeader {
        event,
        sender: desk_id(&PublicKey::new(keys.verifying_key().to_bytes())),
        made_at: Millis(EVENING),
        frontier: Frontier::new(),
        lacking: false,
        ranges: Vec::new(),
        complete: false,
        audience: Vec::new(),
    };
    let path = to.folder.path().join("handed.ghbundle");
    let out = std::fs::File::create(&path).unwrap();
    let mut writer = BundleWriter::begin(out, &header, &[to.desk().keys.sealing_public()]).unwrap();
    records.iter().for_each(|raw| writer.record(raw).unwrap());
    signatures.iter().for_each(|signature| writer.signature(signature).unwrap());
    writer.finish(keys).unwrap();
    path
}

/// Gives all that a desk holds.
pub(super) fn all_of(desk: &mut Desk) -> (Vec<RawRecord>, Vec<HeadSignature>) {
    let (head, at) = (desk.head.unwrap(), desk.around.clock.now());
    desk.sign(head, at).unwrap();
    let mut records = Vec::new();
    let (on, path) = (&desk.store.connection, desk.store.path());
    store::record::each_after(on, path, 0, |stored| {
        records.push(stored.raw);
        Ok(())
    })
    .unwrap();
    (records, store::signature::all(on, desk.event_id()).unwrap())
}

#[test]
fn records_nothing_vouches_for_are_left_out_and_counted_beforehand_and_afterwards() {
    let (mut a, mut b, _, _) = two_desks();
    exchange(&mut b, &mut a);
    a.guest("Grace", None);
    a.guest("Alan", None);
    let (records, _) = all_of(a.desk());
    let (before, keys, event) = (b.print(), a.desk().keys.signing.clone(), a.desk().event_id());
    let desk = a.desk().desk_id().to_string();
    let to = a.desk().head.unwrap().seq;
    let path = seal_for(event, &keys, &mut b, &records, &[]);
    let by = b.by("scott");
    let dry = b.desk().merge(&by, &path, Merge::DryRun).unwrap();
    let taken = b.desk().merge(&by, &path, Merge::Apply).unwrap();
    let gap = crate::desk::Missing { desk, from: to - 1, to };
    for said in [&dry, &taken] {
        assert_eq!((said.new, said.waiting, said.left_out), (0, 0, 2), "{said:?}");
        assert_eq!(said.missing, std::slice::from_ref(&gap));
    }
    assert_eq!(b.print(), before);
    let handle = crate::desk::DeskHandle::start(b.desk.take().unwrap()).unwrap();
    assert_eq!(handle.plan_merge(&path, Lang::En).unwrap().missing, std::slice::from_ref(&gap));
    let beside = handle.merge(&by, &path, |_, _| ()).unwrap();
    assert_eq!((beside.left_out, beside.missing), (2, vec![gap]));
    handle.stop().unwrap();
    b.open();
    exchange(&mut a, &mut b);
    assert_eq!(a.print(), b.print());
}

#[test]
fn a_file_made_before_a_desk_was_known_says_so_and_one_of_another_event_too() {
    let (mut a, mut b, _, _) = two_desks();
    let early = b.carry_out();
    let mut c = a.add("C");
    let by = c.by("scott");
    assert_eq!(c.desk().merge(&by, &early, Merge::Apply).err().unwrap().code, Code::NotForThisDesk);
    let mut other = Evening::new();
    let foreign = other.carry_out();
    assert_eq!(c.desk().merge(&by, &foreign, Merge::Apply).err().unwrap().code, Code::NotForThisDesk);
}

#[test]
fn an_event_of_the_first_program_opens_and_can_exchange() {
    let mut a = Evening::new();
    let (_, code) = a.ready("Ada");
    a.desk.take().unwrap().close().unwrap();
    crate::store::open::lower_version(&a.path().join("event.db"));
    a.open();
    assert!(a.desk().notices().is_empty(), "opened as it is, not made anew from the other copy");
    let mut b = a.add("B");
    b.scan(&code);
    exchange(&mut b, &mut a);
    assert_eq!(a.inside(), 1);
    assert!(a.clock.0.load(std::sync::atomic::Ordering::SeqCst) >= EVENING);
}

#[test]
fn everyone_out_counts_out_only_those_its_desk_had_heard_of() {
    let (mut a, mut b, _, code) = two_desks();
    let (_, other) = b.ready("Grace");
    a.scan(&code);
    b.scan(&other);
    let susan = b.by("susan");
    b.desk().everyone_out(&susan).unwrap();
    assert_eq!(b.inside(), 0);
    exchange(&mut a, &mut b);
    assert_eq!((a.inside(), b.inside()), (1, 1), "B did not know that Ada was in");
    a.desk().everyone_out(&susan).unwrap();
    assert_eq!(a.inside(), 0, "A knows of both");
    exchange(&mut a, &mut b);
    assert_eq!((a.inside(), b.inside()), (0, 0));
    assert_eq!(a.print(), b.print());
}
