//! What the page may call, a file for each family of screens. Each command passes on and no more.

pub mod backups;
pub mod badges;
pub mod carrying;
pub mod desks;
pub mod event;
pub mod exchange;
pub mod findings;
pub mod guests;
pub mod handing;
pub mod import;
pub mod many;
pub mod marshal;
pub mod scan;
