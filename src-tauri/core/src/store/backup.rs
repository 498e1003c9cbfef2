//! Copies of a whole database, made beside whoever writes to it.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};

use super::Store;
use crate::error::{Error, Result};

/// Pages copied at a time: 1 MiB.
const STEP: i32 = 256;
/// After so many steps what was copied is brought to the disk: a long flush at the end would hold up a commit.
const SYNC_STEPS: u32 = 8;
/// Left to others between two steps.
const PAUSE: Duration = Duration::from_millis(2);

impl Store {
    /// Copies the database as it stands at one moment into a new file; nothing that is written meanwhile waits.
    ///
    /// Breaks off where `go_on` says so, before each step; then the file is of no use.
    ///
    /// # Errors
    /// What either disk refuses.
    pub(crate) fn copy_to(
        &self,
        path: &Path,
        mut go_on: impl FnMut() -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>> {
        let mut copy = Self::begin_copy(path)?;
        // One reading transaction: every step sees the same moment.
        let moment = self.connection.unchecked_transaction().map_err(|error| self.problem(error))?;
        moment.query_row("SELECT count(*) FROM meta", [], |_| Ok(())).map_err(|error| self.problem(error))?;
        {
            let steps = Backup::new(&moment, &mut copy.connection).map_err(|error| self.problem(error))?;
            for nth in 1.. {
                if go_on().is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                let step = steps.step(STEP).map_err(|error| super::problem::of(path, error))?;
                if nth % SYNC_STEPS == 0 {
                    sync(path)?;
                }
                match step {
                    StepResult::Done => break,
                    _ => std::thread::sleep(PAUSE),
                }
            }
        }
        copy.end_copy()?;
        sync(path).map(ControlFlow::Continue)
    }
}

fn sync(path: &Path) -> Result<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|error| Error::from_io(path, error))
}
