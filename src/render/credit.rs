//! The credit block: where a work comes from, who holds its rights, and where to complain. The one
//! maker of it; feeds, pages and letters print its forms and never touch the rights fields themselves.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use super::escape::{is_web, markup, uri};
use super::input::Settings;
use super::words::Tongue;
use crate::article::text::xml_text;
use crate::clearance::Cleared;

/// A label and what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row<'a> {
    label: &'static str,
    value: Cow<'a, str>,
    link: Option<Cow<'a, str>>,
}

/// What must stand wherever a work stands.
#[derive(Debug, Clone)]
pub(super) struct Credit<'a> {
    article: &'a Cleared,
    tongue: Tongue,
    publisher: &'a str,
    rows: Vec<Row<'a>>,
    report: String,
}

impl<'a> Credit<'a> {
    /// The credit of a work, in the work's language.
    pub(super) fn of(settings: &'a Settings, zone: &TimeZone, article: &'a Cleared) -> Self {
        let tongue = Tongue::of(article.language());
        Self {
            article,
            tongue,
            publisher: &settings.publisher,
            rows: rows(settings, zone, article, tongue),
            report: format!("{}/takedown?article={}", settings.base_url, article.id()),
        }
    }

    /// The reprint line as the editor wrote it; for our own work, that it is ours.
    pub(super) fn attribution(&self) -> Cow<'a, str> {
        match self.article.reprint() {
            Some(reprint) => xml_text(reprint.attribution.trim()),
            None => match self.tongue {
                Tongue::Chinese => format!("{}原创", self.publisher).into(),
                Tongue::English => format!("Original reporting by {}", self.publisher).into(),
            },
        }
    }

    /// The copyright notice.
    pub(super) fn notice(&self) -> Cow<'a, str> {
        xml_text(self.article.copyright().notice.trim())
    }

    /// The notice with the terms of use, for fields that are called rights.
    pub(super) fn rights(&self) -> Cow<'a, str> {
        match &self.article.copyright().usage_terms {
            Some(terms) => format!("{} {}", self.notice(), xml_text(terms)).into(),
            None => self.notice(),
        }
    }

    /// Who made it: the byline, else the source's author, else who published it first.
    pub(super) fn author(&self) -> Cow<'a, str> {
        let article = self.article;
        let source = article.reprint().map(|reprint| &reprint.source);
        let name = article
            .byline()
            .or(source.and_then(|source| source.author.as_deref()))
            .or(source.map(|source| source.name.as_str()))
            .unwrap_or(&article.copyright().holder);
        xml_text(name)
    }

    /// One line: the reprint line and the notice. What the reprint line tells by another name
    /// (an alias, an encoded address) is told once more as it is.
    pub(super) fn line(&self) -> String {
        let mut parts = vec![self.attribution()];
        if let Some(reprint) = self.article.reprint() {
            let (name, url) = (&reprint.source.name, &reprint.source.url);
            if !reprint.attribution.contains(name.as_str()) {
                parts.push(xml_text(name));
            }
            if !reprint.attribution.contains(url.as_str()) {
                parts.push(xml_text(url));
            }
        }
        parts.push(self.notice());
        let line = parts.join(" · ");
        if line.contains(['\n', '\r']) {
            return line.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        line
    }

    /// The block as HTML, whole without any style.
    pub(super) fn html(&self) -> String {
        let tongue = self.tongue;
        let written = self.article.language();
        // Labels are in one of our two tongues, the rest in the article's language.
        let ours = match tongue {
            Tongue::Chinese => written.as_str(),
            Tongue::English if written.as_str().starts_with("en") => written.as_str(),
            Tongue::English => tongue.tag(),
        };
        let mut out = format!(
            "<section class=\"credit\" lang=\"{ours}\">\n<h2>{}</h2>\n<p class=\"attribution\" lang=\"{written}\">{}</p>\n<dl>\n",
            tongue.say("出处与版权", "Source and copyright"),
            markup(&self.attribution()),
        );
        for row in &self.rows {
            let value = markup(&row.value);
            let value = match &row.link {
                Some(link) => format!("<a href=\"{}\">{value}</a>", markup(link)),
                None => value,
            };
            out += &["<dt>", row.label, "</dt><dd>", &value, "</dd>\n"].concat();
        }
        out += &[
            "</dl>\n<p class=\"report\"><a href=\"",
            &markup(&self.report),
            "\">",
            self.report_words(),
            "</a></p>\n</section>\n",
        ]
        .concat();
        out
    }

    fn report_words(&self) -> &'static str {
        self.tongue.say("报告权利问题", "Report a rights problem")
    }
}

/// The facts, in the order of a colophon.
fn rows<'a>(
    settings: &'a Settings,
    zone: &TimeZone,
    article: &'a Cleared,
    tongue: Tongue,
) -> Vec<Row<'a>> {
    let mut rows = Vec::with_capacity(9);
    let mut add = |label, value: Option<Cow<'a, str>>, link| {
        if let Some(value) = value {
            rows.push(Row { label, value, link });
        }
    };
    let text = |value: &'a Option<String>| value.as_deref().map(xml_text);
    if let Some(reprint) = article.reprint() {
        let source = &reprint.source;
        let link = is_web(&source.url).then(|| uri(&source.url));
        let first = source.published.map(|at| tongue.day(at, zone).into());
        add(
            tongue.say("来源", "Source"),
            Some(xml_text(&source.name)),
            link,
        );
        add(tongue.say("原作者", "Author"), text(&source.author), None);
        add(
            tongue.say("原标题", "Original headline"),
            text(&source.headline),
            None,
        );
        add(tongue.say("原载时间", "First published"), first, None);
    } else {
        let publisher = Some(xml_text(&settings.publisher));
        add(tongue.say("来源", "Source"), publisher, None);
        add(
            tongue.say("作者", "By"),
            article.byline().map(xml_text),
            None,
        );
    }
    let copyright = article.copyright();
    let licence = copyright.licence.as_deref();
    add(
        tongue.say("版权", "Copyright"),
        Some(xml_text(copyright.notice.trim())),
        None,
    );
    add(
        tongue.say("使用条款", "Terms of use"),
        text(&copyright.usage_terms),
        None,
    );
    add(
        tongue.say("许可", "Licence"),
        licence.map(xml_text),
        licence.and_then(licence_link),
    );
    add(
        tongue.say("责任编辑", "Editor in charge"),
        article.editor().map(xml_text),
        None,
    );
    rows
}

/// Where a licence can be read: itself, or the page of its SPDX identifier.
fn licence_link(licence: &str) -> Option<Cow<'_, str>> {
    if is_web(licence) {
        return Some(uri(licence));
    }
    spdx::license_id(licence).map(|id| format!("https://spdx.org/licenses/{}.html", id.name).into())
}
