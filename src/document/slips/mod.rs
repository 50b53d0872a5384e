//! The slips that editors make in YAML and JSON: full-width marks, missing blanks, texts without an indent. The parser
//! says what it cannot read, often a line too late; here it is said which character is wrong, and how the line is written right.
//! What is mended is judged on, so that one slip is one finding and hides no other.

mod fields;
mod flow;
mod json;
mod key;
mod mark;
mod names;
mod scan;
mod text;
mod value;

pub use mark::Mark;
pub use names::{elsewhere, meant, word};
pub use value::quoted;

use super::fault::{Fault, FaultKind};
use super::field::{Field, Kind};
use super::lines::{lines, without_end};
use super::node::Span;

/// How many lines with slips are told; who makes more makes the same one.
const MOST: usize = 100;

/// How many lines are gone through: more is no article, and each takes memory.
const MOST_LINES: usize = 100_000;

/// A document with its slips mended, and what they were.
pub struct Mended {
    /// The document as it should have been written.
    pub text: String,
    /// One for each line that was wrong.
    pub slips: Vec<Fault>,
    /// For each line: the one it came of, from 1, as it was and as it is.
    lines: Vec<(usize, String, String)>,
}

/// A line as it is written anew.
struct Line {
    /// The line it comes of, from 1.
    number: usize,
    text: String,
    /// What was wrong, each with its column in the original, from 0.
    marks: Vec<(Mark, usize)>,
    /// Further lines that belong to what is to be pasted.
    more: Vec<String>,
}

impl Line {
    fn new(number: usize) -> Self {
        Self {
            number,
            text: String::new(),
            marks: Vec::new(),
            more: Vec::new(),
        }
    }
}

/// Looks for slips in a document of this table.
#[must_use]
pub fn mend(text: &str, table: &'static [Field], is_json: bool) -> Mended {
    let all: Vec<&str> = lines(text).take(MOST_LINES + 1).map(without_end).collect();
    if all.len() > MOST_LINES {
        return Mended::of(&[], Vec::new(), 0);
    }
    if is_json {
        json::mend(&all, MOST)
    } else {
        Mended::of(&all, scan::scan(&all, text, table), MOST)
    }
}

/// Whether a line begins with the name of a field and something like a colon.
#[must_use]
pub fn begins_field(line: &str, table: &'static [Field]) -> bool {
    key::Key::read(line.trim(), table).is_some_and(|key| {
        key.field.is_some() && !key.marks.iter().any(|(mark, _)| *mark == Mark::NoColon)
    })
}

/// Whether a line that is set in is one of these fields but for a full-width colon: below a value, YAML takes it for more
/// of that.
#[must_use]
pub fn is_swallowed(line: &str, table: &'static [Field]) -> bool {
    let line = line.trim_start();
    let is_name = |field: &Field| {
        line.strip_prefix(field.name)
            .is_some_and(|rest| rest.starts_with('：'))
    };
    table.iter().any(|field| {
        is_name(field)
            || match &field.kind {
                Kind::Object(inner) | Kind::List(Kind::Object(inner)) => inner.iter().any(is_name),
                _ => false,
            }
    })
}

impl Mended {
    fn of(originals: &[&str], written: Vec<Line>, most: usize) -> Self {
        let mut slips = Vec::new();
        let mut text = String::new();
        let mut lines = Vec::with_capacity(written.len());
        for line in written {
            let original = originals.get(line.number - 1).copied().unwrap_or_default();
            if let Some(column) = line.marks.iter().map(|(_, column)| *column).min()
                && slips.len() < most
            {
                let mut marks: Vec<Mark> = Vec::new();
                for (mark, _) in line.marks {
                    if !marks.contains(&mark) {
                        marks.push(mark);
                    }
                }
                let mut corrected = vec![line.text.clone()];
                corrected.extend(line.more);
                slips.push(Fault {
                    kind: FaultKind::Slip { marks, corrected },
                    field: String::new(),
                    span: Span {
                        line: line.number,
                        column: column + 1,
                        length: 1,
                    },
                });
            }
            text += &line.text;
            text.push('\n');
            lines.push((line.number, original.to_owned(), line.text));
        }
        Self { text, slips, lines }
    }

    /// A place in the mended document as one in the original.
    #[must_use]
    pub fn place(&self, span: Span) -> Span {
        let Some((number, original, mended)) = self.lines.get(span.line - 1) else {
            return Span {
                line: self.lines.last().map_or(1, |line| line.0),
                ..span
            };
        };
        let column = span.column - 1;
        let same = original
            .chars()
            .zip(mended.chars())
            .take_while(|(a, b)| a == b)
            .count();
        let (before, after) = (original.chars().count(), mended.chars().count());
        let column = if column < same || original == mended {
            column
        } else {
            // What was mended stands in front: the end of the line is the same.
            before
                .saturating_sub(after.saturating_sub(column))
                .max(same.min(before))
        };
        Span {
            line: *number,
            column: column + 1,
            ..span
        }
    }
}

#[cfg(test)]
mod tests;
