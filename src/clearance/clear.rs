//! The one way from a draft to what may leave the house.

use jiff::Timestamp;

use super::breaks;
use super::cleared::{Cleared, Record};
use super::draft::Draft;
use super::facts::Facts;
use super::finding::{Cause, Finding, Severity};
use super::policy::Policy;
use super::rights::first_broken;
use super::rules::{self, Case};
use crate::article::category::segment_from_name;
use crate::article::{
    ArticleId, CategoryPath, Copyright, Language, Origin, PubStatus, Reprint, Source,
};
use crate::document::{Expected, FaultKind, instant};

/// What comes of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may leave; the findings are warnings.
    Cleared(Box<Cleared>, Vec<Finding>),
    /// The bytes are those of the current version: nothing is to be done.
    Unchanged,
    /// It may not, for these reasons, in the order of the file.
    Rejected(Vec<Finding>),
}

/// Judges a draft: everything that is wrong with it at once, or the article.
#[must_use]
pub fn clear(draft: &Draft, facts: &Facts, policy: &Policy, now: Timestamp) -> Verdict {
    let ask = draft.ask();
    let is_current = facts
        .published
        .as_ref()
        .is_some_and(|published| published.original == ask.original);
    if is_current && facts.stay_down.is_none() {
        return Verdict::Unchanged;
    }
    if !draft.is_mapping() {
        return Verdict::Rejected(draft.form.clone());
    }
    let case = Case {
        draft,
        root: &draft.root,
        facts,
        policy,
        now,
    };
    let findings = each_once(&case, &rules::run(&case));
    if findings.iter().any(|f| f.severity() == Severity::Error) {
        return Verdict::Rejected(findings);
    }
    match record(&case, ask.id) {
        Some(record) if first_broken(&record.origin, &record.copyright).is_none() => {
            Verdict::Cleared(Box::new(Cleared::new(record)), findings)
        }
        // The rules leave no such draft; were one of them ever loosened, nothing may leave all the same.
        _ => Verdict::Rejected(vec![Finding::of_file(Cause::CopyrightMissing)]),
    }
}

/// Form and rules together in the file's order, the particular finding in place of the general one, and
/// nothing that merely follows from another.
fn each_once(case: &Case<'_>, ruled: &[Finding]) -> Vec<Finding> {
    let form = &case.draft.form;
    let displaced = |general: &Finding| {
        ruled
            .iter()
            .any(|particular| general.field == particular.field && is_absence(&particular.cause))
    };
    // Then what was dropped is all there was, and that is what is said.
    let is_empty = ruled
        .iter()
        .any(|finding| finding.cause == Cause::EmptyBody);
    let warnings = case
        .draft
        .warnings
        .iter()
        .filter(|warning| !is_empty || matches!(warning.cause, Cause::MarkupInText { .. }));
    let mut findings: Vec<Finding> = form
        .iter()
        .filter(|finding| !(is_of_value(&finding.cause) && displaced(finding)))
        .chain(warnings)
        .chain(ruled)
        .filter(|finding| !follows(finding, form))
        .cloned()
        .collect();
    findings.sort_by_key(|finding| (finding.span.line, finding.span.column));
    findings
}

/// Whether a finding says that something is not there.
fn is_absence(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::Form(FaultKind::Missing | FaultKind::Empty)
            | Cause::OriginMissing { .. }
            | Cause::SourceMissing
            | Cause::AttributionMissing
            | Cause::CopyrightMissing
            | Cause::PermissionMissing
            | Cause::Required(_)
    )
}

/// Whether a finding of form is about a value that a rule may know better; a control
/// character stays one.
fn is_of_value(cause: &Cause) -> bool {
    match cause {
        Cause::Form(FaultKind::Bad(expected)) => !matches!(expected, Expected::NoControl(_)),
        Cause::Form(FaultKind::Missing | FaultKind::Empty) => true,
        _ => false,
    }
}

