//! What a file is worth before any of it is taken in: read to its verified end, and a plan made of it.
//!
//! Runs on any thread and any connection; writes nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use sha2::{Digest, Sha256};

use super::Missing;
use crate::desk::erase::Erased;
use crate::desk::globals::Globals;
use crate::desk::keys::DeskKeys;
use crate::error::{Error, Result};
use crate::exchange::bundle::{BundleHeader, BundleReader};
use crate::exchange::intake::{self, Contents, Entry};
use crate::exchange::{BundleError, Item};
use crate::ids::{DeskId, EventId, GuestId, RecordId};
use crate::store::{self, Store};

/// Items handed from thread to thread together, and how many such at a time: at most some 60 MiB.
const TOGETHER: usize = 100;
const HANDED_OVER: usize = 4;

/// What opens the files that are for this desk.
#[derive(Clone)]
pub(in crate::desk) struct Opener {
    pub event: EventId,
    secret: [u8; 32],
}

/// A file that was read to its verified end.
pub(in crate::desk) struct Checked {
    pub header: BundleHeader,
    pub contents: Contents,
    /// SHA-256 of the file's bytes.
    pub hash: [u8; 32],
    /// Records the journal holds already.
    pub known: u64,
    /// Records it does not, and which a signature of their own desk covers.
    pub wanted: HashSet<RecordId>,
    /// Where records stand that it does not hold either and that nothing vouches for.
    unvouched: Vec<(DeskId, u64)>,
}

/// What taking a file in would lead to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::desk) struct Outlook {
    pub new: u64,
    pub waiting: u64,
    pub missing: Vec<Missing>,
    pub left_out: u64,
}

impl Opener {
    pub fn new(keys: &DeskKeys) -> Self {
        Self { event: keys.event, secret: keys.sealing_secret() }
    }

    /// Opens a file of this event that is sealed to this desk.
    ///
    /// # Errors
    /// `bundle_damaged`, `bundle_newer`, `not_for_this_desk`, `wrong_event`.
    pub fn open(&self, path: &Path) -> Result<(BundleHeader, BundleReader<File>)> {
        let input = File::open(path).map_err(|error| Error::from_io(path, error))?;
        let (header, reader) = BundleReader::open(input, &self.secret).map_err(|error| error.at(path))?;
        if header.event != self.event {
            return Err(Error::wrong_event(path));
        }
        Ok((header, reader))
    }

    /// Reads a file to its verified end, keeping where each record stands and not the records.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn check(&self, path: &Path, store: &Store) -> Result<Checked> {
        let (header, mut reader) = self.open(path)?;
        let contents = gather(self.event, || reader.next_item()).map_err(|error| error.at(path))?;
        let hash = hash_of(path)?;
        Checked::against(store, header, contents, hash)
    }
}

impl Checked {
    /// Looks up which of a file's records the journal holds.
    pub fn against(store: &Store, header: BundleHeader, contents: Contents, hash: [u8; 32]) -> Result<Self> {
        let mut wanted = contents.covered();
        leave_out_stripped(store, header.event, &contents, &mut wanted)?;
        let (mut known, mut unvouched) = (0, Vec::new());
        let mut highest = BTreeMap::new();
        for id in &contents.order {
            if holds(store, *id, contents.entries.get(id), &mut highest)? {
                known += 1;
                wanted.remove(id);
            } else if !wanted.contains(id) {
                unvouched.extend(contents.entries.get(id).map(|entry| (entry.desk, entry.seq)));
            }
        }
        Ok(Self { header, contents, hash, known, wanted, unvouched })
    }

    /// Gives of each guest the last record in the file that is wanted.
    pub fn last_of_guests(&self) -> HashMap<GuestId, RecordId> {
        let wanted = self.contents.order.iter().filter(|id| self.wanted.contains(*id));
        wanted.filter_map(|id| Some((self.contents.entries.get(id)?.subject?, *id))).collect()
    }

    /// Gives the records that would be new and that nothing vouches for: no signature of their own desk covers
    /// them, or their body is missing and nobody erased it. How many, and where they stand.
    pub fn left_out(&self) -> (u64, Vec<Missing>) {
        let places: BTreeSet<(DeskId, u64)> = self.unvouched.iter().copied().collect();
        let mut stretches: Vec<Missing> = Vec::new();
        for (desk, seq) in places {
            let desk = desk.to_string();
            match stretches.last_mut().filter(|last| last.desk == desk && last.to + 1 == seq) {
                Some(last) => last.to = seq,
                None => stretches.push(Missing { desk, from: seq, to: seq }),
            }
        }
        (self.unvouched.len() as u64, stretches)
    }

