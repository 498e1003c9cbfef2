//! New desks: added and handed out as a kit, joined from one, retired.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::Path;

use super::Desk;
use super::carry::{Cover, finish_file};
use super::take::gather;
use crate::desk::Surroundings;
use crate::desk::create::{empty_folder, set_identity};
use crate::desk::keys::DeskKeys;
use crate::desk::lock::EventLock;
use crate::desk::write::{Done, Draft};
use crate::error::{Error, Result};
use crate::exchange::BundleError;
use crate::exchange::kit::{KIT_WORK, Kit, KitHeader, KitReader, KitWriter};
use crate::ids::DeskId;
use crate::journal::fact::{Fact, Kind};
use crate::journal::log::JournalLog;
use crate::settings::{Operator, Role};
use crate::store::Store;
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
    pub fn add_desk(&mut self, by: &Operator, new: &NewDesk, kit: &Path, passphrase: &str) -> Result<DeskId> {
        self.as_organiser_desk()?;
        if by.role < Role::Organiser {
            return Err(not_permitted(Role::Organiser));
        }
        if kit.exists() {
            return Err(Error::already_exists(kit));
        }
        let slot = self.free_slot(&new.name)?;
        let keys = DeskKeys::joining(self.globals.event, &mut *self.around.entropy);
        let part = kit.with_extension("part");
        File::create(&part).map_err(|error| Error::from_io(&part, error))?;
        let added = Fact::DeskAdded {
            desk: keys.desk,
            name: new.name.clone(),
            slot,
            signing_key: keys.signing_public(),
            sealing_key: keys.sealing_public(),
            organiser: new.organiser,
        };
        let done = self.record(by, vec![Draft::global(Kind::DeskAdded, vec![added])])?;
        let record = done.records.last().copied();
        let header = record.map(|added| KitHeader { event: self.globals.event, desk: keys.desk, added });
        let header = header.ok_or_else(|| Error::event_damaged(kit))?;
        self.write_kit(&part, header, &keys, passphrase, new.work.unwrap_or(KIT_WORK))?;
        finish_file(&part, &kit.to_owned(), |_| Ok(()))?;
        Ok(keys.desk)
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

    fn write_kit(
        &mut self,
        part: &Path,
        header: KitHeader,
        keys: &DeskKeys,
        passphrase: &str,
        work: u8,
    ) -> Result<()> {
        let load = self.load(&Cover::new())?;
        let kit = Kit { header, desk_key: keys.to_bytes(part)?, bundle: load.header };
        let out = File::create(part).map_err(|error| Error::from_io(part, error))?;
        let failed = |error: BundleError| error.at(part);
        let mut writer = KitWriter::begin(BufWriter::new(out), &kit, passphrase, work).map_err(failed)?;
        self.each_row(&load.rows, |raw| writer.record(raw).map_err(|error| error.at(part)))?;
        for signature in &load.signatures {
            writer.signature(signature).map_err(failed)?;
        }
        writer.finish(&self.keys.signing).map(drop).map_err(failed)
    }

    /// Makes this laptop the desk that a kit is for, in a new or empty folder, and opens the event.
    ///
    /// # Errors
    /// `wrong_passphrase`, `bundle_damaged`, `bundle_newer`, `already_exists`; then no event is left.
    pub fn join(kit: &Path, folder: &Path, passphrase: &str, around: Surroundings) -> Result<Self> {
        let (opened, mut reader) = open_kit(kit, passphrase)?;
        let event = opened.header.event;
        let contents = gather(event, || reader.next()).map_err(|error| error.at(kit))?;
        let keys = DeskKeys::from_bytes(&opened.desk_key, kit)?;
        if keys.event != event || keys.desk != opened.header.desk {
            return Err(Error::bundle_damaged(kit));
        }
        empty_folder(folder)?;
        let lock = EventLock::take(folder)?;
        keys.save(folder)?;
        let store = Store::create(&folder.join("event.db"))?;
        set_identity(&store, &keys)?;
        let log_path = folder.join("journal.log");
        let log = JournalLog::create(&log_path).map_err(|error| Error::from_io(&log_path, error))?;
        let mut desk = Self::bare(folder, store, log, keys, around, lock)?;
        let (_, mut again) = open_kit(kit, passphrase)?;
        let mut next = || again.next().map_err(|error| error.at(kit));
        desk.take_items(&mut next, &contents.covered())?;
        desk.finish_taking(&opened.bundle, &contents, &[0; 32])?;
        Ok(desk)
    }

    /// Retires a desk: what it wrote so far counts, as far as it is known here; nothing after that does.
    ///
    /// Done again, later records held by then are accepted too.
    ///
    /// # Errors
    /// `not_permitted`, `reason_required`, `usage` for a desk there is not or the creating one.
    pub fn retire_desk(&mut self, by: &Operator, desk: &str, reason: &str) -> Result<Done<()>> {
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty()).ok_or_else(reason_required)?;
        self.as_organiser_desk()?;
        let desk = self.find_desk(desk)?;
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
        let done = self.record(by, vec![retired, Draft::note(None, reason)])?;
        self.catch_up()?;
        Ok(done)
    }
}

fn open_kit(path: &Path, passphrase: &str) -> Result<(Kit, KitReader<BufReader<fs::File>>)> {
    let input = File::open(path).map_err(|error| Error::from_io(path, error))?;
    KitReader::open(BufReader::new(input), passphrase).map_err(|error| error.at(path))
}

fn never_retired() -> Error {
    Error::usage(
        Text::new("The desk that created the event is never retired", "创建活动的工作台不能停用"),
        Text::new("Retire another desk. Nothing was recorded.", "请停用其他工作台。未作任何记录。"),
    )
}
