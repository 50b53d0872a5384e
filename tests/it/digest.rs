//! Issues where no daemon keeps the time: the commands let the clock run first, and go by when they began.

use std::fs;
use std::time::Duration;

use masthead::cli::Exit;

use crate::hand::Hand;
use crate::house::{House, original};
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

/// A first showing fixes an article's address for good: a preview is none, and an issue goes by today's settings.
#[tokio::test(flavor = "multi_thread")]
async fn a_preview_shows_nothing_first_and_an_issue_goes_by_the_settings_of_the_day() {
    let hand = with_a_reader().await;
    let later = original("later", "稍后") + "embargoed_until: 2026-11-24T09:00:00+08:00\n";
    hand.house.drop_in("later.yaml", &later);
    hand.done("run --once").await;
    hand.advance("1h");
    hand.done("digest preview daily").await;
    let article = || hand.house.done(&["article", "show", "later", "--json"]);
    assert!(article().contains("\"url\": null"), "{}", article());
    let config = hand.house.read("config/masthead.yaml");
    let moved = config.replace("https://yicheng.example", "https://new.example");
    fs::write(hand.house.path("config/masthead.yaml"), moved).expect("the configuration");
    hand.done("digest preview daily").await;
    hand.done("digest send daily").await;
    let mails = hand.house.mails();
    let (_, issue) = mails.last_key_value().expect("an issue");
    let issue = String::from_utf8_lossy(issue);
    assert!(
        issue.contains("https://new.example/articles/later"),
        "{issue}"
    );
    let shown = hand.house.done(&["article", "show", "later", "--json"]);
    assert!(
        shown.contains("https://new.example/articles/later"),
        "{shown}"
    );
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
    hand.done("digest preview daily").await;
    let log = hand.house.read("outbox/takedowns.jsonl");
    assert!(
        !log.contains("\"withheld\""),
        "a preview does nothing: {log}"
    );
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

/// A changed `takedown.clock` starts the clock of a case that waited; a deadline that people were told stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_to_run_from_receipt_runs_for_cases_that_wait() {
    let hand = Hand::with("takedown: {deadline: 4h, clock: confirmed}\n");
    for id in ["ours", "theirs"] {
        hand.house.drop_in(&format!("{id}.yaml"), &original(id, id));
    }
    hand.done("run --once").await;
    let file = |id: &str| {
        let request = format!(
            "claimant: {{name: 张三, email: zhang@example.net}}\nworks: [{{description: 作品}}]\n\
             targets: [{id}]\nevidence: [底片]\nsignature: 张三\n"
        );
        hand.house
            .drop_in(&format!("takedowns/{id}.yaml"), &request);
    };
    let shown = |case: &str| {
        let text = hand.house.done(&["takedown", "show", case, "--json"]);
        serde_json::from_str::<serde_json::Value>(&text).expect("an object")
    };
    file("ours");
    hand.done("run --once").await;
    assert!(shown("TD-2026-0001")["deadline"].is_null());
    let configure = |section: &str| hand.house.configure(section);
    configure("takedown: {deadline: 4h, clock: received}\n");
    hand.advance("1h");
    file("theirs");
    hand.done("run --once").await;
    assert_eq!(shown("TD-2026-0001")["deadline"], "2026-11-24T04:00:00Z");
    hand.house.done(&["audit", "verify"]);
    configure("takedown: {deadline: 8h, auto_withhold_before: 2h}\n");
    hand.advance("1h");
    hand.done("run --once").await;
    assert_eq!(shown("TD-2026-0002")["deadline"], "2026-11-24T05:00:00Z");
    assert_eq!(shown("TD-2026-0001")["withheld"], "2026-11-24T02:00:00Z");
    assert!(shown("TD-2026-0002")["withheld"].is_null());
    hand.house.done(&["audit", "verify"]);
}

#[test]
fn a_preview_says_the_same_again_on_each_engine() {
    for house in House::on_each_engine("") {
        house.drop_in("ours.yaml", &original("ours", "我们的"));
        house.once();
        let first = house.done(&["digest", "preview", "daily"]);
        assert!(first.contains("我们的"), "{first}");
        assert_eq!(house.done(&["digest", "preview", "daily"]), first);
        let sent = house.done(&["digest", "send", "daily"]);
        assert!(sent.starts_with("daily.1: 1 article"), "{sent}");
    }
}
