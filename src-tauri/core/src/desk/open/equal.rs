//! Making event.db and journal.log hold the same, both ways: records with whose they are, and signatures.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::{copies, say};
use crate::desk::Desk;
use crate::desk::erase;
use crate::desk::exchange::{Missing, lacking};
use crate::desk::globals::Globals;
use crate::desk::placing::{Fate, Recent, is_global, join};
use crate::desk::second_copy::{self, Mark, Rows, each_lacking};
use crate::error::{Error, Result};
use crate::exchange::intake;
use crate::ids::{DeskId, RecordId};
use crate::journal::ancestry::Ancestry;
use crate::journal::codec;
use crate::journal::log::{Content, Frame};
use crate::journal::record::{Held, RawRecord};
use crate::store::record::Origin;
use crate::store::wreck::Wreck;
use crate::store::{self, Db, SqlResult, Store, mark, problem};

/// Records taken in from the second copy in one transaction.
const SLICE: usize = 500;
/// Set while event.db is being made anew: the name of the damaged one.
const REBUILDING: &str = "rebuilding";

/// What a scan of the log met.
#[derive(Default)]
struct Logged {
    records: BTreeSet<RecordId>,
    signatures: BTreeSet<(DeskId, u64, RecordId)>,
    /// Records event.db lacked.
    joined: usize,
    /// Those of them that follow something it lacks too.
    waiting: usize,
}

impl Logged {
    /// Notes a frame; tells whether it was met before.
    fn note(&mut self, content: &Content) -> bool {
        !match content {
            Content::Record(raw) => self.records.insert(codec::record_id(&raw.header)),
            Content::Signature(signature) => {
                self.signatures.insert((signature.desk, signature.seq, signature.id))
            }
        }
    }
}

impl Desk {
    /// Makes event.db and journal.log hold the same, both ways.
    pub(super) fn make_equal(&mut self) -> Result<()> {
        let last = Rows::last(&self.store)?;
        let length = self.copy.log().len();
        let marked =
            second_copy::read_mark(&self.store.connection).map_err(|error| self.store.problem(error))?;
        let is_within = |mark: &Mark| {
            mark.length <= length && mark.rows.record <= last.record && mark.rows.signature <= last.signature
        };
        let since = marked.filter(is_within);
        self.copy.rows = last;
        let rebuilding = rebuilding(&self.store)?;
        if rebuilding.is_none() && since == Some(Mark { length, rows: last }) {
            return Ok(());
        }
        let Mark { length: from, rows } = since.unwrap_or(Mark { length: 0, rows: Rows::default() });
        let mut logged = self.take_in_from_log(from)?;
        if let Some(aside) = rebuilding.filter(|aside| !aside.is_empty()) {
            self.salvage(&aside, &mut logged)?;
        }
        self.copy_to_log(rows, &mut logged)?;
        self.copy.rows = Rows::last(&self.store)?;
        self.note_equal()
    }

    /// Takes in what the log holds from `offset` on and the database lacks; gives all that is found there.
    fn take_in_from_log(&mut self, offset: u64) -> Result<Logged> {
        let path = self.folder.join("journal.log");
        let io = |error| Error::from_io(&path, error);
        let mut frames = self.copy.log().scan_from(offset).map_err(io)?;
        let (mut logged, mut lacked) = (Logged::default(), Vec::new());
        for frame in frames.by_ref() {
            let (_, frame) = frame.map_err(io)?;
            if !logged.note(&frame.content) && !self.holds(&frame.content)? {
                lacked.push(frame);
            }
            if lacked.len() >= SLICE {
                self.take_in(&std::mem::take(&mut lacked), &mut logged)?;
            }
        }
        self.take_in(&lacked, &mut logged)?;
        let mut is_damaged = !frames.damaged().is_empty();
        match frames.torn() {
            // Of what event.db holds nothing is lost with it; where that was lost too it is kept.
            Some(torn) if !is_rebuilding(&self.store)? => {
                self.copy.log().cut(torn).map_err(io)?;
                self.notices.push(say::torn(torn.bytes));
            }
            Some(torn) => {
                is_damaged = true;
                self.notices.push(say::torn_alone(torn.bytes, self.head.map_or(0, |head| head.seq)));
            }
            None => {}
        }
        drop(frames);
        if is_damaged {
            self.mend_log(&path, &mut logged)?;
        }
        if logged.joined > 0 {
            self.notices.push(say::taken_in(logged.joined));
        }
        Ok(logged)
    }

