//! Which elements and attributes a page, a feed and a mail may hold; one table for what we write and for the sanitiser
//! that has the last word.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// How an element stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// It begins and ends a paragraph.
    Block,
    /// It stands within one.
    Inline,
    /// It has no content.
    Void,
}

const BLOCKS: [&str; 39] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "li",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "main",
];

const INLINES: [&str; 35] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i",
    "ins", "kbd", "mark", "q", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "big", "nobr",
];

const VOIDS: [&str; 5] = ["br", "col", "hr", "img", "wbr"];

/// They lay text out and mean nothing; their content stays.
const LAYOUT: [&str; 3] = ["big", "main", "nobr"];

const GENERIC: [&str; 4] = ["dir", "id", "lang", "title"];

const SPECIFIC: [(&str, &[&str]); 30] = [
    ("a", &["href", "hreflang"]),
    ("blockquote", &["cite"]),
    ("col", &["align", "span"]),
    ("colgroup", &["align", "span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("div", &["align"]),
    ("h1", &["align"]),
    ("h2", &["align"]),
    ("h3", &["align"]),
    ("h4", &["align"]),
    ("h5", &["align"]),
    ("h6", &["align"]),
    ("hr", &["align", "size", "width"]),
    ("img", &["src", "alt", "width", "height", "align"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["start", "reversed", "type"]),
    ("p", &["align"]),
    ("q", &["cite"]),
    ("table", &["align", "summary"]),
    ("tbody", &["align"]),
    ("td", &["align", "colspan", "headers", "rowspan"]),
    ("tfoot", &["align"]),
    ("th", &["align", "colspan", "headers", "rowspan", "scope"]),
    ("thead", &["align"]),
    ("time", &["datetime"]),
    ("tr", &["align"]),
    ("ul", &["type"]),
];

/// Every element that we know, with its shape; those that only lay text out count, and are not written.
pub(super) fn shape(name: &str) -> Option<Shape> {
    if BLOCKS.contains(&name) {
        Some(Shape::Block)
    } else if INLINES.contains(&name) {
        Some(Shape::Inline)
    } else if VOIDS.contains(&name) {
        Some(Shape::Void)
    } else {
        None
    }
}

/// Whether an element reaches the page.
pub(super) fn is_kept(name: &str) -> bool {
    shape(name).is_some() && !LAYOUT.contains(&name)
}

/// Whether an element may have an attribute.
pub(super) fn has(name: &str, attribute: &str) -> bool {
    GENERIC.contains(&attribute)
        || SPECIFIC
            .iter()
            .any(|(of, attributes)| *of == name && attributes.contains(&attribute))
}

/// Whether no reader can tell that an attribute is gone: what styles and scripts hook on to, hints to a browser, and
/// what machines read.
pub(super) fn is_unseen(attribute: &str) -> bool {
    const UNSEEN: [&str; 27] = [
        "class",
        "name",
        "role",
        "target",
        "rel",
        "tabindex",
        "loading",
        "decoding",
        "fetchpriority",
        "srcset",
        "sizes",
        "is",
        "slot",
        "part",
        "nonce",
        "xmlns",
        "crossorigin",
        "referrerpolicy",
        "integrity",
        "ping",
        "accesskey",
        "draggable",
        "contenteditable",
        "spellcheck",
        "translate",
        "clear",
        "property",
    ];
    UNSEEN.contains(&attribute)
        || [
            "data-",
            "aria-",
            "item",
            "xml:",
            "xmlns:",
            "_ngcontent",
            "v-",
        ]
        .iter()
        .any(|prefix| attribute.starts_with(prefix))
}

/// Whether nothing is lost with an element's tag alone.
pub(super) fn is_frame(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "head"
            | "body"
            | "noscript"
            | "picture"
            | "main"
            | "source"
            | "rb"
            | "big"
            | "nobr"
    )
}

/// Whether an element's content is none of the story: programs, looks, and what a browser shows in its frame.
pub(super) fn is_program(name: &str) -> bool {
    matches!(name, "script" | "style" | "template" | "title" | "svg")
}

/// Whether an element that we drop has no content.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "embed"
            | "frame"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
    )
}

/// Whether an element that we drop parts the texts on its two sides.
pub(super) fn parts(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "head"
            | "body"
            | "form"
            | "fieldset"
            | "legend"
            | "dialog"
            | "menu"
            | "dir"
            | "video"
            | "audio"
            | "object"
            | "iframe"
            | "frameset"
            | "noframes"
            | "noembed"
            | "xmp"
            | "listing"
            | "plaintext"
            | "textarea"
            | "select"
            | "option"
            | "optgroup"
            | "search"
            | "canvas"
    )
}

/// Whether each one is something that a reader misses, so that each is told by itself; others are told once, with
/// their number.
pub(super) fn is_missed(name: &str) -> bool {
    is_void(name)
        || is_program(name)
        || matches!(
            name,
            "iframe"
                | "video"
                | "audio"
                | "object"
                | "applet"
                | "form"
                | "button"
                | "select"
                | "textarea"
                | "canvas"
                | "math"
                | "marquee"
                | "map"
                | "noembed"
                | "noframes"
                | "xmp"
                | "plaintext"
        )
}

/// The last word. Whatever stands in front of it mends and tells; only what this lets through reaches a reader.
/// Relative links would point elsewhere in every feed reader, except for those within the text.
pub(super) static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags: HashSet<&str> = BLOCKS
        .into_iter()
        .chain(INLINES)
        .chain(VOIDS)
        .filter(|name| is_kept(name))
        .collect();
    let attributes: HashMap<&str, HashSet<&str>> = SPECIFIC
        .into_iter()
        .map(|(name, list)| (name, list.iter().copied().collect()))
        .collect();
    let mut builder = Builder::default();
    builder
        .tags(tags)
        .tag_attributes(attributes)
        .generic_attributes(GENERIC.into())
        .url_relative(UrlRelative::Custom(Box::new(within)))
        .url_schemes(["http", "https", "mailto", "tel"].into());
    builder
});

/// Relative addresses that stay: those of places in the text itself.
fn within(url: &str) -> Option<Cow<'_, str>> {
    url.starts_with('#').then_some(Cow::Borrowed(url))
}
