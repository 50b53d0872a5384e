//! What the judge must know of the world, gathered before, so that judging stays pure.

use jiff::Timestamp;

use super::copies::CopyName;
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
    /// An original whose name alone says what it is: no id and no version. Whether it corrects what is published under
    /// that name is told by the text.
    pub is_known_by_text: bool,
    /// Whose copy the file's name says it is, where it has no id of its own.
    pub copy_of: Option<CopyName>,
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
    /// The file that this one is a copy of by its name, where such an article is published or such a file lies beside it.
    pub original: Option<String>,
}

impl Facts {
    /// Looks for the file that this one may be a copy of; `lies` says whether a file of that name lies beside it.
    pub fn look_beside(&mut self, ask: &Ask, lies: impl Fn(&str) -> bool) {
        if let (None, Some(copy)) = (&self.original, &ask.copy_of) {
            self.original = copy.originals.iter().find(|name| lies(name)).cloned();
        }
    }
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
    /// Its headline.
    pub headline: String,
    /// Its sanitised body, where [`Ask::is_known_by_text`] calls for it and it can be read.
    pub body: Option<String>,
    /// When it counts as published: a correction that says nothing of it keeps what readers saw.
    /// None where the stored version cannot be read.
    pub date: Option<Timestamp>,
}