    fn holds(&self, content: &Content) -> Result<bool> {
        let on = &self.store.connection;
        let held = match content {
            Content::Record(raw) => store::record::holds(on, codec::record_id(&raw.header)),
            Content::Signature(signature) => store::signature::holds(on, signature),
        };
        held.map_err(|error| self.store.problem(error))
    }

    /// Writes journal.log anew without what does not read, and with all that event.db holds.
    fn mend_log(&mut self, path: &Path, logged: &mut Logged) -> Result<()> {
        let aside = copies::aside_of(path, self.around.clock.now());
        let whose = (self.globals.event, self.globals.desk);
        second_copy::forget_mark(&self.store)?;
        self.copy.mend(path, &aside, &self.store, whose)?;
        each_lacking(&self.store, whose, Rows::default(), |frame| {
            logged.note(&frame.content);
            Ok(())
        })?;
        self.notices.push(say::mended_log());
        Ok(())
    }

    /// Takes in what a damaged database that was set aside still gives and neither copy holds.
    fn salvage(&mut self, aside: &str, logged: &mut Logged) -> Result<()> {
        let Some(wreck) = Wreck::open(&self.folder.join(aside)) else { return Ok(()) };
        let event = self.globals.event;
        let (before, mut lacked) = (logged.joined, Vec::new());
        wreck.each_record(|stored| {
            let is_sound = intake::read(event, &stored.raw).is_ok_and(|sound| sound.id == stored.id);
            let content = Content::Record(stored.raw);
            if is_sound && !logged.records.contains(&stored.id) && !self.holds(&content)? {
                lacked.push(Frame { own: stored.own, content });
            }
            if lacked.len() >= SLICE {
                self.take_in(&std::mem::take(&mut lacked), logged)?;
            }
            Ok(())
        })?;
        let signatures = wreck.signatures(event).into_iter().filter(|signature| signature.verify());
        lacked.extend(signatures.map(|signature| Frame {
            own: signature.desk == self.globals.desk,
            content: Content::Signature(signature),
        }));
        self.take_in(&lacked, logged)?;
        let salvaged = logged.joined - before;
        if salvaged > 0 {
            self.notices.push(say::salvaged(salvaged));
            // What the log holds behind them finds its place now.
            if logged.waiting > 0 {
                *logged = self.take_in_from_log(0)?;
            }
        }
        Ok(())
    }

    /// Takes frames into the database, each in its place after the one it follows.
    fn take_in(&mut self, frames: &[Frame], logged: &mut Logged) -> Result<()> {
        if frames.is_empty() {
            return Ok(());
        }
        let before = Arc::clone(&self.globals);
        let Self { store, ancestry, .. } = self;
        let path = store.path().to_owned();
        store.transaction(|on| {
            let sql = |error| problem::of(&path, error);
            for frame in frames {
                let raw = match &frame.content {
                    Content::Record(raw) => raw,
                    Content::Signature(signature) => {
                        store::signature::put(on, signature).map_err(sql)?;
                        continue;
                    }
                };
                match take_in_record(on, ancestry, &before, raw, frame.own).map_err(sql)? {
                    Some(Fate::Joined(held)) => {
                        logged.joined += 1;
                        mark_stale(on, &held).map_err(sql)?;
                    }
                    Some(Fate::Waits) => logged.waiting += 1,
                    Some(Fate::Refused) | None => {}
                }
            }
            Ok(())
        })?;
        self.reload()?;
        let now = Arc::clone(&self.globals);
        self.store.transaction(|on| erase::take_bodies(on, &path, &before, &now))
    }

