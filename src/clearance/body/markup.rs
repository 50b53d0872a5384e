//! Marks that readers would see as they stand: a template's tags, a blog's short codes, HTML and Markdown in plain text.

use std::ops::Range;

use super::TooCostly;
use super::allowed;
use super::notes::quoted;
use super::scan::{Ahead, Scanner, Token};
use crate::clearance::finding::{Cause, Markup};

/// The longest mark, in bytes.
const LONGEST: usize = 1_000;

/// How many are looked for.
const MOST: usize = 200;

/// Short codes that stand without a value.
const BARE: [&str; 4] = ["caption", "gallery", "playlist", "wp_caption"];

/// In what marks are looked for: what would be read as a mark there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::clearance) enum Place {
    /// A field of plain text: nothing is read there.
    Field,
    /// The text of HTML.
    Html,
    /// What Markdown's parser left as text.
    Words,
    /// Markdown as it was written: a template's tags alone, which stand across words, links and HTML.
    Source,
}

impl Place {
    /// Tags as they are.
    fn has_html(self) -> bool {
        matches!(self, Self::Field | Self::Words)
    }

    /// References that nobody resolves.
    fn has_references(self) -> bool {
        self == Self::Field
    }

    /// Tags whose brackets are references.
    fn has_escaped_html(self) -> bool {
        matches!(self, Self::Field | Self::Html)
    }

    fn has_markdown(self) -> bool {
        self != Self::Source
    }

    fn has_templates(self) -> bool {
        self != Self::Words
    }
}

/// All marks in a plain text.
pub(in crate::clearance) fn marks(text: &str) -> Vec<(Range<usize>, Cause)> {
    let mut found = Vec::new();
    if text.contains(['{', '[', '<', '&', '*', '~']) {
        look(text, 0, Place::Field, &mut Ahead::default(), &mut found);
    }
    found
}

