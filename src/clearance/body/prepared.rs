//! Markdown made ready for its parser, which would take two habits of newsrooms for something else: a paragraph that
//! two full-width blanks begin, and `[电话]: 0396-…`, which it takes for the definition of a link and drops.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::document::{lines, without_end};

/// The longest label of a definition, in bytes (`CommonMark` allows 999 characters).
const LONGEST_LABEL: usize = 999;

/// A text as the parser gets it, and the way back.
pub(super) struct Prepared<'a> {
    pub text: Cow<'a, str>,
    /// Where something was put in, in bytes of the new text, and how many bytes that made until there.
    inserted: Vec<(usize, usize)>,
    /// Where each line of the new text begins.
    starts: Vec<usize>,
}

impl<'a> Prepared<'a> {
    pub fn of(text: &'a str) -> Self {
        let labels = labels(text);
        let mut known = HashSet::new();
        let mut insertions: Vec<(usize, &str)> = Vec::new();
        let (mut at, mut fence, mut after_text) = (0, Fence::default(), false);
        let mut rest = lines(text).peekable();
        while let Some(line) = rest.next() {
            let was_open = fence.is_open();
            fence.pass(line);
            if !was_open && !fence.is_open() {
                if after_text && line.starts_with("　　") {
                    insertions.push((at, "\n"));
                }
                let next = rest.peek().copied().unwrap_or_default();
                if let Some(bracket) = lost_definition(line, next, &labels, &mut known) {
                    insertions.push((at + bracket, "\\"));
                }
            }
            after_text = !line.trim().is_empty() && !was_open && !fence.is_open();
            at += line.len();
        }
        let mut inserted = Vec::with_capacity(insertions.len());
        let text = if insertions.is_empty() {
            Cow::Borrowed(text)
        } else {
            let mut new = String::with_capacity(text.len() + insertions.len());
            let mut from = 0;
            for (count, (at, what)) in insertions.iter().enumerate() {
                new.push_str(&text[from..*at]);
                new.push_str(what);
                inserted.push((new.len(), count + 1));
                from = *at;
            }
            new.push_str(&text[from..]);
            Cow::Owned(new)
        };
        let mut starts = Vec::new();
        let mut start = 0;
        for line in lines(&text) {
            starts.push(start);
            start += line.len();
        }
        Self {
            text,
            inserted,
            starts,
        }
    }

    /// A line of the new text, counted from 1, without its end.
    pub fn line(&self, number: usize) -> &str {
        let start = number
            .checked_sub(1)
            .and_then(|at| self.starts.get(at))
            .copied();
        let end = self.starts.get(number).copied().unwrap_or(self.text.len());
        start.map_or("", |start| without_end(&self.text[start..end]))
    }

    /// Where a place of the new text, in lines and bytes counted from 1, stands in the text as it was written.
    pub fn origin(&self, line: usize, column: usize) -> usize {
        let start = line
            .checked_sub(1)
            .and_then(|at| self.starts.get(at))
            .copied();
        let at = start.map_or(self.text.len(), |start| start + column.saturating_sub(1));
        let after = self.inserted.partition_point(|(place, _)| *place <= at);
        let more = after.checked_sub(1).map_or(0, |at| self.inserted[at].1);
        at.saturating_sub(more)
    }
}

/// A fenced block of code, while one is open.
#[derive(Default)]
struct Fence(Option<(char, usize)>);

impl Fence {
    fn is_open(&self) -> bool {
        self.0.is_some()
    }

    fn pass(&mut self, line: &str) {
        let line = line.trim_start_matches([' ', '>']).trim_end();
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'));
        let length = mark.map_or(0, |mark| line.chars().take_while(|c| *c == mark).count());
        match (self.0, mark) {
            (None, Some('`')) if length > 2 && !line[length..].contains('`') => {
                self.0 = Some(('`', length));
            }
            (None, Some('~')) if length > 2 => self.0 = Some(('~', length)),
            (Some((open, least)), Some(mark))
                if mark == open && length >= least && line.len() == length =>
            {
                self.0 = None;
            }
            _ => {}
        }
    }
}

