//! Text into markup and into addresses.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use crate::article::text::xml_text;

/// What a path segment may not hold raw (RFC 3986 section 3.3), and what HTML would take amiss.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A decoded path as a link writes it.
pub(super) fn path(decoded: &str) -> String {
    utf8_percent_encode(decoded, PATH).to_string()
}

/// Adds text to HTML or XML, in an element or a quoted attribute. What XML 1.0 does not allow is left out.
pub(super) fn push(out: &mut String, text: &str) {
    let text = xml_text(text);
    let mut begin = 0;
    for (at, b) in text.bytes().enumerate() {
        let reference = match b {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[begin..at]);
        out.push_str(reference);
        begin = at + 1;
    }
    out.push_str(&text[begin..]);
}

/// The text for HTML or XML.
pub(super) fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push(&mut out, text);
    out
}

/// Whether an address is one that a reader may be led to.
pub(super) fn is_web(url: &str) -> bool {
    let starts = |scheme: &str| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    starts("https://") || starts("http://")
}

/// An address for fields that machines read: ASCII alone, else as it was written.
pub(super) fn uri(url: &str) -> Cow<'_, str> {
    if url.bytes().all(|b| b.is_ascii_graphic()) {
        return url.into();
    }
    match Url::parse(url) {
        Ok(parsed) => String::from(parsed).into(),
        Err(_) => path(url).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_web, markup, path, uri};

    #[test]
    fn addresses() {
        assert!(is_web("HTTPS://a.example") && !is_web("javascript:x") && !is_web("驿"));
        assert_eq!(uri("https://a.example/A?b"), "https://a.example/A?b");
        assert_eq!(
            uri("https://驿.example/城 区"),
            "https://xn--ng6a.example/%E5%9F%8E%20%E5%8C%BA"
        );
    }

    #[test]
    fn nothing_breaks_out() {
        assert_eq!(
            markup("<a href=\"x\">&\u{0}\u{FFFE}驿"),
            "&lt;a href=&quot;x&quot;&gt;&amp;驿"
        );
        assert_eq!(
            path("/categories/河 \"'/"),
            "/categories/%E6%B2%B3%20%22%27/"
        );
    }
}
