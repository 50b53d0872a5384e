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
    // jiff also takes ISO 8601's other forms, which feed readers do not.
    let rfc3339 = bytes.len() >= 20
        && is_date(&bytes[..10])
        && matches!(bytes[10], b'T' | b't' | b' ')
        && bytes[13] == b':'
        && bytes[16] == b':'
        && !text.contains('[');
    if !rfc3339 {
        return None;
    }
    text.parse::<Timestamp>()
        .ok()
        .map(|at| Instant::At(crate::clock::micros(at.as_microsecond())))
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
            text.len() == 4 && text.parse().is_ok_and(|n: u16| n > 0),
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
        })
}
