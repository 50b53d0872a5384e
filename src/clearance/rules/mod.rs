//! The rules, one file for each thing they look at. Each says all that is wrong with it; none
//! repeats what another has said.

mod attribution;
mod body;
mod categories;
mod copyright;
mod expiry;
mod origin;
mod permission;
mod required;
mod source;
mod version;

use jiff::Timestamp;

pub(super) use permission::ground;

use super::draft::Draft;
use super::facts::Facts;
use super::fields::ORIGINS;
use super::finding::{Cause, Finding, Severity};
use super::policy::Policy;
use super::rights::is_blank;
use crate::document::slips::word;
use crate::document::{Node, Span};

/// A draft on the table, with all that judges it.
pub(super) struct Case<'a> {
    pub draft: &'a Draft,
    pub root: &'a Node,
    pub facts: &'a Facts,
    pub policy: &'a Policy,
    pub now: Timestamp,
}

/// Runs every rule.
pub(super) fn run(case: &Case<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in [
        origin::judge,
        source::judge,
        attribution::judge,
        permission::judge,
        copyright::judge,
        required::judge,
        categories::judge,
        expiry::judge,
        version::judge,
        body::judge,
    ] {
        rule(case, &mut findings);
    }
    findings
}

impl<'a> Case<'a> {
    /// A field's text, where it says something.
    pub fn text(&self, path: &str) -> Option<&'a str> {
        let text = self.root.at(path)?.text()?;
        (!is_blank(text)).then_some(text)
    }

    /// Whether the field holds a list or a mapping where a text belongs, or the reverse: its form is
    /// reported, and it is not missing.
    fn is_misshapen(&self, path: &str) -> bool {
        self.draft.form.iter().any(|finding| {
            finding.field == path
                && finding.severity() == Severity::Error
                && matches!(finding.cause, Cause::Form(_))
                && self.root.at(path).is_some_and(|node| {
                    // What is blank is as good as missing.
                    node.text().is_none_or(|text| !is_blank(text))
                })
        })
    }

    /// Whether a text field is absent or blank.
    pub fn lacks(&self, path: &str) -> bool {
        self.text(path).is_none() && !self.is_misshapen(path)
    }

    pub fn is_reprint(&self) -> bool {
        let origin = self.text("origin");
        origin.and_then(|text| word(text, &ORIGINS)) == Some("reprint")
    }

    /// A finding on a field, at its value or where it is missing.
    pub fn at(&self, path: &str, cause: Cause) -> Finding {
        Finding {
            cause,
            field: path.to_owned(),
            span: self.place(path),
        }
    }

    fn place(&self, path: &str) -> Span {
        self.root.place(path)
    }
}
