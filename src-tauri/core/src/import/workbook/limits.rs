//! What an XLSX may cost: looked at before anything is made of it.

use std::io::{Cursor, Read};

use calamine::XlsxError;
use memchr::memmem::Finder;
use zip::ZipArchive;

use crate::error::Result;
use crate::import::sentences;

/// Bytes all parts together may unpack to.
const MAX_UNPACKED: u64 = 256 * 1024 * 1024;
/// A part that packs better than this is no list that somebody typed.
const MAX_RATIO: u64 = 80;
/// What may be unpacked whatever the ratio.
const ALWAYS: u64 = 16 * 1024 * 1024;
/// Most parts; a list has a dozen.
const MAX_PARTS: usize = 2_000;
/// Most texts a workbook may say it holds: room is made for as many as it says.
const MAX_TEXTS: u64 = 4_000_000;

/// Unpacks every part into nothing, and refuses a workbook that is larger than it may be.
///
/// What a part says of its own size is not believed.
pub fn check(bytes: &[u8]) -> Result<()> {
    let broken =
        |error: zip::result::ZipError| sentences::damaged_workbook().caused_by(XlsxError::Zip(error));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MAX_PARTS {
        return Err(sentences::too_large());
    }
    let allowed = MAX_UNPACKED.min(ALWAYS + MAX_RATIO * bytes.len() as u64);
    let mut unpacked = 0;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(broken)?;
        let name = part.name_raw().to_ascii_lowercase();
        let markup = name.ends_with(b".xml") || name.ends_with(b".rels");
        unpacked += measure(part, allowed - unpacked, markup)?;
    }
    Ok(())
}

/// Gives how many bytes a part unpacks to.
fn measure(mut part: impl Read, allowed: u64, markup: bool) -> Result<u64> {
    let mut watch = Watch::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut total = 0;
    loop {
        let read = part.read(&mut buffer).map_err(|error| sentences::damaged_workbook().caused_by(error))?;
        if read == 0 {
            return Ok(total);
        }
        total += read as u64;
        if total > allowed {
            return Err(sentences::too_large());
        }
        if markup {
            watch.look(&buffer[..read])?;
        }
    }
}

/// Looks in a part's text for a count of texts that nobody can have, across the borders of its pieces.
struct Watch {
    finder: Finder<'static>,
    kept: Vec<u8>,
}

impl Watch {
    /// As long as the attribute, a few spaces and a number can be.
    const KEPT: usize = 64;

    fn new() -> Self {
        Self { finder: Finder::new(b"uniqueCount"), kept: Vec::new() }
    }

    fn look(&mut self, piece: &[u8]) -> Result<()> {
        // Markup in UTF-16 could hide what is looked for; no program writes it.
        if memchr::memchr(0, piece).is_some() {
            return Err(sentences::damaged_workbook());
        }
        self.kept.extend_from_slice(piece);
        for at in self.finder.find_iter(&self.kept) {
            if count_after(&self.kept[at + b"uniqueCount".len()..]) > MAX_TEXTS {
                return Err(sentences::too_large());
            }
        }
        let done = self.kept.len().saturating_sub(Self::KEPT);
        self.kept.drain(..done);
        Ok(())
    }
}

fn count_after(text: &[u8]) -> u64 {
    let between = |byte: &&u8| matches!(byte, b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' | b'+');
    let digits = text.iter().skip_while(between).take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_u64, |count, digit| count.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}
