//! How a section's keys are read: a wrong value is told with its place and does not stop the next.

use std::cell::RefCell;
use std::fmt::Display;
use std::path::Path;

use super::read::Fault;
use super::secret::{self, Environment, Secret};
use crate::document::{Node, Span};

/// Where secrets come from.
pub(super) struct Source<'a> {
    pub root: &'a Path,
    pub env: Environment<'a>,
}

/// What is wrong, gathered while everything is read.
pub(super) type Faults = RefCell<Vec<Fault>>;

/// A mapping of the file, or the place where it could have been.
pub(super) struct Section<'a> {
    node: Option<&'a Node>,
    /// Its own place, or that of the nearest mapping around it.
    span: Span,
    path: String,
    faults: &'a Faults,
}

impl<'a> Section<'a> {
    pub fn root(node: &'a Node, faults: &'a Faults) -> Self {
        Self {
            node: Some(node),
            span: Span::START,
            path: String::new(),
            faults,
        }
    }

    pub fn section(&self, key: &str) -> Section<'a> {
        let entry = self.node.and_then(|node| node.entry(key));
        Section {
            node: entry.map(|(_, node)| node).filter(|node| !node.is_null()),
            span: entry.map_or(self.span, |(span, _)| span),
            path: self.dotted(key),
            faults: self.faults,
        }
    }

    /// The sections of a list.
    pub fn sections(&self, key: &str) -> Vec<Section<'a>> {
        let list = self.section(key);
        let items = list.node.map_or(&[][..], Node::items);
        let sections = items.iter().enumerate().map(|(index, node)| Section {
            node: Some(node),
            span: node.span,
            path: format!("{}.{index}", list.path),
            faults: self.faults,
        });
        sections.collect()
    }

    pub fn is_there(&self) -> bool {
        self.node.is_some()
    }

    pub fn has(&self, key: &str) -> bool {
        self.section(key).is_there()
    }

    /// Tells that `key` is wrong: at its value where that is a scalar, else at the key or, where there is none, at the section.
    pub fn fault(&self, key: &str, message: &str) {
        let at = self.section(key);
        let scalar = at.node.filter(|node| node.text().is_some());
        self.tell(scalar.map_or(at.span, |node| node.span), at.path, message);
    }

    /// The value of a key, or what `default` means.
    pub fn value<T, E: Display>(
        &self,
        key: &str,
        default: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(key);
        match read(text.as_deref().unwrap_or(default)) {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(key, &error.to_string());
                None
            }
        }
    }

    /// The value of a key that has no default: none where it is absent, and where it is wrong, which is told.
    pub fn optional<T, E: Display>(
        &self,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(key)?;
        self.value(key, &text, read)
    }

    pub fn text(&self, key: &str) -> Option<String> {
        let node = self.section(key).node;
        node.and_then(Node::text).map(|text| text.trim().to_owned())
    }

    /// The texts of a list; empty where it is absent.
    pub fn texts(&self, key: &str) -> Option<Vec<String>> {
        self.each(key, |text| Ok::<_, &str>(text.to_owned()))
    }

    /// Every item of a list, read; none where one is wrong.
    pub fn each<T, E: Display>(
        &self,
        key: &str,
        mut read: impl FnMut(&str) -> Result<T, E>,
    ) -> Option<Vec<T>> {
        let items = self.sections(key);
        let values: Vec<Option<T>> = items
            .iter()
            .map(|item| {
                let text = item.node.and_then(Node::text)?.trim();
                let told = |error: E| self.tell(item.span, item.path.clone(), &error.to_string());
                read(text).map_err(told).ok()
            })
            .collect();
        values.into_iter().collect()
    }

    /// A secret, by the file that `key` names or else by the environment.
    pub fn secret(&self, key: &str, variable: &str, source: &Source) -> Option<Secret> {
        self.optional(key, |name| secret::from_file(source.root, name, source.env))
            .or_else(|| secret::from_env(variable, source.env))
    }

    fn tell(&self, span: Span, field: String, message: &str) {
        self.faults.borrow_mut().push(Fault {
            span,
            field,
            message: message.to_owned(),
        });
    }

    fn dotted(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }
}
