//! Files that are broken, put together, somebody else's or made with spite, on the whole way through a merge:
//! each is refused in one sentence, and the desk and its folder stay as they were.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use super::exchange::{all_of, exchange, hand_over, record_after, seal_for};
use super::{Evening, SETTINGS};
use crate::desk::Merge;
use crate::error::{Code, Error};
use crate::exchange::testing;
use crate::ids::{BadgeKey, DeskId, PublicKey};
use crate::journal::codec;
use crate::journal::fact::{Fact, Outcome};
use crate::journal::record::Stamp;
use crate::journal::signature::HeadSignature;
use crate::settings::Operator;
use crate::text::Lang;

/// A desk that files are handed to, and how it was before.
struct Receiver {
    evening: Evening,
    by: Operator,
    handed: PathBuf,
    before: (String, BTreeMap<PathBuf, u64>),
}

impl Receiver {
    fn new(mut evening: Evening) -> Self {
        let (by, handed) = (evening.by("scott"), evening.folder.path().join("handed.ghbundle"));
        let before = picture(&mut evening);
        Self { evening, by, handed, before }
    }

    fn take(&mut self, bytes: &[u8]) -> crate::error::Result<crate::desk::Taken> {
        fs::write(&self.handed, bytes).unwrap();
        self.evening.desk().merge(&self.by, &self.handed, Merge::Apply)
    }

    /// Hands a file over; it is refused in a sentence of each language and nothing is otherwise than before.
    #[track_caller]
    fn refuses(&mut self, bytes: &[u8], what: impl Display) -> Code {
        let error = self.take(bytes).map(|taken| format!("{what}: {taken:?}")).unwrap_err();
        assert!(is_told(&error), "{what}: {error:?}");
        assert_eq!(picture(&mut self.evening), self.before, "{what}");
        error.code
    }

    fn sealing_key(&mut self) -> PublicKey {
        self.evening.desk().keys.sealing_public()
    }

    /// Seals whatever stands for the zstd frame to this desk, as a spiteful one could.
    fn sealed(&mut self, frames: &[u8]) -> Vec<u8> {
        testing::seal_frames_to(frames, &[self.sealing_key()])
    }

    fn sealed_plain(&mut self, plain: &[u8]) -> Vec<u8> {
        self.sealed(&zstd::encode_all(plain, 1).unwrap())
    }
}

/// Gives what a desk says of itself, and its folder's files with their sizes.
fn picture(evening: &mut Evening) -> (String, BTreeMap<PathBuf, u64>) {
    (evening.print(), listing(&evening.path()))
}

fn listing(folder: &Path) -> BTreeMap<PathBuf, u64> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.metadata().unwrap() {
            of if of.is_dir() => found.extend(listing(&entry.path())),
            of => {
                found.insert(entry.path(), of.len());
            }
        }
    }
    found
}

/// Tells that an error is one sentence, and what to do, in each language.
fn is_told(error: &Error) -> bool {
    let is_chinese = |text: &str| text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
    let (message, hint) = (&error.message, &error.hint);
    let path = error.path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    let one_sentence = |text: &str| !text.is_empty() && !text.replace(&path, "").contains(['\n', '.', '。']);
    one_sentence(&message.en)
        && one_sentence(&message.zh)
        && is_chinese(&message.zh)
        && hint.en.ends_with("Nothing was changed.")
        && hint.zh.ends_with("未作任何更改。")
}

/// A desk, and a file of some size that another one made for it.
fn receiver() -> (Evening, Receiver, Vec<u8>) {
    let mut a = Evening::new();
    a.guest("Ada", None);
    let mut b = a.add("B");
    exchange(&mut a, &mut b);
    for nth in 0..40 {
        a.ready(&format!("Guest {nth}"));
    }
    let file = fs::read(a.carry_out()).unwrap();
    assert!(file.len() > 4096 + 64, "{}", file.len());
    (a, Receiver::new(b), file)
}

/// Every 64th part and each of the last 64 bytes.
fn cuts(length: usize) -> impl Iterator<Item = usize> {
    (0..64).map(move |part| length * part / 64).chain(length - 64..length)
}

#[test]
fn a_file_cut_short_anywhere_is_damaged_and_the_whole_one_comes_in_afterwards() {
    let (_, mut b, file) = receiver();
    for cut in cuts(file.len()) {
        assert_eq!(b.refuses(&file[..cut], cut), Code::BundleDamaged, "cut at {cut}");
    }
    let taken = b.take(&file).unwrap();
    assert_eq!((taken.new > 100, taken.waiting), (true, 0), "{taken:?}");
}

