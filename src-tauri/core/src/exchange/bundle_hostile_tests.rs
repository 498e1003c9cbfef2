//! What a spiteful or broken sender, stick or disk can hand over; all of it is refused.
#![allow(clippy::unwrap_used)]

use sha2::Digest;

use super::*;
use crate::exchange::Item;
use crate::exchange::bundle_bytes::put_number;
use crate::exchange::testing::{
    bundle, header, items, key, plain, read_bundle, read_plain, seal, seal_frames, sender,
};

/// Cuts at every 64th part and at each of the last 64 bytes.
fn cuts(length: usize) -> impl Iterator<Item = usize> {
    (0..64).map(move |part| length * part / 64).chain(length - 64..length)
}

#[test]
fn a_bundle_cut_short_anywhere_is_refused() {
    let file = bundle(&header(), &items(300));
    for cut in cuts(file.len()) {
        let read = read_bundle(&file[..cut]);
        assert!(matches!(read, Err(BundleError::Damaged(_))), "{cut}");
    }
}

#[test]
fn a_bundle_with_any_byte_changed_is_refused() {
    let file = bundle(&header(), &items(300));
    assert!(file.len() > 4096 + 64);
    let last = file.len() - 64..file.len();
    for at in (0..4096).chain(last) {
        let mut spoilt = file.clone();
        spoilt[at] ^= 1 << (at % 8);
        assert!(read_bundle(&spoilt).is_err(), "{at}");
    }
}

#[test]
fn what_follows_a_bundle_is_refused_with_it() {
    let file = bundle(&header(), &items(3));
    for more in [&b"\n"[..], &[0; 100], &file] {
        assert!(matches!(read_bundle(&[&file, more].concat()), Err(BundleError::Damaged(_))));
    }
}

#[test]
fn two_bundles_put_together_anywhere_are_refused() {
    let (one, other) = (bundle(&header(), &items(300)), bundle(&header(), &items(301)));
    for cut in cuts(one.len()).skip(1) {
        let spliced = [&one[..cut], &other[cut.min(other.len())..]].concat();
        assert!(read_bundle(&spliced).is_err(), "{cut}");
    }
}

#[test]
fn a_plain_stream_cut_short_anywhere_is_refused_though_it_be_sealed() {
    let stream = plain(&header(), &items(3));
    assert!(read_plain(&stream).is_ok());
    for cut in 0..stream.len() {
        assert!(matches!(read_plain(&stream[..cut]), Err(BundleError::Damaged(_))), "{cut}");
    }
    assert!(matches!(read_bundle(&seal(&stream[..stream.len() - 1])), Err(BundleError::Damaged(_))));
}

#[test]
fn a_plain_stream_with_any_bit_changed_is_refused_though_it_be_sealed() {
    let stream = plain(&header(), &items(3));
    for (at, bit) in (0..stream.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
        let mut spoilt = stream.clone();
        spoilt[at] ^= 1 << bit;
        assert!(matches!(read_plain(&spoilt), Err(BundleError::Damaged(_))), "{at} {bit}");
    }
    assert!(read_bundle(&seal(&stream)).is_ok());
}

#[test]
fn what_follows_the_trailer_is_refused_with_it() {
    let stream = plain(&header(), &items(3));
    assert!(matches!(read_plain(&[&stream[..], &[0]].concat()), Err(BundleError::Damaged(_))));
    let (frame, skippable) = (zstd::encode_all(&stream[..], 1).unwrap(), b"\x50\x2a\x4d\x18\x01\0\0\0x");
    for more in [&frame[..], &skippable[..], b"x", &zstd::encode_all(&b""[..], 1).unwrap()] {
        let read = read_bundle(&seal_frames(&[&frame, more].concat()));
        assert!(matches!(read, Err(BundleError::Damaged(_))));
    }
}

#[test]
fn records_of_one_bundle_under_the_trailer_of_another_are_refused() {
    let (one, other) = (plain(&header(), &items(3)), plain(&header(), &items(4)));
    // Counts of one byte each, a hash, a key and a signature after the tag.
    let trailer = 1 + 2 + 32 + 32 + 64;
    let spliced = [&one[..one.len() - trailer], &other[other.len() - trailer..]].concat();
    assert!(matches!(read_plain(&spliced), Err(BundleError::Damaged(_))));
}

#[test]
fn counts_that_lie_are_refused() {
    let stream = plain(&header(), &items(3));
    let counts = stream.len() - (2 + 32 + 32 + 64);
    assert_eq!(stream[counts..counts + 2], [3, 1]);
    for (records, signatures) in [(2, 1), (4, 1), (3, 0), (u64::MAX, 1), (10 << 30, 1)] {
        let mut lie = Vec::new();
        put_number(&mut lie, records);
        put_number(&mut lie, signatures);
        let lying = [&stream[..counts], &lie, &stream[counts + 2..]].concat();
        assert!(matches!(read_plain(&lying), Err(BundleError::Damaged(_))));
    }
}

