//! The head count, and stopping the doors.

use gatehouse_core::desk::{Desk, Done};
use gatehouse_core::error::Result;
use gatehouse_core::settings::Operator;
use gatehouse_core::view::OccupancyView;

use super::{Said, written};
use crate::args;
use crate::output::Ended;
use crate::show;

pub fn occupancy(args: &args::Only, said: &Said) -> Result<Ended> {
    let view = said.at(&args.event, |desk| desk.occupancy())?;
    said.out.answer(&view, show::occupancy)
}

pub fn stop_entry(args: &args::Because, said: &Said) -> Result<Ended> {
    let done = said.by(&args.event, |desk, by| desk.stop_entry(by, &args.reason))?;
    said.out.answer(&written(&done), |_, lang| show::entry_stopped(lang).into())
}

pub fn resume(args: &args::Only, said: &Said) -> Result<Ended> {
    let done = said.by(&args.event, |desk, by| desk.resume_entry(by))?;
    said.out.answer(&written(&done), |_, lang| show::entry_resumed(lang).into())
}

pub fn correct(args: &args::Correct, said: &Said) -> Result<Ended> {
    counted(&args.event, said, |desk, by| desk.correct(by, args.by, args.zone.as_deref(), &args.reason))
}

pub fn everyone_out(args: &args::Only, said: &Said) -> Result<Ended> {
    counted(&args.event, said, |desk, by| desk.everyone_out(by))
}

/// Does what changes the count; people are shown the count as it is then.
fn counted(
    event: &std::path::Path,
    said: &Said,
    job: impl FnOnce(&mut Desk, &Operator) -> Result<Done<()>>,
) -> Result<Ended> {
    let (done, view): (_, OccupancyView) =
        said.by(event, |desk, by| Ok((job(desk, by)?, desk.occupancy()?)))?;
    said.out.answer(&written(&done), |_, lang| {
        let record = done.records.first().map(ToString::to_string).unwrap_or_default();
        format!("{}\n{}", show::occupancy(&view, lang).trim_end(), show::can_be_voided(&record, lang))
    })
}
