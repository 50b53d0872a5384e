//! Bare addresses in a text. They end before full-width punctuation and Chinese words, which no address needs to have.

use std::ops::Range;

use url::Url;

const STARTS: [&str; 3] = ["https://", "http://", "www."];

/// The addresses in a text, each with what it leads to.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((at, start)) = next(text, from) {
        let end = at + length(&text[at..]);
        from = end.max(at + start.len());
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '@' | '_')) {
            continue;
        }
        let written = &text[at..end];
        let href = if start == "www." {
            format!("http://{written}")
        } else {
            written.to_owned()
        };
        let is_whole = Url::parse(&href).is_ok_and(|url| {
            url.host_str()
                .is_some_and(|host| host.trim_matches('.').contains('.') && !host.ends_with(".."))
                && url.username().is_empty()
        });
        if is_whole && end - at > start.len() {
            found.push((at..end, href));
        }
    }
    found
}

/// Where the next one may begin.
fn next(text: &str, from: usize) -> Option<(usize, &'static str)> {
    let mut at = from;
    while let Some(letter) = text[at..].find(['h', 'H', 'w', 'W']) {
        at += letter;
        let rest = &text.as_bytes()[at..];
        let start = STARTS.into_iter().find(|start| {
            rest.get(..start.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
        });
        match start {
            Some(start) => return Some((at, start)),
            None => at += 1,
        }
    }
    None
}

/// How many bytes from here may belong to an address: those of a URL (RFC 3986), but not the punctuation after one.
fn length(text: &str) -> usize {
    let is_part =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%|".contains(byte);
    let mut end = text.bytes().take_while(is_part).count();
    let opened = text[..end].bytes().filter(|byte| *byte == b'(').count();
    let mut closed = text[..end].bytes().filter(|byte| *byte == b')').count();
    loop {
        match text.as_bytes()[..end].last() {
            Some(
                b'.' | b',' | b';' | b':' | b'!' | b'?' | b'*' | b'_' | b'~' | b'\'' | b'[' | b']'
                | b'|' | b'(',
            ) => {
                end -= 1;
            }
            Some(b')') if closed > opened => {
                closed -= 1;
                end -= 1;
            }
            _ => return end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn addresses_end_before_chinese() {
        for (text, addresses) in [
            (
                "详见 https://zmd.example/a。另见",
                vec!["https://zmd.example/a"],
            ),
            (
                "详见https://zmd.example/a，以及www.zmd.example。",
                vec!["https://zmd.example/a", "www.zmd.example"],
            ),
            (
                "（http://a.example/x_(y)）和(https://b.example/).",
                vec!["http://a.example/x_(y)", "https://b.example/"],
            ),
            (
                "https://a.example/b?c=d&e=%E9#f、乙",
                vec!["https://a.example/b?c=d&e=%E9#f"],
            ),
            ("https://a.example驻马店", vec!["https://a.example"]),
            ("HTTPS://A.EXAMPLE/!", vec!["HTTPS://A.EXAMPLE/"]),
            (
                "http:// https:/// www. wwww.a xhttps://a.example https://localhost/ https://u@a.example/",
                vec![],
            ),
        ] {
            let found: Vec<&str> = find(text)
                .into_iter()
                .map(|(range, _)| &text[range])
                .collect();
            assert_eq!(found, addresses, "{text}");
        }
    }
}
