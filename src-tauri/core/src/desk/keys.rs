//! `desk.key`: this desk's private keys, readable by its owner alone.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use x25519_dalek::StaticSecret;

use crate::clock::Entropy;
use crate::error::{Error, Result};
use crate::ids::{DeskId, EventId, PublicKey, hex, unhex};
use crate::journal::signature::desk_id;

/// A desk's identity: one key to sign with, one to be written to.
pub(crate) struct DeskKeys {
    pub event: EventId,
    pub desk: DeskId,
    pub signing: SigningKey,
    sealing: StaticSecret,
}

/// The file's form, version 1.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    v: u32,
    event: EventId,
    signing: String,
    sealing: String,
}

impl DeskKeys {
    /// Makes the keys of a desk that creates an event.
    pub(crate) fn create(entropy: &mut dyn Entropy) -> Self {
        let (mut signing, mut sealing) = ([0; 32], [0; 32]);
        entropy.fill(&mut signing);
        entropy.fill(&mut sealing);
        let signing = SigningKey::from_bytes(&signing);
        let desk = desk_id(&PublicKey::new(signing.verifying_key().to_bytes()));
        Self { event: EventId::new(*desk.as_bytes()), desk, signing, sealing: StaticSecret::from(sealing) }
    }

    /// Makes the keys of a desk that joins an event.
    pub(crate) fn joining(event: EventId, entropy: &mut dyn Entropy) -> Self {
        Self { event, ..Self::create(entropy) }
    }

    /// Gives the X25519 secret that opens files for this desk.
    pub(crate) fn sealing_secret(&self) -> [u8; 32] {
        self.sealing.to_bytes()
    }

    pub(crate) fn signing_public(&self) -> PublicKey {
        PublicKey::new(self.signing.verifying_key().to_bytes())
    }

    pub(crate) fn sealing_public(&self) -> PublicKey {
        PublicKey::new(x25519_dalek::PublicKey::from(&self.sealing).to_bytes())
    }

    /// Writes the file, new and synced; an existing one is never written over.
    pub(crate) fn save(&self, folder: &Path) -> Result<()> {
        let path = folder.join("desk.key");
        let text = self.to_bytes(&path)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written =
            options.open(&path).and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()));
        written.map_err(|error| Error::from_io(&path, error))
    }

    /// Gives the file's bytes; `path` is for the error.
    pub(crate) fn to_bytes(&self, path: &Path) -> Result<Vec<u8>> {
        let form = KeyFile {
            v: 1,
            event: self.event,
            signing: hex(&self.signing.to_bytes()),
            sealing: hex(&self.sealing.to_bytes()),
        };
        serde_json::to_vec(&form).map_err(|error| Error::event_damaged(path).caused_by(error))
    }

    /// Reads the file.
    ///
    /// # Errors
    /// `event_newer` for a later form, `event_damaged` for what is no key file.
    pub(crate) fn load(folder: &Path) -> Result<Self> {
        let path = folder.join("desk.key");
        let text = fs::read(&path).map_err(|error| Error::from_io(&path, error))?;
        Self::from_bytes(&text, &path)
    }

    /// Reads the file's bytes; `path` is for the error.
    ///
    /// # Errors
    /// As for [`Self::load`].
    pub(crate) fn from_bytes(text: &[u8], path: &Path) -> Result<Self> {
        let damaged = |error: String| Error::event_damaged(path).caused_by(error);
        let form: KeyFile = serde_json::from_slice(text).map_err(|error| damaged(error.to_string()))?;
        if form.v != 1 {
            return Err(Error::event_newer(path));
        }
        let signing =
            SigningKey::from_bytes(&unhex(&form.signing).map_err(|error| damaged(error.to_string()))?);
        let sealing =
            StaticSecret::from(unhex::<32>(&form.sealing).map_err(|error| damaged(error.to_string()))?);
        let desk = desk_id(&PublicKey::new(signing.verifying_key().to_bytes()));
        Ok(Self { event: form.event, desk, signing, sealing })
    }
}
