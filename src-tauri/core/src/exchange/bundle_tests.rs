#![allow(clippy::unwrap_used)]

use std::io;

use super::*;
use crate::admission::DecisionKind;
use crate::badge::BadgeNumber;
use crate::error::Code;
use crate::exchange::testing::{SECRETS, bundle, chain, header, items, key, plain, public, read_bundle};
use crate::exchange::{Unfit, recognise};
use crate::ids::GuestId;
use crate::journal::codec;
use crate::journal::fact::Fact;
use crate::journal::record::Header;
use crate::settings::Direction;

#[test]
fn whatever_is_put_into_a_bundle_comes_out_to_the_byte_at_each_desk_it_is_for() {
    let (header, items) = (header(), items(3));
    let file = bundle(&header, &items);
    for secret in &SECRETS {
        let (again, mut reader) = BundleReader::open(file.as_slice(), secret).unwrap();
        assert_eq!(again, header);
        for item in &items {
            assert_eq!(reader.next_item().unwrap().as_ref(), Some(item));
        }
        assert_eq!(reader.next_item().unwrap(), None);
        assert_eq!(reader.next_item().unwrap(), None, "the end stays the end");
    }
}

#[test]
fn a_bundle_counts_what_it_carries() {
    let mut file = Vec::new();
    let mut writer = BundleWriter::begin(&mut file, &header(), &[public(SECRETS[0])]).unwrap();
    chain(2).iter().for_each(|record| writer.record(record).unwrap());
    let written = writer.finish(&key()).unwrap();
    assert_eq!((written.records, written.signatures), (2, 0));
}

#[test]
fn a_bundle_opens_for_no_other_desk() {
    let file = bundle(&header(), &items(1));
    let opened = BundleReader::open(file.as_slice(), &[3; 32]);
    assert!(matches!(opened, Err(BundleError::NotForThisDesk)));
}

#[test]
fn a_record_whose_body_was_erased_is_carried_without_it() {
    let mut record = chain(1).remove(0);
    (record.body, record.salt) = (None, [0; 16]);
    let items = [Item::Record(record)];
    assert_eq!(read_bundle(&bundle(&header(), &items)).unwrap().1, items);
}

#[test]
fn a_bundle_is_recognised_by_its_first_line_in_any_version() {
    let mut file = bundle(&header(), &items(1));
    assert_eq!(recognise(&file[..20]), Some(FileKind::Bundle));
    assert_eq!(recognise(b"age-encryption.org/v1\n"), None);
    assert_eq!(recognise(b"gatehouse-bundl"), None);
    for (line, newer) in [("2", true), ("17", true), ("0", false), ("", false), ("1x", false), ("x", false)] {
        file.splice(
            ..file.iter().position(|byte| *byte == b'\n').unwrap(),
            format!("gatehouse-bundle {line}").bytes(),
        );
        assert_eq!(recognise(&file), Some(FileKind::Bundle));
        assert_eq!(matches!(read_bundle(&file), Err(BundleError::Newer)), newer, "{line}");
    }
}

#[test]
fn a_key_that_is_none_shuts_out_its_desk_alone() {
    let mut file = Vec::new();
    let nought = PublicKey::new([0; 32]);
    let writer = BundleWriter::begin(&mut file, &header(), &[nought, public(SECRETS[0])]).unwrap();
    writer.finish(&key()).unwrap();
    assert!(read_bundle(&file).is_ok());
}

#[test]
fn what_nobody_could_read_is_not_written() {
    let begin = |keys: &[PublicKey]| BundleWriter::begin(io::sink(), &header(), keys).map(drop);
    assert!(matches!(begin(&[]), Err(BundleError::Unfit(Unfit::Nobody))));
    assert!(matches!(begin(&[PublicKey::new([0; 32])]), Err(BundleError::Unfit(Unfit::Nobody))));
    assert!(matches!(begin(&vec![public(SECRETS[0]); 481]), Err(BundleError::Unfit(Unfit::TooManyDesks))));
    let mut writer = BundleWriter::begin(io::sink(), &header(), &[public(SECRETS[0])]).unwrap();
    let long = RawRecord { body: Some(vec![b' '; codec::BODY_LIMIT + 1]), ..chain(1).remove(0) };
    assert!(matches!(writer.record(&long), Err(BundleError::Unfit(Unfit::Record))));
    let long = RawRecord { header: vec![b' '; codec::HEADER_LIMIT + 1], ..chain(1).remove(0) };
    assert!(matches!(writer.record(&long), Err(BundleError::Unfit(Unfit::Record))));
    let other = SigningKey::from_bytes(&[8; 32]);
    assert!(matches!(writer.finish(&other), Err(BundleError::Unfit(Unfit::Key))));
}

