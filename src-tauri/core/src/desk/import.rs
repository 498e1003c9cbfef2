//! Guest lists in: planned against what is on the list, applied in slices, undone as one.

mod past;
mod remembered;
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
use crate::import::look::{Looked, look};
use crate::import::mapping::{self, ImportField, Mapping};
use crate::import::plan::{Existing, OnList, Plan, SameOrAnother, plan};
use crate::import::read::{HeaderRow, ReadOptions, Table, read};
use crate::import::source::{self, Earlier, Guess};
use crate::journal::fact::{Fact, Kind};
use crate::settings::{Category, Operator};
use crate::store;
use crate::text::Lang;
use crate::text::roles::not_permitted;
use crate::view::{ListLook, SourceView, SourceWhy};

/// What a person says about a file before or after seeing the guess.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// A newer version of the list of that name, or another list with a new one; left out: guessed.
    pub source: Option<String>,
    pub encoding: Option<String>,
    /// What parts the columns; left out: told by the content.
    pub delimiter: Option<u8>,
    /// Which sheet of a workbook; left out: the first that reads as a guest list.
    pub sheet: Option<String>,
    pub header: HeaderRow,
    /// What every column is, in the order of the file; left out: as remembered of the source, else guessed.
    pub columns: Option<Vec<Option<ImportField>>>,
    /// `FIELD=COLUMN` rules over that.
    pub mapping: Vec<String>,
    /// Answers to the plan's questions, by line; what has none is taken in as new.
    pub answers: BTreeMap<u64, SameOrAnother>,
}

/// A guest list as it came, and what was said about it.
#[derive(Debug, Clone, Copy)]
pub struct GuestListFile<'f> {
    pub bytes: &'f [u8],
    pub name: &'f str,
    pub options: &'f ImportOptions,
}

/// A list that was read, and what is made of it.
struct ReadList {
    table: Table,
    mapping: Mapping,
    source: Guess,
    guests: Vec<Existing>,
    remembered: bool,
}

