mod any;
mod json;

use super::{Mark, mend};
use crate::document::{FaultKind, Field, Kind, optional, parse};

static SOURCE: [Field; 2] = [
    optional("name", Kind::Line(100), ""),
    optional("url", Kind::HttpUrl, ""),
];
static TABLE: [Field; 9] = [
    optional("headline", Kind::Line(300), ""),
    optional("summary", Kind::Text(300), ""),
    optional("categories", Kind::List(&Kind::Category), ""),
    optional("keywords", Kind::List(&Kind::Line(200)), ""),
    optional("published", Kind::Instant, ""),
    optional("body", Kind::Prose, ""),
    optional("origin", Kind::OneOf(&["original", "reprint"]), ""),
    optional("source", Kind::Object(&SOURCE), ""),
    optional("byline", Kind::Line(300), ""),
];

/// Line, column, marks and corrected lines of every slip; the mended document can be read.
fn slips(text: &str) -> Vec<(usize, usize, Vec<Mark>, Vec<String>)> {
    let mended = mend(text, &TABLE, false);
    assert!(parse(&mended.text).is_ok(), "{text}\n---\n{}", mended.text);
    mended
        .slips
        .into_iter()
        .map(|fault| match fault.kind {
            FaultKind::Slip { marks, corrected } => {
                (fault.span.line, fault.span.column, marks, corrected)
            }
            other => panic!("{other:?}"),
        })
        .collect()
}

fn one(text: &str, line: usize, mark: &Mark, corrected: &[&str]) {
    let found = slips(text);
    assert_eq!(found.len(), 1, "{text}\n{found:?}");
    assert_eq!(found[0].0, line, "{text}\n{found:?}");
    assert!(found[0].2.contains(mark), "{text}\n{found:?}");
    assert_eq!(found[0].3, corrected, "{text}");
}

fn wide(found: char, meant: char) -> Mark {
    Mark::Wide { found, meant }
}

#[test]
fn colons() {
    let colon = wide('：', ':');
    one("headline：老街\nbody: 乙\n", 1, &colon, &["headline: 老街"]);
    one(
        "headline: 老街\nsummary：乙\nbody: 丙\n",
        2,
        &colon,
        &["summary: 乙"],
    );
    one(
        "source:\n  name：甲\n  url: https://a.example/\n",
        2,
        &colon,
        &["  name: 甲"],
    );
    one("source：\n  name: 甲\n", 1, &colon, &["source:"]);
    one("body：|\n  甲：乙\n", 1, &colon, &["body: |"]);
    one(
        "source: {name：甲, url: https://a.example/}\n",
        1,
        &colon,
        &["source: {name: 甲, url: https://a.example/}"],
    );
    one("标题：老街\nbody: 乙\n", 1, &colon, &["headline: 老街"]);
    one(
        "headline:甲\nbody: 乙\n",
        1,
        &Mark::NoBlank,
        &["headline: 甲"],
    );
    one(
        "source:\n  name:甲\n  url: https://a.example/\n",
        2,
        &Mark::NoBlank,
        &["  name: 甲"],
    );
    one(
        "headline :甲\nbody: 乙\n",
        1,
        &Mark::NoBlank,
        &["headline: 甲"],
    );
    one(
        "headline:　甲\nbody: 乙\n",
        1,
        &Mark::Blank('　'),
        &["headline: 甲"],
    );
    one(
        "headline 甲\nbody: 乙\n",
        1,
        &Mark::NoColon,
        &["headline: 甲"],
    );
    one(
        "headline = 甲\nbody: 乙\n",
        1,
        &Mark::Equals('='),
        &["headline: 甲"],
    );
    one(
        "headline: 驻马店: 七千户\nbody: 乙\n",
        1,
        &Mark::ColonInside,
        &["headline: \"驻马店: 七千户\""],
    );
    let all = "headline：甲\nsummary：乙\ncategories：[丙]\nbody：|\n  一\n\norigin：reprint\nsource：\n  name：丁\n  url：https://a.example/\n";
    assert_eq!(slips(all).len(), 8);
}

