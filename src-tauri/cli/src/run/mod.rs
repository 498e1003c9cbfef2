//! What each command does with an event; a file a family of commands.

mod badges;
mod desks;
mod door;
mod event;
mod exchange;
mod findings;
mod guests;
mod import;
mod marshal;
mod restore;
mod stream;

use std::path::Path;

use gatehouse_core::desk::{Desk, DeskHandle, Done, Surroundings};
use gatehouse_core::error::Result;
use gatehouse_core::ids::GuestId;
use gatehouse_core::settings::Operator;

use crate::args::{Cli, Command};
use crate::output::{Ended, Output};
use crate::shape::{Changed, Written};

/// Runs one command.
pub fn run(cli: Cli, out: &Output) -> Result<Ended> {
    let said = Said { out: *out, operator: cli.common.operator };
    match cli.command {
        Command::New(args) => event::new(&args, &said),
        Command::Settings(args) => event::settings(&args, &said),
        Command::Verify(args) => event::verify(&args, &said),
        Command::Rebuild(args) => event::rebuild(&args, &said),
        Command::Fingerprint(args) => event::fingerprint(&args, &said),
        Command::Restore(args) => restore::restore(&args, &said),
        Command::Void(args) => event::void(&args, &said),
        Command::Import(args) => import::import(&args, &said),
        Command::ExportGuests(args) => guests::export(&args, &said),
        Command::Guests(args) => guests::list(&args, &said),
        Command::Guest(args) => guests::one(&args, &said),
        Command::Add(args) => guests::add(args, &said),
        Command::Edit(args) => guests::edit(args, &said),
        Command::Badges(args) => badges::pages(&args, &said),
        Command::Reissue(args) => badges::reissue(&args, &said),
        Command::Badge(args) => badges::set(&args, &said),
        Command::Screen(args) => door::screen(&args, &said),
        Command::Scan(args) => door::scan(args, &said),
        Command::Override(args) => door::admit_anyway(args, &said),
        Command::Occupancy(args) => marshal::occupancy(&args, &said),
        Command::StopEntry(args) => marshal::stop_entry(&args, &said),
        Command::Resume(args) => marshal::resume(&args, &said),
        Command::AddDesk(args) => desks::add(args, &said),
        Command::Join(args) => desks::join(&args, &said),
        Command::Desks(args) => desks::list(&args, &said),
        Command::RetireDesk(args) => desks::retire(&args, &said),
        Command::Export(args) => desks::export(&args, &said),
        Command::Merge(args) => desks::merge(&args, &said),
        Command::RotateKey(args) => badges::rotate_key(&args, &said),
        Command::Erase(args) => guests::erase(&args, &said),
        Command::Findings(args) => findings::list(&args, &said),
        Command::Acknowledge(args) => findings::acknowledge(&args, &said),
        Command::Exchange(args) => exchange::exchange(&args, &said),
        Command::Correct(args) => marshal::correct(&args, &said),
        Command::EveryoneOut(args) => marshal::everyone_out(&args, &said),
    }
}

/// What was said beside the command: form, language and operator.
struct Said {
    out: Output,
    operator: Option<String>,
}

impl Said {
    /// Opens the event, does the job and closes it again, bringing everything to the disk.
    fn at<T>(&self, event: &Path, job: impl FnOnce(&mut Desk) -> Result<T>) -> Result<T> {
        let mut desk = Desk::open(event, Surroundings::system())?;
        let told = desk.notices().len();
        self.opened(&desk)?;
        let answer = desk.finish_merges().and_then(|()| job(&mut desk));
        desk.notices().iter().skip(told).for_each(|notice| self.out.notice(notice));
        let closed = desk.close();
        answer.and_then(|answer| closed.map(|()| answer))
    }

    /// Opens the event on a thread of its own, does the job beside it and closes it again.
    fn beside<T>(&self, event: &Path, job: impl FnOnce(&DeskHandle) -> Result<T>) -> Result<T> {
        let desk = Desk::open(event, Surroundings::system())?;
        self.opened(&desk)?;
        let handle = DeskHandle::start(desk)?;
        let answer = job(&handle);
        handle.damage().iter().for_each(|damage| self.out.notice(damage));
        let closed = handle.stop();
        answer.and_then(|answer| closed.map(|()| answer))
    }

    /// Tells what opening found or mended, and what is left to finish.
    fn opened(&self, desk: &Desk) -> Result<()> {
        let cut_off = desk.cut_off_import()?;
        desk.notices().iter().chain(&cut_off).for_each(|notice| self.out.notice(notice));
        Ok(())
    }

    /// Like [`Self::at`], for a job that somebody does.
    fn by<T>(&self, event: &Path, job: impl FnOnce(&mut Desk, &Operator) -> Result<T>) -> Result<T> {
        self.at(event, |desk| {
            let by = desk.operator(self.operator.as_deref())?;
            job(desk, &by)
        })
    }
}

fn changed<T>(desk: &Desk, said: &Said, guest: GuestId, done: &Done<T>) -> Result<Changed> {
    Ok(Changed { guest: desk.guest(guest, said.out.lang)?, record: record_of(done) })
}

fn written<T>(done: &Done<T>) -> Written {
    Written { record: record_of(done) }
}

fn record_of<T>(done: &Done<T>) -> Option<String> {
    done.records.first().map(ToString::to_string)
}
