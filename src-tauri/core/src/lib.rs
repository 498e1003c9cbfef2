//! All that Gatehouse is, without a window.
//!
//! The core knows no window, no chosen path, no wall clock and no randomness of its own:
//! time and random bytes are passed in as [`clock::Clock`] and [`clock::Entropy`].
//! [`desk::Desk`] is the facade; its `record` is the only write path.

pub mod admission;
pub mod backup;
pub mod badge;
pub mod clock;
pub mod desk;
pub mod error;
pub mod exchange;
pub mod files;
pub mod finding;
pub mod guest;
pub mod ids;
pub mod import;
pub mod journal;
pub mod presence;
pub mod screening;
pub mod settings;
pub mod store;
pub mod text;
pub mod view;
