//! The table of a request's fields, for its JSON Schema. Nothing in it is required: a request that
//! lacks something is taken all the same, and the case waits for the rest.

use serde_json::Value;

use super::{Grounds, Regime};
use crate::document::{self, Field, Kind};

const LINE: Kind = Kind::Text(1000);

/// The JSON Schema of a request.
#[must_use]
pub fn schema() -> Value {
    document::schema("Takedown request", FIELDS)
}

const fn field(name: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field {
        name,
        kind,
        required: false,
        doc,
    }
}

const FIELDS: &[Field] = &[
    field(
        "claimant",
        Kind::Object(CLAIMANT),
        "Who asks: a name, and one way to reach.",
    ),
    field(
        "regime",
        Kind::OneOf(&Regime::NAMES),
        "Which law's list of fields applies. Default CN.",
    ),
    field(
        "grounds",
        Kind::OneOf(&Grounds::NAMES),
        "Which right is said to be hurt. Default copyright.",
    ),
    field(
        "works",
        Kind::List(&Kind::Object(WORK)),
        "The works whose rights are claimed.",
    ),
    field(
        "targets",
        Kind::List(&LINE),
        "Our pages, by URL or by article id.",
    ),
    field(
        "evidence",
        Kind::List(&Kind::Prose),
        "CN: prima facie evidence, as text or file names.",
    ),
    field(
        "good_faith",
        Kind::Boolean,
        "US, EU: the claimant states good faith.",
    ),
    field(
        "accuracy_under_penalty",
        Kind::Boolean,
        "US: the claimant states accuracy under penalty of perjury.",
    ),
    field("signature", LINE, "CN, US: a signature, written or typed."),
    field(
        "case",
        LINE,
        "The number of the incomplete case that this request completes.",
    ),
];

const CLAIMANT: &[Field] = &[
    field("name", LINE, "The person's name."),
    field("organisation", LINE, "For whom."),
    field("email", LINE, "An address of mail."),
    field("phone", LINE, "A telephone number."),
    field("address", Kind::Prose, "A postal address."),
];

const WORK: &[Field] = &[
    field("description", Kind::Prose, "Its title, or what it is."),
    field("url", LINE, "Where the claimant shows it."),
];
