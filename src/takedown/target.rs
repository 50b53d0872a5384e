//! What a claimant points at, as an article of ours.

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use url::Url;

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
    /// Reads an article's id, or the address of its page below `base_url` in any of the forms that lead
    /// there: with a slash, a fragment, a query, `index.html` or `.ninjs.json` behind it, over http or https.
    #[must_use]
    pub fn parse(written: &str, base_url: &str) -> Self {
        let written = written.trim();
        let article = ArticleId::parse(written)
            .ok()
            .or_else(|| from_url(written, base_url));
        Self {
            written: written.to_owned(),
            article,
        }
    }
}

fn from_url(written: &str, base_url: &str) -> Option<ArticleId> {
    let page = Url::parse(written).ok()?;
    let base = Url::parse(base_url).ok()?;
    let is_web = matches!(page.scheme(), "http" | "https");
    let same_port = page.scheme() != base.scheme()
        || page.port_or_known_default() == base.port_or_known_default();
    if !is_web || page.host() != base.host() || !same_port {
        return None;
    }
    let below = page
        .path()
        .strip_prefix(base.path().trim_end_matches('/'))?
        .strip_prefix("/articles/")?;
    let name = percent_decode_str(below).decode_utf8().ok()?;
    let name = name.strip_suffix("/index.html").unwrap_or(&name);
    let name = name.strip_suffix(".ninjs.json").unwrap_or(name);
    ArticleId::parse(name.trim_end_matches('/')).ok()
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
        ] {
            let found = article(written, "https://news.example");
            assert_eq!(found.as_deref(), Some("yicheng-138166"), "{written}");
        }
        let below = "https://example.org/news";
        assert!(article("https://example.org/news/articles/a1", below).is_some());
        assert!(article("https://example.org/articles/a1", below).is_none());
        assert!(article("http://127.0.0.1:8080/articles/a1", "http://127.0.0.1:8080").is_some());
    }

    #[test]
    fn what_is_not_ours_stays_as_it_was_written() {
        for written in [
            "",
            "https://other.example/articles/a1",
            "https://news.example/articles/",
            "https://news.example/articles/a1/picture.jpg",
            "https://news.example.evil.example/articles/a1",
            "ftp://news.example/articles/a1",
            "关于驿城区的那一篇",
        ] {
            assert_eq!(article(written, "https://news.example"), None, "{written}");
        }
    }
}
