//! The lines of a YAML document, one after the other, held against the table of its fields.

use super::Line;
use super::key::{Key, is_odd_blank};
use super::mark::Mark;
use super::value::{Judged, closed, judge};
use crate::document::{Field, Kind};

/// What editors type for the dash of an item.
const DASHES: [char; 12] = [
    '－', '—', '–', '−', '﹣', '•', '‐', '·', '●', '○', '*', '＊',
];

/// A document as it is gone through.
pub(super) struct Scan<'a> {
    pub lines: &'a [&'a str],
    pub whole: &'a str,
    pub table: &'static [Field],
    /// The line that comes next.
    pub at: usize,
    pub out: Vec<Line>,
    /// The fields of the document itself so far.
    pub seen: Vec<&'static str>,
    /// The column at which these begin.
    pub root: usize,
    /// The field whose own fields or items may follow.
    pub parent: Option<Parent>,
}

/// A field whose value may follow on its own lines.
#[derive(Clone, Copy)]
pub(super) struct Parent {
    pub kind: Option<&'static Kind>,
    /// The column at which what lies in it begins.
    pub indent: Option<usize>,
}

/// Goes through a document: each line as it should be written, with what was wrong with it.
pub(super) fn scan(lines: &[&str], whole: &str, table: &'static [Field]) -> Vec<Line> {
    let root = lines
        .iter()
        .filter(|line| Key::read(line.trim(), table).is_some_and(|key| key.field.is_some()))
        .map(|line| blanks(line))
        .min();
    let mut scan = Scan {
        lines,
        whole,
        table,
        at: 0,
        out: Vec::with_capacity(lines.len()),
        seen: Vec::new(),
        root: root.unwrap_or(0),
        parent: None,
    };
    while scan.at < lines.len() {
        scan.line();
    }
    scan.out
}

/// How many blanks a line begins with.
pub(super) fn blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Where a field stands, and what is written in front of it.
pub(super) struct Place {
    pub indent: usize,
    pub dash: &'static str,
    pub marks: Vec<(Mark, usize)>,
    /// The column at which the name begins in the original.
    pub column: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn pass(&mut self) {
        let mut line = Line::new(self.at + 1);
        self.lines[self.at].clone_into(&mut line.text);
        self.out.push(line);
        self.at += 1;
    }

    fn line(&mut self) {
        let line = self.lines[self.at];
        let text = line.trim();
        let is_mark = matches!(text, "---" | "...") && text.len() == line.trim_end().len();
        if text.is_empty() || text.starts_with(['#', '%']) || is_mark {
            return self.pass();
        }
        if let Some(rest) = text.strip_prefix('＃') {
            let mut out = Line::new(self.at + 1);
            out.text = format!("#{rest}");
            out.marks.push((
                Mark::Wide {
                    found: '＃',
                    meant: '#',
                },
                column_of(line),
            ));
            self.out.push(out);
            self.at += 1;
            return;
        }
        if let Some((begin, words)) = comment(text) {
            let mut out = Line::new(self.at + 1);
            format!("# {words}").trim_end().clone_into(&mut out.text);
            out.marks.push((Mark::Comment(begin), column_of(line)));
            self.out.push(out);
            self.at += 1;
            return;
        }
        if let Some(Parent {
            kind: Some(Kind::List(item)),
            ..
        }) = self.parent
            && let Some((marks, rest)) = item_of(text)
        {
            return self.item(item, marks, rest);
        }
        if self.parent.is_none()
            && let Some(key) = text
                .strip_prefix("- ")
                .and_then(|rest| Key::read(rest.trim(), self.table))
            && key.field.is_some_and(|field| field.name == key.written)
        {
            let place = Place {
                indent: self.root,
                dash: "",
                marks: vec![(Mark::StrayDash, column_of(line))],
                column: column_of(line) + 2,
            };
            return self.field(&key, place);
        }
        let width = line.chars().take_while(|c| c.is_whitespace()).count();
        let own = Key::read(text, self.table);
        let is_ours = own.as_ref().is_some_and(|key| key.field.is_some());
        let inner = self.inner_table().and_then(|table| Key::read(text, table));
        let inner = inner.filter(|key| key.field.is_some());
        let exact = |key: &Key<'_>| key.field.is_some_and(|field| field.name == key.written);
        let at_left = width <= self.root;
        match (own, inner) {
            (_, Some(key)) if !at_left || (!is_ours && exact(&key)) => self.nested(&key),
            (Some(key), _) if is_ours && (at_left || exact(&key) || self.parent.is_none()) => {
                self.top(&key);
            }
            (Some(key), _) if at_left => self.top(&key),
            _ => self.pass(),
        }
    }

