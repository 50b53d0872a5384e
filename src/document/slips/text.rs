//! Texts of several lines: which lines belong to one, and how they are set in.

use super::Line;
use super::key::Key;
use super::mark::Mark;
use super::scan::{Scan, blanks, comment};

/// How many corrected lines are shown beside the first.
const SHOWN: usize = 2;

impl Scan<'_> {
    /// Where the text below a `|` ends: at the next field, as far left as the text's own. What is not set in belongs to
    /// it all the same, since no article has a line there that is no field.
    pub(super) fn block_end(&self, from: usize, indent: usize) -> usize {
        let said = |line: &&str| !line.trim().is_empty();
        let is_set_in = |line: &str| blanks(line) > indent || starts_oddly(line);
        let first = self.lines[from..].iter().find(|line| said(line));
        let all_left = first.is_some_and(|line| !is_set_in(line));
        let mut end = from;
        // The next line that is neither blank nor a comment, looked for once for all the comments before it.
        let mut next = from;
        for (at, line) in self.lines.iter().enumerate().skip(from) {
            let bare = line.trim();
            if bare.is_empty() {
                continue;
            }
            if is_set_in(line) {
                if starts_oddly(line) && self.begins_field(bare, true) {
                    break;
                }
                end = at + 1;
                continue;
            }
            let rest = &self.lines[at + 1..];
            let is_text = if matches!(bare, "---" | "...") {
                self.is_rule(rest, indent)
            } else if bare.starts_with('#') || comment(bare).is_some() {
                let is_comment = |line: &str| line.starts_with('#') || comment(line).is_some();
                if next <= at {
                    let after = rest
                        .iter()
                        .position(|line| said(line) && !is_comment(line.trim_end()));
                    next = after.map_or(self.lines.len(), |after| at + 1 + after);
                }
                self.lines.get(next).is_some_and(|line| {
                    is_set_in(line) || !self.begins_field(line.trim(), all_left)
                })
            } else {
                !self.begins_field(bare, all_left)
            };
            if !is_text {
                break;
            }
            end = at + 1;
        }
        end
    }

    /// Whether a line begins a field; `exactly`: by our own name, since sentences hold colons too.
    pub(super) fn begins_field(&self, bare: &str, exactly: bool) -> bool {
        Key::read(bare, self.table).is_some_and(|key| {
            let is_ours = key.field.is_some_and(|field| field.name == key.written);
            let parted = !key
                .marks
                .iter()
                .any(|(mark, _)| matches!(mark, Mark::NoColon));
            if exactly {
                is_ours && parted
            } else {
                is_ours || parted
            }
        })
    }

    /// Whether `---` is a line of the text: more of it follows, or a field that was not given yet.
    fn is_rule(&self, rest: &[&str], indent: usize) -> bool {
        let Some(next) = rest.iter().find(|line| !line.trim().is_empty()) else {
            return false;
        };
        if blanks(next) > indent || starts_oddly(next) {
            return true;
        }
        let key = Key::read(next.trim(), self.table).and_then(|key| key.field);
        key.is_some_and(|field| !self.seen.contains(&field.name))
    }

    /// Writes the lines of a text up to `end`, each set in, below a field that begins at `indent`.
    pub(super) fn write_block(&mut self, end: usize, indent: usize) {
        let text = &self.lines[self.at..end];
        let own = text
            .iter()
            .find(|line| !line.trim().is_empty() && blanks(line) > indent);
        let depth = own.map_or(indent + 2, |line| blanks(line));
        let margin = " ".repeat(depth);
        let mut firsts: Vec<(Mark, usize)> = Vec::new();
        for at in self.at..end {
            let line = self.lines[at];
            let mut out = Line::new(at + 1);
            let set_in = blanks(line);
            if line.trim().is_empty() {
                self.out.push(out);
                continue;
            }
            if set_in >= depth {
                line.clone_into(&mut out.text);
                self.out.push(out);
                continue;
            }
            let rest = &line[set_in..];
            let (mark, rest) = match rest.chars().next() {
                Some('\u{3000}') => (Mark::TextIndent('\u{3000}'), rest),
                Some(c) if c.is_whitespace() => (Mark::TextIndent(c), rest.trim_start()),
                _ if matches!(rest.trim_end(), "---" | "...") => (Mark::Rule, rest),
                _ if set_in > indent => (Mark::Shallow, rest),
                _ => (Mark::Unindented, rest),
            };
            out.text = format!("{margin}{rest}");
            if let Some((_, first)) = firsts.iter().find(|(known, _)| *known == mark) {
                let first = &mut self.out[*first];
                if first.more.len() < SHOWN {
                    first.more.push(out.text.clone());
                }
            } else {
                firsts.push((mark.clone(), self.out.len()));
                out.marks.push((mark, set_in));
            }
            self.out.push(out);
        }
        self.at = end;
    }
}

/// Whether a line is set in by what YAML does not take for a blank.
pub(super) fn starts_oddly(line: &str) -> bool {
    line.trim_start_matches(' ')
        .starts_with(|c: char| c.is_whitespace())
}
