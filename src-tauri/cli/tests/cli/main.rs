//! The command line as the program it is: run with words, judged by what it prints and how it ends.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;
mod contract;
mod desks;
mod disk;
mod door;
mod errors;
mod exchange;
mod findings;
mod hostile;
mod main_job;
mod restore;
