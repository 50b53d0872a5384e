//! JSON Feed 1.1, with an extension that carries the rights as data.

use serde::Serialize;

use super::error::Error;
use super::feed::{Gone, Head, Item, Work};
use super::resource::Format;
use super::words::rfc3339;
use crate::article::{Basis, CategoryPath, WithdrawnKind};

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    description: &'a str,
    home_page_url: &'a str,
    #[serde(rename = "feed_url")]
    url: String,
    language: &'a str,
    authors: [Author<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    _masthead: Option<Notice<'a>>,
    items: Vec<Entry<'a>>,
}

/// The publisher's own notice.
#[derive(Serialize)]
struct Notice<'a> {
    copyright_notice: &'a str,
}

#[derive(Serialize)]
struct Author<'a> {
    name: std::borrow::Cow<'a, str>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<String>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    date_published: String,
    date_modified: String,
    authors: Vec<Author<'a>>,
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    _masthead: Extension<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Extension<'a> {
    Rights(Box<Rights<'a>>),
    Withdrawn { withdrawn: Withdrawn<'a> },
}

#[derive(Serialize)]
struct Rights<'a> {
    origin: &'static str,
    attribution: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<Basis>,
    copyright_holder: &'a str,
    copyright_notice: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copyright_year: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage_terms: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    editor: Option<&'a str>,
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
}

#[derive(Serialize)]
struct Withdrawn<'a> {
    kind: WithdrawnKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a str>,
    since: String,
}

/// Writes the feed.
pub(super) fn write(head: &Head<'_>) -> Result<Vec<u8>, Error> {
    let settings = head.settings;
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &head.title,
        description: head.about,
        home_page_url: &head.page,
        url: head.url(Format::Json),
        language: head.language.as_str(),
        authors: [Author {
            name: settings.publisher.as_str().into(),
        }],
        _masthead: settings
            .copyright_notice
            .as_deref()
            .map(|copyright_notice| Notice { copyright_notice }),
        items: head
            .items
            .iter()
            .map(|item| match item {
                Item::Work(work) => work_entry(work),
                Item::Gone(gone) => gone_entry(gone),
            })
            .collect(),
    };
    let mut bytes = serde_json::to_vec(&feed).map_err(Error::write("JSON feed"))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn work_entry<'a>(work: &'a Work<'a>) -> Entry<'a> {
    let article = work.article;
    let paths = article.categories().iter().map(CategoryPath::as_str);
    Entry {
        id: work.id,
        url: &work.url,
        external_url: work.source().map(|(_, url)| url.into_owned()),
        title: &work.title,
        content_html: Some(&work.html),
        content_text: None,
        summary: Some(&work.summary),
        date_published: rfc3339(work.published),
        date_modified: rfc3339(work.updated),
        authors: vec![Author {
            name: work.credit.author(),
        }],
        tags: paths
            .chain(article.keywords().iter().map(String::as_str))
            .collect(),
        language: Some(article.language().as_str()),
        _masthead: Extension::Rights(Box::new(rights(work))),
    }
}

fn rights<'a>(work: &'a Work<'a>) -> Rights<'a> {
    let reprint = work.article.reprint();
    let copyright = work.article.copyright();
    Rights {
        origin: if reprint.is_some() {
            "reprint"
        } else {
            "original"
        },
        attribution: work.credit.attribution(),
        source: reprint.map(|reprint| &reprint.source).map(|source| Source {
            name: &source.name,
            url: &source.url,
            headline: source.headline.as_deref(),
            author: source.author.as_deref(),
            published: source.published.map(rfc3339),
        }),
        basis: reprint.map(|reprint| reprint.permission.basis),
        copyright_holder: &copyright.holder,
        copyright_notice: work.credit.notice(),
        copyright_year: copyright.year,
        usage_terms: copyright.usage_terms.as_deref(),
        licence: copyright.licence.as_deref(),
        editor: work.article.editor(),
    }
}

fn gone_entry<'a>(gone: &'a Gone<'a>) -> Entry<'a> {
    let since = rfc3339(gone.stub.since);
    Entry {
        id: &gone.stub.url,
        url: &gone.url,
        external_url: None,
        title: gone.title,
        content_html: None,
        content_text: Some(&gone.text),
        summary: None,
        date_published: since.clone(),
        date_modified: since.clone(),
        authors: Vec::new(),
        tags: gone.tags().into(),
        language: None,
        _masthead: Extension::Withdrawn {
            withdrawn: Withdrawn {
                kind: gone.stub.kind,
                case: gone.stub.case.as_deref(),
                since,
            },
        },
    }
}
