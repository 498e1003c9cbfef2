//! What the acceptance tests share.

pub mod build;
pub mod house;
