//! The ground on which a reprint stands: its own, or the one that the source's entry has.

use jiff::Timestamp;

use super::Case;
use crate::article::{Basis, Permission};
use crate::clearance::finding::{Cause, Finding};
use crate::document::instant;

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    if !case.is_reprint() || case.is_misshapen("permission") {
        return;
    }
    if case.is_misshapen("permission.basis") {
        return;
    }
    let own = case.root.get("permission").is_some();
    match ground(case) {
        Some(permission) => {
            if let Some(at) = permission.expires.filter(|end| *end <= case.now) {
                let path = if end_of(case).is_some() {
                    "permission.expires"
                } else {
                    "permission"
                };
                findings.push(case.at(path, Cause::PermissionExpired { at }));
            }
        }
        None if own => findings.push(case.at("permission.basis", Cause::PermissionMissing)),
        None => findings.push(case.at("permission", Cause::PermissionMissing)),
    }
}

/// The ground of a reprint, where there is one. A file that names a basis stands on that alone; one that does
/// not stands on the source's entry, to which it may give an earlier end.
pub(in crate::clearance) fn ground(case: &Case<'_>) -> Option<Permission> {
    let text = |path: &str| case.text(path).map(|text| text.trim().to_owned());
    let expires = end_of(case);
    if let Some(basis) = case.text("permission.basis").and_then(Basis::parse) {
        return Some(Permission {
            basis,
            reference: text("permission.reference"),
            expires,
        });
    }
    let source = case.policy.source(case.text("source.name")?)?;
    let known = source.permission.as_ref()?;
    Some(Permission {
        basis: known.basis,
        reference: text("permission.reference").or_else(|| known.reference.clone()),
        expires: [expires, known.expires].into_iter().flatten().min(),
    })
}

/// The end that the file itself gives.
fn end_of(case: &Case<'_>) -> Option<Timestamp> {
    case.policy.end(instant(case.text("permission.expires")?)?)
}
