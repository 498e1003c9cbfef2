//! A merge under way: what the file holds that is wanted, cut into slices as large as the clock allows.
//!
//! Reads the file a second time, beside the writer; what it hands over was vouched for by id when the file
//! was checked, so a file that changed meanwhile brings nothing that was not in it then.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use super::check::Checked;
use crate::desk::import::{Pace, Patience};
use crate::desk::refold::Earlier;
use crate::error::Result;
use crate::exchange::Item;
use crate::exchange::bundle::{BundleHeader, BundleReader};
use crate::exchange::intake::{self, Sound};
use crate::ids::{EventId, GuestId, RecordId};
use crate::journal::record::RawRecord;
use crate::journal::signature::HeadSignature;
use crate::store::{self, Store};

/// Bytes of records in one transaction, so that long ones do not fill the memory.
pub(in crate::desk) const SLICE_BYTES: usize = if cfg!(test) { 1 << 20 } else { 32 << 20 };
/// Guests folded in one transaction: all that is held of them is in memory at once.
const SLICE_GUESTS: usize = 10_000;
/// Signatures kept in one transaction.
const SIGNATURES: usize = 200;

/// One transaction of a merge.
pub(in crate::desk) enum Step {
    Take(Slice),
    /// Records that waited and may be able to join now.
    LetIn(Vec<RecordId>),
    Sign(Vec<HeadSignature>),
    /// The file is taken in: what it said of its sender is kept.
    End {
        header: Box<BundleHeader>,
        hash: [u8; 32],
    },
}

/// Records taken in together.
#[derive(Default)]
pub(in crate::desk) struct Slice {
    /// In the order of the file.
    pub records: Vec<(Sound, RawRecord)>,
    /// The guests of whom more follow in the file.
    pub more_follow: HashSet<GuestId>,
    /// What is held of the others.
    pub earlier: Earlier,
}

/// What a step came to.
#[derive(Debug, Clone, Copy)]
pub(in crate::desk) struct Stepped {
    /// Records that joined the journal.
    pub joined: u64,
    /// Milliseconds.
    pub took: i64,
}

/// What is still to be taken in.
pub(in crate::desk) struct MergeRun {
    event: EventId,
    path: PathBuf,
    reader: BundleReader<File>,
    wanted: HashSet<RecordId>,
    /// The last record about each guest that is wanted.
    last_of: HashMap<GuestId, RecordId>,
    signatures: std::vec::IntoIter<HeadSignature>,
    end: Option<(Box<BundleHeader>, [u8; 32])>,
    stage: Stage,
    pace: Pace,
    under_way: usize,
    taken: u64,
    joined: u64,
}

enum Stage {
    Records,
    /// What is left of this pass, and how many had joined before it.
    Waiting {
        ids: std::vec::IntoIter<RecordId>,
        joined: u64,
    },
    Signatures,
}

impl MergeRun {
    /// Begins with a checked file, opened anew.
    pub fn new(event: EventId, path: &Path, reader: BundleReader<File>, checked: Checked) -> Self {
        let last_of = checked.last_of_guests();
        Self {
            event,
            path: path.to_owned(),
            reader,
            wanted: checked.wanted,
            last_of,
            signatures: checked.contents.signatures.into_iter(),
            end: Some((Box::new(checked.header), checked.hash)),
            stage: Stage::Records,
            pace: Pace::FIRST,
            under_way: 0,
            taken: 0,
            joined: 0,
        }
    }

    /// Gives how many records joined the journal.
    pub fn joined(&self) -> u64 {
        self.joined
    }

    /// Gives how many of the file's records are handed out, of how many.
    pub fn progress(&self) -> (u64, u64) {
        (self.taken, self.wanted.len() as u64)
    }

    /// Learns what a step came to, and how large the next may be.
    pub fn did(&mut self, stepped: Stepped, patience: Patience) {
        self.under_way -= 1;
        self.joined += stepped.joined;
        self.pace.after(stepped.took, patience);
    }

