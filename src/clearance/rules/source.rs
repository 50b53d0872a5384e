//! Where a reprint was taken from: `source-missing`, `source-not-permitted`, `source-url-mismatch`.

use super::Case;
use crate::clearance::{Cause, Finding};
use crate::config::SourceStatus;

pub(super) fn judge(case: &Case, findings: &mut Vec<Finding>) {
    if !case.is_reprint() {
        return;
    }
    if !case.draft.has("source") {
        findings.push(case.at("source", Cause::SourceMissing));
        return;
    }
    if case
        .draft
        .root()
        .at("source")
        .is_some_and(|node| node.text().is_some() || !node.items().is_empty())
    {
        return; // its form is wrong as a whole, which is said already
    }
    let name = case.needed("source.name", Cause::SourceMissing);
    let url = case.needed("source.url", Cause::SourceMissing);
    if let Ok(Some(name)) = name {
        permitted(case, name, url.as_ref().ok().copied().flatten(), findings);
    }
    findings.extend([name.err(), url.err()].into_iter().flatten());
}

fn permitted(case: &Case, name: &str, url: Option<&str>, findings: &mut Vec<Finding>) {
    let known = case.policy.source(name);
    let status = known.map(|source| source.status);
    let permitted = match status {
        None => !case.policy.rules.listed_only,
        Some(status) => status == SourceStatus::Active,
    };
    if !permitted {
        let name = name.to_owned();
        findings.push(case.at("source.name", Cause::SourceNotPermitted { name, status }));
    }
    let host = url
        .and_then(|url| url::Url::parse(url).ok())
        .and_then(|url| url.host_str().map(str::to_lowercase));
    if let (Some(known), Some(host)) = (known, host)
        && !known.domains.is_empty()
        && !known.domains.iter().any(|domain| is_below(&host, domain))
    {
        let domains = known.domains.clone();
        findings.push(case.at("source.url", Cause::SourceUrlMismatch { host, domains }));
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    host == domain
        || host
            .strip_suffix(domain)
            .is_some_and(|below| below.ends_with('.'))
}
