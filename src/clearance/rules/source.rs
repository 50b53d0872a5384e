//! Where a reprint was taken from (2017 rules on internet news, article 15: from listed units, traceable).

use url::{Host, Url};

use super::Case;
use crate::clearance::finding::{Cause, Finding};
use crate::config::SourceStatus;

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    if !case.is_reprint() {
        return;
    }
    if case.root.get("source").is_none() {
        findings.push(case.at("source", Cause::SourceMissing));
        return;
    }
    if case.is_misshapen("source") {
        return;
    }
    for path in ["source.name", "source.url"] {
        if case.lacks(path) {
            findings.push(case.at(path, Cause::SourceMissing));
        }
    }
    let Some(name) = case.text("source.name") else {
        return;
    };
    let known = case.policy.source(name);
    let status = known.map(|source| source.status);
    let permitted = match status {
        Some(status) => status == SourceStatus::Active,
        None => !case.policy.listed_only,
    };
    if !permitted {
        let name = name.trim().to_owned();
        findings.push(case.at("source.name", Cause::SourceNotPermitted { name, status }));
    }
    if let (Some(source), Some(host)) = (known, case.text("source.url").and_then(host_of))
        && !source.domains.is_empty()
        && !source.domains.iter().any(|domain| is_below(&host, domain))
    {
        let domains = source.domains.clone();
        findings.push(case.at("source.url", Cause::SourceUrlMismatch { host, domains }));
    }
}

/// A URL's host in lower-case ASCII, without the root's dot.
fn host_of(url: &str) -> Option<String> {
    let host = Url::parse(url).ok()?.host_str()?.to_owned();
    Some(host.trim_end_matches('.').to_owned())
}

/// Whether a host is a domain or lies below it; a domain may be written in its own script.
fn is_below(host: &str, domain: &str) -> bool {
    let domain = domain.trim_matches('.');
    let domain = Host::parse(domain).map_or_else(|_| domain.to_owned(), |host| host.to_string());
    host.strip_suffix(domain.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{host_of, is_below};

    #[test]
    fn hosts_below_a_domain() {
        assert!(is_below("a.example", "a.example"));
        assert!(is_below("news.a.example", "A.example"));
        assert!(!is_below("evila.example", "a.example"));
        let host = host_of("https://新闻.example./x").expect("a host");
        assert!(is_below(&host, "新闻.example"));
    }
}
