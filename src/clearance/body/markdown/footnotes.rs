//! Footnotes: a number in the text, the note at its foot, and links both ways. The ids begin with the article's own, so
//! that two entries in one feed differ.

use std::fmt::Write as _;

use comrak::nodes::{Node, NodeValue};

use super::super::links::attribute;
use super::Page;

pub(super) struct Footnotes {
    /// What every id begins with.
    prefix: String,
    /// The note that is written, from 1.
    note: u32,
    /// Whether its way back is written.
    is_closed: bool,
}

impl Footnotes {
    pub fn of(page: &Page<'_>) -> Self {
        Self {
            prefix: attribute(page.id),
            note: 0,
            is_closed: true,
        }
    }

    /// The number in the text.
    pub fn reference(&self, note: u32, times: u32) -> String {
        let prefix = &self.prefix;
        let own = own(note, times);
        format!("<sup><a href=\"#{prefix}:fn:{note}\" id=\"{prefix}:ref:{own}\">[{note}]</a></sup>")
    }

    /// Goes on to the next note; true where it is the first.
    pub fn begin(&mut self) -> bool {
        self.note += 1;
        self.is_closed = false;
        self.note == 1
    }

    /// The start tag of the note.
    pub fn tag(&self) -> String {
        format!("<li id=\"{}:fn:{}\">", self.prefix, self.note)
    }

    /// The way back, where a paragraph is a note's last.
    pub fn back(&mut self, paragraph: Node<'_>) -> Option<String> {
        if paragraph.next_sibling().is_some() {
            return None;
        }
        let parent = paragraph.parent()?;
        match &parent.data().value {
            NodeValue::FootnoteDefinition(definition) => self.end(definition.total_references),
            _ => None,
        }
    }

    /// The way back, where it is not written yet.
    pub fn end(&mut self, references: u32) -> Option<String> {
        if std::mem::replace(&mut self.is_closed, true) {
            return None;
        }
        let mut html = String::new();
        for times in 1..=references {
            let own = own(self.note, times);
            // To a String nothing fails.
            let _ = write!(html, " <a href=\"#{}:ref:{own}\">↩</a>", self.prefix);
        }
        Some(html)
    }
}

/// What tells several references to one note apart.
fn own(note: u32, times: u32) -> String {
    if times > 1 {
        format!("{note}:{times}")
    } else {
        note.to_string()
    }
}