/// The marks in HTML's text; what stands in code is meant.
pub(super) fn in_html(text: &str) -> Result<Vec<(Range<usize>, Cause)>, TooCostly> {
    let mut found = Vec::new();
    if !text.contains(['{', '[', '&', '*', '~']) {
        return Ok(found);
    }
    let mut scanner = Scanner::new(text);
    let mut code = 0_usize;
    while let Some(token) = scanner.next()? {
        let is_code = |name: &str| matches!(name, "code" | "pre" | "kbd" | "samp" | "tt");
        match token {
            Token::Start(start) if allowed::is_program(&start.name) && !start.is_empty => {
                scanner.pass_over(&start.name);
            }
            Token::Start(start) => code += usize::from(is_code(&start.name)),
            Token::End(name) => code = code.saturating_sub(usize::from(is_code(&name))),
            Token::Text(range) if code == 0 => {
                look(
                    &text[range.clone()],
                    range.start,
                    Place::Html,
                    &mut Ahead::default(),
                    &mut found,
                );
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Looks for marks in `text`, which begins at `offset`.
pub(super) fn look(
    text: &str,
    offset: usize,
    place: Place,
    ahead: &mut Ahead,
    found: &mut Vec<(Range<usize>, Cause)>,
) {
    let mut at = 0;
    while let Some(next) = text[at..].find(['{', '[', '<', '&', '*', '~']) {
        at += next;
        let mark = match text.as_bytes()[at] {
            b'{' | b'<'
                if place.has_templates()
                    && let Some(end) = template(text, at, ahead) =>
            {
                Some((end, Markup::Template))
            }
            b'[' => bracket(text, at, place, ahead),
            b'<' if place.has_html() => {
                tag(text, at, "<", ">", ahead).map(|end| (end, Markup::Html))
            }
            b'&' if place.has_escaped_html() => reference(text, at, place, ahead),
            b'*' | b'~' if place.has_markdown() => {
                emphasis(text, at, ahead).map(|end| (end, Markup::Markdown))
            }
            _ => None,
        };
        let Some((end, kind)) = mark else {
            at += 1;
            continue;
        };
        if found.len() >= MOST {
            return;
        }
        // What closes a mark that was told says nothing new.
        let closes = ["</", "&lt;/", "[/"]
            .iter()
            .any(|end| text[at..].starts_with(end));
        let is_told = |(_, cause): &(Range<usize>, Cause)| matches!(cause, Cause::MarkupInText { kind: told, .. } if *told == kind);
        if closes && found.iter().any(is_told) {
            at = end;
            continue;
        }
        let text = quoted(&text[at..end]);
        found.push((
            offset + at..offset + end,
            Cause::MarkupInText { text, kind },
        ));
        at = end;
    }
}

/// Where the next `needle` ends, where that is near enough.
fn near(text: &str, needle: &str, from: usize, ahead: &mut Ahead) -> Option<usize> {
    let at = ahead.find(text, needle, from)?;
    (at - from <= LONGEST).then_some(at + needle.len())
}

fn template(text: &str, at: usize, ahead: &mut Ahead) -> Option<usize> {
    let rest = &text[at..];
    [("{{", "}}"), ("{%", "%}"), ("<%", "%>")]
        .iter()
        .find(|(open, _)| rest.starts_with(open))
        .and_then(|(_, close)| near(text, close, at + 2, ahead))
}

/// `[gallery ids="1"]`, `[/caption]`, `[a link](https://…)` and the note `[^1]` that is nowhere.
fn bracket(text: &str, at: usize, place: Place, ahead: &mut Ahead) -> Option<(usize, Markup)> {
    let end = near(text, "]", at + 1, ahead)?;
    let inner = &text[at + 1..end - 1];
    let after = &text[end..];
    if inner.contains('[') {
        return None;
    }
    if place.has_markdown() {
        let is_link = ["(http", "(/", "(#", "(mailto:", "(www."]
            .iter()
            .any(|open| after.starts_with(open));
        if is_link {
            return Some((near(text, ")", end, ahead)?, Markup::Markdown));
        }
        let is_note = inner.strip_prefix('^').is_some_and(|name| {
            !name.is_empty() && name.len() < 40 && !name.contains(char::is_whitespace)
        });
        if is_note {
            return Some((end, Markup::Markdown));
        }
    }
    let named = inner.strip_prefix('/').unwrap_or(inner);
    let length = named
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))
        .unwrap_or(named.len());
    let (name, values) = named.split_at(length);
    let is_code = place.has_templates()
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !after.starts_with(['(', ':', '['])
        && (values.is_empty() || values.starts_with([' ', '/', '\n']))
        && (BARE.contains(&name)
            || values.contains('=')
            || inner.starts_with('/') && values.is_empty());
    is_code.then_some((end, Markup::Template))
}

/// A tag of an element that HTML has.
fn tag(text: &str, at: usize, open: &str, close: &str, ahead: &mut Ahead) -> Option<usize> {
    let rest = &text[at + open.len()..];
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
    let name = rest[..length].to_ascii_lowercase();
    let is_known = allowed::shape(&name).is_some()
        || allowed::is_missed(&name)
        || allowed::is_frame(&name)
        || allowed::is_program(&name)
        || name == "font";
    let ends = |rest: &str| rest.starts_with([' ', '/', '\n', '\t']) || rest.starts_with(close);
    (is_known && ends(&rest[length..]))
        .then(|| near(text, close, at, ahead))
        .flatten()
}

/// A reference that nobody resolves, or a tag that one hides.
fn reference(text: &str, at: usize, place: Place, ahead: &mut Ahead) -> Option<(usize, Markup)> {
    let rest = &text[at + 1..];
    if place.has_escaped_html() && rest.starts_with("lt;") {
        let end =
            tag(text, at, "&lt;", "&gt;", ahead).or_else(|| tag(text, at, "&lt;", ">", ahead));
        if let Some(end) = end {
            return Some((end, Markup::Html));
        }
    }
    if !place.has_references() {
        return None;
    }
    let end = rest.bytes().take(12).position(|byte| byte == b';')?;
    let name = rest.get(..end)?;
    let is_name = name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_number = name.strip_prefix('#').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    (is_name || is_number).then_some((at + end + 2, Markup::Html))
}

/// `**words**` and `~~words~~`.
fn emphasis(text: &str, at: usize, ahead: &mut Ahead) -> Option<usize> {
    let rest = &text[at..];
    let mark = ["**", "~~"]
        .into_iter()
        .find(|mark| rest.starts_with(mark))?;
    let inner = &rest[2..];
    let is_word = match inner.chars().next()? {
        '*' | '~' => false,
        // A sum may have such marks between blanks; Chinese words have none.
        first if first.is_whitespace() => inner.trim_start().starts_with(|c| c >= '\u{2E80}'),
        _ => true,
    };
    if !is_word {
        return None;
    }
    let end = near(text, mark, at + 2, ahead)?;
    (!text[at..end].contains('\n')).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::{in_html, marks};
    use crate::clearance::finding::{Cause, Markup};

    fn found(text: &str) -> Vec<(usize, Markup)> {
        marks(text)
            .into_iter()
            .map(|(range, cause)| match cause {
                Cause::MarkupInText { kind, .. } => (range.start, kind),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn marks_in_plain_text() {
        use Markup::{Html, Markdown, Template};
        for (text, kinds) in [
            ("{{ site.title }} 与 {% if x %}", vec![Template, Template]),
            ("{{< figure src=\"a\" >}}", vec![Template]),
            (
                "[gallery ids=\"1,2\"] [caption id=\"1\"]图[/caption]",
                vec![Template; 2],
            ),
            ("<b>要闻</b>", vec![Html]),
            ("甲&nbsp;乙 &#8230;", vec![Html, Html]),
            (
                "**要闻** ~~旧~~ [甲](https://a.example/)",
                vec![Markdown; 3],
            ),
            ("见[^1] ** 注意 **", vec![Markdown; 2]),
            ("&lt;p&gt;段", vec![Html]),
        ] {
            let all: Vec<Markup> = found(text).into_iter().map(|(_, kind)| kind).collect();
            assert_eq!(all, kinds, "{text}");
        }
    }

    #[test]
    fn ordinary_words_are_no_marks() {
        for text in [
            "气温 < 5 度，a<b，R&D、AT&T; 3 * 4 * 5",
            "[视频] [video] [sic] [编者按]（[1]）",
            "{\"a\": 1} 5~8级，18~20度 ** a",
            "<https://a.example/> 《标题》",
            "10 ** 2 ** 3",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn code_is_meant() {
        let html = "<p>{{ a }}</p><pre><code>{{ b }} **c**</code></pre><script>{{ d }}</script><p title='{{ e }}'>**f**</p>";
        let all = in_html(html).expect("cheap");
        assert_eq!(all.len(), 2, "{all:?}");
    }
}
