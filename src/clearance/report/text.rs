//! The report that editors read: it points into the file, the way a good compiler does.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Wording, words};
use crate::article::text::visible;
use crate::clearance::Finding;
use crate::clearance::finding::{Cause, Severity};
use crate::document::{Span, lines, without_end};

/// From how many findings on a report ends with their number.
const LONG: usize = 4;

/// The longest part of a line that is shown, in characters: more does not fit a screen.
const LONGEST: usize = 400;

/// How much of a longer line is shown before what a finding is about.
const BEFORE: usize = 40;

/// Findings as text, a blank line between them; colours where `colour` asks for them.
#[must_use]
pub fn text(
    file: &str,
    source: &str,
    findings: &[Finding],
    wording: Wording,
    colour: bool,
) -> String {
    let file = &*visible(file);
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let lines: Vec<&str> = lines(source).map(without_end).collect();
    let mut seeker = Seeker::default();
    let mut report = String::new();
    for finding in findings {
        let line = lines.get(finding.span.line - 1).copied();
        let part = Part::of(line.unwrap_or_default(), finding.span, &mut seeker);
        report += &one(file, &part, finding, wording, &renderer);
        report += "\n\n";
    }
    if findings.len() >= LONG {
        report += &count(findings, wording);
    }
    report
}

/// How many there are of each kind, below a report that does not fit a screen.
fn count(findings: &[Finding], wording: Wording) -> String {
    let is_error = |finding: &&Finding| finding.severity() == Severity::Error;
    let errors = findings.iter().filter(is_error).count();
    let (all, warnings) = (findings.len(), findings.len() - errors);
    match wording {
        Wording::Chinese => format!("共 {all} 处问题：{errors} 处错误，{warnings} 处提醒\n\n"),
        Wording::English => {
            let s = |n: usize| if n == 1 { "" } else { "s" };
            format!(
                "{all} findings: {errors} error{}, {warnings} warning{}\n\n",
                s(errors),
                s(warnings)
            )
        }
    }
}

fn one(
    file: &str,
    part: &Part,
    finding: &Finding,
    wording: Wording,
    renderer: &Renderer,
) -> String {
    let words = words(finding, wording);
    // What is to be pasted stands at the left edge, where nothing is copied with it.
    let (help, pasted) = words.help.split_once('\n').unwrap_or((&words.help, ""));
    let below = |report: String| match pasted {
        "" => report,
        _ => pasted.split('\n').fold(report + "\n", |report, line| {
            let shown: String = line
                .chars()
                .map(|c| if c == '\t' { ' ' } else { c })
                .collect();
            report + "\n" + &visible(&shown)
        }),
    };
    let (error, warning, help_name) = match wording {
        Wording::English => ("error", "warning", "help"),
        Wording::Chinese => ("错误", "提醒", "办法"),
    };
    let level = match finding.severity() {
        Severity::Error => Level::ERROR.with_name(error),
        Severity::Warning => Level::WARNING.with_name(warning),
    };
    let title = level.primary_title(words.message).id(finding.code());
    let help = Level::HELP.with_name(help_name).message(help);
    // What was never opened has no line to show.
    if matches!(finding.cause, Cause::Refused(_)) {
        let place = Origin::path(file)
            .line(finding.span.line)
            .char_column(finding.span.column);
        return below(renderer.render(&[title.element(place).element(help)]));
    }
    let snippet = Snippet::source(part.text.as_str())
        .path(file)
        .line_start(finding.span.line)
        .annotation(AnnotationKind::Primary.span(part.underline.clone()));
    let report = renderer.render(&[title.element(snippet).element(help)]);
    // The renderer counts in the part of the line that it was given.
    let line = finding.span.line;
    let shown = part.text[..part.underline.start].chars().count() + 1;
    below(report.replacen(
        &format!("{file}:{line}:{shown}"),
        &format!("{file}:{line}:{}", finding.span.column),
        1,
    ))
}

