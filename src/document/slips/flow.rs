//! Lists in brackets and groups of fields in braces, on one line.

use super::key::Key;
use super::mark::Mark;
use super::value::{Judged, closing, judge, quoted};
use crate::document::{Field, Kind};

/// What editors type for an opening and a closing bracket.
const OPENING: [(char, char); 5] = [
    ('［', '['),
    ('【', '['),
    ('〔', '['),
    ('｛', '{'),
    ('﹛', '{'),
];
const CLOSING: [(char, char); 5] = [
    ('］', ']'),
    ('】', ']'),
    ('〕', ']'),
    ('｝', '}'),
    ('﹜', '}'),
];

/// A value in brackets or braces, as it should be written.
pub struct Flow {
    pub text: String,
    pub marks: Vec<Mark>,
    /// The bracket that nothing closes.
    pub open: Option<char>,
}

/// The bracket that a value begins with, as YAML writes it.
pub fn bracket(value: &str) -> Option<char> {
    let first = value.chars().next()?;
    if matches!(first, '[' | '{') {
        return Some(first);
    }
    meant(&OPENING, first)
}

fn meant(pairs: &[(char, char)], c: char) -> Option<char> {
    pairs
        .iter()
        .find(|(found, _)| *found == c)
        .map(|(_, meant)| *meant)
}

/// Reads a list of scalars. `mend_commas`: whether full-width commas part items; a comma may be meant, so that alone
/// it is the business of the field's own rule.
pub fn list(value: &str, item: &Kind, mend_commas: bool, whole: &str) -> Option<Flow> {
    let mut reader = Reader::begin(value, '[')?;
    let mut items = Vec::new();
    let mut text = String::new();
    while let Some(c) = reader.next() {
        match c {
            '"' | '\'' if text.trim().is_empty() => {
                let rest = &reader.text[reader.at - c.len_utf8()..];
                let end = closing(rest, c)?;
                text.push_str(&rest[..end]);
                reader.at += end - c.len_utf8();
            }
            '[' | '{' => return None,
            ',' => items.push(std::mem::take(&mut text)),
            '，' if mend_commas => {
                reader.marks.push(Mark::Wide {
                    found: c,
                    meant: ',',
                });
                items.push(std::mem::take(&mut text));
            }
            _ if reader.closes(c, ']') => break,
            _ => text.push(c),
        }
    }
    items.push(text);
    let mut written = Vec::new();
    for text in &items {
        let text = text.trim();
        match judge(text, item, whole) {
            Judged::Wrong(mark, mended) => {
                reader.marks.push(mark);
                written.push(mended);
            }
            _ if (text.contains(" #") || text.starts_with('#'))
                && !text.starts_with(['"', '\'']) =>
            {
                reader.marks.push(Mark::Inside('#'));
                written.push(quoted(text));
            }
            _ if text.is_empty() => {}
            _ => written.push(text.to_owned()),
        }
    }
    reader.end(&format!("[{}]", written.join(", ")))
}

/// Reads a group of fields.
pub fn object(value: &str, table: &'static [Field], whole: &str) -> Option<Flow> {
    let mut reader = Reader::begin(value, '{')?;
    let mut written = Vec::new();
    loop {
        reader.skip(|c| c.is_whitespace() || matches!(c, ',' | '，'));
        let rest = reader.rest();
        match rest.chars().next() {
            None => break,
            Some(c) => {
                if reader.would_close(c, '}') {
                    reader.next();
                    reader.closes(c, '}');
                    break;
                }
            }
        }
        let key = Key::read(rest, table)?;
        let field = key.field?;
        reader
            .marks
            .extend(key.marks.iter().map(|(mark, _)| mark.clone()));
        reader.marks.extend(key.slip());
        // The value begins where the name and the colon end.
        let offset = rest
            .chars()
            .take(key.value_at)
            .map(char::len_utf8)
            .sum::<usize>();
        reader.at += offset;
        let text = reader.value(table)?;
        let mended = match judge(text, &field.kind, whole) {
            Judged::Wrong(mark, mended) => {
                reader.marks.push(mark);
                mended
            }
            Judged::Open(quote) => {
                reader.marks.push(Mark::Unclosed(quote));
                super::value::closed(text, quote)
            }
            Judged::Well if !text.starts_with(['"', '\'']) => {
                match text
                    .chars()
                    .find(|c| matches!(c, ',' | '[' | ']' | '{' | '}'))
                {
                    Some(c) => {
                        reader.marks.push(Mark::Inside(c));
                        quoted(text)
                    }
                    None if text.contains(" #") => {
                        reader.marks.push(Mark::Inside('#'));
                        quoted(text)
                    }
                    None => text.to_owned(),
                }
            }
            Judged::Well => text.to_owned(),
        };
        written.push(format!("{}: {mended}", field.name));
    }
    reader.end(&format!("{{{}}}", written.join(", ")))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    marks: Vec<Mark>,
    bracket: char,
    closed: bool,
}

