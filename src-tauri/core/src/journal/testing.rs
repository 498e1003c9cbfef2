//! Writes sound journals of several desks, for tests of folds, store and exchange.
//!
//! ```
//! use gatehouse_core::journal::{fact::Fact, testing::World};
//! let mut world = World::new();
//! let (a, b) = (world.desk("A"), world.desk("B"));
//! let stop = world.write(a, None, vec![Fact::EntryStopped {}]);
//! world.sync(a, b);
//! let resume = world.write(b, None, vec![Fact::EntryResumed {}]);
//! assert!(world.ancestry().had_seen(&resume.stamp, &stop.stamp));
//! ```

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};

use crate::clock::Millis;
use crate::ids::{DeskId, EventId, GuestId, OperatorId, PublicKey, RecordId};
use crate::journal::ancestry::Ancestry;
use crate::journal::codec;
use crate::journal::fact::{Fact, Kind};
use crate::journal::record::{Header, Held, RawRecord, Stamp};
use crate::journal::signature::{HeadSignature, desk_id};

/// One laptop in a [`World`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Laptop(usize);

/// A record as written, in every form a test may want.
#[derive(Debug, Clone)]
pub struct Written {
    pub raw: RawRecord,
    pub header: Header,
    pub held: Held,
}

/// Several laptops that write records and hand them to each other.
#[derive(Debug, Clone, Default)]
pub struct World {
    laptops: Vec<State>,
    /// In the order of writing.
    written: Vec<Written>,
    by_id: BTreeMap<RecordId, usize>,
    ancestry: Ancestry,
    now: i64,
}

#[derive(Debug, Clone)]
struct State {
    key: [u8; 32],
    desk: DeskId,
    operator: Option<OperatorId>,
    tip: Option<RecordId>,
    holds: BTreeSet<RecordId>,
    merge_due: bool,
}

impl World {
    /// Starts with no laptop; the first desk added is the one that creates the event.
    pub fn new() -> Self {
        Self { now: 1_700_000_000_000, ..Self::default() }
    }

    /// Adds a desk with keys made from its name. Writes nothing.
    pub fn desk(&mut self, name: &str) -> Laptop {
        let key: [u8; 32] = Sha256::digest(format!("testing|{name}")).into();
        let public = SigningKey::from_bytes(&key).verifying_key().to_bytes();
        self.laptops.push(State {
            key,
            desk: desk_id(&PublicKey::new(public)),
            operator: None,
            tip: None,
            holds: BTreeSet::new(),
            merge_due: false,
        });
        Laptop(self.laptops.len() - 1)
    }

    /// Copies a laptop's disk: the copy goes on under the same desk id, so its next record is a branch.
    pub fn copy(&mut self, laptop: Laptop) -> Laptop {
        self.laptops.push(self.laptops[laptop.0].clone());
        Laptop(self.laptops.len() - 1)
    }

    /// Writes one record whose kind goes by its first fact, after a Merged if one is due.
    pub fn write(&mut self, laptop: Laptop, subject: Option<GuestId>, facts: Vec<Fact>) -> Held {
        let kind = kind_of(&facts);
        self.write_kind(laptop, kind, subject, facts)
    }

    /// Writes one record of that kind, after a Merged if one is due.
    pub fn write_kind(
        &mut self,
        laptop: Laptop,
        kind: Kind,
        subject: Option<GuestId>,
        facts: Vec<Fact>,
    ) -> Held {
        if std::mem::take(&mut self.laptops[laptop.0].merge_due) {
            let heads = self.heads(laptop);
            self.append(laptop, Kind::Merged, None, vec![Fact::Merged { heads }]);
        }
        self.append(laptop, kind, subject, facts)
    }

    /// Hands all that `from` holds to `to`.
    pub fn sync(&mut self, from: Laptop, to: Laptop) {
        let new: Vec<RecordId> =
            self.laptops[from.0].holds.difference(&self.laptops[to.0].holds).copied().collect();
        let to = &mut self.laptops[to.0];
        to.merge_due |= !new.is_empty();
        to.holds.extend(new);
    }

