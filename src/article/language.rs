//! Language tags (BCP 47) in canonical case.

use std::fmt;

use oxilangtag::LanguageTag;
use serde::{Deserialize, Serialize};

/// A well-formed BCP 47 tag in the case that RFC 5646 section 2.1.1 recommends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// The text is no language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no BCP 47 language tag")]
pub struct NoLanguage(pub String);

impl Language {
    /// Reads a tag and brings it into canonical case.
    ///
    /// # Errors
    /// Where the text is not well formed.
    pub fn parse(text: &str) -> Result<Self, NoLanguage> {
        LanguageTag::parse_and_normalize(text)
            .map(|tag| Self(tag.into_inner()))
            .map_err(|_| NoLanguage(text.to_owned()))
    }

    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its readers read Chinese.
    #[must_use]
    pub fn is_chinese(&self) -> bool {
        self.0 == "zh" || self.0.starts_with("zh-")
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Language {
    type Error = NoLanguage;
    fn try_from(text: String) -> Result<Self, NoLanguage> {
        Self::parse(&text)
    }
}

impl From<Language> for String {
    fn from(tag: Language) -> Self {
        tag.0
    }
}
