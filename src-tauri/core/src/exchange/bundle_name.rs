//! Names of bundle files: unique, harmless on every file system, and readable at a glance.

use super::bundle::Range;
use crate::ids::{DeskId, EventId, hex};

/// What the name of a bundle of ours says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OurName {
    /// First 8 hex digits of the event.
    pub event: String,
    /// First 8 hex digits of the sender.
    pub desk: String,
}

/// Names a bundle: `gatehouse-EVENT8-DESK8-WHAT-HASH16.ghbundle`, of `a-z0-9-.` alone.
///
/// WHAT is FROM`-`TO of the sender's own records, or `n` and how many ranges there are. `hash` is the
/// plain stream's, so that different contents have different names.
pub fn file_name(event: EventId, sender: DeskId, ranges: &[Range], hash: &[u8; 32]) -> String {
    let own: Vec<&Range> = ranges.iter().filter(|range| range.desk == sender).collect();
    let what = match own.as_slice() {
        [Range { from, to, .. }] => format!("{from}-{to}"),
        _ => format!("n{}", ranges.len()),
    };
    let short = |bytes: &[u8]| hex(&bytes[..4]);
    let (event, desk) = (short(event.as_bytes()), short(sender.as_bytes()));
    format!("gatehouse-{event}-{desk}-{what}-{}.ghbundle", hex(&hash[..8]))
}

/// Reads a name that [`file_name`] gave; none for any other, whatever it may hold.
pub fn parse_name(name: &str) -> Option<OurName> {
    let mut parts = name.strip_prefix("gatehouse-")?.strip_suffix(".ghbundle")?.split('-');
    let (event, desk) = (parts.next()?, parts.next()?);
    let rest: Vec<&str> = parts.collect();
    let (hash, what) = rest.split_last()?;
    let sound = is_hex(event, 8) && is_hex(desk, 8) && is_hex(hash, 16) && is_what(what);
    sound.then(|| OurName { event: event.to_owned(), desk: desk.to_owned() })
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_what(parts: &[&str]) -> bool {
    let number =
        |text: &str| !text.is_empty() && text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit());
    match parts {
        [from, to] => number(from) && number(to),
        [count] => count.strip_prefix('n').is_some_and(number),
        _ => false,
    }
}
