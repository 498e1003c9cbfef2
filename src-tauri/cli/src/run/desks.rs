//! Desks in step by file: adding and joining, carrying out and taking in.

use gatehouse_core::desk::{Desk, Merge, NewDesk, Surroundings, Taken};
use gatehouse_core::error::Result;
use gatehouse_core::view::FindingView;

use super::{Said, written};
use crate::args;
use crate::files;
use crate::output::Ended;
use crate::shape::{Desks, Merged, Nothing};
use crate::show;

pub fn add(args: args::AddDesk, said: &Said) -> Result<Ended> {
    let passphrase = passphrase(&args.passphrase_file)?;
    let new = NewDesk { name: args.name, organiser: args.organiser, work: None };
    let kit = args.kit;
    let done = said.by(&args.event, |desk, by| desk.add_desk(by, &new, &kit, &passphrase))?;
    said.out.answer(&written(&done), |_, lang| show::desk_added(&new.name, &kit, lang))
}

pub fn join(args: &args::Join, said: &Said) -> Result<Ended> {
    let passphrase = passphrase(&args.passphrase_file)?;
    let desk = Desk::join(&args.kit, &args.event, &passphrase, Surroundings::system())?;
    let name = desk.desk_name();
    desk.close()?;
    said.out.answer(&Nothing {}, |_, lang| show::joined(&name, &args.event, lang))
}

pub fn list(args: &args::Only, said: &Said) -> Result<Ended> {
    let desks = said.at(&args.event, |desk| desk.desks(said.out.lang))?;
    said.out.answer(&Desks { desks }, |all, lang| show::desks(&all.desks, lang))
}

pub fn retire(args: &args::RetireDesk, said: &Said) -> Result<Ended> {
    let done = said.by(&args.event, |desk, by| desk.retire_desk(by, &args.desk, &args.reason))?;
    said.out.answer(&written(&done), |_, lang| show::desk_retired(&args.desk, lang))
}

pub fn export(args: &args::Export, said: &Said) -> Result<Ended> {
    let to = args.to.as_deref();
    let carried = said.by(&args.event, |desk, by| desk.export(by, &args.file, to))?;
    said.out.answer(&carried, show::carried)
}

pub fn merge(args: &args::Merge, said: &Said) -> Result<Ended> {
    let merge = if args.dry_run { Merge::DryRun } else { Merge::Apply };
    let (taken, findings) = said.by(&args.event, |desk, by| {
        let known = desk.findings(said.out.lang)?;
        let mut all = Taken { new: 0, known: 0, waiting: 0, missing: Vec::new(), left_out: 0 };
        for file in &args.files {
            let taken = desk.merge(by, file, merge)?;
            all.new += taken.new;
            all.known += taken.known;
            all.left_out += taken.left_out;
            // What is waited for is what is left after the last file.
            (all.waiting, all.missing) = (taken.waiting, taken.missing);
        }
        let fresh = |finding: &FindingView| !known.iter().any(|known| known.id == finding.id);
        let findings = desk.findings(said.out.lang)?.iter().filter(|finding| fresh(finding)).count();
        Ok((all, findings))
    })?;
    let merged = Merged { taken, findings };
    said.out.answer(&merged, |merged, lang| show::taken(&merged.taken, merged.findings, merge, lang))
}

/// Reads a passphrase: the file's first line.
fn passphrase(file: &std::path::Path) -> Result<String> {
    let text = files::read_text(file)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