#[test]
fn a_file_with_any_byte_changed_is_refused() {
    let (_, mut b, file) = receiver();
    let mut found = BTreeMap::new();
    for at in (0..4096).chain(file.len() - 64..file.len()) {
        let mut spoilt = file.clone();
        spoilt[at] ^= 1 << (at % 8);
        *found.entry(b.refuses(&spoilt, at).name()).or_insert(0) += 1;
    }
    // The version can be spoilt so that it says a later one, and the key that opens the file for this desk.
    let told: Vec<&str> = found.into_keys().collect();
    assert_eq!(told, ["bundle_damaged", "bundle_newer", "not_for_this_desk"]);
}

#[test]
fn two_files_put_together_anywhere_are_damaged() {
    let (mut a, mut b, one) = receiver();
    let (_, code) = a.ready("Late");
    a.scan(&code);
    let other = fs::read(a.carry_out()).unwrap();
    for cut in cuts(one.len().min(other.len())).skip(1) {
        for (head, tail) in [(&one, &other), (&other, &one)] {
            let code = b.refuses(&[&head[..cut], &tail[cut..]].concat(), cut);
            assert!([Code::BundleDamaged, Code::NotForThisDesk].contains(&code), "{cut}: {code:?}");
        }
    }
    assert_eq!(b.refuses(&[&one[..], &other].concat(), "one behind the other"), Code::BundleDamaged);
}

#[test]
fn a_file_for_others_is_not_for_this_desk_and_one_of_another_event_sealed_to_it_is_of_the_wrong_event() {
    let (_, mut b, _) = receiver();
    let mut elsewhere = Evening::drawn(SETTINGS, 70);
    let foreign = fs::read(elsewhere.carry_out()).unwrap();
    assert_eq!(b.refuses(&foreign, "another event's"), Code::NotForThisDesk);
    let (records, signatures) = all_of(elsewhere.desk());
    let keys = elsewhere.desk().keys.signing.clone();
    let event = elsewhere.desk().event_id();
    let sealed = seal_for(event, &keys, &mut b.evening, &records, &signatures);
    let sealed = fs::read(sealed).unwrap();
    assert_eq!(b.refuses(&sealed, "another event's, sealed to this desk"), Code::WrongEvent);
    let event = b.evening.desk().event_id();
    let mixed = seal_for(event, &keys, &mut b.evening, &records, &signatures);
    let mixed = fs::read(mixed).unwrap();
    assert_eq!(b.refuses(&mixed, "another event's records under this one's name"), Code::BundleDamaged);
}

#[test]
fn a_file_or_a_record_of_a_later_format_asks_for_a_newer_program() {
    let (mut a, mut b, file) = receiver();
    let body = file.strip_prefix(b"gatehouse-bundle 1\n").unwrap();
    let newer = [&b"gatehouse-bundle 2\n"[..], body].concat();
    assert_eq!(b.refuses(&newer, "version 2"), Code::BundleNewer);
    let (mut records, signatures) = all_of(a.desk());
    let last = records.last_mut().unwrap();
    last.header = [&b"{\"v\":2"[..], last.header.strip_prefix(b"{\"v\":1").unwrap()].concat();
    let (event, keys) = (a.desk().event_id(), a.desk().keys.signing.clone());
    let sealed = seal_for(event, &keys, &mut b.evening, &records, &signatures);
    let sealed = fs::read(sealed).unwrap();
    assert_eq!(b.refuses(&sealed, "a record of version 2"), Code::BundleNewer);
}

#[test]
fn a_file_whose_counts_or_sizes_lie_is_damaged_though_it_be_sealed_to_this_desk() {
    let (_, mut b, _) = receiver();
    let event = b.evening.desk().event_id();
    let header = crate::exchange::bundle::BundleHeader { event, ..testing::header() };
    let empty = testing::plain(&header, &[]);
    let honest = b.sealed_plain(&empty);
    assert_eq!(b.take(&honest).unwrap().new, 0, "an honest one that carries nothing");
    b.before = picture(&mut b.evening);
    // A tag, two counts, a hash, a key and a signature.
    let items = empty.len() - (1 + 2 + 32 + 32 + 64);
    let ten_gigabytes = [0x80, 0x80, 0x80, 0x80, 0x28];
    let lies: [&[u8]; 4] = [&[0, 1, 0], &[0, 0, 1], &[0, 0xff, 0x7f, 0], &[0]];
    for lie in lies {
        let more: &[u8] = if lie.len() == 1 { &ten_gigabytes } else { &[] };
        let lying = [&empty[..items], lie, more, &empty[items + 3..]].concat();
        let file = b.sealed_plain(&lying);
        assert_eq!(b.refuses(&file, format!("{lie:?}")), Code::BundleDamaged);
    }
    for tag in [1, 2] {
        let declared = [&empty[..items], &[tag], &ten_gigabytes, &[0; 200_000]].concat();
        let file = b.sealed_plain(&declared);
        assert_eq!(b.refuses(&file, "a record of 10 GiB"), Code::BundleDamaged);
    }
    let size = u64::to_le_bytes(10 << 30);
    let frame = [&b"\x28\xb5\x2f\xfd\xe0"[..], &size, b"\x19\0\0abc"].concat();
    let file = b.sealed(&frame);
    assert_eq!(b.refuses(&file, "a frame of 10 GiB"), Code::BundleDamaged);
}

