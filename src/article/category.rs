//! Category paths, widest first: `河南/驻马店/驿城区`.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The names that feeds and pages have inside a category's folder.
const RESERVED: [&str; 4] = ["feed.rss", "feed.atom", "feed.json", "index.html"];

/// The longest segment, in bytes of UTF-8: three of four bytes a character fit a file name well.
const LONGEST_SEGMENT: usize = 80;

/// The deepest path. Each prefix is a list and three feeds of its own, and all segments together are a path on the
/// disk, which ends at 4096 bytes.
const DEEPEST: usize = 8;

/// One or more lawful segments, in NFC, joined by `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CategoryPath(String);

/// Why a text is no path, or a segment may not be part of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnlawfulSegment {
    /// More segments than a path may have.
    #[error("it has more than 8 segments")]
    Deep,
    /// Nothing between two slashes, or nothing at all.
    #[error("a category segment is empty")]
    Empty,
    /// More than 80 bytes of UTF-8.
    #[error("the category segment {0:?} is longer than 80 bytes")]
    Long(String),
    /// A control character, `/`, `\`, or a dot in front.
    #[error("the category segment {0:?} holds a control character, a slash or a dot in front")]
    Character(String),
    /// A character that an editor typed for another, or that nobody sees.
    #[error("it holds {0:?}, which stands for another character or for none")]
    Stray(char),
    /// One of the names that feeds and pages have.
    #[error("the category segment {0:?} is the name of a file that we write")]
    Reserved(String),
}

impl CategoryPath {
    /// Reads a path, bringing it into NFC.
    ///
    /// # Errors
    /// On the first segment that breaks a rule.
    pub fn parse(text: &str) -> Result<Self, UnlawfulSegment> {
        let path: String = text.nfc().collect();
        if path.split('/').count() > DEEPEST {
            return Err(UnlawfulSegment::Deep);
        }
        for segment in path.split('/') {
            check_segment(segment)?;
        }
        Ok(Self(path))
    }

    /// Reads a path as an editor writes one: blanks around a segment are no part of it, and what was typed for a
    /// slash or a comma, or cannot be seen, is refused. What is stored or asked for in an address is read by
    /// [`parse`](Self::parse), since it may be older than these rules.
    ///
    /// # Errors
    /// On such a character, or on the first segment that breaks a rule.
    pub fn written(text: &str) -> Result<Self, UnlawfulSegment> {
        if let Some(stray) = strays(text).next() {
            return Err(UnlawfulSegment::Stray(stray.1));
        }
        let segments: Vec<&str> = text.split('/').map(str::trim).collect();
        Self::parse(&segments.join("/"))
    }

    /// The paths that a text with stray characters means; empty where none of it can be one.
    #[must_use]
    pub fn meant(text: &str) -> Vec<Self> {
        let mut strays = strays(text).peekable();
        let mended: String = text
            .char_indices()
            .filter_map(|place| match strays.next_if_eq(&place) {
                Some((_, stray)) => meant(stray),
                None => Some(place.1),
            })
            .collect();
        let paths = mended.split(',').map(|path| {
            let segments: Vec<&str> = path
                .split('/')
                .map(str::trim)
                .filter(|s| !s.is_empty())
                .collect();
            Self::written(&segments.join("/"))
        });
        paths.collect::<Result<_, _>>().unwrap_or_default()
    }

    /// The path as text, segments joined by `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment, which is what a reader calls it.
    #[must_use]
    pub fn leaf(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Every prefix, widest first, the path itself last.
    pub fn prefixes(&self) -> impl Iterator<Item = Self> + '_ {
        self.0
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([self.0.len()])
            .map(|end| Self(self.0[..end].to_owned()))
    }
}

/// Judges one segment by the rule that categories and source slugs share.
///
/// # Errors
/// Where the segment is empty, too long, reserved, or holds what a path may not.
pub fn check_segment(segment: &str) -> Result<(), UnlawfulSegment> {
    if segment.is_empty() {
        return Err(UnlawfulSegment::Empty);
    }
    if segment.len() > LONGEST_SEGMENT {
        return Err(UnlawfulSegment::Long(segment.to_owned()));
    }
    if segment.starts_with('.') || segment.chars().any(is_unlawful) {
        return Err(UnlawfulSegment::Character(segment.to_owned()));
    }
    if RESERVED.contains(&segment) {
        return Err(UnlawfulSegment::Reserved(segment.to_owned()));
    }
    Ok(())
}

/// What editors type for the slash between segments and the comma between paths, with what is meant.
fn meant(c: char) -> Option<char> {
    match c {
        '，' | '﹐' | '︐' | '；' => Some(','),
        '／' | '＞' | '﹥' | '＼' | '﹨' | '\\' | '>' | '∕' | '⁄' | '›' | '»' => {
            Some('/')
        }
        _ => None,
    }
}

