//! What is read and folded of guests beside the writer, before its turn.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::fold_with;
use crate::clock::Millis;
use crate::desk::globals::Globals;
use crate::error::Result;
use crate::guest::Guest;
use crate::ids::{GuestId, RecordId};
use crate::journal::record::{Draft, Held, Pending, Stamp};
use crate::store::{self, Store};

/// Records read beside the writer at a time, so that they do not fill the memory; the others it reads itself.
const READ_BESIDE: usize = 100_000;

/// All records about some guests up to a row of the journal, read beside the writer.
#[derive(Default)]
pub(in crate::desk) struct Earlier {
    pub(super) upto: i64,
    pub(super) of: HashMap<GuestId, Vec<Held>>,
}

impl Earlier {
    /// Reads what is held of these guests; in order of id, as lists brought them in, their records lie close together.
    pub fn read(beside: &Store, guests: BTreeSet<GuestId>) -> Result<Self> {
        let on = &beside.connection;
        let upto = store::record::last_n(on).map_err(|error| beside.problem(error))?;
        let (mut of, mut read) = (HashMap::new(), 0);
        let mut guests = guests.into_iter();
        while read < READ_BESIDE
            && let Some(guest) = guests.next()
        {
            let records = store::record::of_guest_between(on, beside.path(), guest, (0, upto))?;
            read += records.len();
            of.insert(guest, records);
        }
        Ok(Self { upto, of })
    }
}

/// Guests folded beside the writer from all that one act says of them, as they stand where nothing else is held of
/// them. A place in the journal does not show in what one desk says first of a guest, so one made up will do.
#[derive(Debug, Default)]
pub(in crate::desk) struct Ahead {
    /// What they were folded with.
    globals: Option<Arc<Globals>>,
    guests: HashMap<GuestId, Guest>,
}

impl Ahead {
    /// Folds the guests of records that stand in order of guest.
    pub fn fold(globals: &Arc<Globals>, records: &[Pending]) -> Self {
        let mut guests = HashMap::new();
        for of_one in records.chunk_by(|one, next| one.draft.subject == next.draft.subject) {
            let subject = of_one[0].draft.subject;
            if let Some(guest) = subject.filter(|guest| !globals.erased.contains(guest)) {
                let held: Vec<Held> =
                    (1..).zip(of_one).map(|(seq, one)| made_up(globals, seq, one)).collect();
                guests.insert(guest, fold_with(globals, &*globals.seen, guest, &held));
            }
        }
        Self { globals: Some(Arc::clone(globals)), guests }
    }

    /// Hands a guest over, while what holds for the event is what the guest was folded with.
    pub(super) fn take(&mut self, guest: GuestId, globals: &Globals) -> Option<Guest> {
        let stands = self.globals.as_deref().is_some_and(|with| std::ptr::eq(with, globals));
        self.guests.remove(&guest).filter(|_| stands)
    }
}

/// Gives a record a place on a line that nobody else is on.
fn made_up(globals: &Globals, seq: u8, pending: &Pending) -> Held {
    let Draft { kind, subject, facts } = pending.draft.clone();
    let stamp = Stamp {
        id: RecordId::new([seq; 32]),
        desk: globals.desk,
        line: u32::MAX,
        seq: seq.into(),
        lamport: seq.into(),
        at: Millis(0),
        operator: None,
    };
    Held { stamp, kind, subject, facts }
}
