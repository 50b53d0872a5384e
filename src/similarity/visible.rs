//! What a reader sees of sanitised HTML.

/// The text between the tags, references resolved. Meant for what the sanitiser wrote: there a `<`
/// always opens a tag, attribute values are quoted, and text knows five references.
#[must_use]
pub fn visible_text(sanitised_html: &str) -> String {
    let mut text = String::with_capacity(sanitised_html.len());
    let mut rest = sanitised_html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with('<') {
            after_tag(rest)
        } else {
            let (c, after) = reference(rest);
            text.push(c);
            after
        };
    }
    text.push_str(rest);
    text
}

/// What follows the tag that `html` begins with; a `>` within quotes does not end it.
fn after_tag(html: &str) -> &str {
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return &html[at + 1..],
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    ""
}

fn reference(html: &str) -> (char, &str) {
    const KNOWN: [(&str, char); 5] = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&nbsp;", '\u{A0}'),
    ];
    KNOWN
        .into_iter()
        .find_map(|(name, c)| html.strip_prefix(name).map(|after| (c, after)))
        .unwrap_or(('&', &html[1..]))
}

#[cfg(test)]
mod tests {
    use super::visible_text;

    #[test]
    fn tags_go_and_references_become_what_they_mean() {
        assert_eq!(
            visible_text("<p title=\"a > 'b'\">1 &lt; 2 &amp; 3</p><br>四"),
            "1 < 2 & 34".replace('4', "四")
        );
        assert_eq!(visible_text("a &unknown; <unclosed"), "a &unknown; ");
    }

    proptest::proptest! {
        #[test]
        fn no_input_makes_it_stumble(html in ".*") {
            proptest::prop_assert!(visible_text(&html).len() <= html.len());
        }
    }
}
