//! One line as a field: its name, what stands between name and value, and the value.

use super::mark::Mark;
use super::names;
use crate::document::Field;

/// What editors type for a colon.
const COLONS: [char; 7] = [':', '：', '﹕', '︰', '∶', '꞉', '︓'];

/// More is a sentence, not a name.
const LONGEST: usize = 30;

/// A line that can be read as a field.
pub struct Key<'a> {
    /// The name as written, with what quotes it.
    pub written: &'a str,
    /// The field that it is, or means.
    pub field: Option<&'static Field>,
    /// What is wrong with all this but the value, each with its column in the text, from 0.
    pub marks: Vec<(Mark, usize)>,
    /// The rest, without blanks around it.
    pub value: &'a str,
    /// The column at which the value begins, from 0.
    pub value_at: usize,
}

impl<'a> Key<'a> {
    /// Reads a text without its indent. None where it is no field, not even a broken one.
    pub fn read(text: &'a str, table: &'static [Field]) -> Option<Self> {
        let (written, rest, mut marks) = name(text)?;
        let field = names::meant(written, table);
        let is_exact = |field: Option<&Field>| field.is_some_and(|field| field.name == written);
        let column = |rest: &str| text[..text.len() - rest.len()].chars().count();
        let after_name = rest.trim_start();
        let first = after_name.chars().next();
        let mut value = after_name;
        if let Some(c) = first.filter(|c| COLONS.contains(c)) {
            value = &after_name[c.len_utf8()..];
            let next = value.chars().next();
            let is_followed = next.is_none_or(|c| matches!(c, ' ' | '\t'));
            if c != ':' {
                if field.is_none() && !is_word(written) {
                    return None;
                }
                marks.push((
                    Mark::Wide {
                        found: c,
                        meant: ':',
                    },
                    column(after_name),
                ));
            } else if let Some(blank) = next.filter(|c| is_odd_blank(*c)) {
                field?;
                marks.push((Mark::Blank(blank), column(value)));
            } else if !is_followed {
                // `https://…` is no field; a known name is one, whatever follows.
                if field.is_none() || value.starts_with("//") {
                    return None;
                }
                marks.push((Mark::NoBlank, column(after_name)));
            } else if field.is_none() && !is_word(written) && !is_short(written) {
                return None;
            }
        } else if let Some(c) = first.filter(|c| matches!(c, '=' | '＝' | ';' | '；')) {
            field?;
            value = &after_name[c.len_utf8()..];
            marks.push((Mark::Equals(c), column(after_name)));
        } else {
            // A name alone, with a blank behind it: a colon was left out.
            if !is_exact(field) || after_name.is_empty() || after_name.len() == rest.len() {
                return None;
            }
            marks.push((Mark::NoColon, column(rest)));
        }
        let bare = value.trim_start_matches(|c: char| c.is_whitespace());
        Some(Self {
            written,
            field,
            marks,
            value_at: column(bare),
            value: bare.trim_end(),
        })
    }

    /// The name to write: the field's own, where the line is being mended anyway.
    pub fn name(&self) -> &str {
        self.field.map_or(self.written, |field| field.name)
    }

    /// The slip in the name itself, said where the line has another.
    pub fn slip(&self) -> Option<Mark> {
        let field = self
            .field
            .filter(|field| field.name != bare(self.written))?;
        Some(Mark::Key {
            found: bare(self.written).to_owned(),
            meant: field.name,
        })
    }
}

fn bare(written: &str) -> &str {
    written.trim_matches(['"', '\'', '“', '”', '＂', '‘', '’'])
}

/// A name, what follows it, and what is wrong with its quotes.
type Name<'a> = (&'a str, &'a str, Vec<(Mark, usize)>);

/// The name at the beginning of a text, and the rest.
fn name(text: &str) -> Option<Name<'_>> {
    let first = text.chars().next()?;
    let (closers, meant): (&[char], char) = match first {
        '"' => (&['"'], '"'),
        '\'' => (&['\''], '\''),
        '“' | '”' | '＂' => (&['”', '“', '＂', '"'], '"'),
        '‘' | '’' | '＇' => (&['’', '‘', '＇', '\''], '\''),
        _ => {
            let end =
                text.find(|c: char| COLONS.contains(&c) || matches!(c, '=' | '＝' | ';' | '；'));
            let end = match end {
                Some(end) if is_short_enough(&text[..end]) => end,
                _ => text.find(char::is_whitespace)?,
            };
            // `origin reprint: x` has its colon in the value.
            let written = text[..end].trim_end();
            return is_short_enough(written).then(|| (written, &text[written.len()..], Vec::new()));
        }
    };
    let inner = &text[first.len_utf8()..];
    let end = inner.find(closers)?;
    let closer = inner[end..].chars().next()?;
    let whole = first.len_utf8() + end + closer.len_utf8();
    let mut marks = Vec::new();
    if first != meant {
        marks.push((
            Mark::Wide {
                found: first,
                meant,
            },
            0,
        ));
    }
    Some((&text[..whole], &text[whole..], marks))
}

fn is_short_enough(name: &str) -> bool {
    !name.is_empty() && name.chars().count() <= LONGEST
}

/// Whether a name is one of a program's, known or not.
fn is_word(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// Whether a name is short enough to be one in Chinese; a sentence with a colon is longer.
fn is_short(name: &str) -> bool {
    name.chars().count() <= 6 && name.chars().all(char::is_alphanumeric)
}

/// A blank that YAML does not know.
pub fn is_odd_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, ' ' | '\t' | '\n' | '\r')
}
