//! A file that says nothing yet: many programs make it empty first, or write the fields and then the text.

use std::ffi::OsStr;

use super::name::ends_in;

/// Whether a file waits for content: it is blank, or a Markdown article of which nothing but front matter is there.
#[must_use]
pub fn waits_for_content(name: &OsStr, bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // Bytes that are no UTF-8 are content, if no good one.
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    // A program that reserves room writes zeros first.
    let is_blank = |text: &str| text.chars().all(|c| c.is_whitespace() || c == '\0');
    is_blank(text) || (ends_in(name, &[b".md"]) && is_front_matter_alone(text, is_blank))
}

/// Whether the text is front matter that was closed, has no body in it and nothing below it. One that is open still
/// may be an editor's slip, which the judge tells him of.
fn is_front_matter_alone(text: &str, is_blank: impl Fn(&str) -> bool) -> bool {
    let mut lines = text.split_inclusive(['\n', '\r']);
    if lines.next().is_none_or(|first| first.trim_end() != "---") {
        return false;
    }
    let ends = |line: &&str| {
        matches!(line.trim_end(), "---" | "...")
            || line.starts_with("body:")
            || line.starts_with("body_html:")
    };
    let end = lines.by_ref().find(ends);
    end.is_some_and(|line| !line.starts_with("body")) && is_blank(&lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::waits_for_content;

    fn waits(name: &str, text: &str) -> bool {
        waits_for_content(OsStr::new(name), text.as_bytes())
    }

    #[test]
    fn a_blank_file_waits_whatever_it_is_called() {
        for text in [
            "",
            " \n",
            "\u{FEFF}",
            "\u{FEFF}\r\n",
            "\0\0\0\0",
            "\u{3000}\n",
        ] {
            for name in ["a.yaml", "a.json", "a.md", "a.txt"] {
                assert!(waits(name, text), "{name} {text:?}");
            }
        }
        assert!(!waits_for_content(OsStr::new("a.yaml"), b"\xFF\xFE"));
    }

    #[test]
    fn front_matter_without_a_text_waits() {
        for text in [
            "---\nheadline: 标题\n---\n",
            "---\r\nheadline: 标题\r\n---\r\n\r\n",
            "\u{FEFF}---\nheadline: 标题\n...\n \n",
        ] {
            assert!(waits("a.md", text), "{text:?}");
            assert!(waits("A.MD", text), "{text:?}");
            assert!(!waits("a.yaml", text), "{text:?}");
        }
    }

    #[test]
    fn what_says_something_does_not_wait() {
        for text in [
            "---\nheadline: 标题\n---\n正文\n",
            "---\nheadline: 标题\nbody: 正文\n---\n",
            "---\nbody_html: |\n  <p>正文</p>\n",
            "没有字段的正文\n",
            "--- a\n",
        ] {
            assert!(!waits("a.md", text), "{text:?}");
        }
        assert!(!waits("a.yaml", "# a comment\n"));
        assert!(!waits("a.json", "{"));
    }
}
