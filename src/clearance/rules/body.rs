//! The body: exactly one of two forms, and something left of it: `missing-field`, `empty-body`.

use super::Case;
use crate::clearance::{Cause, Finding};
use crate::document::FaultKind;
use crate::similarity::visible_text;

pub(super) fn judge(case: &Case, findings: &mut Vec<Finding>) {
    let field = match (case.draft.has("body"), case.draft.has("body_html")) {
        (false, false) => {
            findings.push(case.at("body", Cause::Form(FaultKind::Missing)));
            return;
        }
        (true, true) => {
            findings.push(case.at("body_html", Cause::TwoBodies));
            return;
        }
        (true, false) => "body",
        (false, true) => "body_html",
    };
    if !case.draft.is_faulty(field) && visible_text(case.draft.body()).trim().is_empty() {
        findings.push(case.at(field, Cause::EmptyBody));
    }
    if case.draft.has("media") && !case.draft.is_faulty("media") {
        findings.push(case.at("media", Cause::NotYet { what: "media" }));
    }
}
