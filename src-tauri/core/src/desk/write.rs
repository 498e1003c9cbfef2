//! The one write path: a transaction that appends records, refolds what they concern, and commits.

use std::sync::Arc;

use crate::store::Db;

use super::erase;
use super::globals::Globals;
use super::placing::{changes_globals, fold_globals, is_global, named_heads, note, place};
use super::refold::{Ahead, Earlier, Found, Scope};
use super::{Desk, Signed};
use crate::admission::roles::required_role;
use crate::clock::{Entropy, Millis};
use crate::error::{Error, Result};
use crate::guest::search::Change;
use crate::ids::{OperatorId, RecordId};
use crate::journal::ancestry::Ancestry;
use crate::journal::codec::{self, BODY_LIMIT};
use crate::journal::fact::{Fact, Kind};
pub(super) use crate::journal::record::Draft;
use crate::journal::record::{Body, Header, Held, Pending, RawRecord, Stamp};
use crate::journal::signature::HeadSignature;
use crate::settings::{Operator, Role, operator_id};
use crate::store::record::Origin;
use crate::store::{self, problem};
use crate::text::Text;
use crate::text::roles::{desk_retired, not_permitted};

/// A desk signs its head at least this often, in own records and in milliseconds of activity.
const SIGN_RECORDS: u64 = 100;
const SIGN_MILLIS: i64 = 60_000;

/// What kind of thing a write changed; the window fetches just that again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Guests,
    Badges,
    Occupancy,
    Scans,
    Settings,
    Desks,
    /// How the exchange folder fares.
    Exchange,
}

/// A write that is durable: its value, its records in order, and what changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done<T> {
    pub value: T,
    /// The act's own; a `Merged` written ahead of them is not among them.
    pub records: Vec<RecordId>,
    pub changes: Vec<ChangeKind>,
}

impl<T> Done<T> {
    pub(crate) fn with<U>(self, value: U) -> Done<U> {
        Done { value, records: self.records, changes: self.changes }
    }
}

/// A record just written, as bytes for the second copy.
struct Written {
    stamp: Stamp,
    kind: Kind,
    raw: RawRecord,
}

impl Desk {
    /// Writes an act: all its records or none, durable once this returns.
    ///
    /// # Errors
    /// `not_permitted` when the operator's role does not reach; then nothing is recorded. Failures of
    /// the disk, after which the event stands as it was.
    pub(crate) fn record(&mut self, by: &Operator, drafts: Vec<Draft>) -> Result<Done<()>> {
        let needed = needed_role(drafts.iter());
        self.record_as(by, drafts, needed)
    }

