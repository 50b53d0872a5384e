//! Reads the three feed formats with parsers that no renderer of ours uses.

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;

use super::html;

/// An entry as a reader of the feed sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id, the same in all formats.
    pub id: String,
    /// Whether it says of itself that it is withdrawn.
    pub stub: bool,
    /// Every word and address in it.
    pub text: String,
    /// Whether the field that the format has for rights is filled; JSON Feed has none.
    pub rights: bool,
}

/// The entries of an RSS 2.0 or Atom feed.
///
/// # Errors
/// Where it is no well-formed XML, or no feed.
pub fn xml(source: &str) -> Result<Vec<Entry>, String> {
    let options = ParsingOptions {
        allow_dtd: false,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(source, options)
        .map_err(|error| format!("no well-formed XML: {error}"))?;
    let root = document.root_element();
    let (container, item) = match root.tag_name().name() {
        "rss" => (child(root, "channel").ok_or("no channel in it")?, "item"),
        "feed" => (root, "entry"),
        other => return Err(format!("neither RSS nor Atom, but <{other}>")),
    };
    Ok(container
        .children()
        .filter(|node| node.has_tag_name_local(item))
        .map(entry)
        .collect())
}

/// The addresses that a sitemap, a sitemap index or an OPML file names.
///
/// # Errors
/// Where it is no well-formed XML.
pub fn addresses(source: &str) -> Result<Vec<String>, String> {
    let document =
        Document::parse(source).map_err(|error| format!("no well-formed XML: {error}"))?;
    let located = document
        .descendants()
        .filter(|node| node.has_tag_name_local("loc"))
        .filter_map(|node| node.text());
    let outlined = document
        .descendants()
        .filter_map(|node| node.attribute("xmlUrl"));
    Ok(located.chain(outlined).map(str::to_owned).collect())
}

/// The entries of a JSON Feed.
///
/// # Errors
/// Where it is no JSON Feed.
pub fn json(source: &str) -> Result<Vec<Entry>, String> {
    let feed: Value = serde_json::from_str(source).map_err(|error| format!("no JSON: {error}"))?;
    let items = feed["items"].as_array().ok_or("no items in it")?;
    Ok(items
        .iter()
        .map(|item| {
            let mut text = String::new();
            gather(item, &mut text);
            let tags = item["tags"].as_array();
            Entry {
                id: item["id"].as_str().unwrap_or_default().to_owned(),
                stub: tags.is_some_and(|tags| tags.iter().any(|tag| tag == "withdrawn")),
                text: squash(&text),
                rights: true,
            }
        })
        .collect())
}

/// The text without white space: where lines break is nobody's right.
#[must_use]
pub fn squash(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn entry(node: Node<'_, '_>) -> Entry {
    let id = child(node, "guid").or_else(|| child(node, "id"));
    let mut text = String::new();
    let mut stub = false;
    let mut rights = false;
    for inner in node.descendants() {
        for attribute in inner.attributes() {
            text.push_str(attribute.value());
        }
        if let Some(written) = inner.text().filter(|_| inner.is_text()) {
            // What is HTML in the one element is text in the other; a reader shows both.
            text.push_str(&html::visible(written));
        }
        if inner.has_tag_name_local("category") {
            stub |=
                inner.text() == Some("withdrawn") || inner.attribute("term") == Some("withdrawn");
        }
        if inner.has_tag_name_local("rights") {
            rights |= inner.text().is_some_and(|text| !text.trim().is_empty());
        }
    }
    Entry {
        id: id
            .and_then(|node| node.text())
            .unwrap_or_default()
            .to_owned(),
        stub,
        text: squash(&text),
        rights,
    }
}

fn gather(value: &Value, text: &mut String) {
    match value {
        Value::String(written) => text.push_str(&html::visible(written)),
        Value::Array(items) => items.iter().for_each(|item| gather(item, text)),
        Value::Object(fields) => fields.values().for_each(|field| gather(field, text)),
        _ => {}
    }
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|inner| inner.has_tag_name_local(name))
}

/// A name whatever its namespace: an outside reader takes what it finds.
trait LocalName {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl LocalName for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

#[cfg(test)]
mod tests {
    use super::{json, xml};

    #[test]
    fn the_three_formats_say_the_same() {
        let rss = r#"<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item>
            <guid isPermaLink="false">u</guid><description>&lt;p&gt;来源 日报&lt;/p&gt;</description><dc:rights>© 日报</dc:rights>
            </item></channel></rss>"#;
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>u</id><category term="withdrawn"/></entry></feed>"#;
        let feed = r#"{"items":[{"id":"u","tags":["a"],"content_html":"<p>来源 日报</p>"}]}"#;
        let of_rss = &xml(rss).expect("RSS")[0];
        assert_eq!(
            (of_rss.id.as_str(), of_rss.stub, of_rss.rights),
            ("u", false, true)
        );
        assert_eq!(of_rss.text, "false".to_owned() + "u" + "来源日报" + "©日报");
        assert!(xml(atom).expect("Atom")[0].stub);
        assert!(json(feed).expect("JSON Feed")[0].text.contains("来源日报"));
        assert!(xml("<html/>").is_err() && xml("<rss>").is_err() && json("{}").is_err());
    }
}