#[test]
fn a_file_taken_in_a_hundred_times_brings_nothing_after_the_first() {
    let (_, mut b, file) = receiver();
    let first = b.take(&file).unwrap();
    assert!(first.new > 0);
    let before = picture(&mut b.evening);
    for nth in 0..100 {
        let taken = b.take(&file).unwrap();
        assert_eq!((taken.new, taken.waiting, taken.known), (0, 0, first.new + first.known), "{nth}");
    }
    assert_eq!(picture(&mut b.evening), before);
}

#[test]
fn what_is_forged_in_another_desks_name_stays_out_though_a_genuine_desk_hands_it_over_with_its_own() {
    let (mut a, mut b, _) = receiver();
    let guest = b.evening.guest("Grace", None);
    b.evening.step(guest, "bag", Outcome::Pass);
    let (event, keys) = (a.desk().event_id(), b.evening.desk().keys.signing.clone());
    let genuine = all_of(a.desk()).1;
    let head = a.desk().head.unwrap();
    let (mut records, mut signatures) = all_of(b.evening.desk());
    let stop = codec::write_body(&[Fact::EntryStopped {}]);
    let (forged, id) = record_after(event, head.desk, Some(head), head.lamport + 1, stop);
    records.push(forged);
    let own = HeadSignature::sign(&keys, event, head.seq + 1, id);
    let of_a = genuine.iter().find(|signature| signature.desk == head.desk).unwrap();
    signatures.extend([
        own,
        HeadSignature { desk: head.desk, ..own },
        HeadSignature { desk: head.desk, public_key: of_a.public_key, ..own },
        HeadSignature { id, seq: head.seq + 1, ..*of_a },
    ]);
    let taken = hand_over(&keys, &mut a, &records, &signatures).unwrap();
    assert_eq!((taken.new, taken.waiting), (3, 0), "what B had seen, Grace and her step: {taken:?}");
    assert!(!a.desk().occupancy().unwrap().entry_stopped);
    assert!(a.desk().verify(Lang::En).unwrap().ok);
}

#[test]
fn what_only_an_organisers_desk_may_state_counts_nowhere_when_another_signs_it() {
    let (mut a, mut b, _) = receiver();
    let other = a.add("C").desk().desk_id();
    b.evening.guest("Grace", None);
    exchange(&mut b.evening, &mut a);
    let (event, keys) = (a.desk().event_id(), b.evening.desk().keys.signing.clone());
    let before = organised(&mut a);
    let mut head = b.evening.desk().head.unwrap();
    for (nth, fact) in organiser_facts(other).into_iter().enumerate() {
        let body = codec::write_body(std::slice::from_ref(&fact));
        let (raw, id) = record_after(event, head.desk, Some(head), head.lamport + 1, body);
        head = Stamp { id, seq: head.seq + 1, lamport: head.lamport + 1, ..head };
        let signature = HeadSignature::sign(&keys, event, head.seq, id);
        let taken = hand_over(&keys, &mut a, &[raw], &[signature]).unwrap();
        assert_eq!((taken.new, taken.waiting), (1, 0), "its records are its own: {}", fact.name());
        assert_eq!(organised(&mut a), before, "{}", fact.name());
        let told = a.desk().findings(Lang::En).unwrap();
        assert_eq!(told.iter().filter(|found| found.kind == "not_allowed").count(), nth + 1, "{told:?}");
    }
}

/// What only organisers' desks decide, as a desk shows it.
fn organised(evening: &mut Evening) -> String {
    let desk = evening.desk();
    let desks: Vec<_> =
        desk.desks(Lang::En).unwrap().into_iter().map(|desk| (desk.id, desk.retired)).collect();
    format!("{:?} {desks:?} {:?}", desk.settings(), desk.globals.badge_keys)
}

/// One of each, that would change something.
fn organiser_facts(other: DeskId) -> Vec<Fact> {
    let added = |organiser| Fact::DeskAdded {
        desk: DeskId::new([0x5a; 16]),
        name: "Mallory's".into(),
        slot: 9,
        signing_key: PublicKey::new([9; 32]),
        sealing_key: PublicKey::new([10; 32]),
        organiser,
    };
    vec![
        Fact::SettingSet { key: "event.capacity".into(), value: 1.into() },
        Fact::SettingSet { key: "operator".into(), value: serde_json::json!([]) },
        added(false),
        added(true),
        Fact::BadgeKeyAdded { key: BadgeKey::new([0x77; 32]) },
        Fact::DeskRetired { desk: other, heads: Vec::new() },
    ]
}
