//! The tree. A scalar keeps its text as it was written: `no` stays "no" and `007` stays "007".

/// A place in the file, in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// How far it reaches, over line ends too; 0 where it is a point.
    pub length: usize,
}

impl Span {
    /// The top of the file, where what is missing from the whole is reported.
    pub const START: Self = Self {
        line: 1,
        column: 1,
        length: 0,
    };
}

/// A node with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text, as written; `plain` where nothing quotes it.
    Scalar {
        /// The text after YAML's own escapes.
        text: String,
        /// Whether it stands without quotes and is no block.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values, in the order of the file, each key once.
    Mapping(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// Whether nothing was written, or YAML's word for nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The text of a scalar that says something.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// The items of a list; empty for what is none.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The entries of a mapping; empty for what is none.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The place of a key, and its value.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<(Span, &Node)> {
        let entry = self.entries().iter().find(|entry| entry.key == key)?;
        Some((entry.key_span, &entry.node))
    }

    /// The value of a key, where it says something.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key)
            .map(|(_, node)| node)
            .filter(|node| !node.is_null())
    }

    /// The node at a dotted path of keys and list positions.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Node> {
        path.split('.')
            .try_fold(self, |node, step| match &node.value {
                Value::Sequence(items) => items.get(step.parse::<usize>().ok()?),
                _ => node.get(step),
            })
    }

    /// Where to point for a path: at the value where there is one, else at its parent's key
    /// or, at the top, at the start of the file.
    #[must_use]
    pub fn place(&self, path: &str) -> Span {
        let mut node = self;
        let mut place = Span::START;
        for step in path.split('.') {
            let found = match &node.value {
                Value::Sequence(items) => step
                    .parse::<usize>()
                    .ok()
                    .and_then(|at| items.get(at))
                    .map(|item| (item.span, item)),
                _ => node.entry(step),
            };
            let Some((key_span, next)) = found else {
                return place;
            };
            place = key_span;
            node = next;
        }
        if node.is_null() || !matches!(node.value, Value::Scalar { .. }) {
            place
        } else {
            node.span
        }
    }
}
