//! Scalars that more than one table knows.

use super::date::{instant, instead};
use super::slips::word;
use super::{Expected, Kind};
use crate::article::{ArticleId, CategoryPath, Language};

/// What is wrong with the text of a scalar, if anything.
pub(super) fn fault(kind: &Kind, text: &str) -> Option<Expected> {
    let bad = |holds: bool, expected: Expected| (!holds).then_some(expected);
    match kind {
        Kind::Text(longest) | Kind::Line(longest) => {
            let breaks = |c| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
            if text.trim().is_empty() {
                Some(Expected::Text)
            } else if matches!(kind, Kind::Line(_)) && text.trim().contains(breaks) {
                Some(Expected::OneLine)
            } else {
                bad(
                    text.chars().count() <= *longest,
                    Expected::Shorter(*longest),
                )
            }
        }
        Kind::Prose => None,
        Kind::OneOf(words) => {
            (!words.contains(&text)).then(|| Expected::OneOf(words, word(text, words)))
        }
        Kind::Positive => bad(
            text.bytes().all(|b| b.is_ascii_digit())
                && text
                    .parse()
                    .is_ok_and(|n: u32| n > 0 && n <= i32::MAX.unsigned_abs()),
            Expected::Positive,
        ),
        Kind::Year => bad(
            text.len() == 4
                && text.bytes().all(|b| b.is_ascii_digit())
                && text.parse().is_ok_and(|n: u16| n > 0),
            Expected::Year,
        ),
        Kind::Boolean => bad(matches!(text, "true" | "false"), Expected::Boolean),
        Kind::Instant => instant(text)
            .is_none()
            .then(|| Expected::Instant(instead(text))),
        Kind::HttpUrl => bad(is_http_url(text), Expected::HttpUrl),
        Kind::ArticleId => bad(ArticleId::parse(text).is_ok(), Expected::ArticleId),
        Kind::Category => CategoryPath::written(text)
            .err()
            .map(|why| Expected::Category(why, None)),
        Kind::Language => Language::registered(text)
            .is_err()
            .then(|| Expected::Language(Language::meant(text))),
        Kind::Licence => bad(
            is_http_url(text) || spdx::Expression::parse(text).is_ok(),
            Expected::Licence,
        ),
        Kind::List(_) => Some(Expected::List(None)),
        Kind::Object(_) => Some(Expected::Mapping),
    }
}

/// An absolute http(s) URL without user and password, and without spaces.
fn is_http_url(text: &str) -> bool {
    !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && url::Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && text
                    .to_ascii_lowercase()
                    .starts_with(&format!("{}://", url.scheme()))
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
                && host_is_written(text)
        })
}

/// Whether a host stands where it should: `https:///a.example` and `https://@a.example` are mended by
/// browsers, not written by editors.
fn host_is_written(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_, rest)| {
        let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
        end > 0 && !rest[..end].contains('@')
    })
}

#[cfg(test)]
mod tests {
    use super::is_http_url;

    #[test]
    fn urls_of_pages() {
        for good in ["https://a.example/x?y@z", "HTTP://驻马店.example/新闻"] {
            assert!(is_http_url(good), "{good}");
        }
        for bad in [
            "a.example/x",
            "ftp://a.example/",
            "https://u:p@a.example/",
            "https://@a.example/",
            "https:///a.example",
            "https://a.example/x y",
            "https://",
        ] {
            assert!(!is_http_url(bad), "{bad}");
        }
    }
}
