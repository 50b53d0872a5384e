//! RSS 2.0, with the modules that carry full text (content), authors and rights (Dublin Core).

use std::collections::BTreeMap;

use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Guid, Item, Source};

use super::error::Error;
use super::feed::{Gone, Head, Item as Entry, Work};
use super::resource::Format;
use super::words::rfc2822;
use crate::article::text::xml_text;

/// The prefix that feed readers look for, and its namespace.
const ATOM: (&str, &str) = ("atom", "http://www.w3.org/2005/Atom");

/// Writes the feed.
pub(super) fn write(head: &Head<'_>) -> Result<Vec<u8>, Error> {
    let settings = head.settings;
    let channel = Channel {
        title: head.title.to_string(),
        link: head.page.clone(),
        description: format!("{} — {}", head.title, head.about),
        language: Some(head.language.to_string()),
        copyright: settings
            .copyright_notice
            .as_deref()
            .map(|notice| xml_text(notice).into_owned()),
        last_build_date: Some(rfc2822(head.changed)),
        generator: Some("Masthead".into()),
        docs: Some("https://www.rssboard.org/rss-specification".into()),
        items: head
            .items
            .iter()
            .map(|item| match item {
                Entry::Work(work) => work_item(&settings.base_url, work),
                Entry::Gone(gone) => gone_item(gone),
            })
            .collect(),
        extensions: self_link(&head.url(Format::Rss)),
        // Without it the prefix makes an ill-formed feed, in silence.
        namespaces: BTreeMap::from([(ATOM.0.to_owned(), ATOM.1.to_owned())]),
        ..Channel::default()
    };
    let mut bytes = channel
        .write_to(Vec::new())
        .map_err(Error::write("RSS feed"))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn work_item(base_url: &str, work: &Work<'_>) -> Item {
    Item {
        title: Some(work.title.to_string()),
        link: Some(work.url.clone()),
        description: Some(work.description()),
        content: Some(work.html.clone()),
        guid: Some(guid(work.id)),
        pub_date: Some(rfc2822(work.published)),
        source: work.source().map(|(source, url)| Source {
            url: url.into_owned(),
            title: Some(xml_text(&source.name).into_owned()),
        }),
        categories: work
            .categories(base_url)
            .map(|(path, page)| Category {
                name: path.to_string(),
                domain: Some(page),
            })
            .collect(),
        dublin_core_ext: Some(DublinCoreExtension {
            creators: vec![work.credit.author().into_owned()],
            rights: vec![work.credit.rights().into_owned()],
            languages: vec![work.article.language().to_string()],
            ..DublinCoreExtension::default()
        }),
        ..Item::default()
    }
}

/// Readers overwrite what they keep by guid, so the new text takes the old one's place.
fn gone_item(gone: &Gone<'_>) -> Item {
    Item {
        title: Some(gone.title.to_owned()),
        link: Some(gone.url.clone()),
        description: Some(gone.text.clone()),
        content: Some(gone.text.clone()),
        guid: Some(guid(&gone.stub.url)),
        pub_date: Some(rfc2822(gone.stub.since)),
        categories: gone
            .tags()
            .map(|tag| Category {
                name: tag.to_owned(),
                domain: None,
            })
            .into(),
        ..Item::default()
    }
}

fn guid(id: &str) -> Guid {
    Guid {
        value: id.to_owned(),
        permalink: false,
    }
}

fn self_link(url: &str) -> ExtensionMap {
    let attrs = [
        ("href", url),
        ("rel", "self"),
        ("type", Format::Rss.media_type()),
    ];
    let link = Extension {
        name: format!("{}:link", ATOM.0),
        attrs: attrs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..Extension::default()
    };
    let links = BTreeMap::from([("link".to_owned(), vec![link])]);
    BTreeMap::from([(ATOM.0.to_owned(), links)])
}
