//! Numbers, parts and lines of the plain stream, and the hash of all that passes.

use std::io::{BufRead, Write};

use sha2::{Digest, Sha256};

use super::bundle_error::BundleError;
use super::bundle_seal::read_line;

/// Writes a number, seven bits a byte, lowest first; the top bit says that more follow.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Writes a signed number: 0, -1, 1, -2 ... as 0, 1, 2, 3.
pub(super) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put_number(out, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

/// Writes a length and the bytes.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// What fields are read from.
pub(super) trait Input {
    /// Reads a fixed number of bytes.
    fn array<const N: usize>(&mut self) -> Result<[u8; N], BundleError>;
    /// Reads a length, refuses one above `limit`, and reads that many bytes.
    fn bytes(&mut self, limit: usize) -> Result<Vec<u8>, BundleError>;

    /// Reads what [`put_number`] wrote.
    fn number(&mut self) -> Result<u64, BundleError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                break;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(BundleError::Damaged("a number is too great"))
    }

    /// Reads what [`put_signed`] wrote.
    fn signed(&mut self) -> Result<i64, BundleError> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }
}

/// Hashes whatever passes through it.
pub(super) struct Hashed<T> {
    pub inner: T,
    hash: Sha256,
}

impl<T> Hashed<T> {
    pub fn new(inner: T) -> Self {
        Self { inner, hash: Sha256::new() }
    }

    /// Gives the SHA-256 of all that has passed.
    pub fn hash(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }
}

impl<W: Write> Hashed<W> {
    /// Writes bytes.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), BundleError> {
        self.hash.update(bytes);
        Ok(self.inner.write_all(bytes)?)
    }
}

impl<R: BufRead> Hashed<R> {
    /// Reads up to and with a line's end.
    pub fn line(&mut self, limit: usize) -> Result<Vec<u8>, BundleError> {
        let line = read_line(&mut self.inner, limit)?;
        self.hash.update(&line);
        Ok(line)
    }
}

impl<R: BufRead> Input for Hashed<R> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], BundleError> {
        let mut bytes = [0; N];
        self.inner.read_exact(&mut bytes)?;
        self.hash.update(bytes);
        Ok(bytes)
    }

    fn bytes(&mut self, limit: usize) -> Result<Vec<u8>, BundleError> {
        let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        if length > limit {
            return Err(BundleError::Damaged("a part is longer than it may be"));
        }
        let mut bytes = vec![0; length];
        self.inner.read_exact(&mut bytes)?;
        self.hash.update(&bytes);
        Ok(bytes)
    }
}
