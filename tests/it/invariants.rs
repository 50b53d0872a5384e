//! The invariants of `docs/architecture.md`, each by name; 2 is in `kill.rs`, 6 in `cost.rs`, 7 in `order.rs`.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use crate::hand::Hand;
use crate::house::{House, is_mail, original, reprint, until};
use crate::mail;
use crate::sink::Sink;

/// A request in order that asks for these articles.
fn request(targets: &str) -> String {
    format!(
        "claimant: {{name: 张三, email: zhang@example.net, address: 某街 1 号}}\nregime: CN\ngrounds: copyright\n\
         works: [{{description: 作品, url: \"https://zhang.example/1\"}}]\ntargets: [{targets}]\n\
         evidence: [底片]\nsignature: 张三\n"
    )
}

pub fn file_case(house: &House, targets: &str) -> String {
    fs::write(house.path("request.yaml"), request(targets)).expect("a request");
    let file = house.path("request.yaml");
    let out = house.done(&["takedown", "file", file.to_str().expect("UTF-8")]);
    out.trim().to_owned()
}

pub fn channels(house: &House, case: &str) -> Vec<(String, bool)> {
    let shown: Value =
        serde_json::from_str(&house.done(&["takedown", "show", case, "--json"])).expect("JSON");
    shown["channels"]
        .as_array()
        .expect("channels")
        .iter()
        .map(|row| {
            (
                format!("{} {}", row["channel"], row["target"]).replace('"', ""),
                !row["done"].is_null(),
            )
        })
        .collect()
}

/// 1. In every format, each article that can be read carries where it is from and whose it is.
#[test]
fn nothing_unattributed_can_leave() {
    House::on_each_engine("")
        .iter()
        .for_each(nothing_unattributed_can_leave_on);
}

fn nothing_unattributed_can_leave_on(house: &House) {
    house.done(&[
        "subscriber",
        "add",
        "reader@example.net",
        "--digest",
        "daily",
    ]);
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    // With a summary, a list's page holds nothing of the body.
    let theirs = reprint("theirs", "Theirs").replace("language:", "summary: In short.\nlanguage:");
    house.drop_in("theirs.yaml", &theirs);
    let bare = reprint("bare", "Bare").replace("attribution:", "keywords: [x]\nsummary:");
    house.drop_in("bare.yaml", &bare);
    house.once();
    house.done(&["digest", "send", "daily"]);
    house.once();

    let credit = [
        "Reprinted from Zhumadian Daily",
        "https://zmd.example/theirs",
        "© 2026 Zhumadian Daily",
    ];
    let mut carriers = house.files("outbox/www");
    carriers.extend(house.mails());
    let (mut seen, mut lists) = (0, 0);
    for (name, bytes) in carriers {
        let text = if is_mail(&name) {
            mail::text(&bytes)
        } else {
            String::from_utf8_lossy(&bytes).replace("\\/", "/")
        };
        assert!(
            !text.contains("The text of Bare"),
            "{name} carries what was rejected"
        );
        // The headline alone is a word of the work: a list's page has no more of it.
        if !text.contains("Theirs") {
            continue;
        }
        seen += 1;
        let parts = if text.contains("The text of Theirs") || is_mail(&name) {
            &credit[..]
        } else {
            lists += 1;
            &credit[..1]
        };
        for part in parts {
            assert!(text.contains(part), "{name} lacks {part}");
        }
    }
    assert!(
        seen - lists >= 8,
        "page, feeds of site, category, source and language, mail: {seen}"
    );
    assert!(lists >= 4, "site, category, source, archive: {lists}");
    assert!(house.exists("inbox/.rejected/bare.yaml.report.json"));
}

/// 3. What was frozen into an issue and withdrawn before it left does not leave.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_withdrawn_leaves() {
    let sink = Sink::start();
    sink.refuse("late@example.net", "451 4.7.1 later");
    let hand = Hand::with(&sink.config(1));
    for reader in ["early@example.net", "late@example.net"] {
        hand.done(&format!("subscriber add {reader} --digest daily"))
            .await;
    }
    hand.house
        .drop_in("gone.yaml", &original("gone", "将被撤下"));
    hand.house
        .drop_in("stays.yaml", &original("stays", "留下的"));
    hand.done("run --once").await;
    hand.done("digest send daily").await;
    assert_eq!(sink.mails().len(), 1, "one is put off");

    fs::write(hand.house.path("request.yaml"), request("gone")).expect("a request");
    let file = hand.house.path("request.yaml");
    hand.done(&format!("takedown file {}", file.display()))
        .await;
    hand.done("takedown remove TD-2026-0001").await;
    sink.refuse("", "");
    hand.advance("2h");
    hand.done("run --once").await;

    let to_late: Vec<_> = sink
        .mails()
        .into_iter()
        .filter(|mail| mail.to == "late@example.net")
        .collect();
    assert_eq!(to_late.len(), 1, "what was put off came");
    let text = mail::text(&to_late[0].bytes);
    assert!(text.contains("留下的"), "{text}");
    assert!(
        !text.contains("将被撤下"),
        "a withdrawn headline left: {text}"
    );
    let notices = sink
        .mails()
        .into_iter()
        .filter(|mail| mail.to == "early@example.net")
        .count();
    assert_eq!(
        notices, 2,
        "the digest, and the notice that what it brought is withdrawn"
    );
}

