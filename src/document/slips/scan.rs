//! The lines of a YAML document, one after the other, held against the table of its fields.

use super::Line;
use super::flow::{self, Flow, bracket};
use super::key::{Key, is_odd_blank};
use super::mark::Mark;
use super::text::starts_oddly;
use super::value::{Judged, closed, holds_colon, is_words, judge};
use crate::document::{Field, Kind};

/// What editors type for the dash of an item.
const DASHES: [char; 12] = [
    '－', '—', '–', '−', '﹣', '•', '‐', '·', '●', '○', '*', '＊',
];

/// A document as it is gone through.
pub(super) struct Scan<'a> {
    pub lines: &'a [&'a str],
    whole: &'a str,
    pub table: &'static [Field],
    /// The line that comes next.
    pub at: usize,
    pub out: Vec<Line>,
    /// The fields of the document itself so far.
    pub seen: Vec<&'static str>,
    /// The column at which these begin.
    root: usize,
    /// The field whose own fields or items may follow.
    parent: Option<Parent>,
}

#[derive(Clone, Copy)]
struct Parent {
    kind: Option<&'static Kind>,
    /// The column at which what lies in it begins.
    indent: Option<usize>,
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
struct Place {
    indent: usize,
    dash: &'static str,
    marks: Vec<(Mark, usize)>,
    /// The column at which the name begins in the original.
    column: usize,
}

impl<'a> Scan<'a> {
    fn pass(&mut self) {
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
    fn inner_table(&self) -> Option<&'static [Field]> {
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
    fn write(&mut self, text: String, marks: Vec<(Mark, usize)>) {
        let mut line = Line::new(self.at + 1);
        line.text = if marks.is_empty() {
            self.lines[self.at].to_owned()
        } else {
            text
        };
        line.marks = marks;
        self.out.push(line);
    }

    fn field(&mut self, key: &Key<'a>, place: Place) {
        let mut marks = place.marks;
        marks.extend(
            key.marks
                .iter()
                .map(|(mark, at)| (mark.clone(), at + place.column)),
        );
        let value_at = place.column + key.value_at;
        let kind = key.field.map(|field| &field.kind);
        let head = format!("{}{}{}:", " ".repeat(place.indent), place.dash, key.name());
        let head_indent = place.indent + place.dash.len();
        let slip = key.slip().map(|slip| (slip, place.column));
        let line = |value: &str| {
            let blank = if value.is_empty() { "" } else { " " };
            format!("{head}{blank}{value}")
        };
        if let Some(header) = header(key.value) {
            marks.extend(header.mark.map(|mark| (mark, value_at)));
            marks.extend(slip.filter(|_| !marks.is_empty()));
            self.write(line(&header.text), marks);
            self.at += 1;
            let end = self.block_end(self.at, head_indent);
            // Who says how far the text is set in knows what an indent is.
            if header.text.contains(|c: char| c.is_ascii_digit()) {
                while self.at < end {
                    self.pass();
                }
                return;
            }
            return self.write_block(end, head_indent);
        }
        let is_empty =
            key.value.is_empty() || (key.value.starts_with('#') && !is_hashtag(key.value, kind));
        match kind {
            Some(Kind::Object(_) | Kind::List(_)) | None if is_empty => {
                self.parent = Some(Parent { kind, indent: None });
            }
            Some(Kind::Object(_) | Kind::List(_)) => {
                let mend_commas = !marks.is_empty();
                return self.flow(key.value, kind, mend_commas, marks, slip, value_at, &line);
            }
            Some(kind) => {
                return self.scalar(
                    key.value,
                    is_empty,
                    kind,
                    marks,
                    slip,
                    value_at,
                    head_indent,
                    &line,
                );
            }
            None => {}
        }
        marks.extend(slip.filter(|_| !marks.is_empty()));
        self.write(line(key.value), marks);
        self.at += 1;
    }

    #[expect(clippy::too_many_arguments, reason = "the pieces of one line")]
    fn flow(
        &mut self,
        value: &'a str,
        kind: Option<&'static Kind>,
        mend_commas: bool,
        mut marks: Vec<(Mark, usize)>,
        slip: Option<(Mark, usize)>,
        value_at: usize,
        line: &dyn Fn(&str) -> String,
    ) {
        let is_wide = !value.starts_with(['[', '{']);
        let mut skipped = 0;
        let found = match kind {
            Some(Kind::List(item)) => flow::list(value, item, mend_commas || is_wide, self.whole),
            Some(Kind::Object(table)) => flow::object(value, table, self.whole),
            _ => None,
        };
        let mut text = value.to_owned();
        let mut end = self.at + 1;
        let mut found = found;
        let rest = self.goes_on(end, self.root, false);
        if found.as_ref().is_some_and(|flow| flow.open.is_some()) && rest > end {
            // Nothing closes it on the lines that follow either: they are drawn together.
            let closing = if value.starts_with('{') { '}' } else { ']' };
            if self.closes_later(closing).is_none() {
                let whole = self.lines[end..rest]
                    .iter()
                    .fold(value.to_owned(), |all, line| {
                        let line = line.trim();
                        let parted = all.ends_with([',', '[', '{']) || line.is_empty();
                        all + if parted { " " } else { ", " } + line
                    });
                let drawn = match kind {
                    Some(Kind::List(item)) => flow::list(&whole, item, true, self.whole),
                    Some(Kind::Object(table)) => flow::object(&whole, table, self.whole),
                    _ => None,
                };
                if drawn.is_some() {
                    found = drawn;
                    skipped = rest;
                }
            }
        }
        if let Some(Flow {
            text: mended,
            marks: found,
            open,
        }) = found
        {
            match open.and_then(|open| self.closes_later(if open == '[' { ']' } else { '}' })) {
                Some(later) => end = later,
                None if !found.is_empty() => {
                    marks.extend(found.into_iter().map(|mark| (mark, value_at)));
                    text = mended;
                }
                None => {}
            }
        } else if bracket(value).is_some() && !value.contains([']', '}']) {
            end = self
                .closes_later(']')
                .or_else(|| self.closes_later('}'))
                .unwrap_or(end);
        }
        marks.extend(slip.filter(|_| !marks.is_empty()));
        self.write(line(&text), marks);
        self.at += 1;
        self.at = self.at.max(skipped);
        while self.at < end {
            self.pass();
        }
    }

    /// The line behind the one that closes what is open here, where that comes before the next field.
    fn closes_later(&self, closing: char) -> Option<usize> {
        for (at, line) in self.lines.iter().enumerate().skip(self.at + 1) {
            if blanks(line) <= self.root && self.begins_field(line.trim(), true) {
                return None;
            }
            if line.contains(closing) {
                return Some(at + 1);
            }
        }
        None
    }

    #[expect(
        clippy::too_many_arguments,
        clippy::too_many_lines,
        reason = "the pieces of one line, and where its value may go on to"
    )]
    fn scalar(
        &mut self,
        value: &'a str,
        is_empty: bool,
        kind: &'static Kind,
        mut marks: Vec<(Mark, usize)>,
        slip: Option<(Mark, usize)>,
        value_at: usize,
        indent: usize,
        line: &dyn Fn(&str) -> String,
    ) {
        let is_prose = matches!(kind, Kind::Prose);
        let mut mended = value.to_owned();
        let mut is_wrong = false;
        if !is_empty {
            match judge(value, kind, self.whole) {
                Judged::Well if value.starts_with(['"', '\'']) => {
                    marks.extend(slip.filter(|_| !marks.is_empty()));
                    self.write(line(value), marks);
                    self.at += 1;
                    return;
                }
                Judged::Well => {}
                Judged::Open(quote) => {
                    if let Some(end) = self.closes_later(quote) {
                        marks.extend(slip.filter(|_| !marks.is_empty()));
                        self.write(line(value), marks);
                        self.at += 1;
                        while self.at < end {
                            self.pass();
                        }
                        return;
                    }
                    marks.push((Mark::Unclosed(quote), value_at));
                    mended = closed(value, quote);
                    is_wrong = true;
                }
                Judged::Wrong(mark, right) => {
                    marks.push((mark, value_at));
                    mended = right;
                    is_wrong = true;
                }
            }
        }
        let end = self.goes_on(self.at + 1, indent, is_prose);
        let rest = &self.lines[self.at + 1..end];
        let said: Vec<&str> = rest
            .iter()
            .copied()
            .filter(|line| !line.trim().is_empty())
            .collect();
        let is_odd = |line: &&str| {
            let bare = line.trim();
            blanks(line) <= indent
                || holds_colon(bare)
                || bare.contains(" #")
                || bare.starts_with('#')
        };
        let is_cut = value.contains(" #") && !is_empty;
        let first_is_odd = is_empty
            && said
                .first()
                .is_some_and(|line| !matches!(judge(line.trim(), kind, self.whole), Judged::Well));
        if said.is_empty() || !(is_wrong || is_cut || first_is_odd || said.iter().any(is_odd)) {
            marks.extend(slip.filter(|_| !marks.is_empty()));
            self.write(line(&mended), marks);
            self.at += 1;
            while self.at < end {
                self.pass();
            }
            return;
        }
        // A text of several lines that YAML cannot read as it stands: as a block it can.
        marks.retain(|(_, at)| *at < value_at);
        let beside = value.strip_prefix(['|', '>']).filter(|_| is_prose);
        let mark = match beside {
            Some(_) => Mark::BesideBar(value.chars().next().unwrap_or('|')),
            None => Mark::NoBar,
        };
        marks.push((mark, value_at));
        marks.extend(slip);
        let bar = if matches!(kind, Kind::Line(_)) {
            ">-"
        } else {
            "|"
        };
        self.write(line(bar), marks);
        let first = self.out.len() - 1;
        let margin = said
            .iter()
            .map(|line| blanks(line))
            .find(|set_in| *set_in > indent)
            .unwrap_or(indent + 2);
        let margin = " ".repeat(margin);
        self.at += 1;
        if !is_empty {
            let mut extra = Line::new(self.at);
            extra.text = format!("{margin}{}", beside.unwrap_or(value).trim());
            self.out.push(extra);
        }
        while self.at < end {
            let mut extra = Line::new(self.at + 1);
            let written = self.lines[self.at];
            if !written.trim().is_empty() {
                extra.text = if written.starts_with(margin.as_str()) {
                    written.to_owned()
                } else {
                    format!("{margin}{}", written.trim_start_matches([' ', '\t']))
                };
            }
            self.out.push(extra);
            self.at += 1;
        }
        let shown: Vec<String> = self.out[first + 1..]
            .iter()
            .take(3)
            .map(|line| line.text.clone())
            .collect();
        self.out[first].more = shown;
    }

