//! The judgement: a draft, the facts and the policy in; a cleared article or findings out.

use jiff::Timestamp;

use super::cleared::{Cleared, Record};
use super::rules::{self, Case};
use super::{Draft, Facts, Finding, Policy, rights};
use crate::article::category::segment_from_name;
use crate::article::{CategoryPath, Copyright, Language, Origin, PubStatus, Reprint, Source};
use crate::document::{Node, instant};

/// What the judge says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may leave the house; the findings are warnings.
    Cleared(Box<Cleared>, Vec<Finding>),
    /// These very bytes are the current version already.
    Unchanged,
    /// It goes back with everything that is wrong, in the order of the file.
    Rejected(Vec<Finding>),
}

/// Judges a draft. Pure: the same arguments give the same verdict.
#[must_use]
pub fn clear(draft: &Draft, facts: &Facts, policy: &Policy, now: Timestamp) -> Verdict {
    let same = facts
        .published
        .as_ref()
        .is_some_and(|published| published.original == *draft.original());
    if same && facts.stay_down.is_none() {
        return Verdict::Unchanged;
    }
    let case = Case {
        draft,
        facts,
        policy,
        now,
    };
    let mut findings = draft.faults().to_vec();
    findings.extend(rules::findings(&case));
    findings.sort_by_key(|finding| (finding.span.line, finding.span.column));
    if !findings.is_empty() {
        return Verdict::Rejected(findings);
    }
    match record(&case) {
        Some(record) if rights::first_broken(&record.origin, &record.copyright).is_none() => {
            Verdict::Cleared(Box::new(Cleared::new(record)), Vec::new())
        }
        // The rules above leave no such draft; were one of them ever loosened, nothing may leave all the same.
        _ => Verdict::Rejected(vec![Finding::of_file(super::Cause::CopyrightMissing)]),
    }
}

/// The article, where every part that it needs is there.
fn record(case: &Case) -> Option<Record> {
    let draft = case.draft;
    let text = |path: &str| draft.text(path).map(str::to_owned);
    let at = |path: &str| {
        draft
            .text(path)
            .and_then(instant)
            .and_then(|at| at.end_in(&case.policy.zone))
    };
    let version = text("version").and_then(|version| version.parse().ok());
    let next = case
        .facts
        .published
        .as_ref()
        .map_or(1, |published| published.version + 1);
    let mut categories: Vec<CategoryPath> = texts(draft.root(), "categories")
        .filter_map(|path| CategoryPath::parse(path).ok())
        .collect();
    categories.dedup();
    let mut keywords: Vec<String> = texts(draft.root(), "keywords").map(str::to_owned).collect();
    keywords.dedup();
    let language = draft
        .text("language")
        .and_then(|tag| Language::parse(tag).ok());
    Some(Record {
        id: draft.id().clone(),
        version: version.unwrap_or(next),
        pub_status: draft
            .text("pub_status")
            .and_then(PubStatus::parse)
            .unwrap_or(PubStatus::Usable),
        headline: text("headline")?,
        summary: text("summary"),
        language: language.unwrap_or_else(|| case.policy.language.clone()),
        published: at("published").unwrap_or(case.now),
        embargoed_until: at("embargoed_until"),
        expires: at("expires"),
        categories,
        keywords,
        byline: text("byline"),
        editor: text("editor"),
        body: draft.body().to_owned(),
        origin: if case.is_reprint() {
            Origin::Reprint(Box::new(reprint(case)?))
        } else {
            Origin::Original
        },
        copyright: Copyright {
            holder: text("copyright.holder")?,
            notice: text("copyright.notice")?,
            year: text("copyright.year").and_then(|year| year.parse().ok()),
            usage_terms: text("copyright.usage_terms"),
            licence: text("copyright.licence"),
        },
    })
}

fn reprint(case: &Case) -> Option<Reprint> {
    let text = |path: &str| case.draft.text(path).map(str::to_owned);
    let name = text("source.name")?;
    let known = case.policy.source(&name);
    let published = case.draft.text("source.published").and_then(instant);
    Some(Reprint {
        source: Source {
            slug: known.map_or_else(|| segment_from_name(&name), |source| source.slug.clone()),
            name,
            url: text("source.url")?,
            headline: text("source.headline"),
            author: text("source.author"),
            published: published.and_then(|at| at.start_in(&case.policy.zone)),
        },
        attribution: text("attribution")?,
        permission: rules::permission(case)?,
    })
}

fn texts<'a>(root: &'a Node, key: &str) -> impl Iterator<Item = &'a str> {
    root.get(key)
        .into_iter()
        .flat_map(Node::items)
        .filter_map(Node::text)
}
