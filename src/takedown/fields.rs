//! The table of a request's fields, for its JSON Schema. Nothing in it is required: a request that
//! lacks something is taken all the same, and the case waits for the rest.

use serde_json::Value;

use super::{Grounds, Regime};
use crate::document::{self, Field, Kind, optional};

const LINE: Kind = Kind::Text(1000);

/// The JSON Schema of a request.
#[must_use]
pub fn schema() -> Value {
    document::schema("Takedown request", FIELDS)
}

const FIELDS: &[Field] = &[
    optional(
        "claimant",
        Kind::Object(CLAIMANT),
        "Who asks: a name, and one way to reach.",
    ),
    optional(
        "regime",
        Kind::OneOf(&Regime::NAMES),
        "Which law's list of fields applies. Default CN.",
    ),
    optional(
        "grounds",
        Kind::OneOf(&Grounds::NAMES),
        "Which right is said to be hurt. Default copyright.",
    ),
    optional(
        "works",
        Kind::List(&Kind::Object(WORK)),
        "The works whose rights are claimed.",
    ),
    optional(
        "targets",
        Kind::List(&LINE),
        "Our pages, by URL or by article id.",
    ),
    optional(
        "evidence",
        Kind::List(&Kind::Prose),
        "CN: prima facie evidence, as text or file names.",
    ),
    optional(
        "good_faith",
        Kind::Boolean,
        "US, EU: the claimant states good faith.",
    ),
    optional(
        "accuracy_under_penalty",
        Kind::Boolean,
        "US: the claimant states accuracy under penalty of perjury.",
    ),
    optional("signature", LINE, "CN, US: a signature, written or typed."),
    optional(
        "case",
        LINE,
        "The number of the incomplete case that this request completes.",
    ),
];

const CLAIMANT: &[Field] = &[
    optional("name", LINE, "The person's name."),
    optional("organisation", LINE, "For whom."),
    optional("email", LINE, "An address of mail."),
    optional("phone", LINE, "A telephone number."),
    optional("address", Kind::Prose, "A postal address."),
];

const WORK: &[Field] = &[
    optional("description", Kind::Prose, "Its title, or what it is."),
    optional("url", LINE, "Where the claimant shows it."),
];
