//! From what an editor wrote to HTML that is safe in a page, a feed and a mail, with a note for everything that readers
//! do not get as it was written.

mod allowed;
mod html;
mod links;
mod markdown;
mod markup;
mod notes;
mod prepared;
mod scan;
#[cfg(test)]
mod tests;
mod writer;

use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use url::Url;

use self::html::Html;
use self::scan::{Scanner, Token};

pub(super) use self::markup::marks;
pub(super) use self::notes::Note;

/// How many ids of a body's own are known.
const MOST_IDS: usize = 1_000;

/// The longest of them that is kept, in bytes.
const LONGEST_ID: usize = 200;

/// A body is so deep, so broken or so much larger on the page that it could stall the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooCostly;

/// A body as readers get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clean {
    pub html: String,
    pub notes: Vec<Note>,
}

/// What a body's addresses are read by.
#[derive(Debug, Default)]
pub(super) struct Page<'a> {
    /// The article's id: the ids within a body begin with it, so that those of two entries in a feed differ.
    id: &'a str,
    /// The page that a reprint was taken from.
    base: Option<Url>,
    ids: HashSet<String>,
}

impl<'a> Page<'a> {
    pub fn new(id: &'a str, base: Option<Url>) -> Self {
        let ids = HashSet::new();
        Self { id, base, ids }
    }

    /// An id of the body's own, as it is written.
    fn id(&self, own: &str) -> Option<String> {
        self.ids.contains(own).then(|| format!("{}:{own}", self.id))
    }

    /// Whether `#fragment` is in the body.
    fn holds(&self, fragment: &str) -> bool {
        self.ids.contains(&self::fragment(fragment))
    }

    /// Takes note of the ids in a body, where anything leads to one.
    fn learn(&mut self, text: &str) -> Result<(), TooCostly> {
        if !text.contains('#') {
            return Ok(());
        }
        let mut scanner = Scanner::new(text);
        while let Some(token) = scanner.next()? {
            let Token::Start(start) = token else {
                continue;
            };
            let anchor = start.get("name").filter(|_| start.name == "a");
            for id in [start.get("id"), anchor].into_iter().flatten() {
                let id = links::decoded(id);
                let is_fit =
                    id.len() <= LONGEST_ID && !id.contains(char::is_whitespace) && !id.is_empty();
                if is_fit && self.ids.len() < MOST_IDS {
                    self.ids.insert(id.into_owned());
                }
            }
        }
        Ok(())
    }
}

/// The id that `#fragment` names.
fn fragment(fragment: &str) -> String {
    let name = fragment.trim_start_matches('#');
    percent_decode_str(name).decode_utf8_lossy().into_owned()
}

/// Markdown (`CommonMark` with tables, footnotes, task lists and strikethrough; inline HTML) as sanitised HTML.
pub(super) fn from_markdown(text: &str, mut page: Page<'_>) -> Result<Clean, TooCostly> {
    page.learn(text)?;
    let mut html = Html::new(text.len(), &page);
    markdown::write(text, &page, &mut html)?;
    finish(html)
}

/// HTML, sanitised.
pub(super) fn from_html(text: &str, mut page: Page<'_>) -> Result<Clean, TooCostly> {
    page.learn(text)?;
    let mut html = Html::new(text.len(), &page);
    if has_lines(text)? {
        html.writer.keep_lines();
    }
    html.feed(text, &|range| range)?;
    for (place, cause) in markup::in_html(text)? {
        html.notes.push(cause, place);
    }
    finish(html)
}

/// Lets the sanitiser have the last word, which leaves what was written as it is, but for what links say of themselves.
fn finish(html: Html<'_>) -> Result<Clean, TooCostly> {
    let most = html.writer.most();
    let written = html.writer.finish()?;
    let html_out = if written.contains(['<', '&', '>']) {
        allowed::SANITISER.clean(&written).to_string()
    } else {
        written
    };
    if html_out.len() > most {
        return Err(TooCostly);
    }
    Ok(Clean {
        html: html_out,
        notes: html.notes.finish(),
    })
}

/// Whether a text has no paragraphs but blank lines, as it comes out of an old blog's editor.
fn has_lines(text: &str) -> Result<bool, TooCostly> {
    let mut scanner = Scanner::new(text);
    let mut found = false;
    while let Some(token) = scanner.next()? {
        match token {
            Token::Start(start) if start.name == "p" => return Ok(false),
            Token::Text(range) => {
                let is_blank = |line: &str| line.trim_ascii().is_empty();
                let lines: Vec<bool> = text[range].split('\n').map(is_blank).collect();
                let has_words = lines.contains(&false);
                // The first and the last piece go on in front of and behind a tag.
                found |= has_words && lines.len() > 2 && lines[1..lines.len() - 1].contains(&true);
            }
            _ => {}
        }
    }
    Ok(found)
}
