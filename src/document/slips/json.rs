//! JSON with full-width marks, missing commas and stray quotes.

use super::mark::Mark;
use super::{Line, Mended};

const WIDE: [(char, char); 14] = [
    ('：', ':'),
    ('﹕', ':'),
    ('，', ','),
    ('﹐', ','),
    ('｛', '{'),
    ('｝', '}'),
    ('［', '['),
    ('］', ']'),
    ('【', '['),
    ('】', ']'),
    ('“', '"'),
    ('”', '"'),
    ('＂', '"'),
    ('\u{3000}', ' '),
];

/// How many slips of one line are told: each is counted from the line's beginning.
const MOST_MARKS: usize = 20;

/// How far the other end of something is looked for, in lines and in bytes.
const FAR_LINES: usize = 100;
const FAR: usize = 2_000;

fn meant(c: char) -> Option<char> {
    WIDE.iter()
        .find(|(found, _)| *found == c)
        .map(|(_, meant)| *meant)
}

/// Mends a JSON document; none where nothing of this kind is wrong.
pub fn mend(lines: &[&str], most: usize) -> Mended {
    let mut walk = Walk {
        lines,
        at: (0, 0),
        out: vec![Line::new(1)],
        last: None,
    };
    let mut string = None;
    while let Some(c) = walk.take() {
        match string {
            None => string = outside(&mut walk, c),
            Some(opener) => string = inside(&mut walk, c, opener),
        }
    }
    Mended::of(lines, walk.out, most)
}

struct Walk<'a> {
    lines: &'a [&'a str],
    /// The line, and the byte in it, that come next.
    at: (usize, usize),
    out: Vec<Line>,
    /// The last character that says something, and the place behind it in what is written.
    last: Option<(char, usize, usize)>,
}

impl Walk<'_> {
    fn take(&mut self) -> Option<char> {
        let line = self.lines.get(self.at.0)?;
        if let Some(c) = line[self.at.1..].chars().next() {
            self.at.1 += c.len_utf8();
            return Some(c);
        }
        self.at = (self.at.0 + 1, 0);
        (self.at.0 < self.lines.len()).then_some('\n')
    }

    fn put(&mut self, c: char) {
        if c == '\n' {
            self.out.push(Line::new(self.at.0 + 1));
            return;
        }
        let lines = self.out.len();
        if let Some(line) = self.out.last_mut() {
            line.text.push(c);
            if !c.is_whitespace() {
                self.last = Some((c, lines - 1, line.text.len()));
            }
        }
    }

    /// Notes a slip at the character just taken.
    fn mark(&mut self, mark: Mark) {
        let line = self.lines[self.at.0.min(self.lines.len() - 1)];
        if let Some(out) = self
            .out
            .last_mut()
            .filter(|out| out.marks.len() < MOST_MARKS)
        {
            let column = line[..self.at.1].chars().count().saturating_sub(1);
            out.marks.push((mark, column));
        }
    }

    /// The next character that says something, and whether a line ends before it.
    fn ahead(&self) -> (Option<char>, bool) {
        let here = self
            .lines
            .get(self.at.0)
            .map_or("", |line| &line[self.at.1..]);
        if let Some(c) = here.trim_start().chars().next() {
            return (Some(c), false);
        }
        let next = self
            .lines
            .iter()
            .skip(self.at.0 + 1)
            .take(FAR_LINES)
            .find_map(|line| line.trim_start().chars().next());
        (next, true)
    }
}

fn outside(walk: &mut Walk<'_>, c: char) -> Option<char> {
    let c = match meant(c) {
        Some(meant) => {
            walk.mark(if meant == ' ' {
                Mark::Blank(c)
            } else {
                Mark::Wide { found: c, meant }
            });
            meant
        }
        None => c,
    };
    if !matches!(c, '"' | '\'') {
        walk.put(c);
        return None;
    }
    // Two values side by side: the comma between them belongs behind the first.
    if let Some((before, line, end)) = walk.last
        && (matches!(before, '"' | '\'' | '}' | ']') || before.is_alphanumeric())
        && let Some(out) = walk.out.get_mut(line)
        && out.marks.len() < MOST_MARKS
    {
        let column = out.text[..end].chars().count();
        out.text.insert(end, ',');
        out.marks.push((Mark::NoComma, column));
    }
    walk.put(c);
    Some(c)
}

/// Within a string: the quote that closes it is followed by what may follow a value.
fn inside(walk: &mut Walk<'_>, c: char, opener: char) -> Option<char> {
    if c == '\\' && opener == '"' {
        walk.put(c);
        if let Some(next) = walk.take() {
            walk.put(next);
        }
        return Some(opener);
    }
    if c != opener && c != '\n' && meant(c) != Some('"') {
        walk.put(c);
        return Some(opener);
    }
    let (next, is_line_end) = walk.ahead();
    let ends = next.is_none_or(|next| {
        matches!(meant(next).unwrap_or(next), ',' | ':' | '}' | ']')
            || (is_line_end && matches!(meant(next).unwrap_or(next), '"'))
    });
    if c == opener {
        if ends || opener == '\'' {
            walk.put(c);
            return None;
        }
        walk.mark(Mark::InnerQuote);
        walk.put('\\');
        walk.put('"');
        return Some(opener);
    }
    if opener == '"' && meant(c) == Some('"') && ends {
        // A quotation within the text has the text's own quote still to come.
        let rest = walk
            .lines
            .get(walk.at.0)
            .map_or("", |line| &line[walk.at.1..]);
        let rest = &rest[..rest.floor_char_boundary(FAR)];
        let closes_later = rest.split_once('"').is_some_and(|(_, behind)| {
            let behind = behind.trim_start();
            behind.is_empty() || behind.starts_with([',', ':', '}', ']', '，', '：', '｝', '］'])
        });
        if !closes_later {
            walk.mark(Mark::Wide {
                found: c,
                meant: '"',
            });
            walk.put('"');
            return None;
        }
    }
    if c == '\n' && matches!(next, Some('"' | '“' | '”' | '＂' | '}')) {
        // The text stops, and the next field begins: nothing closed it.
        walk.at = (walk.at.0, 0);
        if let Some(out) = walk.out.last_mut() {
            let column = out.text.chars().count();
            let at = out.text.trim_end_matches([',', '，']).len();
            let comma = at < out.text.len();
            out.text.truncate(at);
            out.text.push('"');
            if comma {
                out.text.push(',');
            }
            out.marks.push((Mark::Unclosed('"'), column));
            let end = out.text.len();
            walk.last = Some((if comma { ',' } else { '"' }, walk.out.len() - 1, end));
        }
        walk.put(c);
        return None;
    }
    walk.put(c);
    Some(opener)
}