#[test]
fn as_many_desks_as_a_bundle_can_be_for_can_open_it() {
    let mut keys: Vec<PublicKey> = (0..480).map(|nth| public([nth as u8; 32])).collect();
    keys[479] = public(SECRETS[0]);
    let mut file = Vec::new();
    BundleWriter::begin(&mut file, &header(), &keys).unwrap().finish(&key()).unwrap();
    assert!(read_bundle(&file).is_ok());
}

/// Gives its bytes, then an error.
struct Pulled<'a>(&'a [u8]);

impl Read for Pulled<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into) {
            Ok(0) => Err(io::Error::other("the stick was pulled")),
            read => read,
        }
    }
}

#[test]
fn a_stick_that_is_pulled_is_not_taken_for_a_damaged_file() {
    let file = bundle(&header(), &items(400));
    for cut in [0, 10, 100, 400, 1000, file.len() / 2, file.len()] {
        let read = BundleReader::open(Pulled(&file[..cut]), &SECRETS[0])
            .and_then(|(_, mut reader)| crate::exchange::testing::gather(|| reader.next_item()));
        assert!(matches!(read, Err(BundleError::Io(_))), "{cut}");
    }
}

/// Takes a number of bytes, then is full.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_stick_is_told_as_such() {
    let size = bundle(&header(), &items(400)).len();
    for room in [0, 10, 1000, size - 1000] {
        let written =
            BundleWriter::begin(Full(room), &header(), &[public(SECRETS[0])]).and_then(|mut writer| {
                chain(400).iter().try_for_each(|record| writer.record(record))?;
                writer.finish(&key())
            });
        let error = written.unwrap_err().at("stick".as_ref());
        assert_eq!(error.code, Code::DiskFull, "{room}");
    }
}

#[test]
fn every_error_of_a_bundle_has_its_code() {
    let codes = [
        (BundleError::Damaged("x"), Code::BundleDamaged),
        (BundleError::Newer, Code::BundleNewer),
        (BundleError::NotForThisDesk, Code::NotForThisDesk),
        (BundleError::WrongPassphrase, Code::WrongPassphrase),
        (BundleError::Unfit(Unfit::Nobody), Code::Usage),
    ];
    for (error, code) in codes {
        assert_eq!(error.at("file".as_ref()).code, code);
    }
}

#[test]
fn a_scan_takes_no_more_than_150_bytes_among_many() {
    let count = 4000;
    let mut records = Vec::new();
    for (seq, mut record) in (1..).zip(chain(count)) {
        let random = codec::record_id(&u64::to_be_bytes(seq));
        let header = codec::read_header(&record.header).unwrap();
        let serial = u32::from_le_bytes(random.as_bytes()[16..20].try_into().unwrap());
        let body = codec::write_body(&scan(BadgeNumber { slot: 1, serial }));
        let header = Header {
            at: Millis(header.at.0 + i64::from(serial % 4000)),
            prev: records.last().map(|before: &RawRecord| codec::record_id(&before.header)),
            subject: Some(GuestId::new(random.as_bytes()[..16].try_into().unwrap())),
            body: codec::body_hash(&record.salt, &body),
            ..header
        };
        (record.header, record.body) = (codec::write_header(&header), Some(body));
        records.push(record);
    }
    let items: Vec<Item> = records.into_iter().map(Item::Record).collect();
    let bytes = bundle(&header(), &items).len() as u64 / count;
    assert!(bytes <= 150, "{bytes}");
}

fn scan(badge: BadgeNumber) -> [Fact; 2] {
    let scanned = Fact::Scanned {
        checkpoint: "door".into(),
        direction: Direction::Entry,
        decision: DecisionKind::Admit,
        reasons: vec![],
        notes: vec![],
        badge: Some(badge),
    };
    [scanned, Fact::Entered { zone: "hall".into(), checkpoint: "door".into() }]
}

/// A stream and a file written once, on 2026-11-24; they must read the same for ever.
const PLAIN: &[u8] = include_bytes!("fixtures/bundle-1.plain");
const FILE: &[u8] = include_bytes!("fixtures/bundle-1.ghbundle");

#[test]
fn the_bytes_of_a_bundle_never_change() {
    assert_eq!(plain(&header(), &items(3)), PLAIN);
    assert_eq!(read_bundle(FILE).unwrap(), (header(), items(3)));
}
