//! The exchange folder: once, until told to end, or beside a desk that scans.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{self, Sender};

use gatehouse_core::desk::{DeskHandle, Shown};
use gatehouse_core::error::{Error, Result};
use gatehouse_core::view::{ExchangeView, Verdict};

use super::door::{scan_of, shown};
use super::{Said, stream};
use crate::args;
use crate::output::Ended;
use crate::show;

/// What ends a wait.
enum Heard {
    Changed,
    Over,
}

pub fn exchange(args: &args::Exchange, said: &Said) -> Result<Ended> {
    // A folder mistyped is told at once; one that vanishes later only pauses.
    std::fs::read_dir(&args.folder).map_err(|error| Error::from_io(&args.folder, error))?;
    said.beside(&args.event, |handle| {
        if args.once {
            let _ = tell(&handle.exchange_once(&args.folder, said.out.lang)?, said)?;
        } else {
            until_told(handle, &args.folder, said)?;
        }
        said.out.end()
    })
}

/// Exchanges until Ctrl-C or SIGTERM, telling whenever something is otherwise than before.
fn until_told(handle: &DeskHandle, folder: &Path, said: &Said) -> Result<()> {
    let (end, heard) = mpsc::channel();
    end_on_signal(end.clone());
    handle.exchange_for_now(folder, move |_| drop(end.send(Heard::Changed)));
    let mut last: Option<ExchangeView> = None;
    while let Ok(Heard::Changed) = heard.recv() {
        let state = handle.exchange_state(said.out.lang)?;
        if let Some(state) = state.as_ref().filter(|_| state != last)
            && tell(state, said)?.is_break()
        {
            break;
        }
        last = state;
    }
    Ok(())
}

fn end_on_signal(end: Sender<Heard>) {
    // Without a handler the signal ends the program as it ends any other; nothing is lost by that.
    let _ = ctrlc::set_handler(move || drop(end.send(Heard::Over)));
}

fn tell(state: &ExchangeView, said: &Said) -> Result<ControlFlow<()>> {
    said.out.progress(&show::exchange(state, said.out.lang))
}

/// Decides about codes with backups, and where asked for the exchange, going on beside it.
pub fn scan(args: &args::Scan, said: &Said) -> Result<Ended> {
    said.beside(&args.event, |handle| {
        if let Some(folder) = &args.exchange {
            handle.exchange_for_now(folder, |_| ());
        }
        if args.code.as_deref() == Some("-") {
            return stream::answer(std::io::stdin().lock(), |code| {
                said.out.line(&scan_one(handle, args, said, Some(code))?)
            });
        }
        said.out.answer(&scan_one(handle, args, said, None)?, show::verdict)
    })
}

fn scan_one(handle: &DeskHandle, args: &args::Scan, said: &Said, code: Option<String>) -> Result<Verdict> {
    let (args, operator, lang) = (args.clone(), said.operator.clone(), said.out.lang);
    handle.write(move |desk| {
        let by = desk.operator(operator.as_deref())?;
        let what = match code {
            Some(code) => Shown::Codes(vec![code]),
            None => shown(desk, &args)?,
        };
        desk.scan(&by, &scan_of(what, &args), lang)
    })
}
