//! The report that editors read: it points into the file, the way a good compiler does.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Wording, words};
use crate::clearance::Finding;
use crate::clearance::finding::Severity;
use crate::document::Span;

/// The longest line that is shown whole, in characters: more does not fit a screen.
const LONGEST_LINE: usize = 400;

/// Findings as text, a blank line between them; colours where `colour` asks for them.
#[must_use]
pub fn text(
    file: &str,
    source: &str,
    findings: &[Finding],
    wording: Wording,
    colour: bool,
) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut report = String::new();
    for finding in findings {
        report += &one(file, source, finding, wording, &renderer);
        report += "\n\n";
    }
    report
}

fn one(
    file: &str,
    source: &str,
    finding: &Finding,
    wording: Wording,
    renderer: &Renderer,
) -> String {
    let words = words(finding, wording);
    let (error, warning, help) = match wording {
        Wording::English => ("error", "warning", "help"),
        Wording::Chinese => ("错误", "提醒", "办法"),
    };
    let level = match finding.severity() {
        Severity::Error => Level::ERROR.with_name(error),
        Severity::Warning => Level::WARNING.with_name(warning),
    };
    let line = source
        .lines()
        .nth(finding.span.line - 1)
        .unwrap_or_default();
    let line = visible(line);
    let snippet = Snippet::source(line.as_str())
        .path(file)
        .line_start(finding.span.line)
        .annotation(AnnotationKind::Primary.span(underline(&line, finding.span)));
    let report = [level
        .primary_title(words.message)
        .id(finding.code())
        .element(snippet)
        .element(Level::HELP.with_name(help).message(words.help))];
    renderer.render(&report)
}

/// The line as a terminal may show it: cut to a bearable length, no control characters.
fn visible(line: &str) -> String {
    line.chars()
        .take(LONGEST_LINE)
        .map(|c| {
            if c.is_control() && c != '\t' {
                '\u{FFFD}'
            } else {
                c
            }
        })
        .collect()
}

/// The bytes of the line that a finding is about, at least one character where there is one.
fn underline(line: &str, span: Span) -> std::ops::Range<usize> {
    let at = |column: usize| {
        line.char_indices()
            .nth(column)
            .map_or(line.len(), |(byte, _)| byte)
    };
    let start = at(span.column - 1);
    start..at(span.column - 1 + span.length.max(1))
}

#[cfg(test)]
mod tests {
    use super::super::Wording;
    use super::text;
    use crate::clearance::finding::{Cause, Finding};
    use crate::document::{Expected, FaultKind, parse};

    #[test]
    fn a_report_points_at_the_right_character_of_a_chinese_line() {
        let source = "headline: 驿城\n来源网址: 驿城区 \n";
        let (span, _) = parse(source)
            .expect("yaml")
            .entry("来源网址")
            .map(|(key, node)| (node.span, key))
            .expect("key");
        let finding = Finding {
            cause: Cause::Form(FaultKind::Bad(Expected::HttpUrl)),
            field: "来源网址".into(),
            span,
        };
        let report = text("稿.yaml", source, &[finding], Wording::Chinese, false);
        assert!(report.contains("稿.yaml:2:7"), "{report}");
        assert!(report.contains("来源网址: 驿城区"), "{report}");
        assert!(report.contains("^^^^^^"), "{report}");
        assert!(report.starts_with("错误[bad-value]: "), "{report}");
    }
}
