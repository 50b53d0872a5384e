//! The article's table of fields: what an editor may write, and the JSON Schema of it.

use serde_json::{Value, json};

use crate::article::{Basis, PubStatus};
use crate::document::{self, Field, Kind, optional, required};

/// Longer than any name, short enough for a page.
const LINE: Kind = Kind::Line(1_000);

/// The same, where the words may take several lines.
const WORDS: Kind = Kind::Text(1_000);

/// Our own work, or another publisher's.
pub(super) const ORIGINS: [&str; 2] = ["original", "reprint"];

/// All of it; `copyright` comes last, so that a file cut off half-way lacks it.
pub(super) static ARTICLE: &[Field] = &[
    optional(
        "id",
        Kind::ArticleId,
        "Stable identity; else the file's stem",
    ),
    optional("version", Kind::Positive, "Else the next one"),
    optional(
        "pub_status",
        Kind::OneOf(&PubStatus::NAMES),
        "usable unless said otherwise",
    ),
    required("headline", Kind::Line(300), "Plain text, one line"),
    optional("summary", Kind::Text(5_000), "Plain text"),
    optional("language", Kind::Language, "BCP 47; else the publisher's"),
    optional(
        "published",
        Kind::Instant,
        "Else the time of acceptance; in the future it acts as an embargo",
    ),
    optional(
        "embargoed_until",
        Kind::Instant,
        "Nothing shows it before then",
    ),
    optional(
        "expires",
        Kind::Instant,
        "Withdrawn everywhere from then on; a date means the end of that day",
    ),
    optional(
        "categories",
        Kind::List(&Kind::Category),
        "Paths, widest first",
    ),
    optional("keywords", Kind::List(&Kind::Line(200)), "Plain text"),
    optional("byline", LINE, "Who wrote it, as it is to be printed"),
    optional("editor", LINE, "The responsible editor's real name"),
    optional("body", Kind::Prose, "Markdown: CommonMark with tables"),
    optional("body_html", Kind::Prose, "HTML in place of body; sanitised"),
    optional(
        "media",
        Kind::List(&Kind::Object(&MEDIA)),
        "Pictures of a bundle",
    ),
    required(
        "origin",
        Kind::OneOf(&ORIGINS),
        "Our own work, or another publisher's",
    ),
    optional(
        "source",
        Kind::Object(&SOURCE),
        "Where a reprint was taken from",
    ),
    optional("attribution", Kind::Text(2_000), "The visible reprint line"),
    optional(
        "permission",
        Kind::Object(&PERMISSION),
        "The ground for a reprint",
    ),
    required(
        "copyright",
        Kind::Object(&COPYRIGHT),
        "Who holds the rights",
    ),
];

static SOURCE: [Field; 5] = [
    optional("name", LINE, "The publisher it was taken from"),
    optional("url", Kind::HttpUrl, "The very page, absolute http(s)"),
    optional("headline", LINE, "Its title there, where ours differs"),
    optional("author", LINE, "Who wrote it"),
    optional("published", Kind::Instant, "When it appeared there"),
];

static PERMISSION: [Field; 3] = [
    optional("basis", Kind::OneOf(&Basis::NAMES), "The kind of ground"),
    optional("reference", LINE, "A contract's number, a licence's URL"),
    optional(
        "expires",
        Kind::Instant,
        "The article is withdrawn everywhere from then on",
    ),
];

static COPYRIGHT: [Field; 5] = [
    required("holder", LINE, "Who holds the rights"),
    required(
        "notice",
        Kind::Text(2_000),
        "Names the holder, and holds ©, (c), Copyright or 版权",
    ),
    optional("year", Kind::Year, "Where given, the notice holds it"),
    optional(
        "usage_terms",
        Kind::Text(5_000),
        "What others may do with it",
    ),
    optional("licence", Kind::Licence, "An SPDX identifier or a URL"),
];

static MEDIA: [Field; 5] = [
    required("file", LINE, "Its name in the bundle"),
    optional("alt", WORDS, "What it shows, for who cannot see it"),
    optional("caption", WORDS, "The line below it"),
    required("credit", LINE, "Who made it"),
    optional("copyright_notice", WORDS, "Its own notice"),
];

/// The article's JSON Schema, with what a reprint needs beyond the table.
#[must_use]
pub fn schema() -> Value {
    let mut schema = document::schema("Masthead article", ARTICLE);
    schema["oneOf"] = json!([filled(&["body"]), filled(&["body_html"])]);
    schema["if"] = json!({"properties": {"origin": {"const": "reprint"}}, "required": ["origin"]});
    let mut reprint = filled(&["source", "attribution"]);
    reprint["properties"]["source"] = filled(&["name", "url"]);
    reprint["properties"]["source"]["type"] = json!("object");
    schema["then"] = reprint;
    schema
}

/// That these keys are there, and say something.
fn filled(keys: &[&str]) -> Value {
    let something = keys
        .iter()
        .map(|key| ((*key).to_owned(), json!({"not": {"type": "null"}})));
    let something: serde_json::Map<String, Value> = something.collect();
    json!({"required": keys, "properties": something})
}

#[cfg(test)]
mod tests;
