//! What the renderers put out and the deliverers carry: finished bytes with their address.
//! Only this folder makes them, and only out of what was cleared or withdrawn.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A finished file of the web root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    path: String,
    media_type: &'static str,
    bytes: Vec<u8>,
    status: u16,
    changed: jiff::Timestamp,
}

impl Edition {
    pub(super) fn new(
        path: String,
        media_type: &'static str,
        bytes: Vec<u8>,
        status: u16,
        changed: jiff::Timestamp,
    ) -> Self {
        Self {
            path,
            media_type,
            bytes,
            status,
            changed,
        }
    }

    /// Its file below the web root, raw UTF-8, with `/` in front.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The Content-Type it is served with.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// The finished bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The HTTP status it is served with: 200, 410 or 451.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// When what it shows last changed.
    #[must_use]
    pub fn changed(&self) -> jiff::Timestamp {
        self.changed
    }

    /// A strong entity tag without quotes (RFC 9110 section 8.8.3): a hash of the bytes, since a tag
    /// made of the newest date misses removals.
    #[must_use]
    pub fn etag(&self) -> String {
        URL_SAFE_NO_PAD.encode(&Sha256::digest(&self.bytes)[..15])
    }
}

/// A finished message, CRLF throughout (RFC 5322), with its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    file_name: String,
    from: String,
    to: String,
    bytes: Vec<u8>,
}

impl Letter {
    pub(super) fn new(file_name: String, from: String, to: String, bytes: Vec<u8>) -> Self {
        Self {
            file_name,
            from,
            to,
            bytes,
        }
    }

    /// `KIND-ISSUE-HASH.eml`.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// The envelope's sender, an address alone.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.from
    }

    /// The envelope's recipient, an address alone.
    #[must_use]
    pub fn to(&self) -> &str {
        &self.to
    }

    /// The finished bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