    /// Says what taking the file in would lead to.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn outlook(&self, store: &Store, globals: &Globals) -> Result<Outlook> {
        let mut pending = waiting(store, self.header.event)?;
        let wanted = self.contents.order.iter().filter(|id| self.wanted.contains(*id));
        let of_file = wanted.filter_map(|id| Some((*id, self.contents.entries.get(id)?.clone())));
        let waits: HashSet<RecordId> = pending.iter().map(|(id, _)| *id).collect();
        pending.extend(of_file.filter(|(id, _)| !waits.contains(id)));
        let signed = self.contents.signatures.iter();
        let heads = signed.map(|signature| (signature.id, (signature.desk, signature.seq))).collect();
        let mut joining = Joining::nobody(store, globals, heads);
        loop {
            let before = pending.len();
            let mut left = Vec::new();
            for (id, entry) in pending {
                if !joining.take(id, &entry)? {
                    left.push((id, entry));
                }
            }
            pending = left;
            if pending.len() == before || pending.is_empty() {
                break;
            }
        }
        let missing = missing(store, &pending, &joining)?;
        let (left_out, stretches) = self.left_out();
        let new = joining.joined.len() as u64;
        Ok(Outlook { new, waiting: pending.len() as u64, missing: with(missing, stretches), left_out })
    }
}

/// Adds stretches that were left out to those that are waited for.
pub(in crate::desk) fn with(missing: Vec<Missing>, left_out: Vec<Missing>) -> Vec<Missing> {
    missing.into_iter().chain(left_out).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Tells whether a record is held; `highest` keeps the highest seq held of each desk, behind which nothing is.
fn holds(
    store: &Store,
    id: RecordId,
    entry: Option<&Entry>,
    highest: &mut BTreeMap<DeskId, u64>,
) -> Result<bool> {
    let on = &store.connection;
    if let Some(Entry { desk, seq, .. }) = entry {
        if !highest.contains_key(desk) {
            let held = store::record::highest(on, *desk).map_err(|error| store.problem(error))?;
            highest.insert(*desk, held);
        }
        if highest.get(desk) < Some(seq) {
            return Ok(false);
        }
    }
    store::record::holds(on, id).map_err(|error| store.problem(error))
}

/// Leaves out the records without body that no erasure, held or in the file, speaks of.
fn leave_out_stripped(
    store: &Store,
    event: EventId,
    contents: &Contents,
    wanted: &mut HashSet<RecordId>,
) -> Result<()> {
    let Erased { guests, organisers } = Erased::read(store, event)?;
    contents.leave_out_stripped(wanted, &guests, |desk| organisers.contains(&desk));
    Ok(())
}

/// Gives what waits in the journal's antechamber, and what for.
pub(in crate::desk) fn left_waiting(store: &Store, globals: &Globals) -> Result<(u64, Vec<Missing>)> {
    let pending = waiting(store, globals.event)?;
    let nobody = Joining::nobody(store, globals, HashMap::new());
    Ok((pending.len() as u64, missing(store, &pending, &nobody)?))
}

/// Gives what waits, and all stretches that are missing: what it waits for, and what was signed and is not held.
///
/// # Errors
/// What the disk refuses.
pub(in crate::desk) fn lacking(store: &Store, globals: &Globals) -> Result<(u64, Vec<Missing>)> {
    let (on, sql) = (&store.connection, |error| store.problem(error));
    let (waiting, missing) = left_waiting(store, globals)?;
    // Of stretches that begin alike the longest holds the others.
    let mut by_start: BTreeMap<(String, u64), u64> =
        missing.into_iter().map(|Missing { desk, from, to }| ((desk, from), to)).collect();
    for (desk, seq) in store::signature::over_nothing(on).map_err(sql)? {
        let held = store::record::end_below(on, desk, seq + 1).map_err(sql)?;
        let waits = store::exchange::waiting_up_to(on, desk, seq).map_err(sql)?;
        let to = by_start.entry((desk.to_string(), held.max(waits) + 1)).or_default();
        *to = (*to).max(seq);
    }
    let missing = by_start.into_iter().map(|((desk, from), to)| Missing { desk, from, to });
    Ok((waiting, missing.collect()))
}

/// Records as they would join, one after the other.
struct Joining<'j> {
    store: &'j Store,
    globals: &'j Globals,
    joined: HashSet<RecordId>,
    /// The highest seq joined of each desk.
    tips: BTreeMap<DeskId, u64>,
    /// Desks added by those that joined, and whether as an organiser's.
    added: BTreeMap<DeskId, bool>,
    /// Where records stand that the file's signatures name.
    heads: HashMap<RecordId, (DeskId, u64)>,
}

impl<'j> Joining<'j> {
    fn nobody(store: &'j Store, globals: &'j Globals, heads: HashMap<RecordId, (DeskId, u64)>) -> Self {
        let (tips, added) = (BTreeMap::new(), BTreeMap::new());
        Self { store, globals, joined: HashSet::new(), tips, added, heads }
    }

    /// Finds where a record stands that somebody signed and that is not held.
    fn find_head(&self, id: RecordId) -> Result<Option<(DeskId, u64)>> {
        if let Some(place) = self.heads.get(&id) {
            return Ok(Some(*place));
        }
        store::exchange::find_head(&self.store.connection, id).map_err(|error| self.store.problem(error))
    }

