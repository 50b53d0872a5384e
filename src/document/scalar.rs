//! Scalars that more than one table knows.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Expected, Kind};
use crate::article::{ArticleId, CategoryPath, Language};

/// A moment as it was written: exact, or a day whose end depends on the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instant {
    /// With its offset.
    At(Timestamp),
    /// A date alone.
    Day(Date),
}

impl Instant {
    /// The instant; of a day its start, in `zone`.
    #[must_use]
    pub fn start_in(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::Day(day) => day
                .to_zoned(zone.clone())
                .ok()
                .map(|start| start.timestamp()),
        }
    }

    /// The instant; of a day its end, in `zone`.
    #[must_use]
    pub fn end_in(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::Day(day) => {
                let next = day.checked_add(1.day()).ok()?;
                next.to_zoned(zone.clone())
                    .ok()
                    .map(|start| start.timestamp())
            }
        }
    }
}

/// Reads an RFC 3339 date and time, or a date alone.
#[must_use]
pub fn instant(text: &str) -> Option<Instant> {
    let bytes = text.as_bytes();
    let is_date = |part: &[u8]| {
        part.len() == 10
            && part.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    if is_date(bytes) {
        return text.parse().ok().map(Instant::Day);
    }
    if !is_rfc3339(bytes) {
        return None;
    }
    text.parse::<Timestamp>()
        .ok()
        .map(|at| Instant::At(crate::clock::micros(at.as_microsecond())))
}

/// Whether a text has RFC 3339's form: jiff also takes ISO 8601's others, which feed readers do not.
fn is_rfc3339(bytes: &[u8]) -> bool {
    let has_form = |part: &[u8], form: &[u8]| {
        part.len() == form.len()
            && part.iter().zip(form).all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                b'T' => matches!(byte, b'T' | b't' | b' '),
                b'+' => matches!(byte, b'+' | b'-'),
                _ => byte == form,
            })
    };
    let Some((start, mut rest)) = bytes.split_at_checked(19) else {
        return false;
    };
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            return false;
        }
        rest = &fraction[digits..];
    }
    has_form(start, b"0000-00-00T00:00:00")
        && (matches!(rest, b"Z" | b"z") || has_form(rest, b"+00:00"))
}

/// What is wrong with the text of a scalar, if anything.
pub(super) fn fault(kind: &Kind, text: &str) -> Option<Expected> {
    let bad = |holds: bool, expected: Expected| (!holds).then_some(expected);
    match kind {
        Kind::Text(longest) => {
            if text.trim().is_empty() {
                Some(Expected::Text)
            } else {
                bad(
                    text.chars().count() <= *longest,
                    Expected::Shorter(*longest),
                )
            }
        }
        Kind::Prose => None,
        Kind::OneOf(words) => bad(words.contains(&text), Expected::OneOf(words)),
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
        Kind::Instant => bad(
            matches!(instant(text), Some(Instant::At(_))),
            Expected::Instant,
        ),
        Kind::InstantOrDate => bad(instant(text).is_some(), Expected::InstantOrDate),
        Kind::HttpUrl => bad(is_http_url(text), Expected::HttpUrl),
        Kind::ArticleId => bad(ArticleId::parse(text).is_ok(), Expected::ArticleId),
        Kind::Category => CategoryPath::parse(text)
            .err()
            .map(|why| Expected::Category(why.to_string())),
        Kind::Language => bad(Language::parse(text).is_ok(), Expected::Language),
        Kind::Licence => bad(
            is_http_url(text) || spdx::Expression::parse(text).is_ok(),
            Expected::Licence,
        ),
        Kind::List(_) => Some(Expected::List),
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
    use jiff::tz::TimeZone;

    use super::{Instant, instant, is_http_url};

    #[test]
    fn instants_are_rfc_3339_alone() {
        for good in ["2026-11-23T09:30:00+08:00", "2026-11-23t09:30:00.5z"] {
            assert!(matches!(instant(good), Some(Instant::At(_))), "{good}");
        }
        for bad in [
            "2026-11-23T09:30+08:00",
            "2026-11-23T09:30:00",
            "2026-11-23T09:30:00+08",
            "2026-11-23T09:30:00+08:00[Asia/Shanghai]",
            "2026-02-30T09:30:00Z",
            "2026-11-23T09:30:00.Z",
            "2026-13-01",
            "明天",
        ] {
            assert_eq!(instant(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_date_alone_ends_with_its_day() {
        let zone = TimeZone::get("Asia/Shanghai").expect("in the bundle");
        let end = instant("2026-11-23").and_then(|day| day.end_in(&zone));
        let next = instant("2026-11-24T00:00:00+08:00").and_then(|at| at.end_in(&zone));
        assert_eq!(end, next);
    }

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
