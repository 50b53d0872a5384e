//! Version and identity: `version-stale`, `version-conflict`, `stay-down`.

use super::Case;
use crate::clearance::{Cause, Conflict, Finding};

pub(super) fn judge(case: &Case, findings: &mut Vec<Finding>) {
    if let Some(number) = &case.facts.stay_down {
        let body = if case.draft.has("body_html") {
            "body_html"
        } else {
            "body"
        };
        findings.push(case.at(
            body,
            Cause::StayDown {
                case: number.clone(),
            },
        ));
    }
    if let Some(twin) = &case.facts.case_twin {
        findings.push(case.at(
            "id",
            Cause::VersionConflict(Conflict::CaseTwin(twin.clone())),
        ));
    }
    let Some(published) = &case.facts.published else {
        return;
    };
    match given(case) {
        Some(given) if given < published.version => findings.push(case.at(
            "version",
            Cause::VersionStale {
                given,
                published: published.version,
            },
        )),
        Some(given) if given == published.version => findings.push(case.at(
            "version",
            Cause::VersionConflict(Conflict::SameVersion(given)),
        )),
        Some(_) => {}
        None if case.draft.names_id() || case.draft.has("version") => {}
        None => {
            let same_page = published.reprint_of.as_deref() == case.draft.text("source.url");
            let same =
                published.is_reprint == case.is_reprint() && (!published.is_reprint || same_page);
            if !same {
                findings.push(case.at("id", Cause::VersionConflict(Conflict::OtherWork)));
            }
        }
    }
}

/// The version that the draft names.
pub(super) fn given(case: &Case) -> Option<u32> {
    case.draft
        .text("version")
        .and_then(|text| text.parse().ok())
}
