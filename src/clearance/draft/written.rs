//! The body of a draft: in one of two fields, or below the front matter.

use std::borrow::Cow;

use url::Url;

use super::{Body, Draft};
use crate::clearance::finding::{Cause, Finding};
use crate::clearance::place::Places;
use crate::clearance::{body, controls, front_matter};
use crate::document::{FaultKind, Node, Span, Value, lines};
use crate::similarity::Fingerprint;

impl Draft {
    /// A text over several lines without a `|`: YAML draws its lines together, and its paragraphs with them. It is read
    /// as if the `|` stood there.
    fn lines_of_plain(&self, node: &Node) -> Option<String> {
        let Value::Scalar { plain: true, text } = &node.value else {
            return None;
        };
        if node.span.length <= text.chars().count() && !text.contains('\n') {
            return None;
        }
        let written = self.written(node.span);
        let mut all = lines(&written);
        let first = all.next()?;
        let rest: Vec<&str> = all.collect();
        let blanks = |line: &&str| line.len() - line.trim_start_matches(' ').len();
        let depth = rest
            .iter()
            .filter(|line| !line.trim().is_empty())
            .map(blanks)
            .min()?;
        let rest = rest.iter().map(|line| {
            line.get(depth..)
                .unwrap_or_else(|| line.trim_start_matches(' '))
        });
        Some(std::iter::once(first).chain(rest).collect())
    }

    pub(super) fn read_body(&mut self, below: Option<&front_matter::Below<'_>>) {
        let root = &self.root;
        let mut bodies = Vec::new();
        for field in ["body", "body_html"] {
            if let Some((key, node)) = root.entry(field).filter(|(_, node)| !node.is_null()) {
                let Some(text) = node.text() else {
                    // A list or a mapping: its form is reported, and a body was given all the same.
                    return;
                };
                let span = if text.trim().is_empty() {
                    key
                } else {
                    node.span
                };
                let text = self
                    .lines_of_plain(node)
                    .map_or(Cow::Borrowed(text), Cow::Owned);
                bodies.push(Written {
                    field,
                    key,
                    span,
                    text,
                    begins: None,
                });
            }
        }
        if let Some(below) = below {
            let (_, mut controls) = controls::take_out(below.text, below.line);
            for finding in &mut controls {
                finding.field = "body".into();
            }
            self.form.append(&mut controls);
            if bodies.is_empty() || !below.text.trim().is_empty() {
                let span = below.start();
                let written = Written {
                    field: "body",
                    key: span,
                    span,
                    text: Cow::Borrowed(without_document_end(below.text)),
                    begins: Some(Span {
                        line: below.line,
                        column: 1,
                        length: 0,
                    }),
                };
                bodies.insert(0, written);
            }
        }
        match bodies.as_slice() {
            [] => self.form.push(Finding {
                cause: Cause::Form(if root.entry("body").is_some() {
                    FaultKind::Empty
                } else {
                    FaultKind::Missing
                }),
                field: "body".into(),
                span: root.place("body"),
            }),
            [written] => match self.clean(written) {
                Ok((body, mut warnings)) => {
                    self.body = Some(body);
                    self.warnings.append(&mut warnings);
                }
                Err(body::TooCostly) => self.form.push(Finding {
                    cause: Cause::Form(FaultKind::TooComplex),
                    field: written.field.to_owned(),
                    span: written.span,
                }),
            },
            [_, second, ..] => self.form.push(Finding {
                cause: Cause::TwoBodies {
                    below: below.is_some_and(|below| !below.text.trim().is_empty()),
                },
                field: second.field.to_owned(),
                span: second.key,
            }),
        }
    }

    /// The body as readers get it, and what they do not get of it.
    fn clean(&self, written: &Written<'_>) -> Result<(Body, Vec<Finding>), body::TooCostly> {
        let (field, text) = (written.field, &*written.text);
        let page = body::Page::new(self.id.as_str(), self.base());
        let clean = match field {
            "body" => body::from_markdown(text, page)?,
            _ => body::from_html(text, page)?,
        };
        let places: Vec<_> = clean.notes.iter().map(|note| note.place.clone()).collect();
        let spans = match (places.is_empty(), written.begins) {
            (true, _) => Vec::new(),
            (_, Some(begins)) => Places::of_text(&self.source, begins).find(text, &places),
            (_, None) => Places::of_scalar(&self.source, written.span).find(text, &places),
        };
        let warnings = clean
            .notes
            .into_iter()
            .zip(spans)
            .map(|(note, span)| Finding {
                cause: note.cause,
                field: field.to_owned(),
                span,
            });
        let body = Body {
            fingerprint: Fingerprint::of_html(&clean.html),
            html: clean.html,
            field,
            span: written.span,
        };
        Ok((body, warnings.collect()))
    }

    /// The page that a reprint was taken from: its relative addresses count from there.
    fn base(&self) -> Option<Url> {
        let text = |path: &str| self.root.at(path).and_then(Node::text).map(str::trim);
        let url = text("source.url").filter(|_| text("origin") == Some("reprint"))?;
        Url::parse(url)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
    }
}

/// A body as it was written.
struct Written<'a> {
    field: &'static str,
    key: Span,
    span: Span,
    text: Cow<'a, str>,
    /// Where it begins, where it stands below the front matter.
    begins: Option<Span>,
}

/// The text below the front matter without the `...` that says that the file is whole.
fn without_document_end(text: &str) -> &str {
    let whole = text.trim_end();
    match whole.strip_suffix("...") {
        Some(rest) if rest.is_empty() || rest.ends_with(['\n', '\r']) => rest,
        _ => text,
    }
}
