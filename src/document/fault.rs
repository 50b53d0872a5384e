//! What is wrong with a document's form, as a value: the words come from a catalogue later.

use super::Span;
use super::slips::Mark;
use crate::article::category::UnlawfulSegment;

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
    /// A slip that is known, with the line or lines as they should be written.
    Slip {
        /// What is wrong with the line.
        marks: Vec<Mark>,
        /// What to paste in its place.
        corrected: Vec<String>,
    },
    /// A key stands twice in one mapping.
    TwiceGiven {
        /// The key.
        key: String,
        /// The line on which it stands first.
        first: usize,
    },
    /// Words that YAML took for a comment.
    Cut {
        /// The words.
        text: String,
        /// The line with its value quoted, where it is one line.
        corrected: Option<String>,
    },
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
        /// The group of fields in which it would be one, where it is at home in another.
        below: Option<Box<(&'static str, &'static str)>>,
        /// The line with the right key.
        corrected: Option<Box<str>>,
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
    /// A list; how the value is written as one, where it can be told.
    List(Option<String>),
    /// A text that is not empty.
    Text,
    /// A text of at most so many characters.
    Shorter(usize),
    /// No control characters but tab and line ends; this one was found.
    NoControl(char),
    /// A text of one line.
    OneLine,
    /// One of these words; the one that was meant, where it can be told.
    OneOf(&'static [&'static str], Option<&'static str>),
    /// A whole number from 1.
    Positive,
    /// A year of four digits.
    Year,
    /// `true` or `false`.
    Boolean,
    /// A date, or a date and time; how it is written, where it can be told.
    Instant(Option<String>),
    /// An absolute http(s) URL without user and password.
    HttpUrl,
    /// An article id.
    ArticleId,
    /// A category path; which rule it breaks, and the list with the right value.
    Category(UnlawfulSegment, Option<String>),
    /// Items parted by another comma than YAML's, and the list as it is written right.
    Comma(char, String),
    /// A BCP 47 tag of a registered language; the one that was meant, where it can be told.
    Language(Option<&'static str>),
    /// An SPDX identifier or a URL.
    Licence,
    /// Whatever the room that owns the field says; one sentence without a full stop.
    Rule(String),
}
