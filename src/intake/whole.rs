//! Whether a file that was written in place is whole, as far as its content tells: a writer that was killed closes its
//! file too, and scanners and file servers close and open it again between two parts.

use super::content::waits_for_content;
use super::name::Lying;
use super::read::is_ended;
use crate::config;
use crate::folder::Folder;

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
    let Some(bytes) = folder.read_up_to(&file.name, rules.max_bytes) else {
        // The judge says what is wrong with it.
        return Form::Open;
    };
    if waits_for_content(&file.name, &bytes) {
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

/// Whether the last key at the left margin is the body's: then more of it could follow.
fn ends_in_body(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let is_key =
        |line: &&str| line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"' || c == '\'');
    let last = text.lines().rfind(is_key).unwrap_or_default();
    last.trim_start_matches(['"', '\'']).starts_with("body")
}

#[cfg(test)]
mod tests {
    use super::{ends_in_body, is_unended};
    use crate::intake::{Lying, Tray};

    fn named(name: &str) -> Lying {
        Lying {
            tray: Tray::Articles,
            name: name.into(),
        }
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
