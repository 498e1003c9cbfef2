#![allow(clippy::unwrap_used)]

use super::*;
use crate::exchange::Item;
use crate::exchange::testing::{EVENT, gather, header, items, key};

/// Least work, so that tests are quick.
const WORK: u8 = 2;
const PASSPHRASE: &str = "brass gate at ten";

fn kit() -> Kit {
    let header_of_kit =
        KitHeader { event: EVENT, desk: DeskId::new([0xa1; 16]), added: RecordId::new([0xad; 32]) };
    Kit { header: header_of_kit, desk_key: b"the keys of a desk".to_vec(), bundle: header() }
}

fn sealed(kit: &Kit, passphrase: &str) -> Vec<u8> {
    let mut file = Vec::new();
    let mut writer = begin(&mut file, kit, passphrase, WORK).unwrap();
    for item in items(3) {
        match item {
            Item::Record(record) => writer.record(&record),
            Item::Signature(signature) => writer.signature(&signature),
        }
        .unwrap();
    }
    writer.finish(&key()).unwrap();
    file
}

fn opened(file: &[u8], passphrase: &str) -> Result<(Kit, Vec<Item>), BundleError> {
    let (kit, mut reader) = open(file, passphrase)?;
    Ok((kit, gather(|| reader.next_item())?))
}

#[test]
fn whatever_is_put_into_a_kit_comes_out_to_the_byte() {
    let (again, records) = opened(&sealed(&kit(), PASSPHRASE), PASSPHRASE).unwrap();
    assert!(again == kit());
    assert_eq!(records, items(3));
}

#[test]
fn a_kit_opens_with_its_passphrase_alone_however_accents_are_typed() {
    let file = sealed(&kit(), "caf\u{e9} \u{95e8}");
    assert!(opened(&file, "cafe\u{301} \u{95e8}").is_ok());
    for wrong in ["", "cafe \u{95e8}", PASSPHRASE] {
        assert!(matches!(opened(&file, wrong), Err(BundleError::WrongPassphrase)), "{wrong}");
    }
}

#[test]
fn a_kit_cut_short_anywhere_is_refused() {
    let file = sealed(&kit(), PASSPHRASE);
    for cut in (0..64).map(|part| file.len() * part / 64).chain(file.len() - 64..file.len()) {
        assert!(matches!(opened(&file[..cut], PASSPHRASE), Err(BundleError::Damaged(_))), "{cut}");
    }
}

#[test]
fn a_kit_that_asks_for_more_work_than_ours_is_refused_not_computed() {
    let file = String::from_utf8_lossy(&sealed(&kit(), PASSPHRASE)).into_owned();
    let line = file.lines().find(|line| line.starts_with("-> scrypt")).unwrap();
    for work in [KIT_WORK + 1, 30] {
        let greedy = file.replacen(line, &format!("{} {work}", line.rsplit_once(' ').unwrap().0), 1);
        assert!(matches!(opened(greedy.as_bytes(), PASSPHRASE), Err(BundleError::Damaged(_))), "{work}");
    }
}

#[test]
fn a_kit_of_two_events_is_refused() {
    let mut other = kit();
    other.header.event = EventId::new([9; 16]);
    assert!(matches!(opened(&sealed(&other, PASSPHRASE), PASSPHRASE), Err(BundleError::Damaged(_))));
}

/// A kit written once, on 2026-11-24; it must open the same for ever.
const FILE: &[u8] = include_bytes!("fixtures/kit-1.ghkit");

#[test]
fn the_bytes_of_a_kit_never_change() {
    let (again, records) = opened(FILE, PASSPHRASE).unwrap();
    assert!(again == kit());
    assert_eq!(records, items(3));
}
