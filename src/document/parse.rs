//! From text to the tree, on the parser's own events: a deserialiser would make `no` false and
//! `007` a number, and would stop at the first fault.

use std::collections::HashMap;

use serde_yaml::granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as Raw};

use super::fault::{Fault, FaultKind};
use super::node::{Entry, Node, Span, Value};

/// How deep mappings and lists may lie in each other; an article needs four.
const DEEPEST: usize = 32;

/// How many nodes a document may have, copies by alias counted.
const MOST_NODES: usize = 20_000;

/// How many keys that are given twice are told.
const MOST_FAULTS: usize = 100;

/// How many bytes of text anchors and aliases may copy: few nodes can be large ones.
const MOST_COPIED: usize = 1 << 20;

/// Reads one document. An empty text is a document that says nothing.
///
/// # Errors
/// Where it is no YAML, gives a key twice, is an alias bomb, or a second document follows.
pub fn parse(text: &str) -> Result<Node, Fault> {
    let (root, mut faults) = parse_all(text);
    match root {
        Some(root) if faults.is_empty() => Ok(root),
        _ => Err(faults.swap_remove(0)),
    }
}

/// Reads as much of a document as can be read, with all that is wrong with it: a key given twice (the
/// first stands) or a second document does not hide what else is wrong.
#[must_use]
pub fn parse_all(text: &str) -> (Option<Node>, Vec<Fault>) {
    let mut builder = Builder::default();
    for next in Parser::new_from_str(text) {
        let taken = next
            .map_err(|error| syntax(&error))
            .and_then(|(event, span)| builder.take(event, place(span)));
        match taken {
            Ok(true) => {}
            Ok(false) => break,
            Err(fault) => {
                builder.faults.push(fault);
                return (None, builder.faults);
            }
        }
    }
    let root = builder.root.unwrap_or(Node {
        span: Span::START,
        value: nothing(),
    });
    (Some(root), builder.faults)
}

#[derive(Default)]
struct Builder {
    root: Option<Node>,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    faults: Vec<Fault>,
    documents: usize,
    nodes: usize,
    copied: usize,
}

/// A collection whose end has not come yet.
struct Open {
    node: Node,
    anchor: usize,
    /// The key that waits for its value, in a mapping.
    key: Option<(String, Span)>,
    /// The keys so far, in a mapping, each with its line.
    keys: HashMap<String, usize>,
    /// How many nodes the document had when it began.
    nodes_before: usize,
}

impl Builder {
    /// Takes one event; false where what follows is another document.
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<bool, Fault> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.faults.push(fault(FaultKind::SecondDocument, span));
                    return Ok(false);
                }
            }
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let value = Value::Scalar {
                    text: text.into_owned(),
                    plain,
                };
                let node = Node { span, value };
                self.count(1, span)?;
                self.remember(anchor, &node, 1)?;
                self.add(node)?;
            }
            Event::SequenceStart(_, anchor, _) => {
                self.begin(Value::Sequence(Vec::new()), anchor, span)?;
            }
            Event::MappingStart(_, anchor, _) => {
                self.begin(Value::Mapping(Vec::new()), anchor, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open {
                    node,
                    anchor,
                    nodes_before,
                    ..
                }) = self.open.pop()
                {
                    self.remember(anchor, &node, self.nodes - nodes_before)?;
                    self.add(node)?;
                }
            }
            Event::Alias(anchor) => {
                let Some((node, nodes)) = self.anchors.get(&anchor) else {
                    let words = "an alias points at what is not complete yet".to_owned();
                    return Err(fault(FaultKind::Syntax(words), span));
                };
                let (mut node, nodes) = (node.clone(), *nodes);
                node.span = span;
                self.copy(&node)?;
                self.count(nodes, span)?;
                self.add(node)?;
            }
            _ => {}
        }
        Ok(true)
    }

    fn begin(&mut self, value: Value, anchor: usize, span: Span) -> Result<(), Fault> {
        if self.open.len() >= DEEPEST {
            return Err(fault(FaultKind::TooComplex, span));
        }
        let nodes_before = self.nodes;
        self.count(1, span)?;
        self.open.push(Open {
            node: Node { span, value },
            anchor,
            key: None,
            keys: HashMap::new(),
            nodes_before,
        });
        Ok(())
    }

    fn add(&mut self, node: Node) -> Result<(), Fault> {
        let mut twice = None;
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.node.value {
            Value::Sequence(items) => items.push(node),
            Value::Mapping(entries) => {
                if let Some((key, key_span)) = open.key.take() {
                    if let Some(first) = open.keys.get(&key) {
                        twice = Some((key, key_span, *first));
                    } else {
                        open.keys.insert(key.clone(), key_span.line);
                        entries.push(Entry {
                            key,
                            key_span,
                            node,
                        });
                    }
                } else {
                    let Value::Scalar { text, .. } = node.value else {
                        let words = "a key must be a word, not a list or a mapping".to_owned();
                        return Err(fault(FaultKind::Syntax(words), node.span));
                    };
                    open.key = Some((text, node.span));
                }
            }
            Value::Scalar { .. } => {}
        }
        if let Some((key, span, first)) = twice.filter(|_| self.faults.len() < MOST_FAULTS) {
            let field = self.path_of(&key);
            let kind = FaultKind::TwiceGiven { key, first };
            self.faults.push(Fault { kind, field, span });
        }
        Ok(())
    }

    /// The dotted path of a key in the innermost open mapping.
    fn path_of(&self, key: &str) -> String {
        let mut path = String::new();
        for open in &self.open {
            match (&open.key, &open.node.value) {
                (Some((key, _)), _) => path = path + key + ".",
                (None, Value::Sequence(items)) => path = path + &items.len().to_string() + ".",
                (None, _) => {}
            }
        }
        path + key
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Fault> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > MOST_NODES {
            return Err(fault(FaultKind::TooComplex, span));
        }
        Ok(())
    }

    /// Keeps what an anchor names; the copy counts too, since anchors may lie in each other.
    fn remember(&mut self, anchor: usize, node: &Node, nodes: usize) -> Result<(), Fault> {
        if anchor != 0 {
            self.count(nodes, node.span)?;
            self.copy(node)?;
            self.anchors.insert(anchor, (node.clone(), nodes));
        }
        Ok(())
    }

    fn copy(&mut self, node: &Node) -> Result<(), Fault> {
        self.copied = self.copied.saturating_add(bytes(node));
        if self.copied > MOST_COPIED {
            return Err(fault(FaultKind::TooComplex, node.span));
        }
        Ok(())
    }
}

