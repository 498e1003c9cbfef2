//! New desks: added and handed out as a kit, joined from one, retired.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::carry::{Carrier, Cover, read_to_end};
use super::check::{Checked, gather, hash_of};
use super::run::MergeRun;
use super::{Desk, find_desk};
use crate::desk::Surroundings;
use crate::desk::keys::DeskKeys;
use crate::desk::write::{ChangeKind, Done, Draft};
use crate::error::{Error, Result};
use crate::exchange::bundle::BundleReader;
use crate::exchange::kit::{self, KIT_WORK, Kit, KitHeader};
use crate::files::{Part, folder_of};
use crate::ids::{DeskId, RecordId};
use crate::journal::fact::{Fact, Kind};
use crate::settings::{Operator, Role};
use crate::text::Text;
use crate::text::roles::{not_permitted, reason_required};

/// The highest slot a badge code has room for.
const LAST_SLOT: u16 = 4_095;

/// A desk to be added.
#[derive(Debug, Clone)]
pub struct NewDesk {
    pub name: String,
    /// It may state settings, add desks and import like the creating one.
    pub organiser: bool,
    /// Power of two of scrypt's work; left out: about a second's.
    pub work: Option<u8>,
}

impl Desk {
    /// Adds a desk and writes the kit that makes a laptop that desk; its private keys are in the kit alone.
    ///
    /// # Errors
    /// `not_permitted` anywhere but at an organiser's desk, `already_exists`, `usage` for a name that is taken
    /// or a passphrase that cannot be one, and what the disk refuses.
    pub fn add_desk(
        &mut self,
        by: &Operator,
        new: &NewDesk,
        path: &Path,
        passphrase: &str,
    ) -> Result<Done<DeskId>> {
        let draft = KitDraft::begin(path, passphrase)?;
        let added = self.state_desk(by, new)?;
        let (opener, records) = (self.opener(), vec![added.record]);
        let (value, row) = draft.write(&self.carrier(&opener), added)?;
        self.note_carried(row)?;
        Ok(Done { value, records, changes: vec![ChangeKind::Desks] })
    }

    /// States that there is a new desk, and signs; its kit is still to be written.
    pub(in crate::desk) fn state_desk(&mut self, by: &Operator, new: &NewDesk) -> Result<AddedDesk> {
        self.as_organiser_desk()?;
        if by.role < Role::Organiser {
            return Err(not_permitted(Role::Organiser));
        }
        let slot = self.free_slot(&new.name)?;
        let keys = DeskKeys::joining(self.globals.event, &mut *self.around.entropy);
        let added = Fact::DeskAdded {
            desk: keys.desk,
            name: new.name.clone(),
            slot,
            signing_key: keys.signing_public(),
            sealing_key: keys.sealing_public(),
            organiser: new.organiser,
        };
        let done = self.record(by, vec![Draft::global(Kind::DeskAdded, vec![added])])?;
        let record = done.records.last().copied().ok_or_else(|| Error::event_damaged(self.store.path()))?;
        self.sign_head()?;
        Ok(AddedDesk { keys, record, work: new.work.unwrap_or(KIT_WORK) })
    }

    fn free_slot(&self, name: &str) -> Result<u16> {
        if name.trim().is_empty() || self.globals.desks.values().any(|desk| desk.name == name) {
            return Err(Error::usage(
                Text::new("A new desk needs a name no other desk has", "新工作台需要一个未被使用的名称"),
                Text::new("Choose another name. Nothing was recorded.", "请换一个名称。未作任何记录。"),
            ));
        }
        let highest = self.globals.desks.values().map(|desk| desk.slot).max().unwrap_or(0);
        if highest < LAST_SLOT {
            return Ok(highest + 1);
        }
        Err(Error::usage(
            Text::new("An event has room for 4,095 desks", "一个活动最多可有 4,095 个工作台"),
            Text::new("Go on with the desks there are.", "请使用现有的工作台。"),
        ))
    }

    /// Makes this laptop the desk that a kit is for, in a new or empty folder, and opens the event.
    ///
    /// # Errors
    /// `wrong_passphrase`, `bundle_damaged`, `bundle_newer`, `already_exists`; then no event is left.
    pub fn join(path: &Path, folder: &Path, passphrase: &str, around: Surroundings) -> Result<Self> {
        let (opened, mut reader) = open_kit(path, passphrase)?;
        let event = opened.header.event;
        let contents = gather(event, || reader.next_item()).map_err(|error| error.at(path))?;
        let keys = DeskKeys::from_bytes(&opened.desk_key, path)?;
        if keys.event != event || keys.desk != opened.header.desk {
            return Err(Error::bundle_damaged(path));
        }
        Self::begin(folder, keys, around)?.make(|desk| {
            let (_, again) = open_kit(path, passphrase)?;
            let checked = Checked::against(&desk.store, opened.bundle, contents, hash_of(path)?)?;
            desk.apply(&mut MergeRun::new(event, path, again, checked))
        })
    }

