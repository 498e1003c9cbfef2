//! Evenings by the thousand, on the real core, each by a seed: whatever order the files travel in, whatever
//! disks are copied and clocks are wrong, the desks end in step and show what a plain reading of the records says.
//!
//! `GATEHOUSE_SEEDS` says how many (`20000`) or which (`17..18`); a seed that fails prints its number and what
//! was done and how to play it again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod acts;
mod book;
mod dice;
mod fleet;
mod laptop;
mod lists;
mod mail;
mod office;
mod oracle;
mod rest;
mod walk;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use world::{Sim, World, take_notes};

/// Seeds played where nobody asks for more; `make test` does.
const SEEDS: u64 = 200;

#[test]
fn desks_that_exchange_everything_show_what_the_records_say() {
    let seeds = seeds();
    let (next, failed) = (AtomicU64::new(seeds.start), Mutex::new(Vec::new()));
    let workers = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds.end || failed.lock().unwrap().len() >= 3 {
                        break;
                    }
                    if let Err(story) = told(seed, seeds.end - seeds.start == 1) {
                        failed.lock().unwrap().push(story);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "\n{}", failed.join("\n\n"));
}

fn seeds() -> std::ops::Range<u64> {
    let asked = std::env::var("GATEHOUSE_SEEDS").unwrap_or_default();
    match asked.split_once("..") {
        Some((from, to)) => from.parse().unwrap()..to.parse().unwrap(),
        None => 0..asked.parse().unwrap_or(SEEDS),
    }
}

/// Plays a seed; a failure comes with its story.
fn told(seed: u64, is_alone: bool) -> Result<(), String> {
    let played = catch_unwind(AssertUnwindSafe(|| play(seed)));
    let notes = take_notes().join("\n  ");
    let why = match played {
        Ok(Ok(())) if !is_alone => return Ok(()),
        Ok(Ok(())) => {
            println!("Seed {seed}:\n  {notes}");
            return Ok(());
        }
        Ok(Err(why)) => why,
        Err(_) => "it panicked, as said above".to_owned(),
    };
    let again =
        format!("GATEHOUSE_SEEDS={seed}..{} cargo test -p gatehouse-core --test simulation", seed + 1);
    Err(format!("Seed {seed} failed. What was done:\n  {notes}\n{why}\nTo play it again: {again}"))
}

fn play(seed: u64) -> Sim<()> {
    let mut world = World::new(seed)?;
    for _ in 0..20 + world.dice.below(60) {
        world.step()?;
    }
    world.come_to_rest()
}
