//! HTML cut into tags and text, each with its place, as HTML's own tokenizer cuts it; but where that would swallow the
//! rest of a text (an unclosed comment, quote or tag), the text stays.

use std::collections::HashMap;
use std::ops::Range;

use super::TooCostly;

/// The most attributes of one tag.
const MOST_ATTRIBUTES: usize = 256;

/// The most tags, begun and ended; an election's results by polling station have about forty thousand.
const MOST_TAGS: usize = 100_000;

/// The most tags that have no end of their own: each is looked for through the whole text.
const MOST_BROKEN: usize = 100;

/// A piece of HTML.
#[derive(Debug)]
pub(super) enum Token<'a> {
    /// Text, with its references as they were written.
    Text(Range<usize>),
    Start(Start<'a>),
    End(String),
    /// A comment that nothing ends: only its mark is left out.
    Unclosed(Range<usize>),
    /// What a server would have run.
    Program(Range<usize>),
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Start<'a> {
    /// In lower case.
    pub name: String,
    pub attributes: Vec<Attribute<'a>>,
    /// Written with a slash at its end.
    pub is_empty: bool,
    pub place: Range<usize>,
}

/// An attribute of a tag; its value with its references as they were written.
#[derive(Debug)]
pub(super) struct Attribute<'a> {
    pub name: String,
    pub value: &'a str,
    pub place: Range<usize>,
}

impl<'a> Start<'a> {
    /// An attribute's value as it was written.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.attributes.iter().find(|one| one.name == name)?;
        Some(found.value)
    }
}

pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    tags: usize,
    broken: usize,
    in_cdata: bool,
    ahead: Ahead,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            tags: 0,
            broken: 0,
            in_cdata: false,
            ahead: Ahead::default(),
        }
    }

    /// The next piece; none at the end.
    pub fn next(&mut self) -> Result<Option<Token<'a>>, TooCostly> {
        loop {
            let start = self.at;
            let rest = &self.text[start..];
            let bytes = rest.as_bytes();
            match bytes {
                [] => return Ok(None),
                [b'<', letter, ..] if letter.is_ascii_alphabetic() => return self.tag().map(Some),
                [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => {
                    self.count()?;
                    let Some(end) = self.ahead.find(self.text, ">", start) else {
                        self.at = self.text.len();
                        return Ok(Some(Token::End(name(&rest[2..]))));
                    };
                    self.at = end + 1;
                    return Ok(Some(Token::End(name(&rest[2..]))));
                }
                [b'<', b'!', b'-', b'-', ..] => {
                    if let Some(short) = ["<!-->", "<!--->"].iter().find(|s| rest.starts_with(**s))
                    {
                        self.at += short.len();
                        continue;
                    }
                    if let Some(end) = self.ahead.find(self.text, "-->", start) {
                        self.at = end + 3;
                        continue;
                    }
                    self.at += 4;
                    return Ok(Some(Token::Unclosed(start..self.at)));
                }
                _ if rest.starts_with("<![CDATA[") => {
                    self.in_cdata = true;
                    self.at += 9;
                }
                [b'<', b'?' | b'!' | b'/', ..] => {
                    let is_program = bytes[1] == b'?';
                    let long = is_program
                        .then(|| self.ahead.find(self.text, "?>", start))
                        .flatten();
                    let end = long
                        .map(|at| at + 2)
                        .or_else(|| self.ahead.find(self.text, ">", start).map(|at| at + 1));
                    let Some(end) = end else {
                        return Ok(Some(self.text(2)));
                    };
                    self.at = end;
                    if is_program {
                        return Ok(Some(Token::Program(start..end)));
                    }
                }
                [b']', b']', b'>', ..] if self.in_cdata => {
                    self.in_cdata = false;
                    self.at += 3;
                }
                [first, ..] => {
                    let skipped = usize::from(*first == b'<');
                    return Ok(Some(self.text(skipped)));
                }
            }
        }
    }

    /// Whether an element's end tag follows; then its content is passed over with it.
    pub fn pass_over(&mut self, name: &str) -> bool {
        let end = ["</", name].concat();
        let Some(at) = self.ahead.find_tag(self.text, &end, self.at) else {
            return false;
        };
        let close = self.ahead.find(self.text, ">", at);
        self.at = close.map_or(self.text.len(), |close| close + 1);
        true
    }

    /// Text from here to the next `<`, which does not lie within the first `skipped` bytes.
    fn text(&mut self, skipped: usize) -> Token<'a> {
        let start = self.at;
        let from = start + skipped;
        let mut end = self.text[from..]
            .find('<')
            .map_or(self.text.len(), |at| from + at);
        if self.in_cdata
            && let Some(close) = self.text[from..end].find("]]>")
        {
            end = from + close;
        }
        self.at = end;
        Token::Text(start..end)
    }

    fn count(&mut self) -> Result<(), TooCostly> {
        self.tags += 1;
        if self.tags > MOST_TAGS {
            return Err(TooCostly);
        }
        Ok(())
    }

    fn tag(&mut self) -> Result<Token<'a>, TooCostly> {
        let start = self.at;
        if self.ahead.find(self.text, ">", start).is_none() {
            return Ok(self.text(1));
        }
        self.count()?;
        let mut written = 0;
        let name = name(&self.text[start + 1..]);
        let mut attributes: Vec<Attribute<'a>> = Vec::new();
        let mut at = start + 1 + name.len();
        let bytes = self.text.as_bytes();
        let skip = |mut at: usize, holds: fn(u8) -> bool| {
            while bytes.get(at).is_some_and(|byte| holds(*byte)) {
                at += 1;
            }
            at
        };
        let is_blank = |byte: u8| byte.is_ascii_whitespace();
        loop {
            let before = at;
            at = skip(at, |byte| byte.is_ascii_whitespace() || byte == b'/');
            match bytes.get(at) {
                None => return self.broken(name),
                Some(b'>') => {
                    self.at = at + 1;
                    return Ok(Token::Start(Start {
                        is_empty: at > before && bytes[at - 1] == b'/',
                        name,
                        attributes,
                        place: start..at + 1,
                    }));
                }
                Some(_) => {}
            }
            let begin = at;
            at = skip(at + 1, |byte| {
                !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'=')
            });
            let key = self.text[begin..at].to_ascii_lowercase();
            let mut value = "";
            let equals = skip(at, is_blank);
            if bytes.get(equals) == Some(&b'=') {
                at = skip(equals + 1, is_blank);
                let from = at;
                let quote = bytes.get(at).filter(|byte| matches!(byte, b'"' | b'\''));
                if let Some(quote) = quote {
                    let needle = if *quote == b'"' { "\"" } else { "'" };
                    let Some(end) = self.ahead.find(self.text, needle, from + 1) else {
                        return self.broken(name);
                    };
                    value = &self.text[from + 1..end];
                    at = end + 1;
                    // A quote that was forgotten would take the story up to the next one for an address.
                    if matches!(key.as_str(), "href" | "src") && value.contains(['<', '>']) {
                        return self.broken(name);
                    }
                } else {
                    at = skip(at, |byte| !byte.is_ascii_whitespace() && byte != b'>');
                    value = &self.text[from..at];
                }
            }
            written += 1;
            if written > MOST_ATTRIBUTES {
                return Err(TooCostly);
            }
            if !attributes.iter().any(|known| known.name == key) {
                attributes.push(Attribute {
                    name: key,
                    value,
                    place: begin..at,
                });
            }
        }
    }

    /// A tag that does not end where it should: up to the next `>`, or no tag at all.
    fn broken(&mut self, name: String) -> Result<Token<'a>, TooCostly> {
        self.broken += 1;
        if self.broken > MOST_BROKEN {
            return Err(TooCostly);
        }
        let start = self.at;
        // What was found further on is behind the next question now.
        self.ahead
            .0
            .retain(|needle, _| !matches!(needle.as_str(), "\"" | "'"));
        match self.text[start..].find('>') {
            None => Ok(self.text(1)),
            Some(end) => {
                self.at = start + end + 1;
                Ok(Token::Start(Start {
                    name,
                    attributes: Vec::new(),
                    is_empty: false,
                    place: start..self.at,
                }))
            }
        }
    }
}

