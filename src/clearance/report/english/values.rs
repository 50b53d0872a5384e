//! What a field takes, in English.

use crate::article::category::UnlawfulSegment;
use crate::clearance::report::{Words, entry, last, paste, say};
use crate::document::Expected;

/// A value that is not what its field takes.
pub(super) fn bad(expected: &Expected, field: &str) -> Words {
    let takes = |what: String, help: &str| say(format!("`{field}` must be {what}"), help);
    match expected {
        Expected::Mapping => takes(
            "a group of fields".into(),
            "write its fields below it, indented",
        ),
        Expected::OneLine => takes("on one line".into(), "remove the line break (`\\n` too)"),
        Expected::Comma(found, list) => say(
            format!(
                "the comma in `{field}` is the full-width “{found}”, which does not separate items"
            ),
            paste(
                "write `,` between the items, or put an item that contains it in quotes; to paste:",
                &[entry(list_name(field), list)],
            ),
        ),
        Expected::List(Some(list)) => say(
            format!("`{field}` must be a list, in brackets, with commas between its items"),
            paste("to paste:", &[entry(field, list)]),
        ),
        Expected::List(None) => takes(
            "a list".into(),
            "write [one, two], or each on a line after `- `",
        ),
        Expected::Text => takes(
            "a text that is not empty".into(),
            "write it on the same line, between quotes where in doubt",
        ),
        Expected::Shorter(longest) => {
            takes(format!("at most {longest} characters long"), "shorten it")
        }
        Expected::NoControl(c) => say(
            format!(
                "`{field}` contains the control character U+{:04X}",
                u32::from(*c)
            ),
            "delete it; it is invisible, so retype the text if need be",
        ),
        Expected::OneOf(words, Some(word)) => say(
            format!("`{field}` must be one of {}", words.join(", ")),
            paste("to paste:", &[entry(field, word)]),
        ),
        Expected::OneOf(words, None) => takes(
            format!("one of {}", words.join(", ")),
            "write one of these words",
        ),
        Expected::Positive => takes("a whole number from 1".into(), "write digits only"),
        Expected::Year => takes("a year".into(), "write four digits, such as 2026"),
        Expected::Boolean => takes("true or false".into(), "write true or false"),
        Expected::Instant(Some(date)) => say(
            format!("`{field}` is not in a date format that can be read"),
            paste("to paste:", &[entry(field, date)]),
        ),
        Expected::Instant(None) => takes(
            "a date, or a date and time, that exists".into(),
            "write it like 2026-11-23, 2026-11-23 09:30 or 2026-11-23T09:30:00+08:00",
        ),
        Expected::HttpUrl => takes(
            "an address that begins with http:// or https://, without user and password".into(),
            "copy the whole address from the browser",
        ),
        Expected::ArticleId => takes(
            "1 to 128 of A-Z a-z 0-9 . _ -, with a letter or digit at both ends".into(),
            "choose a short id, such as yicheng-138166",
        ),
        Expected::Category(why, list) => {
            let message = format!("`{field}` is not a valid category: {}", category(why));
            match list {
                Some(list) => say(
                    message,
                    paste("to paste:", &[entry(list_name(field), list)]),
                ),
                None => say(message, "write it like 河南/驻马店, widest first"),
            }
        }
        Expected::Language(Some(tag)) => say(
            format!("`{field}` must be the tag of a registered language"),
            paste("to paste:", &[entry(field, tag)]),
        ),
        Expected::Language(None) => takes(
            "the tag of a registered language".into(),
            "write it like zh-CN or en",
        ),
        Expected::Licence => takes(
            "an SPDX identifier or a licence's address".into(),
            "write it like CC-BY-4.0",
        ),
        Expected::Rule(rule) => say(format!("`{field}`: {rule}"), "mend the value"),
    }
}

/// What is wrong with a category.
fn category(why: &UnlawfulSegment) -> String {
    match why {
        UnlawfulSegment::Stray(c) if matches!(c, '，' | '﹐' | '︐' | '；') => {
            format!("the comma is the full-width “{c}”, which does not separate items")
        }
        UnlawfulSegment::Stray(c) if !is_seen(*c) => {
            format!("it holds the invisible U+{:04X}", u32::from(*c))
        }
        UnlawfulSegment::Stray(c) => format!("segments are separated by `/`, not by “{c}”"),
        other => other.to_string(),
    }
}

fn is_seen(c: char) -> bool {
    matches!(
        c,
        '\\' | '>' | '／' | '＞' | '＼' | '﹥' | '﹨' | '∕' | '⁄' | '›' | '»'
    )
}

/// The list that an item is in.
fn list_name(field: &str) -> &str {
    let list = field.rsplit_once('.').map_or(field, |(list, _)| list);
    last(list)
}
