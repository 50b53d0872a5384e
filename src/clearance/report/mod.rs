//! Findings in words: the catalogue in both languages, and the two forms of a report.

mod chinese;
mod english;
mod json;
mod text;
mod warning;

pub use json::json;
pub use text::text;

use super::Finding;

/// The language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    /// English.
    English,
    /// Chinese.
    Chinese,
}

/// A finding in words: what is wrong, and what to do, one sentence each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: String,
}

/// A finding in the words of a language.
#[must_use]
pub fn words(finding: &Finding, wording: Wording) -> Words {
    match wording {
        Wording::English => english::words(finding),
        Wording::Chinese => chinese::words(finding),
    }
}

/// For the catalogues: a message and its help.
fn say(message: impl Into<String>, help: impl Into<String>) -> Words {
    Words {
        message: message.into(),
        help: help.into(),
    }
}

/// A field's own name, without the fields that it lies in.
fn last(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field)
}
