//! Articles as editors write them, in `tests/written/`: what is said of each, and that readers get every word.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use masthead::clearance::{Draft, Facts, Policy, Verdict, clear};
use serde_json::Value;

use crate::findings::config;
use crate::house::House;

/// Each file with its findings: code, field, line and column.
const SAID: [(&str, &[&str]); 13] = [
    ("footnotes.md", &[]),
    (
        "newsroom.md",
        &[
            "link-relative body 20:1",
            "link-relative body 20:22",
            "link-relative body 20:43",
            "markup-in-text body 22:1",
            "markup-in-text body 22:29",
            "content-dropped body 24:1",
            "content-dropped body 26:1",
            "content-dropped body 26:46",
        ],
    ),
    ("ends-with-dots.md", &[]),
    ("body-twice.md", &["bad-value body 3:1"]),
    ("rule-unindented.yaml", &["yaml-syntax  5:1"]),
    ("expires-too-early.yaml", &["bad-value expires 3:10"]),
    ("expires-within-embargo.yaml", &["bad-value expires 4:10"]),
    ("bad-offset.yaml", &["bad-value published 2:12"]),
    ("bad-language.yaml", &["bad-value language 2:11"]),
    ("bad-headline.yaml", &["bad-value headline 1:11"]),
    (
        "hash.yaml",
        &[
            "text-cut headline 1:17",
            "text-cut summary 2:14",
            "text-cut body 3:10",
        ],
    ),
    ("swallowed.yaml", &["yaml-syntax  3:3"]),
    ("far-too-long-line.yaml", &["bad-value attribution 6:14"]),
];

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/written")
}

fn text(name: &str) -> String {
    if name == "far-too-long-line.yaml" {
        return format!(
            "headline: 甲\nbody: 乙\norigin: reprint\nsource: {{name: 丙, url: \"https://a.example/x\"}}\n\
             permission: {{basis: agreement}}\nattribution: 丙 {}\ncopyright: {{holder: 丙, notice: © 丙}}\n",
            "https://a.example/".repeat(50_000)
        );
    }
    fs::read_to_string(folder().join(name)).expect("the article")
}

#[test]
fn each_finding_stands_at_its_place_and_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    let policy = Policy::of(&config(&root, &root));
    let now: Timestamp = "2026-11-28T08:00:00Z".parse().expect("an instant");
    for (name, said) in SAID {
        let findings = match Draft::read(text(name).as_bytes(), name) {
            Err(findings) => findings,
            Ok(draft) => match clear(&draft, &Facts::default(), &policy, now) {
                Verdict::Cleared(_, findings) | Verdict::Rejected(findings) => findings,
                Verdict::Unchanged => Vec::new(),
            },
        };
        let found: Vec<String> = findings
            .iter()
            .map(|finding| {
                let (line, column) = (finding.span.line, finding.span.column);
                format!("{} {} {line}:{column}", finding.code(), finding.field)
            })
            .collect();
        assert_eq!(found, said, "{name}");
    }
}

#[test]
fn readers_get_every_word_on_the_page_and_in_the_feed() {
    let house = House::new();
    for name in ["footnotes.md", "newsroom.md"] {
        house.drop_in(name, &text(name));
    }
    house.once();
    let feed: Value = serde_json::from_str(&house.read("outbox/www/feed.json")).expect("JSON");
    let entries = feed["items"].as_array().expect("entries");
    let of = |id: &str| {
        let page = house.read(&format!("outbox/www/articles/{id}/index.html"));
        let entry = entries
            .iter()
            .find(|entry| entry["id"].as_str().is_some_and(|url| url.ends_with(id)))
            .expect("an entry");
        [page, entry["content_html"].as_str().expect("a text").into()]
    };
    for html in of("footnotes") {
        for word in [
            "四点六度",
            "据区住建局十一月的通报。",
            "同上。",
            "See the survey of 2019.",
            "正文完。",
        ] {
            assert!(html.contains(word), "{word} in {html}");
        }
        for note in 1..=3 {
            for part in [
                format!("#footnotes:fn:{note}\""),
                format!("id=\"footnotes:fn:{note}\""),
                format!("#footnotes:ref:{note}\""),
                format!("id=\"footnotes:ref:{note}\""),
            ] {
                assert!(html.contains(&part), "{part} in {html}");
            }
        }
    }
    for html in of("newsroom") {
        for part in [
            "<p>　　第一段，用两个全角空格起头。</p>",
            "<p>　　第二段，紧接着上一段。</p>",
            "他说<strong>“今年不用再穿棉袄了。”</strong>记者记下了。",
            "<del>七千户</del>七千二百户。",
            "☑ 已完成",
            "☐ 未完成",
            "[电话]: 0396-1234567",
            ">https://zmd.example/a</a>。另见",
            ">www.zmd.example</a>。",
            "本地图",
            "相关阅读",
            "章节",
            "内嵌图",
            "1）第一项<br>\n2）第二项",
            "一、甲项<br>\n二、乙项",
            "（责任编辑：林致远）",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }
}
