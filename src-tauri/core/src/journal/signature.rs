//! Signatures over the head of a chain: the desk says how far its journal goes.
//!
//! They stand beside the journal, not in it. A chain made over again cannot carry them.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::ids::{DeskId, EventId, PublicKey, RecordId};

/// A desk's signature over one of its own records and with it over all before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HeadSignature {
    pub event: EventId,
    pub desk: DeskId,
    pub seq: u64,
    pub id: RecordId,
    pub signature: [u8; 64],
    /// The desk's, of which its id is made.
    pub public_key: PublicKey,
}

/// Gives the id of the desk with that Ed25519 key: the first 16 bytes of the key's SHA-256.
pub fn desk_id(key: &PublicKey) -> DeskId {
    let digest = Sha256::digest(key.as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    DeskId::new(id)
}

impl HeadSignature {
    /// Signs the record `id` at `seq` as the desk whose key it is.
    pub fn sign(key: &SigningKey, event: EventId, seq: u64, id: RecordId) -> Self {
        let public_key = PublicKey::new(key.verifying_key().to_bytes());
        let desk = desk_id(&public_key);
        let signature = key.sign(&signing_bytes(event, desk, seq, id)).to_bytes();
        Self { event, desk, seq, id, signature, public_key }
    }

    /// Tells that the desk named made this signature.
    pub fn verify(&self) -> bool {
        let bytes = signing_bytes(self.event, self.desk, self.seq, self.id);
        let signature = Signature::from_bytes(&self.signature);
        desk_id(&self.public_key) == self.desk
            && VerifyingKey::from_bytes(self.public_key.as_bytes())
                .is_ok_and(|key| key.verify_strict(&bytes, &signature).is_ok())
    }
}

/// Gives what is signed: ASCII, ids in lower-case hex, the seq in decimal.
fn signing_bytes(event: EventId, desk: DeskId, seq: u64, id: RecordId) -> Vec<u8> {
    format!("gatehouse-head-1|{event}|{desk}|{seq}|{id}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> HeadSignature {
        let event = EventId::new([1; 16]);
        HeadSignature::sign(&SigningKey::from_bytes(&[7; 32]), event, 12, RecordId::new([2; 32]))
    }

    #[test]
    fn what_is_signed_never_changes() {
        let bytes = signing_bytes(EventId::new([1; 16]), DeskId::new([10; 16]), 12, RecordId::new([2; 32]));
        let expected = "gatehouse-head-1|01010101010101010101010101010101|0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a|12|\
            0202020202020202020202020202020202020202020202020202020202020202";
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }

    #[test]
    fn a_head_signature_holds_for_that_head_of_that_desk_alone() {
        let good = sample();
        assert!(good.verify());
        let other = HeadSignature::sign(&SigningKey::from_bytes(&[8; 32]), good.event, 12, good.id);
        let wrong = [
            HeadSignature { event: EventId::new([9; 16]), ..good },
            HeadSignature { desk: other.desk, ..good },
            HeadSignature { seq: 13, ..good },
            HeadSignature { id: RecordId::new([3; 32]), ..good },
            HeadSignature { signature: other.signature, ..good },
            HeadSignature { public_key: other.public_key, ..good },
            HeadSignature { desk: good.desk, ..other },
        ];
        for signature in wrong {
            assert!(!signature.verify(), "{signature:?}");
        }
    }

    #[test]
    fn a_desk_cannot_sign_under_another_desks_id() {
        let theirs = sample();
        let key = SigningKey::from_bytes(&[8; 32]);
        let bytes = signing_bytes(theirs.event, theirs.desk, theirs.seq, theirs.id);
        let public_key = PublicKey::new(key.verifying_key().to_bytes());
        let forged = HeadSignature { signature: key.sign(&bytes).to_bytes(), public_key, ..theirs };
        assert!(!forged.verify());
    }
}