#[test]
fn a_bundle_signed_by_another_than_its_sender_is_refused() {
    let other = ed25519_dalek::SigningKey::from_bytes(&[8; 32]);
    let theirs =
        BundleHeader { sender: desk_id(&PublicKey::new(other.verifying_key().to_bytes())), ..header() };
    let writer = PlainWriter::begin(Vec::new(), FileKind::Bundle, &[], &theirs).unwrap();
    let stream = writer.finish(&other).unwrap().1;
    assert!(read_plain(&stream).is_ok());
    // The header alone differs; its hash the forger can state anew, but not sign.
    let head = &stream[..stream.len() - (1 + 2 + 32 + 32 + 64)];
    let forged = String::from_utf8_lossy(head).replace(&theirs.sender.to_string(), &sender().to_string());
    let hash: [u8; 32] = sha2::Sha256::digest(&forged).into();
    let mut forged = forged.into_bytes();
    forged.extend_from_slice(&[TRAILER, 0, 0]);
    forged.extend_from_slice(&hash);
    let signature = |key: &SigningKey| {
        let written = Written { records: 0, signatures: 0, hash };
        let signed = signing_bytes(FileKind::Bundle, header().event, sender(), &written);
        [&key.verifying_key().to_bytes()[..], &key.sign(&signed).to_bytes()].concat()
    };
    assert!(read_plain(&[&forged[..], &signature(&key())].concat()).is_ok());
    assert!(matches!(read_plain(&[&forged[..], &signature(&other)].concat()), Err(BundleError::Damaged(_))));
    let mut kit = signature(&key());
    kit[32..].copy_from_slice(
        &key()
            .sign(&signing_bytes(
                FileKind::Kit,
                header().event,
                sender(),
                &Written { records: 0, signatures: 0, hash },
            ))
            .to_bytes(),
    );
    assert!(
        matches!(read_plain(&[&forged[..], &kit].concat()), Err(BundleError::Damaged(_))),
        "a kit's trailer"
    );
}

/// Gives the stream up to the first item.
fn opening() -> Vec<u8> {
    let stream = plain(&header(), &[]);
    stream[..stream.len() - (1 + 2 + 32 + 32 + 64)].to_vec()
}

#[test]
fn a_part_that_declares_ten_gigabytes_is_refused_before_room_is_made_for_it() {
    for tag in [WHOLE, PACKED] {
        let mut stream = opening();
        stream.push(tag);
        put_number(&mut stream, 10 << 30);
        stream.resize(stream.len() + 200_000, 0);
        assert!(matches!(read_bundle(&seal(&stream)), Err(BundleError::Damaged(_))));
    }
}

#[test]
fn a_frame_that_declares_ten_gigabytes_is_refused() {
    let size = u64::to_le_bytes(10 << 30);
    // Single segment: the window is as large as the content. Then a small window, and one raw block of 3.
    let single = [&b"\x28\xb5\x2f\xfd\xe0"[..], &size, b"\x19\0\0abc"].concat();
    let small = [&b"\x28\xb5\x2f\xfd\xc0\x50"[..], &size, b"\x19\0\0abc"].concat();
    let window = b"\x28\xb5\x2f\xfd\x00\xa8\x19\0\0abc".to_vec();
    for frame in [single, small, window] {
        assert!(matches!(read_bundle(&seal_frames(&frame)), Err(BundleError::Damaged(_))));
    }
}

#[test]
fn a_frame_that_asks_for_a_larger_window_than_ours_is_refused_however_sound_it_is() {
    let framed = |window| {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(window).unwrap();
        std::io::Write::write_all(&mut encoder, &plain(&header(), &items(3))).unwrap();
        seal_frames(&encoder.finish().unwrap())
    };
    assert!(read_bundle(&framed(23)).is_ok());
    assert!(matches!(read_bundle(&framed(24)), Err(BundleError::Damaged(_))));
}

#[test]
fn a_header_without_end_is_refused_at_its_limit() {
    let mut stream = b"gatehouse-bundle 1\n".to_vec();
    stream.resize(64 << 20, b' ');
    assert!(matches!(read_bundle(&seal(&stream)), Err(BundleError::Damaged("a line has no end"))));
    let mut file = b"gatehouse-bundle 1\nage-encryption.org/v1\n".to_vec();
    file.extend(std::iter::repeat_n(*b"-> a\n\n", 1 << 20).flatten());
    assert!(matches!(read_bundle(&file), Err(BundleError::Damaged("its head is too long"))));
}

#[test]
fn bodies_that_shrink_to_nothing_travel_all_the_same() {
    let record = |nth: u8| crate::journal::record::RawRecord {
        header: vec![b'{', nth],
        salt: [0; 16],
        body: Some(vec![b' '; 60_000]),
    };
    let items: Vec<Item> = (0..30).map(|nth| Item::Record(record(nth))).collect();
    let file = bundle(&header(), &items);
    assert!(file.len() < 30_000, "{}", file.len());
    assert_eq!(read_bundle(&file).unwrap().1, items);
}

#[test]
fn a_reader_that_found_damage_finds_no_end() {
    let stream = plain(&header(), &items(3));
    let file = seal(&stream[..stream.len() - 1]);
    let (_, mut reader) =
        crate::exchange::bundle::BundleReader::open(file.as_slice(), &crate::exchange::testing::SECRETS[0])
            .unwrap();
    while let Ok(item) = reader.next_item() {
        assert!(item.is_some());
    }
    assert!(reader.next_item().is_err());
}

#[test]
fn a_number_beyond_what_a_number_holds_is_damage_and_not_another_number() {
    use crate::exchange::bundle_bytes::{Hashed, Input};
    let read = |bytes: &[u8]| Hashed::new(bytes).number();
    let mut greatest = Vec::new();
    put_number(&mut greatest, u64::MAX);
    assert_eq!(read(&greatest).unwrap(), u64::MAX);
    *greatest.last_mut().unwrap() = 3;
    assert!(matches!(read(&greatest), Err(BundleError::Damaged(_))));
    assert!(matches!(read(&[0x80; 11]), Err(BundleError::Damaged(_))));
}
