//! What merging revealed: listed, and marked as looked at.

use gatehouse_core::error::Result;

use super::{Said, written};
use crate::args;
use crate::output::Ended;
use crate::shape::Findings;
use crate::show;

pub fn list(args: &args::Only, said: &Said) -> Result<Ended> {
    let findings = said.at(&args.event, |desk| desk.findings(said.out.lang))?;
    said.out.answer(&Findings(findings), |all, lang| show::findings(&all.0, lang))
}

pub fn acknowledge(args: &args::Acknowledge, said: &Said) -> Result<Ended> {
    let done = said.by(&args.event, |desk, by| desk.acknowledge(by, &args.finding, &args.reason))?;
    said.out.answer(&written(&done), |_, lang| show::acknowledged(lang).into())
}
