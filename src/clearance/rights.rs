//! The rights rules that hold whatever the policy says: judged when a draft comes in, and again
//! on whatever the store gives back.

use std::borrow::Cow;
use std::cmp::Reverse;

use percent_encoding::{AsciiSet, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;
use url::Url;

use crate::article::{Copyright, Origin};

/// Marks that may close a sentence right after a link, and yet be part of a URL.
const CLOSING: &str = ".,;:!?)]'\"";

/// What RFC 3986 lets stand in a URL beside letters and digits.
const URL_MARKS: &str = "-._~:/?#[]@!$&'()*+,;=%";

/// The code of the first rule that the rights fields break, as in a report. Whether the line names the
/// source is not asked again: it may use an alias, and aliases belong to the policy.
pub(super) fn first_broken(origin: &Origin, copyright: &Copyright) -> Option<&'static str> {
    if let Origin::Reprint(reprint) = origin {
        if is_blank(&reprint.source.name) || is_blank(&reprint.source.url) {
            return Some("source-missing");
        }
        if is_blank(&reprint.attribution) {
            return Some("attribution-missing");
        }
        if !holds_link(&reprint.attribution, &reprint.source.url) {
            return Some("attribution-link-missing");
        }
    }
    if is_blank(&copyright.holder) || is_blank(&copyright.notice) {
        return Some("copyright-missing");
    }
    if !names(&copyright.notice, &copyright.holder) {
        return Some("copyright-holder-unnamed");
    }
    let has_year = copyright
        .year
        .is_none_or(|year| holds_year(&copyright.notice, year));
    if !has_mark(&copyright.notice) || !has_year {
        return Some("copyright-malformed");
    }
    None
}