/// The name that a tag begins with, in lower case.
fn name(rest: &str) -> String {
    let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
    rest[..end.unwrap_or(rest.len())].to_ascii_lowercase()
}

/// Where texts stand next: each is looked for once, however often it is asked for.
#[derive(Debug, Default)]
pub(super) struct Ahead(HashMap<String, Option<usize>>);

impl Ahead {
    /// Where `needle` stands at or after `from`; the questions about one needle go forwards.
    pub fn find(&mut self, text: &str, needle: &str, from: usize) -> Option<usize> {
        self.look(needle, from, |from| {
            text.get(from..)?.find(needle).map(|at| from + at)
        })
    }

    /// The same for the beginning of a tag, in whatever case.
    fn find_tag(&mut self, text: &str, tag: &str, from: usize) -> Option<usize> {
        self.look(tag, from, |from| {
            let bytes = text.as_bytes();
            (from..bytes.len().saturating_sub(tag.len())).find(|at| {
                bytes[*at] == b'<'
                    && bytes[*at..at + tag.len()].eq_ignore_ascii_case(tag.as_bytes())
                    && !bytes[at + tag.len()].is_ascii_alphanumeric()
            })
        })
    }

    fn look(
        &mut self,
        needle: &str,
        from: usize,
        find: impl FnOnce(usize) -> Option<usize>,
    ) -> Option<usize> {
        match self.0.get(needle) {
            Some(None) => None,
            Some(Some(at)) if *at >= from => Some(*at),
            _ => {
                let found = find(from);
                self.0.insert(needle.to_owned(), found);
                found
            }
        }
    }
}
