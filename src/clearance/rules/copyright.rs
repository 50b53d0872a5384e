//! Who holds the rights, and a notice that says so.

use super::Case;
use crate::clearance::finding::{Cause, Finding};
use crate::clearance::rights::{has_mark, holds_year, names};

const NOTICE: &str = "copyright.notice";

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    if case.root.get("copyright").is_none() {
        findings.push(case.at("copyright", Cause::CopyrightMissing));
        return;
    }
    if case.is_misshapen("copyright") {
        return;
    }
    for path in ["copyright.holder", NOTICE] {
        if case.lacks(path) {
            findings.push(case.at(path, Cause::CopyrightMissing));
        }
    }
    let Some(notice) = case.text(NOTICE).filter(|_| !case.is_misshapen(NOTICE)) else {
        return;
    };
    if let Some(holder) = case.text("copyright.holder")
        && !case.is_misshapen("copyright.holder")
        && !names(notice, holder)
    {
        let holder = holder.trim().to_owned();
        findings.push(case.at(NOTICE, Cause::CopyrightHolderUnnamed { holder }));
    }
    if !has_mark(notice) {
        findings.push(case.at(NOTICE, Cause::CopyrightNoMark));
    }
    let year = Some("copyright.year").filter(|path| !case.is_misshapen(path));
    if let Some(year) = year.and_then(|path| case.text(path)?.parse().ok())
        && !holds_year(notice, year)
    {
        findings.push(case.at(NOTICE, Cause::CopyrightNoYear { year }));
    }
}
