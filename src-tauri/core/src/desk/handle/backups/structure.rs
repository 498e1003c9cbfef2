//! The structure of event.db, checked beside after an unclean end: never before the first scan.

use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::desk::handle::{Beside, DeskHandle};
use crate::desk::open::{condemn, structure_checked, structure_is_unchecked};
use crate::error::{Code, Result};
use crate::store::{Interrupt, Store};
use crate::text::Text;

use super::Backups;

/// How the check of the structure fares.
#[derive(Default)]
pub(super) struct Structure {
    /// Ends a check that is under way.
    under_way: Mutex<Option<Interrupt>>,
    damage: Mutex<Option<Text>>,
}

impl DeskHandle {
    /// Says what the check of event.db's structure found wrong, if anything.
    pub fn damage(&self) -> Option<Text> {
        held(&self.beside.backups.structure.damage).clone()
    }
}

impl Beside {
    /// Checks the structure if nobody has since an unclean end.
    pub(super) fn check_structure_when_due(&self) -> Result<()> {
        if self.closing.load(Ordering::Relaxed) || self.damage_is_known() {
            return Ok(());
        }
        let reader = Store::open_reader(&self.database)?;
        if structure_is_unchecked(&reader)? { self.check_structure() } else { Ok(()) }
    }

    /// Checks the structure on a connection of its own; what it finds is told, and mended at the next opening.
    pub(super) fn check_structure(&self) -> Result<()> {
        let reader = Store::open_reader(&self.database)?;
        let structure = &self.backups.structure;
        *held(&structure.under_way) = Some(reader.interrupt());
        let sound = reader.quick_check();
        *held(&structure.under_way) = None;
        if self.closing.load(Ordering::Relaxed) {
            // Broken off, perhaps: the next opening has it made.
            return Ok(());
        }
        match sound {
            Ok(true) => return structure_checked(&Store::open_writer(&self.database)?),
            Err(error) if error.code != Code::EventDamaged => return Err(error),
            Ok(false) | Err(_) => condemn(&self.folder)?,
        }
        *held(&structure.damage) = Some(damaged());
        Ok(())
    }

    fn damage_is_known(&self) -> bool {
        held(&self.backups.structure.damage).is_some()
    }
}

impl Backups {
    /// Ends a check that is under way.
    pub(in crate::desk::handle) fn break_off_check(&self) {
        if let Some(check) = held(&self.structure.under_way).as_ref() {
            check.interrupt();
        }
    }
}

fn held<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

fn damaged() -> Text {
    Text::new(
        "event.db is damaged in its structure. Close the event and open it again when nobody is at the door: it is then made anew from journal.log, which holds every record. Nothing is lost.",
        "event.db 的结构已损坏。请在入口无人时关闭活动并重新打开：届时会由保有全部记录的 journal.log 重建。没有丢失任何内容。",
    )
}
