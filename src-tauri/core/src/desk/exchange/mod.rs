//! Desks in step by file: adding desks, carrying records out, taking others' in.

mod add;
mod carry;
mod check;
mod kept;
pub(super) mod run;
mod take;

use std::path::PathBuf;

use serde::Serialize;

use super::Desk;
use super::globals::{DeskInfo, Globals};
use super::reader::Reading;
use crate::error::{Code, Error, Result};
use crate::ids::DeskId;
use crate::settings::Role;
use crate::store;
use crate::text::{Lang, Text};

pub(super) use add::KitDraft;
pub use add::NewDesk;
pub(super) use carry::{Carrier, Cover};
pub(super) use check::{Checked, Opener, hash_of, lacking, left_waiting, with};
pub(super) use kept::{forget, unfinished};
pub use take::Merge;
pub(super) use take::{begin_run, is_the_files};

/// A file that was carried out: written, synced, read back and found whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
pub struct Carried {
    pub file: PathBuf,
    pub records: u64,
    pub bytes: u64,
}

/// What taking a file in brought, or would bring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
pub struct Taken {
    /// Records the journal did not hold.
    pub new: u64,
    pub known: u64,
    /// Records kept aside until what they follow is there.
    pub waiting: u64,
    /// What is waited for, and what was left out.
    pub missing: Vec<Missing>,
    /// Records nothing vouches for, which are neither taken in nor kept aside; said in words alone.
    #[serde(skip)]
    #[cfg_attr(feature = "types", ts(skip))]
    pub left_out: u64,
}

/// A stretch of a desk's records that is waited for, by seq.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
pub struct Missing {
    pub desk: String,
    pub from: u64,
    pub to: u64,
}

/// What taking a file in would bring, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
pub struct MergePlan {
    pub new: u64,
    pub known: u64,
    pub waiting: u64,
    pub missing: Vec<Missing>,
    /// The sender's name, or the start of its id.
    pub from: String,
    /// When it was made by the sender's clock, RFC 3339.
    pub made_at: String,
    /// It carries all its sender held.
    pub complete: bool,
}

/// A desk, and what this one knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(export))]
pub struct DeskView {
    pub id: String,
    pub name: String,
    pub slot: u16,
    pub organiser: bool,
    pub retired: bool,
    /// The desk this laptop is.
    pub own: bool,
    /// The highest seq held of its records; 0 for none.
    pub up_to: u64,
    /// When that record was written, RFC 3339.
    pub at: Option<String>,
    /// When the newest file of that desk itself was made, RFC 3339.
    pub told_at: Option<String>,
    /// Another laptop wrote under the same id: two histories are held.
    pub branched: bool,
}

impl Desk {
    /// Gives all desks with what this one knows of each, by slot.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn desks(&self, lang: Lang) -> Result<Vec<DeskView>> {
        let reading = self.reading(lang);
        let ids = self.globals.desks.keys();
        let mut desks = ids.map(|desk| self.desk_view(*desk, &reading)).collect::<Result<Vec<_>>>()?;
        desks.sort_by_key(|desk| desk.slot);
        Ok(desks)
    }

    fn desk_view(&self, desk: DeskId, reading: &Reading<'_>) -> Result<DeskView> {
        let info = &self.globals.desks[&desk];
        let (on, path) = (&self.store.connection, self.store.path());
        let tips: Vec<_> = self.ancestry.heads().filter(|(of, _)| *of == desk).collect();
        let tip = tips.iter().map(|(_, place)| *place).max_by_key(|(_, seq)| *seq);
        let held = match tip {
            Some((line, seq)) => store::record::at_place(on, path, line, seq)?,
            None => None,
        };
        let told = store::exchange::told(on, desk).map_err(|error| self.store.problem(error))?;
        Ok(DeskView {
            id: desk.to_string(),
            name: info.name.clone(),
            slot: info.slot,
            organiser: info.organiser,
            retired: info.retired,
            own: desk == self.globals.desk,
            up_to: tip.map_or(0, |(_, seq)| seq),
            at: held.map(|held| reading.time(held.stamp.at)),
            told_at: told.map(|told| reading.time(told.made_at)),
            branched: tips.len() > 1,
        })
    }

    /// Refuses what only an organiser's desk may state.
    pub(super) fn as_organiser_desk(&self) -> Result<()> {
        if self.globals.trust.is_organiser(self.globals.desk) { Ok(()) } else { Err(not_an_organisers()) }
    }
}

/// Finds a desk by name or id.
fn find_desk(globals: &Globals, asked: &str) -> Result<DeskId> {
    let named = |(id, info): &(&DeskId, &DeskInfo)| info.name == asked || id.to_string() == asked;
    let found: Vec<DeskId> = globals.desks.iter().filter(named).map(|(id, _)| *id).collect();
    match found.as_slice() {
        [only] => Ok(*only),
        _ => Err(no_such_desk(asked, found.len())),
    }
}

/// The role that may carry files between desks.
pub(super) const CARRIER: Role = Role::Scanner;

fn no_such_desk(asked: &str, found: usize) -> Error {
    let hint = Text::new(
        "Nothing was done. `gatehouse desks` lists names and ids.",
        "未作任何操作。`gatehouse desks` 可列出名称和标识。",
    );
    let message = if found == 0 {
        Text::new(format!("No desk is called \u{201c}{asked}\u{201d}"), format!("没有名为“{asked}”的工作台"))
    } else {
        Text::new(
            format!("More than one desk is called \u{201c}{asked}\u{201d}"),
            format!("有多个工作台名为“{asked}”"),
        )
    };
    Error::usage(message, hint)
}

fn not_an_organisers() -> Error {
    Error::new(
        Code::NotPermitted,
        Text::new(
            "This laptop is no organiser's desk; nothing was recorded.",
            "本机不是组织者工作台；未作任何记录。",
        ),
        Text::new(
            "Do it at the desk that created the event, or at one added as an organiser's.",
            "请在创建活动的工作台，或以组织者身份加入的工作台操作。",
        ),
    )
}
