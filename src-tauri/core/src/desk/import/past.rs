//! What was imported: the lists that stand, each to be undone as one, and the one that was cut off here.

use super::super::Desk;
use super::super::globals::ImportInfo;
use super::super::reader::Reading;
use crate::error::Result;
use crate::ids::ImportId;
use crate::store::{Store, mark, problem};
use crate::text::{Lang, Text};
use crate::view::{CutOffImport, PastImport, PastImports};

/// Where this laptop notes an import that has begun and not ended: its id, and the file's name behind it.
const UNFINISHED: &str = "unfinished_import";

/// An import that has begun on this laptop and not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::desk) struct CutOff {
    pub import: ImportId,
    pub file: String,
}

impl Reading<'_> {
    /// Gives the imports that stand, the newest first.
    pub(in crate::desk) fn past_imports(&self) -> Result<PastImports> {
        let imports = self.globals.imports.iter().rev().map(|import| self.past_import(import)).collect();
        let cut_off = cut_off(self.store)?;
        let cut_off =
            cut_off.map(|CutOff { import, file }| CutOffImport { import: import.to_string(), file });
        Ok(PastImports { imports, cut_off })
    }

    fn past_import(&self, info: &ImportInfo) -> PastImport {
        let stamp = info.stamp;
        PastImport {
            import: info.import.to_string(),
            at: self.time(stamp.at),
            source: info.source.clone(),
            file: info.file.clone(),
            desk: self.globals.desk_name(stamp.desk),
            operator: stamp.operator.map(|operator| self.operator(operator)),
            new: info.new,
            changed: info.changed,
            same: info.same,
            rejected: info.rejected,
        }
    }
}

impl Desk {
    /// Says what became of an import that was cut off, for a command line; none if there is none.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn cut_off_import(&self) -> Result<Option<Text>> {
        Ok(cut_off(&self.store)?.map(|cut_off| say(cut_off.import)))
    }

    /// Gives the imports that stand, the newest first.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn past_imports(&self, lang: Lang) -> Result<PastImports> {
        self.reading(lang).past_imports()
    }

    /// Gives the id of an import of the same file that was cut off and still stands: finished under it, both halves
    /// are undone as one.
    pub(super) fn half_done(&self, file: &str) -> Result<Option<ImportId>> {
        let stands = |import: &ImportId| !self.globals.facts.voided_imports.contains(import);
        let same = cut_off(&self.store)?.filter(|cut_off| cut_off.file == file);
        Ok(same.map(|cut_off| cut_off.import).filter(stands))
    }

    /// An import that was undone needs no finishing.
    pub(in crate::desk) fn forget_unfinished(&mut self, voided: &str) -> Result<()> {
        let noted = cut_off(&self.store)?.is_some_and(|cut_off| cut_off.import.to_string() == voided);
        if noted { self.note_finished() } else { Ok(()) }
    }

    pub(super) fn note_begun(&mut self, import: ImportId, file: &str) -> Result<()> {
        self.note(&format!("{import} {file}"))
    }

    pub(super) fn note_finished(&mut self) -> Result<()> {
        self.note("")
    }

    fn note(&mut self, what: &str) -> Result<()> {
        let path = self.store.path().to_owned();
        self.store.transaction(|on| {
            mark::set_local(on, UNFINISHED, what).map_err(|error| problem::of(&path, error))
        })
    }
}

fn cut_off(store: &Store) -> Result<Option<CutOff>> {
    let noted = mark::local(&store.connection, UNFINISHED).map_err(|error| store.problem(error))?;
    Ok(noted.and_then(|noted| {
        let (import, file) = noted.split_once(' ').unwrap_or((&noted, ""));
        Some(CutOff { import: import.parse().ok()?, file: file.to_owned() })
    }))
}

fn say(import: ImportId) -> Text {
    Text::new(
        format!(
            "An import was cut off half-way. Import the same file again to finish it, or undo it with `gatehouse void EVENT {import}`."
        ),
        format!("有一次导入中途停止。重新导入同一文件即可完成，或用 `gatehouse void EVENT {import}` 撤销。"),
    )
}