    /// Writes a part of a long act whose bodies were made, and whose guests folded, beside the writer.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub(super) fn record_ready(
        &mut self,
        by: &Operator,
        pending: Vec<Pending>,
        ahead: Ahead,
    ) -> Result<Done<()>> {
        let needed = needed_role(pending.iter().map(|pending| &pending.draft));
        self.record_pending(by, pending, ahead, needed)
    }

    /// Writes an act whose parts together need another role than each alone.
    pub(super) fn record_as(&mut self, by: &Operator, drafts: Vec<Draft>, needed: Role) -> Result<Done<()>> {
        self.record_pending(by, drafts.into_iter().map(Pending::from).collect(), Ahead::default(), needed)
    }

    fn record_pending(
        &mut self,
        by: &Operator,
        pending: Vec<Pending>,
        ahead: Ahead,
        needed: Role,
    ) -> Result<Done<()>> {
        if by.role < needed {
            return Err(not_permitted(needed));
        }
        if self.globals.trust.is_retired(self.globals.desk) {
            return Err(desk_retired());
        }
        let operator = operator_id(self.globals.event, &by.name);
        self.write_pending(Some(operator), pending, ahead)
    }

    /// Writes as no one in particular: the event's first records, and what the desk itself does.
    pub(super) fn write(&mut self, operator: Option<OperatorId>, drafts: Vec<Draft>) -> Result<Done<()>> {
        self.write_pending(operator, drafts.into_iter().map(Pending::from).collect(), Ahead::default())
    }

    fn write_pending(
        &mut self,
        operator: Option<OperatorId>,
        drafts: Vec<Pending>,
        ahead: Ahead,
    ) -> Result<Done<()>> {
        if drafts.is_empty() {
            return Ok(Done { value: (), records: Vec::new(), changes: Vec::new() });
        }
        let at = self.around.clock.now();
        let mut written = Vec::with_capacity(drafts.len() + 1);
        let mut found = Found::new();
        let outcome = self.append((operator, at), drafts, ahead, &mut written, &mut found);
        let signature = match outcome {
            Ok(signature) => signature,
            Err(error) => self.recover(error, &written)?,
        };
        self.wrote = true;
        self.list_version += u64::from(written.iter().any(|written| written.kind == Kind::StandingSet));
        self.tell_index(found);
        self.head = written.last().map(|last| last.stamp).or(self.head);
        self.unseen = false;
        let changes = changes(written.iter().map(|written| &written.kind));
        let of_act = written.iter().filter(|written| written.is_of_act());
        let records = of_act.map(|written| written.stamp.id).collect();
        self.copy.append(
            Origin::Own,
            written.into_iter().map(|written| written.raw).collect(),
            signature,
            at,
        );
        Ok(Done { value: (), records, changes })
    }

    /// The transaction itself: records, signature, folds.
    fn append(
        &mut self,
        (operator, at): (Option<OperatorId>, Millis),
        mut drafts: Vec<Pending>,
        ahead: Ahead,
        written: &mut Vec<Written>,
        found: &mut Found,
    ) -> Result<Option<HeadSignature>> {
        let Self {
            store, ancestry, keys, around, globals, global_records, head, unseen, signed, copy, ..
        } = self;
        let path = store.path().to_owned();
        store.transaction(|on| {
            let sql = |error| problem::of(&path, error);
            if *unseen {
                drafts.insert(0, merged(on, &path, ancestry)?.into());
            }
            let n = store::record::last_n(on).map_err(sql)?;
            let mut pen =
                Pen { on, ancestry, globals, entropy: &mut *around.entropy, operator, at, head: *head };
            let mut fresh = Vec::with_capacity(drafts.len());
            for pending in drafts {
                let (held, raw) = pen.write(pending).map_err(|error| at_path(error, &path))?;
                written.push(Written { stamp: held.stamp, kind: held.kind.clone(), raw });
                fresh.push(held);
            }
            let signature = due(*signed, written, at).map(|stamp| {
                *signed = Signed { seq: stamp.seq, at };
                HeadSignature::sign(&keys.signing, globals.event, stamp.seq, stamp.id)
            });
            if let Some(signature) = &signature {
                store::signature::put(on, signature).map_err(sql)?;
            }
            if fresh.iter().any(changes_globals) {
                global_records.extend(fresh.iter().filter(|held| is_global(held)).cloned());
                let whose = (globals.event, globals.desk);
                let before = Arc::clone(globals);
                *globals = Arc::new(fold_globals(on, &path, whose, global_records, ancestry)?);
                erase::take_bodies(on, &path, &before, globals)?;
            }
            let scope = Scope { on, path: &path, globals, ancestry };
            *found = scope.after(fresh, n, Earlier::default(), ahead)?;
            copy.write_mark(on).map_err(sql)?;
            Ok(signature)
        })
    }

    /// After a failed write: the records may have survived the COMMIT that reported failure.
    fn recover(&mut self, error: Error, written: &[Written]) -> Result<Option<HeadSignature>> {
        self.reload()?;
        let survived = |written: &Written| store::record::holds(&self.store.connection, written.stamp.id);
        let all = !written.is_empty() && written.iter().all(|written| survived(written).unwrap_or(false));
        if !all {
            return Err(error);
        }
        // A signature that survived too is not at hand: the next opening looks for it.
        self.copy.fall_behind();
        Ok(None)
    }
}

