//! The report that scripts read: an array of objects with stable names.

use serde_json::{Value, json};

use super::{Wording, words};
use crate::clearance::Finding;

/// Findings as an array of objects: `file`, `code`, `severity`, `field`, `line`, `column`, `message`, `help`.
#[must_use]
pub fn json(file: &str, findings: &[Finding], wording: Wording) -> Vec<Value> {
    findings
        .iter()
        .map(|finding| {
            let words = words(finding, wording);
            json!({
                "file": file,
                "code": finding.code(),
                "severity": finding.severity().as_str(),
                "field": finding.field,
                "line": finding.span.line,
                "column": finding.span.column,
                "message": words.message,
                "help": words.help,
            })
        })
        .collect()
}
