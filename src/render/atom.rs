//! Atom (RFC 4287). Every entry names its author, since a feed without one is invalid.

use atom_syndication::{
    Category, Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Source, Text,
    WriteConfig,
};
use jiff::Timestamp;

use super::error::Error;
use super::feed::{Gone, Head, Item, Work};
use super::resource::Format;
use super::words::rfc3339;
use crate::article::text::xml_text;

/// Writes the feed.
pub(super) fn write(head: &Head<'_>) -> Result<Vec<u8>, Error> {
    let settings = head.settings;
    let url = head.url(Format::Atom);
    let feed = Feed {
        title: Text::plain(head.title.to_string()),
        id: url.clone(),
        updated: instant(head.changed),
        authors: vec![person(&xml_text(&settings.publisher))],
        generator: Some(Generator {
            value: "Masthead".into(),
            ..Generator::default()
        }),
        links: vec![
            link("self", &url, Some(Format::Atom.media_type())),
            link("alternate", &head.page, Some("text/html")),
        ],
        rights: settings
            .copyright_notice
            .as_deref()
            .map(|notice| Text::plain(xml_text(notice))),
        subtitle: Some(Text::plain(head.about)),
        entries: head
            .items
            .iter()
            .map(|item| match item {
                Item::Work(work) => work_entry(&settings.base_url, work),
                Item::Gone(gone) => gone_entry(&settings.publisher, gone),
            })
            .collect(),
        lang: Some(head.language.to_string()),
        ..Feed::default()
    };
    let config = WriteConfig {
        write_document_declaration: true,
        indent_size: None,
    };
    let mut bytes = feed
        .write_with_config(Vec::new(), config)
        .map_err(Error::write("Atom feed"))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn work_entry(base_url: &str, work: &Work<'_>) -> Entry {
    let language = work.article.language().to_string();
    let mut links = vec![link("alternate", &work.url, Some("text/html"))];
    let source = work.source().map(|(source, url)| {
        // RFC 4287 section 4.2.7.2: `via` is where the entry's information was taken from.
        links.push(link("via", &url, None));
        Source {
            title: Text::plain(xml_text(&source.name)),
            id: url.into_owned(),
            updated: instant(source.published.unwrap_or(work.published)),
            ..Source::default()
        }
    });
    Entry {
        title: Text {
            lang: Some(language.clone()),
            ..Text::plain(work.title.to_string())
        },
        id: work.id.to_owned(),
        updated: instant(work.updated),
        published: Some(instant(work.published)),
        authors: vec![person(&work.credit.author())],
        categories: work
            .categories(base_url)
            .map(|(path, page)| Category {
                term: path.to_string(),
                scheme: Some(page),
                label: Some(path.leaf().to_owned()),
            })
            .collect(),
        links,
        rights: Some(Text::plain(work.credit.rights())),
        source,
        summary: Some(Text {
            lang: Some(language.clone()),
            ..Text::html(work.description())
        }),
        content: Some(Content {
            lang: Some(language),
            ..html(work.html.clone())
        }),
        ..Entry::default()
    }
}

fn gone_entry(publisher: &str, gone: &Gone<'_>) -> Entry {
    Entry {
        title: Text::plain(gone.title),
        id: gone.stub.url.clone(),
        updated: instant(gone.stub.since),
        authors: vec![person(&xml_text(publisher))],
        categories: gone
            .tags()
            .map(|tag| Category {
                term: tag.to_owned(),
                ..Category::default()
            })
            .into(),
        links: vec![link("alternate", &gone.url, Some("text/html"))],
        summary: Some(Text::plain(gone.text.clone())),
        content: Some(Content {
            content_type: Some("text".into()),
            value: Some(gone.text.clone()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

fn html(value: String) -> Content {
    Content {
        content_type: Some("html".into()),
        value: Some(value),
        ..Content::default()
    }
}

fn person(name: &str) -> Person {
    Person {
        name: name.to_owned(),
        ..Person::default()
    }
}

fn link(rel: &str, href: &str, mime_type: Option<&str>) -> Link {
    Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: mime_type.map(str::to_owned),
        ..Link::default()
    }
}

/// RFC 3339 knows the years 0 to 9999; what lies outside is told as 1970.
fn instant(at: Timestamp) -> FixedDateTime {
    FixedDateTime::parse_from_rfc3339(&rfc3339(at)).unwrap_or_default()
}
