//! Issues where no daemon keeps the time: the commands let the clock run first, and go by when they began.

use std::fs;
use std::time::Duration;

use masthead::cli::Exit;

use crate::hand::Hand;
use crate::house::original;
use crate::mail;

/// The ids in the newest issue that left.
fn newest(hand: &Hand) -> Vec<String> {
    let mut mails = hand.house.mails();
    mails.retain(|name, _| name.starts_with("digest-"));
    let (_, bytes) = mails.last_key_value().expect("an issue");
    mail::articles(bytes)
}

async fn says_no(hand: &Hand, line: &str) {
    let answer = hand.masthead(line).await.expect("an answer");
    assert_eq!(answer.code(), Exit::No.code(), "{line}");
}

async fn with_a_reader() -> Hand {
    let hand = Hand::with("");
    hand.done("subscriber add reader@example.net --digest daily")
        .await;
    hand
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_expired_since_is_in_no_issue() {
    let hand = with_a_reader().await;
    let expiring = original("brief", "短命") + "expires: 2026-11-24T09:00:00+08:00\n";
    hand.house.drop_in("brief.yaml", &expiring);
    hand.done("run --once").await;
    hand.done("digest preview daily").await;
    hand.advance("1h");
    says_no(&hand, "digest preview daily").await;
    says_no(&hand, "digest send daily").await;
    says_no(&hand, "digest send daily --since 30d").await;
    assert!(hand.house.mails().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_embargo_that_has_ended_since_is_in_the_issue() {
    let hand = with_a_reader().await;
    let later = original("later", "稍后") + "embargoed_until: 2026-11-24T09:00:00+08:00\n";
    hand.house.drop_in("later.yaml", &later);
    hand.done("run --once").await;
    says_no(&hand, "digest preview daily").await;
    hand.advance("1h");
    hand.done("digest preview daily").await;
    hand.done("digest send daily").await;
    assert_eq!(newest(&hand), ["later"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_deadline_withholds_is_in_no_issue() {
    let hand = with_a_reader().await;
    hand.house.drop_in("ours.yaml", &original("ours", "我们的"));
    hand.house
        .drop_in("disputed.yaml", &original("disputed", "有争议"));
    hand.done("run --once").await;
    let request = "claimant: {name: 张三, email: zhang@example.net, address: 某街 1 号}\nregime: CN\ngrounds: copyright\n\
         works: [{description: 作品, url: \"https://zhang.example/1\"}]\ntargets: [disputed]\nevidence: [底片]\n\
         signature: 张三\n";
    let file = hand.house.path("request.yaml");
    fs::write(&file, request).expect("a request");
    hand.done(&format!("takedown file {}", file.display()))
        .await;
    // An hour before the deadline of 24 hours it is withheld by itself.
    hand.advance("23h");
    hand.done("digest send daily --since 30d").await;
    assert_eq!(newest(&hand), ["ours"]);
    let log = hand.house.read("outbox/takedowns.jsonl");
    assert!(log.contains("\"withheld\""), "{log}");
}

/// A slot that comes while `run --once` still waits for the inbox is the next one's.
#[tokio::test(flavor = "multi_thread")]
async fn once_does_what_was_due_when_it_began() {
    let hand =
        Hand::with("digests: [{name: daily, schedule: \"0 8 * * *\", time_zone: Asia/Shanghai}]\n");
    let settings = hand.house.read("config/masthead.yaml");
    let settings = settings.replace("settle: 0s", "settle: 3s");
    fs::write(hand.house.path("config/masthead.yaml"), settings).expect("the configuration");
    let at = |text: &str| hand.set(text.parse().expect("a time"));
    at("2026-11-24T07:59:50+08:00");
    hand.done("subscriber add reader@example.net --digest daily")
        .await;
    at("2026-11-24T07:59:58+08:00");
    hand.house.drop_in("ours.yaml", &original("ours", "我们的"));
    tokio::join!(hand.done("run --once"), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        at("2026-11-24T08:00:02+08:00");
    });
    assert!(hand.house.exists("outbox/www/articles/ours/index.html"));
    assert!(hand.house.mails().is_empty(), "the slot came afterwards");
    hand.done("run --once").await;
    assert_eq!(newest(&hand), ["ours"]);
}
