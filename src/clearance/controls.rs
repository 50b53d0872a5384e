//! Control characters in a file: each is reported at its own place, and taken out of the way of
//! the YAML parser, which takes U+0000 for the end and would hide what follows.

use std::borrow::Cow;

use super::finding::{Cause, Finding};
use crate::article::text::is_text;
use crate::document::{Expected, FaultKind, Node, Span, Value};

/// More of them tell an editor nothing new.
const MOST: usize = 20;

/// The text with U+FFFD for each control character, and a finding for each of the first few.
pub(super) fn take_out(text: &str, first_line: usize) -> (Cow<'_, str>, Vec<Finding>) {
    if text.chars().all(is_text) {
        return (text.into(), Vec::new());
    }
    let mut findings = Vec::new();
    let mut walk = Walk::from(first_line);
    let clean = text
        .chars()
        .map(|c| {
            let span = walk.span;
            walk.pass(c);
            if is_text(c) {
                return c;
            }
            if findings.len() < MOST {
                findings.push(Finding {
                    cause: Cause::Form(FaultKind::Bad(Expected::NoControl(c))),
                    field: String::new(),
                    span,
                });
            }
            '\u{FFFD}'
        })
        .collect::<String>();
    (clean.into(), findings)
}

/// The place after a text.
pub(super) fn end_of(text: &str) -> Span {
    let mut walk = Walk::from(1);
    text.chars().for_each(|c| walk.pass(c));
    walk.span
}

/// A place that moves through a text; CR LF is one line end.
struct Walk {
    span: Span,
    after_cr: bool,
}

impl Walk {
    fn from(line: usize) -> Self {
        let span = Span {
            line,
            column: 1,
            length: 1,
        };
        Self {
            span,
            after_cr: false,
        }
    }

    fn pass(&mut self, c: char) {
        match c {
            '\n' if self.after_cr => {}
            '\n' | '\r' => {
                self.span.line += 1;
                self.span.column = 1;
            }
            _ => self.span.column += 1,
        }
        self.after_cr = c == '\r';
    }
}

/// Gives each finding the field that it is in.
pub(super) fn name_fields(root: &Node, findings: &mut [Finding]) {
    for finding in findings {
        finding.field = path_of(root, finding.span);
    }
}

/// The dotted path of the key or value that a place is in: the last that begins at or before it.
fn path_of(root: &Node, place: Span) -> String {
    let mut best = ((0, 0), String::new());
    seek(root, (place.line, place.column), "", &mut best);
    best.1
}

fn seek(node: &Node, place: (usize, usize), path: &str, best: &mut ((usize, usize), String)) {
    let mut meet = |span: Span, path: &str| {
        let here = (span.line, span.column);
        if here <= place && here >= best.0 {
            *best = (here, path.to_owned());
        }
    };
    let below = |step: &str| {
        if path.is_empty() {
            step.to_owned()
        } else {
            format!("{path}.{step}")
        }
    };
    match &node.value {
        Value::Scalar { .. } => meet(node.span, path),
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                seek(item, place, &below(&index.to_string()), best);
            }
        }
        Value::Mapping(entries) => {
            for entry in entries {
                let path = below(&entry.key);
                meet(entry.key_span, &path);
            }
            for entry in entries {
                seek(&entry.node, place, &below(&entry.key), best);
            }
        }
    }
}
