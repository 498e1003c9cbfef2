//! `event.lock`: one program at a time has an event open.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::error::{Error, Result};

/// A second program tries for two seconds: this often, with this pause between.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// Held as long as the event is open; the system lets go of it even after a kill.
pub(crate) struct EventLock {
    _file: File,
}

impl EventLock {
    /// Waits up to two seconds for the event.
    ///
    /// # Errors
    /// `event_in_use` when another program keeps it open.
    pub(crate) fn take(folder: &Path) -> Result<Self> {
        let path = folder.join("event.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| Error::from_io(&path, error))?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(Error::from_io(&path, error)),
            }
        }
        Err(Error::event_in_use(folder))
    }
}
