//! Which files may follow what is published under their names.

use jiff::Timestamp;

use crate::clearance::report::{Wording, words};
use crate::clearance::{Draft, Facts, Finding, Policy, Published, Verdict, clear};
use crate::config::Config;
use crate::workspace::Workspace;

const BEFORE: &str =
    "<p>市区七条道路昨天通车，沿线居民进城时间缩短一半，公交同时调整三条线路。</p>";

fn policy() -> Policy {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let workspace = Workspace::at(folder.path()).expect("absolute");
    workspace.create().expect("made");
    let text = "publisher: {name: 驿城新闻, takedown_email: a@news.example}\n";
    #[expect(clippy::disallowed_methods, reason = "a test writes what it reads")]
    std::fs::write(workspace.config_file(), text).expect("written");
    Policy::of(&Config::read(&workspace, &|_| None).expect("lawful"))
}

fn published() -> Published {
    Published {
        date: None,
        version: 4,
        original: [7; 32],
        is_reprint: false,
        reprint_of: None,
        headline: "市区七条道路通车".into(),
        body: Some(BEFORE.into()),
    }
}

fn original(headline: &str, body: &str) -> String {
    format!(
        "headline: {headline}\nbody: |\n  {body}\norigin: original\n\
         copyright: {{holder: 驿城新闻, notice: © 2026 驿城新闻}}\n"
    )
}

fn reprint(url: &str) -> String {
    format!(
        "headline: 标题\nbody: 正文\norigin: reprint\nsource: {{name: 甲报, url: \"{url}\"}}\n\
         attribution: \"转载自甲报：{url}\"\npermission: {{basis: agreement}}\n\
         copyright: {{holder: 甲报, notice: © 甲报}}\n"
    )
}

fn judge(name: &str, text: &str, facts: &Facts) -> Vec<Finding> {
    let now: Timestamp = "2026-11-28T09:30:00+08:00".parse().expect("an instant");
    let draft = Draft::read(text.as_bytes(), name).expect("readable");
    match clear(&draft, facts, &policy(), now) {
        Verdict::Rejected(findings) => findings,
        _ => Vec::new(),
    }
}

/// The codes that a file gets where the published original lies under its name.
fn codes(name: &str, text: &str, published: Published) -> Vec<&'static str> {
    let facts = Facts {
        published: Some(published),
        ..Facts::default()
    };
    let findings = judge(name, text, &facts);
    findings.iter().map(Finding::code).collect()
}

#[test]
fn todays_news_does_not_overwrite_yesterdays() {
    let today = original(
        "区图书馆举办读书会",
        "五十名学生昨天在区图书馆交流读书心得，活动每月举行一次。",
    );
    assert_eq!(
        codes("要闻.yaml", &today, published()),
        ["version-conflict"]
    );
    for said in ["id: reading-20261128\n", "version: 5\n"] {
        let today = format!("{said}{today}");
        assert!(codes("要闻.yaml", &today, published()).is_empty(), "{said}");
    }
    let unreadable = Published {
        body: None,
        ..published()
    };
    assert!(codes("要闻.yaml", &today, unreadable).is_empty());
}

#[test]
fn a_correction_of_headline_or_text_alone_is_one() {
    let text = "市区七条道路昨天通车，沿线居民进城时间缩短三成，公交同时调整三条线路。";
    let rewritten = original("居民进城更快了", text);
    assert!(codes("要闻.yaml", &rewritten, published()).is_empty());
    let other_text = original("市区七条道路通车", "记者重新核实：通车的是五条。");
    assert!(codes("要闻.yaml", &other_text, published()).is_empty());
}

#[test]
fn a_reprint_is_corrected_by_a_reprint_of_the_same_page() {
    let of = |url: &str| Published {
        is_reprint: true,
        reprint_of: Some(url.into()),
        ..published()
    };
    let text = reprint("https://a.example/1");
    assert!(codes("要闻.yaml", &text, of("https://a.example/1")).is_empty());
    assert!(codes("要闻.yaml", &text, of("HTTPS://A.example:443/1")).is_empty());
    for other in [of("https://a.example/2"), published()] {
        assert_eq!(codes("要闻.yaml", &text, other), ["version-conflict"]);
    }
    let ours = original("标题", "正文");
    let codes = codes("要闻.yaml", &ours, of("https://a.example/1"));
    assert_eq!(codes, ["version-conflict"]);
}

#[test]
fn the_report_says_what_to_write_and_that_is_taken() {
    let today = original(
        "区图书馆举办读书会",
        "五十名学生昨天在区图书馆交流读书心得。",
    );
    let facts = Facts {
        published: Some(published()),
        ..Facts::default()
    };
    for (name, id) in [
        ("news.yaml".to_owned(), "news-20261128-0930".to_owned()),
        (
            format!("{}.yaml", "n".repeat(128)),
            format!("{}-20261128-0930", "n".repeat(114)),
        ),
    ] {
        let findings = judge(&name, &today, &facts);
        let [finding] = findings.as_slice() else {
            panic!("{findings:?}");
        };
        for wording in [Wording::English, Wording::Chinese] {
            let words = words(finding, wording);
            assert!(words.message.contains("市区七条道路通车"), "{words:?}");
            assert!(words.help.contains(&format!("id: {id}")), "{words:?}");
            assert!(words.help.contains("version: 5"), "{words:?}");
        }
        let mended = format!("id: {id}\n{today}");
        assert!(judge(&name, &mended, &Facts::default()).is_empty());
    }
}

#[test]
fn a_conflict_copy_is_refused_unless_it_has_an_id() {
    let text = original("标题", "正文");
    let name = "a (Anna's conflicted copy 2026-11-28).yaml";
    let findings = judge(name, &text, &Facts::default());
    let codes: Vec<_> = findings.iter().map(Finding::code).collect();
    assert_eq!(codes, ["conflict-copy"]);
    for wording in [Wording::English, Wording::Chinese] {
        assert!(words(&findings[0], wording).message.contains(" a.yaml"));
    }
    let own = format!("id: a-2\n{text}");
    assert!(judge(name, &own, &Facts::default()).is_empty());
}

#[test]
fn a_numbered_name_is_a_copys_where_the_original_is_known() {
    let text = original("标题", "正文");
    let name = "a (1).yaml";
    assert!(judge(name, &text, &Facts::default()).is_empty());
    let ask = Draft::read(text.as_bytes(), name).expect("readable").ask();
    let mut facts = Facts::default();
    facts.look_beside(&ask, |beside| beside == "b.yaml");
    assert!(judge(name, &text, &facts).is_empty());
    facts.look_beside(&ask, |beside| beside == "a.yaml");
    let findings = judge(name, &text, &facts);
    let codes: Vec<_> = findings.iter().map(Finding::code).collect();
    assert_eq!(codes, ["conflict-copy"]);
    // What was published under this name when nobody knew an original is corrected under it.
    facts.published = Some(Published {
        headline: "标题".into(),
        ..published()
    });
    assert!(judge(name, &text, &facts).is_empty());
}
