//! A Markdown article: fields between two lines of `---`, the text below.

use super::finding::{Cause, Finding};
use crate::document::{FaultKind, Span};

/// What stands below the front matter.
pub(super) struct Below<'a> {
    pub text: &'a str,
    /// The line on which it begins.
    pub line: usize,
}

impl Below<'_> {
    /// Where its first line that says something begins; its own beginning where none does.
    pub(super) fn start(&self) -> Span {
        let blank = self.text.lines().take_while(|line| line.trim().is_empty());
        let skipped = blank.count();
        let line = self.text.lines().nth(skipped);
        let skipped = if line.is_some() { skipped } else { 0 };
        Span {
            line: self.line + skipped,
            column: 1,
            length: line.map_or(0, |line| line.chars().count()),
        }
    }
}

/// The fields, with the first line of `---` so that places count from the file's start, and
/// what stands below them.
pub(super) fn split(text: &str) -> Result<(&str, Option<Below<'_>>), Finding> {
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let fence = line.trim_end() == "---";
        if index == 0 && !fence {
            break;
        }
        if index > 0 && fence {
            let below = Below {
                text: &text[at + line.len()..],
                line: index + 2,
            };
            return Ok((&text[..at], Some(below)));
        }
        at += line.len();
    }
    let words = "the fields stand between two lines of `---`, and one of these is missing";
    Err(Finding::of_file(Cause::Form(FaultKind::Syntax(
        words.to_owned(),
    ))))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn fields_and_text_keep_their_lines() {
        let (fields, below) = split("---\r\na: 1\r\n---\r\n\r\n正文\r\n").expect("front matter");
        let below = below.expect("text below");
        assert_eq!(fields, "---\r\na: 1\r\n");
        assert_eq!((below.line, below.start().line), (4, 5));
        assert!(split("a: 1\n").is_err());
        assert!(split("---\na: 1\n").is_err());
    }
}
