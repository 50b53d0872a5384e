//! What is wrong where a Markdown article has no front matter that can be read.

use crate::clearance::fields::ARTICLE;
use crate::clearance::finding::{Cause, Finding};
use crate::document::{Kind, Span, lines, slips, without_end};

/// More lines of a report help nobody.
const SHOWN: usize = 40;

/// Why there is no front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoFrontMatter {
    /// It is TOML; the same in YAML.
    Toml(Vec<String>),
    /// The line that should be `---` is written so.
    Fence(String),
    /// The fields begin without a line of `---` in front.
    Unopened,
    /// Nothing ends it; the text seems to begin with this line, or is not there.
    Unclosed(Option<String>),
    /// There are no fields at all.
    Absent,
}

/// What is wrong with a text that has no front matter.
pub(super) fn finding(text: &str) -> Finding {
    let all: Vec<&str> = lines(text).map(without_end).collect();
    let first = all
        .iter()
        .position(|line| !line.trim().is_empty())
        .unwrap_or(0);
    let line = all.get(first).copied().unwrap_or_default().trim();
    let (at, why) = if line == "+++" {
        (first, NoFrontMatter::Toml(from_toml(&all[first + 1..])))
    } else if line == "---" {
        let text = all
            .iter()
            .enumerate()
            .skip(first + 1)
            .find(|(at, line)| is_text(line, all[at - 1]));
        match text {
            Some((at, line)) => (at, NoFrontMatter::Unclosed(Some(line.trim().to_owned()))),
            None => (all.len().saturating_sub(1), NoFrontMatter::Unclosed(None)),
        }
    } else if is_fence(line) {
        (first, NoFrontMatter::Fence(line.to_owned()))
    } else if slips::begins_field(line, ARTICLE) {
        (first, NoFrontMatter::Unopened)
    } else {
        (first, NoFrontMatter::Absent)
    };
    Finding {
        cause: Cause::FrontMatter(why),
        field: String::new(),
        span: Span {
            line: at + 1,
            column: 1,
            length: all.get(at).map_or(0, |line| line.chars().count()),
        },
    }
}

/// Whether a line is what an editor, or an editor's program, made of `---`.
fn is_fence(line: &str) -> bool {
    let dash = |c| matches!(c, '-' | '－' | '—' | '–' | '─' | '−' | '=' | '*' | '_');
    line.chars().count() <= 40
        && line.chars().all(dash)
        && (line.chars().count() > 1 || line.starts_with('—'))
}

/// Whether a line is text below the fields rather than one of them.
fn is_text(line: &str, before: &str) -> bool {
    let bare = line.trim();
    let is_left = !line.starts_with([' ', '\t']);
    is_left
        && !bare.is_empty()
        && !bare.starts_with("- ")
        && !slips::begins_field(bare, ARTICLE)
        && (before.trim().is_empty() || !bare.contains([':', '：']))
        && (!bare.starts_with('#') || before.trim().is_empty())
}

/// TOML's `key = value` and `[group]` as YAML, up to its closing line.
fn from_toml(lines: &[&str]) -> Vec<String> {
    let mut yaml = vec!["---".to_owned()];
    let mut group = None;
    for line in lines.iter().take(SHOWN) {
        let line = line.trim();
        if line == "+++" {
            break;
        }
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            let name = name.trim_matches(['[', ']']);
            let field = slips::meant(name, ARTICLE);
            group = match field.map(|field| &field.kind) {
                Some(Kind::Object(table)) => Some(*table),
                _ => None,
            };
            yaml.push(format!("{}:", field.map_or(name, |field| field.name)));
        } else if let Some((key, value)) = line.split_once('=') {
            let key = key.trim();
            let table = group.unwrap_or(ARTICLE);
            let name = slips::meant(key, table).map_or(key, |field| field.name);
            let indent = if group.is_some() { "  " } else { "" };
            yaml.push(format!("{indent}{name}: {}", value.trim()));
        } else if !line.is_empty() {
            yaml.push(line.to_owned());
        }
    }
    yaml.push("---".to_owned());
    yaml
}

#[cfg(test)]
mod tests {
    use super::{NoFrontMatter, finding};
    use crate::clearance::finding::Cause;

    fn why(text: &str) -> (usize, NoFrontMatter) {
        let found = finding(text);
        match found.cause {
            Cause::FrontMatter(why) => (found.span.line, why),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_way_to_have_none() {
        let toml = "+++\ntitle = \"甲\"\ntags = [\"乙\"]\n[source]\nname = \"丙\"\n+++\n正文\n";
        let yaml = [
            "---",
            "headline: \"甲\"",
            "keywords: [\"乙\"]",
            "source:",
            "  name: \"丙\"",
            "---",
        ];
        assert_eq!(
            why(toml),
            (1, NoFrontMatter::Toml(yaml.map(str::to_owned).into()))
        );
        assert_eq!(
            why("headline: 甲\n---\n正文\n"),
            (1, NoFrontMatter::Unopened)
        );
        assert_eq!(why("标题：甲\n---\n正文\n"), (1, NoFrontMatter::Unopened));
        assert_eq!(
            why("——\nheadline: 甲\n"),
            (1, NoFrontMatter::Fence("——".into()))
        );
        assert_eq!(
            why("－－－\nheadline: 甲\n"),
            (1, NoFrontMatter::Fence("－－－".into()))
        );
        assert_eq!(why("# 标题\n\n正文\n"), (1, NoFrontMatter::Absent));
        let open = "---\nheadline: 甲\ncopyright:\n  holder: 乙\n\n正文第一段。\n";
        assert_eq!(
            why(open),
            (6, NoFrontMatter::Unclosed(Some("正文第一段。".into())))
        );
        assert_eq!(
            why("---\nheadline: 甲\n"),
            (2, NoFrontMatter::Unclosed(None))
        );
        assert_eq!(why(""), (1, NoFrontMatter::Absent));
    }
}