#[test]
fn commas_brackets_and_quotes() {
    one(
        "headline: “甲\nkeywords：[乙，丙]\n",
        2,
        &wide('：', ':'),
        &["keywords: [乙, 丙]"],
    );
    one(
        "keywords: ［甲, 乙］\n",
        1,
        &wide('［', '['),
        &["keywords: [甲, 乙]"],
    );
    one(
        "keywords: 【甲，乙】\n",
        1,
        &wide('【', '['),
        &["keywords: [甲, 乙]"],
    );
    one(
        "keywords: [甲, 乙\nbody: 丙\n",
        1,
        &Mark::Unclosed('['),
        &["keywords: [甲, 乙]"],
    );
    one(
        "source: ｛name: 甲, url: https://a.example/｝\n",
        1,
        &wide('｛', '{'),
        &["source: {name: 甲, url: https://a.example/}"],
    );
    one(
        "source: {name: 甲，url: https://a.example/}\n",
        1,
        &wide('，', ','),
        &["source: {name: 甲, url: https://a.example/}"],
    );
    one(
        "headline: \"甲\nbody: 乙\nsummary: 丙\n",
        1,
        &Mark::Unclosed('"'),
        &["headline: \"甲\""],
    );
    one(
        "headline: \"甲”\nbody: 乙\n",
        1,
        &Mark::Unclosed('"'),
        &["headline: \"甲\""],
    );
    one(
        "headline: \"甲\"乙\nbody: 丙\n",
        1,
        &Mark::AfterQuote('"'),
        &["headline: '\"甲\"乙'"],
    );
    one(
        "“headline”: 甲\nbody: 乙\n",
        1,
        &wide('“', '"'),
        &["headline: 甲"],
    );
}

#[test]
fn signs_at_the_beginning_of_a_value() {
    for sign in [
        '@', '%', '`', '[', ']', '{', '}', '*', '&', '!', '>', '|', ',',
    ] {
        let text = format!("headline: {sign}老街\nbody: 乙\n");
        one(
            &text,
            1,
            &Mark::Start(sign),
            &[&format!("headline: \"{sign}老街\"")],
        );
    }
    one(
        "headline: [独家]老街\nbody: 乙\n",
        1,
        &Mark::Start('['),
        &["headline: \"[独家]老街\""],
    );
    one(
        "headline: *强调*\nbody: 乙\n",
        1,
        &Mark::Start('*'),
        &["headline: \"*强调*\""],
    );
    one(
        "headline: - 甲\nbody: 乙\n",
        1,
        &Mark::Start('-'),
        &["headline: \"- 甲\""],
    );
    one(
        "headline: ? 甲\nbody: 乙\n",
        1,
        &Mark::Start('?'),
        &["headline: \"? 甲\""],
    );
    one(
        "keywords:\n  - @甲\n  - 乙\n",
        2,
        &Mark::Start('@'),
        &["  - \"@甲\""],
    );
}

#[test]
fn one_line_that_goes_on() {
    one(
        "headline: 甲\n  乙: 丙\nbody: 丁\n",
        1,
        &Mark::ColonInside,
        &["headline: \"甲 乙: 丙\""],
    );
    one(
        "headline: 甲 #乙\n  丙\nbody: 丁\n",
        1,
        &Mark::Inside('#'),
        &["headline: \"甲 #乙 丙\""],
    );
}

