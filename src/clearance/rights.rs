//! The rights rules that hold whatever the policy says: judged when a draft comes in, and again
//! on whatever the store gives back.

use crate::article::{Copyright, Origin};

/// The code of the first rule that the rights fields break, as in a report.
pub(super) fn first_broken(origin: &Origin, copyright: &Copyright) -> Option<&'static str> {
    if copyright.holder.trim().is_empty() || copyright.notice.trim().is_empty() {
        return Some("copyright-missing");
    }
    if !copyright.notice.contains(&copyright.holder) {
        return Some("copyright-holder-unnamed");
    }
    let year_is_there = copyright
        .year
        .is_none_or(|year| holds_year(&copyright.notice, year));
    if !has_mark(&copyright.notice) || !year_is_there {
        return Some("copyright-malformed");
    }
    let Origin::Reprint(reprint) = origin else {
        return None;
    };
    if reprint.source.name.trim().is_empty() || reprint.source.url.trim().is_empty() {
        return Some("source-missing");
    }
    if reprint.attribution.trim().is_empty() {
        return Some("attribution-missing");
    }
    (!holds_link(&reprint.attribution, &reprint.source.url)).then_some("attribution-link-missing")
}

/// Whether a notice holds one of the marks.
pub(super) fn has_mark(notice: &str) -> bool {
    let lower = notice.to_lowercase();
    ["©", "(c)", "copyright", "版权"]
        .iter()
        .any(|mark| lower.contains(mark))
}

/// Whether a notice holds the year, not as a part of a longer number.
pub(super) fn holds_year(notice: &str, year: i16) -> bool {
    let year = format!("{year:04}");
    notice.match_indices(&year).any(|(at, _)| {
        let before = notice[..at].chars().next_back();
        let after = notice[at + year.len()..].chars().next();
        [before, after]
            .iter()
            .flatten()
            .all(|c| !c.is_ascii_digit())
    })
}

/// Whether a reprint line holds the link, whole: as written or percent-encoded, and followed by
/// the line's end, by a character that no URL may hold, or by one ASCII mark that itself is
/// followed by one of these.
pub(super) fn holds_link(line: &str, url: &str) -> bool {
    let encoded = url::Url::parse(url).map(String::from).unwrap_or_default();
    [url, encoded.as_str()]
        .into_iter()
        .filter(|form| !form.is_empty())
        .any(|form| {
            line.match_indices(form)
                .any(|(at, _)| ends_link(&line[at + form.len()..]))
        })
}

fn ends_link(rest: &str) -> bool {
    let mut next = rest.chars();
    match next.next() {
        Some(mark) if ".,;:!?)]'\"".contains(mark) => next
            .next()
            .is_none_or(|c| !is_url(c) || ".,;:!?)]'\"".contains(c)),
        Some(c) => !is_url(c),
        None => true,
    }
}

/// Whether a URL may hold `c` (RFC 3986 section 2).
fn is_url(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c)
}

#[cfg(test)]
mod tests {
    use super::{has_mark, holds_link, holds_year};

    const URL: &str = "https://a.example/x";

    #[test]
    fn a_link_is_whole_or_it_is_not_there() {
        for line in [
            "见 https://a.example/x",
            "https://a.example/x，驿城",
            "(https://a.example/x).",
            "https://a.example/x, next",
            "https://a.example/x。",
        ] {
            assert!(holds_link(line, URL), "{line}");
        }
        for line in [
            "https://a.example/xy",
            "https://a.example/x/y",
            "https://a.example/x?y",
            "https://a.example/x,y",
            "http://a.example/x",
            "",
        ] {
            assert!(!holds_link(line, URL), "{line}");
        }
        assert!(holds_link(
            "https://a.example/%E9%A9%BF 完",
            "https://a.example/驿"
        ));
        assert!(holds_link(
            "https://a.example/驿 完",
            "https://a.example/驿"
        ));
    }

    #[test]
    fn marks_and_years() {
        assert!(has_mark("© 驿城融媒") && has_mark("(C) A") && has_mark("版权归 A"));
        assert!(!has_mark("驿城融媒 2026"));
        assert!(holds_year("© 2026 A", 2026) && !holds_year("© 12026 A", 2026));
    }
}
