//! The real clock and the real randomness: the one place that asks the system for either.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::clock::{Clock, Entropy, Millis};

/// What a desk needs from the world around it.
pub struct Surroundings {
    pub clock: Arc<dyn Clock>,
    pub entropy: Box<dyn Entropy>,
}

impl Surroundings {
    /// Gives the system's clock and randomness.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), entropy: Box::new(SystemEntropy) }
    }
}

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
    fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let millis = match since {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis),
        };
        Millis(millis)
    }
}

struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(
        clippy::expect_used,
        clippy::disallowed_methods,
        reason = "a system without randomness cannot make keys; going on would be worse"
    )]
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}
