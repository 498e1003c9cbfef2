//! How long a keystroke in the search field takes at 100,000 guests, against `LIKE '%q%'` over the same
//! values in a table, measured in the same run.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures")]
#![expect(clippy::expect_used, reason = "without its table there is nothing to measure against")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use gatehouse_core::guest::search::Index;
use gatehouse_core::guest::{Field, Fields, Guest, Imported, Status};
use gatehouse_core::ids::GuestId;
use gatehouse_core::presence::Presence;
use rusqlite::Connection;

const GUESTS: u32 = 100_000;
/// Rows a screen asks for.
const SHOWN: usize = 50;
const ROUNDS: usize = 5;

const SURNAMES: [&str; 16] = [
    "王", "李", "张", "刘", "陈", "单", "欧阳", "吕", "Müller", "Nguyễn", "O'Connor", "Smith", "Łukasz",
    "García", "Tanaka", "Ivanova",
];
const GIVEN: [&str; 16] = [
    "伟",
    "小明",
    "秀英",
    "雄信",
    "乐",
    "志强",
    "敏",
    "丽华",
    "Anna",
    "Thị Hoa",
    "Siobhán",
    "Ben",
    "Kasia",
    "José",
    "Yuki",
    "Olga",
];
/// Each is typed letter by letter.
const TYPED: [&str; 14] = [
    "王",
    "伟",
    "wangwei",
    "ww",
    "shan xiongxin",
    "ouyang",
    "mueller",
    "nguyen hoa",
    "oconnor",
    "8000",
    "13800",
    "beans",
    "guest77@",
    "zzzz",
];

/// Times of keystrokes, and of the least each can cost.
pub struct Keystrokes {
    pub guests: usize,
    pub ours: Vec<Duration>,
    pub floor: Vec<Duration>,
}

/// Types each query letter by letter, each time next to the same query by `LIKE`.
pub fn keystrokes() -> Keystrokes {
    let guests: Vec<Guest> = (0..GUESTS).map(guest).collect();
    let mut index = Index::new();
    for guest in &guests {
        index.put(guest.id, guest);
    }
    let table = table(&guests);
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for typed in TYPED {
        for (end, last) in typed.char_indices() {
            let query = &typed[..end + last.len_utf8()];
            for _ in 0..ROUNDS {
                floor.push(timed(|| like(&table, query)));
                ours.push(timed(|| index.search(query, SHOWN, 0).1));
            }
        }
    }
    Keystrokes { guests: guests.len(), ours, floor }
}

fn guest(n: u32) -> Guest {
    let (surname, given) = (SURNAMES[n as usize % 16], GIVEN[(n / 16) as usize % 16]);
    let han = surname.len() == 3 * surname.chars().count() && given.len() == 3 * given.chars().count();
    let name = if han { format!("{surname}{given}") } else { format!("{given} {surname}") };
    let values = [
        (Field::Name, name),
        (Field::Company, format!("Beans & Peas {}", n % 500)),
        (Field::Email, format!("guest{n}@example.org")),
        (Field::Phone, format!("+86 138{:08}", u64::from(n) * 7919 % 100_000_000)),
        (Field::Reference, format!("gst-{n}")),
    ];
    let mut id = [0; 16];
    id[..4].copy_from_slice(&n.to_be_bytes());
    Guest {
        id: GuestId::new(id),
        fields: Fields::from(values),
        other_values: BTreeMap::new(),
        status: Status::Approved,
        category: "guest".to_owned(),
        badges: Vec::new(),
        screening: BTreeMap::new(),
        presence: Presence::Expected,
        imported: Imported::default(),
        import: None,
        party: gatehouse_core::guest::Party::default(),
        source_said: Vec::new(),
        gone: false,
        provisional: false,
        listed: true,
    }
}

fn table(guests: &[Guest]) -> Connection {
    let mut on = Connection::open_in_memory().expect("a database in memory");
    on.execute_batch("CREATE TABLE guest (name, company, email, phone, reference)").expect("a table");
    let all = on.transaction().expect("a transaction");
    for guest in guests {
        let fields = [Field::Name, Field::Company, Field::Email, Field::Phone, Field::Reference];
        all.execute("INSERT INTO guest VALUES (?, ?, ?, ?, ?)", fields.map(|field| guest.field(field)))
            .expect("a row");
    }
    all.commit().expect("the rows");
    on
}

fn like(on: &Connection, query: &str) -> usize {
    let sql = "SELECT count(*) FROM guest WHERE name LIKE ?1 OR company LIKE ?1 OR email LIKE ?1 OR phone LIKE ?1 OR reference LIKE ?1";
    let mut asked = on.prepare_cached(sql).expect("a statement");
    asked.query_row([format!("%{query}%")], |row| row.get(0)).expect("a count")
}

fn timed(work: impl FnOnce() -> usize) -> Duration {
    let begun = Instant::now();
    std::hint::black_box(work());
    begun.elapsed()
}
