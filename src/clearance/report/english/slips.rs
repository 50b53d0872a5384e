//! The slips in English: the character by its name, and what to write.

use crate::clearance::report::{Words, paste, say};
use crate::document::slips::Mark;

/// A line with slips in words.
pub fn words(line: usize, marks: &[Mark], corrected: &[String]) -> Words {
    let (what, mut todo): (Vec<String>, Vec<String>) = marks.iter().map(one).unzip();
    todo.dedup();
    let help = format!("{}; to paste:", todo.join("; "));
    say(
        format!("line {line}: {}", what.join("; ")),
        paste(help, corrected),
    )
}

#[expect(clippy::too_many_lines, reason = "one arm for each mark")]
fn one(mark: &Mark) -> (String, String) {
    let quote = "put everything after the colon in quotes";
    match mark {
        Mark::Wide { found, meant } => {
            let (what, after) = kind(*meant);
            (
                format!("the {what} is the full-width “{found}”"),
                format!("write `{meant}`{after}"),
            )
        }
        Mark::Indent(c) => (
            format!("the line is indented with {}", name(*c)),
            "indent it with spaces".into(),
        ),
        Mark::TextIndent(c) => (
            format!("the text is indented with {}", name(*c)),
            "begin every line of the text with two ordinary spaces".into(),
        ),
        Mark::Blank(c) => (
            format!("{} follows the colon", name(*c)),
            "put an ordinary space after the colon".into(),
        ),
        Mark::NoBlank => (
            "there is no space after the colon".into(),
            "put a space after the colon".into(),
        ),
        Mark::NoBlankAfterDash => (
            "there is no space after the dash".into(),
            "put a space after `-`".into(),
        ),
        Mark::NoColon => (
            "there is no colon after the field's name".into(),
            "write a colon and a space after the name".into(),
        ),
        Mark::Equals(c) => (
            format!("`{c}` follows the field's name"),
            "write a colon and a space in its place".into(),
        ),
        Mark::Start(c) => (
            format!("the value begins with `{c}`, which has a special meaning in YAML"),
            quote.into(),
        ),
        Mark::ColonInside => (
            "the value contains a colon and a space, which reads as the start of another field".into(),
            quote.into(),
        ),
        Mark::Inside(c) => (
            format!("the value holds `{c}`, which has a special meaning in YAML here"),
            "put this value in quotes".into(),
        ),
        Mark::AfterQuote(c) => (
            format!("more text follows the closing `{c}`"),
            "put another pair of quotes around the whole value".into(),
        ),
        Mark::InnerQuote => (
            "a quotation mark within the text ends it too early".into(),
            "write a backslash before it, or use “ and ”".into(),
        ),
        Mark::Unclosed(c) => {
            let closing = match c {
                '[' => ']',
                '{' => '}',
                other => *other,
            };
            (
                format!("`{c}` is not closed"),
                format!("write `{closing}` at the end of the value"),
            )
        }
        Mark::Backslash => (
            "a backslash between double quotes has a special meaning in YAML".into(),
            "write single quotes around the value".into(),
        ),
        Mark::StrayDash => (
            "the field begins with a dash".into(),
            "remove the dash".into(),
        ),
        Mark::NoComma => (
            "a comma is missing at the end".into(),
            "write `,` at the end of the line".into(),
        ),
        Mark::NoBar => (
            "the value has several lines, but no `|` follows the colon".into(),
            "write a space and `|` after the colon, and begin the text on the next line, each line indented by two spaces".into(),
        ),
        Mark::BesideBar(c) => (
            format!("the text begins on the same line as `{c}`"),
            "leave nothing behind `|`, and begin the text on the next line, each line indented by two spaces".into(),
        ),
        Mark::Comment(begin) => (
            format!("`{begin}` does not begin a comment here"),
            "begin the comment with `#`, or, if the line is part of the text, put two spaces before it".into(),
        ),
        Mark::Unindented => (
            "this line of the text is not indented".into(),
            "begin every line of the text with two spaces".into(),
        ),
        Mark::Shallow => (
            "this line is indented less than the text's first".into(),
            "indent it as far as the first line".into(),
        ),
        Mark::Rule => (
            "this rule is not indented, as if the article ended here".into(),
            "put two spaces before it, or remove it".into(),
        ),
        Mark::Level => (
            "this field is not aligned with its neighbours".into(),
            "indent it as far as the fields beside it".into(),
        ),
        Mark::Key { found, meant } => (
            format!("the field “{found}” is called `{meant}`"),
            format!("write `{meant}`"),
        ),
    }
}

fn kind(meant: char) -> (&'static str, &'static str) {
    match meant {
        ':' => ("colon", " and a space after it"),
        ',' => ("comma", " and a space after it"),
        '"' | '\'' => ("quotation mark", ""),
        '[' | ']' => ("bracket", ""),
        '{' | '}' => ("brace", ""),
        '-' => ("dash", " and a space after it"),
        '#' => ("number sign", ""),
        '|' => ("vertical bar", ""),
        _ => ("sign", ""),
    }
}

/// A blank that is none to YAML, by its name.
fn name(c: char) -> String {
    match c {
        '\t' => "a tab".into(),
        '\u{3000}' => "a full-width space".into(),
        '\u{A0}' => "a no-break space".into(),
        other => format!("the space U+{:04X}", u32::from(other)),
    }
}
