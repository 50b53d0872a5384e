//! In what the nearest link of a line differs from the one that it should hold.

use unicode_normalization::UnicodeNormalization as _;
use url::Url;

use super::{CLOSING, Held, end_of, has_left_edge, links, look, normal, scheme_in};

/// How many links of a line are looked into: each costs as much as the line is long.
const MOST_LOOKS: usize = 20;

/// What makes a link another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It is written with full-width characters; the first of them.
    Wide(char),
    /// It has `&amp;` for `&`.
    Entity,
    /// It has no `https://` in front.
    NoScheme,
    /// It stands within another address.
    Inside,
    /// A letter or digit stands right before it.
    NoEdge(char),
    /// It goes on behind the page's address; with this.
    GoesOn(String),
    /// Another host; the line's.
    Host(String),
    /// Another port.
    Port,
    /// Another path.
    Path,
    /// Another query.
    Query,
    /// Another part behind `#`.
    Fragment,
}

impl Difference {
    /// The link of a line that is nearest to a URL which the line does not hold, and in what it differs.
    #[must_use]
    pub fn nearest(line: &str, url: &str) -> Option<(String, Self)> {
        let target = normal(url)?;
        written_otherwise(line, url, &target).or_else(|| {
            let best = links(line)
                .into_iter()
                .map(|link| link.trim_end_matches(|c| CLOSING.contains(c)))
                .map(ascii_part)
                .filter_map(|link| Some((link, normal(link)?)))
                .max_by_key(|(_, link)| likeness(link, &target))?;
            Some((best.0.to_owned(), between(best.0, url, &best.1, &target)))
        })
    }
}

/// The same address in another notation.
fn written_otherwise(line: &str, url: &str, target: &Url) -> Option<(String, Difference)> {
    if let Some(found) = wide(line, url) {
        return Some(found);
    }
    if line.contains("&amp;") && look(&line.replace("&amp;", "&"), url) != Held::Not {
        return Some((url.replace('&', "&amp;"), Difference::Entity));
    }
    let mut at = 0;
    for _ in 0..MOST_LOOKS {
        let Some(start) = scheme_in(line, at) else {
            break;
        };
        let end = end_of(line, start);
        let before = &line[..start];
        if !has_left_edge(before) && look(&line[start..], url) != Held::Not {
            let c = before
                .chars()
                .next_back()
                .filter(char::is_ascii_alphanumeric);
            let whole = before
                .rfind(|c: char| c.is_whitespace() || !c.is_ascii())
                .map_or(0, |at| {
                    at + before[at..].chars().next().map_or(0, char::len_utf8)
                });
            return Some((
                line[whole..end].to_owned(),
                c.map_or(Difference::Inside, Difference::NoEdge),
            ));
        }
        if let Some(inner) = scheme_in(&line[..end], start + 1)
            && look(&line[inner..], url) != Held::Not
        {
            return Some((line[start..end].to_owned(), Difference::Inside));
        }
        at = end;
    }
    let bare = url.split_once("://").map_or(url, |(_, bare)| bare);
    let is_bare = line.match_indices(bare).any(|(at, _)| {
        !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-'))
    });
    (is_bare && target.host_str().is_some()).then(|| (bare.to_owned(), Difference::NoScheme))
}

/// The link in full-width characters, from its first letter on, and the first of them.
fn wide(line: &str, url: &str) -> Option<(String, Difference)> {
    let mut narrow = String::with_capacity(line.len());
    // Where in the narrow line each character of the line begins.
    let mut places = Vec::new();
    for (at, c) in line.char_indices() {
        places.push((narrow.len(), at));
        narrow.extend(c.to_string().nfkc());
    }
    let mut from = 0;
    for _ in 0..MOST_LOOKS {
        let Some(start) = scheme_in(&narrow, from) else {
            break;
        };
        if look(&narrow[start..], url) != Held::Not {
            let (_, at) = places.iter().rfind(|(place, _)| *place <= start)?;
            let run: String = line[*at..]
                .chars()
                .take_while(|c| !c.is_whitespace())
                .take(200)
                .collect();
            let first = run
                .chars()
                .find(|c| c.to_string().nfkc().next() != Some(*c))?;
            return Some((run, Difference::Wide(first)));
        }
        from = start + 1;
    }
    None
}

/// A link without the words that nobody parted from it.
fn ascii_part(link: &str) -> &str {
    let end = link
        .char_indices()
        .find(|(at, c)| !c.is_ascii() && link[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()))
        .map_or(link.len(), |(at, _)| at);
    if normal(&link[..end]).is_some() {
        &link[..end]
    } else {
        link
    }
}

fn likeness(link: &Url, target: &Url) -> (usize, usize) {
    let same_host = usize::from(link.host_str() == target.host_str());
    let common = link
        .as_str()
        .bytes()
        .zip(target.as_str().bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let tail = link
        .as_str()
        .bytes()
        .rev()
        .zip(target.as_str().bytes().rev())
        .take_while(|(a, b)| a == b)
        .count();
    (same_host, common + tail)
}

fn between(written: &str, url: &str, link: &Url, target: &Url) -> Difference {
    if link.host_str() != target.host_str() {
        return Difference::Host(link.host_str().unwrap_or_default().to_owned());
    }
    if link.port_or_known_default() != target.port_or_known_default()
        && link.scheme() == target.scheme()
    {
        return Difference::Port;
    }
    if let Some(rest) = written.strip_prefix(url).filter(|rest| !rest.is_empty()) {
        return Difference::GoesOn(rest.to_owned());
    }
    if link.path() != target.path() {
        Difference::Path
    } else if link.query() != target.query() {
        Difference::Query
    } else {
        Difference::Fragment
    }
}
