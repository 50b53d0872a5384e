//! The stable identity of an article, which is also its address and its file name.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::text;

/// `[A-Za-z0-9._-]{1,128}`, a letter or digit at both ends, no `..`, and not
/// ending in `.json` or `.html`: safe as a path segment, a URL segment and a file name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArticleId(String);

/// The text is no lawful article id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no article id: 1 to 128 of A-Z a-z 0-9 . _ -, a letter or digit at both ends, no `..`, not ending in .json or .html"
)]
pub struct UnlawfulId(pub String);

impl ArticleId {
    /// Reads an id as it was written.
    ///
    /// # Errors
    /// Where the text breaks one of the rules above.
    pub fn parse(text: &str) -> Result<Self, UnlawfulId> {
        let lawful = (1..=128).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.ends_with(|c: char| c.is_ascii_alphanumeric())
            && !text.contains("..")
            && !has_suffix(text, ".json")
            && !has_suffix(text, ".html");
        if lawful {
            Ok(Self(text.to_owned()))
        } else {
            Err(UnlawfulId(text.to_owned()))
        }
    }

    /// The id of a file that names none: its stem where that is lawful, else
    /// `a-` and the first 12 hex digits of SHA-256 of the stem's NFC UTF-8.
    #[must_use]
    pub fn from_stem(stem: &str) -> Self {
        Self::parse(stem).unwrap_or_else(|_| {
            let nfc: String = stem.nfc().collect();
            let hash = Sha256::digest(nfc.as_bytes());
            let hex = text::hex(&hash[..6]);
            Self(format!("a-{hex}"))
        })
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form under which ids that differ in case alone collide.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

fn has_suffix(text: &str, suffix: &str) -> bool {
    text.len() >= suffix.len()
        && text.as_bytes()[text.len() - suffix.len()..].eq_ignore_ascii_case(suffix.as_bytes())
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ArticleId {
    type Error = UnlawfulId;
    fn try_from(text: String) -> Result<Self, UnlawfulId> {
        Self::parse(&text)
    }
}

impl From<ArticleId> for String {
    fn from(id: ArticleId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::ArticleId;

    #[test]
    fn lawful_and_unlawful() {
        for good in ["a", "yicheng-138166", "A.b_c-9", &"x".repeat(128)] {
            assert!(ArticleId::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "-a",
            "a-",
            "a..b",
            "a/b",
            "a.json",
            "a.HTML",
            "驿城",
            &"x".repeat(129),
        ] {
            assert!(ArticleId::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_stem_that_is_no_id_is_hashed_in_nfc() {
        let composed = ArticleId::from_stem("caf\u{e9}");
        assert_eq!(composed, ArticleId::from_stem("cafe\u{301}"));
        assert_eq!(composed.as_str().len(), 14);
    }
}
