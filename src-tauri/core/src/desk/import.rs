//! Guest lists in: planned against what is on the list, applied in slices, undone as one.

mod run;

use std::collections::BTreeMap;

pub(super) use run::{Begun, ImportRun, Pace, Patience, Slice};

use super::Desk;
use super::reader::Reading;
use super::write::{ChangeKind, Done, Draft};
use crate::admission::roles::required_role;
use crate::error::Result;
use crate::guest::{Field, Guest};
use crate::ids::ImportId;
use crate::import::mapping;
use crate::import::plan::{Existing, OnList, Plan, plan};
use crate::import::read::{ReadOptions, Table, read};
use crate::journal::fact::{Fact, Kind};
use crate::settings::{Category, Operator};
use crate::store::{self, mark, problem};
use crate::text::Lang;
use crate::text::roles::not_permitted;

/// Where this laptop notes an import that has begun and not ended.
pub(super) const UNFINISHED: &str = "unfinished_import";

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

/// A guest list as it came, and what was said about it.
#[derive(Debug, Clone, Copy)]
pub struct GuestListFile<'f> {
    pub bytes: &'f [u8],
    pub name: &'f str,
    pub options: &'f ImportOptions,
}

impl Reading<'_> {
    /// Says what an import of a list would do.
    pub(super) fn plan_import(&self, file: GuestListFile<'_>) -> Result<Plan> {
        let options = file.options;
        let (encoding, sheet) = (options.encoding.clone(), options.sheet.clone());
        let table = read(file.bytes, &ReadOptions { encoding, delimiter: None, sheet })?;
        let mut mapping = mapping::guess(&table);
        for rule in &options.mapping {
            mapping.assign(rule)?;
        }
        let source = match &options.source {
            Some(source) => source.trim().to_owned(),
            None => self.guess_source(&table, mapping.tool(), file.name),
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
}

impl Desk {
    /// Says what an import of these bytes would do; writes nothing.
    ///
    /// # Errors
    /// `bad_file` for what is no guest list, `usage` for a mapping rule that does not fit.
    pub fn plan_import(&self, bytes: &[u8], file_name: &str, options: &ImportOptions) -> Result<Plan> {
        self.reading(Lang::En).plan_import(GuestListFile { bytes, name: file_name, options })
    }

    /// Begins to apply a plan: makes the new categories, and notes what is under way.
    pub(super) fn begin_import(&mut self, by: &Operator, plan: &Plan) -> Result<Begun> {
        let needed = required_role(&Kind::Imported, &[], None);
        if by.role < needed {
            return Err(not_permitted(needed));
        }
        let mut id = [0; 16];
        self.around.entropy.fill(&mut id);
        let import = ImportId::new(id);
        self.add_categories(by, &plan.new_categories)?;
        self.note_unfinished(&import.to_string())?;
        let mut ids = vec![[0; 16]; plan.entries.iter().filter(|entry| entry.id.is_none()).count()];
        self.around.entropy.fill(ids.as_flattened_mut());
        Ok(Begun { import, ids })
    }

    /// Writes a slice; scans may come between two. Gives how many milliseconds it took.
    ///
    /// # Errors
    /// `not_permitted`, and what the disk refuses; what is written stays and can be voided as one.
    pub(super) fn import_slice(&mut self, by: &Operator, slice: Slice) -> Result<i64> {
        let begun = self.around.clock.now();
        self.record(by, slice.drafts)?;
        if slice.is_last {
            self.note_unfinished("")?;
        }
        Ok(self.around.clock.now().since(begun))
    }

    /// Applies a plan in one go, with nobody waiting, after a backup.
    ///
    /// # Errors
    /// `not_permitted`, and what the disk refuses; what is written stays and can be voided as one.
    pub fn apply_import(&mut self, by: &Operator, plan: &Plan, file_name: &str) -> Result<Done<ImportId>> {
        self.back_up_first();
        let begun = self.begin_import(by, plan)?;
        let mut run = ImportRun::new(begun, plan, file_name);
        while let Some(slice) = run.next_slice() {
            let took = self.import_slice(by, slice)?;
            run.wrote(took, Patience::ALONE);
        }
        Ok(Done {
            value: run.import(),
            records: Vec::new(),
            changes: vec![ChangeKind::Guests, ChangeKind::Settings],
        })
    }

    fn add_categories(&mut self, by: &Operator, names: &[String]) -> Result<()> {
        // Settings of a desk that is no organiser's count nowhere: its guests of a new category are let in as
        // strictly as can be, until an organiser's desk makes the category.
        if names.is_empty() || self.as_organiser_desk().is_err() {
            return Ok(());
        }
        let mut settings = self.globals.settings.clone();
        let new = |name: &String| Category { name: name.clone(), colour: None, zones: None, screening: None };
        settings.categories.extend(names.iter().map(new));
        self.set_settings(by, &settings).map(|_| ())
    }

    /// Takes back the categories that an import added.
    pub(super) fn remove_categories(&mut self, by: &Operator, names: &[String]) -> Result<()> {
        let mut settings = self.globals.settings.clone();
        settings.categories.retain(|category| !names.contains(&category.name));
        self.set_settings(by, &settings).map(drop)
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
