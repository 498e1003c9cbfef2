//! The digits of a badge: how they are made, how scanned text is cleaned and read.
//!
//! A code says which badge it is and that one of the event's desks made it. Whether that badge
//! is on the list, active or already used is for the journal and the decision to say.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::badge::BadgeNumber;
use crate::ids::{BadgeKey, EventId};

/// How many digits every code has.
pub const DIGITS: usize = 34;
/// Text longer than this many characters is no badge and is not kept.
pub const LONGEST: usize = 256;

const FORMAT: u128 = 1;
/// What scanners put in front of a code to announce its character set.
const ECI_PREFIXES: [&str; 4] = ["\\000001", "\\000003", "\\000026", "\\000027"];

/// A badge code: below 2^112, read as 34 digits.
///
/// From the top: format 4 bits, event mark 12, desk slot 12, serial 32, tag 52.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BadgeCode(u128);

/// What a text is to this event, as far as its digits tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Made with one of the event's keys; `key` is its place in the list given.
    Genuine { number: BadgeNumber, key: usize },
    /// A badge of format 1 whose event mark is another's.
    OtherEvent,
    /// Shaped like a badge, made by none of the keys.
    NotAuthentic,
    /// Not shaped like a badge of any event; it may be a code that came with the guest list.
    NotOurs,
}

/// Scanned text without what scanners and keyboards add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cleaned {
    /// To be looked up; everything inside is as it was read.
    Text(String),
    /// Empty, too long or with control characters: neither looked up nor kept.
    NotABadge,
}

/// Makes the code of a badge; the same badge has the same code under the same key for ever.
pub fn make(event: EventId, key: &BadgeKey, number: BadgeNumber) -> BadgeCode {
    let slot = u128::from(number.slot & 0xfff);
    let head = FORMAT << 108 | event_mark(event) << 96 | slot << 84 | u128::from(number.serial) << 52;
    BadgeCode(head | tag(event, key, number))
}

/// Reads a code against the event's keys, newest first.
///
/// Text that is also an exact foreign code is the caller's to find before it believes
/// [`Reading::OtherEvent`] or [`Reading::NotAuthentic`].
pub fn read(text: &str, event: EventId, keys: &[BadgeKey]) -> Reading {
    let Some(value) = digits(text) else { return Reading::NotOurs };
    let number = BadgeNumber { slot: (value >> 84) as u16 & 0xfff, serial: (value >> 52) as u32 };
    // The whole code is made again and compared, so every one of its bits is checked. An ordinary
    // comparison will do: a desk answers no one over a wire who could measure how long it took.
    if let Some(key) = keys.iter().position(|key| make(event, key, number).0 == value) {
        return Reading::Genuine { number, key };
    }
    let foreign = value >> 108 == FORMAT && (value >> 96 & 0xfff) != event_mark(event);
    if foreign { Reading::OtherEvent } else { Reading::NotAuthentic }
}

/// Cuts what scanners add around a code: character set announcements, line ends, blanks.
pub fn clean(text: &str) -> Cleaned {
    let mut rest = text.trim();
    while let Some(shorter) = ECI_PREFIXES.iter().find_map(|prefix| rest.strip_prefix(prefix)) {
        rest = shorter.trim_start();
    }
    let too_long = rest.chars().nth(LONGEST).is_some();
    if rest.is_empty() || too_long || rest.chars().any(char::is_control) {
        return Cleaned::NotABadge;
    }
    Cleaned::Text(rest.to_owned())
}

impl fmt::Display for BadgeCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:0DIGITS$}", self.0)
    }
}

/// Reads exactly 34 digits, full-width ones too, as a Chinese input method may type them.
fn digits(text: &str) -> Option<u128> {
    let plain: String = text.nfkc().take(DIGITS + 1).collect();
    let shaped = plain.len() == DIGITS && plain.bytes().all(|byte| byte.is_ascii_digit());
    shaped.then(|| plain.parse().ok()).flatten()
}

fn event_mark(event: EventId) -> u128 {
    let digest = Sha256::digest(event.as_bytes());
    u128::from(digest[0]) << 4 | u128::from(digest[1] >> 4)
}

fn tag(event: EventId, key: &BadgeKey, number: BadgeNumber) -> u128 {
    let message = format!("gatehouse-badge-1|{event}|{}|{}", number.slot, number.serial);
    let digest = keyed(key).chain_update(message).finalize().into_bytes();
    digest[..7].iter().fold(0, |tag, byte| tag << 8 | u128::from(*byte)) >> 4
}

