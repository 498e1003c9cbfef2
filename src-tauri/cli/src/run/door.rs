//! Screening and the door: steps, scans, overrides.

use gatehouse_core::desk::{Desk, Look, Scan, Shown};
use gatehouse_core::error::Result;
use gatehouse_core::view::Verdict;

use super::{Said, changed, exchange};
use crate::args;
use crate::output::Ended;
use crate::show;

pub fn screen(args: &args::Screen, said: &Said) -> Result<Ended> {
    let answer = said.by(&args.event, |desk, by| {
        let reason = args.reason.as_deref();
        let done = desk.screen(by, &args.guest, &args.step, args.outcome.into(), reason)?;
        changed(desk, said, done.value, &done)
    })?;
    said.out.answer(&answer, |answer, lang| show::changed(&answer.guest, lang))
}

/// Decides about one code or guest, or with `-` about every line of stdin.
pub fn scan(args: args::Scan, said: &Said) -> Result<Ended> {
    if args.exchange.is_some() || args.code.as_deref() == Some("-") {
        return exchange::scan(&args, said);
    }
    let verdict = said.by(&args.event, |desk, by| {
        let what = shown(desk, &args)?;
        desk.scan(by, &scan_of(what, &args), said.out.lang)
    })?;
    said.out.answer(&verdict, show::verdict)
}

pub fn admit_anyway(args: args::Override, said: &Said) -> Result<Ended> {
    let verdict: Verdict = said.by(&args.event, |desk, by| {
        let what = Shown::Codes(vec![args.code.clone()]);
        let (checkpoint, name) = (args.checkpoint.as_deref(), args.name.as_deref());
        desk.override_entry(by, &what, checkpoint, name, &args.reason, said.out.lang)
    })?;
    said.out.answer(&verdict, show::verdict)
}

pub(super) fn shown(desk: &Desk, args: &args::Scan) -> Result<Shown> {
    match &args.guest {
        Some(guest) => Ok(Shown::Guest(desk.find_guest(guest)?)),
        None => Ok(Shown::Codes(args.code.iter().cloned().collect())),
    }
}

pub(super) fn scan_of(what: Shown, args: &args::Scan) -> Scan {
    Scan {
        what,
        checkpoint: args.checkpoint.clone(),
        direction: args.direction.map(Into::into),
        look: if args.look { Look::LookOnly } else { Look::Decide },
    }
}
