//! What a claimant points at, as an article of ours.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use url::Url;

use super::request::{MOST_TARGETS, TOO_MANY_TARGETS};
use crate::article::ArticleId;

/// One line of a request's targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// As it was written.
    pub written: String,
    /// The article that it can only mean; whether there is one is for the store to say.
    pub article: Option<ArticleId>,
}

impl Target {
    /// Reads an article's id, or the address of anything below its page at `base_url` in whatever form leads there:
    /// one of its pictures, with a slash, a fragment, a query or `.ninjs.json` behind it, over http or https, without
    /// its scheme or its host, with a slash too many.
    #[must_use]
    pub fn parse(written: &str, base_url: &str) -> Self {
        let written = written.trim();
        let article = ArticleId::parse(written)
            .ok()
            .or_else(|| below(written, base_url));
        Self {
            written: written.to_owned(),
            article,
        }
    }

    /// The one article that it can mean, if it is an address of ours at all: we may have had another one.
    #[must_use]
    pub fn candidate(&self) -> Option<ArticleId> {
        let anywhere = || {
            let page = Url::parse(&self.written).or_else(|_| with_scheme("https", &self.written));
            let page = page.ok()?;
            let parts: Vec<&str> = parts(&page).collect();
            let at = parts.iter().position(|part| *part == "articles")?;
            id(parts.get(at + 1)?)
        };
        self.article.clone().or_else(anywhere)
    }

    /// Whether it leads to the article whose page was first shown at `url`.
    #[must_use]
    pub fn is_at(&self, url: &str, article: &ArticleId) -> bool {
        let base_url = url
            .strip_suffix(article.as_str())
            .and_then(|rest| rest.strip_suffix("/articles/"));
        base_url
            .and_then(|base_url| below(&self.written, base_url))
            .is_some_and(|id| id.folded() == article.folded())
    }
}

/// Gathers the targets of a request, each once and not without end.
pub(super) struct Targets<'a> {
    base_url: &'a str,
    seen: HashSet<String>,
    all: Vec<Target>,
    too_many: bool,
}

impl<'a> Targets<'a> {
    pub(super) fn new(base_url: &'a str) -> Self {
        Self {
            base_url,
            seen: HashSet::new(),
            all: Vec::new(),
            too_many: false,
        }
    }

    pub(super) fn add(&mut self, written: &str) {
        if self.too_many || self.seen.contains(written) {
            return;
        }
        if self.all.len() == MOST_TARGETS {
            self.too_many = true;
            return;
        }
        self.seen.insert(written.to_owned());
        self.all.push(Target::parse(written, self.base_url));
    }

    /// The targets; that there were too many is told among what could not be read.
    pub(super) fn finish(self, unreadable: &mut Vec<String>) -> Vec<Target> {
        if self.too_many {
            unreadable.push(TOO_MANY_TARGETS.to_owned());
        }
        self.all
    }
}

/// The article whose page, or something below it, stands at that address of ours.
fn below(written: &str, base_url: &str) -> Option<ArticleId> {
    let base = Url::parse(base_url).ok()?;
    let page = Url::parse(written)
        .ok()
        .filter(|page| matches!(page.scheme(), "http" | "https"));
    if let Some(page) = page {
        return on(&page, &base);
    }
    if written.starts_with('/') {
        return on(&base.join(written).ok()?, &base);
    }
    with_scheme(base.scheme(), written)
        .ok()
        .and_then(|page| on(&page, &base))
}

fn on(page: &Url, base: &Url) -> Option<ArticleId> {
    let same_port = page.scheme() != base.scheme()
        || page.port_or_known_default() == base.port_or_known_default();
    if page.host() != base.host() || !same_port {
        return None;
    }
    let mut parts = parts(page);
    for part in self::parts(base) {
        if parts.next() != Some(part) {
            return None;
        }
    }
    if parts.next() != Some("articles") {
        return None;
    }
    id(parts.next()?)
}

fn with_scheme(scheme: &str, written: &str) -> Result<Url, url::ParseError> {
    Url::parse(&format!("{scheme}://{written}"))
}

fn parts(page: &Url) -> impl Iterator<Item = &str> {
    page.path().split('/').filter(|part| !part.is_empty())
}

fn id(part: &str) -> Option<ArticleId> {
    let name = percent_decode_str(part).decode_utf8().ok()?;
    let name = name.strip_suffix(".ninjs.json").unwrap_or(&name);
    ArticleId::parse(name).ok()
}

#[cfg(test)]
mod tests {
    use super::Target;

    fn article(written: &str, base_url: &str) -> Option<String> {
        Target::parse(written, base_url).article.map(String::from)
    }

    #[test]
    fn every_form_that_leads_to_a_page() {
        for written in [
            "yicheng-138166",
            " yicheng-138166 ",
            "https://news.example/articles/yicheng-138166",
            "http://news.example/articles/yicheng-138166/",
            "https://NEWS.example:443/articles/yicheng-138166?from=feed#top",
            "https://news.example/articles/yicheng-138166/index.html",
            "https://news.example/articles/yicheng-138166.ninjs.json",
            "https://news.example/articles/yicheng%2D138166",
            "https://news.example//articles//yicheng-138166",
            "https://news.example/articles/yicheng-138166/picture-abc.jpg",
            "news.example/articles/yicheng-138166",
            "//news.example/articles/yicheng-138166",
            "/articles/yicheng-138166",
        ] {
            let found = article(written, "https://news.example");
            assert_eq!(found.as_deref(), Some("yicheng-138166"), "{written}");
        }
        let below = "https://example.org/news";
        assert!(article("https://example.org/news/articles/a1", below).is_some());
        assert!(article("https://example.org/articles/a1", below).is_none());
        assert!(article("/news/articles/a1", below).is_some());
        for base_url in ["http://127.0.0.1:8080", "http://localhost:8080"] {
            let bare = base_url.trim_start_matches("http://");
            assert!(article(&format!("{base_url}/articles/a1"), base_url).is_some());
            assert!(
                article(&format!("{bare}/articles/a1"), base_url).is_some(),
                "{bare}"
            );
        }
    }

    #[test]
    fn what_is_not_ours_stays_as_it_was_written() {
        for written in [
            "",
            "https://other.example/articles/a1",
            "https://news.example/articles/",
            "https://news.example/a1",
            "/categories/articles/a1",
            "other.example/articles/a1",
            "https://news.example.evil.example/articles/a1",
            "ftp://news.example/articles/a1",
            "关于驿城区的那一篇",
        ] {
            assert_eq!(article(written, "https://news.example"), None, "{written}");
        }
    }

    #[test]
    fn an_address_that_we_once_had() {
        let target = Target::parse("http://old.example/articles/a1?x", "https://news.example");
        assert_eq!(target.article, None);
        let candidate = target.candidate().expect("one of ours, perhaps");
        assert_eq!(candidate.as_str(), "a1");
        assert!(target.is_at("http://old.example/articles/a1", &candidate));
        assert!(!target.is_at("http://older.example/articles/a1", &candidate));
        let nothing = Target::parse("关于驿城区的那一篇", "https://news.example");
        assert_eq!(nothing.candidate(), None);
    }
}
