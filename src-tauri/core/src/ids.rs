//! Identities as newtypes, all made by one macro.
//!
//! An id is a fixed number of bytes, written everywhere as lower-case hex.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Says that a text is not the lower-case hex of an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a lower-case hex id: {0:?}")]
pub struct NotAnId(String);

/// Writes bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len() * 2);
    push_hex(&mut out, bytes);
    String::from_utf8(out).unwrap_or_default()
}

/// Adds bytes as lower-case hex.
pub fn push_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    let begin = out.len();
    out.resize(begin + bytes.len() * 2, 0);
    put_hex(bytes, &mut out[begin..]);
}

/// Writes bytes as lower-case hex into `out`, which has room for twice as many.
fn put_hex(bytes: &[u8], out: &mut [u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (byte, pair) in bytes.iter().zip(out.chunks_exact_mut(2)) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
}

/// Room for the longest id as hex.
const LONGEST: usize = 64;

/// Hands an id over as lower-case hex without taking room on the heap: every record holds several.
fn with_hex<T>(bytes: &[u8], take: impl FnOnce(&str) -> T) -> T {
    let mut out = [0; LONGEST];
    let out = &mut out[..bytes.len() * 2];
    put_hex(bytes, out);
    take(std::str::from_utf8(out).unwrap_or_default())
}

/// Reads exactly `N` bytes of lower-case hex.
pub fn unhex<const N: usize>(text: &str) -> Result<[u8; N], NotAnId> {
    let refuse = || NotAnId(text.chars().take(80).collect());
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return Err(refuse());
    }
    let mut bytes = [0; N];
    let mut strange = 0;
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (NIBBLES[usize::from(pair[0])], NIBBLES[usize::from(pair[1])]);
        strange |= high | low;
        *byte = high << 4 | (low & 15);
    }
    if strange & NO_DIGIT == 0 { Ok(bytes) } else { Err(refuse()) }
}

/// Set in [`NIBBLES`] for what is no lower-case hex digit.
const NO_DIGIT: u8 = 0x80;
static NIBBLES: [u8; 256] = nibbles();

const fn nibbles() -> [u8; 256] {
    let mut nibbles = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        nibbles[b"0123456789abcdef"[value] as usize] = value as u8;
        value += 1;
    }
    nibbles
}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// How many bytes the id has.
            pub const LENGTH: usize = $length;

            /// Wraps the id's bytes.
            pub const fn new(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// Gives the id's bytes.
            pub const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                with_hex(&self.0, |text| out.write_str(text))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{}({})", stringify!($name), hex(&self.0))
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                unhex(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                with_hex(&self.0, |text| serializer.serialize_str(text))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    };
}

id_type!(
    /// Names an event: the desk id of the desk that created it.
    EventId, 16
);
id_type!(
    /// Names a finding: the SHA-256 of its kind and of the ids it rests on.
    FindingId, 32
);
id_type!(
    /// Names a desk: the first 16 bytes of the SHA-256 of its Ed25519 public key.
    DeskId, 16
);
id_type!(
    /// Names an operator: derived from the event and the operator's name.
    OperatorId, 16
);
id_type!(
    /// Names a guest, see [`crate::guest`] for how it comes about.
    GuestId, 16
);
id_type!(
    /// Names one import of a guest list.
    ImportId, 16
);
id_type!(
    /// Names a record: the SHA-256 of its header bytes.
    RecordId, 32
);
id_type!(
    /// An Ed25519 or X25519 public key.
    PublicKey, 32
);
id_type!(
    /// The secret that badge tags and guest ids are made with.
    BadgeKey, 32
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_hex_and_from_nothing_else() {
        let id = GuestId::new([0xab; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "00", &id.to_string().to_uppercase(), "zz".repeat(16).as_str()] {
            assert!(wrong.parse::<GuestId>().is_err(), "{wrong}");
        }
    }
}
