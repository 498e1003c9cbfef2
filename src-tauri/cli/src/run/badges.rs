//! Badges: the printed pages, replacing, revoking.

use gatehouse_core::badge::fonts::Fonts;
use gatehouse_core::badge::page;
use gatehouse_core::desk::{BadgeChoice, Desk};
use gatehouse_core::error::Result;
use gatehouse_core::view::BadgesReport;

use super::{Said, changed, written};
use crate::args;
use crate::files::Draft;
use crate::fonts;
use crate::output::Ended;
use crate::show;

/// Makes the pages; file and fonts are made sure of before a single badge is issued.
pub fn pages(args: &args::Badges, said: &Said) -> Result<Ended> {
    let fonts = Fonts::load(&fonts::folders())?;
    let draft = Draft::begin(&args.out)?;
    let sheet = said.by(&args.event, |desk, by| {
        let choice = choice(desk, args)?;
        desk.make_badges(by, &choice).map(|done| done.value)
    })?;
    let mut report = BadgesReport {
        badges: sheet.faces.len() as u32,
        pages: 0,
        files: Vec::new(),
        not_printable: sheet.not_printable(&fonts),
        left_out: sheet.left_out,
    };
    if !sheet.faces.is_empty() {
        let pdf = page::pdf(&sheet.faces, &fonts)?;
        draft.finish(&pdf.bytes)?;
        report.pages = pdf.pages;
        report.files.push(args.out.display().to_string());
    }
    said.out.answer(&report, show::badges)
}

pub fn reissue(args: &args::Reissue, said: &Said) -> Result<Ended> {
    let answer = said.by(&args.event, |desk, by| {
        let guest = desk.find_guest(&args.guest)?;
        let done = desk.reissue(by, guest, &args.reason)?;
        changed(desk, said, guest, &done)
    })?;
    said.out.answer(&answer, |answer, lang| show::changed(&answer.guest, lang))
}

pub fn set(args: &args::Badge, said: &Said) -> Result<Ended> {
    let answer = said.by(&args.event, |desk, by| {
        let done = desk.set_badge(by, &args.code, args.state.into(), &args.reason)?;
        changed(desk, said, done.value, &done)
    })?;
    said.out.answer(&answer, |answer, lang| show::changed(&answer.guest, lang))
}

fn choice(desk: &Desk, args: &args::Badges) -> Result<BadgeChoice> {
    if args.only_new {
        return Ok(BadgeChoice::OnlyNew);
    }
    if args.guest.is_empty() {
        return Ok(BadgeChoice::All);
    }
    let guests: Result<Vec<_>> = args.guest.iter().map(|guest| desk.find_guest(guest)).collect();
    guests.map(BadgeChoice::Guests)
}

pub fn rotate_key(args: &args::Only, said: &Said) -> Result<Ended> {
    let done = said.by(&args.event, |desk, by| desk.rotate_key(by))?;
    said.out.answer(&written(&done), |_, lang| show::key_rotated(lang).into())
}
