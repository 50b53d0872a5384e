//! The tables: which fields a document has and what each takes. One table both judges a
//! document and makes its JSON Schema, so that the two cannot drift apart.

/// One field of a table.
#[derive(Debug)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether its absence is a fault of form; what only some articles need is a rule's business.
    pub required: bool,
    /// What it is for, in one line.
    pub doc: &'static str,
}

/// A field whose absence is a fault of form.
#[must_use]
pub const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field {
        name,
        kind,
        required: true,
        doc,
    }
}

/// A field that may be left out.
#[must_use]
pub const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field {
        name,
        kind,
        required: false,
        doc,
    }
}

/// What a field takes.
#[derive(Debug)]
pub enum Kind {
    /// Text that is not empty, of at most so many characters.
    Text(usize),
    /// The same, on one line.
    Line(usize),
    /// Text of any length, lines and all.
    Prose,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number from 1.
    Positive,
    /// A year of four digits.
    Year,
    /// `true` or `false`.
    Boolean,
    /// A date, or a date and time, whose offset may be the publisher's own.
    Instant,
    /// An absolute http(s) URL without user and password.
    HttpUrl,
    /// An article id.
    ArticleId,
    /// A category path.
    Category,
    /// A BCP 47 tag.
    Language,
    /// An SPDX identifier or a URL.
    Licence,
    /// A list.
    List(&'static Kind),
    /// A mapping with fields of its own.
    Object(&'static [Field]),
}
