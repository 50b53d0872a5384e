//! Whether this may follow what is published under its id.

use super::Case;
use crate::clearance::facts::Published;
use crate::clearance::finding::{Cause, Conflict, Finding};

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    // Whatever is published under the file's name, an unlawful id does not claim it.
    if case.is_misshapen("id") {
        return;
    }
    if let Some(twin) = &case.facts.case_twin {
        let conflict = Conflict::CaseTwin(twin.clone());
        findings.push(case.at("id", Cause::VersionConflict(conflict)));
    }
    let Some(published) = &case.facts.published else {
        return;
    };
    let version = published.version;
    match written(case) {
        Some(given) if given < version => {
            let published = version;
            findings.push(case.at("version", Cause::VersionStale { given, published }));
        }
        Some(given) if given == version && !is_same_file(case, published) => {
            let conflict = Conflict::SameVersion(version);
            findings.push(case.at("version", Cause::VersionConflict(conflict)));
        }
        None if case.root.get("version").is_none()
            && case.root.get("id").is_none()
            && is_other_work(case, published) =>
        {
            findings.push(case.at("id", Cause::VersionConflict(Conflict::OtherWork)));
        }
        _ => {}
    }
}

/// What a case removed may come again, byte for byte: that is reported as such.
fn is_same_file(case: &Case<'_>, published: &Published) -> bool {
    case.draft.ask().original == published.original
}

/// The version that the file gives.
fn written(case: &Case<'_>) -> Option<u32> {
    case.text("version")?.parse().ok()
}

/// Whether origin and page tell that this is no correction of what is published. Where they
/// cannot be read, that is reported already.
fn is_other_work(case: &Case<'_>, published: &Published) -> bool {
    match case.text("origin") {
        Some("original") => published.is_reprint,
        Some("reprint") if published.is_reprint => {
            let url = case.text("source.url");
            url.is_some_and(|url| published.reprint_of.as_deref() != Some(url))
        }
        Some("reprint") => true,
        _ => false,
    }
}
