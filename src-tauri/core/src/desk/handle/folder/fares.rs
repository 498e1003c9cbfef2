//! How the exchange folder fares, as screens show it.

use std::collections::BTreeMap;
use std::path::Path;

use super::Stamp;
use crate::clock::Millis;
use crate::desk::exchange::{Missing, left_waiting};
use crate::desk::globals::Globals;
use crate::desk::reader::{Reader, Reading};
use crate::error::{Code, Error, Result};
use crate::store::{self, exchange_folder};
use crate::text::{Lang, Text};
use crate::view::{ExchangeDesk, ExchangeView, MissingView, UnreadableFile};

/// How the exchange fares, beyond what the database keeps.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub(super) struct Fares {
    /// Why the last look failed to read, and the last try to write.
    pub read: Option<Text>,
    pub write: Option<Text>,
    pub unreadable: BTreeMap<String, Unreadable>,
}

#[derive(Debug, PartialEq, Eq, Clone)]
pub(super) struct Unreadable {
    pub reason: Text,
    pub stamp: Stamp,
    /// Looks left before it is tried again.
    pub rest: u32,
}

impl Fares {
    /// Says it with what the database keeps.
    pub fn view(self, folder: &Path, reader: &Reader, lang: Lang) -> Result<ExchangeView> {
        reader.with(lang, |reading| {
            let written = exchange_folder::written_at(&reading.store.connection);
            let written = written.map_err(|error| reading.store.problem(error))?;
            let (waiting, missing) = left_waiting(reading.store, reading.globals)?;
            let unreadable = self.unreadable.into_iter();
            let unreadable = unreadable
                .map(|(file, known)| UnreadableFile { file, reason: known.reason.in_lang(lang).to_owned() });
            Ok(ExchangeView {
                folder: folder.display().to_string(),
                paused: self.read.or(self.write).map(|text| text.in_lang(lang).to_owned()),
                written_at: written.map(|at| reading.time(at)),
                desks: desks(reading)?,
                waiting,
                missing: missing.iter().map(|gap| named(gap, reading.globals)).collect(),
                unreadable: unreadable.collect(),
            })
        })
    }
}

/// Gives the other desks not retired, by slot.
fn desks(reading: &Reading<'_>) -> Result<Vec<ExchangeDesk>> {
    let (on, sql) = (&reading.store.connection, |error| reading.store.problem(error));
    let read_at = exchange_folder::taken_at(on).map_err(sql)?;
    let globals = reading.globals;
    let mut others: Vec<_> = globals.desks.iter().collect();
    others.retain(|(desk, info)| **desk != globals.desk && !info.retired);
    others.sort_by_key(|(_, info)| info.slot);
    let time = |at: &Millis| reading.time(*at);
    let shown = others.into_iter().map(|(desk, info)| {
        let told = store::exchange::told(on, *desk).map_err(sql)?;
        Ok(ExchangeDesk {
            desk: desk.to_string(),
            name: info.name.clone(),
            read_at: read_at.get(&desk.to_string()[..8]).map(time),
            told_at: told.map(|told| time(&told.made_at)),
        })
    });
    shown.collect()
}

fn named(gap: &Missing, globals: &Globals) -> MissingView {
    let named = globals.desks.iter().find(|(desk, _)| desk.to_string() == gap.desk);
    let short = || gap.desk.chars().take(8).collect();
    let desk = named.map_or_else(short, |(_, info)| info.name.clone());
    MissingView { desk, from: gap.from, to: gap.to }
}

/// Says why nothing goes in or out, and that nothing is lost by it.
pub(super) fn paused(error: &Error) -> Text {
    Text::from(match error.code {
        Code::BadFile => (
            "The folder is not there. Put it back; the exchange goes on by itself.",
            "文件夹不在了。放回后交换会自动继续。",
        ),
        Code::ReadOnly => (
            "The folder cannot be written to. Files of others still come in; ours follow once it can be.",
            "文件夹无法写入。仍会收入其他工作台的文件；可写后会自动写出本台的文件。",
        ),
        Code::DiskFull => (
            "The folder's disk is full or does not answer. Free some space; the exchange goes on by itself.",
            "文件夹所在磁盘已满或没有响应。腾出空间后交换会自动继续。",
        ),
        _ => return sentence(error),
    })
}

pub(super) fn sentence(error: &Error) -> Text {
    let Error { message, hint, .. } = error;
    Text::new(format!("{} {}", message.en, hint.en), format!("{}{}", message.zh, hint.zh))
}