/// Whether a finding follows from a key that is given twice: which of the two is meant nobody knows, and what is said
/// of the first may not hold for the second.
fn follows(finding: &Finding, form: &[Finding]) -> bool {
    if matches!(finding.cause, Cause::Form(_)) {
        return false;
    }
    form.iter().any(|twice| {
        let Cause::Form(FaultKind::TwiceGiven { .. }) = twice.cause else {
            return false;
        };
        let group = twice
            .field
            .rsplit_once('.')
            .map_or(twice.field.as_str(), |(group, _)| group);
        let below = finding.field.strip_prefix(group);
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            || (group == "source" && finding.field == "attribution")
            || (twice.field == "origin" && matches!(finding.cause, Cause::OriginNotOurs { .. }))
    })
}

/// The article, from a draft in which nothing is wrong.
fn record(case: &Case<'_>, id: ArticleId) -> Option<Record> {
    let body = case.draft.body.as_ref()?;
    let text = |path: &str| case.text(path).map(|text| text.trim().to_owned());
    let unfolded = |path: &str| {
        let written = case.draft.written(case.root.at(path)?.span);
        Some(breaks::unfolded(&text(path)?, &written))
    };
    let moment = |path: &str| {
        case.text(path)
            .and_then(instant)
            .and_then(|at| case.policy.start(at))
    };
    let list = |path: &str| case.root.get(path).map_or(&[][..], |node| node.items());
    let categories = list("categories").iter().filter_map(|node| node.text());
    let keywords = list("keywords").iter().filter_map(|node| node.text());
    let published = case.facts.published.as_ref();
    let next = published.map_or(1, |published| published.version.saturating_add(1));
    let end = case.text("expires").and_then(instant);
    let mut paths: Vec<CategoryPath> = Vec::new();
    for path in categories.filter_map(|path| CategoryPath::written(path).ok()) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    Some(Record {
        id,
        version: text("version")
            .and_then(|text| text.parse().ok())
            .unwrap_or(next),
        pub_status: text("pub_status")
            .and_then(|text| PubStatus::parse(&text))
            .unwrap_or(PubStatus::Usable),
        headline: unfolded("headline")?,
        summary: unfolded("summary"),
        language: text("language")
            .and_then(|tag| Language::parse(&tag).ok())
            .unwrap_or_else(|| case.policy.language.clone()),
        published: moment("published").unwrap_or_else(|| {
            published
                .and_then(|published| published.date)
                .unwrap_or(case.now)
        }),
        embargoed_until: moment("embargoed_until"),
        expires: end.and_then(|end| case.policy.end(end)),
        categories: paths,
        keywords: keywords.map(|word| word.trim().to_owned()).collect(),
        byline: text("byline"),
        editor: text("editor"),
        body: body.html.clone(),
        origin: origin(case)?,
        copyright: Copyright {
            holder: text("copyright.holder")?,
            notice: text("copyright.notice")?,
            year: text("copyright.year").and_then(|year| year.parse().ok()),
            usage_terms: text("copyright.usage_terms"),
            licence: text("copyright.licence"),
        },
    })
}

fn origin(case: &Case<'_>) -> Option<Origin> {
    if !case.is_reprint() {
        return Some(Origin::Original);
    }
    let text = |path: &str| case.text(path).map(|text| text.trim().to_owned());
    let name = text("source.name")?;
    let known = case.policy.source(&name);
    let slug = known.map_or_else(|| segment_from_name(&name), |source| source.slug.clone());
    Some(Origin::Reprint(Box::new(Reprint {
        source: Source {
            name,
            slug,
            listed_as: known.map(|source| source.name.clone()),
            url: text("source.url")?,
            headline: text("source.headline"),
            author: text("source.author"),
            published: case
                .text("source.published")
                .and_then(instant)
                .and_then(|at| case.policy.start(at)),
        },
        attribution: text("attribution")?,
        permission: rules::ground(case)?,
    })))
}
