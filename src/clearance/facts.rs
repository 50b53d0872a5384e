//! What the judge must know of the world, gathered before, so that judging stays pure.

use jiff::Timestamp;

use crate::article::ArticleId;
use crate::similarity::Fingerprint;

/// What a draft asks of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Its identity, written or made of the file's name.
    pub id: ArticleId,
    /// SHA-256 of the file's bytes.
    pub original: [u8; 32],
    /// Its content; none where nothing is left of it.
    pub fingerprint: Option<Fingerprint>,
}

/// What the world answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The current version under this id, shown or not.
    pub published: Option<Published>,
    /// An id in use that differs from this one in case alone.
    pub case_twin: Option<String>,
    /// The case that removed this content.
    pub stay_down: Option<String>,
}

/// The current version under an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its number.
    pub version: u32,
    /// SHA-256 of the file it came in.
    pub original: [u8; 32],
    /// Whether it is a reprint.
    pub is_reprint: bool,
    /// The page it was taken from, where it is one.
    pub reprint_of: Option<String>,
    /// When it counts as published: a correction that says nothing of it keeps what readers saw.
    pub date: Timestamp,
}
