//! A Markdown article: fields between two lines of `---`, or of `---` and `...`, the text below.

mod broken;

pub use broken::NoFrontMatter;

use super::finding::Finding;
use crate::document::{Span, lines, without_end};

/// What stands below the front matter.
pub(super) struct Below<'a> {
    pub text: &'a str,
    /// The line on which it begins.
    pub line: usize,
}

impl Below<'_> {
    /// Where its first line that says something begins; its own beginning where none does.
    pub(super) fn start(&self) -> Span {
        let mut all = lines(self.text);
        let found = all
            .by_ref()
            .enumerate()
            .find(|(_, line)| !line.trim().is_empty());
        let (skipped, line) = match found {
            Some((at, line)) => (at, Some(without_end(line))),
            None => (0, lines(self.text).next().map(without_end)),
        };
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
    let mut begun = false;
    for (index, line) in lines(text).enumerate() {
        let bare = line.trim_end();
        if !begun {
            begun = bare == "---";
            // Empty lines in front do no harm.
            if !begun && !bare.is_empty() {
                break;
            }
        } else if matches!(bare, "---" | "...") {
            let below = Below {
                text: &text[at + line.len()..],
                // The line after; where the closing one is the last, nothing stands below it to point at.
                line: index + 1 + usize::from(at + line.len() < text.len()),
            };
            return Ok((&text[..at], Some(below)));
        }
        at += line.len();
    }
    Err(broken::finding(text))
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
        let (fields, below) = split("---\ra: 1\r---\r正文\r").expect("front matter");
        assert_eq!(fields, "---\ra: 1\r");
        assert_eq!(below.map(|below| below.start().line), Some(4));
        let (_, below) = split("---\na: 1\n---").expect("front matter");
        assert_eq!(below.map(|below| below.start().line), Some(3));
        let (fields, below) = split("\n---\na: 1\n...\n正文\n\n---\n\n下\n").expect("front matter");
        assert_eq!(fields, "\n---\na: 1\n");
        assert_eq!(below.map(|below| below.text), Some("正文\n\n---\n\n下\n"));
        assert!(split("a: 1\n").is_err());
        assert!(split("---\na: 1\n").is_err());
    }
}