    /// Sets the clock of all laptops; each record written moves it on by a second.
    pub fn set_now(&mut self, now: Millis) {
        self.now = now.0;
    }

    /// Sets who is at the desk from now on; nobody at first.
    pub fn set_operator(&mut self, laptop: Laptop, operator: Option<OperatorId>) {
        self.laptops[laptop.0].operator = operator;
    }

    /// Gives the event: the id of the first desk.
    pub fn event(&self) -> EventId {
        EventId::new(*self.laptops[0].desk.as_bytes())
    }

    /// Gives a laptop's desk id.
    pub fn desk_id(&self, laptop: Laptop) -> DeskId {
        self.laptops[laptop.0].desk
    }

    /// Gives the fact that makes a desk known, for a record of an organiser desk.
    pub fn desk_added(&self, laptop: Laptop, slot: u16, organiser: bool) -> Fact {
        let State { desk, key, .. } = &self.laptops[laptop.0];
        let signing_key = PublicKey::new(SigningKey::from_bytes(key).verifying_key().to_bytes());
        let sealing_key = PublicKey::new(Sha256::digest(key).into());
        Fact::DeskAdded {
            desk: *desk,
            name: format!("Desk {slot}"),
            slot,
            signing_key,
            sealing_key,
            organiser,
        }
    }

    /// Signs the laptop's own last record; none when it has written nothing.
    pub fn sign(&self, laptop: Laptop) -> Option<HeadSignature> {
        let state = &self.laptops[laptop.0];
        let tip = self.written(state.tip?);
        let key = SigningKey::from_bytes(&state.key);
        Some(HeadSignature::sign(&key, self.event(), tip.header.seq, tip.held.stamp.id))
    }

    /// Gives who had seen what among all records written anywhere.
    pub fn ancestry(&self) -> &Ancestry {
        &self.ancestry
    }

    /// Gives all records written anywhere, in the order of writing.
    pub fn records(&self) -> &[Written] {
        &self.written
    }

    /// Gives all records a laptop holds, in the order of writing.
    pub fn held(&self, laptop: Laptop) -> Vec<Held> {
        let holds = &self.laptops[laptop.0].holds;
        let written = self.written.iter().filter(|record| holds.contains(&record.held.stamp.id));
        written.map(|record| record.held.clone()).collect()
    }

    /// Gives one record; it must have been written here.
    pub fn written(&self, id: RecordId) -> &Written {
        &self.written[self.by_id[&id]]
    }

    fn heads(&self, laptop: Laptop) -> Vec<RecordId> {
        let holds = &self.laptops[laptop.0].holds;
        let followed: BTreeSet<RecordId> =
            holds.iter().filter_map(|id| self.written(*id).header.prev).collect();
        holds.difference(&followed).copied().collect()
    }

    fn append(&mut self, laptop: Laptop, kind: Kind, subject: Option<GuestId>, facts: Vec<Fact>) -> Held {
        let (raw, header) = self.compose(laptop, kind, subject, &facts);
        let id = codec::record_id(&raw.header);
        let place = |id: &RecordId| (self.written(*id).held.stamp.line, self.written(*id).header.seq);
        let (prev, heads) =
            (header.prev.as_ref().map(place), merged_heads(&facts).map(place).collect::<Vec<_>>());
        let line = self.ancestry.place(prev, header.desk, header.seq);
        if !heads.is_empty() {
            self.ancestry.merged(line, header.seq, &heads);
        }
        let Header { desk, seq, lamport, at, operator, .. } = header;
        let stamp = Stamp { id, desk, line, seq, lamport, at, operator };
        let held = Held { stamp, kind: header.kind.clone(), subject, facts };
        self.by_id.insert(id, self.written.len());
        self.written.push(Written { raw, header, held: held.clone() });
        let state = &mut self.laptops[laptop.0];
        state.tip = Some(id);
        state.holds.insert(id);
        held
    }

