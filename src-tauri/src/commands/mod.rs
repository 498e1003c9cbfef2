//! What the page may call, a file for each family of screens. Each command passes on and no more.

pub mod event;
