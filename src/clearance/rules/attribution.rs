//! The visible reprint line: `attribution-missing`, `attribution-source-unnamed`, `attribution-link-missing`.

use super::Case;
use crate::clearance::{Cause, Finding, rights};

pub(super) fn judge(case: &Case, findings: &mut Vec<Finding>) {
    if !case.is_reprint() {
        return;
    }
    let line = match case.needed("attribution", Cause::AttributionMissing) {
        Err(finding) => {
            findings.push(finding);
            return;
        }
        Ok(None) => return,
        Ok(Some(line)) => line,
    };
    if let Some(name) = case.draft.text("source.name") {
        let known = case.policy.source(name);
        let aliases = known
            .into_iter()
            .flat_map(|source| source.aliases.iter().chain([&source.name]));
        let mut names = aliases.map(String::as_str).chain([name]);
        if !names.any(|name| line.contains(name)) {
            let name = name.to_owned();
            findings.push(case.at("attribution", Cause::AttributionSourceUnnamed { name }));
        }
    }
    if let Some(url) = case
        .draft
        .text("source.url")
        .filter(|url| !rights::holds_link(line, url))
    {
        let url = url.to_owned();
        findings.push(case.at("attribution", Cause::AttributionLinkMissing { url }));
    }
}