impl Written {
    /// Tells a person's act from what the desk notes ahead of it.
    fn is_of_act(&self) -> bool {
        self.kind != Kind::Merged
    }
}

impl Desk {
    /// Keeps for the search index beside what it has to hear of.
    pub(super) fn tell_index(&mut self, found: Found) {
        let counts = found.iter().any(|(_, change)| !matches!(change, Change::Passed(_) | Change::Emptied));
        self.list_version += u64::from(counts);
        if let Some(waiting) = &mut self.found {
            waiting.extend(found);
        }
    }

    /// Signs an own record as the head, outside any act.
    pub(super) fn sign(&mut self, head: Stamp, at: Millis) -> Result<()> {
        let signature = HeadSignature::sign(&self.keys.signing, self.globals.event, head.seq, head.id);
        let path = self.store.path().to_owned();
        let is_new = self.store.transaction(|on| {
            store::signature::put(on, &signature).map_err(|error| problem::of(&path, error))
        })?;
        if is_new {
            self.copy.append(Origin::Own, Vec::new(), Some(signature), at);
        }
        self.signed = Signed { seq: head.seq, at };
        Ok(())
    }
}

/// What is at hand while records are written inside a transaction.
struct Pen<'p> {
    on: &'p Db,
    ancestry: &'p mut Ancestry,
    globals: &'p Arc<Globals>,
    entropy: &'p mut dyn Entropy,
    operator: Option<OperatorId>,
    at: Millis,
    head: Option<Stamp>,
}

impl Pen<'_> {
    fn write(
        &mut self,
        Pending { draft, body }: Pending,
    ) -> std::result::Result<(Held, RawRecord), PenError> {
        let body = body.unwrap_or_else(|| self.body(&draft.facts));
        if body.bytes.len() > BODY_LIMIT {
            return Err(PenError::TooLong);
        }
        let heads = self.heads(&draft)?;
        let lamport = 1 + heads
            .iter()
            .map(|stamp| stamp.lamport)
            .chain(self.head.map(|head| head.lamport))
            .max()
            .unwrap_or(0);
        let header = Header {
            event: self.globals.event,
            desk: self.globals.desk,
            seq: self.head.map_or(1, |head| head.seq + 1),
            prev: self.head.map(|head| head.id),
            lamport,
            at: self.at,
            operator: self.operator,
            kind: draft.kind,
            subject: draft.subject,
            body: body.hash,
        };
        let erased = self.globals.erases(&header.kind, header.subject);
        let raw = RawRecord { header: codec::write_header(&header), salt: body.salt, body: Some(body.bytes) };
        let raw = if erased { raw.without_body() } else { raw };
        let stamp = place(self.on, self.ancestry, &header, &raw, self.head, &heads)?;
        store::record::put(self.on, &stamp, &header.kind, header.subject, &raw, Origin::Own)?;
        note(self.on, &stamp, header.subject, &draft.facts)?;
        self.head = Some(stamp);
        Ok((Held { stamp, kind: header.kind, subject: header.subject, facts: draft.facts }, raw))
    }

    fn body(&mut self, facts: &[Fact]) -> Body {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        Body::of(facts, salt)
    }

    /// Gives the stamps of the heads a `Merged` names.
    fn heads(&self, draft: &Draft) -> std::result::Result<Vec<Stamp>, PenError> {
        let mut stamps = Vec::new();
        for head in named_heads(&draft.facts) {
            stamps.extend(store::record::stamp(self.on, head)?);
        }
        Ok(stamps)
    }
}

/// Why a record cannot be written.
enum PenError {
    TooLong,
    Sql(store::SqlError),
}

impl From<store::SqlError> for PenError {
    fn from(error: store::SqlError) -> Self {
        Self::Sql(error)
    }
}

