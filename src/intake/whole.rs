//! Whether a file that was written in place is whole, as far as its content tells: a writer that was killed closes its
//! file too, and scanners and file servers close and open it again between two parts.

use std::io::Read as _;

use rustix::fs::{FileType, fstat};

use super::name::Lying;
use super::read::is_ended;
use crate::config;
use crate::document::{lines, without_end};
use crate::folder::{Folder, kind};

/// What the content of a file tells of its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// It is whole: nothing could follow.
    Whole,
    /// It may be.
    Open,
    /// It may be, though its last line has no end: its writer may have died in the middle of it.
    Unended,
    /// There is no content yet: it is empty, or has front matter alone.
    Empty,
}

/// Reads a file where it lies and says what its content tells. `passes` says whether it would be accepted as it is;
/// it is asked for YAML alone, whose every beginning may be YAML too.
pub(super) fn form(
    folder: &Folder,
    file: &Lying,
    rules: &config::Inbox,
    passes: &dyn Fn(&Lying, &[u8]) -> bool,
) -> Form {
    let Some(bytes) = peek(folder, file, rules) else {
        // The judge says what is wrong with it.
        return Form::Open;
    };
    if waits_for_content(file, &bytes) {
        return Form::Empty;
    }
    let ends_in_line = bytes.ends_with(b"\n") || bytes.ends_with(b"\r");
    let is_whole = if file.is_self_delimiting() {
        serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok()
    } else {
        is_ended(&bytes)
            || (!rules.require_end
                && file.is_yaml()
                && ends_in_line
                && !ends_in_body(&bytes)
                && passes(file, &bytes))
    };
    match (is_whole, ends_in_line || file.is_self_delimiting()) {
        (true, _) => Form::Whole,
        (false, true) => Form::Open,
        (false, false) => Form::Unended,
    }
}

/// Whether an article's last line has no end, and nothing else says that it is the last.
pub(super) fn is_unended(file: &Lying, bytes: &[u8]) -> bool {
    !bytes.ends_with(b"\n")
        && !bytes.ends_with(b"\r")
        && !file.is_self_delimiting()
        && !is_ended(bytes)
}

/// Whether there is nothing to judge yet: many programs make a file empty first, or with its front matter.
pub(super) fn waits_for_content(file: &Lying, bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.trim().is_empty() {
        return true;
    }
    file.is_markdown() && has_front_matter_alone(text)
}

/// Front matter without a body of its own and with nothing below it.
fn has_front_matter_alone(text: &str) -> bool {
    let mut lines = lines(text).map(without_end);
    if lines.next().is_none_or(|first| first.trim_end() != "---") {
        return false;
    }
    let ends = |line: &&str| matches!(line.trim_end(), "---" | "...") || line.starts_with("body");
    let end = lines.by_ref().find(ends);
    end.is_some_and(|line| !line.starts_with("body")) && lines.all(|line| line.trim().is_empty())
}

/// Whether the last key at the left margin is the body's: then more of it could follow.
fn ends_in_body(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let is_key =
        |line: &&str| line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"' || c == '\'');
    let last = text.lines().rfind(is_key).unwrap_or_default();
    last.trim_start_matches(['"', '\'']).starts_with("body")
}

fn peek(folder: &Folder, file: &Lying, rules: &config::Inbox) -> Option<Vec<u8>> {
    let opened = folder.open_file(&file.name).ok()?;
    let stat = fstat(&opened).ok()?;
    if kind(&stat) != FileType::RegularFile || stat.st_size.unsigned_abs() > rules.max_bytes {
        return None;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stat.st_size).unwrap_or(0));
    opened.take(rules.max_bytes).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{ends_in_body, is_unended, waits_for_content};
    use crate::intake::{Lying, Tray};

    fn named(name: &str) -> Lying {
        Lying {
            tray: Tray::Articles,
            name: name.into(),
        }
    }

    #[test]
    fn what_has_no_content_yet() {
        for (name, text) in [
            ("a.yaml", ""),
            ("a.json", " \n"),
            ("a.md", "\u{FEFF}"),
            ("a.md", "---\nheadline: 甲\n---\n"),
            ("a.md", "---\nheadline: 甲\n...\n \n"),
        ] {
            assert!(waits_for_content(&named(name), text.as_bytes()), "{text:?}");
        }
        for (name, text) in [
            ("a.yaml", "a: 1\n"),
            ("a.md", "---\nheadline: 甲\n---\n正文\n"),
            ("a.md", "---\nheadline: 甲\nbody: 乙\n---\n"),
            ("a.md", "正文\n"),
            ("a.md", "---\nheadline: 甲\n"),
            ("a.md", "+++\na = 1\n+++\n"),
        ] {
            assert!(
                !waits_for_content(&named(name), text.as_bytes()),
                "{text:?}"
            );
        }
        assert!(!waits_for_content(&named("a.yaml"), b"\xFF"));
    }

    #[test]
    fn what_ends_in_the_middle_of_a_line() {
        assert!(is_unended(&named("a.md"), "正文".as_bytes()));
        assert!(!is_unended(&named("a.md"), "正文\n...".as_bytes()));
        assert!(!is_unended(&named("a.json"), b"{}"));
        assert!(!is_unended(&named("a.yaml"), b"a: 1\r\n"));
    }

    #[test]
    fn a_body_may_go_on() {
        assert!(ends_in_body(
            "copyright: x\nbody: |\n  甲\n\n  乙\n".as_bytes()
        ));
        assert!(ends_in_body("\"body_html\": <p>\n".as_bytes()));
        assert!(!ends_in_body(
            "body: |\n  甲\ncopyright:\n  holder: 乙\n".as_bytes()
        ));
    }
}