/// The characters of a text that no segment may hold: typed for another, or not to be seen. The two joiners are letters'
/// business in the scripts that need them, and in emoji.
fn strays(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut before = ' ';
    text.char_indices().filter(move |(_, c)| {
        let joins = matches!(before, '\u{600}'..='\u{DFF}' | '\u{2600}'..='\u{27BF}' | '\u{FE0F}' | '\u{1F000}'..);
        before = *c;
        meant(*c).is_some()
            || match c {
                '\u{200C}' | '\u{200D}' => !joins,
                '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => true,
                _ => false,
            }
    })
}

fn is_unlawful(c: char) -> bool {
    c.is_control() || c == '/' || c == '\\'
}

/// The nearest lawful segment to a name that nobody wrote as one, such as a source's.
#[must_use]
pub fn segment_from_name(name: &str) -> String {
    let mut segment = String::new();
    for c in name.trim().trim_start_matches('.').nfc() {
        let c = if is_unlawful(c) { '-' } else { c };
        if segment.len() + c.len_utf8() > LONGEST_SEGMENT {
            break;
        }
        segment.push(c);
    }
    if check_segment(&segment).is_err() {
        segment = format!("source-{}", segment.replace('.', "-"));
    }
    segment
}

impl fmt::Display for CategoryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for CategoryPath {
    type Error = UnlawfulSegment;
    fn try_from(text: String) -> Result<Self, UnlawfulSegment> {
        Self::parse(&text)
    }
}

impl From<CategoryPath> for String {
    fn from(path: CategoryPath) -> Self {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::{CategoryPath, segment_from_name};

    #[test]
    fn every_prefix_widest_first() {
        let path = CategoryPath::parse("河南/驻马店/驿城区").expect("lawful");
        let prefixes: Vec<String> = path.prefixes().map(String::from).collect();
        assert_eq!(prefixes, ["河南", "河南/驻马店", "河南/驻马店/驿城区"]);
        assert_eq!(path.leaf(), "驿城区");
    }

    #[test]
    fn unlawful_segments() {
        for bad in [
            "",
            "/a",
            "a//b",
            ".a",
            "a/..",
            "a\\b",
            "feed.rss",
            "a/index.html",
            "a\u{7}",
            "1/2/3/4/5/6/7/8/9",
        ] {
            assert!(CategoryPath::parse(bad).is_err(), "{bad:?}");
        }
        assert!(CategoryPath::parse("1/2/3/4/5/6/7/8").is_ok());
    }

    #[test]
    fn what_an_editor_writes() {
        let path = CategoryPath::written(" 河南 /　驻马店 ").expect("lawful");
        assert_eq!(path.as_str(), "河南/驻马店");
        for (text, right) in [
            ("河南／驻马店", vec!["河南/驻马店"]),
            ("河南＞驻马店", vec!["河南/驻马店"]),
            ("河南 > 驻马店", vec!["河南/驻马店"]),
            ("河南\\驻马店", vec!["河南/驻马店"]),
            ("河南＼驻马店", vec!["河南/驻马店"]),
            ("河南/驻马店，本地/生活", vec!["河南/驻马店", "本地/生活"]),
            ("河\u{200B}南", vec!["河南"]),
            ("河南\u{202E}", vec!["河南"]),
            ("\u{FEFF}河南", vec!["河南"]),
            ("河\u{200D}南", vec!["河南"]),
        ] {
            assert!(CategoryPath::written(text).is_err(), "{text:?}");
            let meant: Vec<String> = CategoryPath::meant(text)
                .into_iter()
                .map(String::from)
                .collect();
            assert_eq!(meant, right, "{text:?}");
        }
        for blank in ["河南/ /驻马店", " ", "/河南", "河南/　"] {
            assert!(CategoryPath::written(blank).is_err(), "{blank:?}");
            assert!(
                CategoryPath::parse("河南/ /驻马店").is_ok(),
                "older ones stay readable"
            );
        }
        assert_eq!(
            CategoryPath::meant("河南/ /驻马店")
                .first()
                .map(CategoryPath::as_str),
            Some("河南/驻马店")
        );
        // Persian and emoji need their joiners.
        assert!(CategoryPath::written("می\u{200C}خواهم").is_ok());
    }

    #[test]
    fn a_name_becomes_a_lawful_segment() {
        assert_eq!(segment_from_name("Reuters/AP"), "Reuters-AP");
        assert_eq!(segment_from_name("feed.rss"), "source-feed-rss");
        assert!(segment_from_name(&"驻".repeat(60)).len() <= 80);
    }
}
