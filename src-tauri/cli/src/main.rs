//! Gatehouse without a window: the same core behind a command line.
//!
//! Holds no rule about guests: it turns words into calls of [`gatehouse_core::desk`] and answers
//! into text or JSON.

mod args;
mod files;
mod fonts;
mod help;
mod lang;
mod output;
mod run;
mod shape;
mod show;
mod table;
mod usage;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;
use crate::output::Output;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(wrong) => return usage::tell(&wrong),
    };
    let out = Output { json: cli.common.json, lang: cli.common.lang.unwrap_or_else(lang::of_the_system) };
    match run::run(cli, &out) {
        Ok(ended) => ended.into(),
        Err(error) => out.fail(&error),
    }
}
