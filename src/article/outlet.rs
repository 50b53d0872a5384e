//! The places where an article appears beside its own page: each outlet is a
//! list of articles with its feeds, its page, or both.

use super::{ArticleId, CategoryPath, Language};

/// How many articles one page of the archive holds before the next begins.
/// Bounded, so that adding an article rewrites one short page however old the house is.
pub const ARCHIVE_PAGE: i64 = 100;

/// A list of articles that has feeds, a page, or both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outlet {
    /// All that we show.
    Site,
    /// A category and all below it.
    Category(CategoryPath),
    /// What came from one publisher, by its slug.
    Source(String),
    /// What is in one language.
    Language(Language),
    /// One page of a month's archive: it fills up and then stays.
    Archive {
        /// The year in the publisher's time zone.
        year: i16,
        /// The month, from 1.
        month: i8,
        /// The page, from 1, oldest first.
        page: i64,
    },
}

impl Outlet {
    /// The key under which the store knows it.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Site => "site".into(),
            Self::Category(path) => format!("category/{path}"),
            Self::Source(slug) => format!("source/{slug}"),
            Self::Language(tag) => format!("language/{tag}"),
            Self::Archive { year, month, page } => format!("archive/{year:04}/{month:02}/{page}"),
        }
    }

    /// Reads a key that [`Outlet::key`] made.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        if key == "site" {
            return Some(Self::Site);
        }
        let (kind, rest) = key.split_once('/')?;
        match kind {
            "category" => CategoryPath::parse(rest).ok().map(Self::Category),
            "source" => Some(Self::Source(rest.to_owned())),
            "language" => Language::parse(rest).ok().map(Self::Language),
            "archive" => {
                let mut parts = rest.split('/');
                let year = parts.next()?.parse().ok()?;
                let month = parts.next()?.parse().ok()?;
                let page = parts.next()?.parse().ok()?;
                parts
                    .next()
                    .is_none()
                    .then_some(Self::Archive { year, month, page })
            }
            _ => None,
        }
    }

    /// Its folder below the web root, raw UTF-8, with `/` at both ends.
    #[must_use]
    pub fn folder(&self) -> String {
        match self {
            Self::Site => "/".into(),
            Self::Category(path) => format!("/categories/{path}/"),
            Self::Source(slug) => format!("/sources/{slug}/"),
            Self::Language(tag) => format!("/languages/{tag}/"),
            Self::Archive {
                year,
                month,
                page: 1,
            } => format!("/archive/{year:04}/{month:02}/"),
            Self::Archive { year, month, page } => format!("/archive/{year:04}/{month:02}/{page}/"),
        }
    }

    /// Whether it has feeds; the archive's pages have none.
    #[must_use]
    pub fn has_feeds(&self) -> bool {
        !matches!(self, Self::Archive { .. })
    }

    /// Whether it has a page for readers; a language has feeds alone.
    #[must_use]
    pub fn has_page(&self) -> bool {
        !matches!(self, Self::Language(_))
    }
}

/// The folder of an article's page below the web root.
#[must_use]
pub fn article_folder(id: &ArticleId) -> String {
    format!("/articles/{id}/")
}
