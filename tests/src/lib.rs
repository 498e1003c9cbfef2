//! What the acceptance tests share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)] // tests may stop

pub mod build;
pub mod chance;
pub mod house;
pub mod mutate;
