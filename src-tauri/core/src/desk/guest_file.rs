//! The guest list out, as a file.

use super::Desk;
use crate::error::Result;
use crate::import::export::{self, FileKind};
use crate::store;
use crate::text::Lang;

impl Desk {
    /// Writes all guests on the list as a file that imports back unchanged.
    ///
    /// # Errors
    /// `usage` when a workbook cannot hold so many, and what the disk refuses.
    pub fn export_guests(&self, kind: FileKind, lang: Lang) -> Result<Vec<u8>> {
        let mut guests = Vec::new();
        store::guest::each(&self.store.connection, self.store.path(), |guest| guests.push(guest))?;
        export::write(&guests, kind, lang, self.around.clock.now())
    }
}