/// 4. The process was away when the time came: it acts before it does anything else.
#[test]
fn downtime_past_the_deadline_acts_at_once() {
    House::on_each_engine("takedown: {deadline: 4s, auto_withhold_before: 1s}\n")
        .iter()
        .for_each(downtime_past_the_deadline_acts_at_once_on);
}

fn downtime_past_the_deadline_acts_at_once_on(house: &House) {
    house.drop_in("held.yaml", &original("held", "被投诉的"));
    let daemon = house.start();
    until("it is shown", || house.get("/articles/held").status == 200);
    let case = file_case(house, "held");
    assert_eq!(
        house.get("/articles/held").status,
        200,
        "a claim alone takes nothing down"
    );
    daemon.kill();
    sleep(Duration::from_secs(4));

    let _daemon = house.start();
    assert_eq!(
        house.get("/articles/held").status,
        451,
        "the first answer after the start"
    );
    assert!(
        house
            .done(&["takedown", "show", &case, "--json"])
            .contains("withheld")
    );
    assert!(!house.get("/feed.rss").text().contains("被投诉的"));
}

/// 4. A deadline is an instant; a day of downtime does not move it.
#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_is_kept_over_any_downtime() {
    let hand = Hand::with("");
    hand.house
        .drop_in("held.yaml", &original("held", "被投诉的"));
    hand.done("run --once").await;
    hand.house
        .drop_in("takedowns/request.yaml", &request("held"));
    hand.done("run --once").await;
    let log = hand.house.read("outbox/takedowns.jsonl");
    assert!(
        log.contains("2026-11-25T00:00:00Z"),
        "24 hours after eight in Shanghai: {log}"
    );
    hand.advance("72h");
    hand.done("run --once").await;
    let log = hand.house.read("outbox/takedowns.jsonl");
    assert!(log.contains("\"withheld\""), "{log}");
    assert!(!hand.house.read("outbox/www/feed.atom").contains("被投诉的"));
}

/// 5. The outbox is a function of the store.
#[test]
fn a_deleted_outbox_comes_back_byte_for_byte() {
    House::on_each_engine("")
        .iter()
        .for_each(a_deleted_outbox_comes_back_byte_for_byte_on);
}

fn a_deleted_outbox_comes_back_byte_for_byte_on(house: &House) {
    for n in 0..12 {
        let id = format!("a{n}");
        house.drop_in(&format!("{id}.yaml"), &original(&id, &format!("标题 {n}")));
        let id = format!("b{n}");
        house.drop_in(&format!("{id}.yaml"), &reprint(&id, &format!("Title {n}")));
    }
    house.once();
    let case = file_case(house, "a3");
    house.done(&["takedown", "remove", &case]);
    house.done(&["article", "kill", "b4"]);
    house.done(&["article", "unpublish", "a5"]);
    house.drop_in(
        "a6.yaml",
        &format!("version: 2\n{}", original("a6", "更正后的标题")),
    );
    house.once();

    let before = house.files("outbox");
    assert!(before.contains_key("www/feed.rss") && before.contains_key("takedowns.jsonl"));
    fs::remove_dir_all(house.path("outbox/www")).expect("the web root goes");
    fs::remove_file(house.path("outbox/takedowns.jsonl")).expect("the log goes");
    house.once();
    let after = house.files("outbox");
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &before {
        assert!(after[name] == *bytes, "{name} came back with other bytes");
    }
}

/// 4 and 5. The address by which readers know an article is made of the settings that are in force when it appears,
/// though its embargo ended while nobody was there.
#[tokio::test(flavor = "multi_thread")]
async fn an_article_appears_under_the_address_in_force() {
    let hand = Hand::with("");
    let soon = original("soon", "将要发表的").replace(
        "origin: original",
        "embargoed_until: 2026-11-24T09:00:00+08:00\norigin: original",
    );
    hand.house.drop_in("soon.yaml", &soon);
    hand.done("run --once").await;
    let file = hand.house.path("config/masthead.yaml");
    let moved = hand
        .house
        .read("config/masthead.yaml")
        .replace("https://yicheng.example", "https://moved.example");
    fs::write(file, moved).expect("the configuration");
    hand.advance("2h");
    hand.done("run --once").await;
    let feed = hand.house.read("outbox/www/feed.rss");
    assert!(
        feed.contains("https://moved.example/articles/soon"),
        "{feed}"
    );
    assert!(!feed.contains("https://yicheng.example"), "{feed}");
}
