//! One issue of a digest, for one reader: each article with its headline, two lines, its credit and its link.

use std::fmt::Write as _;

use askama::Template;

use super::post::{Draft, post, unsubscribe_url};
use crate::article::Language;
use crate::render::credit::Credit;
use crate::render::edition::Letter;
use crate::render::error::Error;
use crate::render::excerpt::{cut, excerpt};
use crate::render::feed::page_url;
use crate::render::input::{DigestIssue, Recipient, Settings};
use crate::render::words::{Tongue, direction};

/// Two lines of a letter, in characters that take one column: half as many take two.
const CHINESE: usize = 64;
const LATIN: usize = 150;

/// What a mail client shows of a subject at its widest; the rest is one click away.
const SUBJECT: usize = 150;

#[derive(Template)]
#[template(path = "digest.html")]
struct Page<'a> {
    settings: &'a Settings,
    language: &'a Language,
    tongue: Tongue,
    title: &'a str,
    day: String,
    rows: Vec<Row<'a>>,
    unsubscribe: Option<String>,
}

/// An article in an issue.
struct Row<'a> {
    language: &'a str,
    direction: &'static str,
    headline: &'a str,
    summary: String,
    credit: String,
    url: String,
}

/// Renders an issue for one reader.
///
/// # Errors
/// Where an address cannot be written to, or a writer gives up.
pub fn digest(
    settings: &Settings,
    from: Option<&str>,
    issue: &DigestIssue<'_>,
    to: &Recipient<'_>,
) -> Result<Letter, Error> {
    let page = page(settings, issue, to.language, to.unsubscribe_token);
    let lead = issue.articles.first();
    let draft = Draft {
        kind: "digest",
        issue: issue.issue,
        matter: "",
        date: issue.frozen,
        // Readers choose by what is in it, not by what it is.
        subject: lead.map_or_else(
            || issue.title.to_owned(),
            |shown| cut(shown.article.headline(), SUBJECT),
        ),
        text: text(&page),
        html: page.render().map_err(Error::write("digest"))?,
        list: Some(issue.name),
    };
    post(settings, from, to, &draft)
}

/// The text of an issue as no reader in particular gets it.
#[must_use]
pub fn digest_text(settings: &Settings, issue: &DigestIssue<'_>, language: &Language) -> String {
    text(&page(settings, issue, language, None))
}

fn page<'a>(
    settings: &'a Settings,
    issue: &'a DigestIssue<'_>,
    language: &'a Language,
    token: Option<&str>,
) -> Page<'a> {
    let zone = settings.zone();
    let tongue = Tongue::of(language);
    let rows = issue.articles.iter().map(|shown| {
        let article = &shown.article;
        let two_lines = match Tongue::of(article.language()) {
            Tongue::Chinese => CHINESE,
            Tongue::English => LATIN,
        };
        Row {
            language: article.language().as_str(),
            direction: direction(article.language()),
            headline: article.headline(),
            summary: article.summary().map_or_else(
                || excerpt(article.body(), two_lines),
                |summary| cut(summary, two_lines),
            ),
            credit: Credit::of(settings, &zone, article).line(),
            url: page_url(settings, article.id()),
        }
    });
    Page {
        settings,
        language,
        tongue,
        title: issue.title,
        day: tongue.day(issue.frozen, &zone),
        rows: rows.collect(),
        unsubscribe: token.map(|token| unsubscribe_url(settings, token)),
    }
}

fn text(page: &Page<'_>) -> String {
    let tongue = page.tongue;
    let mut out = format!(
        "{} · {}\n{}\n",
        page.title, page.day, page.settings.publisher
    );
    for row in &page.rows {
        let _ = write!(out, "\n\n{}\n", row.headline);
        if !row.summary.is_empty() {
            let _ = writeln!(out, "\n{}", row.summary);
        }
        let _ = write!(out, "\n{}\n{}\n", row.credit, row.url);
    }
    // RFC 3676 section 4.3: what follows is the signature, which clients set apart.
    out.push_str("\n\n-- \n");
    if let Some(url) = &page.unsubscribe {
        let _ = writeln!(
            out,
            "{}{}{url}",
            tongue.say("退订", "Unsubscribe"),
            tongue.colon()
        );
    }
    let report = tongue.say("报告权利问题", "Report a rights problem");
    let _ = writeln!(
        out,
        "{report}{}{}/takedown",
        tongue.colon(),
        page.settings.base_url
    );
    for line in page
        .settings
        .copyright_notice
        .iter()
        .chain(&page.settings.footer)
    {
        let _ = writeln!(out, "{line}");
    }
    out
}