fn at_path(error: PenError, path: &std::path::Path) -> Error {
    match error {
        PenError::Sql(error) => problem::of(path, error),
        PenError::TooLong => Error::usage(
            Text::new("This is more text than one record holds (64 KiB)", "文字超过单条记录的上限（64 KiB）"),
            Text::new("Shorten it, then do it again. Nothing was recorded.", "请缩短后重试。未作任何记录。"),
        ),
    }
}

/// Gives the role an act needs. A walk-in's category is part of adding the walk-in.
fn needed_role<'d>(drafts: impl Iterator<Item = &'d Draft> + Clone) -> Role {
    let added: Vec<_> =
        drafts.clone().filter(|draft| draft.kind == Kind::GuestAdded).map(|draft| draft.subject).collect();
    let of_walk_in = |draft: &&Draft| {
        draft.kind == Kind::StandingSet
            && added.contains(&draft.subject)
            && draft.facts.iter().all(|fact| matches!(fact, Fact::CategorySet { .. }))
    };
    let others = drafts.filter(|draft| !of_walk_in(draft));
    others.map(|draft| required_role(&draft.kind, &draft.facts, None)).max().unwrap_or(Role::Scanner)
}

/// Drafts the record that says all heads held are seen.
fn merged(on: &Db, path: &std::path::Path, ancestry: &Ancestry) -> Result<Draft> {
    let mut heads = Vec::new();
    for (_, (line, seq)) in ancestry.heads() {
        heads.extend(store::record::at_place(on, path, line, seq)?.map(|held| held.stamp.id));
    }
    heads.sort_unstable();
    Ok(Draft::global(Kind::Merged, vec![Fact::Merged { heads }]))
}

/// Tells which record to sign, when it is time.
fn due(signed: Signed, written: &[Written], at: Millis) -> Option<Stamp> {
    let last = written.last()?.stamp;
    let late = at.since(signed.at) >= SIGN_MILLIS || at < signed.at;
    (late || last.seq - signed.seq.min(last.seq) >= SIGN_RECORDS).then_some(last)
}

fn changes<'k>(written: impl Iterator<Item = &'k Kind>) -> Vec<ChangeKind> {
    let mut changes: Vec<ChangeKind> = written
        .flat_map(|kind| match kind {
            Kind::GuestAdded
            | Kind::GuestEdited
            | Kind::GuestImported
            | Kind::StandingSet
            | Kind::PartyNamed
            | Kind::ScreeningResult => &[ChangeKind::Guests][..],
            Kind::BadgeIssued | Kind::BadgeReissued | Kind::BadgeRevoked | Kind::BadgeReactivated => {
                &[ChangeKind::Guests, ChangeKind::Badges]
            }
            Kind::Scan | Kind::Override | Kind::ExitConfirmed | Kind::StrayScan => {
                &[ChangeKind::Guests, ChangeKind::Occupancy, ChangeKind::Scans]
            }
            Kind::HeadCountCorrected | Kind::EntryStopped | Kind::EntryResumed => &[ChangeKind::Occupancy],
            Kind::EveryoneOut | Kind::Voided | Kind::Imported | Kind::Erased => {
                &[ChangeKind::Guests, ChangeKind::Occupancy, ChangeKind::Scans]
            }
            Kind::SettingsChanged | Kind::EventCreated | Kind::BadgeKeyAdded => {
                &[ChangeKind::Settings, ChangeKind::Guests, ChangeKind::Occupancy]
            }
            Kind::DeskAdded | Kind::Acknowledged => &[ChangeKind::Desks],
            Kind::DeskRetired => &[ChangeKind::Desks, ChangeKind::Guests, ChangeKind::Occupancy],
            Kind::Noted | Kind::Merged | Kind::Other(_) => &[],
        })
        .copied()
        .collect();
    changes.sort_unstable();
    changes.dedup();
    changes
}
