//! Time and randomness, passed in from outside so that every rule can be tested at any hour.

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// Gives how many milliseconds have passed since `earlier`; negative when the clock went back.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

/// Tells the time; the window and the command line pass the system's, tests a fixed one.
pub trait Clock: Send + Sync {
    /// Gives the present moment.
    fn now(&self) -> Millis;
}

/// Gives random bytes; the window and the command line pass the system's, tests a counted one.
pub trait Entropy: Send {
    /// Fills `bytes` with randomness fit for keys.
    fn fill(&mut self, bytes: &mut [u8]);
}
