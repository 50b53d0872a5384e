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

#[test]
fn one_slip_is_one_finding_with_its_line_its_character_and_the_line_to_paste() {
    // What is written, in place of what, the line to blame, the code, what the message names, what is to be pasted.
    let cases: &[(&str, &str, usize, &str, &str, &str)] = &[
        (
            "headline: 老街",
            "headline：老街",
            1,
            "yaml-syntax",
            "冒号是全角“：”",
            "\nheadline: 老街路灯全部换成暖光",
        ),
        (
            "summary: 三",
            "summary：三",
            2,
            "yaml-syntax",
            "冒号是全角“：”",
            "\nsummary: 三条老街的路灯已经换完。",
        ),
        (
            "byline: ",
            "作者：",
            6,
            "yaml-syntax",
            "冒号是全角“：”",
            "\nbyline: 王小明",
        ),
        (
            "  holder: ",
            "  holder：",
            22,
            "yaml-syntax",
            "冒号是全角“：”",
            "\n  holder: 驿城融媒",
        ),
        (
            "  name: ",
            "  name：",
            15,
            "yaml-syntax",
            "冒号是全角“：”",
            "\n  name: 驿城融媒",
        ),
        (
            "source:",
            "source：",
            14,
            "yaml-syntax",
            "冒号是全角“：”",
            "\nsource:",
        ),
        (
            "body: |",
            "body：|",
            8,
            "yaml-syntax",
            "冒号是全角“：”",
            "\nbody: |",
        ),
        (
            "headline: ",
            "headline:",
            1,
            "yaml-syntax",
            "冒号后面缺一个空格",
            "\nheadline: 老街",
        ),
        (
            "  name: ",
            "  name:",
            15,
            "yaml-syntax",
            "冒号后面缺一个空格",
            "\n  name: 驿城融媒",
        ),
        (
            "headline: ",
            "headline:　",
            1,
            "yaml-syntax",
            "冒号后面是全角空格",
            "\nheadline: 老街",
        ),
        (
            "headline: ",
            "headline ",
            1,
            "yaml-syntax",
            "缺冒号",
            "\nheadline: 老街",
        ),
        (
            "headline: ",
            "headline = ",
            1,
            "yaml-syntax",
            "用了“=”",
            "\nheadline: 老街",
        ),
        (
            "headline: 老街",
            "headline: [独家]老街",
            1,
            "yaml-syntax",
            "以“[”开头",
            "\nheadline: \"[独家]老街",
        ),
        (
            "headline: 老街",
            "headline: >老街",
            1,
            "yaml-syntax",
            "以“>”开头",
            "\nheadline: \">老街",
        ),
        (
            "headline: 老街",
            "headline: *老街",
            1,
            "yaml-syntax",
            "以“*”开头",
            "\nheadline: \"*老街",
        ),
        (
            "headline: 老街",
            "headline: !老街 换",
            1,
            "yaml-syntax",
            "以“!”开头",
            "\nheadline: \"!老街 换",
        ),
        (
            "headline: 老街",
            "headline: &老街 换",
            1,
            "yaml-syntax",
            "以“&”开头",
            "\nheadline: \"&老街 换",
        ),
        (
            "headline: 老街",
            "headline: @老街",
            1,
            "yaml-syntax",
            "以“@”开头",
            "\nheadline: \"@老街",
        ),
        (
            "headline: 老街",
            "headline: %老街",
            1,
            "yaml-syntax",
            "以“%”开头",
            "\nheadline: \"%老街",
        ),
        (
            "headline: 老街",
            "headline: `老街",
            1,
            "yaml-syntax",
            "以“`”开头",
            "\nheadline: \"`老街",
        ),
        (
            "headline: 老街",
            "headline: {老街",
            1,
            "yaml-syntax",
            "以“{”开头",
            "\nheadline: \"{老街",
        ),
        (
            "headline: 老街",
            "headline: - 老街",
            1,
            "yaml-syntax",
            "以“-”开头",
            "\nheadline: \"- 老街",
        ),
        (
            "headline: 老街",
            "headline: 驻马店: 老街",
            1,
            "yaml-syntax",
            "“: ”",
            "\nheadline: \"驻马店: 老街",
        ),
        (
            "headline: 老街",
            "headline: \"老街",
            1,
            "yaml-syntax",
            "引号“\"”没有结束",
            "\nheadline: \"老街路灯全部换成暖光\"",
        ),
        (
            "headline: 老街",
            "headline: '老街",
            1,
            "yaml-syntax",
            "引号“'”没有结束",
            "\nheadline: '老街路灯全部换成暖光'",
        ),
        (
            "headline: 老街路灯",
            "headline: \"老街\"路灯",
            1,
            "yaml-syntax",
            "引号“\"”已经结束",
            "\nheadline: '\"老街\"路灯",
        ),
        (
            "keywords: [路灯, 老街]",
            "keywords: [路灯, 老街",
            4,
            "yaml-syntax",
            "方括号“[”没有结束",
            "\nkeywords: [路灯, 老街]",
        ),
        (
            "keywords: [路灯, 老街]",
            "keywords: ［路灯, 老街］",
            4,
            "yaml-syntax",
            "方括号是全角“［”",
            "\nkeywords: [路灯, 老街]",
        ),
        (
            "keywords: [路灯, 老街]",
            "keywords: 【路灯，老街】",
            4,
            "yaml-syntax",
            "方括号是全角“【”",
            "\nkeywords: [路灯, 老街]",
        ),
        (
            "keywords: [路灯, 老街]",
            "keywords: [路灯，老街]",
            4,
            "bad-value",
            "逗号是全角“，”",
            "\nkeywords: [路灯, 老街]",
        ),
        (
            "keywords: [路灯, 老街]",
            "keywords: 路灯、老街",
            4,
            "bad-value",
            "应是列表",
            "\nkeywords: [路灯, 老街]",
        ),
        (
            "keywords: [路灯, 老街]",
            "keywords:\n  － 路灯\n  - 老街",
            5,
            "yaml-syntax",
            "列表横线写成了“－”",
            "\n  - 路灯",
        ),
        (
            "[河南/驻马店/驿城区]",
            "[河南/驻马店，本地]",
            3,
            "bad-value",
            "逗号是全角“，”",
            "\ncategories: [河南/驻马店, 本地]",
        ),
        (
            "[河南/驻马店/驿城区]",
            "[河南／驻马店]",
            3,
            "bad-value",
            "全角“／”",
            "\ncategories: [河南/驻马店]",
        ),
        (
            "[河南/驻马店/驿城区]",
            "[河南>驻马店]",
            3,
            "bad-value",
            "“>”",
            "\ncategories: [河南/驻马店]",
        ),
        (
            "[河南/驻马店/驿城区]",
            "[河\u{200B}南]",
            3,
            "bad-value",
            "看不见的字符 U+200B",
            "\ncategories: [河南]",
        ),
        (
            "headline: ",
            "标题: ",
            1,
            "unknown-field",
            "“标题”",
            "\nheadline: 老街",
        ),
        (
            "headline: ",
            "標題: ",
            1,
            "unknown-field",
            "“標題”",
            "\nheadline: 老街",
        ),
        (
            "headline: ",
            "title: ",
            1,
            "unknown-field",
            "“title”",
            "\nheadline: 老街",
        ),
        (
            "body: |",
            "正文: |",
            8,
            "unknown-field",
            "“正文”",
            "\nbody: |",
        ),
        (
            "attribution: ",
            "转载说明: ",
            17,
            "unknown-field",
            "“转载说明”",
            "\nattribution: 转载自",
        ),
        (
            "  holder: ",
            "  著作权人: ",
            22,
            "unknown-field",
            "“著作权人”",
            "\n  holder: 驿城",
        ),
        (
            "copyright:",
            "版權:",
            21,
            "unknown-field",
            "“版權”",
            "\ncopyright:",
        ),
        (
            "origin: reprint",
            "origin: 转载",
            13,
            "origin-missing",
            "原创还是转载",
            "\norigin: reprint",
        ),
        (
            "2026-11-28\n",
            "2026/11/28\n",
            5,
            "bad-value",
            "日期",
            "\npublished: 2026-11-28",
        ),
        (
            "2026-11-28\n",
            "2026年11月28日\n",
            5,
            "bad-value",
            "日期",
            "\npublished: 2026-11-28",
        ),
        (
            "2026-11-28\n",
            "2026-11-28 上午9：30\n",
            5,
            "bad-value",
            "日期",
            "\npublished: 2026-11-28 09:30",
        ),
        (
            "2026-11-28\n",
            "2026-02-30\n",
            5,
            "bad-value",
            "不是有效的日期",
            "2026-11-23",
        ),
        (
            "  name: ",
            "\tname: ",
            15,
            "yaml-syntax",
            "制表符",
            "\n  name: 驿城融媒",
        ),
        (
            "  name: ",
            "　　name: ",
            15,
            "yaml-syntax",
            "全角空格",
            "\n  name: 驿城融媒",
        ),
        (
            "  url: ",
            "   url: ",
            16,
            "yaml-syntax",
            "没有与同组的字段对齐",
            "\n  url: https",
        ),
        (
            "  路灯上周",
            "　　路灯上周",
            9,
            "yaml-syntax",
            "全角空格",
            "\n  　　路灯上周",
        ),
        (
            "  路灯上周",
            "\t路灯上周",
            9,
            "yaml-syntax",
            "制表符",
            "\n  路灯上周",
        ),
        (
            "  路灯上周",
            "路灯上周",
            9,
            "yaml-syntax",
            "没有空格",
            "\n  路灯上周",
        ),
        (
            "  居民说",
            "居民说",
            11,
            "yaml-syntax",
            "没有空格",
            "\n  居民说",
        ),
        (
            "  居民说",
            "---\n\n  居民说",
            11,
            "yaml-syntax",
            "分隔线",
            "\n  ---",
        ),
        (
            "body: |",
            "body: ｜",
            8,
            "yaml-syntax",
            "竖线是全角“｜”",
            "\nbody: |",
        ),
        (
            "body: |\n  路灯",
            "body: |路灯",
            8,
            "yaml-syntax",
            "同一行",
            "\nbody: |\n  路灯",
        ),
        (
            "body: |\n  路灯上周",
            "body:\n  记者: 路灯上周",
            8,
            "yaml-syntax",
            "没有写“|”",
            "\nbody: |\n  记者: 路灯",
        ),
        (
            "  holder: ",
            "  holder: 某某\n  holder: ",
            23,
            "yaml-syntax",
            "第一次在第 22 行",
            "只留一行",
        ),
        (
            "headline: 老街",
            "headline: \"老街\\n",
            1,
            "yaml-syntax",
            "没有结束",
            "\nheadline: ",
        ),
    ];
    for (from, to, line, code, named, pasted) in cases {
        let found = findings(&with(from, to), "a.yaml");
        let told = told(&found);
        assert_eq!(found.len(), 1, "{to}\n{told}");
        assert_eq!(
            (found[0].span.line, found[0].code()),
            (*line, *code),
            "{to}\n{told}"
        );
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
