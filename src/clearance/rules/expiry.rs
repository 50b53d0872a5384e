//! An end that is past before the article was ever shown is a slip.

use super::Case;
use crate::clearance::finding::{Cause, Finding};
use crate::document::instant;

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let written = case.text("expires").and_then(instant);
    if let Some(at) = written.and_then(|end| case.policy.end(end))
        && at <= case.now
    {
        findings.push(case.at("expires", Cause::EndIsPast { at }));
    }
}
