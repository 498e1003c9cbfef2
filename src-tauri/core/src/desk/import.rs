//! Guest lists in: planned against what is on the list, applied in slices, undone as one.

use std::collections::BTreeMap;
use std::vec::IntoIter;

use super::Desk;
use super::write::{ChangeKind, Done, Draft};
use crate::error::Result;
use crate::guest::{Field, Guest};
use crate::ids::ImportId;
use crate::import::mapping;
use crate::import::plan::{Existing, OnList, Plan, plan};
use crate::import::read::{ReadOptions, Table, read};
use crate::journal::fact::{Fact, Kind};
use crate::settings::{Category, Operator};
use crate::store::{self, mark, problem};

/// Where this laptop notes an import that has begun and not ended.
pub(super) const UNFINISHED: &str = "unfinished_import";
/// Records written in one transaction, to stay well below 10 ms.
const SLICE: usize = 10;

/// What a person says about a file before or after seeing the guess.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Left out: the source last imported with the same columns, else the tool's name, else the file's.
    pub source: Option<String>,
    pub encoding: Option<String>,
    /// Which sheet of a workbook; left out: the first that reads as a guest list.
    pub sheet: Option<String>,
    /// `FIELD=COLUMN` rules over the guess.
    pub mapping: Vec<String>,
}

/// An import on its way.
#[derive(Debug)]
pub struct ImportRun {
    import: ImportId,
    drafts: IntoIter<Draft>,
    done: u64,
    total: u64,
}

impl ImportRun {
    /// Gives the import's id, by which it can be voided as one.
    pub fn import(&self) -> ImportId {
        self.import
    }

    /// Gives how many records are written, of how many.
    pub fn progress(&self) -> (u64, u64) {
        (self.done, self.total)
    }

    pub fn is_finished(&self) -> bool {
        self.drafts.as_slice().is_empty()
    }
}

impl Desk {
    /// Says what an import of these bytes would do; writes nothing.
    ///
    /// # Errors
    /// `bad_file` for what is no guest list, `usage` for a mapping rule that does not fit.
    pub fn plan_import(&self, bytes: &[u8], file_name: &str, options: &ImportOptions) -> Result<Plan> {
        let (encoding, sheet) = (options.encoding.clone(), options.sheet.clone());
        let table = read(bytes, &ReadOptions { encoding, delimiter: None, sheet })?;
        let mut mapping = mapping::guess(&table);
        for rule in &options.mapping {
            mapping.assign(rule)?;
        }
        let source = match &options.source {
            Some(source) => source.trim().to_owned(),
            None => self.guess_source(&table, mapping.tool(), file_name),
        };
        let guests = self.existing()?;
        let categories: Vec<String> =
            self.globals.settings.category_names().into_iter().map(str::to_owned).collect();
        let list = OnList { guests: &guests, categories: &categories, badge_key: &self.globals.first_key() };
        plan(&table, &mapping, &source, &list)
    }

    fn guess_source(&self, table: &Table, tool: Option<&str>, file_name: &str) -> String {
        let same = self.globals.imports.iter().rev().find(|import| import.columns == table.header);
        let file = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        same.map(|import| import.source.clone())
            .or_else(|| tool.map(str::to_owned))
            .unwrap_or_else(|| if stem.is_empty() { "list".to_owned() } else { stem.to_owned() })
    }

    fn existing(&self) -> Result<Vec<Existing>> {
        let mut guests = Vec::new();
        store::guest::each(&self.store.connection, self.store.path(), |guest| {
            if guest.listed && !guest.provisional {
                guests.push(existing(guest));
            }
        })?;
        Ok(guests)
    }

