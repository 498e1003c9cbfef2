//! The QR of a badge code: numeric mode, level M, version 1.
//!
//! Thirty-four digits are exactly what that symbol holds, which is why the code has thirty-four.

use qrcode::bits::Bits;
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode, Version};

use crate::badge::code::BadgeCode;

/// Modules along one side.
pub const SIDE: usize = 21;
/// Modules of white that readers need on every side (ISO/IEC 18004).
pub const QUIET: usize = 4;

/// The dark and light modules of one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modules(Vec<bool>);

/// Dark modules that lie together, in modules from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

/// Makes the symbol of a code. It always fits; the error is passed on rather than assumed away.
pub fn modules(code: BadgeCode) -> Result<Modules, QrError> {
    let mut bits = Bits::new(Version::Normal(1));
    bits.push_numeric_data(code.to_string().as_bytes())?;
    bits.push_terminator(EcLevel::M)?;
    let colours = QrCode::with_bits(bits, EcLevel::M)?.into_colors();
    Ok(Modules(colours.into_iter().map(|colour| colour == Color::Dark).collect()))
}

impl Modules {
    /// Says whether a module is dark; outside the symbol none is.
    pub fn dark(&self, x: usize, y: usize) -> bool {
        x < SIDE && y < SIDE && self.0.get(y * SIDE + x).copied().unwrap_or(false)
    }

    /// Joins dark modules to blocks: no seams between them in print, and a third of the bytes.
    pub fn blocks(&self) -> Vec<Block> {
        let mut left = self.clone();
        let mut blocks = Vec::new();
        for y in 0..SIDE {
            for x in 0..SIDE {
                if left.dark(x, y) {
                    blocks.push(left.take_block(x, y));
                }
            }
        }
        blocks
    }

    /// Takes out the widest block whose top left corner is a dark module.
    fn take_block(&mut self, x: usize, y: usize) -> Block {
        let width = (x..=SIDE).take_while(|&x| self.dark(x, y)).count();
        let full = |y: &usize| (x..x + width).all(|x| self.dark(x, *y));
        let height = (y..=SIDE).take_while(full).count();
        for row in y..y + height {
            self.0[row * SIDE + x..row * SIDE + x + width].fill(false);
        }
        Block { x, y, width, height }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::badge::{BadgeNumber, code};
    use crate::ids::{BadgeKey, EventId};

    fn some_code(serial: u32) -> BadgeCode {
        code::make(EventId::new([9; 16]), &BadgeKey::new([7; 32]), BadgeNumber { slot: 1, serial })
    }

    #[test]
    fn every_badge_code_fits_the_smallest_symbol() {
        for serial in [0, 1, 0x7fff_ffff, u32::MAX] {
            let symbol = modules(some_code(serial)).unwrap();
            assert_eq!(symbol.0.len(), SIDE * SIDE);
            assert!((0..7).all(|x| symbol.dark(x, 0)), "the finder pattern stands in the corner");
        }
    }

    #[test]
    fn blocks_cover_each_dark_module_once_and_no_light_one() {
        let symbol = modules(some_code(3)).unwrap();
        let mut painted = vec![0; SIDE * SIDE];
        for block in symbol.blocks() {
            for y in block.y..block.y + block.height {
                for x in block.x..block.x + block.width {
                    painted[y * SIDE + x] += 1;
                }
            }
        }
        let expected: Vec<i32> = symbol.0.iter().map(|dark| i32::from(*dark)).collect();
        assert_eq!(painted, expected);
    }
}
