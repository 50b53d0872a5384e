//! Ours, or another publisher's: one of the two is said, and it is true as far as the holder tells.

use super::Case;
use crate::clearance::fields::ORIGINS;
use crate::clearance::finding::{Cause, Finding};
use crate::document::slips::word;

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    match case.text("origin") {
        Some("reprint") => {}
        Some("original") => {
            if let Some(holder) = case.text("copyright.holder")
                && !case.is_misshapen("copyright.holder")
                && !case.policy.is_ours(holder)
            {
                let holder = holder.trim().to_owned();
                findings.push(case.at("copyright.holder", Cause::OriginNotOurs { holder }));
            }
        }
        other => {
            let meant = other.and_then(|text| word(text, &ORIGINS));
            findings.push(case.at("origin", Cause::OriginMissing { meant }));
        }
    }
}
