//! Which article a file is a version of: a new day's file under yesterday's name, and copies of a file.

use std::fs;

use masthead::clearance::{Ask, Draft};
use serde_json::{Value, json};

use crate::house::House;
use crate::store::{accept, at, on_both};

fn news(headline: &str, text: &str) -> String {
    format!(
        "headline: {headline}\nbody: |\n  {text}\norigin: original\n\
         copyright: {{holder: 驿城新闻, notice: © 2026 驿城新闻}}\n"
    )
}

const YESTERDAY: [&str; 2] = [
    "城东七条支路通车",
    "城东七条支路昨天通车，沿线居民进城的时间缩短了一半。",
];
const TODAY: [&str; 2] = [
    "区图书馆举办读书会",
    "五十名学生昨天在区图书馆交流读书心得，活动每月举行一次。",
];

fn report(house: &House, name: &str) -> Vec<Value> {
    let text = house.read(&format!("inbox/.rejected/{name}.report.json"));
    serde_json::from_str(&text).expect("a report")
}

#[test]
fn todays_news_does_not_overwrite_yesterdays() {
    let house = House::new();
    house.drop_in("要闻.yaml", &news(YESTERDAY[0], YESTERDAY[1]));
    house.once();
    let today = news(TODAY[0], TODAY[1]);
    house.drop_in("要闻.yaml", &today);
    house.once();
    let feed = house.read("outbox/www/feed.json");
    assert!(feed.contains(YESTERDAY[0]) && !feed.contains(TODAY[0]));
    let found = report(&house, "要闻.yaml");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "version-conflict");
    let help = found[0]["help"].as_str().expect("help");
    let id = help.split("id: ").nth(1).expect("an id");
    let lawful = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let id = id.split(|c| !lawful(c)).next().expect("an id");

    house.drop_in("要闻.yaml", &format!("id: {id}\n{today}"));
    house.once();
    let feed = house.read("outbox/www/feed.json");
    assert!(feed.contains(YESTERDAY[0]) && feed.contains(TODAY[0]));
}

#[test]
fn a_correction_under_the_same_name_needs_neither_id_nor_version() {
    let house = House::new();
    house.drop_in("要闻.yaml", &news(YESTERDAY[0], YESTERDAY[1]));
    house.once();
    let rewritten = news("居民进城更快了", &YESTERDAY[1].replace("一半", "三成"));
    house.drop_in("要闻.yaml", &rewritten);
    house.once();
    house.drop_in("要闻.yaml", &news("居民进城更快了", TODAY[1]));
    house.once();
    assert!(house.files("inbox/.rejected").is_empty());
    let feed = house.read("outbox/www/feed.json");
    assert!(feed.contains("居民进城更快了") && feed.contains("五十名学生"));
}

/// Both are judged when nothing is published yet; what the first has come to decides over the second.
#[test]
fn two_works_of_one_name_in_one_batch_are_one_and_a_finding() {
    let house = House::new();
    house.drop_in("要闻.yaml", &news(YESTERDAY[0], YESTERDAY[1]));
    let text = format!(
        "---\n{}---\n{}\n",
        news(TODAY[0], "x").replace("body: |\n  x\n", ""),
        TODAY[1]
    );
    house.drop_in("要闻.md", &text);
    house.once();
    let rejected: Vec<String> = house.files("inbox/.rejected").into_keys().collect();
    let codes: Vec<&str> = rejected
        .iter()
        .filter_map(|name| name.strip_suffix(".report.json"))
        .collect();
    let [name] = codes.as_slice() else {
        panic!("{rejected:?}");
    };
    assert_eq!(report(&house, name)[0]["code"], "version-conflict");
}

#[test]
fn copies_are_refused_where_they_are_copies() {
    let house = House::new();
    let text = news(YESTERDAY[0], YESTERDAY[1]);
    for name in [
        "x.yaml",
        "x (1).yaml",
        "y (1).yaml",
        "z (Anna's conflicted copy 2026-11-28).yaml",
        "w.sync-conflict-20261128-101010-ABCDEFG.yaml",
    ] {
        house.drop_in(name, &text.replace("七条", &format!("{name} 七条")));
    }
    let own = format!("id: own-1\n{}", news(TODAY[0], TODAY[1]));
    house.drop_in("v (conflicted copy 2026-11-28).yaml", &own);
    house.drop_in(
        "takedowns/r (conflicted copy 2026-11-28).yaml",
        "claimant: {name: 张三}\n",
    );
    house.once();
    for (name, original) in [
        ("x (1).yaml", "x.yaml"),
        ("z (Anna's conflicted copy 2026-11-28).yaml", "z.yaml"),
        ("w.sync-conflict-20261128-101010-ABCDEFG.yaml", "w.yaml"),
    ] {
        let found = report(&house, name);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["code"], "conflict-copy", "{name}");
        assert!(
            found[0]["message"]
                .as_str()
                .is_some_and(|words| words.contains(original))
        );
    }
    let rejected = house.files("inbox/.rejected").len();
    assert_eq!(rejected, 3 * 3, "the others are accepted");
    assert!(
        house.done(&["takedown", "list"]).contains("TD-"),
        "a request is never refused for its name"
    );

    // The original is published, and gone from the inbox.
    house.drop_in("x - 副本.yaml", &text);
    house.once();
    assert_eq!(report(&house, "x - 副本.yaml")[0]["code"], "conflict-copy");
}

#[test]
fn check_finds_the_original_beside_the_copy() {
    let house = House::new();
    let drafts = house.path("drafts");
    fs::create_dir(&drafts).expect("a folder");
    let copy = drafts.join("x (1).yaml");
    fs::write(&copy, news(YESTERDAY[0], YESTERDAY[1])).expect("a draft");
    let path = copy.to_str().expect("UTF-8");
    assert_eq!(house.masthead(&["check", path]).code, 0);
    fs::write(drafts.join("x.yaml"), "").expect("the original");
    let answer = house.masthead(&["check", path]);
    assert_eq!(answer.code, 1);
    assert!(answer.out.contains("conflict-copy"), "{}", answer.out);
}

#[test]
fn the_text_is_fetched_where_it_is_to_be_compared_and_only_there() {
    on_both(|store| async move {
        let changes =
            json!({"headline": "城东七条支路通车", "body": "<p>城东七条支路昨天通车。</p>"});
        accept(&store, "x", changes, at(1)).await;
        let ask = |text: String, name: &str| -> Ask {
            Draft::read(text.as_bytes(), name).expect("readable").ask()
        };
        let text = news("标题", "正文");
        let asks = [
            ask(text.clone(), "x.yaml"),
            ask(format!("id: x\n{text}"), "a.yaml"),
            ask(format!("version: 2\n{text}"), "x.yaml"),
            ask(text.clone(), "x (1).yaml"),
            ask(text.clone(), "y (1).yaml"),
        ];
        let facts = store.facts(&asks).await.expect("facts");
        let bodies: Vec<Option<&str>> = facts
            .iter()
            .map(|facts| {
                facts
                    .published
                    .as_ref()
                    .and_then(|published| published.body.as_deref())
            })
            .collect();
        assert_eq!(
            bodies,
            [
                Some("<p>城东七条支路昨天通车。</p>"),
                None,
                None,
                None,
                None
            ]
        );
        let published = facts[0].published.as_ref().expect("published");
        assert_eq!(published.headline, "城东七条支路通车");
        assert_eq!(facts[3].original.as_deref(), Some("x.yaml"));
        assert_eq!(facts[4].original, None);
    });
}
