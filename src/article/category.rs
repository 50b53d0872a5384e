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
    fn a_name_becomes_a_lawful_segment() {
        assert_eq!(segment_from_name("Reuters/AP"), "Reuters-AP");
        assert_eq!(segment_from_name("feed.rss"), "source-feed-rss");
        assert!(segment_from_name(&"驻".repeat(60)).len() <= 80);
    }
}
