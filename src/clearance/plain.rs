//! The fields that are plain text: whatever marks stand in them, readers see as they stand.

use super::body::marks;
use super::finding::Finding;
use super::place::Places;
use crate::document::Node;

/// The plain texts that readers see.
const FIELDS: [&str; 9] = [
    "headline",
    "summary",
    "byline",
    "editor",
    "attribution",
    "source.name",
    "source.headline",
    "source.author",
    "copyright.notice",
];

/// A warning for each mark in a plain field.
pub(super) fn warn(root: &Node, source: &str) -> Vec<Finding> {
    let keywords = root.get("keywords").map_or(0, |list| list.items().len());
    let paths = FIELDS
        .into_iter()
        .chain(["copyright.usage_terms"])
        .map(str::to_owned)
        .chain((0..keywords).map(|at| format!("keywords.{at}")));
    let mut findings = Vec::new();
    for path in paths {
        let Some((node, text)) = root.at(&path).and_then(|node| Some((node, node.text()?))) else {
            continue;
        };
        let found = marks(text);
        if found.is_empty() {
            continue;
        }
        let places: Vec<_> = found.iter().map(|(range, _)| range.clone()).collect();
        let spans = Places::of_scalar(source, node.span).find(text, &places);
        findings.extend(
            found
                .into_iter()
                .zip(spans)
                .map(|((_, cause), span)| Finding {
                    cause,
                    field: path.clone(),
                    span,
                }),
        );
    }
    findings
}
