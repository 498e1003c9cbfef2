#![allow(clippy::unwrap_used)]

use super::*;
use crate::journal::fact::Fact;
use crate::journal::record::RawRecord;
use crate::journal::testing::World;

/// Some records, an erased body and a signature among them.
fn frames() -> Vec<Frame> {
    let mut world = World::new();
    let desk = world.desk("A");
    for nth in 0..8 {
        world.write(desk, None, vec![Fact::StrayText { text: format!("code {nth}") }]);
    }
    let own = |content| Frame { own: true, content };
    let mut frames: Vec<Frame> =
        world.records().iter().map(|record| own(Content::Record(record.raw.clone()))).collect();
    if let Content::Record(RawRecord { body, .. }) = &mut frames[3].content {
        *body = None;
    }
    frames[4].own = false;
    frames.push(own(Content::Signature(world.sign(desk).unwrap())));
    frames
}

/// A log of [`frames`], and the offset of each.
fn written(folder: &tempfile::TempDir) -> (PathBuf, Vec<u64>) {
    let path = folder.path().join("journal.log");
    let mut log = JournalLog::create(&path).unwrap();
    let offsets = frames().into_iter().map(|frame| log.append(&[frame]).unwrap()).collect();
    (path, offsets)
}

fn read(path: &Path) -> (Vec<(u64, Frame)>, Vec<Damaged>, Option<Torn>) {
    let mut frames = JournalLog::open(path).unwrap().scan_from(0).unwrap();
    let read = frames.by_ref().map(Result::unwrap).collect();
    (read, frames.damaged().to_vec(), frames.torn())
}

#[test]
fn the_bytes_of_a_frame_never_change() {
    let raw = RawRecord { header: b"{}".to_vec(), salt: [9; 16], body: Some(b"[]".to_vec()) };
    let mut expected = vec![30, 0, 0, 0];
    let payload = [&[1, 1, 2, 0, 0, 0][..], b"{}", &[9; 16], &[2, 0, 0, 0], b"[]"].concat();
    expected.extend(crc32fast::hash(&payload).to_le_bytes());
    expected.extend(payload);
    let mut batch = Batch::default();
    batch.record(true, &raw);
    assert_eq!(batch.bytes(), expected);
    assert_eq!(FIRST_LINE, b"gatehouse-journal-log 1\n");
}

#[test]
fn what_was_added_is_read_back_exactly() {
    let folder = tempfile::tempdir().unwrap();
    let (path, offsets) = written(&folder);
    let (read, damaged, torn) = read(&path);
    assert_eq!(read, offsets.iter().copied().zip(frames()).collect::<Vec<_>>());
    assert!(damaged.is_empty() && torn.is_none());
    let log = JournalLog::open(&path).unwrap();
    let later: Vec<u64> = log.scan_from(offsets[5]).unwrap().map(|frame| frame.unwrap().0).collect();
    assert_eq!(later, offsets[5..], "reading may begin at any frame");
    assert_eq!(log.len(), std::fs::metadata(&path).unwrap().len());
}

#[test]
fn a_frame_torn_anywhere_is_cut_told_and_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let (path, offsets) = written(&folder);
    let whole = std::fs::read(&path).unwrap();
    let last = *offsets.last().unwrap();
    for length in last + 1..whole.len() as u64 {
        std::fs::write(&path, &whole[..length as usize]).unwrap();
        let (good, damaged, torn) = read(&path);
        assert_eq!((good.len(), damaged.len()), (offsets.len() - 1, 0));
        assert_eq!(torn, Some(Torn { at: last, bytes: length - last }));
        let mut log = JournalLog::open(&path).unwrap();
        log.cut(torn.unwrap()).unwrap();
        log.append(&frames()[offsets.len() - 1..]).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), whole);
    }
}

#[test]
fn noughts_that_a_power_cut_leaves_are_a_torn_end() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = written(&folder);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.len() as u64;
    bytes.extend([0; 5000]);
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(read(&path).2, Some(Torn { at, bytes: 5000 }));
}

#[test]
fn one_damaged_byte_costs_one_frame_and_cuts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (path, offsets) = written(&folder);
    let whole = std::fs::read(&path).unwrap();
    for at in offsets[2]..offsets[3] {
        let mut bytes = whole.clone();
        bytes[at as usize] ^= 0x40;
        std::fs::write(&path, bytes).unwrap();
        let (good, damaged, torn) = read(&path);
        assert_eq!(good.len(), offsets.len() - 1, "byte {at}");
        assert_eq!(damaged, [Damaged { from: offsets[2], to: offsets[3] }], "byte {at}");
        assert_eq!(torn, None, "sound frames follow, so nothing may be cut");
    }
}

#[test]
fn a_long_log_reads_like_a_short_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.log");
    let body = Some(vec![b'x'; 60_000]);
    let raw = RawRecord { header: vec![b'h'; 4000], salt: [1; 16], body };
    let frame = Frame { own: false, content: Content::Record(raw) };
    JournalLog::create(&path).unwrap().append(&vec![frame.clone(); 70]).unwrap();
    let (good, damaged, torn) = read(&path);
    assert!(good.len() == 70 && good.iter().all(|(_, read)| *read == frame));
    assert!(damaged.is_empty() && torn.is_none());
}

#[test]
fn a_file_that_is_no_log_or_a_newer_one_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.log");
    for content in [&b""[..], b"gatehouse", b"<html>lots of something else</html>"] {
        std::fs::write(&path, content).unwrap();
        assert!(matches!(JournalLog::open(&path), Err(OpenError::NotALog)));
    }
    std::fs::write(&path, b"gatehouse-journal-log 2\nrest").unwrap();
    assert!(matches!(JournalLog::open(&path), Err(OpenError::Newer)));
    assert!(JournalLog::create(&path).is_err(), "an existing file is never written over");
}
