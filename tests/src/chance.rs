//! Chance that can be had again: the seed is told with every failure and taken from the environment.

use std::fmt;
use std::time::Duration;

/// A small generator (splitmix64, public domain by Sebastiano Vigna), good enough for moments to kill at.
#[derive(Debug)]
pub struct Chance {
    seed: u64,
    state: u64,
}

impl Chance {
    /// Takes the seed from `GATEHOUSE_SEED`, or the process number.
    pub fn from_environment() -> Self {
        let set = std::env::var("GATEHOUSE_SEED").ok().and_then(|seed| seed.parse().ok());
        Self::new(set.unwrap_or_else(|| u64::from(std::process::id())))
    }

    pub fn new(seed: u64) -> Self {
        Self { seed, state: seed }
    }

    /// Gives a number from 0 to one less than `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap_or_default()
    }

    /// Gives a stretch of time of at most `longest`, in microseconds.
    pub fn up_to(&mut self, longest: Duration) -> Duration {
        let micros = u64::try_from(longest.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.next() % micros.max(1))
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ self.state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
}

impl fmt::Display for Chance {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "GATEHOUSE_SEED={}", self.seed)
    }
}
