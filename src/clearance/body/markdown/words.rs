//! Words, links, pictures and raw HTML within a paragraph.

use std::ops::Range;

use comrak::nodes::{Node, NodeLink, NodeValue, Sourcepos};

use super::super::markup::{self, Place};
use super::super::scan::Ahead;
use super::super::{TooCostly, allowed, links};
use super::{Walk, autolink};
use crate::clearance::breaks::runs_on;

/// How often the end of a program is looked for among what follows it.
const MOST_LOOKS: usize = 100;

impl Walk<'_, '_, '_> {
    /// What the end of a line before a text comes to: a browser draws it as a blank.
    pub(super) fn end_of_line(&mut self, next: Option<char>) {
        if std::mem::take(&mut self.breaks) {
            let pair = self.html.writer.last().zip(next);
            if !pair.is_some_and(|(last, next)| runs_on(last, next)) {
                self.html.writer.newline();
            }
        }
    }

    /// A text as it shows.
    pub(super) fn escaped(&mut self, text: &str) {
        if let Some((words, _)) = &mut self.picture {
            words.push_str(text);
            return;
        }
        self.end_of_line(text.chars().next());
        self.html.writer.text(&escape(text));
    }

    pub(super) fn inline_code(&mut self, text: &str) {
        if self.picture.is_some() {
            return self.escaped(text);
        }
        self.end_of_line(text.chars().next());
        self.html.writer.start_inline("code", Some("<code>".into()));
        self.html.writer.flush();
        self.html.writer.text(&escape(text));
        self.html.end("code");
    }

    pub(super) fn words(&mut self, text: &str, place: &Range<usize>) {
        if text.contains(['*', '~', '<', '&', '[']) {
            let mut found = Vec::new();
            markup::look(text, 0, Place::Words, &mut Ahead::default(), &mut found);
            for (range, cause) in found {
                let at = self.clipped(place.start + range.start);
                self.html
                    .notes
                    .push(cause, at..self.clipped(at + range.len()));
            }
        }
        if self.in_link > 0 || self.picture.is_some() {
            return self.escaped(text);
        }
        let mut from = 0;
        for (range, href) in autolink::find(text) {
            self.escaped(&text[from..range.start]);
            self.end_of_line(Some('h'));
            let tag = format!("<a href=\"{}\">", links::attribute(&href));
            self.html.writer.start_inline("a", Some(tag));
            self.escaped(&text[range.clone()]);
            self.html.end("a");
            from = range.end;
        }
        self.escaped(&text[from..]);
    }

    pub(super) fn start_link(&mut self, link: &NodeLink, place: Range<usize>) {
        if self.picture.is_some() {
            return;
        }
        self.in_link += 1;
        let href = self.html.link(&links::attribute(&link.url), place);
        let tag = href.map(|href| {
            let title = if link.title.is_empty() {
                String::new()
            } else {
                format!(" title=\"{}\"", links::attribute(&link.title))
            };
            format!("<a href=\"{}\"{title}>", links::attribute(&href))
        });
        self.html.writer.start_inline("a", tag);
    }

    pub(super) fn end_picture(&mut self, link: &NodeLink, place: Range<usize>) {
        match self.picture.take() {
            Some((words, depth)) if depth > 1 => self.picture = Some((words, depth - 1)),
            Some((words, _)) => {
                let mut tag = String::from("<img");
                if self
                    .html
                    .source(&mut tag, &links::attribute(&link.url), place)
                {
                    for (name, value) in [("alt", &words), ("title", &link.title)] {
                        if name == "alt" || !value.is_empty() {
                            for part in [" ", name, "=\"", &links::attribute(value), "\""] {
                                tag.push_str(part);
                            }
                        }
                    }
                    tag.push('>');
                    self.end_of_line(None);
                    self.html.writer.void(&tag);
                } else {
                    self.escaped(&words);
                }
            }
            None => {}
        }
    }

    pub(super) fn inline_html(
        &mut self,
        node: Node<'_>,
        literal: &str,
        at: Sourcepos,
    ) -> Result<(), TooCostly> {
        if let Some(name) = &self.skipped {
            if is_end(literal, name) {
                self.skipped = None;
            }
            return Ok(());
        }
        if self.picture.is_some() {
            return Ok(());
        }
        if literal.starts_with("<br") || literal.starts_with("<img") {
            self.end_of_line(None);
        }
        self.feed(literal, at)?;
        let name: String = literal
            .chars()
            .skip(1)
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let name = name.to_ascii_lowercase();
        if allowed::is_program(&name) && self.looks < MOST_LOOKS {
            self.looks += 1;
            let ends = |next: Node<'_>| match &next.data().value {
                NodeValue::HtmlInline(literal) => is_end(literal, &name),
                _ => false,
            };
            if node.following_siblings().skip(1).any(ends) {
                self.skipped = Some(name);
            }
        }
        Ok(())
    }

    /// Raw HTML: each of its lines stands at the end of a line of the source.
    pub(super) fn feed(&mut self, literal: &str, at: Sourcepos) -> Result<(), TooCostly> {
        let starts: Vec<usize> = std::iter::once(0)
            .chain(literal.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let prepared = self.prepared;
        let length = |row: usize| {
            let end = starts.get(row + 1).map_or(literal.len(), |next| next - 1);
            end - starts[row]
        };
        let is_inline = starts.len() == 1
            || !prepared
                .line(at.start.line)
                .ends_with(&literal[..length(0)]);
        let origin = |offset: usize| {
            let row = starts.partition_point(|start| *start <= offset) - 1;
            let number = at.start.line + row;
            let before = if row == 0 && is_inline {
                at.start.column - 1
            } else {
                prepared.line(number).len().saturating_sub(length(row))
            };
            prepared.origin(number, before + offset - starts[row] + 1)
        };
        self.html.feed(literal, &|range: Range<usize>| {
            let start = origin(range.start);
            start..start + range.len()
        })
    }
}

fn is_end(literal: &str, name: &str) -> bool {
    literal
        .strip_prefix("</")
        .and_then(|rest| rest.get(..name.len()))
        .is_some_and(|found| found.eq_ignore_ascii_case(name))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
