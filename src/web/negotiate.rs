//! What a request's head asks for: a coding, and whether its copy is still good (RFC 9110 sections 12 and 13).

use std::time::SystemTime;

use axum::http::header::{
    ACCEPT_ENCODING, HeaderMap, HeaderName, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    IF_UNMODIFIED_SINCE,
};
use jiff::Timestamp;

use crate::live::Tags;

/// What the preconditions come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Send it.
    Send,
    /// 304: the client has it; true where it has the compressed form.
    Has {
        /// Whether its tag is that of the gzip form.
        gzip: bool,
    },
    /// 412: the client asked for another state.
    Failed,
}

/// Whether the client would rather have gzip.
pub(super) fn wants_gzip(headers: &HeaderMap) -> bool {
    let (mut gzip, mut identity, mut any) = (None, None, None);
    for value in headers.get_all(ACCEPT_ENCODING) {
        for item in value.to_str().unwrap_or_default().split(',') {
            let mut parts = item.split(';');
            let coding = parts.next().unwrap_or_default().trim();
            let weight = Some(weight(parts));
            match coding.to_ascii_lowercase().as_str() {
                "gzip" | "x-gzip" => gzip = weight,
                "identity" => identity = weight,
                "*" => any = weight,
                _ => {}
            }
        }
    }
    let gzip = gzip.or(any).unwrap_or(0.0);
    gzip > 0.0 && identity.is_none_or(|identity| gzip >= identity)
}

/// The first of `known` primary tags that the reader likes best; equal weights keep the reader's order.
pub(super) fn first_language<'a>(value: &str, known: &[&'a str]) -> Option<&'a str> {
    let mut best = None;
    let mut heaviest = 0.0;
    for item in value.split(',') {
        let mut parts = item.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let primary = tag.split('-').next().unwrap_or_default();
        let weight = weight(parts);
        let ours = known
            .iter()
            .find(|known| known.eq_ignore_ascii_case(primary));
        if let Some(ours) = ours
            && weight > heaviest
        {
            best = Some(*ours);
            heaviest = weight;
        }
    }
    best
}

/// A `q` that cannot be read counts as nothing wanted, so that the plain form is sent.
fn weight<'a>(parameters: impl Iterator<Item = &'a str>) -> f32 {
    for parameter in parameters {
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("q")
        {
            return value
                .trim()
                .parse()
                .ok()
                .filter(|q| (0.0..=1.0).contains(q))
                .unwrap_or(0.0);
        }
    }
    1.0
}

/// Judges the preconditions in the order of RFC 9110 section 13.2.2. `modified` is none while it
/// lies ahead of the clock.
pub(super) fn judge(headers: &HeaderMap, tags: Tags<'_>, modified: Option<Timestamp>) -> Verdict {
    if headers.contains_key(IF_MATCH) {
        let matches = |tag: &Tag<'_>| {
            !tag.weak && (tag.any || tag.text == tags.plain || tag.text == tags.gzip)
        };
        if !listed(headers, &IF_MATCH).any(|tag| matches(&tag)) {
            return Verdict::Failed;
        }
    } else if let (Some(asked), Some(modified)) = (date(headers, &IF_UNMODIFIED_SINCE), modified)
        && modified.as_second() > asked
    {
        return Verdict::Failed;
    }
    if headers.contains_key(IF_NONE_MATCH) {
        // Weak comparison; either form's tag names the present state.
        for tag in listed(headers, &IF_NONE_MATCH) {
            if tag.any || tag.text == tags.plain {
                return Verdict::Has { gzip: false };
            }
            if tag.text == tags.gzip {
                return Verdict::Has { gzip: true };
            }
        }
    } else if let (Some(asked), Some(modified)) = (date(headers, &IF_MODIFIED_SINCE), modified)
        && modified.as_second() <= asked
    {
        return Verdict::Has { gzip: false };
    }
    Verdict::Send
}

struct Tag<'a> {
    any: bool,
    weak: bool,
    text: &'a str,
}

/// The entity tags of a list. They may hold commas, so quotes are followed, not separators.
fn listed<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = Tag<'a>> {
    headers
        .get_all(name)
        .into_iter()
        .flat_map(|value| tags(value.to_str().unwrap_or_default()))
}

