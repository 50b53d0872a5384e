//! What the policy asks for beyond the law: `editor-missing`, `byline-missing`, `summary-missing`.

use super::Case;
use crate::clearance::{Cause, Finding};
use crate::config::Required;

pub(super) fn judge(case: &Case, findings: &mut Vec<Finding>) {
    for required in &case.policy.rules.require {
        let field = match required {
            Required::Editor => "editor",
            Required::Byline => "byline",
            Required::Summary => "summary",
        };
        if let Err(finding) = case.needed(field, Cause::Required(*required)) {
            findings.push(finding);
        }
    }
}