    fn compose(
        &mut self,
        laptop: Laptop,
        kind: Kind,
        subject: Option<GuestId>,
        facts: &[Fact],
    ) -> (RawRecord, Header) {
        self.now += 1000;
        let State { desk, operator, tip, .. } = self.laptops[laptop.0].clone();
        let body = codec::write_body(facts);
        let mut salt = [0; 16];
        salt.copy_from_slice(&Sha256::digest((self.written.len() as u64).to_le_bytes())[..16]);
        let before = tip.iter().chain(merged_heads(facts)).map(|id| self.written(*id).header.lamport).max();
        let header = Header {
            event: self.event(),
            desk,
            seq: tip.map_or(0, |id| self.written(id).header.seq) + 1,
            prev: tip,
            lamport: before.unwrap_or(0) + 1,
            at: Millis(self.now),
            operator,
            kind,
            subject,
            body: codec::body_hash(&salt, &body),
        };
        (RawRecord { header: codec::write_header(&header), salt, body: Some(body) }, header)
    }
}

fn merged_heads(facts: &[Fact]) -> impl Iterator<Item = &RecordId> {
    facts.iter().flat_map(|fact| match fact {
        Fact::Merged { heads } => heads.iter(),
        _ => [].iter(),
    })
}

fn kind_of(facts: &[Fact]) -> Kind {
    match facts.first() {
        Some(Fact::GuestDetails { .. }) => Kind::GuestEdited,
        Some(Fact::SourceSaid { .. }) => Kind::GuestImported,
        Some(Fact::StrayText { .. }) => Kind::StrayScan,
        Some(Fact::Note { .. }) => Kind::Noted,
        Some(Fact::SettingSet { .. }) => Kind::SettingsChanged,
        Some(Fact::DeskAdded { .. }) => Kind::DeskAdded,
        Some(Fact::BadgeKeyAdded { .. }) => Kind::BadgeKeyAdded,
        Some(
            Fact::StatusSet { .. }
            | Fact::CategorySet { .. }
            | Fact::PartySet { .. }
            | Fact::SourceListing { .. },
        ) => Kind::StandingSet,
        Some(Fact::CompanionNamed { .. } | Fact::PartyJoined { .. }) => Kind::PartyNamed,
        Some(Fact::Imported { .. }) => Kind::Imported,
        Some(Fact::BadgeIssued { .. }) => Kind::BadgeIssued,
        Some(Fact::BadgeRevoked { .. }) => Kind::BadgeRevoked,
        Some(Fact::BadgeReactivated { .. }) => Kind::BadgeReactivated,
        Some(Fact::StepResult { .. } | Fact::BadgeShown { .. }) => Kind::ScreeningResult,
        Some(Fact::Overridden { .. }) => Kind::Override,
        Some(Fact::ExitConfirmed { .. }) => Kind::ExitConfirmed,
        Some(Fact::EntryStopped {}) => Kind::EntryStopped,
        Some(Fact::EntryResumed {}) => Kind::EntryResumed,
        Some(Fact::HeadCountCorrected { .. }) => Kind::HeadCountCorrected,
        Some(Fact::EveryoneOut {}) => Kind::EveryoneOut,
        Some(Fact::Voided { .. }) => Kind::Voided,
        Some(Fact::Merged { .. }) => Kind::Merged,
        Some(Fact::DeskRetired { .. }) => Kind::DeskRetired,
        Some(Fact::Acknowledged { .. }) => Kind::Acknowledged,
        Some(Fact::Erased { .. }) => Kind::Erased,
        Some(
            Fact::Scanned { .. } | Fact::Entered { .. } | Fact::Exited { .. } | Fact::ExitRepeated { .. },
        ) => Kind::Scan,
        Some(Fact::Unknown { name }) => Kind::Other(name.to_lowercase()),
        None => Kind::Other("nothing".to_owned()),
    }
}
