#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::admission::{DecisionKind, Note, Reason};
use crate::badge::BadgeNumber;
use crate::clock::Millis;
use crate::guest::{Field, Status};
use crate::ids::{
    BadgeKey, DeskId, EventId, FindingId, GuestId, ImportId, OperatorId, PublicKey, RecordId, hex,
};
use crate::journal::fact::{Kind, Outcome};
use crate::journal::record::Header;
use crate::settings::{Direction, Role};

const HEADER: &str = concat!(
    r#"{"v":1,"event":"01010101010101010101010101010101","desk":"02020202020202020202020202020202","seq":7,"#,
    r#""prev":"0303030303030303030303030303030303030303030303030303030303030303","lamport":9,"#,
    r#""at":1700000000123,"operator":null,"kind":"scan","subject":"04040404040404040404040404040404","#,
    r#""body":"6a8664f1523aba1bbfa0333ce3c78ea42114c62d71100175d9294845dd570511"}"#
);
const BODY: &str = r#"{"facts":[{"fact":"Entered","zone":"hall","checkpoint":"door"}]}"#;
/// SHA-256 of the bytes 0 to 15 and then [`BODY`], by another program.
const BODY_HASH: &str = "6a8664f1523aba1bbfa0333ce3c78ea42114c62d71100175d9294845dd570511";
/// SHA-256 of [`HEADER`], by another program.
const ID: &str = "f0172d39e215ea5effae1a69690a6b07aa41b92126df08da0dc58d051cafd25e";

fn header() -> Header {
    Header {
        event: EventId::new([1; 16]),
        desk: DeskId::new([2; 16]),
        seq: 7,
        prev: Some(RecordId::new([3; 32])),
        lamport: 9,
        at: Millis(1_700_000_000_123),
        operator: None,
        kind: Kind::Scan,
        subject: Some(GuestId::new([4; 16])),
        body: crate::ids::unhex(BODY_HASH).unwrap(),
    }
}

#[test]
fn the_bytes_of_a_record_never_change() {
    let salt = std::array::from_fn(|nth| nth as u8);
    let facts = [Fact::Entered { zone: "hall".into(), checkpoint: "door".into() }];
    assert_eq!(String::from_utf8(write_body(&facts)).unwrap(), BODY);
    assert_eq!(hex(&body_hash(&salt, BODY.as_bytes())), BODY_HASH);
    assert_eq!(String::from_utf8(write_header(&header())).unwrap(), HEADER);
    assert_eq!(record_id(HEADER.as_bytes()).to_string(), ID);
    assert_eq!(read_header(HEADER.as_bytes()), Ok(header()));
    assert_eq!(read_body(BODY.as_bytes()), Ok(facts.to_vec()));
}

