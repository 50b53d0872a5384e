//! Who holds the rights: `copyright-missing`, `copyright-holder-unnamed`, `copyright-malformed`.

use super::Case;
use crate::clearance::{Cause, Finding, rights};

pub(super) fn judge(case: &Case, findings: &mut Vec<Finding>) {
    if !case.draft.has("copyright") {
        findings.push(case.at("copyright", Cause::CopyrightMissing));
        return;
    }
    if case
        .draft
        .root()
        .at("copyright")
        .is_some_and(|node| node.text().is_some() || !node.items().is_empty())
    {
        return; // its form is wrong as a whole, which is said already
    }
    let holder = case.needed("copyright.holder", Cause::CopyrightMissing);
    let notice = case.needed("copyright.notice", Cause::CopyrightMissing);
    if let Ok(Some(notice)) = notice {
        if let Ok(Some(holder)) = &holder
            && !notice.contains(holder)
        {
            let holder = (*holder).to_owned();
            findings.push(case.at("copyright.notice", Cause::CopyrightHolderUnnamed { holder }));
        }
        let year = case
            .draft
            .text("copyright.year")
            .and_then(|year| year.parse().ok());
        if !rights::has_mark(notice) {
            findings.push(case.at("copyright.notice", Cause::CopyrightNoMark));
        } else if let Some(year) = year.filter(|year| !rights::holds_year(notice, *year)) {
            findings.push(case.at("copyright.notice", Cause::CopyrightNoYear { year }));
        }
    }
    findings.extend([holder.err(), notice.err()].into_iter().flatten());
}
