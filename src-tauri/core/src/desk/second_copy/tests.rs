#![allow(clippy::unwrap_used)]

use super::*;
use crate::journal::log::Content;

fn record(nth: usize) -> RawRecord {
    RawRecord { header: nth.to_string().into_bytes(), salt: [0; 16], body: None }
}

fn headers(path: &Path) -> Vec<String> {
    let frames = JournalLog::open(path).unwrap().scan_from(0).unwrap();
    frames
        .map(|frame| match frame.unwrap().1.content {
            Content::Record(raw) => String::from_utf8(raw.header).unwrap(),
            Content::Signature(_) => "a signature".to_owned(),
        })
        .collect()
}

fn much() -> Vec<RawRecord> {
    (0..=MANY).map(record).collect()
}

#[test]
fn much_is_appended_beside_the_writer_and_stands_before_what_comes_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.log");
    let mut copy = SecondCopy::new(JournalLog::create(&path).unwrap());
    let log = Arc::clone(&copy.log);
    let held_up = lock(&log);
    copy.append(Origin::Own, much(), None, Millis(5_000));
    assert_eq!(copy.rows.record, MANY as i64 + 1, "the writer goes on at once");
    drop(held_up);
    copy.append(Origin::Own, vec![record(MANY + 1)], None, Millis(5_000));
    let expected: Vec<String> = (0..=MANY + 1).map(|nth| nth.to_string()).collect();
    assert!(headers(&path) == expected);
    assert!(!copy.behind);
}

#[test]
fn the_two_are_not_noted_as_equal_while_much_is_appended() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("event.db")).unwrap();
    let mut copy = SecondCopy::new(JournalLog::create(&folder.path().join("journal.log")).unwrap());
    let (done, until_done) = std::sync::mpsc::channel();
    copy.append(Origin::Own, vec![record(0)], None, Millis(5_000));
    copy.appending = Some(thread::spawn(move || until_done.recv().is_ok()));
    copy.write_mark(&store.connection).unwrap();
    assert_eq!(read_mark(&store.connection).unwrap(), None);
    done.send(()).unwrap();
    copy.sync(Millis(5_000));
    copy.write_mark(&store.connection).unwrap();
    let length = copy.log().len();
    assert_eq!(
        read_mark(&store.connection).unwrap(),
        Some(Mark { length, rows: Rows { record: 1, signature: 0 } })
    );
}

#[test]
fn an_event_that_is_let_go_of_has_all_in_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.log");
    let mut copy = SecondCopy::new(JournalLog::create(&path).unwrap());
    copy.append(Origin::Own, much(), None, Millis(5_000));
    drop(copy);
    assert_eq!(headers(&path).len(), MANY + 1);
}

#[test]
fn a_log_that_took_not_all_is_not_noted_as_equal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.log");
    let store = Store::create(&folder.path().join("event.db")).unwrap();
    let mut copy = SecondCopy::new(JournalLog::create(&path).unwrap());
    copy.appending = Some(thread::spawn(|| false));
    copy.sync(Millis(5_000));
    copy.write_mark(&store.connection).unwrap();
    assert_eq!(read_mark(&store.connection).unwrap(), None);
}
