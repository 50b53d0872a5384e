//! What is wrong with a document's form, as a value: the words come from a catalogue later.

use super::Span;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it is.
    pub kind: FaultKind,
    /// The field, dotted, list items by index from 0; empty for the document as a whole.
    pub field: String,
    /// Where it stands.
    pub span: Span,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// It is no YAML; the parser's own words.
    Syntax(String),
    /// A key stands twice in one mapping.
    TwiceGiven(String),
    /// An alias bomb, or nesting past the limit.
    TooComplex,
    /// A second document follows the first.
    SecondDocument,
    /// A key that we do not know, with the nearest that we do.
    Unknown {
        /// The key as written.
        key: String,
        /// The nearest known one, where one is near.
        nearest: Option<&'static str>,
    },
    /// A field that must be there is not.
    Missing,
    /// A field that must say something says nothing.
    Empty,
    /// The value is not what the field takes.
    Bad(Expected),
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// A mapping of keys.
    Mapping,
    /// A list.
    List,
    /// A text that is not empty.
    Text,
    /// A text of at most so many characters.
    Shorter(usize),
    /// No control characters but tab and line ends; this one was found.
    NoControl(char),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number from 1.
    Positive,
    /// A year of four digits.
    Year,
    /// `true` or `false`.
    Boolean,
    /// An RFC 3339 date and time with its offset.
    Instant,
    /// The same, or a date alone.
    InstantOrDate,
    /// An absolute http(s) URL without user and password.
    HttpUrl,
    /// An article id.
    ArticleId,
    /// A category path; the words say which rule it breaks.
    Category(String),
    /// A BCP 47 tag.
    Language,
    /// An SPDX identifier or a URL.
    Licence,
    /// Whatever the room that owns the field says; one sentence without a full stop.
    Rule(String),
}
