//! The table of an article's fields. What only some articles need (a source, a notice)
//! is not `required` here: the rules say it, with the code that an editor can act on.

use crate::article::{Basis, PubStatus};
use crate::document::{Field, Kind};

/// The longest single line, in characters, such as a name or a notice.
const LINE: usize = 1000;

const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field {
        name,
        kind,
        required: false,
        doc,
    }
}

const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field {
        name,
        kind,
        required: true,
        doc,
    }
}

/// An article.
pub static ARTICLE: &[Field] = &[
    optional(
        "id",
        Kind::ArticleId,
        "Stable identity; else the file's stem",
    ),
    optional(
        "version",
        Kind::Positive,
        "Positive integer; else the next one",
    ),
    optional(
        "pub_status",
        Kind::OneOf(&PubStatus::NAMES),
        "usable (default), withheld or canceled",
    ),
    required(
        "headline",
        Kind::Text(300),
        "Plain text, 1 to 300 characters",
    ),
    optional("summary", Kind::Text(10_000), "Plain text"),
    optional(
        "language",
        Kind::Language,
        "BCP 47; default publisher.language",
    ),
    optional(
        "published",
        Kind::Instant,
        "RFC 3339; default the time of acceptance; in the future an embargo",
    ),
    optional(
        "embargoed_until",
        Kind::Instant,
        "Nothing shows it anywhere before then",
    ),
    optional(
        "expires",
        Kind::InstantOrDate,
        "Withdrawn everywhere from then on; of a date, from its end",
    ),
    optional(
        "categories",
        Kind::List(&Kind::Category),
        "Paths, widest first",
    ),
    optional("keywords", Kind::List(&Kind::Text(200)), "Keywords"),
    optional(
        "byline",
        Kind::Text(LINE),
        "Who wrote it, as it is to be printed",
    ),
    optional(
        "editor",
        Kind::Text(LINE),
        "The responsible editor's real name",
    ),
    optional(
        "body",
        Kind::Prose,
        "Markdown (CommonMark with tables); inline HTML is sanitised",
    ),
    optional(
        "body_html",
        Kind::Prose,
        "HTML instead, sanitised; exactly one of the two",
    ),
    optional(
        "media",
        Kind::List(&Kind::Object(MEDIUM)),
        "Pictures of the bundle",
    ),
    optional(
        "origin",
        Kind::OneOf(&["original", "reprint"]),
        "Required: original or reprint",
    ),
    optional(
        "source",
        Kind::Object(SOURCE),
        "Required for a reprint: where it was taken from",
    ),
    optional(
        "attribution",
        Kind::Text(LINE * 2),
        "Required for a reprint: the visible reprint line",
    ),
    optional(
        "permission",
        Kind::Object(PERMISSION),
        "Required for a reprint, unless its source has one",
    ),
    optional(
        "copyright",
        Kind::Object(COPYRIGHT),
        "Required: who holds the rights",
    ),
];

static MEDIUM: &[Field] = &[
    required("file", Kind::Text(LINE), "A file of the bundle"),
    optional(
        "alt",
        Kind::Text(LINE),
        "What it shows, for those who cannot see it",
    ),
    optional("caption", Kind::Text(LINE), "Its caption"),
    required("credit", Kind::Text(LINE), "Who made it"),
    optional("copyright_notice", Kind::Text(LINE), "Its notice"),
];

static SOURCE: &[Field] = &[
    optional("name", Kind::Text(LINE), "The publisher it was taken from"),
    optional("url", Kind::HttpUrl, "The very page"),
    optional(
        "headline",
        Kind::Text(LINE),
        "Its title there, where ours differs",
    ),
    optional("author", Kind::Text(LINE), "Who wrote it"),
    optional("published", Kind::InstantOrDate, "When it appeared there"),
];

/// A ground for a reprint; a source of the configuration may have one too.
pub static PERMISSION: &[Field] = &[
    optional("basis", Kind::OneOf(&Basis::NAMES), "The kind of ground"),
    optional(
        "reference",
        Kind::Text(LINE),
        "A contract's number, a licence's address",
    ),
    optional(
        "expires",
        Kind::InstantOrDate,
        "The article is withdrawn from then on",
    ),
];

static COPYRIGHT: &[Field] = &[
    optional("holder", Kind::Text(LINE), "Required: who holds the rights"),
    optional(
        "notice",
        Kind::Text(LINE),
        "Required: names the holder, and holds ©, (c), Copyright or 版权",
    ),
    optional("year", Kind::Year, "Where given, the notice must hold it"),
    optional(
        "usage_terms",
        Kind::Text(LINE * 2),
        "What others may do with it",
    ),
    optional("licence", Kind::Licence, "SPDX identifier or address"),
];
