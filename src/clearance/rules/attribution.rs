//! The visible reprint line: it names the source and holds the link to the very page.

use super::Case;
use crate::clearance::finding::{Cause, Finding};
use crate::clearance::links::{Difference, Held, look};
use crate::clearance::rights::says;

const FIELD: &str = "attribution";

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    if !case.is_reprint() {
        return;
    }
    let Some(line) = case.text(FIELD) else {
        if case.lacks(FIELD) {
            findings.push(case.at(FIELD, Cause::AttributionMissing));
        }
        return;
    };
    // One that is too long is reported as that, and not searched.
    if case.is_misshapen(FIELD) {
        return;
    }
    let url = case.text("source.url");
    if let Some(name) = case.text("source.name") {
        let known = case.policy.source(name);
        let others = known.map_or(&[][..], |source| &source.aliases);
        let named = says(line, name)
            || known.is_some_and(|source| says(line, &source.name))
            || others.iter().any(|alias| says(line, alias));
        if !named {
            let name = name.trim().to_owned();
            findings.push(case.at(FIELD, Cause::AttributionSourceUnnamed { name }));
        }
    }
    // What is no URL is reported as that; the line cannot hold it whole.
    if let Some(url) = url.filter(|_| !case.is_misshapen("source.url")) {
        let url = url.trim().to_owned();
        match look(line, &url) {
            Held::Whole => {}
            Held::Near(found) => findings.push(case.at(FIELD, Cause::LinkDiffers { url, found })),
            Held::Not => {
                let nearest = Difference::nearest(line, &url).map(Box::new);
                findings.push(case.at(FIELD, Cause::AttributionLinkMissing { url, nearest }));
            }
        }
    }
}
