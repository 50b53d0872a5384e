//! Addresses in a body: whole ones stay, a reprint's relative ones are read as on the page that it was taken from.

use std::borrow::Cow;

use url::Url;

/// What becomes of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// It leads there.
    Whole(String),
    /// It leads to a place in this very text, by its id.
    Within(String),
    /// It is relative, and nothing tells to what.
    Relative(String),
    /// No feed and no page may lead there.
    Unfit(String),
    /// There is none.
    Nothing,
}

/// Reads an address; `base` is the page that it was taken from, where that is known.
pub(super) fn target(written: &str, base: Option<&Url>, is_picture: bool) -> Target {
    let decoded = decoded(written);
    let address: String = decoded.chars().filter(|c| !c.is_control()).collect();
    let address = address.trim_matches(|c: char| c <= ' ');
    if address.is_empty() {
        return Target::Nothing;
    }
    let is_fit = |url: &Url| match url.scheme() {
        "http" | "https" => url.has_host(),
        "mailto" | "tel" => !is_picture,
        _ => false,
    };
    let url = match (Url::parse(address), base) {
        (Err(url::ParseError::RelativeUrlWithoutBase), None) => {
            return Target::Relative(address.to_owned());
        }
        (Err(url::ParseError::RelativeUrlWithoutBase), Some(base)) => {
            base.join(address).map(|url| (url.to_string(), url))
        }
        (read, _) => read.map(|url| (address.to_owned(), url)),
    };
    match url {
        Ok((whole, url)) if is_fit(&url) => Target::Whole(whole),
        _ => Target::Unfit(address.to_owned()),
    }
}

/// An attribute's value with the references that addresses have; the rare ones stay as they are.
pub(super) fn decoded(value: &str) -> Cow<'_, str> {
    const NAMED: [(&str, char); 9] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{A0}'),
        ("colon", ':'),
        ("Tab", '\t'),
        ("NewLine", '\n'),
    ];
    /// Longer than any of them.
    const LONGEST: usize = 10;
    if !value.contains('&') {
        return value.into();
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(LONGEST).position(|byte| byte == b';');
        let meant = end.and_then(|end| {
            let name = rest.get(..end)?;
            let number = match name.strip_prefix('#') {
                Some(digits) => match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => digits.parse().ok(),
                },
                None => None,
            };
            let named = || {
                NAMED
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, c)| *c)
            };
            Some((number.and_then(char::from_u32).or_else(named)?, end))
        });
        match meant {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out.into()
}

/// An address or another text as an attribute's value.
pub(super) fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A value that was written with references, as an attribute's value.
pub(super) fn requoted(value: &str) -> String {
    value
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{Target, decoded, target};

    #[test]
    fn a_reprint_s_addresses_are_those_of_its_page() {
        let base = Url::parse("https://a.example/2026/11/22/x.html?old=1").expect("a URL");
        for (written, whole) in [
            ("/b.html", "https://a.example/b.html"),
            ("//cdn.example/c.jpg", "https://cdn.example/c.jpg"),
            ("img/d.jpg", "https://a.example/2026/11/22/img/d.jpg"),
            ("../e", "https://a.example/2026/11/e"),
            ("?q=1&amp;r", "https://a.example/2026/11/22/x.html?q=1&r"),
            ("#frag", "https://a.example/2026/11/22/x.html?old=1#frag"),
            (" https://f.example/ ", "https://f.example/"),
        ] {
            assert_eq!(
                target(written, Some(&base), false),
                Target::Whole(whole.into()),
                "{written}"
            );
        }
    }

    #[test]
    fn what_leads_nowhere_or_where_it_may_not() {
        for relative in ["/b", "b.html", "//c.example/", "?q", "#x", "www.a.example"] {
            assert_eq!(
                target(relative, None, false),
                Target::Relative(relative.into())
            );
        }
        for unfit in [
            "javascript:x",
            "java&#115;cript:x",
            "java&Tab;script&colon;x",
            "data:a",
            "file:///etc",
            "http://",
        ] {
            assert!(
                matches!(target(unfit, None, false), Target::Unfit(_)),
                "{unfit}"
            );
        }
        assert_eq!(
            target("tel:+86", None, false),
            Target::Whole("tel:+86".into())
        );
        assert!(matches!(target("tel:+86", None, true), Target::Unfit(_)));
        assert_eq!(target(" \n", None, true), Target::Nothing);
        assert_eq!(decoded("a&b;&amp;&#x4e2d;&#0;&"), "a&b;&中\0&");
    }
}
