//! How many lists an article may be in.

use super::Case;
use crate::clearance::finding::{Cause, Finding};

/// Each path brings every prefix of it, with a list and three feeds each, into one transaction.
const MOST: usize = 20;

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let paths = case
        .root
        .get("categories")
        .map_or(0, |node| node.items().len());
    if paths > MOST {
        let path = format!("categories.{MOST}");
        findings.push(case.at(&path, Cause::TooMany { most: MOST }));
    }
}
