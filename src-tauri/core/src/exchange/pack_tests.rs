#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use crate::clock::Millis;
use crate::exchange::Item;
use crate::exchange::testing::{EVENT, header, plain, read_plain};
use crate::ids::{DeskId, EventId, GuestId, OperatorId, RecordId};
use crate::journal::codec::{self, GREATEST};
use crate::journal::fact::Kind;
use crate::journal::record::{Header, RawRecord};

/// How a record's header comes about.
#[derive(Debug, Clone)]
enum Shape {
    /// As a desk goes on after its last record.
    Follows,
    /// With numbers of its own: a branch, a first record, what no desk would write.
    Stands { seq: u64, prev: Option<[u8; 32]>, lamport: u64, at: i64 },
    /// No header at all.
    Strange(Vec<u8>),
}

#[derive(Debug, Clone)]
struct Any {
    shape: Shape,
    desk: u8,
    ours: bool,
    operator: Option<u8>,
    subject: Option<[u8; 16]>,
    body: Option<Vec<u8>>,
    own_hash: bool,
    salt: [u8; 16],
}

fn shape() -> impl Strategy<Value = Shape> {
    let number = 0..=GREATEST;
    let at = -(1_i64 << 53)..=1 << 53;
    let stands = (number.clone(), any::<Option<[u8; 32]>>(), number, at);
    prop_oneof![
        6 => Just(Shape::Follows),
        3 => stands.prop_map(|(seq, prev, lamport, at)| Shape::Stands { seq, prev, lamport, at }),
        1 => any::<Vec<u8>>().prop_map(Shape::Strange),
    ]
}

fn any_record() -> impl Strategy<Value = Any> {
    let ids = (0..3_u8, prop::bool::weighted(0.9), prop::option::of(0..2_u8), any::<Option<[u8; 16]>>());
    let body = (prop::option::weighted(0.9, any::<Vec<u8>>()), prop::bool::weighted(0.9), any::<[u8; 16]>());
    (shape(), ids, body).prop_map(|(shape, (desk, ours, operator, subject), (body, own_hash, salt))| {
        let salt = if body.is_some() { salt } else { [0; 16] };
        Any { shape, desk, ours, operator, subject, body, own_hash, salt }
    })
}

fn raw(any: Any, last: &mut [Option<Header>; 3]) -> RawRecord {
    let before = &last[usize::from(any.desk)];
    let id = |header: &Header| codec::record_id(&codec::write_header(header));
    let (seq, prev, lamport, at) = match any.shape {
        Shape::Strange(header) => return RawRecord { header, salt: any.salt, body: any.body },
        Shape::Stands { seq, prev, lamport, at } => (seq, prev.map(RecordId::new), lamport, at),
        Shape::Follows => before.as_ref().map_or((1, None, 1, 0), |before| {
            ((before.seq + 1).min(GREATEST), Some(id(before)), before.lamport, before.at.0)
        }),
    };
    let body = any.body.as_deref().unwrap_or_default();
    let header = Header {
        event: if any.ours { EVENT } else { EventId::new([1; 16]) },
        desk: DeskId::new([any.desk; 16]),
        seq,
        prev,
        lamport,
        at: Millis(at),
        operator: any.operator.map(|nth| OperatorId::new([nth; 16])),
        kind: Kind::Scan,
        subject: any.subject.map(GuestId::new),
        body: if any.own_hash { codec::body_hash(&any.salt, body) } else { [9; 32] },
    };
    let bytes = codec::write_header(&header);
    last[usize::from(any.desk)] = Some(header);
    RawRecord { header: bytes, salt: any.salt, body: any.body }
}

proptest! {
    #[test]
    fn any_records_come_back_to_the_byte(drawn in prop::collection::vec(any_record(), 0..30)) {
        let mut last = [None, None, None];
        let items: Vec<Item> = drawn.into_iter().map(|any| Item::Record(raw(any, &mut last))).collect();
        prop_assert_eq!(read_plain(&plain(&header(), &items)).unwrap().1, items);
    }
}
