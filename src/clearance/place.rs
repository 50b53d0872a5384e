//! Where in a file the words of a text stand, whatever YAML has made of its indents, folds and escapes since.

use std::iter::Peekable;
use std::ops::Range;
use std::str::Chars;

use crate::document::{Span, lines};

/// A text's beginning in its file.
pub(super) struct Places<'a> {
    rest: &'a str,
    start: Span,
    /// What the text stands in: escapes count within double quotes.
    quote: Option<char>,
}

impl<'a> Places<'a> {
    /// The text of a YAML scalar.
    pub fn of_scalar(source: &'a str, span: Span) -> Self {
        let mut places = Self::of_text(source, span);
        let first = places.rest.chars().next();
        if let Some(quote @ ('"' | '\'')) = first {
            places.quote = Some(quote);
            places.rest = &places.rest[1..];
            places.start.column += 1;
        }
        places
    }

    /// A text that stands as it is.
    pub fn of_text(source: &'a str, span: Span) -> Self {
        let before: usize = lines(source).take(span.line - 1).map(str::len).sum();
        let line = source.get(before..).unwrap_or_default();
        let column = line
            .char_indices()
            .nth(span.column - 1)
            .map_or(line.len(), |(at, _)| at);
        Self {
            rest: &line[column..],
            start: span,
            quote: None,
        }
    }

    /// The spans of parts of the text, given in bytes of it and in its order. The text and how it was written are
    /// walked together: blanks and ends of lines are alike, everything else is the same character.
    pub fn find(self, text: &str, parts: &[Range<usize>]) -> Vec<Span> {
        let mut written = Written::new(self.rest, self.quote, self.start);
        let mut chars = text.char_indices().peekable();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|part| parts[*part].start);
        let mut spans = vec![self.start; parts.len()];
        let mut is_known = false;
        for part in order {
            let Range { start, end } = parts[part];
            let at = loop {
                skip_blanks(&mut chars, &mut written);
                match chars.peek() {
                    Some((at, c)) => {
                        if !is_known && written.peek().is_none_or(|(meant, _)| meant != *c) {
                            // An alias, or something else that stands elsewhere.
                            return spans;
                        }
                        is_known = true;
                        if *at >= start {
                            break written.place();
                        }
                        chars.next();
                        written.next();
                    }
                    None => break written.place(),
                }
            };
            let length = text.get(start..end).map_or(0, |part| part.chars().count());
            spans[part] = Span { length, ..at };
        }
        spans
    }
}

fn skip_blanks(chars: &mut Peekable<std::str::CharIndices<'_>>, written: &mut Written<'_>) {
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    while chars.next_if(|(_, c)| is_blank(*c)).is_some() {}
    while written.peek().is_some_and(|(c, _)| is_blank(c)) {
        written.next();
    }
}

/// A text as it was written, character by character as they are meant.
struct Written<'a> {
    chars: Peekable<Chars<'a>>,
    quote: Option<char>,
    line: usize,
    column: usize,
    next: Option<(char, Span)>,
}

impl<'a> Written<'a> {
    fn new(text: &'a str, quote: Option<char>, start: Span) -> Self {
        let mut written = Self {
            chars: text.chars().peekable(),
            quote,
            line: start.line,
            column: start.column,
            next: None,
        };
        written.next();
        written
    }

    fn peek(&self) -> Option<(char, Span)> {
        self.next
    }

    /// Where it is.
    fn place(&self) -> Span {
        self.next.map_or(self.here(), |(_, span)| span)
    }

    fn here(&self) -> Span {
        Span {
            line: self.line,
            column: self.column,
            length: 1,
        }
    }

    fn next(&mut self) {
        let span = self.here();
        self.next = self.meant().map(|c| (c, span));
    }

    fn take(&mut self) -> Option<char> {
        let c = self.chars.next()?;
        let ends = c == '\n' || c == '\r' && self.chars.peek() != Some(&'\n');
        if ends {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        Some(c)
    }

    fn meant(&mut self) -> Option<char> {
        let c = self.take()?;
        match (self.quote, c) {
            (Some('\''), '\'') => self.take(),
            (Some('"'), '\\') => {
                let escape = self.take()?;
                let digits = match escape {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    't' => return Some('\t'),
                    'n' | 'r' | 'N' | 'L' | 'P' | '\n' | '\r' => return Some('\n'),
                    '_' => return Some('\u{A0}'),
                    other => return Some(other),
                };
                let mut number = 0;
                for _ in 0..digits {
                    number = number * 16 + self.take()?.to_digit(16)?;
                }
                if (0xD800..0xDC00).contains(&number) && self.chars.peek() == Some(&'\\') {
                    // JSON writes what lies beyond U+FFFF as two escapes.
                    self.take();
                    self.take();
                    let mut low = 0;
                    for _ in 0..4 {
                        low = low * 16 + self.take()?.to_digit(16)?;
                    }
                    number = 0x10000 + ((number - 0xD800) << 10) + (low & 0x3FF);
                }
                char::from_u32(number)
            }
            _ => Some(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::Places;
    use crate::document::parse;

    /// The place of `word` within the value of `path`.
    fn place(source: &str, path: &str, word: &str) -> (usize, usize) {
        let root = parse(source).expect("YAML");
        let node = root.at(path).expect("a value");
        let text = node.text().expect("a text");
        let at = text.find(word).expect("the word");
        let spans = Places::of_scalar(source, node.span).find(
            text,
            &[Range {
                start: at,
                end: at + word.len(),
            }],
        );
        (spans[0].line, spans[0].column)
    }

    #[test]
    fn every_way_to_write_a_scalar() {
        assert_eq!(place("a: 甲乙 丙\n", "a", "丙"), (1, 7));
        assert_eq!(place("b: 1\na: |\n  甲\n\n    乙丙\n", "a", "丙"), (5, 6));
        assert_eq!(place("a: |2\n\n    甲\n", "a", "甲"), (3, 5));
        assert_eq!(place("a: >-\n  甲\n  乙\n\n  丙\n", "a", "乙"), (3, 3));
        assert_eq!(place("a: >-\r\n  甲\r\n  乙\r\n", "a", "乙"), (3, 3));
        assert_eq!(place("a: '甲''乙\n  丙'\n", "a", "乙"), (1, 8));
        assert_eq!(place("a: '甲''乙\n  丙'\n", "a", "丙"), (2, 3));
        assert_eq!(place("{\"a\": \"\\u7532\\n\\\"<b>\"}", "a", "<b>"), (1, 18));
        assert_eq!(place("{\"a\": \"\\ud83d\\ude00<b>\"}", "a", "<b>"), (1, 20));
        assert_eq!(place("a:\n  - 甲\n  - 乙 丙\n", "a.1", "丙"), (3, 7));
    }
}
