//! Values of one line: which of them YAML would take for something else, and how they are quoted.

use super::mark::Mark;
use crate::document::Kind;

/// What is wrong with a value, and how it is written right.
pub enum Judged {
    /// It is read as it was meant.
    Well,
    /// A quote that does not close on this line.
    Open(char),
    /// This is wrong with it; the whole value, mended.
    Wrong(Mark, String),
}

/// A text between quotes, so that YAML takes it as it stands.
#[must_use]
pub fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

/// Whether a field's value is words, in which every character may be meant.
pub fn is_words(kind: &Kind) -> bool {
    matches!(kind, Kind::Text(_) | Kind::Line(_) | Kind::Prose)
}

/// Judges the value of a scalar; `whole` is the document, in which an alias may have its anchor.
pub fn judge(value: &str, kind: &Kind, whole: &str) -> Judged {
    let wrong = |mark| Judged::Wrong(mark, quoted(value));
    let Some(first) = value.chars().next() else {
        return Judged::Well;
    };
    let second = value.chars().nth(1);
    match first {
        '"' | '\'' => match closing(value, first) {
            None => Judged::Open(first),
            Some(end) => {
                let rest = value[end..].trim_start();
                if first == '"' && escapes_nothing(&value[1..end - 1]) {
                    let text = format!("'{}'", value[1..end - 1].replace('\'', "''"));
                    return Judged::Wrong(Mark::Backslash, text);
                }
                if rest.is_empty() || (rest.starts_with('#') && rest.len() < value[end..].len()) {
                    Judged::Well
                } else {
                    wrong(Mark::AfterQuote(first))
                }
            }
        },
        '@' | '`' | '%' | ']' | '}' | ',' | '|' | '>' => wrong(Mark::Start(first)),
        '[' | '{' if is_words(kind) => wrong(Mark::Start(first)),
        '!' if second != Some('!') => wrong(Mark::Start(first)),
        '&' if !whole.contains(&format!("*{}", name(value))) => wrong(Mark::Start(first)),
        '*' if !whole.contains(&format!("&{}", name(value))) => wrong(Mark::Start(first)),
        '-' | '?' | ':' if matches!(second, Some(' ' | '\t') | None) => wrong(Mark::Start(first)),
        '#' if is_words(kind) && second.is_some_and(|c| !c.is_whitespace() && c != '#') => {
            wrong(Mark::Start(first))
        }
        c if c != '#' && holds_colon(uncommented(value, kind)) => wrong(Mark::ColonInside),
        _ => Judged::Well,
    }
}

/// Whether a text between double quotes has a backslash that YAML does not know (YAML 1.2.2, section 5.7).
fn escapes_nothing(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            match chars.next() {
                Some(next) if "0abt\tnvfre \"/\\N_LPxuU".contains(next) => {}
                // A line end within the text is one, too.
                None => {}
                Some(_) => return true,
            }
        }
    }
    false
}

/// An anchor's or alias's name.
fn name(value: &str) -> &str {
    value[1..]
        .split([' ', '\t', ',', ']', '}'])
        .next()
        .unwrap_or_default()
}

/// A value without its comment, where the field holds no words and `#` can be nothing else.
fn uncommented<'a>(value: &'a str, kind: &Kind) -> &'a str {
    if is_words(kind) {
        return value;
    }
    value
        .split_once(" #")
        .map_or(value, |(value, _)| value)
        .trim_end()
}

/// Whether YAML would take a plain text for a field of its own.
pub fn holds_colon(text: &str) -> bool {
    text.ends_with(':') || text.contains(": ") || text.contains(":\t")
}

/// Where the quote that opens a text is closed: the byte behind the closing one.
pub fn closing(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            if quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') {
                chars.next();
            } else {
                return Some(at + c.len_utf8());
            }
        }
    }
    None
}

/// A text whose quote nobody closed, closed: at a full-width one at its end, else behind its end.
pub fn closed(value: &str, quote: char) -> String {
    let value = value.trim_end();
    let bare = value
        .strip_suffix(['”', '“', '＂', '’', '‘', '＇'])
        .unwrap_or(value);
    if quote == '"' && bare[1..].contains('\\') {
        return quoted(&bare[1..]);
    }
    format!("{bare}{quote}")
}

#[cfg(test)]
mod tests {
    use super::{Judged, closed, judge, quoted};
    use crate::document::Kind;

    #[test]
    fn what_yaml_reads_as_something_else_is_quoted() {
        for (value, right) in [
            ("[独家]老街", "\"[独家]老街\""),
            ("@驿城发布", "\"@驿城发布\""),
            ("%5 增长", "\"%5 增长\""),
            ("*强调*", "\"*强调*\""),
            ("&甲 乙", "\"&甲 乙\""),
            ("!重要 通知", "\"!重要 通知\""),
            ("- 甲", "\"- 甲\""),
            ("驻马店: 七千户", "\"驻马店: 七千户\""),
            ("\"甲\"乙", "'\"甲\"乙'"),
            ("'甲'乙", "\"'甲'乙\""),
            ("`甲`", "\"`甲`\""),
            ("{甲}", "\"{甲}\""),
            ("#老街#", "\"#老街#\""),
            ("\"老街\\路灯\"", "'老街\\路灯'"),
        ] {
            match judge(value, &Kind::Line(300), "") {
                Judged::Wrong(_, mended) => assert_eq!(mended, right),
                _ => panic!("{value}"),
            }
        }
        for value in [
            "甲",
            "“甲”乙",
            "-甲",
            "?甲",
            "https://a.example/",
            "\"a: b\" # c",
            "'it''s'",
            "!!str 7",
        ] {
            assert!(
                matches!(judge(value, &Kind::Line(300), ""), Judged::Well),
                "{value}"
            );
        }
    }

    #[test]
    fn an_open_quote_is_closed_where_the_editor_closed_it() {
        assert_eq!(closed("\"老街”", '"'), "\"老街\"");
        assert_eq!(closed("'老街", '\''), "'老街'");
        assert_eq!(quoted("a\\b's"), "'a\\b''s'");
    }
}
