//! Ends that are past already: such an article could never show.

use super::Case;
use crate::clearance::{Cause, Finding};
use crate::document::instant;

pub(super) fn judge(case: &Case, findings: &mut Vec<Finding>) {
    let end = case
        .draft
        .text("expires")
        .and_then(instant)
        .and_then(|end| end.end_in(&case.policy.zone));
    if let Some(at) = end.filter(|end| *end <= case.now) {
        findings.push(case.at("expires", Cause::EndIsPast { at }));
    }
}
