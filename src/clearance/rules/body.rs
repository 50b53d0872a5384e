//! What is left of the text, whether a case removed it, and the pictures that cannot come along yet.

use super::Case;
use crate::clearance::finding::{Cause, Finding};

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    if let Some(body) = &case.draft.body {
        let mut report = |cause| {
            findings.push(Finding {
                cause,
                field: body.field.to_owned(),
                span: body.span,
            });
        };
        if body.fingerprint.is_none() {
            report(Cause::EmptyBody);
        } else if let Some(case) = &case.facts.stay_down {
            report(Cause::StayDown { case: case.clone() });
        }
    }
    let well_shaped = !case.draft.form.iter().any(|finding| {
        let rest = finding.field.strip_prefix("media");
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    if well_shaped
        && case
            .root
            .get("media")
            .is_some_and(|media| !media.items().is_empty())
    {
        let what = "media";
        findings.push(case.at("media", Cause::NotYet { what }));
    }
}
