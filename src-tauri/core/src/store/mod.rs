//! The only module that says rusqlite.