impl<'a> Reader<'a> {
    fn begin(text: &'a str, bracket: char) -> Option<Self> {
        let first = text.chars().next()?;
        let mut marks = Vec::new();
        if first != bracket {
            if meant(&OPENING, first) != Some(bracket) {
                return None;
            }
            marks.push(Mark::Wide {
                found: first,
                meant: bracket,
            });
        }
        let at = first.len_utf8();
        Some(Self {
            text,
            at,
            marks,
            bracket,
            closed: false,
        })
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn skip(&mut self, what: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(what).len();
    }

    /// Whether the next character is the closing bracket; a full-width one only where the value ends with it.
    fn would_close(&self, c: char, bracket: char) -> bool {
        let after = self.rest().strip_prefix(c).unwrap_or_default();
        c == bracket || (meant(&CLOSING, c) == Some(bracket) && is_over(after))
    }

    /// The same of the character just read, which then closes it.
    fn closes(&mut self, c: char, bracket: char) -> bool {
        if c == bracket {
            self.closed = true;
        } else if meant(&CLOSING, c) == Some(bracket) && is_over(self.rest()) {
            self.marks.push(Mark::Wide {
                found: c,
                meant: bracket,
            });
            self.closed = true;
        }
        self.closed
    }

    /// A value in a group of fields: up to the comma before the next field, or the closing brace.
    fn value(&mut self, table: &'static [Field]) -> Option<&'a str> {
        let rest = self.rest();
        let first = rest.chars().next().unwrap_or(' ');
        if matches!(first, '[' | '{') {
            return None;
        }
        if let Some(end) = Some(first)
            .filter(|c| matches!(c, '"' | '\''))
            .and_then(|c| closing(rest, c))
        {
            let after = rest[end..].trim_start();
            if after.starts_with([',', '}', '，', '｝']) {
                self.at += end;
                return Some(&rest[..end]);
            }
        }
        let mut end = rest.len();
        for (at, c) in rest.char_indices() {
            let after = &rest[at + c.len_utf8()..];
            let next = after.trim_start();
            let is_key = || Key::read(next, table).is_some_and(|key| key.field.is_some());
            if matches!(c, ',' | '，') && (is_key() || (c == ',' && next.starts_with('}'))) {
                if c == '，' {
                    self.marks.push(Mark::Wide {
                        found: c,
                        meant: ',',
                    });
                }
                end = at;
                break;
            }
            if (c == '}' || meant(&CLOSING, c) == Some('}')) && is_over(after) {
                end = at;
                break;
            }
        }
        self.at += end;
        Some(rest[..end].trim_end())
    }

    fn end(mut self, text: &str) -> Option<Flow> {
        let open = (!self.closed).then_some(self.bracket);
        if self.closed {
            let rest = self.rest();
            if !is_over(rest) {
                return None;
            }
            let text = format!("{text}{rest}");
            return Some(Flow {
                text,
                marks: self.marks,
                open,
            });
        }
        self.marks.push(Mark::Unclosed(self.bracket));
        Some(Flow {
            text: text.to_owned(),
            marks: self.marks,
            open,
        })
    }
}

/// Whether nothing follows but a comment.
fn is_over(rest: &str) -> bool {
    let bare = rest.trim_start();
    bare.is_empty() || (bare.starts_with('#') && bare.len() < rest.len())
}

#[cfg(test)]
mod tests {
    use super::{list, object};
    use crate::document::{Field, Kind, optional};

    static TABLE: [Field; 3] = [
        optional("holder", Kind::Line(100), ""),
        optional("notice", Kind::Line(100), ""),
        optional("year", Kind::Year, ""),
    ];

    #[test]
    fn a_group_in_full_width_marks() {
        for (value, right) in [
            (
                "{holder: 例报，notice: © 2026 例报}",
                "{holder: 例报, notice: © 2026 例报}",
            ),
            (
                "{holder：例报, notice：© 例报}",
                "{holder: 例报, notice: © 例报}",
            ),
            (
                "｛holder: 例报, notice: © 例报｝",
                "{holder: 例报, notice: © 例报}",
            ),
            (
                "{holder:例报, notice:© 例报}",
                "{holder: 例报, notice: © 例报}",
            ),
            (
                "{holder: 例报, notice: © 例报, 版权所有}",
                "{holder: 例报, notice: \"© 例报, 版权所有\"}",
            ),
            (
                "{holder: 例报, notice: © 例报",
                "{holder: 例报, notice: © 例报}",
            ),
            (
                "{版权人: 例报, 声明: © 例报}",
                "{holder: 例报, notice: © 例报}",
            ),
        ] {
            let flow = object(value, &TABLE, "").expect(value);
            assert!(!flow.marks.is_empty(), "{value}");
            assert_eq!(flow.text, right);
        }
        let flow = object("{holder: '例报, 甲', notice: ©} # 注", &TABLE, "").expect("well");
        assert!(flow.marks.is_empty());
    }

    #[test]
    fn a_list_in_full_width_marks() {
        for (value, right) in [
            ("［河南/驻马店］", "[河南/驻马店]"),
            ("【河南，本地】", "[河南, 本地]"),
            ("[河南, 本地", "[河南, 本地]"),
            ("[河南, 本地】", "[河南, 本地]"),
            ("[@驿城, *甲]", "[\"@驿城\", \"*甲\"]"),
            ("[路灯 #一, 老街]", "[\"路灯 #一\", 老街]"),
        ] {
            let flow = list(value, &Kind::Line(100), true, "").expect(value);
            assert!(!flow.marks.is_empty(), "{value}");
            assert_eq!(flow.text, right);
        }
        assert!(
            list("[甲, \"乙, 丙\"] # 注", &Kind::Line(100), true, "")
                .expect("well")
                .marks
                .is_empty()
        );
    }
}
