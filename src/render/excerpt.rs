//! What a body says first, for lists and letters whose article has no summary.

use crate::similarity::{Piece, pieces};

/// The first `longest` characters of a sanitised body's text, at most; an ellipsis where there is more.
pub(super) fn excerpt(html: &str, longest: usize) -> String {
    let mut cut = Cut {
        out: String::new(),
        count: 0,
        space: false,
        longest,
    };
    for piece in pieces(html) {
        let goes_on = match piece {
            Piece::Text(text) => text.chars().all(|c| cut.push(c)),
            Piece::Char(c) => cut.push(c),
            // A paragraph's end is a space; an emphasis within a word is none.
            Piece::Tag(name) => {
                cut.space |= parts_words(name);
                true
            }
        };
        if !goes_on {
            break;
        }
    }
    cut.out
}

struct Cut {
    out: String,
    count: usize,
    space: bool,
    longest: usize,
}

impl Cut {
    /// False where there is no more room.
    fn push(&mut self, c: char) -> bool {
        if c.is_whitespace() {
            self.space = true;
            return true;
        }
        if self.count >= self.longest {
            end(&mut self.out, self.space, c);
            return false;
        }
        if self.space && !self.out.is_empty() {
            self.out.push(' ');
            self.count += 1;
        }
        self.space = false;
        self.out.push(c);
        self.count += 1;
        true
    }
}

/// Text cut to `longest` characters, whitespace drawn together.
pub(super) fn cut(text: &str, longest: usize) -> String {
    let mut cut = Cut {
        out: String::new(),
        count: 0,
        space: false,
        longest,
    };
    text.chars().all(|c| cut.push(c));
    cut.out
}

/// Ends a cut text before the word that it would break: languages with blanks have no half words.
fn end(out: &mut String, is_between: bool, next: char) {
    let is_latin = |c: char| c.is_alphanumeric() && c.len_utf8() < 3;
    if !is_between && is_latin(next) && out.ends_with(is_latin) {
        let word = out.rfind(char::is_whitespace);
        out.truncate(word.unwrap_or(out.len()));
    }
    out.truncate(out.trim_end_matches([',', ';', ' ']).len());
    out.push('…');
}

/// Whether a tag parts words.
fn parts_words(name: &str) -> bool {
    !matches!(
        name,
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
        assert_eq!(cut("with quotes, an em dash", 17), "with quotes, an…");
        assert_eq!(cut("with quotes, an em dash", 18), "with quotes, an em…");
        assert_eq!(cut("unbreakable", 5), "unbre…");
    }
}
