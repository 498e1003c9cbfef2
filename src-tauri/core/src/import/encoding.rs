//! Bytes to text: BOM, then the pattern UTF-16 leaves, then strict UTF-8, then a statistical guess.
//!
//! The guess gets no language hint: a hint turns Big5 into GBK and back. Trying codecs in turn is no
//! way either, because Big5 passes a strict GB18030 decoder as plausible Han.

use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::Result;
use crate::import::sentences;

/// A list as text, and how its bytes were understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// WHATWG name of the encoding; GBK is called by its superset GB18030.
    pub encoding: &'static str,
    /// How many characters could not be read and stand as U+FFFD.
    pub replaced: usize,
}

/// Decodes a list in the encoding `wanted`, or in the one its bytes show; `usage` when no such encoding exists.
pub fn decode(bytes: &[u8], wanted: Option<&str>) -> Result<Decoded> {
    let encoding = match wanted {
        Some(label) => Encoding::for_label(label.trim().as_bytes())
            .filter(|encoding| *encoding != encoding_rs::REPLACEMENT)
            .ok_or_else(|| sentences::unknown_encoding(label))?,
        None => detect(bytes),
    };
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let replaced = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
    let encoding = if encoding == GBK || encoding == GB18030 { "GB18030" } else { encoding.name() };
    Ok(Decoded { text: text.into_owned(), encoding, replaced })
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf16_by_nuls(bytes) {
        return encoding;
    }
    // With other NULs it is no text, whatever the encoding: no need to guess one.
    if bytes.contains(&0) || std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    if reads_as_gb2312(bytes) {
        return GBK;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// Knows UTF-16 without a BOM by its NULs, which all stand on one side of the pairs.
fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(64 * 1024)];
    let (mut first, mut second) = (0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
    }
    // In text that is readable but for a few NULs, those are damage.
    let pairs = sample.len() / 2;
    let many = (first + second) * 2 > pairs || std::str::from_utf8(bytes).is_err();
    let encoding = match (first, second) {
        (0, 0) => return None,
        _ if !many || (first + second) * 20 < pairs => return None,
        (first, second) if second > first * 10 => UTF_16LE,
        (first, second) if first > second * 10 => UTF_16BE,
        _ => return None,
    };
    let (text, damaged) = encoding.decode_without_bom_handling(&bytes[..bytes.len() & !1]);
    (!damaged && !text.contains('\0')).then_some(encoding)
}

/// Tells that every run of high bytes is whole pairs of GB2312, most of them of its common first level.
///
/// One such name in two hundred lines of ASCII is too little for statistics, while in European text
/// high bytes mostly stand alone.
fn reads_as_gb2312(bytes: &[u8]) -> bool {
    let (mut pairs, mut common) = (0_usize, 0_usize);
    for run in bytes.split(u8::is_ascii).filter(|run| !run.is_empty()) {
        if run.len() % 2 == 1 {
            return false;
        }
        for pair in run.chunks_exact(2) {
            if !matches!(pair, [0xA1..=0xA9 | 0xB0..=0xF7, 0xA1..=0xFE]) {
                return false;
            }
            pairs += 1;
            common += usize::from(matches!(pair[0], 0xA1..=0xA3 | 0xB0..=0xD7));
        }
    }
    pairs > 0 && common * 10 >= pairs * 8
}

#[cfg(test)]
#[path = "encoding_tests.rs"]
mod tests;
