//! A field with its value: on its own line, or on those that follow.

use super::Line;
use super::flow::{self, Flow, bracket};
use super::key::Key;
use super::mark::Mark;
use super::scan::{Parent, Place, Scan, blanks, comment, item_of};
use super::text::starts_oddly;
use super::value::{Judged, closed, holds_colon, is_words, judge, quoted};
use crate::document::Kind;

/// The longest list or group in brackets that is mended, in bytes: its pieces are looked at again and again.
const LONGEST_FLOW: usize = 32 << 10;

impl<'a> Scan<'a> {
    pub(super) fn field(&mut self, key: &Key<'a>, place: Place) {
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
            _ if value.len() > LONGEST_FLOW => None,
            Some(Kind::List(item)) => flow::list(value, item, mend_commas || is_wide, self.whole),
            Some(Kind::Object(table)) => flow::object(value, table, self.whole),
            _ => None,
        };
        let mut text = value.to_owned();
        let mut end = self.at + 1;
        let mut found = found;
        let rest = self.goes_on(end, self.root, false);
        let drawn: usize = self.lines[self.at..rest]
            .iter()
            .map(|line| line.len())
            .sum();
        if found.as_ref().is_some_and(|flow| flow.open.is_some())
            && rest > end
            && drawn <= LONGEST_FLOW
        {
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
                    // What follows up to the next field was to be within the quotes.
                    let end = self.goes_on(self.at + 1, indent, false);
                    let whole = drawn(value, &self.lines[self.at + 1..end]);
                    marks.extend(slip);
                    self.write(line(&closed(&whole, quote)), marks);
                    self.at = end;
                    return;
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
        if matches!(kind, Kind::Line(_)) {
            // It takes one line alone.
            let whole = drawn(value, &said);
            let mark = if whole.contains(" #") {
                Mark::Inside('#')
            } else {
                Mark::ColonInside
            };
            marks.retain(|(_, at)| *at < value_at);
            marks.push((mark, value_at));
            marks.extend(slip);
            self.write(line(&quoted(whole.trim())), marks);
            self.at = end;
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
        self.write(line("|"), marks);
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
                || (is_left
                    && (matches!(bare, "---" | "...")
                        || bare.starts_with(['#', '＃'])
                        || comment(bare).is_some()));
            if ends || (is_left && !is_prose && item_of(bare).is_some()) {
                break;
            }
            end = at + 1;
        }
        end
    }
}

/// A value with the lines that it goes on to, drawn together.
fn drawn(value: &str, lines: &[&str]) -> String {
    let mut whole = value.to_owned();
    for line in lines.iter().map(|line| line.trim()) {
        if !line.is_empty() {
            whole.push(' ');
            whole.push_str(line);
        }
    }
    whole
}

/// Whether a value that begins with `#` is words, not a comment.
fn is_hashtag(value: &str, kind: Option<&Kind>) -> bool {
    let second = value.chars().nth(1);
    kind.is_some_and(is_words) && second.is_some_and(|c| !c.is_whitespace() && c != '#')
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
