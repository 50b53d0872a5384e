//! A tree held against a table: everything that is wrong with its form, at once.

use super::fault::{Expected, Fault, FaultKind};
use super::field::{Field, Kind};
use super::node::{Node, Span, Value};
use super::scalar;
use super::slips;
use crate::article::CategoryPath;
use crate::article::text::{enumerator, is_text};

/// How alike two names must be for one to be offered in place of the other.
const NEAR: f64 = 0.75;

/// The longest key that is told in full, in characters.
const LONGEST_KEY: usize = 100;

/// The longest list that is shown mended, and how many of its items are told.
const MOST_MENDED: usize = 200;

/// How far a key may be from the one it was meant to be, to be read as that.
const SLIP: usize = 2;

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
        match table.iter().find(|field| field.name == entry.key) {
            None => faults.push(Fault {
                kind: unknown(&entry.key, nearest(&entry.key, table), table),
                field: dotted(path, &told(&entry.key)),
                span: entry.key_span,
            }),
            Some(known) if !entry.node.is_null() => {
                let field = dotted(path, &entry.key);
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
            let before = faults.len();
            for (index, node) in items.iter().enumerate() {
                value(
                    node,
                    item,
                    &dotted(path, &index.to_string()),
                    node.span,
                    faults,
                );
            }
            let is_bad =
                |fault: &Fault| matches!(fault.kind, FaultKind::Bad(Expected::Category(..)));
            if items.len() <= MOST_MENDED && faults[before..].iter().any(is_bad) {
                let mended = paths(items);
                for fault in &mut faults[before..] {
                    if let FaultKind::Bad(Expected::Category(_, list)) = &mut fault.kind {
                        list.clone_from(&mended);
                    }
                }
            }
            if matches!(item, Kind::Line(_)) {
                commas(items, path, faults);
            }
        }
        (Kind::List(item), _) => bad(Expected::List(
            node.text().and_then(|text| as_list(text, item)),
        )),
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

/// The list of paths with what is wrong in each mended.
fn paths(items: &[Node]) -> Option<String> {
    let mut paths: Vec<String> = Vec::new();
    for item in items {
        let meant = CategoryPath::meant(item.text()?);
        if meant.is_empty() {
            return None;
        }
        for path in meant.into_iter().map(String::from) {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    Some(in_brackets(&paths))
}

/// Items that hold a full-width comma: it parts nothing. One that is meant stands between quotes.
fn commas(items: &[Node], path: &str, faults: &mut Vec<Fault>) {
    const COMMAS: [char; 4] = ['，', '﹐', '︐', '；'];
    let mut mended = None;
    let last = faults.len() + MOST_MENDED;
    for (index, item) in items.iter().enumerate() {
        if faults.len() >= last {
            return;
        }
        let Value::Scalar { text, plain: true } = &item.value else {
            continue;
        };
        let Some(found) = text.chars().find(|c| COMMAS.contains(c)) else {
            continue;
        };
        let parted = mended.get_or_insert_with(|| {
            let parted: Vec<String> = items
                .iter()
                .take(MOST_MENDED)
                .filter_map(Node::text)
                .flat_map(|text| text.split(COMMAS))
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
                .collect();
            in_brackets(&parted)
        });
        faults.push(Fault {
            kind: FaultKind::Bad(Expected::Comma(found, parted.clone())),
            field: dotted(path, &index.to_string()),
            span: item.span,
        });
    }
}

/// A text as the list that it was meant to be, where it is one of words.
fn as_list(text: &str, item: &Kind) -> Option<String> {
    if !matches!(item, Kind::Line(_) | Kind::Category | Kind::Text(_)) {
        return None;
    }
    let text = &unnumbered(text);
    let marks = |c: char| matches!(c, ',' | '，' | '、' | ';' | '；' | '\n' | '|' | '｜');
    let has_marks = text.contains(marks);
    let parts = text.split(|c: char| marks(c) || (!has_marks && c.is_whitespace()));
    let parts: Vec<String> = parts
        .map(|part| {
            part.trim_matches(|c: char| {
                c.is_whitespace() || "[]【】［］()（）{}｛｝\"'".contains(c)
            })
            .to_owned()
        })
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty() && parts.len() <= 50).then(|| in_brackets(&parts))
}

/// A text with each number or dot that its items begin with as the end of a line.
fn unnumbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let begins = out.is_empty() || out.ends_with(char::is_whitespace);
        let length = match first {
            '•' | '·' | '●' | '○' | '▪' | '◆' | '■' | '-' | '*' => {
                Some(first.len_utf8())
            }
            _ => enumerator(rest),
        };
        if let Some(length) = length.filter(|_| begins) {
            out.push('\n');
            rest = rest[length..].trim_start();
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// Texts as a list of YAML, quoted where they must be.
fn in_brackets(items: &[String]) -> String {
    let one = |text: &String| {
        let is_plain = !text.contains([',', '[', ']', '{', '}', '#', ':', '"', '\''])
            && text.starts_with(|c: char| c.is_alphanumeric() || !c.is_ascii());
        if is_plain {
            text.clone()
        } else {
            slips::quoted(text)
        }
    };
    format!("[{}]", items.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// Gives each key that means one of ours the name that it should have, and says so: what follows is judged as it was
/// meant.
pub fn rename(root: &mut Node, table: &'static [Field]) -> Vec<Fault> {
    let mut faults = Vec::new();
    rename_in(root, table, "", &mut faults);
    faults
}

fn rename_in(node: &mut Node, table: &'static [Field], path: &str, faults: &mut Vec<Fault>) {
    let Value::Mapping(entries) = &mut node.value else {
        return;
    };
    for at in 0..entries.len() {
        let key = &entries[at].key;
        if table.iter().any(|field| field.name == key) {
            continue;
        }
        let meant = Some(key)
            .filter(|key| key.len() <= 4 * LONGEST_KEY)
            .and_then(|key| slips::meant(key, table))
            .map(|field| field.name)
            .or_else(|| {
                nearest(key, table).filter(|near| strsim::damerau_levenshtein(key, near) <= SLIP)
            });
        if let Some(meant) = meant.filter(|meant| !entries.iter().any(|entry| entry.key == *meant))
        {
            faults.push(Fault {
                kind: unknown(key, Some(meant), table),
                field: dotted(path, key),
                span: entries[at].key_span,
            });
            meant.clone_into(&mut entries[at].key);
        }
    }
    for entry in entries {
        let kind = table
            .iter()
            .find(|field| field.name == entry.key)
            .map(|field| &field.kind);
        let path = dotted(path, &entry.key);
        match (kind, &mut entry.node.value) {
            (Some(Kind::Object(table)), _) => rename_in(&mut entry.node, table, &path, faults),
            (Some(Kind::List(Kind::Object(table))), Value::Sequence(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    rename_in(item, table, &dotted(&path, &index.to_string()), faults);
                }
            }
            _ => {}
        }
    }
}

fn unknown(key: &str, nearest: Option<&'static str>, table: &'static [Field]) -> FaultKind {
    FaultKind::Unknown {
        key: told(key),
        nearest,
        below: nearest
            .is_none()
            .then(|| slips::elsewhere(key, table).map(Box::new))
            .flatten(),
        corrected: None,
    }
}

/// A key as it is told: one that is a whole text is not told in full.
fn told(key: &str) -> String {
    match key.char_indices().nth(LONGEST_KEY) {
        Some((end, _)) => format!("{}…", &key[..end]),
        None => key.to_owned(),
    }
}

fn nearest(key: &str, table: &'static [Field]) -> Option<&'static str> {
    if key.len() > 4 * LONGEST_KEY {
        return None;
    }
    if let Some(field) = slips::meant(key, table) {
        return Some(field.name);
    }
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