impl Reading<'_> {
    /// Says what an import of a list would do.
    pub(super) fn plan_import(&self, file: GuestListFile<'_>) -> Result<Plan> {
        let list = self.read_list(file)?;
        let categories: Vec<String> =
            self.globals.settings.category_names().into_iter().map(str::to_owned).collect();
        let on_list = OnList {
            guests: &list.guests,
            categories: &categories,
            badge_key: &self.globals.first_key(),
            mends: source::mends(&list.table, &list.source.name, &self.earlier_imports()),
            answers: &file.options.answers,
        };
        plan(&list.table, &list.mapping, &list.source.name, &on_list)
    }

    /// Says how a list reads, before it is compared with anybody.
    pub(super) fn look_at_list(&self, file: GuestListFile<'_>) -> Result<ListLook> {
        let ReadList { table, mapping, source, guests, remembered } = self.read_list(file)?;
        let looked = Looked { bytes: file.bytes, file: file.name, table: &table, mapping: &mapping };
        Ok(look(looked, source, self.sources(&guests), remembered))
    }

    fn read_list(&self, file: GuestListFile<'_>) -> Result<ReadList> {
        let options = file.options;
        let table = read(
            file.bytes,
            &ReadOptions {
                encoding: options.encoding.clone(),
                delimiter: options.delimiter,
                sheet: options.sheet.clone(),
                header: options.header,
            },
        )?;
        let guests = self.existing()?;
        let mut mapping = mapping::guess(&table);
        let said = options.source.as_deref().map(str::trim).filter(|source| !source.is_empty());
        let source = match said {
            Some(source) => self.said_source(source),
            None => source::guess(&table, &mapping, file.name, &self.earlier_imports(), &guests),
        };
        let remembered = match &options.columns {
            Some(columns) => {
                mapping.set(columns);
                false
            }
            None => mapping.recall(&self.remembered_mapping(&source.name)?),
        };
        for rule in &options.mapping {
            mapping.assign(rule)?;
        }
        Ok(ReadList { table, mapping, source, guests, remembered })
    }

    fn said_source(&self, name: &str) -> Guess {
        let known = self.globals.imports.iter().any(|import| import.source == name);
        Guess { name: name.to_owned(), known, why: SourceWhy::Said }
    }

    fn earlier_imports(&self) -> Vec<Earlier<'_>> {
        let imports = self.globals.imports.iter();
        imports.map(|import| Earlier { source: &import.source, columns: &import.columns }).collect()
    }

    /// Gives every list that was imported and how many of its guests are on the list.
    fn sources(&self, guests: &[Existing]) -> Vec<SourceView> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for import in &self.globals.imports {
            counts.entry(&import.source).or_default();
        }
        for source in guests.iter().filter_map(|guest| guest.said(Field::Source)) {
            *counts.entry(source).or_default() += 1;
        }
        counts.into_iter().map(|(name, guests)| SourceView { name: name.to_owned(), guests }).collect()
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

    /// Says how a list reads: encoding, columns, names in clear, which list it is; writes nothing.
    ///
    /// # Errors
    /// `bad_file` for what is no guest list, `usage` for options that do not fit.
    pub fn look_at_list(&self, file: GuestListFile<'_>) -> Result<ListLook> {
        self.reading(Lang::En).look_at_list(file)
    }

    /// Begins to apply a plan: makes the new categories, and notes what is under way.
    pub(super) fn begin_import(&mut self, by: &Operator, plan: &Plan, file_name: &str) -> Result<Begun> {
        let needed = required_role(&Kind::Imported, &[], None);
        if by.role < needed {
            return Err(not_permitted(needed));
        }
        let mut id = [0; 16];
        self.around.entropy.fill(&mut id);
        let import = self.half_done(file_name)?.unwrap_or(ImportId::new(id));
        self.add_categories(by, &plan.new_categories)?;
        self.note_begun(import, file_name)?;
        self.remember_mapping(plan)?;
        let mut ids = vec![[0; 16]; plan.entries.iter().filter(|entry| entry.id.is_none()).count()];
        self.around.entropy.fill(ids.as_flattened_mut());
        let mut salts = vec![[0; 16]; plan.most_records()];
        self.around.entropy.fill(salts.as_flattened_mut());
        Ok(Begun { import, ids, salts })
    }

    /// Writes a slice; scans may come between two. Gives how many milliseconds it took.
    ///
    /// # Errors
    /// `not_permitted`, and what the disk refuses; what is written stays and can be voided as one.
    pub(super) fn import_slice(&mut self, by: &Operator, slice: Slice) -> Result<i64> {
        let begun = self.around.clock.now();
        self.record_ready(by, slice.records, slice.ahead)?;
        if slice.is_last {
            self.note_finished()?;
        }
        Ok(self.around.clock.now().since(begun))
    }

    /// Applies a plan in one go, with nobody waiting, after a backup.
    ///
    /// # Errors
    /// `not_permitted`, and what the disk refuses; what is written stays and can be voided as one.
    pub fn apply_import(&mut self, by: &Operator, plan: &Plan, file_name: &str) -> Result<Done<ImportId>> {
        self.back_up_first();
        let begun = self.begin_import(by, plan, file_name)?;
        let mut run = ImportRun::new(begun, plan, file_name);
        while let Some(slice) = run.next_slice(&self.globals) {
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
    /// `bad_settings`, naming the key; `not_permitted`, also anywhere but at an organiser's desk: what another states
    /// counts nowhere.
    pub fn load_settings(&mut self, by: &Operator, toml: &str) -> Result<Done<()>> {
        self.as_organiser_desk()?;
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
}

/// What imports said last stands beside what is shown, where the two differ.
fn existing(guest: Guest) -> Existing {
    let imported: BTreeMap<Field, String> = guest.imported.fields.clone();
    Existing {
        id: guest.id,
        imported_fields: imported,
        imported_status: guest.imported.status,
        imported_category: guest.imported.category.clone(),
        companions: guest.party.companions,
        imported_companions: guest.imported.companions,
        source_said: guest.source_said,
        gone: guest.gone,
        status: guest.status,
        category: guest.category,
        fields: guest.fields,
    }
}
