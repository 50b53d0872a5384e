//! The ground of a reprint: `permission-missing`, `permission-expired`.

use jiff::Timestamp;

use super::Case;
use crate::article::{Basis, Permission};
use crate::clearance::{Cause, Finding};
use crate::document::instant;

pub(super) fn judge(case: &Case, findings: &mut Vec<Finding>) {
    if !case.is_reprint() || case.draft.is_faulty("permission") {
        return;
    }
    let field = if case.draft.has("permission") {
        "permission.basis"
    } else {
        "permission"
    };
    match permission(case) {
        None => findings.push(case.at(field, Cause::PermissionMissing)),
        Some(permission) => {
            if let Some(at) = permission.expires.filter(|end| *end <= case.now) {
                findings.push(case.at("permission.expires", Cause::PermissionExpired { at }));
            }
        }
    }
}

/// The draft's own ground, else the one that its source has in the configuration.
pub(in crate::clearance) fn permission(case: &Case) -> Option<Permission> {
    let own = case
        .draft
        .text("permission.basis")
        .and_then(Basis::parse)
        .map(|basis| Permission {
            basis,
            reference: case.draft.text("permission.reference").map(str::to_owned),
            expires: expires(case),
        });
    own.or_else(|| {
        let known = case
            .draft
            .text("source.name")
            .and_then(|name| case.policy.source(name))?;
        known.permission.clone()
    })
}

fn expires(case: &Case) -> Option<Timestamp> {
    let end = case.draft.text("permission.expires").and_then(instant)?;
    end.end_in(&case.policy.zone)
}
