//! An end that is past, or that comes before the beginning, is a slip: nobody would ever see the article.

use super::Case;
use crate::clearance::finding::{Cause, Finding};
use crate::document::instant;

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let written = case.text("expires").and_then(instant);
    let Some(at) = written.and_then(|end| case.policy.end(end)) else {
        return;
    };
    if at <= case.now {
        findings.push(case.at("expires", Cause::EndIsPast { at }));
        return;
    }
    let begins = |field: &str| {
        let written = case.text(field).and_then(instant)?;
        case.policy.start(written)
    };
    for start in ["embargoed_until", "published"] {
        if begins(start).is_some_and(|begin| at <= begin) {
            findings.push(case.at("expires", Cause::EndBeforeStart { start }));
            return;
        }
    }
}