#[test]
fn every_fact_keeps_its_bytes() {
    let literals = samples();
    let written: BTreeMap<String, ()> =
        literals.iter().map(|(fact, _)| (fact.name().to_owned(), ())).collect();
    assert_eq!(written.len(), FACTS.len(), "each fact has a sample");
    for (fact, literal) in literals {
        let body = format!(r#"{{"facts":[{literal}]}}"#);
        assert_eq!(String::from_utf8(write_body(std::slice::from_ref(&fact))).unwrap(), body);
        assert_eq!(read_body(body.as_bytes()), Ok(vec![fact]));
    }
}

#[test]
fn every_kind_keeps_its_name() {
    let names = "event_created desk_added settings_changed badge_key_added guest_added guest_edited \
        guest_imported standing_set party_named imported badge_issued badge_reissued badge_revoked badge_reactivated scan \
        stray_scan screening_result override exit_confirmed entry_stopped entry_resumed \
        head_count_corrected everyone_out voided noted merged desk_retired";
    let personal = ["guest_added", "guest_edited", "guest_imported", "stray_scan", "noted"];
    for name in names.split_whitespace() {
        let kind = Kind::from_name(name);
        assert!(!matches!(kind, Kind::Other(_)), "{name}");
        assert_eq!(kind.name(), name);
        assert_eq!(kind.is_personal(), personal.contains(&name), "{name}");
    }
    assert_eq!(Kind::from_name("photo_taken").name(), "photo_taken");
}

#[test]
fn a_header_is_read_only_as_it_is_written() {
    let faults = [
        (r#""seq":7"#, r#""seq":07"#),
        (r#""seq":7"#, r#""seq":7.0"#),
        (r#""seq":7"#, r#""seq":+7"#),
        (r#""seq":7"#, r#""seq":-7"#),
        (r#""seq":7"#, r#""seq":7e0"#),
        (r#""seq":7"#, r#""seq": 7"#),
        (r#""seq":7"#, r#""seq":7,"seq":7"#),
        (r#""seq":7"#, r#""seq":9007199254740993"#),
        (r#""seq":7"#, r#""seq":99999999999999999999999"#),
        (r#""at":17"#, r#""at":--17"#),
        (r#""at":1700000000123"#, r#""at":-0"#),
        (r#""operator":null"#, r#""operator":"null""#),
        (r#""operator":null"#, r#""operator":NULL"#),
        (r#""operator":null,"#, ""),
        (r#""kind":"scan""#, r#""kind":"""#),
        (r#""kind":"scan""#, r#""kind":"Scan""#),
        (r#""kind":"scan""#, r#""kind":"sc\u0061n""#),
        ("0404", "040A"),
        ("0404", "04"),
        (r#"{"v":1"#, r#"{"v":0"#),
        (r#"{"v":1"#, r#" {"v":1"#),
        (r#""}"#, r#""} "#),
        (r#""}"#, r#"""#),
        (r#""}"#, r#"","more":1}"#),
    ];
    for (from, to) in faults {
        let bytes = HEADER.replacen(from, to, 1);
        assert_ne!(bytes, HEADER);
        assert!(matches!(read_header(bytes.as_bytes()), Err(Damage::Malformed(_))), "{bytes}");
    }
}

#[test]
fn a_newer_header_is_told_apart_from_a_damaged_one() {
    let newer = HEADER.replacen(r#"{"v":1"#, r#"{"v":2"#, 1);
    assert_eq!(read_header(newer.as_bytes()), Err(Damage::NewerVersion(2)));
}

#[test]
fn lengths_are_checked_before_anything_is_parsed() {
    let header = vec![b' '; HEADER_LIMIT + 1];
    assert_eq!(read_header(&header), Err(Damage::TooLong { limit: HEADER_LIMIT }));
    let body = vec![b'['; BODY_LIMIT + 1];
    assert_eq!(read_body(&body), Err(Damage::TooLong { limit: BODY_LIMIT }));
    assert!(read_body(&body[..BODY_LIMIT]).is_err(), "nesting as deep as the limit allows is refused calmly");
}

#[test]
fn a_body_no_desk_could_have_written_is_damage() {
    let faults = [
        r#"{"facts":[],"facts":[]}"#,
        r#"{"facts":[],"more":1}"#,
        r#"{"facts":{}}"#,
        r#"{}"#,
        r#"[]"#,
        r#"{"facts":[]} x"#,
        r#"{"facts":[1]}"#,
        r#"{"facts":[{"zone":"hall"}]}"#,
        r#"{"facts":[{"fact":"HeadCountCorrected","by":1.0}]}"#,
        r#"{"facts":[{"fact":"HeadCountCorrected","by":1e3}]}"#,
        r#"{"facts":[{"fact":"HeadCountCorrected","by":-0}]}"#,
        r#"{"facts":[{"fact":"HeadCountCorrected","by":9007199254740993}]}"#,
        r#"{"facts":[{"fact":"HeadCountCorrected","by":-9007199254740993}]}"#,
        r#"{"facts":[{"fact":"HeadCountCorrected","by":1,"by":1}]}"#,
        r#"{"facts":[{"fact":"SettingSet","key":"zone","value":[{"a":1,"a":1}]}]}"#,
        r#"{"facts":[{"fact":"SettingSet","key":"zone","value":0.5}]}"#,
        r#"{"facts":[{"fact":"Levitated","height":0.5}]}"#,
        r#"{"facts":[{"fact":"Merged","heads":["07"]}]}"#,
        r#"{"facts":[{"fact":"Merged","heads":[],"more":1}]}"#,
    ];
    for fault in faults {
        assert!(matches!(read_body(fault.as_bytes()), Err(Damage::Malformed(_))), "{fault}");
    }
    assert!(read_body(b"{\"facts\":[{\"fact\":\"\xff\"}]}").is_err(), "not UTF-8");
}

#[test]
fn a_fact_of_a_newer_program_is_skipped_and_the_others_are_read() {
    let body = r#"{"facts":[{"fact":"Levitated","height":[1,{"a":null}]},{"fact":"EveryoneOut"}]}"#;
    let expected = vec![Fact::Unknown { name: "Levitated".into() }, Fact::EveryoneOut {}];
    assert_eq!(read_body(body.as_bytes()), Ok(expected));
}

#[test]
fn a_known_fact_that_says_more_than_is_understood_is_no_damage() {
    let newer = [
        r#"{"fact":"HeadCountCorrected","by":1,"zone":null}"#,
        r#"{"fact":"HeadCountCorrected","by":1,"more":2}"#,
        r#"{"fact":"Entered","zone":"hall"}"#,
        r#"{"fact":"Overridden","reasons":[{"code":"full_moon"}],"role":"organiser"}"#,
        r#"{"fact":"StatusSet","status":"levitating"}"#,
    ];
    for literal in newer {
        let body = format!(r#"{{"facts":[{literal},{{"fact":"EveryoneOut"}}]}}"#);
        let read = read_body(body.as_bytes()).unwrap();
        assert!(matches!(read.as_slice(), [Fact::Unknown { .. }, Fact::EveryoneOut {}]), "{literal}");
    }
}

proptest! {
    #[test]
    fn any_header_written_reads_back(
        (seq, lamport, at) in (0..=GREATEST, 0..=GREATEST, -(1_i64 << 53)..=1 << 53),
        (prev, operator, subject) in any::<(Option<[u8; 32]>, Option<[u8; 16]>, Option<[u8; 16]>)>(),
    ) {
        let header = Header {
            seq, lamport, at: Millis(at),
            prev: prev.map(RecordId::new), operator: operator.map(OperatorId::new), subject: subject.map(GuestId::new),
            ..header()
        };
        prop_assert_eq!(read_header(&write_header(&header)), Ok(header));
    }

    #[test]
    fn no_bytes_make_the_reader_fall_over(bytes: Vec<u8>, at in 0..500_usize, byte: u8) {
        let _ = (read_header(&bytes), read_body(&bytes));
        let mut header = HEADER.as_bytes().to_vec();
        let at = at % header.len();
        header[at] = byte;
        if let Ok(read) = read_header(&header) {
            prop_assert_eq!(write_header(&read), header, "what reads is what would be written");
        }
    }

    #[test]
    fn any_text_in_a_body_reads_back(text: String) {
        let facts = vec![Fact::StrayText { text }];
        prop_assert_eq!(read_body(&write_body(&facts)), Ok(facts));
    }
}

const BADGE: BadgeNumber = BadgeNumber { slot: 3, serial: 4_000_000_000 };

fn samples() -> Vec<(Fact, &'static str)> {
    vec![
        (
            Fact::DeskAdded {
                desk: DeskId::new([1; 16]),
                name: "台一".into(),
                slot: 1,
                signing_key: PublicKey::new([2; 32]),
                sealing_key: PublicKey::new([3; 32]),
                organiser: true,
            },
            r#"{"fact":"DeskAdded","desk":"01010101010101010101010101010101","name":"台一","slot":1,"signing_key":"0202020202020202020202020202020202020202020202020202020202020202","sealing_key":"0303030303030303030303030303030303030303030303030303030303030303","organiser":true}"#,
        ),
        (
            Fact::DeskRetired { desk: DeskId::new([1; 16]), heads: vec![RecordId::new([7; 32])] },
            r#"{"fact":"DeskRetired","desk":"01010101010101010101010101010101","heads":["0707070707070707070707070707070707070707070707070707070707070707"]}"#,
        ),
        (
            Fact::BadgeShown { badge: BADGE },
            r#"{"fact":"BadgeShown","badge":{"slot":3,"serial":4000000000}}"#,
        ),
        (
            Fact::BadgeKeyAdded { key: BadgeKey::new([5; 32]) },
            r#"{"fact":"BadgeKeyAdded","key":"0505050505050505050505050505050505050505050505050505050505050505"}"#,
        ),
        (
            Fact::SettingSet { key: "zone".into(), value: json!([{"name": "hall", "capacity": 200}]) },
            r#"{"fact":"SettingSet","key":"zone","value":[{"capacity":200,"name":"hall"}]}"#,
        ),
        (
            Fact::SettingSet { key: "event.capacity".into(), value: json!(null) },
            r#"{"fact":"SettingSet","key":"event.capacity","value":null}"#,
        ),
        (
            Fact::GuestDetails {
                fields: [(Field::Name, "Li \"Lei\"".into()), (Field::Codes, "a\nb".into())].into(),
                import: Some(ImportId::new([6; 16])),
                line: Some(2),
            },
            r#"{"fact":"GuestDetails","fields":{"name":"Li \"Lei\"","codes":"a\nb"},"import":"06060606060606060606060606060606","line":2}"#,
        ),
        (
            Fact::SourceSaid { lines: vec!["Checked in: 2026-09-01".into()], import: ImportId::new([6; 16]) },
            r#"{"fact":"SourceSaid","lines":["Checked in: 2026-09-01"],"import":"06060606060606060606060606060606"}"#,
        ),
        (Fact::PartySet { companions: 2, import: None }, r#"{"fact":"PartySet","companions":2}"#),
        (
            Fact::CompanionNamed { companion: GuestId::new([8; 16]) },
            r#"{"fact":"CompanionNamed","companion":"08080808080808080808080808080808"}"#,
        ),
        (
            Fact::PartyJoined { with: GuestId::new([8; 16]) },
            r#"{"fact":"PartyJoined","with":"08080808080808080808080808080808"}"#,
        ),
        (
            Fact::SourceListing { gone: true, import: ImportId::new([6; 16]) },
            r#"{"fact":"SourceListing","gone":true,"import":"06060606060606060606060606060606"}"#,
        ),
        (Fact::StrayText { text: "x".into() }, r#"{"fact":"StrayText","text":"x"}"#),
        (
            Fact::Note { text: "why".into(), about: Some(RecordId::new([7; 32])) },
            r#"{"fact":"Note","text":"why","about":"0707070707070707070707070707070707070707070707070707070707070707"}"#,
        ),
        (
            Fact::StatusSet { status: Status::Approved, import: None },
            r#"{"fact":"StatusSet","status":"approved"}"#,
        ),
        (
            Fact::CategorySet { category: "vip".into(), import: Some(ImportId::new([6; 16])) },
            r#"{"fact":"CategorySet","category":"vip","import":"06060606060606060606060606060606"}"#,
        ),
        (
            Fact::Imported {
                import: ImportId::new([6; 16]),
                source: "luma".into(),
                file: "g.csv".into(),
                columns: vec!["name".into()],
                new: 1,
                changed: 2,
                same: 3,
                rejected: 4,
            },
            r#"{"fact":"Imported","import":"06060606060606060606060606060606","source":"luma","file":"g.csv","columns":["name"],"new":1,"changed":2,"same":3,"rejected":4}"#,
        ),
        (
            Fact::BadgeIssued { badge: BADGE },
            r#"{"fact":"BadgeIssued","badge":{"slot":3,"serial":4000000000}}"#,
        ),
        (
            Fact::BadgeRevoked { badge: BADGE },
            r#"{"fact":"BadgeRevoked","badge":{"slot":3,"serial":4000000000}}"#,
        ),
        (
            Fact::BadgeReactivated { badge: BADGE, role: Role::Supervisor },
            r#"{"fact":"BadgeReactivated","badge":{"slot":3,"serial":4000000000},"role":"supervisor"}"#,
        ),
        (
            Fact::Scanned {
                checkpoint: "door".into(),
                direction: Direction::Entry,
                decision: DecisionKind::Refuse,
                reasons: vec![
                    Reason::BadgeRevoked,
                    Reason::CapacityReached { zone: None, inside: 5, capacity: 5, others_at: None },
                ],
                notes: vec![Note::Vip],
                badge: Some(BADGE),
            },
            r#"{"fact":"Scanned","checkpoint":"door","direction":"entry","decision":"refuse","reasons":[{"code":"badge_revoked"},{"code":"capacity_reached","inside":5,"capacity":5}],"notes":[{"code":"vip"}],"badge":{"slot":3,"serial":4000000000}}"#,
        ),
        (
            Fact::StepResult { step: "id".into(), outcome: Outcome::Waive, role: Role::Screener },
            r#"{"fact":"StepResult","step":"id","outcome":"waive","role":"screener"}"#,
        ),
        (
            Fact::Entered { zone: "hall".into(), checkpoint: "door".into() },
            r#"{"fact":"Entered","zone":"hall","checkpoint":"door"}"#,
        ),
        (
            Fact::Exited { zone: "hall".into(), checkpoint: "door".into() },
            r#"{"fact":"Exited","zone":"hall","checkpoint":"door"}"#,
        ),
        (
            Fact::ExitRepeated { zone: "hall".into(), checkpoint: "door".into() },
            r#"{"fact":"ExitRepeated","zone":"hall","checkpoint":"door"}"#,
        ),
        (
            Fact::ExitConfirmed { exit: RecordId::new([7; 32]) },
            r#"{"fact":"ExitConfirmed","exit":"0707070707070707070707070707070707070707070707070707070707070707"}"#,
        ),
        (
            Fact::Overridden { reasons: vec![Reason::TooEarly { opens: Millis(5) }], role: Role::Organiser },
            r#"{"fact":"Overridden","reasons":[{"code":"too_early","opens":5}],"role":"organiser"}"#,
        ),
        (Fact::EntryStopped {}, r#"{"fact":"EntryStopped"}"#),
        (Fact::EntryResumed {}, r#"{"fact":"EntryResumed"}"#),
        (Fact::HeadCountCorrected { by: -3, zone: None }, r#"{"fact":"HeadCountCorrected","by":-3}"#),
        (Fact::EveryoneOut {}, r#"{"fact":"EveryoneOut"}"#),
        (
            Fact::Voided { records: vec![RecordId::new([7; 32])], import: None },
            r#"{"fact":"Voided","records":["0707070707070707070707070707070707070707070707070707070707070707"]}"#,
        ),
        (
            Fact::Acknowledged { finding: FindingId::new([7; 32]) },
            r#"{"fact":"Acknowledged","finding":"0707070707070707070707070707070707070707070707070707070707070707"}"#,
        ),
        (
            Fact::Erased { badges: vec![BadgeNumber { slot: 1, serial: 7 }] },
            r#"{"fact":"Erased","badges":[{"slot":1,"serial":7}]}"#,
        ),
        (
            Fact::Merged { heads: vec![RecordId::new([7; 32])] },
            r#"{"fact":"Merged","heads":["0707070707070707070707070707070707070707070707070707070707070707"]}"#,
        ),
    ]
}

#[test]
fn a_body_is_read_quickly_as_it_is_read_strictly() {
    let bodies = [
        BODY,
        r#"{"facts":[]}"#,
        r#"{"facts":[{"fact":"Entered","zone":"hall","checkpoint":"door","more":1}]}"#,
        r#"{"facts":[{"fact":"EveryoneOut","by":"all"},{"fact":"PhotoTaken"}]}"#,
        r#"{"facts":[{"fact":"EntryStopped"},{"fact":"EntryStopped","fact":"EntryResumed"}]}"#,
        r#"{"facts":[{"fact":"Note","text":"a","text":"b"}]}"#,
        r#"{"facts":[{"fact":"Note","text":"a","about":null}]}"#,
        r#"{"facts": []}"#,
        r#"{"facts":[],"more":1}"#,
        "[]",
    ];
    let samples = samples().into_iter().map(|(_, literal)| format!(r#"{{"facts":[{literal}]}}"#));
    for body in bodies.into_iter().map(str::to_owned).chain(samples) {
        let strictly = read_strictly(body.as_bytes());
        assert_eq!(read_body(body.as_bytes()), strictly, "{body}");
        assert_eq!(reread_body(body.as_bytes()), strictly, "{body}");
    }
}
