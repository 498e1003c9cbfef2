//! What an XLSX may cost: looked at before anything is made of it.
//!
//! The library that reads workbooks makes room for all a part names: for each text, each style with
//! its own copy of a number format, for as many texts as are announced. So those are counted here.

use std::io::{Cursor, Read};

use calamine::XlsxError;
use memchr::memmem::Finder;
use zip::ZipArchive;

use crate::error::Result;
use crate::import::sentences;

/// Bytes all parts together may unpack to.
const MAX_UNPACKED: u64 = 160 * 1024 * 1024;
/// A part that packs better than this is no list that somebody typed.
const MAX_RATIO: u64 = 80;
/// What all parts together may unpack to beyond that ratio.
const SPARE: u64 = 16 * 1024 * 1024;
/// Most parts; a list has a dozen.
const MAX_PARTS: usize = 2_000;
/// Most texts a workbook may hold, or say it holds: room is made for as many as it says.
const MAX_TEXTS: u64 = 2_000_000;
/// Most pieces of markup in the styles; a spreadsheet program keeps 64,000 styles of a cell at most.
const MAX_STYLES: u64 = 400_000;
/// The longest piece of the styles in bytes; each style of a cell gets its own copy of what it names.
const LONGEST_STYLE: usize = 2 * 1024;

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
    let (mut left, mut spare, mut texts) = (MAX_UNPACKED, SPARE, 0);
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(broken)?;
        let typed = part.compressed_size().saturating_mul(MAX_RATIO);
        let mut watch = Watch::of(part.name_raw(), texts);
        let unpacked = measure(part, left.min(typed.saturating_add(spare)), &mut watch)?;
        left -= unpacked;
        spare -= unpacked.saturating_sub(typed);
        texts = watch.texts;
    }
    Ok(())
}

/// Gives how many bytes a part unpacks to.
fn measure(mut part: impl Read, allowed: u64, watch: &mut Watch) -> Result<u64> {
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
        watch.look(&buffer[..read])?;
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Styles,
    Markup,
    Other,
}

/// Counts in a part's text what room will be made for, across the borders of its pieces.
struct Watch {
    part: Part,
    announced: Finder<'static>,
    text: Finder<'static>,
    /// The end of the piece before.
    kept: Vec<u8>,
    texts: u64,
    styles: u64,
    /// Bytes since the last piece of markup began.
    since: usize,
}

impl Watch {
    /// As long as the attribute, a few spaces and a number can be.
    const KEPT: usize = 64;

    fn of(name: &[u8], texts: u64) -> Self {
        let name = name.to_ascii_lowercase();
        let part = match &name {
            name if name.ends_with(b"styles.xml") => Part::Styles,
            name if name.ends_with(b".xml") || name.ends_with(b".rels") => Part::Markup,
            _ => Part::Other,
        };
        let (announced, text) = (Finder::new(b"uniqueCount"), Finder::new(b"si"));
        Self { part, announced, text, kept: Vec::new(), texts, styles: 0, since: 0 }
    }

    fn look(&mut self, piece: &[u8]) -> Result<()> {
        if self.part == Part::Other {
            return Ok(());
        }
        // Markup in UTF-16 could hide what is looked for; no program writes it.
        if memchr::memchr(0, piece).is_some() {
            return Err(sentences::damaged_workbook());
        }
        self.look_at_texts(piece)?;
        if self.part == Part::Styles { self.look_at_styles(piece) } else { Ok(()) }
    }

    fn look_at_texts(&mut self, piece: &[u8]) -> Result<()> {
        let before = self.kept.len();
        self.kept.extend_from_slice(piece);
        let kept = &self.kept;
        let announced =
            self.announced.find_iter(kept).map(|at| count_after(&kept[at + b"uniqueCount".len()..]));
        let opened = self.text.find_iter(kept).filter(|at| *at + 2 > before && opens(kept, *at)).count();
        self.texts += opened as u64;
        if self.texts > MAX_TEXTS || announced.max().is_some_and(|announced| announced > MAX_TEXTS) {
            return Err(sentences::too_large());
        }
        let done = self.kept.len().saturating_sub(Self::KEPT);
        self.kept.drain(..done);
        Ok(())
    }

    fn look_at_styles(&mut self, piece: &[u8]) -> Result<()> {
        let mut begun = None;
        for at in memchr::memchr_iter(b'<', piece) {
            let length = begun.map_or(self.since + at, |begun| at - begun);
            self.styles += 1;
            if length > LONGEST_STYLE || self.styles > MAX_STYLES {
                return Err(sentences::too_large());
            }
            begun = Some(at);
        }
        self.since = begun.map_or(self.since + piece.len(), |begun| piece.len() - begun);
        Ok(())
    }
}

/// Tells that the name found at `at` is that of a tag that opens, with a prefix or without.
fn opens(markup: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| matches!(markup[before], b'<' | b':'))
        && markup.get(at + 2).is_none_or(|behind| !behind.is_ascii_alphanumeric())
}

fn count_after(text: &[u8]) -> u64 {
    let between = |byte: &&u8| matches!(byte, b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' | b'+');
    let digits = text.iter().skip_while(between).take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_u64, |count, digit| count.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}