    /// The fields that may stand below the last one.
    pub(super) fn inner_table(&self) -> Option<&'static [Field]> {
        match self.parent?.kind? {
            Kind::Object(table) | Kind::List(Kind::Object(table)) => Some(table),
            _ => None,
        }
    }

    fn top(&mut self, key: &Key<'a>) {
        let line = self.lines[self.at];
        let mut marks = Vec::new();
        if let Some(odd) = odd_indent(line) {
            marks.push((Mark::Indent(odd), 0));
        } else if blanks(line) != self.root {
            marks.push((Mark::Level, blanks(line)));
        }
        if let Some(field) = key.field {
            self.seen.push(field.name);
        }
        self.parent = None;
        let (indent, column) = (self.root, column_of(line));
        self.field(
            key,
            Place {
                indent,
                dash: "",
                marks,
                column,
            },
        );
    }

    fn nested(&mut self, key: &Key<'a>) {
        let line = self.lines[self.at];
        let in_list = matches!(
            self.parent,
            Some(Parent {
                kind: Some(Kind::List(_)),
                ..
            })
        );
        let mut marks = Vec::new();
        let known = self.parent.and_then(|parent| parent.indent);
        let known = known.map(|indent| if in_list { indent + 2 } else { indent });
        let written = blanks(line);
        let indent = match (odd_indent(line), known) {
            (Some(odd), _) => {
                marks.push((Mark::Indent(odd), written));
                known.unwrap_or(self.root + 2)
            }
            (None, None) if written <= self.root => {
                marks.push((Mark::Level, written));
                self.root + 2
            }
            (None, None) => written,
            (None, Some(indent)) => {
                if written != indent {
                    marks.push((Mark::Level, written));
                }
                indent
            }
        };
        if let Some(parent) = &mut self.parent
            && !in_list
        {
            parent.indent = Some(indent);
        }
        let parent = self.parent;
        let column = column_of(line);
        self.field(
            key,
            Place {
                indent,
                dash: "",
                marks,
                column,
            },
        );
        // A field of its own below this one would have been a slip; its neighbours go on.
        self.parent = parent;
    }

    fn item(&mut self, kind: &'static Kind, mut marks: Vec<(Mark, usize)>, rest: &'a str) {
        let line = self.lines[self.at];
        let known = self.parent.and_then(|parent| parent.indent);
        let column = column_of(line);
        for (_, at) in &mut marks {
            *at += column;
        }
        let written = blanks(line);
        let indent = if let Some(odd) = odd_indent(line) {
            marks.push((Mark::Indent(odd), written));
            known.unwrap_or(self.root + 2)
        } else {
            if known.is_some_and(|indent| indent != written) {
                marks.push((Mark::Level, written));
            }
            known.unwrap_or(written)
        };
        if let Some(parent) = &mut self.parent {
            parent.indent = Some(indent);
        }
        let start = line[..line.len() - line.trim_start().len()].chars().count();
        let column = start + line.trim().chars().count() - rest.chars().count();
        if let Kind::Object(table) = kind
            && let Some(key) = Key::read(rest, table).filter(|key| key.field.is_some())
        {
            let parent = self.parent;
            self.field(
                &key,
                Place {
                    indent,
                    dash: "- ",
                    marks,
                    column,
                },
            );
            self.parent = parent;
            return;
        }
        let mut value = rest.to_owned();
        if !matches!(kind, Kind::Object(_) | Kind::List(_)) {
            match judge(rest, kind, self.whole) {
                Judged::Wrong(mark, mended) => {
                    marks.push((mark, column));
                    value = mended;
                }
                Judged::Open(quote) => {
                    marks.push((Mark::Unclosed(quote), column));
                    value = closed(rest, quote);
                }
                Judged::Well => {}
            }
        }
        self.write(format!("{}- {value}", " ".repeat(indent)), marks);
        self.at += 1;
    }

    /// Writes a line: as it was, where nothing is wrong with it.
    pub(super) fn write(&mut self, text: String, marks: Vec<(Mark, usize)>) {
        let mut line = Line::new(self.at + 1);
        line.text = if marks.is_empty() {
            self.lines[self.at].to_owned()
        } else {
            text
        };
        line.marks = marks;
        self.out.push(line);
    }
}

fn column_of(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// The first character of an indent that is no blank.
fn odd_indent(line: &str) -> Option<char> {
    let c = line.trim_start_matches(' ').chars().next()?;
    (c == '\t' || is_odd_blank(c)).then_some(c)
}

/// A comment as programs and pages have it, on a line of its own: what it begins with, and what it says.
pub(super) fn comment(text: &str) -> Option<(&'static str, &str)> {
    if let Some(words) = text.strip_prefix("//") {
        return Some(("//", words.trim()));
    }
    let words = text.strip_prefix("<!--")?.strip_suffix("-->")?;
    Some(("<!--", words.trim()))
}

/// A text as an item: behind its dash, with what is wrong with that.
pub(super) fn item_of(text: &str) -> Option<(Vec<(Mark, usize)>, &str)> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    if first == '-' {
        if rest.is_empty() || rest.starts_with([' ', '\t']) {
            return Some((Vec::new(), rest.trim()));
        }
        if rest.starts_with('-') {
            return None;
        }
        let mark = match rest.chars().next() {
            Some(c) if is_odd_blank(c) => Mark::Blank(c),
            _ => Mark::NoBlankAfterDash,
        };
        return Some((vec![(mark, 0)], rest.trim()));
    }
    if !DASHES.contains(&first) || rest.starts_with(DASHES) {
        return None;
    }
    Some((
        vec![(
            Mark::Wide {
                found: first,
                meant: '-',
            },
            0,
        )],
        rest.trim(),
    ))
}
