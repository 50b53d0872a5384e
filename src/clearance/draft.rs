//! What an editor wrote, read but not judged: the tree, its faults of form, and the body made harmless.

use sha2::{Digest, Sha256};

use super::fields::ARTICLE;
use super::{Ask, Cause, Finding, body};
use crate::article::ArticleId;
use crate::document::{self, Entry, Node, Span, Value};
use crate::similarity::Fingerprint;

/// A file that could be read. What is wrong with its form waits for the judge, so that the
/// editor hears of everything at once.
#[derive(Debug, Clone)]
pub struct Draft {
    source: String,
    original: [u8; 32],
    id: ArticleId,
    names_id: bool,
    root: Node,
    faults: Vec<Finding>,
    body: String,
}

impl Draft {
    /// Reads the bytes of a file called `name` (its last segment; the suffix says how).
    ///
    /// # Errors
    /// Where the bytes are no UTF-8 or no YAML: then nothing else can be said about them.
    pub fn read(bytes: &[u8], name: &str) -> Result<Self, Vec<Finding>> {
        let source = text_of(bytes).map_err(|finding| vec![finding])?;
        let (stem, suffix) = name.rsplit_once('.').unwrap_or((name, ""));
        let root = if suffix.eq_ignore_ascii_case("md") {
            front_matter(source)
        } else {
            document::parse(source)
        };
        let root = root.map_err(|fault| vec![Finding::from(fault)])?;
        let faults: Vec<Finding> = document::check(&root, ARTICLE)
            .into_iter()
            .map(Finding::from)
            .collect();
        let named = root
            .get("id")
            .and_then(Node::text)
            .and_then(|id| ArticleId::parse(id).ok());
        let body = match (prose(&root, "body"), prose(&root, "body_html")) {
            (Some(markdown), _) => body::from_markdown(markdown),
            (None, Some(html)) => body::from_html(html),
            (None, None) => String::new(),
        };
        Ok(Self {
            source: source.to_owned(),
            original: Sha256::digest(bytes).into(),
            names_id: named.is_some(),
            id: named.unwrap_or_else(|| ArticleId::from_stem(stem)),
            root,
            faults,
            body,
        })
    }

    /// What the judge must know of the world.
    #[must_use]
    pub fn ask(&self) -> Ask {
        Ask {
            id: self.id.clone(),
            original: self.original,
            fingerprint: Fingerprint::of_html(&self.body),
        }
    }

    /// The text as it was written, for reports that point into it.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The identity under which it comes.
    #[must_use]
    pub fn id(&self) -> &ArticleId {
        &self.id
    }

    pub(super) fn original(&self) -> &[u8; 32] {
        &self.original
    }

    pub(super) fn names_id(&self) -> bool {
        self.names_id
    }

    pub(super) fn root(&self) -> &Node {
        &self.root
    }

    pub(super) fn faults(&self) -> &[Finding] {
        &self.faults
    }

    /// Sanitised HTML.
    pub(super) fn body(&self) -> &str {
        &self.body
    }

    /// Whether a fault of form was found at the field or in it: then no rule speaks of it again.
    pub(super) fn is_faulty(&self, field: &str) -> bool {
        self.faults.iter().any(|fault| {
            fault.field == field
                || fault
                    .field
                    .strip_prefix(field)
                    .is_some_and(|rest| rest.starts_with('.'))
        })
    }

    /// The text at a dotted path, where it is there and nothing is wrong with its form.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        let node = self.root.at(path)?;
        if self.is_faulty(path) {
            None
        } else {
            node.text()
        }
    }

    /// Whether something is written at a dotted path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.root.at(path).is_some()
    }
}

/// The bytes as text; a byte order mark is no part of it.
fn text_of(bytes: &[u8]) -> Result<&str, Finding> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(0, |last| last.chars().count())
            + 1;
        Finding {
            cause: Cause::NotUtf8,
            field: String::new(),
            span: Span {
                line,
                column,
                length: 0,
            },
        }
    })?;
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// Front matter between two `---` lines, and the body below. The text before the second line is
/// YAML as it stands, so that places stay right.
fn front_matter(source: &str) -> Result<Node, document::Fault> {
    let mut at = 0;
    for (lines, line) in source.split_inclusive('\n').enumerate() {
        let ends = lines > 0 && matches!(line.trim_end(), "---" | "...");
        if ends {
            let mut root = document::parse(&source[..at])?;
            let span = Span {
                line: lines + 2,
                column: 1,
                length: 0,
            };
            let text = source[at + line.len()..].to_owned();
            if let Value::Mapping(entries) = &mut root.value
                && !entries.iter().any(|entry| entry.key == "body")
                && !text.trim().is_empty()
            {
                let value = Value::Scalar { text, plain: false };
                entries.push(Entry {
                    key: "body".to_owned(),
                    key_span: span,
                    node: Node { span, value },
                });
            }
            return Ok(root);
        }
        at += line.len();
    }
    document::parse(source)
}

fn prose<'a>(root: &'a Node, key: &str) -> Option<&'a str> {
    root.get(key).and_then(Node::text)
}