/// Whether a text says nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// A text in the form in which names are compared: full-width and half-width, case and
/// runs of spaces make no difference.
fn folded(text: &str) -> String {
    let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two names are the same.
pub(super) fn same(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

/// Whether a line names `name`.
pub(super) fn names(line: &str, name: &str) -> bool {
    let name = folded(name);
    !name.is_empty() && folded(line).contains(&name)
}

/// Whether a notice holds ©, (c), Copyright or 版权.
pub(super) fn has_mark(notice: &str) -> bool {
    let notice = folded(notice);
    ["©", "(c)", "copyright", "版权"]
        .iter()
        .any(|mark| notice.contains(mark))
}

/// Whether a notice holds a year that is no part of a longer number.
pub(super) fn holds_year(notice: &str, year: i16) -> bool {
    let year = format!("{year:04}");
    folded(notice)
        .split(|c: char| !c.is_ascii_digit())
        .any(|number| number == year)
}

/// Whether a line holds a URL, as written or in a form that means the same, whole: not as the beginning of a longer
/// one.
pub(super) fn holds_link(line: &str, url: &str) -> bool {
    let line = with_upper_hex(line);
    forms(url).iter().any(|form| {
        line.match_indices(form.as_str())
            .any(|(at, _)| ends_here(&line[at + form.len()..], !form.is_ascii()))
    })
}

/// A line without the links to a URL: a name within an address is not said to a reader.
pub(super) fn without_link(line: &str, url: &str) -> String {
    let line = with_upper_hex(line).into_owned();
    forms(url)
        .iter()
        .fold(line, |line, form| line.replace(form.as_str(), " "))
}

/// A URL as written, with all beyond ASCII percent-encoded, and as a browser copies it: with its host in Punycode too.
fn forms(url: &str) -> Vec<String> {
    /// Beyond ASCII alone: all of that is always encoded.
    const NOTHING_MORE: &AsciiSet = &AsciiSet::EMPTY;
    let encoded = utf8_percent_encode(url, NOTHING_MORE).to_string();
    let copied = Url::parse(url).ok().map(String::from);
    let mut forms: Vec<String> = [Some(url.to_owned()), Some(encoded), copied]
        .into_iter()
        .flatten()
        .filter(|form| !form.is_empty())
        .map(|form| with_upper_hex(&form).into_owned())
        .collect();
    // The longest first, so that none is taken out of the middle of another.
    forms.sort_by_key(|form| Reverse(form.len()));
    forms.dedup();
    forms
}

/// A text with the hex digits after each `%` in upper case: RFC 3986, section 2.1, makes no difference.
fn with_upper_hex(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let mut upper = String::with_capacity(text.len());
    let mut parts = text.split('%');
    upper.push_str(parts.next().unwrap_or_default());
    for part in parts {
        upper.push('%');
        let is_escape = part.len() >= 2 && part.bytes().take(2).all(|b| b.is_ascii_hexdigit());
        let (hex, rest) = part.split_at(if is_escape { 2 } else { 0 });
        upper.push_str(&hex.to_ascii_uppercase());
        upper.push_str(rest);
    }
    upper.into()
}

/// Whether a URL that stands before `rest` ends there: at the end of the line, before a character that no URL
/// may hold, or before closing marks that are themselves followed so.
fn ends_here(rest: &str, is_iri: bool) -> bool {
    rest.trim_start_matches(|c| CLOSING.contains(c))
        .chars()
        .next()
        .is_none_or(|c| !may_be_in_url(c, is_iri))
}

/// RFC 3986 knows ASCII alone, so that an address runs into a Chinese word without harm; one that
/// is itself written with letters beyond ASCII (RFC 3987) may go on with more of them.
fn may_be_in_url(c: char, is_iri: bool) -> bool {
    c.is_ascii_alphanumeric() || URL_MARKS.contains(c) || (is_iri && c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::{has_mark, holds_link, holds_year, names, without_link};

    const URL: &str = "https://zmd.example/2026/新闻";

    #[test]
    fn a_link_is_whole_before_what_ends_it() {
        for after in [
            "",
            "。",
            "，原文有删节",
            "）",
            "》",
            " 有删节",
            "\n",
            ".",
            ".)",
            "?\"",
            "),",
            ". 全文",
            "”",
            ">",
            "」",
            "、",
            "!）",
            "'。",
            "\t",
            "…",
        ] {
            let line = format!("转载自驻马店日报：{URL}{after}");
            assert!(holds_link(&line, URL), "{after:?}");
        }
    }

    #[test]
    fn a_longer_address_is_another_page() {
        for after in [
            "1", "/2", ".html", "?page=2", "#x", "二", "-a", "%20", ".,x", "(1)", "&a", ")a",
        ] {
            let line = format!("转载自驻马店日报：{URL}{after}");
            assert!(!holds_link(&line, URL), "{after:?}");
        }
        let both = format!("{URL}.html 与 {URL}。");
        assert!(holds_link(&both, URL));
    }

    #[test]
    fn an_address_may_run_into_a_comma_and_the_next_word() {
        let url = "https://zmd.example/1";
        for after in [",下文有删节", "，下文", "下文"] {
            assert!(
                holds_link(&format!("转载自 {url}{after}"), url),
                "{after:?}"
            );
        }
        assert!(!holds_link(&format!("{url},next"), url));
    }

    #[test]
    fn the_percent_encoded_form_is_the_same_page() {
        for form in ["%E6%96%B0%E9%97%BB", "%e6%96%b0%e9%97%bb"] {
            assert!(holds_link(
                &format!("见 https://zmd.example/2026/{form}。"),
                URL
            ));
            let written = format!("https://zmd.example/2026/{form}");
            assert!(holds_link(
                "见 https://zmd.example/2026/%E6%96%b0%e9%97%BB。",
                &written
            ));
        }
        let own = "https://驻马店.example/a";
        assert!(holds_link("见 https://xn--hxtu54kjba.example/a。", own));
        assert!(!holds_link("见 https://xn--hxtu54kjba.example/a/b", own));
        assert!(holds_link(
            "见 100%的 https://zmd.example/%zz。",
            "https://zmd.example/%zz"
        ));
        assert!(!holds_link("见 https://zmd.example/2026/", URL));
    }

    #[test]
    fn names_in_either_width_and_case() {
        assert!(names("转载自 Ｒｅｕｔｅｒｓ", "reuters"));
        assert!(names("Example  Daily", "Example Daily"));
        assert!(!names("转载自网络", "驻马店日报"));
        assert!(!names("甲", " "));
        assert!(!names(
            &without_link("见 https://zmd.example/1", "https://zmd.example/1"),
            "zmd"
        ));
    }

    #[test]
    fn marks_and_years() {
        for notice in ["© 甲", "(C) 甲", "（c）甲", "COPYRIGHT 甲", "甲 版权所有"] {
            assert!(has_mark(notice), "{notice}");
        }
        assert!(!has_mark("甲 所有"));
        assert!(holds_year("© 2026 甲", 2026));
        assert!(holds_year("©２０２６甲", 2026));
        assert!(!holds_year("© 12026 甲", 2026));
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_judged(line in ".*", url in ".*") {
            holds_link(&line, &url);
        }

        #[test]
        fn closing_marks_never_hide_a_link(marks in "[.,;:!?)\\]'\"]{0,8}", end in "(|[，。）” <>{}|].*)") {
            let line = format!("{URL}{marks}{end}");
            proptest::prop_assert!(holds_link(&line, URL));
        }
    }
}
