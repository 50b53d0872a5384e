//! The links in a reprint line: which of them is the source's page, and what else in the line is an address.

mod address;
mod difference;

pub(super) use address::without_addresses;
pub use difference::Difference;

use url::Url;

/// Marks that may close a sentence right after a link, and yet be part of a URL.
const CLOSING: &str = ".,;:!?)]'\"";

/// What RFC 3986 lets stand in a URL beside letters and digits.
const URL_MARKS: &str = "-._~:/?#[]@!$&'()*+,;=%";

/// Whether a line holds the link to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Held {
    /// It does.
    Whole,
    /// It does, but for http or https, or for one slash at the end of the path; so it is written there.
    Near(String),
    /// It does not.
    Not,
}

/// Looks for the link to `url` in a line: a URL that is the same once both are parsed and normalised, and that stands by
/// itself, not within another address.
pub(super) fn look(line: &str, url: &str) -> Held {
    let Some(target) = normal(url) else {
        return Held::Not;
    };
    let mut near = None;
    for link in links(line) {
        for (at, _) in link.char_indices().skip(1).chain([(link.len(), ' ')]) {
            let (written, rest) = link.split_at(at);
            if !ends_here(rest, !written.is_ascii()) {
                continue;
            }
            let Some(found) = normal(written) else {
                continue;
            };
            if found == target {
                return Held::Whole;
            }
            if near.is_none() && is_near(&found, &target) {
                near = Some(written.to_owned());
            }
        }
    }
    near.map_or(Held::Not, Held::Near)
}

/// The links of a line that stand by themselves, each with all that could be part of it.
fn links(line: &str) -> Vec<&str> {
    let mut links = Vec::new();
    let mut at = 0;
    while let Some(start) = scheme_in(line, at) {
        let end = end_of(line, start);
        // A comma may part two links.
        let is_parted = at > 0 && start == at + 1;
        if is_parted || has_left_edge(&line[..start]) {
            links.push(&line[start..end]);
        }
        at = end;
    }
    links
}

/// Where the next `http://` or `https://` begins.
fn scheme_in(line: &str, from: usize) -> Option<usize> {
    let is_scheme = |at: usize| {
        ["http://", "https://"].iter().any(|scheme| {
            line.as_bytes()
                .get(at..at + scheme.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(scheme.as_bytes()))
        })
    };
    (from..line.len()).find(|at| is_scheme(*at))
}

/// Where the run of characters that a URL may hold ends; a comma or semicolon before another link ends one too.
fn end_of(line: &str, start: usize) -> usize {
    for (at, c) in line[start..].char_indices() {
        let here = start + at;
        if !may_be_in_url(c, true) {
            return here;
        }
        if matches!(c, ',' | ';') && scheme_in(line, here + 1) == Some(here + 1) {
            return here;
        }
    }
    line.len()
}

/// Whether a link may begin behind this text: not within a word, nor within an address.
fn has_left_edge(before: &str) -> bool {
    let run = before
        .rfind(|c: char| !may_be_in_url(c, false) || matches!(c, '(' | '[' | '\''))
        .map_or(before, |at| {
            let c = before[at..].chars().next().map_or(0, char::len_utf8);
            &before[at + c..]
        });
    let in_word = run.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    !in_word
        && !run.contains(['/', '?', '&', '%'])
        && !address::is_address(run.trim_end_matches(|c| CLOSING.contains(c) || c == '='))
}

/// Whether a URL that stands before `rest` ends there: at the end of the line, before a character that no URL
/// may hold, or before closing marks that are themselves followed so.
pub(super) fn ends_here(rest: &str, is_iri: bool) -> bool {
    rest.trim_start_matches(|c| CLOSING.contains(c))
        .chars()
        .next()
        .is_none_or(|c| !may_be_in_url(c, is_iri))
}

/// RFC 3986 knows ASCII alone, so that an address runs into a Chinese word without harm; one that
/// is itself written with letters beyond ASCII (RFC 3987) may go on with more of them.
fn may_be_in_url(c: char, is_iri: bool) -> bool {
    c.is_ascii_alphanumeric() || URL_MARKS.contains(c) || (is_iri && c.is_alphanumeric())
}

/// A URL by WHATWG's rules (host in lower case and Punycode, no default port, no dot segments, a path), with every
/// escape that RFC 3986, section 6.2.2, calls the same written alike.
pub(super) fn normal(url: &str) -> Option<Url> {
    let mut url = Url::parse(url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    let path = escapes(url.path());
    url.set_path(&path);
    let query = url.query().map(escapes);
    url.set_query(query.as_deref());
    let fragment = url.fragment().map(escapes);
    url.set_fragment(fragment.as_deref());
    Some(url)
}

/// Escapes of letters, digits and `-._~` undone, the others in upper case; what RFC 3986 has no place for, escaped.
fn escapes(text: &str) -> String {
    use std::fmt::Write as _;
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = hex
            .filter(|_| bytes[at] == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let byte = escaped.unwrap_or(bytes[at]);
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if is_plain || (escaped.is_none() && URL_MARKS.as_bytes().contains(&byte)) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        at += if escaped.is_some() { 3 } else { 1 };
    }
    out
}

/// Whether two normalised URLs differ in http and https alone, or in one slash at the end of the path alone.
fn is_near(found: &Url, target: &Url) -> bool {
    let mut other = found.clone();
    if other.set_scheme(target.scheme()).is_ok() && other == *target {
        return true;
    }
    let slashed = |url: &Url| {
        let mut url = url.clone();
        let path = format!("{}/", url.path());
        url.set_path(&path);
        url
    };
    slashed(found) == *target || slashed(target) == *found
}

#[cfg(test)]
mod tests;