#[test]
fn indents() {
    one(
        "source:\n\tname: 甲\n",
        2,
        &Mark::Indent('\t'),
        &["  name: 甲"],
    );
    one(
        "source:\n　　name: 甲\n",
        2,
        &Mark::Indent('　'),
        &["  name: 甲"],
    );
    one(
        "source:\n  name: 甲\n　　url: https://a.example/\n",
        3,
        &Mark::Indent('　'),
        &["  url: https://a.example/"],
    );
    one(
        "source:\n  name: 甲\n   url: https://a.example/\n",
        3,
        &Mark::Level,
        &["  url: https://a.example/"],
    );
    one("source:\nname: 甲\n", 2, &Mark::Level, &["  name: 甲"]);
    one(
        "　headline: 甲\nbody: 乙\n",
        1,
        &Mark::Indent('　'),
        &["headline: 甲"],
    );
    one(
        " headline: 甲\nbody: 乙\n",
        1,
        &Mark::Level,
        &["headline: 甲"],
    );
    one("＃ 注\nheadline: 甲\n", 1, &wide('＃', '#'), &["# 注"]);
}

#[test]
fn lists() {
    one("keywords:\n  － 甲\n", 2, &wide('－', '-'), &["  - 甲"]);
    one(
        "keywords:\n  -甲\n",
        2,
        &Mark::NoBlankAfterDash,
        &["  - 甲"],
    );
    one(
        "keywords:\n  - 甲\n\t- 乙\n",
        3,
        &Mark::Indent('\t'),
        &["  - 乙"],
    );
}

#[test]
fn texts() {
    one(
        "body: |\n一\n\n二\norigin: original\n",
        2,
        &Mark::Unindented,
        &["  一", "  二"],
    );
    one(
        "body: |\n　　一\n\n　　二\norigin: original\n",
        2,
        &Mark::TextIndent('　'),
        &["  　　一", "  　　二"],
    );
    one(
        "body: |\n\t一\n\n\t二\norigin: original\n",
        2,
        &Mark::TextIndent('\t'),
        &["  一", "  二"],
    );
    one(
        "body: |\n  一\n\n---\n\n  二\norigin: original\n",
        4,
        &Mark::Rule,
        &["  ---"],
    );
    one(
        "body: |\n  一\n二\norigin: original\n",
        3,
        &Mark::Unindented,
        &["  二"],
    );
    one(
        "body: |\n    一\n  二\norigin: original\n",
        3,
        &Mark::Shallow,
        &["    二"],
    );
    one(
        "body: ｜\n  一\norigin: original\n",
        1,
        &wide('｜', '|'),
        &["body: |"],
    );
    one(
        "summary: ＞\n  一\norigin: original\n",
        1,
        &wide('＞', '>'),
        &["summary: >"],
    );
    one(
        "body: |一\n  二\norigin: original\n",
        1,
        &Mark::BesideBar('|'),
        &["body: |", "  一", "  二"],
    );
    one(
        "body:\n  一: 二\n\n  三\norigin: original\n",
        1,
        &Mark::NoBar,
        &["body: |", "  一: 二", "", "  三"],
    );
    one(
        "body: 一\n\n二\norigin: original\n",
        1,
        &Mark::NoBar,
        &["body: |", "  一", "", "  二"],
    );
    one(
        "body: |\n# 小标题\n\n正文\norigin: original\n",
        2,
        &Mark::Unindented,
        &["  # 小标题", "  正文"],
    );
    one(
        "body: |\n  一\n他说：好\norigin: original\n",
        3,
        &Mark::Unindented,
        &["  他说：好"],
    );
}

#[test]
fn what_is_well_is_left_alone() {
    for text in [
        "# 注\nheadline: “甲”乙：丙\nsummary: >-\n  一\n\n  二\ncategories:\n- 河南/驻马店\n- 本地\nbody: |\n  # 标题\n\n  - 甲：乙\n\n  　　丙\nsource:\n  name: '甲: 乙'\n  url: https://a.example/?a=b:c\n",
        "---\nheadline: \"甲\n  乙\"\nkeywords: [甲,\n  乙]\nbody: 一\n  二\n...\n",
        "headline: 甲 # 注\n\n# 注\nbody: |2\n    甲\n  乙\n",
        "  headline: 甲\n  source: {name: 甲, url: 'https://a.example/'}\n",
        "a: &b 甲\nheadline: *b\n",
    ] {
        assert!(slips(text).is_empty(), "{text}\n{:?}", slips(text));
    }
}