    /// Begins to apply a plan: notes it, and makes the new categories.
    ///
    /// # Errors
    /// `not_permitted`, and what the disk refuses.
    pub fn begin_import(&mut self, by: &Operator, plan: &Plan, file_name: &str) -> Result<ImportRun> {
        let mut id = [0; 16];
        self.around.entropy.fill(&mut id);
        let import = ImportId::new(id);
        self.add_categories(by, &plan.new_categories)?;
        let drafts: Vec<Draft> = plan.drafts(import, file_name, &mut *self.around.entropy).collect();
        self.note_unfinished(&import.to_string())?;
        let total = drafts.len() as u64;
        Ok(ImportRun { import, drafts: drafts.into_iter(), done: 0, total })
    }

    /// Writes the next slice; scans may come between two.
    ///
    /// # Errors
    /// `not_permitted`, and what the disk refuses; what is written stays and can be voided as one.
    pub fn import_slice(&mut self, by: &Operator, mut run: ImportRun) -> Result<ImportRun> {
        let slice: Vec<Draft> = run.drafts.by_ref().take(SLICE).collect();
        run.done += slice.len() as u64;
        self.record(by, slice)?;
        if run.is_finished() {
            self.note_unfinished("")?;
        }
        Ok(run)
    }

    /// Applies a plan in one go.
    ///
    /// # Errors
    /// As [`Desk::begin_import`] and [`Desk::import_slice`].
    pub fn apply_import(&mut self, by: &Operator, plan: &Plan, file_name: &str) -> Result<Done<ImportId>> {
        let mut run = self.begin_import(by, plan, file_name)?;
        while !run.is_finished() {
            run = self.import_slice(by, run)?;
        }
        Ok(Done {
            value: run.import,
            records: Vec::new(),
            changes: vec![ChangeKind::Guests, ChangeKind::Settings],
        })
    }

    fn add_categories(&mut self, by: &Operator, names: &[String]) -> Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        let mut settings = self.globals.settings.clone();
        let new = |name: &String| Category { name: name.clone(), colour: None, zones: None, screening: None };
        settings.categories.extend(names.iter().map(new));
        self.set_settings(by, &settings).map(|_| ())
    }

    /// Changes the settings to what a TOML file names; lists in it replace the old ones whole.
    ///
    /// # Errors
    /// `bad_settings`, naming the key; `not_permitted`.
    pub fn load_settings(&mut self, by: &Operator, toml: &str) -> Result<Done<()>> {
        let settings = crate::settings::from_toml(&self.globals.settings, toml)?;
        let done = self.set_settings(by, &settings)?;
        self.catch_up()?;
        Ok(done)
    }

    fn set_settings(&mut self, by: &Operator, new: &crate::settings::Settings) -> Result<Done<()>> {
        let changes = crate::settings::changes(&self.globals.settings, new);
        let facts: Vec<Fact> =
            changes.into_iter().map(|(key, value)| Fact::SettingSet { key, value }).collect();
        if facts.is_empty() {
            return self.record(by, Vec::new());
        }
        self.record(by, vec![Draft::global(Kind::SettingsChanged, facts)])
    }

    /// An import that was undone needs no finishing.
    pub(super) fn forget_unfinished(&mut self, voided: &str) -> Result<()> {
        let noted =
            mark::local(&self.store.connection, UNFINISHED).map_err(|error| self.store.problem(error))?;
        if noted.as_deref() == Some(voided) { self.note_unfinished("") } else { Ok(()) }
    }

    fn note_unfinished(&mut self, import: &str) -> Result<()> {
        let path = self.store.path().to_owned();
        self.store.transaction(|on| {
            mark::set_local(on, UNFINISHED, import).map_err(|error| problem::of(&path, error))
        })
    }
}

/// What imports said last stands beside what is shown, where the two differ.
fn existing(guest: Guest) -> Existing {
    let imported: BTreeMap<Field, String> = guest.imported.fields.clone();
    Existing {
        id: guest.id,
        imported_fields: imported,
        imported_status: guest.imported.status,
        imported_category: guest.imported.category.clone(),
        status: guest.status,
        category: guest.category,
        fields: guest.fields,
    }
}
