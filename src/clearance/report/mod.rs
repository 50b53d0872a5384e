//! Findings in words: the catalogue in both languages, and the two forms of a report.

mod chinese;
mod english;
mod json;
mod text;
mod warning;

pub use json::json;
pub use text::text;

use super::Finding;

/// The language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    /// English.
    English,
    /// Chinese.
    Chinese,
}

/// A finding in words: what is wrong, and what to do, one sentence each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: String,
}

/// A finding in the words of a language.
#[must_use]
pub fn words(finding: &Finding, wording: Wording) -> Words {
    let mut words = match wording {
        Wording::English => english::words(finding),
        Wording::Chinese => chinese::words(finding),
    };
    // Both may hold what somebody wrote.
    for (text, longest) in [
        (&mut words.message, LONGEST_LINE),
        (&mut words.help, MOST_LINES * LONGEST_LINE),
    ] {
        if let Some((end, _)) = text.char_indices().nth(longest) {
            text.truncate(end);
            text.push('…');
        }
    }
    words
}

/// For the catalogues: a message and its help.
fn say(message: impl Into<String>, help: impl Into<String>) -> Words {
    Words {
        message: message.into(),
        help: help.into(),
    }
}

/// How much of what is to be pasted is shown, in lines and in characters of each.
const MOST_LINES: usize = 40;
const LONGEST_LINE: usize = 2_000;

/// A help with lines to paste below it.
fn paste(help: impl Into<String>, lines: &[String]) -> String {
    let mut help = help.into();
    for line in lines.iter().take(MOST_LINES) {
        help.push('\n');
        match line.char_indices().nth(LONGEST_LINE) {
            Some((end, _)) => {
                help.push_str(&line[..end]);
                help.push('…');
            }
            None => help.push_str(line),
        }
    }
    help
}

/// A field with its value as a line to paste, set in as far as it lies deep.
fn entry(field: &str, value: &str) -> String {
    let depth = field.matches('.').count();
    format!("{}{}: {value}", "  ".repeat(depth), last(field))
}

/// A field's own name, without the fields that it lies in.
fn last(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field)
}