/// As much of a line as a terminal may show.
struct Part {
    text: String,
    /// The bytes of it that the finding is about, at least one character where there is one.
    underline: Range<usize>,
}

impl Part {
    fn of(line: &str, span: Span, seeker: &mut Seeker) -> Self {
        let column = span.column - 1;
        let is_long = line.len() > LONGEST && line.chars().nth(LONGEST).is_some();
        let first = if is_long {
            column.saturating_sub(BEFORE)
        } else {
            0
        };
        let start = seeker.byte(line, span.line, first);
        let mut text = String::new();
        if first > 0 {
            text.push('…');
        }
        let mut underline = None;
        for (at, c) in line[start..].chars().take(LONGEST).enumerate() {
            if first + at == column {
                underline = Some(text.len()..text.len());
            }
            // A control character could do anything to a terminal.
            text.push(if c.is_control() && c != '\t' {
                '\u{FFFD}'
            } else {
                c
            });
            if let Some(underline) = &mut underline
                && first + at < column + span.length.max(1)
            {
                underline.end = text.len();
            }
        }
        let underline = underline.unwrap_or(text.len()..text.len());
        Self { text, underline }
    }
}

/// Where a character of a line begins. Findings come in the order of the file, and a line may be millions of
/// characters long, so it goes on from where it was.
#[derive(Default)]
struct Seeker {
    line: usize,
    column: usize,
    byte: usize,
}

impl Seeker {
    fn byte(&mut self, text: &str, line: usize, column: usize) -> usize {
        if (line, column) < (self.line, self.column) || line != self.line {
            (self.column, self.byte) = (0, 0);
        }
        self.line = line;
        let mut chars = text[self.byte..].chars();
        for c in chars.by_ref().take(column - self.column) {
            self.byte += c.len_utf8();
        }
        self.column = column;
        self.byte
    }
}

#[cfg(test)]
mod tests {
    use super::super::Wording;
    use super::text;
    use crate::clearance::Refusal;
    use crate::clearance::finding::{Cause, Finding};
    use crate::document::{Expected, FaultKind, Span, parse};

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

    fn about(source: &str, line: usize, column: usize, length: usize) -> String {
        let finding = Finding {
            cause: Cause::EmptyBody,
            field: "body".into(),
            span: Span {
                line,
                column,
                length,
            },
        };
        text("a.json", source, &[finding], Wording::English, false)
    }

    #[test]
    fn a_long_line_is_shown_around_the_words_in_question() {
        let source = format!("{}guilty{}", "驻".repeat(594), "店".repeat(2_000));
        let report = about(&source, 1, 595, 6);
        assert!(report.contains("a.json:1:595"), "{report}");
        assert!(report.contains("guilty店"), "{report}");
        assert!(report.contains(" ^^^^^^\n"), "{report}");
        assert!(report.chars().count() < 700, "{report}");
        // Past the end of a line, as where a value is missing.
        assert!(about(&source, 1, 2_601, 0).contains("a.json:1:2601"));
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        let report = about("a: 1\rcopyright: 甲\r", 2, 12, 1);
        assert!(report.contains("a.json:2:12"), "{report}");
        assert!(report.contains("2 | copyright: 甲\n"), "{report}");
    }

    #[test]
    fn a_files_name_ends_no_line_and_steers_no_terminal() {
        let name = "a\n\u{1b}[31m\u{202e}.yaml";
        let report = text(name, "", &[Refusal::Link.into()], Wording::English, false);
        let place = "--> a\\n\\u{1b}[31m\\u{202e}.yaml:1:1\n";
        assert!(report.contains(place), "{report}");
    }

    #[test]
    fn what_was_not_opened_has_its_place_and_help() {
        let report = text(
            "l.yaml",
            "",
            &[Refusal::Link.into()],
            Wording::Chinese,
            false,
        );
        assert!(
            report.starts_with("错误[bad-value]: 这是符号链接"),
            "{report}"
        );
        assert!(report.contains("--> l.yaml:1:1\n"), "{report}");
        assert!(report.contains("= 办法: "), "{report}");
    }
}
