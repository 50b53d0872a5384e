//! The proof that an article may leave the house. Only [`clear`](super::clear()) and
//! [`readmit`] make one; it has no public field, no `Default` and no `Deserialize`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rights;
use crate::article::{ArticleId, CategoryPath, Copyright, Language, Origin, PubStatus};

/// An article whose rights were judged and found in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared(Record);

/// What a cleared article is made of, as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    pub id: ArticleId,
    pub version: u32,
    pub pub_status: PubStatus,
    pub headline: String,
    pub summary: Option<String>,
    pub language: Language,
    pub published: Timestamp,
    pub embargoed_until: Option<Timestamp>,
    pub expires: Option<Timestamp>,
    pub categories: Vec<CategoryPath>,
    pub keywords: Vec<String>,
    pub byline: Option<String>,
    pub editor: Option<String>,
    /// Sanitised HTML.
    pub body: String,
    #[serde(flatten)]
    pub origin: Origin,
    pub copyright: Copyright,
}

/// What came back from the store does not hold what it must.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// The stored document cannot be read.
    #[error("the stored article cannot be read")]
    Unreadable(#[from] serde_json::Error),
    /// A rights field is missing or says too little.
    #[error("the stored article {id} breaks the rule {rule}")]
    Rights {
        /// Which article.
        id: ArticleId,
        /// The code of the rule, as in a report.
        rule: &'static str,
    },
}

/// The door for what comes back from the store: the rights fields are judged
/// again, the policy is not: what was published under an earlier one stays until somebody decides.
///
/// # Errors
/// Where the document is unreadable or its rights fields are not in order.
pub fn readmit(stored: &str) -> Result<Cleared, Unfit> {
    let record: Record = serde_json::from_str(stored)?;
    match rights::first_broken(&record.origin, &record.copyright) {
        Some(rule) => Err(Unfit::Rights {
            id: record.id,
            rule,
        }),
        None => Ok(Cleared(record)),
    }
}

impl Cleared {
    /// For the judge in this module's own folder alone.
    pub(super) fn new(record: Record) -> Self {
        Self(record)
    }

    /// The document that [`readmit`] reads back.
    ///
    /// # Errors
    /// Never in practice: every field has a JSON form.
    pub fn to_stored(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&self.0)
    }

    /// The stable identity.
    #[must_use]
    pub fn id(&self) -> &ArticleId {
        &self.0.id
    }

    /// The version, from 1.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.0.version
    }

    /// What the newsroom wants of it.
    #[must_use]
    pub fn pub_status(&self) -> PubStatus {
        self.0.pub_status
    }

    /// Plain text, 1 to 300 characters.
    #[must_use]
    pub fn headline(&self) -> &str {
        &self.0.headline
    }

    /// Plain text.
    #[must_use]
    pub fn summary(&self) -> Option<&str> {
        self.0.summary.as_deref()
    }

    /// The language it is in.
    #[must_use]
    pub fn language(&self) -> &Language {
        &self.0.language
    }

    /// When it counts as published.
    #[must_use]
    pub fn published(&self) -> Timestamp {
        self.0.published
    }

    /// Nothing shows it before then: the later of `published` and `embargoed_until`.
    #[must_use]
    pub fn embargo(&self) -> Timestamp {
        self.0
            .embargoed_until
            .map_or(self.0.published, |end| end.max(self.0.published))
    }

    /// Withdrawn from then on: the earlier of its own end and its permission's.
    #[must_use]
    pub fn expires(&self) -> Option<Timestamp> {
        let permission = self
            .reprint()
            .and_then(|reprint| reprint.permission.expires);
        [self.0.expires, permission].into_iter().flatten().min()
    }

    /// Its categories, as deep as they were written.
    #[must_use]
    pub fn categories(&self) -> &[CategoryPath] {
        &self.0.categories
    }

    /// Its keywords.
    #[must_use]
    pub fn keywords(&self) -> &[String] {
        &self.0.keywords
    }

    /// Who wrote it, as it is to be printed.
    #[must_use]
    pub fn byline(&self) -> Option<&str> {
        self.0.byline.as_deref()
    }

    /// The responsible editor's real name.
    #[must_use]
    pub fn editor(&self) -> Option<&str> {
        self.0.editor.as_deref()
    }

    /// Sanitised HTML.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.0.body
    }

    /// Ours, or another publisher's.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.0.origin
    }

    /// What a reprint carries; none for our own work.
    #[must_use]
    pub fn reprint(&self) -> Option<&crate::article::Reprint> {
        match &self.0.origin {
            Origin::Original => None,
            Origin::Reprint(reprint) => Some(reprint),
        }
    }

    /// Who holds the rights.
    #[must_use]
    pub fn copyright(&self) -> &Copyright {
        &self.0.copyright
    }
}
