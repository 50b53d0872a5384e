//! What the judge must know of the world, asked for and gathered before it judges.

use crate::article::ArticleId;
use crate::similarity::Fingerprint;

/// What a draft wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Under which id it comes.
    pub id: ArticleId,
    /// SHA-256 of its bytes as they came.
    pub original: [u8; 32],
    /// By which its content is known again; none where nothing of it is visible.
    pub fingerprint: Option<Fingerprint>,
}

/// What is true of the world.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The version that the store holds under the id.
    pub published: Option<Published>,
    /// An id in the store that differs from this one in case alone.
    pub case_twin: Option<String>,
    /// The case that keeps this content down.
    pub stay_down: Option<String>,
}

/// The version that the store holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its number.
    pub version: u32,
    /// SHA-256 of its bytes as they came.
    pub original: [u8; 32],
    /// Whether it is a reprint.
    pub is_reprint: bool,
    /// The source's page, where it is one.
    pub reprint_of: Option<String>,
}