/// Starts the keyed hash. A key of 32 bytes is shorter than the hash's block, so it is padded
/// with zeros as RFC 2104 says; this spares an error that cannot happen.
fn keyed(key: &BadgeKey) -> Hmac<Sha256> {
    let mut block = [0; 64];
    block[..BadgeKey::LENGTH].copy_from_slice(key.as_bytes());
    <Hmac<Sha256> as hmac::digest::KeyInit>::new(&block.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: EventId = EventId::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    const OTHER: EventId = EventId::new([0x55; 16]);
    const KEY: BadgeKey = BadgeKey::new([7; 32]);
    const OLD_KEY: BadgeKey = BadgeKey::new([8; 32]);
    const GENUINE: &str = "0565689152528762215009750975386041";

    fn number(slot: u16, serial: u32) -> BadgeNumber {
        BadgeNumber { slot, serial }
    }

    /// Computed apart from this code, with Python's hmac and hashlib.
    #[test]
    fn a_badge_has_the_same_digits_on_every_desk_and_in_every_version() {
        for (event, key, badge, code) in [
            (EVENT, KEY, number(1, 1), "0565689099694660492440661859135586"),
            (EVENT, KEY, number(4095, u32::MAX), "0565768308514361631554631425801399"),
            (EVENT, KEY, number(0, 0), "0565689080351847371841469479418041"),
            (EVENT, KEY, number(3, 3_141_592_653), GENUINE),
            (EVENT, OLD_KEY, number(1, 1), "0565689099694660489912096290824006"),
            (OTHER, KEY, number(1, 1), "0549764239029293360335961981866388"),
        ] {
            assert_eq!(make(event, &key, badge).to_string(), code, "{badge}");
            assert_eq!(read(code, event, &[key]), Reading::Genuine { number: badge, key: 0 });
        }
    }

    #[test]
    fn every_single_changed_digit_is_refused() {
        for place in 0..DIGITS {
            for shift in 1..10 {
                let mut changed = GENUINE.as_bytes().to_vec();
                changed[place] = b'0' + (changed[place] - b'0' + shift) % 10;
                let changed = String::from_utf8(changed).unwrap_or_default();
                let reading = read(&changed, EVENT, &[KEY, OLD_KEY]);
                assert!(
                    matches!(reading, Reading::NotAuthentic | Reading::OtherEvent),
                    "digit {place} moved by {shift}: {reading:?}"
                );
            }
        }
    }

    #[test]
    fn a_code_of_an_older_key_is_still_known_and_says_which_key_it_was() {
        let code = make(EVENT, &OLD_KEY, number(2, 9)).to_string();
        assert_eq!(read(&code, EVENT, &[KEY, OLD_KEY]), Reading::Genuine { number: number(2, 9), key: 1 });
        assert_eq!(read(&code, EVENT, &[KEY]), Reading::NotAuthentic);
        assert_eq!(read(&code, EVENT, &[]), Reading::NotAuthentic);
    }

    #[test]
    fn a_badge_of_another_event_is_told_from_a_forged_one() {
        let code = make(OTHER, &KEY, number(1, 1)).to_string();
        assert_eq!(read(&code, EVENT, &[KEY]), Reading::OtherEvent);
        let format_2 = (2u128 << 108) + 5;
        assert_eq!(read(&format!("{format_2:034}"), EVENT, &[KEY]), Reading::NotAuthentic);
    }

    #[test]
    fn only_34_digits_below_two_to_the_112_are_ever_genuine() {
        let shorter = &GENUINE[1..];
        let longer = format!("0{GENUINE}");
        let signed = format!("+{shorter}");
        for text in ["", shorter, &longer, &signed, "luma-abc", "3141592653"] {
            assert_eq!(read(text, EVENT, &[KEY]), Reading::NotOurs, "{text}");
        }
        // The genuine number with bits set above the 112th.
        let above = GENUINE.parse::<u128>().unwrap_or_default() + (1 << 112);
        for text in ["5192296858534827628530496329220096", "9999999999999999999999999999999999"] {
            assert_eq!(read(text, EVENT, &[KEY]), Reading::NotAuthentic, "{text}");
        }
        assert_eq!(read(&above.to_string(), EVENT, &[KEY]), Reading::NotAuthentic);
    }

    #[test]
    fn digits_typed_full_width_by_an_input_method_are_the_same_code() {
        let wide: String = GENUINE.chars().filter_map(|c| char::from_u32(c as u32 - 0x30 + 0xff10)).collect();
        assert_eq!(read(&wide, EVENT, &[KEY]), Reading::Genuine { number: number(3, 3_141_592_653), key: 0 });
    }

    #[test]
    fn what_a_scanner_adds_around_a_code_is_cut_and_nothing_inside_it() {
        for (raw, text) in [
            ("123\r\n", "123"),
            ("\\000026123", "123"),
            ("\\000003\\000027 123\t", "123"),
            ("\\000001\u{3000}123\n", "123"),
            ("\\000002123", "\\000002123"),
            ("A+b-c/d=e:f \\000026", "A+b-c/d=e:f \\000026"),
            ("２０ 人", "２０ 人"),
        ] {
            assert_eq!(clean(raw), Cleaned::Text(text.to_owned()), "{raw:?}");
        }
    }

    #[test]
    fn text_that_can_be_no_code_is_not_kept() {
        let longest = "é".repeat(LONGEST);
        assert_eq!(clean(&longest), Cleaned::Text(longest.clone()));
        for raw in ["", " \r\n", "\\000026", "12\u{1}3", "12\u{7f}3", "12\n3", "12\u{85}3"] {
            assert_eq!(clean(raw), Cleaned::NotABadge, "{raw:?}");
        }
        assert_eq!(clean(&format!("{longest}x")), Cleaned::NotABadge);
        assert_eq!(clean(&"9".repeat(10_000)), Cleaned::NotABadge);
    }
}
