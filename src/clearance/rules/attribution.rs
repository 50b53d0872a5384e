//! The visible reprint line: it names the source and holds the link to the very page.

use super::Case;
use crate::clearance::finding::{Cause, Finding};
use crate::clearance::rights::{holds_link, names, without_link};

const FIELD: &str = "attribution";

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    if !case.is_reprint() {
        return;
    }
    let Some(line) = case.text(FIELD) else {
        if case.lacks(FIELD) {
            findings.push(case.at(FIELD, Cause::AttributionMissing));
        }
        return;
    };
    let url = case.text("source.url");
    if let Some(name) = case.text("source.name") {
        let said = url.map_or_else(|| line.to_owned(), |url| without_link(line, url));
        let known = case.policy.source(name);
        let others = known.map_or(&[][..], |source| &source.aliases);
        let named = names(&said, name)
            || known.is_some_and(|source| names(&said, &source.name))
            || others.iter().any(|alias| names(&said, alias));
        if !named {
            let name = name.trim().to_owned();
            findings.push(case.at(FIELD, Cause::AttributionSourceUnnamed { name }));
        }
    }
    // What is no URL is reported as that; the line cannot hold it whole.
    if let Some(url) = url.filter(|_| !case.is_misshapen("source.url"))
        && !holds_link(line, url)
    {
        let url = url.to_owned();
        findings.push(case.at(FIELD, Cause::AttributionLinkMissing { url }));
    }
}
