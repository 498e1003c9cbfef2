//! The outer layers of a bundle or kit: first line, age, zstd.

use std::io::{self, BufRead, BufReader, BufWriter, Chain, Cursor, Read, Write};

use age::secrecy::SecretString;
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor, scrypt, x25519};
use bech32::{Bech32, Hrp};
use unicode_normalization::UnicodeNormalization;
use x25519_dalek::StaticSecret;

use super::FileKind;
use super::bundle_error::{BundleError, OfTheFile, Unfit};
use crate::ids::PublicKey;

/// Most desks one bundle is sealed to.
const RECIPIENTS_LIMIT: usize = 480;
/// Lines and bytes of an age header for that many; age reads it anew line by line, so both are bounded.
const HEAD_LINES: usize = 2 * RECIPIENTS_LIMIT + 16;
const HEAD_BYTES: usize = 64 * 1024;
/// Longest passphrase, in bytes.
const PASSPHRASE_LIMIT: usize = 1024;
/// zstd's level; beyond it files shrink by a tenth at most and take several times as long.
const LEVEL: i32 = 3;
/// Largest zstd window read, as a power of two: 8 MiB. What is written needs no more than 2.
const WINDOW: u32 = 23;

/// Work of a kit's passphrase: 2^18, about a second and 256 MiB on a laptop.
pub const KIT_WORK: u8 = 18;

