//! Who made it, who may print it, and on what ground.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where an article comes from. A reprint cannot be named without its source,
/// its visible reprint line and the ground on which it is reprinted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "origin", rename_all = "kebab-case")]
pub enum Origin {
    /// Our own work.
    Original,
    /// Taken from another publisher.
    Reprint(Box<Reprint>),
}

/// What a reprint must carry (2017 rules on internet news, article 15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reprint {
    /// The publisher and page it was taken from.
    pub source: Source,
    /// The visible reprint line, as the editor wrote it.
    pub attribution: String,
    /// The ground on which we may reprint.
    pub permission: Permission,
}

/// The publisher and the very page an article was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The publisher, as the editor wrote it.
    pub name: String,
    /// The path segment under which its articles are gathered.
    pub slug: String,
    /// Its name in the configuration, where that knows it: what is written may be an alias.
    pub listed_as: Option<String>,
    /// The page, absolute http(s), as the editor wrote it.
    pub url: String,
    /// Its title there, where ours differs.
    pub headline: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it appeared there.
    pub published: Option<Timestamp>,
}

impl Source {
    /// What the list of its articles is called: the same whichever alias, or whichever name with this segment, an
    /// article writes.
    #[must_use]
    pub fn list_name(&self) -> &str {
        self.listed_as.as_deref().unwrap_or(&self.slug)
    }
}

/// The ground on which a reprint stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// Its kind.
    pub basis: Basis,
    /// A contract's number, a licence's URL.
    pub reference: Option<String>,
    /// From then on the article is withdrawn.
    pub expires: Option<Timestamp>,
}

/// The kinds of ground for a reprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A contract with the source.
    Agreement,
    /// A public licence.
    Licence,
    /// The authority's list of units that may be reprinted.
    Whitelist,
    /// A licence that the law gives.
    Statutory,
    /// No right stands in the way.
    PublicDomain,
}

impl Basis {
    /// All of them, as they are written.
    pub const NAMES: [&str; 5] = [
        "agreement",
        "licence",
        "whitelist",
        "statutory",
        "public-domain",
    ];

    /// Reads one as it is written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "agreement" => Self::Agreement,
            "licence" => Self::Licence,
            "whitelist" => Self::Whitelist,
            "statutory" => Self::Statutory,
            "public-domain" => Self::PublicDomain,
            _ => return None,
        })
    }
}

/// Who holds the rights, and what the page must say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copyright {
    /// The holder.
    pub holder: String,
    /// The notice; it names the holder.
    pub notice: String,
    /// The year of first publication.
    pub year: Option<i16>,
    /// What others may do with it.
    pub usage_terms: Option<String>,
    /// An SPDX identifier or a licence's URL.
    pub licence: Option<String>,
}
