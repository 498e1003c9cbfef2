//! Records of an XLS and the texts in them, as [MS-XLS] lays them down.

use super::compound::{u16_at, u32_at};

/// What a record is.
pub mod kind {
    pub const FORMULA: u16 = 0x0006;
    pub const END: u16 = 0x000A;
    pub const DATE_MODE: u16 = 0x0022;
    pub const PASSWORD: u16 = 0x002F;
    pub const CONTINUE: u16 = 0x003C;
    pub const SHEET: u16 = 0x0085;
    pub const MANY_SMALL: u16 = 0x00BD;
    pub const RICH_LABEL: u16 = 0x00D6;
    pub const STYLE: u16 = 0x00E0;
    pub const TEXTS: u16 = 0x00FC;
    pub const SHARED_LABEL: u16 = 0x00FD;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const YES_NO: u16 = 0x0205;
    pub const TEXT: u16 = 0x0207;
    pub const SMALL: u16 = 0x027E;
    pub const FORMAT: u16 = 0x041E;
    pub const BEGIN: u16 = 0x0809;
}

/// A record with the records that only continue it.
pub struct Record<'s> {
    pub kind: u16,
    pub data: &'s [u8],
    pub more: Vec<&'s [u8]>,
}

/// Gives the records from a place in a stream on, up to its end or to what is no record.
pub fn records(stream: &[u8], from: usize) -> impl Iterator<Item = Record<'_>> {
    let mut rest = stream.get(from..).unwrap_or_default();
    let mut next = move |wanted: Option<u16>| {
        let kind = u16_at(rest, 0).filter(|kind| wanted.is_none_or(|wanted| *kind == wanted))?;
        let length = usize::from(u16_at(rest, 2)?);
        let data = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some((kind, data))
    };
    std::iter::from_fn(move || {
        let (kind, data) = next(None)?;
        let more = std::iter::from_fn(|| next(Some(kind::CONTINUE)).map(|(_, data)| data)).collect();
        Some(Record { kind, data, more })
    })
}

/// Reads a text that begins at a place of a record; `short`: its length is told in one byte.
pub fn text(record: &Record<'_>, at: usize, short: Length) -> Option<String> {
    let mut reading = Reading::new(record, at)?;
    let length = match short {
        Length::OneByte => usize::from(reading.byte()?),
        Length::TwoBytes => usize::from(reading.number()?),
    };
    let wide = reading.byte()? & 1 == 1;
    Some(reading.characters(length, wide))
}

/// How the length of a text is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    OneByte,
    TwoBytes,
}

/// Reads the table of texts; it ends where it no longer makes sense, whatever it says of its length.
pub fn shared_texts(record: &Record<'_>) -> Vec<String> {
    let Some(mut reading) = Reading::new(record, 8) else { return Vec::new() };
    std::iter::from_fn(|| reading.shared_text()).collect()
}

/// A place in a record and those that continue it.
struct Reading<'s> {
    /// What is left of the part it stands in.
    part: &'s [u8],
    more: std::vec::IntoIter<&'s [u8]>,
}

impl<'s> Reading<'s> {
    fn new(record: &Record<'s>, at: usize) -> Option<Self> {
        Some(Self { part: record.data.get(at..)?, more: record.more.clone().into_iter() })
    }

    fn byte(&mut self) -> Option<u8> {
        while self.part.is_empty() {
            self.part = self.more.next()?;
        }
        let (first, rest) = self.part.split_first()?;
        self.part = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > self.part.len() {
            count -= self.part.len();
            self.part = self.more.next()?;
        }
        self.part = &self.part[count..];
        Some(())
    }

    /// Behind the characters stand runs of fonts and how the text is spoken.
    fn shared_text(&mut self) -> Option<String> {
        let length = usize::from(self.number()?);
        let flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(self.number()?) };
        let spoken = match flags & 4 {
            0 => 0,
            _ => u32::from(self.number()?) | u32::from(self.number()?) << 16,
        };
        let text = self.characters(length, flags & 1 == 1);
        // What is missing behind the last text does not take the text away.
        let _ = self.skip(runs * 4 + spoken as usize);
        Some(text)
    }

    /// Where a text goes on in the next record, that record says anew how wide its characters are.
    fn characters(&mut self, mut count: usize, mut wide: bool) -> String {
        let mut text = String::new();
        loop {
            let width = if wide { 2 } else { 1 };
            let here = count.min(self.part.len() / width);
            let (now, rest) = self.part.split_at(here * width);
            match wide {
                true => text.push_str(&encoding_rs::UTF_16LE.decode_without_bom_handling(now).0),
                false => text.extend(now.iter().map(|byte| char::from(*byte))),
            }
            (self.part, count) = (rest, count - here);
            if count == 0 {
                return text;
            }
            let Some((flags, part)) = self.more.next().and_then(<[u8]>::split_first) else { return text };
            (self.part, wide) = (part, flags & 1 == 1);
        }
    }
}

/// Reads a number kept in four bytes: whole or not, times a hundred or not.
pub fn small_number(data: &[u8], at: usize) -> Option<f64> {
    let raw = u32_at(data, at)?;
    let number = match raw & 2 {
        0 => f64::from_bits(u64::from(raw & !3) << 32),
        _ => f64::from(raw.cast_signed() >> 2),
    };
    Some(if raw & 1 == 1 { number / 100.0 } else { number })
}

/// Reads a number kept in eight bytes.
pub fn number(data: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(data.get(at..)?.first_chunk().copied()?))
}