    /// Tells whether a record joins: all it follows is held, and its desk was added.
    fn take(&mut self, id: RecordId, entry: &Entry) -> Result<bool> {
        if !self.globals.trust.was_added(entry.desk) && !self.added.contains_key(&entry.desk) {
            return Ok(false);
        }
        let heads = entry.more.iter().flat_map(|more| &more.heads);
        for before in entry.prev.iter().chain(heads) {
            if !self.holds(*before)? {
                return Ok(false);
            }
        }
        self.joined.insert(id);
        let tip = self.tips.entry(entry.desk).or_default();
        *tip = (*tip).max(entry.seq);
        let is_organiser =
            self.globals.trust.is_organiser(entry.desk) || self.added.get(&entry.desk) == Some(&true);
        if is_organiser {
            self.added.extend(entry.more.iter().flat_map(|more| more.adds.iter().copied()));
        }
        Ok(true)
    }

    fn holds(&self, id: RecordId) -> Result<bool> {
        if self.joined.contains(&id) {
            return Ok(true);
        }
        store::record::holds(&self.store.connection, id).map_err(|error| self.store.problem(error))
    }
}

/// Gives the stretches of chain before these records, and up to the heads they name, that are neither held nor
/// among them; of a head that nobody signed it is not known where it stands.
fn missing(store: &Store, pending: &[(RecordId, Entry)], joining: &Joining<'_>) -> Result<Vec<Missing>> {
    let waits: HashSet<RecordId> = pending.iter().map(|(id, _)| *id).collect();
    let mut missing = BTreeSet::new();
    for (_, entry) in pending {
        if let Some(prev) = entry.prev
            && !waits.contains(&prev)
            && !joining.holds(prev)?
        {
            missing.insert(stretch(store, joining, entry.desk, entry.seq - 1)?);
        }
        for head in entry.more.iter().flat_map(|more| &more.heads) {
            if !waits.contains(head)
                && !joining.holds(*head)?
                && let Some((desk, seq)) = joining.find_head(*head)?
            {
                missing.insert(stretch(store, joining, desk, seq)?);
            }
        }
    }
    Ok(missing.into_iter().collect())
}

/// Gives the stretch of a desk's chain that ends at `to`, which is missing, and begins after what is held.
fn stretch(store: &Store, joining: &Joining<'_>, desk: DeskId, to: u64) -> Result<Missing> {
    let held =
        store::record::end_below(&store.connection, desk, to + 1).map_err(|error| store.problem(error))?;
    let joined = joining.tips.get(&desk).copied().filter(|tip| *tip <= to);
    Ok(Missing { desk: desk.to_string(), from: held.max(joined.unwrap_or(0)) + 1, to })
}

fn waiting(store: &Store, event: EventId) -> Result<Vec<(RecordId, Entry)>> {
    let waiting = store::exchange::waiting(&store.connection).map_err(|error| store.problem(error))?;
    let sound = waiting.iter().filter_map(|raw| intake::read(event, raw).ok());
    Ok(sound.map(|sound| (sound.id, sound.entry())).collect())
}

/// Reads items to the verified end: unpacked on a thread of its own, while those before are looked at.
pub(in crate::desk) fn gather(
    event: EventId,
    next: impl FnMut() -> std::result::Result<Option<Item>, BundleError> + Send,
) -> std::result::Result<Contents, BundleError> {
    thread::scope(|scope| {
        let (hand_over, handed_over) = mpsc::sync_channel(HANDED_OVER);
        scope.spawn(move || unpack(next, &hand_over));
        let mut contents = Contents::default();
        for items in handed_over {
            for item in items {
                match item? {
                    Item::Record(raw) => contents.take(event, &raw)?,
                    Item::Signature(signature) => contents.take_signature(event, signature),
                }
            }
        }
        Ok(contents)
    })
}

type Unpacked = Vec<std::result::Result<Item, BundleError>>;

/// Hands items over until the end, an error, or nobody wants them any more.
fn unpack(
    mut next: impl FnMut() -> std::result::Result<Option<Item>, BundleError>,
    hand_over: &SyncSender<Unpacked>,
) {
    let mut items = std::iter::from_fn(|| next().transpose());
    loop {
        let some: Unpacked = items.by_ref().take(TOGETHER).collect();
        let is_last = some.last().is_none_or(std::result::Result::is_err);
        if hand_over.send(some).is_err() || is_last {
            return;
        }
    }
}

/// Gives the SHA-256 of a file's bytes.
pub(in crate::desk) fn hash_of(path: &Path) -> Result<[u8; 32]> {
    let io = |error: io::Error| Error::from_io(path, error);
    let mut input = File::open(path).map_err(io)?;
    let (mut digest, mut buffer) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match input.read(&mut buffer).map_err(io)? {
            0 => return Ok(digest.finalize().into()),
            read => digest.update(&buffer[..read]),
        }
    }
}
