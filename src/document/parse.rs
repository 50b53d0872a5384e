//! From text to the tree, on the parser's own events: a deserialiser would make `no` false and
//! `007` a number, and would stop at the first fault.

use std::collections::HashMap;

use serde_yaml::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as Raw};

use super::fault::{Fault, FaultKind};
use super::node::{Entry, Node, Span, Value};

/// How deep mappings and lists may lie in each other; an article needs four.
const DEEPEST: usize = 32;

/// How many nodes a document may have, copies by alias counted.
const MOST_NODES: usize = 20_000;

/// Reads one document. An empty text is a document that says nothing.
///
/// # Errors
/// Where it is no YAML, gives a key twice, is an alias bomb, or a second document follows.
pub fn parse(text: &str) -> Result<Node, Fault> {
    let mut builder = Builder::default();
    for next in Parser::new_from_str(text) {
        let (event, span) = next.map_err(|error| syntax(&error))?;
        builder.take(event, place(span))?;
    }
    Ok(builder.root.unwrap_or(Node {
        span: Span::START,
        value: nothing(),
    }))
}

#[derive(Default)]
struct Builder {
    root: Option<Node>,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    documents: usize,
    nodes: usize,
}

/// A collection whose end has not come yet.
struct Open {
    node: Node,
    anchor: usize,
    /// The key that waits for its value, in a mapping.
    key: Option<(String, Span)>,
    /// How many nodes the document had when it began.
    nodes_before: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(fault(FaultKind::SecondDocument, span));
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
                self.remember(anchor, &node, 1);
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
                    self.remember(anchor, &node, self.nodes - nodes_before);
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
                self.count(nodes, span)?;
                self.add(node)?;
            }
            _ => {}
        }
        Ok(())
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
            nodes_before,
        });
        Ok(())
    }

    fn add(&mut self, node: Node) -> Result<(), Fault> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.node.value {
            Value::Sequence(items) => items.push(node),
            Value::Mapping(entries) => {
                if let Some((key, key_span)) = open.key.take() {
                    entries.push(Entry {
                        key,
                        key_span,
                        node,
                    });
                } else {
                    let Value::Scalar { text, .. } = node.value else {
                        let words = "a key must be a word, not a list or a mapping".to_owned();
                        return Err(fault(FaultKind::Syntax(words), node.span));
                    };
                    if entries.iter().any(|entry| entry.key == text) {
                        return Err(fault(FaultKind::TwiceGiven(text), node.span));
                    }
                    open.key = Some((text, node.span));
                }
            }
            Value::Scalar { .. } => {}
        }
        Ok(())
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Fault> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > MOST_NODES {
            return Err(fault(FaultKind::TooComplex, span));
        }
        Ok(())
    }

    fn remember(&mut self, anchor: usize, node: &Node, nodes: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), nodes));
        }
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
    fault(FaultKind::Syntax(error.info().clone()), span)
}

#[cfg(test)]
mod tests {
    use super::super::fault::FaultKind;
    use super::parse;

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
        assert_eq!(kind("a: 1\na: 2\n"), FaultKind::TwiceGiven("a".into()));
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
        assert_eq!(
            kind(&format!("{}{}", "[".repeat(100), "]".repeat(100))),
            FaultKind::TooComplex
        );
    }
}