    /// Appends to the log what it lacks of the rows behind these.
    fn copy_to_log(&mut self, behind: Rows, logged: &mut Logged) -> Result<()> {
        let Self { store, copy, globals, .. } = self;
        let path = self.folder.join("journal.log");
        let io = |error| Error::from_io(&path, error);
        let (mut lacking, mut copied, mut records) = (Vec::new(), 0, 0);
        each_lacking(store, (globals.event, globals.desk), behind, |frame| {
            if logged.note(&frame.content) {
                return Ok(());
            }
            records += usize::from(matches!(frame.content, Content::Record(_)));
            copied += 1;
            lacking.push(frame);
            if lacking.len() >= SLICE {
                copy.log().append(&std::mem::take(&mut lacking)).map_err(io)?;
            }
            Ok(())
        })?;
        copy.log().append(&lacking).map_err(io)?;
        if copied > 0 {
            copy.log().sync().map_err(io)?;
        }
        if records > 0 {
            self.notices.push(say::copied(records));
        }
        Ok(())
    }

    /// Notes that both hold the same; of a database made anew it is told what neither held.
    fn note_equal(&mut self) -> Result<()> {
        if is_rebuilding(&self.store)? {
            let (waiting, missing) = lacking(&self.store, &self.globals)?;
            let named = |gap: &Missing| {
                let desk =
                    gap.desk.parse().map_or_else(|_| gap.desk.clone(), |desk| self.globals.desk_name(desk));
                (desk, gap.from, gap.to)
            };
            if !missing.is_empty() {
                let told = say::missing(&missing.iter().map(named).collect::<Vec<_>>(), waiting);
                self.notices.push(told);
            }
        }
        let Self { store, copy, .. } = self;
        let path = store.path().to_owned();
        store.transaction(|on| {
            let noted = copy.write_mark(on).and_then(|()| mark::forget_local(on, REBUILDING));
            noted.map_err(|error| problem::of(&path, error))
        })
    }
}

/// Notes that a database is being made anew, and which one it takes the place of.
pub(super) fn begin_rebuilding(store: &Store, aside: &Path) -> Result<()> {
    let name = aside.file_name().filter(|_| aside.exists()).unwrap_or_default();
    let noted = mark::set_local(&store.connection, REBUILDING, &name.to_string_lossy());
    noted.map_err(|error| store.problem(error))
}

pub(super) fn is_rebuilding(store: &Store) -> Result<bool> {
    rebuilding(store).map(|aside| aside.is_some())
}

/// Gives the name of the database this one takes the place of, as long as it is being made; empty for none.
fn rebuilding(store: &Store) -> Result<Option<String>> {
    mark::local(&store.connection, REBUILDING).map_err(|error| store.problem(error))
}

/// Puts a record of the second copy in its place; one that follows something not held waits for it. None for what
/// is held, and for what does not read and is left for `verify` to name.
fn take_in_record(
    on: &Db,
    ancestry: &mut Ancestry,
    globals: &Globals,
    raw: &RawRecord,
    own: bool,
) -> SqlResult<Option<Fate>> {
    let Ok(header) = codec::read_header(&raw.header) else { return Ok(None) };
    let facts = raw.body.as_deref().map(codec::read_body).transpose();
    let Ok(mut facts) = facts.map(Option::unwrap_or_default) else { return Ok(None) };
    let id = codec::record_id(&raw.header);
    if store::record::holds(on, id)? {
        return Ok(None);
    }
    let bare = globals.erases(&header.kind, header.subject).then(|| raw.clone().without_body());
    if bare.is_some() {
        facts.clear();
    }
    let raw = bare.as_ref().unwrap_or(raw);
    let origin = if own { Origin::Own } else { store::exchange::waited_as(on, id)? };
    let fate = join(on, ancestry, (header.clone(), facts), raw, origin, &Recent::new())?;
    match &fate {
        Fate::Joined(_) => store::exchange::stop_waiting(on, id)?,
        Fate::Waits if intake::read(globals.event, raw).is_ok() => {
            store::exchange::keep_waiting(on, id, &header, raw, origin)?;
        }
        Fate::Waits | Fate::Refused => {}
    }
    Ok(Some(fate))
}

/// Marks whom a record just taken in concerns.
fn mark_stale(on: &Db, held: &Held) -> SqlResult<()> {
    store::guest::mark_stale(on, held.subject)?;
    if is_global(held) { store::guest::mark_all_stale(on) } else { Ok(()) }
}