/// How many bytes of text lie in a tree.
fn bytes(node: &Node) -> usize {
    match &node.value {
        Value::Scalar { text, .. } => text.len(),
        Value::Sequence(items) => items.iter().map(bytes).sum(),
        Value::Mapping(entries) => entries
            .iter()
            .map(|entry| entry.key.len() + bytes(&entry.node))
            .sum(),
    }
}

fn nothing() -> Value {
    Value::Scalar {
        text: String::new(),
        plain: true,
    }
}

fn fault(kind: FaultKind, span: Span) -> Fault {
    let field = String::new();
    Fault { kind, field, span }
}

fn place(raw: Raw) -> Span {
    Span {
        line: raw.start.line().max(1),
        column: raw.start.col() + 1,
        length: raw.end.index().saturating_sub(raw.start.index()),
    }
}

fn syntax(error: &ScanError) -> Fault {
    let mark = error.marker();
    let span = Span {
        line: mark.line().max(1),
        column: mark.col() + 1,
        length: 0,
    };
    let kind = match error.kind() {
        ErrorKind::RecursionLimitExceeded => FaultKind::TooComplex,
        _ => FaultKind::Syntax(error.info().clone()),
    };
    fault(kind, span)
}

#[cfg(test)]
mod tests {
    use super::super::fault::FaultKind;
    use super::{parse, parse_all};

    #[test]
    fn scalars_keep_their_text_and_their_place_in_characters() {
        let root = parse("标题: \"驿城\"\nno: no\nn: 007\n").expect("yaml");
        let (key, value) = root.entry("标题").expect("key");
        assert_eq!((key.line, key.column), (1, 1));
        assert_eq!(
            (value.span.line, value.span.column, value.text()),
            (1, 5, Some("驿城"))
        );
        assert_eq!(root.get("no").and_then(|node| node.text()), Some("no"));
        assert_eq!(root.get("n").and_then(|node| node.text()), Some("007"));
    }

    #[test]
    fn a_key_twice_a_second_document_and_a_bomb_are_refused() {
        let kind = |text: &str| parse(text).expect_err("refused").kind;
        assert_eq!(
            kind("a: 1\na: 2\n"),
            FaultKind::TwiceGiven {
                key: "a".into(),
                first: 1
            }
        );
        assert_eq!(kind("a: 1\n---\nb: 2\n"), FaultKind::SecondDocument);
        assert!(matches!(kind("a: [1\n"), FaultKind::Syntax(_)));
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..9 {
            let below = format!("*a{}", level - 1);
            let row = [below.as_str(); 10].join(", ");
            bomb += &[
                "a",
                &level.to_string(),
                ": &a",
                &level.to_string(),
                " [",
                &row,
                "]\n",
            ]
            .concat();
        }
        assert_eq!(kind(&bomb), FaultKind::TooComplex);
        let large = format!(
            "a: &a {}\nb: [{}]\n",
            "x".repeat(100_000),
            "*a, ".repeat(30)
        );
        let flow = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        for text in [large, flow, "- ".repeat(5000)] {
            assert_eq!(kind(&text), FaultKind::TooComplex);
        }
    }

    #[test]
    fn a_key_twice_does_not_hide_the_rest() {
        let (root, faults) = parse_all("a: 1\nb: 2\na: {c: 1, c: 2}\n---\nd: 4\n");
        let lines: Vec<_> = faults.iter().map(|fault| fault.span.line).collect();
        assert_eq!(lines, [3, 3, 4]);
        let root = root.expect("readable");
        assert_eq!(root.get("a").and_then(|node| node.text()), Some("1"));
    }

    #[test]
    fn places_in_crlf_and_in_blocks() {
        let text = "来源: {名称: '日报', 网址: x}\r\n列表:\r\n  - |\r\n    乙\r\n  - 甲\r\n";
        let root = parse(text).expect("yaml");
        let at = |path| {
            let span = root.at(path).map(|node| node.span);
            span.map(|span| (span.line, span.column))
        };
        assert_eq!(at("来源.名称"), Some((1, 10)));
        assert_eq!(at("来源.网址"), Some((1, 20)));
        assert_eq!(at("列表.0"), Some((4, 5)));
        assert_eq!(at("列表.1"), Some((5, 5)));
    }
}
