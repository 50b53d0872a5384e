//! A tree held against a table: everything that is wrong with its form, at once.

use super::fault::{Expected, Fault, FaultKind};
use super::field::{Field, Kind};
use super::node::{Node, Span, Value};
use super::scalar;
use crate::article::text::is_text;

/// How alike two names must be for one to be offered in place of the other.
const NEAR: f64 = 0.75;

/// All that is wrong with the form of `root`, in the order of the file.
#[must_use]
pub fn check(root: &Node, table: &'static [Field]) -> Vec<Fault> {
    let mut faults = Vec::new();
    match &root.value {
        Value::Mapping(_) => object(root, table, "", Span::START, &mut faults),
        _ if root.is_null() => object(root, table, "", Span::START, &mut faults),
        _ => faults.push(Fault {
            kind: FaultKind::Bad(Expected::Mapping),
            field: String::new(),
            span: root.span,
        }),
    }
    faults.sort_by_key(|fault| (fault.span.line, fault.span.column));
    faults
}

fn object(node: &Node, table: &'static [Field], path: &str, parent: Span, faults: &mut Vec<Fault>) {
    for entry in node.entries() {
        let field = dotted(path, &entry.key);
        match table.iter().find(|field| field.name == entry.key) {
            None => faults.push(Fault {
                kind: FaultKind::Unknown {
                    key: entry.key.clone(),
                    nearest: nearest(&entry.key, table),
                },
                field,
                span: entry.key_span,
            }),
            Some(known) if !entry.node.is_null() => {
                value(&entry.node, &known.kind, &field, entry.key_span, faults);
            }
            Some(_) => {}
        }
    }
    for field in table
        .iter()
        .filter(|field| field.required && node.get(field.name).is_none())
    {
        let (kind, span) = match node.entry(field.name) {
            Some((key, _)) => (FaultKind::Empty, key),
            None => (FaultKind::Missing, parent),
        };
        faults.push(Fault {
            kind,
            field: dotted(path, field.name),
            span,
        });
    }
}

fn value(node: &Node, kind: &'static Kind, path: &str, key: Span, faults: &mut Vec<Fault>) {
    let mut bad = |expected| {
        faults.push(Fault {
            kind: FaultKind::Bad(expected),
            field: path.to_owned(),
            span: node.span,
        });
    };
    match (kind, &node.value) {
        (Kind::Object(table), Value::Mapping(_)) => object(node, table, path, key, faults),
        (Kind::Object(_), _) => bad(Expected::Mapping),
        (Kind::List(item), Value::Sequence(items)) => {
            for (index, node) in items.iter().enumerate() {
                value(
                    node,
                    item,
                    &dotted(path, &index.to_string()),
                    node.span,
                    faults,
                );
            }
        }
        (Kind::List(_), _) => bad(Expected::List),
        (_, Value::Scalar { .. }) => {
            let text = node.text().unwrap_or_default();
            let control = text.chars().find(|c| !is_text(*c));
            if let Some(expected) = control
                .map(Expected::NoControl)
                .or_else(|| scalar::fault(kind, text))
            {
                bad(expected);
            }
        }
        (_, _) => bad(Expected::Text),
    }
}

fn nearest(key: &str, table: &'static [Field]) -> Option<&'static str> {
    let key = key.to_lowercase();
    table
        .iter()
        .map(|field| (strsim::jaro_winkler(&key, field.name), field.name))
        .filter(|(alike, name)| {
            // Short words are alike by chance: `evidence` is no slip of `id`.
            let most = key.chars().count().max(name.len()) / 2;
            *alike >= NEAR && strsim::damerau_levenshtein(&key, name) <= most
        })
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

fn dotted(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
