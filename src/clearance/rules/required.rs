//! What the policy asks for beyond the form.

use super::Case;
use crate::clearance::finding::{Cause, Finding};
use crate::config::Required;

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    for (field, path) in [
        (Required::Editor, "editor"),
        (Required::Byline, "byline"),
        (Required::Summary, "summary"),
    ] {
        if case.policy.require.contains(&field) && case.lacks(path) {
            findings.push(case.at(path, Cause::Required(field)));
        }
    }
}
