//! Bytes of record v1: strict reading, exact writing.
//!
//! Knows the bytes of one record and nothing of chains. What it reads is untrusted: lengths are
//! checked before parsing, and whatever a desk could not have written is [`Damage`].

mod header;
mod json;
#[cfg(test)]
mod tests;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::ids::RecordId;
use crate::journal::fact::{FACTS, Fact};
use crate::text::Text;

pub use header::{read_header, write_header};

/// Longest header, in bytes.
pub const HEADER_LIMIT: usize = 4 * 1024;
/// Longest body, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;
/// Greatest integer a record may hold; beyond it readers that count in doubles would differ.
pub const GREATEST: u64 = 1 << 53;
const GREATEST_DIGITS: usize = 16;

/// Why bytes are not a record of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    #[error("longer than {limit} bytes")]
    TooLong { limit: usize },
    #[error("written by a newer program (record version {0})")]
    NewerVersion(u64),
    #[error("not as a record is written: {0}")]
    Malformed(String),
}

impl Damage {
    /// Says the damage to a person.
    pub fn text(&self) -> Text {
        match self {
            Self::TooLong { limit } => {
                Text::new(format!("longer than {limit} bytes"), format!("超过 {limit} 字节"))
            }
            Self::NewerVersion(version) => Text::new(
                format!("written by a newer Gatehouse (record version {version})"),
                format!("由更新版本的 Gatehouse 写入（记录版本 {version}）"),
            ),
            Self::Malformed(what) => Text::new(
                format!("not written the way a record is: {what}"),
                format!("不符合记录格式：{what}"),
            ),
        }
    }

    fn malformed(what: impl ToString) -> Self {
        Self::Malformed(what.to_string())
    }
}

/// Gives the record's id: the SHA-256 of its header bytes.
pub fn record_id(header: &[u8]) -> RecordId {
    RecordId::new(Sha256::digest(header).into())
}

/// Gives what a header carries as `body`: the SHA-256 of salt then body bytes.
pub fn body_hash(salt: &[u8; 16], body: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(body).finalize().into()
}

/// Writes facts as body bytes; facts of a newer program are never written anew and are left out.
pub fn write_body(facts: &[Fact]) -> Vec<u8> {
    let mut out = br#"{"facts":["#.to_vec();
    for (nth, fact) in facts.iter().filter(|fact| !matches!(fact, Fact::Unknown { .. })).enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        append_fact(&mut out, fact);
    }
    out.extend_from_slice(b"]}");
    out
}

#[expect(clippy::expect_used, reason = "a known fact has string keys only and a Vec takes every byte")]
fn append_fact(out: &mut Vec<u8>, fact: &Fact) {
    serde_json::to_writer(out, fact).expect("a known fact can always be written");
}

/// Reads body bytes; a fact of a newer program comes back as [`Fact::Unknown`].
pub fn read_body(bytes: &[u8]) -> Result<Vec<Fact>, Damage> {
    if bytes.len() > BODY_LIMIT {
        return Err(Damage::TooLong { limit: BODY_LIMIT });
    }
    match read_plain(bytes) {
        Some(facts) => Ok(facts),
        None => read_strictly(bytes),
    }
}

fn read_strictly(bytes: &[u8]) -> Result<Vec<Fact>, Damage> {
    let Value::Object(mut body) = json::parse(bytes).map_err(Damage::malformed)? else {
        return Err(Damage::malformed("the body is no object"));
    };
    match (body.remove("facts"), body.len()) {
        (Some(Value::Array(facts)), 0) => facts.iter().map(read_fact).collect(),
        _ => Err(Damage::malformed("the body is not a list of facts alone")),
    }
}

/// Reads a body as this version writes it, as nearly all are, in a fraction of the time.
///
/// What writes back to the same bytes holds no key twice and nothing that was not understood. Where a number might
/// be no whole one or beyond [`GREATEST`], nothing is said: that is for strict reading.
fn read_plain(bytes: &[u8]) -> Option<Vec<Fact>> {
    let Body { facts } = serde_json::from_slice(bytes).ok()?;
    let holds_any_value = facts.iter().any(|fact| matches!(fact, Fact::SettingSet { .. }));
    let is_plain = !holds_any_value && !has_long_number(bytes) && write_body(&facts) == bytes;
    is_plain.then_some(facts)
}

/// Tells that there are as many digits in a row as [`GREATEST`] has.
fn has_long_number(bytes: &[u8]) -> bool {
    bytes
        .chunk_by(|one, next| one.is_ascii_digit() == next.is_ascii_digit())
        .any(|run| run.len() >= GREATEST_DIGITS && run[0].is_ascii_digit())
}

/// Reads the body of a record that is held already, which [`read_body`] has once accepted, with the same result.
///
/// What does not write back to the same bytes is read strictly again.
pub fn reread_body(bytes: &[u8]) -> Result<Vec<Fact>, Damage> {
    match serde_json::from_slice::<Body>(bytes) {
        Ok(Body { facts }) if write_body(&facts) == bytes => Ok(facts),
        _ => read_body(bytes),
    }
}

#[derive(Deserialize)]
struct Body {
    facts: Vec<Fact>,
}

/// Reads one fact; a known one that says more than this program understands (a new reason, a new field) is
/// as unknown as a new one, so that an older program never takes a newer desk's records for damage.
fn read_fact(value: &Value) -> Result<Fact, Damage> {
    let Some(name) = value.get("fact").and_then(Value::as_str) else {
        return Err(Damage::malformed("a fact without a name"));
    };
    let read = if FACTS.contains(&name) { Fact::deserialize(value).ok() } else { None };
    match read {
        // What reading loses (a foreign key, a null) was not understood.
        Some(fact) if serde_json::to_value(&fact).is_ok_and(|again| again == *value) => Ok(fact),
        // Who had seen what rests on these, so they are read whole or not at all.
        _ if name == "Merged" => Err(Damage::malformed("heads that do not read")),
        _ => Ok(Fact::Unknown { name: name.to_owned() }),
    }
}
