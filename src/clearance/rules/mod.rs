//! The rules, one file a family. Each looks at the draft and says what is wrong; what follows
//! from a finding is not said again.

mod attribution;
mod body;
mod copyright;
mod identity;
mod origin;
mod permission;
mod required;
mod source;
mod time;

pub(super) use permission::permission;

use jiff::Timestamp;

use super::{Cause, Draft, Facts, Finding, Policy};

/// What every rule is given.
pub(super) struct Case<'a> {
    pub draft: &'a Draft,
    pub facts: &'a Facts,
    pub policy: &'a Policy,
    pub now: Timestamp,
}

impl Case<'_> {
    /// A finding at a field, pointing at its value, or at its parent where it is missing.
    fn at(&self, field: &str, cause: Cause) -> Finding {
        Finding {
            cause,
            field: field.to_owned(),
            span: self.draft.root().place(field),
        }
    }

    /// Whether the draft says that it is a reprint.
    pub fn is_reprint(&self) -> bool {
        self.draft.text("origin") == Some("reprint")
    }

    /// What a text says, or a finding where nothing is written; silent where its form is wrong.
    fn needed(&self, field: &str, cause: Cause) -> Result<Option<&str>, Finding> {
        if self.draft.has(field) || self.draft.is_faulty(field) {
            Ok(self.draft.text(field))
        } else {
            Err(self.at(field, cause))
        }
    }
}

/// Everything that the rules find, beside the faults of form.
pub(super) fn findings(case: &Case) -> Vec<Finding> {
    let rules = [
        identity::judge,
        time::judge,
        required::judge,
        body::judge,
        origin::judge,
        source::judge,
        attribution::judge,
        permission::judge,
        copyright::judge,
    ];
    let mut findings = Vec::new();
    for rule in rules {
        rule(case, &mut findings);
    }
    findings
}