/// What stands between two brackets, as labels are compared.
fn folded(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// The labels that something refers to.
fn labels(text: &str) -> HashSet<String> {
    let mut labels = HashSet::new();
    if !text.contains("]:") {
        return labels;
    }
    let mut fence = Fence::default();
    for line in lines(text) {
        let was_open = fence.is_open();
        fence.pass(line);
        if was_open || fence.is_open() {
            continue;
        }
        let defined = definition(line).map(|(bracket, ..)| bracket);
        let (mut open, mut code_until) = (None, 0);
        for (at, c) in line.char_indices() {
            if at < code_until {
                continue;
            }
            match (c, open) {
                // A reference in code is none.
                ('`', _) => code_until = code_end(&line[at..]) + at,
                ('[', _) => open = Some(at),
                (']', Some(from)) => {
                    let label = &line[from + 1..at];
                    if defined != Some(from)
                        && !line[at + 1..].starts_with('(')
                        && label.len() <= LONGEST_LABEL
                    {
                        labels.insert(folded(label));
                    }
                    open = None;
                }
                _ => {}
            }
        }
    }
    labels
}

/// Where the code ends that begins with these backticks: behind as many more of them; else behind these alone.
fn code_end(line: &str) -> usize {
    let length = line.len() - line.trim_start_matches('`').len();
    let mut at = length;
    while let Some(next) = line[at..].find('`') {
        let begin = at + next;
        at = line.len() - line[begin..].trim_start_matches('`').len();
        if at - begin == length {
            return at;
        }
    }
    length
}

/// Where a line's definition begins, its label and its target.
fn definition(line: &str) -> Option<(usize, &str, &str)> {
    let bracket = line.find('[')?;
    let before = &line[..bracket];
    let is_marker =
        |c: char| matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+' | '.' | ')') || c.is_ascii_digit();
    let is_code = before.len() >= 4 && before.trim().is_empty();
    if !before.chars().all(is_marker) || is_code {
        return None;
    }
    let (label, rest) = line[bracket + 1..].split_once(']')?;
    let target = rest.strip_prefix(':')?.trim();
    (!label.trim().is_empty() && label.len() <= LONGEST_LABEL && !label.contains('['))
        .then_some((bracket, label, target))
}

/// The bracket of a definition whose words no reader would get: nothing refers to it, another came before, or it is no
/// address.
fn lost_definition(
    line: &str,
    next: &str,
    labels: &HashSet<String>,
    known: &mut HashSet<String>,
) -> Option<usize> {
    let (bracket, label, target) = definition(line)?;
    let label = folded(label);
    let target = if target.is_empty() {
        next.trim()
    } else {
        target
    };
    let is_kept = labels.contains(&label)
        && (label.starts_with('^') || is_address(target))
        && known.insert(label);
    (!is_kept).then_some(bracket)
}

/// Whether a definition's target is meant as an address.
fn is_address(target: &str) -> bool {
    let first = target.split_whitespace().next().unwrap_or_default();
    let known = [
        "http:", "https:", "mailto:", "tel:", "/", "#", "?", ".", "<", "www.",
    ];
    known
        .iter()
        .any(|start| first.to_ascii_lowercase().starts_with(start))
        || first.is_ascii() && first.contains(['/', '.'])
}

#[cfg(test)]
mod tests {
    use super::Prepared;

    #[test]
    fn two_wide_blanks_begin_a_paragraph_outside_of_code() {
        let text = "　　甲\n　　乙\n\n　　丙\n```\n丁\n　　戊\n```\n　　己\n";
        let prepared = Prepared::of(text);
        assert_eq!(
            prepared.text,
            "　　甲\n\n　　乙\n\n　　丙\n```\n丁\n　　戊\n```\n　　己\n"
        );
        let at = prepared.origin(3, 7);
        assert!(text[at..].starts_with("乙"), "{}", &text[at..]);
    }

    #[test]
    fn definitions_that_no_reader_would_get_become_text() {
        for (text, prepared) in [
            ("[电话]: 0396-1234567\n", "\\[电话]: 0396-1234567\n"),
            (
                "见[电话]。\n\n[电话]: 0396-1234567\n",
                "见[电话]。\n\n\\[电话]: 0396-1234567\n",
            ),
            ("- [时间]: 2026.11.28\n", "- \\[时间]: 2026.11.28\n"),
            (
                "[来源]:\nhttps://a.example/\n",
                "\\[来源]:\nhttps://a.example/\n",
            ),
            (
                "`a[^1]`，``b`[^1]``\n\n[^1]: 乙\n",
                "`a[^1]`，``b`[^1]``\n\n\\[^1]: 乙\n",
            ),
            (
                "```\n[^1]\n```\n\n[^1]: 乙\n",
                "```\n[^1]\n```\n\n\\[^1]: 乙\n",
            ),
            (
                "甲[^1]\n\n[^1]: 乙\n[^1]: 丙\n[^2]: 丁\n",
                "甲[^1]\n\n[^1]: 乙\n\\[^1]: 丙\n\\[^2]: 丁\n",
            ),
        ] {
            assert_eq!(Prepared::of(text).text, prepared, "{text}");
        }
        for same in [
            "[甲][A]\n\n[a]: https://a.example/ \"题\"\n",
            "![图][b]\n\n[b]: images/b.jpg\n",
            "```\n[电话]: 1\n```\n",
            "    [电话]: 1\n",
            "- [x] 已完成\n",
            "甲`码`[^1]`\n\n[^1]: 乙\n",
        ] {
            assert_eq!(Prepared::of(same).text, same);
        }
        let prepared = Prepared::of("[电话]: 0396 <b>\n");
        assert_eq!(prepared.origin(1, 2), 0);
    }
}