/// Who can open what is written.
pub(super) enum Recipients<'a> {
    Desks(&'a [PublicKey]),
    /// A passphrase and the power of two of scrypt's work.
    Passphrase(&'a str, u8),
}

/// Who opens what is read.
pub(super) enum Opener<'a> {
    Desk(&'a [u8; 32]),
    Passphrase(&'a str),
}

/// Takes the plain stream and writes the file.
pub(super) type Sealing<W> = zstd::Encoder<'static, StreamWriter<BufWriter<Sink<W>>>>;
/// Gives the plain stream of a file.
pub(super) type Unsealing<R> = zstd::Decoder<'static, BufReader<StreamReader<Sealed<R>>>>;
type Sealed<R> = Chain<Cursor<Vec<u8>>, BufReader<Source<R>>>;

/// Writes the first line and begins the sealed part.
pub(super) fn seal<W: Write>(out: W, kind: FileKind, to: &Recipients<'_>) -> Result<Sealing<W>, BundleError> {
    let mut out = BufWriter::new(Sink(out));
    out.write_all(kind.first_line().as_bytes())?;
    Ok(zstd::Encoder::new(encrypt(out, to)?, LEVEL)?)
}

/// Begins an age file.
pub(super) fn encrypt<W: Write>(out: W, to: &Recipients<'_>) -> Result<StreamWriter<W>, BundleError> {
    Ok(encryptor(to)?.wrap_output(out)?)
}

/// Ends the sealed part and hands all of it to the file.
pub(super) fn end<W: Write>(sealing: Sealing<W>) -> Result<(), BundleError> {
    Ok(sealing.finish()?.finish()?.flush()?)
}

/// Reads the first line and opens the sealed part.
pub(super) fn unseal<R: Read>(
    input: R,
    kind: FileKind,
    by: &Opener<'_>,
) -> Result<Unsealing<R>, BundleError> {
    let mut input = BufReader::new(Source(input));
    check_first_line(&mut input, kind)?;
    let head = Cursor::new(read_head(&mut input)?);
    let decryptor = Decryptor::new_buffered(head.chain(input)).map_err(damaged)?;
    let plain = match by {
        Opener::Desk(secret) => open_as_desk(decryptor, secret),
        Opener::Passphrase(passphrase) => open_with(decryptor, passphrase),
    }?;
    let mut decoder = zstd::Decoder::new(plain)?.single_frame();
    decoder.window_log_max(WINDOW)?;
    Ok(decoder)
}

/// Checks that nothing follows the zstd frame, which also reads the age file to its end.
pub(super) fn check_end<R: Read>(unsealing: Unsealing<R>) -> Result<(), BundleError> {
    match unsealing.finish().fill_buf()? {
        [] => Ok(()),
        _ => Err(BundleError::Damaged("something follows its end")),
    }
}

fn check_first_line(input: &mut impl BufRead, kind: FileKind) -> Result<(), BundleError> {
    let line = read_line(input, kind.first_line().len() + 8)?;
    if line == kind.first_line().as_bytes() {
        return Ok(());
    }
    let version = line.strip_prefix(kind.name().as_bytes()).and_then(|rest| rest.strip_suffix(b"\n"));
    match version {
        Some([b'1'..=b'9', rest @ ..]) if rest.iter().all(u8::is_ascii_digit) => Err(BundleError::Newer),
        _ => Err(BundleError::Damaged("it does not begin as it should")),
    }
}

/// Reads the age header, bounded, up to and with the line that ends it.
fn read_head(input: &mut impl BufRead) -> Result<Vec<u8>, BundleError> {
    let mut head = Vec::new();
    for _ in 0..HEAD_LINES {
        let line = read_line(input, HEAD_BYTES - head.len())?;
        head.extend_from_slice(&line);
        if line.starts_with(b"---") {
            return Ok(head);
        }
    }
    Err(BundleError::Damaged("its head is too long"))
}

/// Reads up to and with a line's end; a line longer than `limit` is damage.
pub(super) fn read_line(input: &mut impl BufRead, limit: usize) -> Result<Vec<u8>, BundleError> {
    let mut line = Vec::new();
    input.take(limit as u64).read_until(b'\n', &mut line)?;
    if line.ends_with(b"\n") { Ok(line) } else { Err(BundleError::Damaged("a line has no end")) }
}

fn open_as_desk<R: BufRead>(
    decryptor: Decryptor<R>,
    secret: &[u8; 32],
) -> Result<StreamReader<R>, BundleError> {
    let identity = identity(secret)?;
    decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(|error| match error {
        DecryptError::NoMatchingKeys => BundleError::NotForThisDesk,
        other => damaged(other),
    })
}

fn open_with<R: BufRead>(decryptor: Decryptor<R>, passphrase: &str) -> Result<StreamReader<R>, BundleError> {
    let passphrase = spelled(passphrase).ok_or(BundleError::WrongPassphrase)?;
    let mut identity = scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(KIT_WORK);
    decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(|error| match error {
        DecryptError::DecryptionFailed => BundleError::WrongPassphrase,
        other => damaged(other),
    })
}

fn damaged(error: DecryptError) -> BundleError {
    match error {
        DecryptError::Io(error) => error.into(),
        // Our own first line says which version a file is; under version 1 there is one kind of seal.
        DecryptError::UnknownFormat => BundleError::Damaged("its seal is of no known kind"),
        DecryptError::ExcessiveWork { .. } => BundleError::Damaged("opening it would take too long"),
        _ => BundleError::Damaged("it cannot be opened"),
    }
}

fn encryptor(to: &Recipients<'_>) -> Result<Encryptor, BundleError> {
    let refused = |_| BundleError::Unfit(Unfit::Nobody);
    match to {
        Recipients::Desks(keys) => {
            let keys = recipients(keys)?;
            Encryptor::with_recipients(keys.iter().map(|key| key as &dyn age::Recipient)).map_err(refused)
        }
        Recipients::Passphrase(passphrase, work) => {
            let passphrase = spelled(passphrase).ok_or(BundleError::Unfit(Unfit::Passphrase))?;
            let mut recipient = scrypt::Recipient::new(passphrase);
            recipient.set_work_factor((*work).clamp(1, KIT_WORK));
            Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).map_err(refused)
        }
    }
}

/// Makes age's recipients; a key to which nobody can hold a secret is passed over.
fn recipients(keys: &[PublicKey]) -> Result<Vec<x25519::Recipient>, BundleError> {
    if keys.len() > RECIPIENTS_LIMIT {
        return Err(BundleError::Unfit(Unfit::TooManyDesks));
    }
    keys.iter().filter(|key| is_sound(key)).map(recipient).collect()
}

/// Tells a key from the few that make every shared secret nought, at which age would stop the program.
fn is_sound(key: &PublicKey) -> bool {
    let secret = StaticSecret::from([1; 32]);
    secret.diffie_hellman(&x25519_dalek::PublicKey::from(*key.as_bytes())).was_contributory()
}

fn recipient(key: &PublicKey) -> Result<x25519::Recipient, BundleError> {
    let text = bech32::encode::<Bech32>(Hrp::parse_unchecked("age"), key.as_bytes());
    let key = text.ok().and_then(|text| text.parse().ok());
    key.ok_or(BundleError::Unfit(Unfit::Key))
}

fn identity(secret: &[u8; 32]) -> Result<x25519::Identity, BundleError> {
    let text = bech32::encode_upper::<Bech32>(Hrp::parse_unchecked("age-secret-key-"), secret);
    let identity = text.ok().and_then(|text| text.parse().ok());
    identity.ok_or(BundleError::Unfit(Unfit::Key))
}

/// Tells whether a passphrase can seal a kit.
///
/// # Errors
/// `Unfit` for an empty one or one beyond 1,024 bytes.
pub fn check_passphrase(passphrase: &str) -> Result<(), BundleError> {
    spelled(passphrase).map(drop).ok_or(BundleError::Unfit(Unfit::Passphrase))
}

/// Gives a passphrase in one spelling, for keyboards that compose accents and those that do not; none
/// when it is empty or too long.
fn spelled(passphrase: &str) -> Option<SecretString> {
    let fits = !passphrase.is_empty() && passphrase.len() <= PASSPHRASE_LIMIT;
    fits.then(|| SecretString::from(passphrase.nfc().collect::<String>()))
}

/// The file read from; marks its errors.
pub(super) struct Source<R>(R);

impl<R: Read> Read for Source<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(mark)
    }
}

/// The file written to; marks its errors.
pub(super) struct Sink<W>(W);

impl<W: Write> Write for Sink<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(mark)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(mark)
    }
}

fn mark(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::Interrupted => error,
        kind => io::Error::new(kind, OfTheFile(error)),
    }
}
