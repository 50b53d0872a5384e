//! Ours or another's: `origin-missing`, `origin-not-ours`.

use super::Case;
use crate::clearance::{Cause, Finding};

pub(super) fn judge(case: &Case, findings: &mut Vec<Finding>) {
    match case.needed("origin", Cause::OriginMissing) {
        Err(finding) => findings.push(finding),
        Ok(Some("original")) => {
            let holder = case.draft.text("copyright.holder");
            if let Some(holder) =
                holder.filter(|holder| !case.policy.names.iter().any(|name| name == holder))
            {
                let holder = holder.to_owned();
                findings.push(case.at("copyright.holder", Cause::OriginNotOurs { holder }));
            }
        }
        Ok(_) => {}
    }
}
