//! The rights rules that hold whatever the policy says: judged when a draft comes in, and again
//! on whatever the store gives back.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::links::{Held, ends_here, look, without_addresses};
use crate::article::{Copyright, Origin};

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
        // What an earlier version took stays readable: its rule holds beside the one for drafts.
        if look(&reprint.attribution, &reprint.source.url) == Held::Not
            && !holds_link(&reprint.attribution, &reprint.source.url)
        {
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

/// Whether a notice holds ©, (c), Copyright or 版权, in either script and with any of their signs.
pub(super) fn has_mark(notice: &str) -> bool {
    // The circled letters fold to bare ones.
    if notice.contains(['ⓒ', 'Ⓒ']) {
        return true;
    }
    let notice = folded(notice);
    ["©", "(c)", "copyright", "版权", "版權"]
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
/// one. The rule by which lines were judged before [`look`]; it saw a link within another too.
fn holds_link(line: &str, url: &str) -> bool {
    let line = with_upper_hex(line);
    forms(url).iter().any(|form| {
        line.match_indices(form.as_str())
            .any(|(at, _)| ends_here(&line[at + form.len()..], !form.is_ascii()))
    })
}

/// Whether a line names `name` outside its links and addresses: a name within an address is not said to a reader.
pub(super) fn says(line: &str, name: &str) -> bool {
    let name_folded = folded(name);
    names(
        &without_addresses(line, |token| name_folded.contains(&folded(token))),
        name,
    )
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

#[cfg(test)]
mod tests {
    use super::{has_mark, holds_link, holds_year, names, says};

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
        assert!(!says("见 https://zmd.example/1", "zmd"));
        assert!(says("见 zmd：https://zmd.example/1", "zmd"));
        assert!(says("来源：Zmd.com", "zmd.com"));
    }

    #[test]
    fn marks_and_years() {
        for notice in [
            "© 甲",
            "(C) 甲",
            "（c）甲",
            "COPYRIGHT 甲",
            "甲 版权所有",
            "甲 版權所有",
            "ⓒ 甲",
        ] {
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