    fn is_ours(&self, bare: &str) -> bool {
        Key::read(bare, self.table).is_some_and(|key| key.field.is_some())
    }

    fn begins_inner(&self, bare: &str) -> bool {
        let key = self.inner_table().and_then(|table| Key::read(bare, table));
        key.is_some_and(|key| key.field.is_some())
    }

    /// Where a value goes on to without a `|`: over lines that are set in and, in a text, over whatever is no field.
    fn goes_on(&self, from: usize, indent: usize, is_prose: bool) -> usize {
        let mut end = from;
        for (at, line) in self.lines.iter().enumerate().skip(from) {
            let bare = line.trim();
            if bare.is_empty() {
                continue;
            }
            let is_left = blanks(line) <= indent && !starts_oddly(line);
            // Sentences hold colons too: in a text only what stands as far left as a field is one.
            let is_field = if is_left {
                self.begins_field(bare, false) || self.begins_inner(bare)
            } else {
                !is_prose && (self.is_ours(bare) || self.begins_inner(bare))
            };
            let ends = is_field
                || (is_left && (matches!(bare, "---" | "...") || bare.starts_with(['#', '＃'])));
            if ends || (is_left && !is_prose && item_of(bare).is_some()) {
                break;
            }
            end = at + 1;
        }
        end
    }
}

