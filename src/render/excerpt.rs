//! What a body says first, for lists and letters whose article has no summary.

use std::iter::Peekable;
use std::str::Chars;

/// The first `longest` characters of a sanitised body's text, at most; an ellipsis where there is more.
pub(super) fn excerpt(html: &str, longest: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut space = false;
    let mut chars = html.chars().peekable();
    while let Some(c) = chars.next() {
        let c = match c {
            '<' => {
                // A paragraph's end is a space; an emphasis within a word is none.
                space |= skip_tag(&mut chars);
                continue;
            }
            '&' => entity(&mut chars),
            c => c,
        };
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if count >= longest {
            out.push('…');
            break;
        }
        if space && !out.is_empty() {
            out.push(' ');
            count += 1;
        }
        space = false;
        out.push(c);
        count += 1;
    }
    out
}

/// Text cut to `longest` characters, whitespace drawn together.
pub(super) fn cut(text: &str, longest: usize) -> String {
    let mut out = String::new();
    for (count, c) in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .enumerate()
    {
        if count >= longest {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}

/// Skips a tag; true where it parts words.
fn skip_tag(chars: &mut Peekable<Chars<'_>>) -> bool {
    let mut name = String::new();
    let mut in_name = true;
    let mut quote = None;
    for c in chars.by_ref() {
        match (quote, c) {
            (None, '>') => break,
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if c == q => quote = None,
            _ => {}
        }
        in_name &= c.is_ascii_alphanumeric() || c == '/';
        if in_name && c != '/' {
            name.push(c);
        }
    }
    !matches!(
        name.as_str(),
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "rp"
            | "rt"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "u"
            | "var"
            | "wbr"
    )
}

/// The five references that the sanitiser writes; a lone `&` is itself.
fn entity(chars: &mut Peekable<Chars<'_>>) -> char {
    let mut ahead = chars.clone();
    let name: String = ahead.by_ref().take_while(|c| *c != ';').take(6).collect();
    let c = match name.as_str() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "nbsp" => '\u{A0}',
        _ => return '&',
    };
    *chars = ahead;
    c
}

#[cfg(test)]
mod tests {
    use super::{cut, excerpt};

    #[test]
    fn tags_entities_and_spaces() {
        assert_eq!(
            excerpt(
                "<p>A &amp; <b>B</b>C</p>\n<p title=\"a>b\">D&nbsp;&lt;E&x</p>",
                90
            ),
            "A & BC D <E&x"
        );
        assert_eq!(excerpt("<p>驿城区今年</p>", 3), "驿城区…");
        assert_eq!(excerpt("<p>驿城区</p>", 3), "驿城区");
        assert_eq!(cut(" a\n b  c ", 3), "a b…");
    }
}