fn tags(mut rest: &str) -> impl Iterator<Item = Tag<'_>> {
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if let Some(after) = rest.strip_prefix('*') {
            rest = after;
            return Some(Tag {
                any: true,
                weak: false,
                text: "",
            });
        }
        let (weak, quoted) = match rest.strip_prefix("W/") {
            Some(quoted) => (true, quoted),
            None => (false, rest),
        };
        let (text, after) = quoted.strip_prefix('"')?.split_once('"')?;
        rest = after;
        Some(Tag {
            any: false,
            weak,
            text,
        })
    })
}

/// A date in any of the three forms of RFC 9110 section 5.6.7, in seconds since 1970.
fn date(headers: &HeaderMap, name: &HeaderName) -> Option<i64> {
    let time = httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok()?;
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// An instant as HTTP writes it.
pub(super) fn http_date(instant: Timestamp) -> String {
    httpdate::fmt_http_date(SystemTime::from(instant))
}

#[cfg(test)]
mod tests {
    use axum::http::header::{HeaderMap, HeaderName, HeaderValue};

    use super::{Tags, Verdict, first_language, http_date, judge, wants_gzip};

    const TAGS: Tags<'_> = Tags {
        plain: "abc",
        gzip: "abc-gz",
    };

    fn head(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                let value = HeaderValue::from_str(value).expect("a lawful value");
                (HeaderName::from_static(name), value)
            })
            .collect()
    }

    #[test]
    fn weights_decide_the_coding() {
        for (asked, gzip) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("*", true),
            ("x-gzip; q=1.0", true),
            ("gzip;q=0, *", false),
            ("gzip;q=0", false),
            ("gzip;q=0.4, identity;q=0.8", false),
            ("identity;q=0, gzip;q=0.1", true),
            ("gzip;q=zwei", false),
            ("gzip;q=2", false),
            ("br", false),
            ("", false),
        ] {
            let head = head(&[("accept-encoding", asked)]);
            assert_eq!(wants_gzip(&head), gzip, "{asked}");
        }
        assert!(!wants_gzip(&HeaderMap::new()));
    }

    #[test]
    fn the_reader_s_best_language() {
        let best = |value| first_language(value, &["zh", "en"]);
        assert_eq!(best("zh-CN,zh;q=0.9,en;q=0.8"), Some("zh"));
        assert_eq!(best("de, EN-gb;q=0.5, zh;q=0.1"), Some("en"));
        assert_eq!(best("de, zh;q=0"), None);
        assert_eq!(best(""), None);
    }

    #[test]
    fn tags_weigh_more_than_dates() {
        let changed = "2026-11-24T07:00:00.5Z".parse().expect("an instant");
        let later = "Tue, 24 Nov 2026 07:00:00 GMT";
        let before = "Tue, 24 Nov 2026 06:59:59 GMT";
        let judged = |pairs: &[_]| judge(&head(pairs), TAGS, Some(changed));
        let has = Verdict::Has { gzip: false };
        assert_eq!(judged(&[("if-none-match", "\"x,y\", W/\"abc\"")]), has);
        assert_eq!(judged(&[("if-none-match", "*")]), has);
        assert_eq!(
            judged(&[("if-none-match", "\"abc-gz\"")]),
            Verdict::Has { gzip: true }
        );
        assert_eq!(judged(&[("if-modified-since", later)]), has);
        assert_eq!(judged(&[("if-modified-since", before)]), Verdict::Send);
        assert_eq!(judged(&[("if-modified-since", "yesterday")]), Verdict::Send);
        assert_eq!(
            judged(&[("if-none-match", "\"old\""), ("if-modified-since", later)]),
            Verdict::Send
        );
        assert_eq!(judged(&[("if-match", "\"old\"")]), Verdict::Failed);
        assert_eq!(judged(&[("if-match", "W/\"abc\"")]), Verdict::Failed);
        assert_eq!(judged(&[("if-match", "\"abc\"")]), Verdict::Send);
        assert_eq!(judged(&[("if-unmodified-since", before)]), Verdict::Failed);
        assert_eq!(
            judge(&head(&[("if-modified-since", later)]), TAGS, None),
            Verdict::Send
        );
        assert_eq!(http_date(changed), later);
    }

    #[test]
    fn broken_lists_match_nothing() {
        for broken in ["abc", "\"abc", "W/abc", ",,,", "\"", "é"] {
            let head = HeaderMap::from_iter([(
                HeaderName::from_static("if-none-match"),
                HeaderValue::from_bytes(broken.as_bytes()).expect("a lawful value"),
            )]);
            assert_eq!(judge(&head, TAGS, None), Verdict::Send, "{broken}");
        }
    }
}