/// Whether a value that begins with `#` is words, not a comment.
fn is_hashtag(value: &str, kind: Option<&Kind>) -> bool {
    let second = value.chars().nth(1);
    kind.is_some_and(is_words) && second.is_some_and(|c| !c.is_whitespace() && c != '#')
}

fn column_of(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// The first character of an indent that is no blank.
fn odd_indent(line: &str) -> Option<char> {
    let c = line.trim_start_matches(' ').chars().next()?;
    (c == '\t' || is_odd_blank(c)).then_some(c)
}

/// A `|` or `>` with nothing behind it.
struct Header {
    text: String,
    mark: Option<Mark>,
}

fn header(value: &str) -> Option<Header> {
    let first = value.chars().next()?;
    let meant = match first {
        '|' | '｜' | '︱' | '丨' => '|',
        '>' | '＞' => '>',
        _ => return None,
    };
    let rest = &value[first.len_utf8()..];
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    let is_over = behind.trim().is_empty()
        || (behind.starts_with(' ') && behind.trim_start().starts_with('#'));
    is_over.then(|| Header {
        text: format!("{meant}{rest}"),
        mark: (first != meant).then_some(Mark::Wide {
            found: first,
            meant,
        }),
    })
}

/// A text as an item: behind its dash, with what is wrong with that.
fn item_of(text: &str) -> Option<(Vec<(Mark, usize)>, &str)> {
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
