//! The threads behind a [`super::DeskHandle`]: the writer, the search index and the checkpoints beside it.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use super::Beside;
use crate::desk::Desk;
use crate::desk::import::{Pace, Patience};
use crate::desk::reader::{Published, write};
use crate::desk::refold::Found;
use crate::guest::search::{Change, Entry, Index};
use crate::guest::traits::Traits;
use crate::ids::GuestId;
use crate::store::Store;

/// With nothing to do the desk syncs, signs and catches up this often.
const IDLE: Duration = Duration::from_millis(500);
/// So long those put off wait for the rest of what concerns them.
const SOON: Duration = Duration::from_millis(100);
/// While much is written the log goes to the file this often: in pieces behind which a scan's own page comes soon.
const OFTEN: Duration = Duration::from_millis(100);
/// Pages in the write-ahead log that are always few enough: 128 MiB.
const FEW: i64 = 32_768;
/// Between two looks at a log that is too long.
pub(super) const HELD_BACK: Duration = Duration::from_millis(5);

/// A write, and its answer for when readers see it.
pub(super) type Job = Box<dyn FnOnce(&mut Desk) -> Answer + Send>;
type Answer = Box<dyn FnOnce() + Send>;

/// When a job's turn comes.
pub(super) enum Turn {
    /// After those before it: somebody waits.
    Now(Job),
    /// Once nobody waits.
    Later(Job),
}

/// The writer's life: jobs in turn; between them what the desk has to do by itself. Gives the desk back at its end.
pub(super) fn serve(
    mut desk: Desk,
    queue: &Receiver<Turn>,
    published: &Published,
    index: Sender<(Found, Answer)>,
) -> Desk {
    let mut turns = Turns { queue, later: VecDeque::new() };
    let (mut behind, mut pace) = (true, Pace::FIRST);
    loop {
        let wait = match (behind, desk.more_to_come) {
            (false, _) => IDLE,
            (true, true) => SOON,
            (true, false) => Duration::ZERO,
        };
        let answer = match turns.next(wait) {
            Next::Job(job) => {
                behind = true;
                desk.sync_when_due();
                job(&mut desk)
            }
            Next::Nothing if behind => {
                desk.more_to_come = false;
                behind = desk.catch_up_beside(&mut pace, Patience::SCANS);
                Box::new(|| ())
            }
            Next::Nothing => {
                desk.idle();
                behind = true;
                Box::new(|| ())
            }
            Next::Over => return desk,
        };
        publish(&mut desk, published, &index, answer);
    }
}

/// Lets readers see what a write changed, then answers.
fn publish(desk: &mut Desk, published: &Published, index: &Sender<(Found, Answer)>, answer: Answer) {
    *write(&published.globals) = Arc::clone(&desk.globals);
    published.list_version.store(desk.list_version, Ordering::Release);
    let found = desk.found.as_mut().map(std::mem::take).unwrap_or_default();
    // Who passes the door does not wait for whoever looks through the list.
    if found.iter().all(|(_, change)| matches!(change, Change::Passed(_))) {
        if !found.is_empty() {
            // With the index its readers are gone too.
            let _ = index.send((found, Box::new(|| ())));
        }
        answer();
    } else if let Err(unheard) = index.send((found, answer)) {
        (unheard.0.1)();
    }
}

/// What one change puts into the index, the costly part done.
enum Put {
    Entry(Entry),
    Traits(GuestId, Traits),
    Emptied,
    Nothing(GuestId),
}

/// Puts guests into the search index as they come, so that the writer need not fold their names.
pub(super) fn index_beside(index: &RwLock<Index>, heard: &Receiver<(Found, Answer)>) {
    while let Ok((found, answer)) = heard.recv() {
        let puts: Vec<Put> = found.into_iter().map(put_of).collect();
        let mut index = write(index);
        for put in puts {
            match put {
                Put::Entry(entry) => index.take(entry),
                Put::Traits(id, traits) => index.sort_anew(id, traits),
                Put::Emptied => index.empty_out(),
                Put::Nothing(id) => index.remove(id),
            }
        }
        drop(index);
        answer();
    }
}

fn put_of((id, change): (GuestId, Change)) -> Put {
    match change {
        Change::Found(guest) => Put::Entry(Entry::of(id, &guest)),
        Change::Stands(traits) | Change::Passed(traits) => Put::Traits(id, traits),
        Change::Emptied => Put::Emptied,
        Change::Gone => Put::Nothing(id),
    }
}

/// Keeps the write-ahead log short without ever holding up the writer, until the desk's thread ends.
///
/// The log begins anew only once all of it is in the file; when it is crowded those who write much hold back until
/// then. While much is taken in and nobody waits it may grow as long as the file first, since each page that is written
/// again and again until then goes there once.
pub(super) fn checkpoint_beside(store: &Store, beside: &Beside, over: &Receiver<()>) {
    let (mut wait, mut before) = (IDLE, 0);
    while matches!(over.recv_timeout(wait), Err(RecvTimeoutError::Timeout)) {
        // What fails is tried again; the log only grows until then.
        let may_grow = beside.is_taking_in() && !beside.is_asked();
        let few = if may_grow { FEW.max(store.pages().unwrap_or(0)) } else { FEW };
        if may_grow && store.log_pages().is_ok_and(|pages| pages <= few) {
            beside.crowded.store(false, Ordering::Relaxed);
            wait = OFTEN;
            continue;
        }
        let (pages, done) = store.checkpoint().unwrap_or((0, 0));
        // Whoever writes during a checkpoint goes on behind it: only when nobody did is all of the log in the file.
        let is_whole = done == pages && pages == before;
        let is_crowded = pages > few && !is_whole;
        beside.crowded.store(is_crowded, Ordering::Relaxed);
        wait = match (is_crowded, beside.is_taking_in()) {
            (true, _) => HELD_BACK,
            (false, true) => OFTEN,
            (false, false) => IDLE,
        };
        before = pages;
    }
    beside.crowded.store(false, Ordering::Relaxed);
}

struct Turns<'q> {
    queue: &'q Receiver<Turn>,
    later: VecDeque<Job>,
}

enum Next {
    Job(Job),
    Nothing,
    Over,
}

impl Turns<'_> {
    /// Gives whose turn it is; with nothing to do waits so long.
    fn next(&mut self, wait: Duration) -> Next {
        while let Ok(turn) = self.queue.try_recv() {
            match turn {
                Turn::Now(job) => return Next::Job(job),
                Turn::Later(job) => self.later.push_back(job),
            }
        }
        if let Some(job) = self.later.pop_front() {
            return Next::Job(job);
        }
        match self.queue.recv_timeout(wait) {
            Ok(Turn::Now(job) | Turn::Later(job)) => Next::Job(job),
            Err(RecvTimeoutError::Timeout) => Next::Nothing,
            Err(RecvTimeoutError::Disconnected) => Next::Over,
        }
    }
}

#[cfg(test)]
#[path = "serve_tests.rs"]
mod tests;
