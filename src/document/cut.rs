//! Words that YAML takes for a comment: from ` #` on the rest of a line is gone, in silence.

use super::fault::{Fault, FaultKind};
use super::field::{Field, Kind};
use super::node::{Node, Span, Value};
use super::slips::quoted;

/// The words that were cut from plain values. A comment is one where nothing stands before it, where the field takes no
/// words, or where two blanks part it from the value and one follows the `#`, as scaffolds write them; anything else
/// may have been meant.
#[must_use]
pub fn cuts(root: &Node, table: &'static [Field], text: &str) -> Vec<Fault> {
    if !text.contains(" #") && !text.contains("\t#") {
        return Vec::new();
    }
    let mut starts = vec![0];
    starts.extend(super::lines(text).scan(0, |at, line| {
        *at += line.len();
        Some(*at)
    }));
    let mut seeker = Seeker {
        text,
        starts,
        found: Vec::new(),
    };
    seeker.object(root, table, "");
    seeker.found
}

struct Seeker<'a> {
    text: &'a str,
    /// The byte at which each line begins.
    starts: Vec<usize>,
    found: Vec<Fault>,
}

impl Seeker<'_> {
    fn object(&mut self, node: &Node, table: &'static [Field], path: &str) {
        for entry in node.entries() {
            if let Some(field) = table.iter().find(|field| field.name == entry.key) {
                let path = if path.is_empty() {
                    entry.key.clone()
                } else {
                    format!("{path}.{}", entry.key)
                };
                self.value(&entry.node, &field.kind, &path);
            }
        }
    }

    fn value(&mut self, node: &Node, kind: &'static Kind, path: &str) {
        match (kind, &node.value) {
            (Kind::Object(table), Value::Mapping(_)) => self.object(node, table, path),
            (Kind::List(item), Value::Sequence(items)) => {
                for (index, node) in items.iter().enumerate() {
                    self.value(node, item, &format!("{path}.{index}"));
                }
            }
            (
                Kind::Text(_) | Kind::Line(_) | Kind::Prose | Kind::Category,
                Value::Scalar { plain: true, .. },
            ) if !node.is_null() => {
                self.words(node.span, path);
            }
            _ => {}
        }
    }

    fn words(&mut self, span: Span, path: &str) {
        let Some(line_start) = self.starts.get(span.line - 1) else {
            return;
        };
        let from_line = &self.text[*line_start..];
        let start: usize = from_line
            .chars()
            .take(span.column - 1)
            .map(char::len_utf8)
            .sum();
        let length: usize = from_line[start..]
            .chars()
            .take(span.length)
            .map(char::len_utf8)
            .sum();
        let written = from_line[start..start + length].trim_end();
        let after = &from_line[start + written.len()..];
        let rest = after.split(['\n', '\r']).next().unwrap_or_default();
        let comment = rest.trim_start_matches([' ', '\t']);
        let parted = rest.len() - comment.len();
        let Some(behind) = comment.strip_prefix('#').filter(|_| parted > 0) else {
            return;
        };
        let is_comment = parted > 1 && behind.starts_with([' ', '\t']);
        if is_comment || behind.trim().is_empty() {
            return;
        }
        let lines_before = written.matches('\n').count();
        let (line, column) = if lines_before == 0 {
            let before = &from_line[..start + written.len() + parted];
            (span.line, before.chars().count() + 1)
        } else {
            let before = &from_line[..start + written.len() + parted];
            let last = before.rsplit('\n').next().unwrap_or_default();
            (span.line + lines_before, last.chars().count() + 1)
        };
        let whole = format!("{written}{}", rest.trim_end());
        let corrected =
            (lines_before == 0).then(|| format!("{}{}", &from_line[..start], quoted(&whole)));
        self.found.push(Fault {
            kind: FaultKind::Cut {
                text: comment.trim_end().to_owned(),
                corrected,
            },
            field: path.to_owned(),
            span: Span {
                line,
                column,
                length: comment.trim_end().chars().count(),
            },
        });
    }
}

#[cfg(test)]
mod tests {
    use super::cuts;
    use crate::document::{FaultKind, Field, Kind, optional, parse};

    static TABLE: [Field; 4] = [
        optional("headline", Kind::Line(300), ""),
        optional("body", Kind::Prose, ""),
        optional("year", Kind::Year, ""),
        optional("keywords", Kind::List(&Kind::Line(9)), ""),
    ];

    fn found(text: &str) -> Vec<(usize, usize, Option<String>)> {
        let root = parse(text).expect("yaml");
        let one = |fault: super::Fault| match fault.kind {
            FaultKind::Cut { corrected, .. } => (fault.span.line, fault.span.column, corrected),
            other => panic!("{other:?}"),
        };
        cuts(&root, &TABLE, text).into_iter().map(one).collect()
    }

    #[test]
    fn words_behind_a_blank_and_a_hash() {
        let text = "headline: 供暖 #民生# 开始\nbody: 正文 #注 \"后\"文\n";
        assert_eq!(
            found(text),
            [
                (1, 14, Some("headline: \"供暖 #民生# 开始\"".into())),
                (2, 10, Some("body: '正文 #注 \"后\"文'".into())),
            ]
        );
        assert_eq!(found("headline: 学习 C # 语言\n").len(), 1);
        assert_eq!(found("keywords:\n  - 路灯 #一\n  - 老街\n").len(), 1);
        assert_eq!(found("body: 一\n  二 #三\nyear: 2026\n")[0].0, 2);
    }

    #[test]
    fn comments_stay_silent() {
        for text in [
            "# 一\nheadline: 甲  # 标题\nbody: |\n  正文 #注\n",
            "headline:            # plain text\n",
            "headline: \"甲 #乙\" #注\nyear: 2026 #年\n",
            "headline: C#语言\nbody: 甲 #\n",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
