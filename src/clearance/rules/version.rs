//! Whether this may come under its id: it is nobody's copy, and may follow what is published there.

use url::Url;

use super::Case;
use crate::article::ArticleId;
use crate::clearance::facts::Published;
use crate::clearance::finding::{Cause, Conflict, Finding, OtherWork};
use crate::similarity::{headlines_match, texts_match};

/// The longest that an id may be.
const LONGEST: usize = 128;

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    // Whatever is published under the file's name, an unlawful id does not claim it.
    if case.is_misshapen("id") {
        return;
    }
    if let Some(original) = original(case) {
        let original = original.to_owned();
        findings.push(case.at("id", Cause::ConflictCopy { original }));
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
        None if case.draft.is_known_by_name()
            && !is_same_file(case, published)
            && is_other_work(case, published) =>
        {
            let conflict = Conflict::OtherWork(Box::new(OtherWork {
                id: case.draft.id().to_string(),
                headline: published.headline.clone(),
                own_id: own_id(case),
                next: version.saturating_add(1),
            }));
            findings.push(case.at("id", Cause::VersionConflict(conflict)));
        }
        _ => {}
    }
}

/// The file that this one is a copy of. A browser adds ` (1)` to a name too, so that such a name is a copy's only where
/// the original is known, and this one is not itself published under that name.
fn original<'a>(case: &Case<'a>) -> Option<&'a str> {
    let copy = case.draft.copy_of.as_ref()?;
    let known = case.facts.original.as_deref();
    if copy.is_certain {
        return known.or_else(|| copy.originals.last().map(String::as_str));
    }
    known.filter(|_| case.facts.published.is_none())
}

/// An id that nothing has yet: two files of one name seldom come within one minute.
fn own_id(case: &Case<'_>) -> String {
    let stamp = case.policy.stamp(case.now);
    let id = case.draft.id().as_str();
    let kept = &id[..id.len().min(LONGEST - stamp.len() - 1)];
    let own = format!("{}-{stamp}", kept.trim_end_matches(['.', '-', '_']));
    ArticleId::parse(&own).map_or_else(|_| format!("a-{stamp}"), |own| own.to_string())
}

/// What a case removed may come again, byte for byte: that is reported as such.
fn is_same_file(case: &Case<'_>, published: &Published) -> bool {
    case.draft.ask().original == published.original
}

/// The version that the file gives.
fn written(case: &Case<'_>) -> Option<u32> {
    case.text("version")?.parse().ok()
}

/// Whether origin, page and text tell that this is no correction of what is published. Where they
/// cannot be read, that is reported already.
fn is_other_work(case: &Case<'_>, published: &Published) -> bool {
    match case.text("origin") {
        Some("original") => published.is_reprint || reads_otherwise(case, published),
        Some("reprint") if published.is_reprint => {
            let url = case.text("source.url").map(str::trim);
            url.is_some_and(|url| {
                let of = published.reprint_of.as_deref();
                of.is_none_or(|of| !is_same_page(of, url))
            })
        }
        Some("reprint") => true,
        _ => false,
    }
}

/// Whether headline and text both have little in common with what is published: either alone may be corrected.
fn reads_otherwise(case: &Case<'_>, published: &Published) -> bool {
    let (Some(headline), Some(body), Some(before)) =
        (case.text("headline"), &case.draft.body, &published.body)
    else {
        return false;
    };
    !headlines_match(headline, &published.headline) && !texts_match(&body.html, before)
}

/// However the address is written.
fn is_same_page(one: &str, other: &str) -> bool {
    one == other
        || matches!((Url::parse(one), Url::parse(other)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
mod tests;
