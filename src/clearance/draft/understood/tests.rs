//! What an editor who knows no YAML reads: the line, the character, the line to paste; one finding for one slip.

use jiff::Timestamp;

use crate::clearance::report::{Wording, words};
use crate::clearance::{Draft, Facts, Finding, Policy, Severity, Verdict, clear};
use crate::config::Config;
use crate::workspace::Workspace;

const ARTICLE: &str = "\
headline: 老街路灯全部换成暖光
summary: 三条老街的路灯已经换完。
categories: [河南/驻马店/驿城区]
keywords: [路灯, 老街]
published: 2026-11-28
byline: 王小明
editor: 李建国
body: |
  路灯上周全部换成了暖光灯。

  居民说，晚上散步舒服多了。

origin: reprint
source:
  name: 驿城融媒
  url: https://yicheng.example/138166
attribution: 转载自驿城融媒：https://yicheng.example/138166
permission:
  basis: agreement
  reference: 合同 2026-001
copyright:
  holder: 驿城融媒
  notice: © 2026 驿城融媒
";

fn policy() -> Policy {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let workspace = Workspace::at(folder.path()).expect("absolute");
    workspace.create().expect("made");
    let text = "publisher: {name: 例报, takedown_email: takedown@news.example}\n";
    #[expect(
        clippy::disallowed_methods,
        reason = "a test writes the file that it reads"
    )]
    std::fs::write(workspace.config_file(), text).expect("written");
    Policy::of(&Config::read(&workspace, &|_| None).expect("lawful"))
}

fn findings(text: &str, name: &str) -> Vec<Finding> {
    let now: Timestamp = "2026-11-28T10:00:00+08:00".parse().expect("an instant");
    match Draft::read(text.as_bytes(), name) {
        Err(findings) => findings,
        Ok(draft) => match clear(&draft, &Facts::default(), &policy(), now) {
            Verdict::Cleared(_, findings) | Verdict::Rejected(findings) => findings,
            Verdict::Unchanged => Vec::new(),
        },
    }
}

/// An article with one line, or several, written otherwise; `to` may be several lines.
fn with(from: &str, to: &str) -> String {
    assert!(ARTICLE.contains(from), "{from}");
    ARTICLE.replacen(from, to, 1)
}

fn told(findings: &[Finding]) -> String {
    let one = |finding: &Finding| {
        let words = words(finding, Wording::Chinese);
        let (line, column) = (finding.span.line, finding.span.column);
        format!(
            "{}:{line}:{column} {}\n  {}\n",
            finding.code(),
            words.message,
            words.help
        )
    };
    findings.iter().map(one).collect()
}

#[test]
fn the_article_itself_passes() {
    assert_eq!(told(&findings(ARTICLE, "a.yaml")), "");
}

/// The table of slips: parts of a line between ` ~ `, with `\n`, `\t` and `\u{…}` as in Rust.
const SLIPS: &str = include_str!("slips.txt");

fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\u{200B}", "\u{200B}")
        .replace("\\\\", "\\")
}

#[test]
fn one_slip_is_one_finding_with_its_line_its_character_and_the_line_to_paste() {
    let rows: Vec<&str> = SLIPS.lines().filter(|row| !row.starts_with("# ")).collect();
    assert!(rows.len() > 50);
    for row in rows {
        let parts: Vec<String> = row.split(" ~ ").map(unescaped).collect();
        let [to, from, line, code, named, pasted] = parts.as_slice() else {
            panic!("{row}");
        };
        let found = findings(&with(from, to), "a.yaml");
        let told = told(&found);
        assert_eq!(found.len(), 1, "{to}\n{told}");
        let place = (found[0].span.line.to_string(), found[0].code());
        assert_eq!(place, (line.clone(), code.as_str()), "{to}\n{told}");
        let words = words(&found[0], Wording::Chinese);
        assert!(words.message.contains(named), "{to}\n{told}");
        assert!(words.help.contains(pasted), "{to}\n{told}");
    }
}

#[test]
fn every_colon_at_once() {
    let text: String = ARTICLE
        .lines()
        .map(|line| {
            let is_field = !line.starts_with("  路灯") && !line.starts_with("  居民");
            let line = if is_field {
                line.replacen(": ", "：", 1).replace("source:", "source：")
            } else {
                line.to_owned()
            };
            line + "\n"
        })
        .collect();
    let found = findings(&text, "a.yaml");
    assert!(found.len() > 12, "{}", told(&found));
    assert!(
        found.iter().all(|finding| finding.code() == "yaml-syntax"),
        "{}",
        told(&found)
    );
}

#[test]
fn a_body_without_its_bar_keeps_its_paragraphs() {
    let text = with("body: |\n", "body:\n");
    assert_eq!(told(&findings(&text, "a.yaml")), "");
    let draft = Draft::read(text.as_bytes(), "a.yaml").expect("readable");
    let html = draft.body.expect("a body").html;
    assert_eq!(html.matches("<p>").count(), 2, "{html}");
}

#[test]
fn words_cut_by_a_hash_are_warned_of() {
    let text = with("headline: 老街", "headline: 老街 #民生# 路灯");
    let found = findings(&text, "a.yaml");
    assert_eq!(found.len(), 1, "{}", told(&found));
    assert_eq!(
        (found[0].code(), found[0].severity()),
        ("text-cut", Severity::Warning)
    );
    assert!(
        words(&found[0], Wording::Chinese)
            .help
            .contains("\nheadline: \"老街 #民生# 路灯")
    );
}

