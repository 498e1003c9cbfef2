//! The append-only list every desk keeps: records, their exact bytes, chains, ancestry.

pub mod ancestry;
pub mod codec;
pub mod fact;
mod kind;
pub mod log;
pub mod record;
pub mod seen;
pub mod signature;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod trust;
pub mod verify;
