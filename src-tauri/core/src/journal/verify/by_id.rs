//! Maps by record id. An id is a hash already, so its first bytes serve as one.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::ids::RecordId;

pub(super) type ById<T> = HashMap<RecordId, T, BuildHasherDefault<FirstBytes>>;

#[derive(Debug, Default)]
pub(super) struct FirstBytes(u64);

impl Hasher for FirstBytes {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    /// The length of an id, always the same.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