#[test]
fn what_is_dated_in_the_publishers_zone_is_taken() {
    for date in [
        "2026-11-28 09:30",
        "2026-11-28T09:30:05",
        "2026-11-28T09:30:05+08:00",
    ] {
        let text = with("published: 2026-11-28\n", &format!("published: {date}\n"));
        assert_eq!(told(&findings(&text, "a.yaml")), "", "{date}");
    }
}

#[test]
fn markdown_and_json_get_the_same_care() {
    let front = ARTICLE.replacen(
        "body: |\n  路灯上周全部换成了暖光灯。\n\n  居民说，晚上散步舒服多了。\n\n",
        "",
        1,
    );
    let well = format!("---\n{front}...\n正文\n\n---\n\n下\n");
    assert_eq!(told(&findings(&well, "a.md")), "");
    for (text, line, code, named) in [
        (
            format!(
                "---\nheadline：甲\n{}---\n正文\n",
                &front[front.find('\n').unwrap_or(0) + 1..]
            ),
            2,
            "yaml-syntax",
            "冒号是全角",
        ),
        (
            format!("+++\ntitle = \"甲\"\n+++\n正文\n{front}"),
            1,
            "yaml-syntax",
            "TOML",
        ),
        (
            format!("---\nbody: 甲\n{front}---\n正文\n"),
            2,
            "bad-value",
            "正文写了两处",
        ),
        (
            format!("---\n{front}\n正文一段。\n"),
            21,
            "yaml-syntax",
            "缺一行“---”",
        ),
        (
            format!("{front}---\n正文\n"),
            1,
            "yaml-syntax",
            "缺一行“---”",
        ),
        (
            "# 标题\n\n正文\n".to_owned(),
            1,
            "yaml-syntax",
            "没有写标题",
        ),
    ] {
        let found = findings(&text, "a.md");
        assert_eq!(found.len(), 1, "{text}\n{}", told(&found));
        assert_eq!(
            (found[0].span.line, found[0].code()),
            (line, code),
            "{}",
            told(&found)
        );
        assert!(
            words(&found[0], Wording::Chinese).message.contains(named),
            "{}",
            told(&found)
        );
    }
    let json = "{\n  “headline”: “甲”,\n  \"body\": \"乙\",\n  \"origin\": \"original\",\n  \"copyright\": {\"holder\": \"例报\", \"notice\": \"© 例报\"}\n}\n";
    let found = findings(json, "a.json");
    assert_eq!(found.len(), 1, "{}", told(&found));
    assert!(told(&found).contains("全角引号 “"), "{}", told(&found));
    assert!(
        told(&found).contains("\n  \"headline\": \"甲\","),
        "{}",
        told(&found)
    );
}

/// Each would take minutes or gigabytes if a line were gone through once for each of its characters, or the document
/// once for each of its lines.
#[test]
fn many_slips_cost_no_more_than_they_are_long() {
    let field = |line: &str, lines: usize| format!("headline: 甲\n{}", line.repeat(lines));
    for (text, name) in [
        (format!("{{{}}}", "“a”：“b”，".repeat(100_000)), "a.json"),
        (
            format!("{{\"headline\": \"{}\"}}", "甲\"乙".repeat(200_000)),
            "a.json",
        ),
        (
            format!("{{\"headline\": \"{}", "甲”，".repeat(200_000)),
            "a.json",
        ),
        (
            format!("{{\"headline\": \"甲{}", "\n".repeat(90_000)),
            "a.json",
        ),
        (field("甲：乙\n", 90_000), "a.yaml"),
        (
            format!("headline: '甲\n{}", " 甲\n".repeat(90_000)),
            "a.yaml",
        ),
        (
            format!("body: |\n  甲\n{}甲", "# 甲\n".repeat(90_000)),
            "a.yaml",
        ),
        (
            format!("body: |\n  甲\n{}甲", "// 甲\n".repeat(90_000)),
            "a.yaml",
        ),
        (
            with("[路灯, 老街]", &format!("[{}]", "甲，乙, ".repeat(9_000))),
            "a.yaml",
        ),
        (
            with(
                "[河南/驻马店/驿城区]",
                &format!("[{}]", "甲／乙, ".repeat(9_000)),
            ),
            "a.yaml",
        ),
        (
            with("转载自", &"https://a.example/".repeat(50_000)),
            "a.yaml",
        ),
        (
            with(
                "copyright:\n",
                &format!(
                    "copyright: {{holder: 甲, notice: &a\n{}",
                    "  &a\n".repeat(60_000)
                ),
            ),
            "a.yaml",
        ),
        ("\n".repeat(1_000_000), "a.yaml"),
    ] {
        let findings = findings(&text, name);
        let told: usize = findings
            .iter()
            .map(|finding| {
                let words = words(finding, Wording::Chinese);
                words.message.len() + words.help.len() + finding.field.len()
            })
            .sum();
        assert!(told < 8 << 20, "{told} bytes of words for {text:.40}");
        assert!(findings.len() <= 9_100, "{} for {text:.40}", findings.len());
    }
}
