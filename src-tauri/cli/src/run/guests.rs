//! The list of guests, and one of them.

use gatehouse_core::desk::GuestDraft;
use gatehouse_core::error::Result;
use gatehouse_core::import::export::FileKind;

use super::{Said, changed, written};
use crate::args;
use crate::files::Draft;
use crate::lang::pick;
use crate::output::Ended;
use crate::shape::Nothing;
use crate::show;

pub fn list(args: &args::Guests, said: &Said) -> Result<Ended> {
    let search = args.search.as_deref().unwrap_or_default();
    let limit = args.limit.unwrap_or(u32::MAX) as usize;
    let list = said.at(&args.event, |desk| desk.guests(search, 0, limit, said.out.lang))?;
    said.out.answer(&list, show::guests)
}

pub fn export(args: &args::ExportGuests, said: &Said) -> Result<Ended> {
    let kind = FileKind::of(&args.file.to_string_lossy())?;
    let draft = Draft::begin(&args.file)?;
    let bytes = said.at(&args.event, |desk| desk.export_guests(kind, said.out.lang))?;
    draft.finish(&bytes)?;
    said.out.answer(&Nothing {}, |_, lang| pick(lang, "The list is written.", "名单已保存。").to_owned())
}

pub fn one(args: &args::OneGuest, said: &Said) -> Result<Ended> {
    let history = said.at(&args.event, |desk| {
        let guest = desk.find_guest(&args.guest)?;
        desk.history(guest, said.out.lang)
    })?;
    said.out.answer(&history, show::history)
}

pub fn add(args: args::Add, said: &Said) -> Result<Ended> {
    let draft = draft(Some(args.name), args.details);
    let answer = said.by(&args.event, |desk, by| {
        let done = match &args.with {
            Some(with) => desk.find_guest(with).and_then(|with| desk.name_companion(by, with, draft))?,
            None => desk.add_guest(by, draft, args.reason.as_deref())?,
        };
        changed(desk, said, done.value, &done)
    })?;
    said.out.answer(&answer, |answer, lang| show::changed(&answer.guest, lang))
}

pub fn edit(args: args::Edit, said: &Said) -> Result<Ended> {
    let draft = draft(args.name, args.details);
    let answer = said.by(&args.event, |desk, by| {
        let guest = desk.find_guest(&args.guest)?;
        let mut done = desk.edit_guest(by, guest, draft, args.reason.as_deref())?;
        if let Some(companions) = args.companions {
            done.records.extend(desk.set_companions(by, guest, companions)?.records);
        }
        changed(desk, said, guest, &done)
    })?;
    said.out.answer(&answer, |answer, lang| show::changed(&answer.guest, lang))
}

pub fn erase(args: &args::Erase, said: &Said) -> Result<Ended> {
    let done = said.by(&args.event, |desk, by| {
        let guest = desk.find_guest(&args.guest)?;
        desk.erase(by, guest, &args.reason)
    })?;
    said.out.answer(&written(&done), |_, lang| show::erased(lang).into())
}

fn draft(name: Option<String>, details: args::Details) -> GuestDraft {
    GuestDraft {
        name,
        email: details.email,
        phone: details.phone,
        company: details.company,
        title: details.title,
        category: details.category,
        attention: details.attention,
        status: details.status.map(Into::into),
    }
}
