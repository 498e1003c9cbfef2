//! Badges: the code and its check, the QR, the printed page.

pub mod code;
mod fit;
pub mod fonts;
pub mod page;
pub mod qr;
mod raster;
pub mod rules;
mod template;
mod typeset;

use std::fmt;

use serde::{Deserialize, Serialize};

/// Names a badge among all of an event: the desk slot that issued it and a random serial.
///
/// The badge number people read is `slot-serial` in decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BadgeNumber {
    /// 12 bits.
    pub slot: u16,
    pub serial: u32,
}

impl fmt::Display for BadgeNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.slot, self.serial)
    }
}
