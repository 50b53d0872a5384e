//! What a reader sees of sanitised HTML.

/// A piece of sanitised HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it stands.
    Text(&'a str),
    /// What a reference means.
    Char(char),
    /// A tag's name, whether it opens or closes.
    Tag(&'a str),
}

/// The pieces of HTML, one after the other. Meant for what the sanitiser wrote: there a `<` always opens a tag,
/// attribute values are quoted, and text knows five references.
pub fn pieces(sanitised_html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = sanitised_html;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (piece, after) = match first {
            '<' => (Piece::Tag(name(rest)), after_tag(rest)),
            '&' => {
                let (c, after) = reference(rest);
                (Piece::Char(c), after)
            }
            _ => {
                let (text, after) = rest.split_at(rest.find(['<', '&']).unwrap_or(rest.len()));
                (Piece::Text(text), after)
            }
        };
        rest = after;
        Some(piece)
    })
}

/// The text between the tags, references resolved.
#[must_use]
pub fn visible_text(sanitised_html: &str) -> String {
    let mut text = String::with_capacity(sanitised_html.len());
    for piece in pieces(sanitised_html) {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Char(c) => text.push(c),
            Piece::Tag(_) => {}
        }
    }
    text
}

fn name(tag: &str) -> &str {
    let tag = tag.trim_start_matches(['<', '/']);
    tag.split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default()
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