    /// Cuts off the next step; none while one under way has to end first, and once all is done.
    ///
    /// # Errors
    /// What reading the file or the journal beside refuses.
    pub fn next_step(&mut self, beside: &Store) -> Result<Option<Step>> {
        let step = self.find_step(beside)?;
        self.under_way += usize::from(step.is_some());
        Ok(step)
    }

    fn find_step(&mut self, beside: &Store) -> Result<Option<Step>> {
        if matches!(self.stage, Stage::Records) {
            let records = self.next_records()?;
            if !records.is_empty() {
                self.taken += records.len() as u64;
                let (guests, more_follow) = self.by_what_follows(&records);
                let earlier = Earlier::read(beside, guests)?;
                return Ok(Some(Step::Take(Slice { records, more_follow, earlier })));
            }
            if self.under_way > 0 {
                return Ok(None);
            }
            self.stage = self.wait_for(beside)?;
        }
        while let Stage::Waiting { ids, joined } = &mut self.stage {
            let some: Vec<RecordId> = ids.by_ref().take(self.pace.records).collect();
            if !some.is_empty() {
                return Ok(Some(Step::LetIn(some)));
            }
            if self.under_way > 0 {
                return Ok(None);
            }
            // Each that joined may be what another waits for.
            let again = self.joined > *joined;
            self.stage = if again { self.wait_for(beside)? } else { Stage::Signatures };
        }
        self.next_signatures(beside)
    }

    /// Reads on until a slice is full or the file has ended, leaving out what is not wanted.
    fn next_records(&mut self) -> Result<Vec<(Sound, RawRecord)>> {
        let (mut records, mut bytes, mut guests) = (Vec::new(), 0, 0);
        while records.len() < self.pace.records
            && bytes < SLICE_BYTES
            && guests < SLICE_GUESTS
            && let Some(item) = self.reader.next_item().map_err(|error| error.at(&self.path))?
        {
            let Item::Record(raw) = item else { continue };
            let sound = intake::read(self.event, &raw).map_err(|error| error.at(&self.path))?;
            if self.wanted.contains(&sound.id) {
                guests += usize::from(self.is_last(&sound));
                bytes += raw.header.len() + raw.body.as_ref().map_or(0, Vec::len);
                records.push((sound, raw));
            }
        }
        Ok(records)
    }

    /// Gives the guests of a slice whose last record in the file is in it, and those whose is not.
    fn by_what_follows(&self, slice: &[(Sound, RawRecord)]) -> (BTreeSet<GuestId>, HashSet<GuestId>) {
        let of = |(sound, _): &(Sound, RawRecord)| sound.header.subject;
        let last = slice.iter().filter(|(sound, _)| self.is_last(sound));
        let last: BTreeSet<GuestId> = last.filter_map(of).collect();
        let more = slice.iter().filter_map(of).filter(|guest| !last.contains(guest)).collect();
        (last, more)
    }

    /// Tells whether a record is the last about its guest in the file.
    fn is_last(&self, sound: &Sound) -> bool {
        sound.header.subject.is_some_and(|guest| self.last_of.get(&guest) == Some(&sound.id))
    }

    fn wait_for(&self, beside: &Store) -> Result<Stage> {
        let ids = store::exchange::waiting_ids(&beside.connection).map_err(|error| beside.problem(error))?;
        Ok(Stage::Waiting { ids: ids.into_iter(), joined: self.joined })
    }

    /// Cuts off signatures not held yet; the end follows the last of them.
    fn next_signatures(&mut self, beside: &Store) -> Result<Option<Step>> {
        let mut fresh = Vec::new();
        for signature in self.signatures.by_ref() {
            let held = store::signature::holds(&beside.connection, &signature);
            if !held.map_err(|error| beside.problem(error))? {
                fresh.push(signature);
            }
            if fresh.len() == SIGNATURES {
                break;
            }
        }
        if !fresh.is_empty() {
            return Ok(Some(Step::Sign(fresh)));
        }
        Ok(self.end.take().map(|(header, hash)| Step::End { header, hash }))
    }
}