    /// Retires a desk: what it wrote so far counts, as far as it is known here; nothing after that does.
    ///
    /// Done again, later records held by then are accepted too.
    ///
    /// # Errors
    /// `not_permitted`, `reason_required`, `usage` for a desk there is not or the creating one.
    pub fn retire_desk(&mut self, by: &Operator, desk: &str, reason: &str) -> Result<Done<()>> {
        let done = self.state_retired(by, desk, reason)?;
        self.catch_up()?;
        Ok(done)
    }

    /// States that a desk is retired; rows are folded anew in slices when nobody waits.
    pub(in crate::desk) fn state_retired(
        &mut self,
        by: &Operator,
        desk: &str,
        reason: &str,
    ) -> Result<Done<()>> {
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty()).ok_or_else(reason_required)?;
        self.as_organiser_desk()?;
        let desk = find_desk(&self.globals, desk)?;
        if desk.as_bytes() == self.globals.event.as_bytes() {
            return Err(never_retired());
        }
        let mut heads = Vec::new();
        for (_, (line, seq)) in self.ancestry.heads().filter(|(of, _)| *of == desk) {
            let held = crate::store::record::at_place(&self.store.connection, self.store.path(), line, seq)?;
            heads.extend(held.map(|held| held.stamp.id));
        }
        heads.sort_unstable();
        let retired = Draft::global(Kind::DeskRetired, vec![Fact::DeskRetired { desk, heads }]);
        self.record(by, vec![retired, Draft::note(None, reason)])
    }
}

/// A desk that was added, and whose keys nobody else has yet.
pub(in crate::desk) struct AddedDesk {
    keys: DeskKeys,
    /// The record that adds it.
    record: RecordId,
    /// Power of two of scrypt's work.
    work: u8,
}

/// A kit on its way to its name.
pub(in crate::desk) struct KitDraft {
    part: Part,
    path: PathBuf,
    passphrase: String,
}

impl KitDraft {
    /// Makes sure of all that can be known beforehand, so that no desk is added of which there is no kit.
    ///
    /// # Errors
    /// `usage` for a passphrase that cannot be one, `already_exists`, and what the disk refuses.
    pub fn begin(path: &Path, passphrase: &str) -> Result<Self> {
        kit::check_passphrase(passphrase).map_err(|error| error.at(path))?;
        if path.exists() {
            return Err(Error::already_exists(path));
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let part = Part::begin(folder_of(path), &format!("kit-{name}"))?;
        Ok(Self { part, path: path.to_owned(), passphrase: passphrase.to_owned() })
    }

    /// Writes all that the carrier holds for the new desk, and reads it back; gives up to which row of the journal.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn write(self, carrier: &Carrier<'_>, added: AddedDesk) -> Result<(DeskId, i64)> {
        let Self { part, path, passphrase } = self;
        let AddedDesk { keys, record, work } = added;
        let load = carrier.load(&Cover::new())?;
        let header = KitHeader { event: carrier.globals.event, desk: keys.desk, added: record };
        let kit = Kit { header, desk_key: keys.to_bytes(&path)?, bundle: load.header.clone() };
        let writer = kit::begin(part.file(), &kit, &passphrase, work).map_err(|error| error.at(&path))?;
        carrier.write_load(writer, &load, &path)?;
        let row = load.last_row();
        part.finish(&path)?;
        let (_, reader) = open_kit(&path, &passphrase)?;
        read_to_end(reader, &path)?;
        Ok((keys.desk, row))
    }
}

fn open_kit(path: &Path, passphrase: &str) -> Result<(Kit, BundleReader<File>)> {
    let input = File::open(path).map_err(|error| Error::from_io(path, error))?;
    kit::open(input, passphrase).map_err(|error| error.at(path))
}

fn never_retired() -> Error {
    Error::usage(
        Text::new("The desk that created the event is never retired", "创建活动的工作台不能停用"),
        Text::new("Retire another desk. Nothing was recorded.", "请停用其他工作台。未作任何记录。"),
    )
}
