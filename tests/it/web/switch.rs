//! What is served from memory never lags behind what was committed, at any address.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use masthead::clock::Clock as _;
use masthead::store::{Action, NewCase};
use masthead::takedown::Request;
use tokio::task::JoinSet;

use super::{Site, client, id};

const EVERYWHERE: [&str; 10] = [
    "/",
    "/feed.rss",
    "/feed.atom",
    "/feed.json",
    "/articles/a-1",
    "/categories/%E6%B2%B3%E5%8D%97/",
    "/categories/%E6%B2%B3%E5%8D%97/%E9%A9%BB%E9%A9%AC%E5%BA%97/feed.rss",
    "/languages/zh-CN/feed.json",
    "/archive/2026/11/",
    "/sitemap.xml",
];

/// Removes the article as the desk does, and lets HTTP know.
async fn remove(site: &Site, article: &str) {
    let now = site.clock.now();
    let document = format!(
        "targets: [{article}]\nclaimant: {{name: 李四, email: li@example.org}}\n\
         works: [{{description: 照片}}]\nevidence: [底片]\nsignature: 李四\n"
    );
    let new = NewCase {
        request: Request::read(document.as_bytes(), &site.config.base_url()),
        via: "cli",
        key: "key".into(),
        mark: None,
    };
    let rules = &site.config.takedown;
    let case = site
        .store
        .open_case(new, rules, now)
        .await
        .expect("a case")
        .case;
    let moved = site
        .store
        .act(&case, Action::Remove, "officer", rules, now)
        .await;
    site.live.switch(moved.expect("removed").touched.places());
}

#[tokio::test]
async fn a_removal_switches_every_address_at_once() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    site.publish("a-2", 1, "第二篇").await;
    let mut tags = Vec::new();
    for path in EVERYWHERE {
        let reply = site.get(path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert!(
            path == "/sitemap.xml" || reply.text().contains("三条道路通车"),
            "{path}"
        );
        tags.push(reply.header("etag").map(str::to_owned));
    }
    site.clock.advance(jiff::SignedDuration::from_secs(5));
    remove(&site, "a-1").await;
    for (path, tag) in EVERYWHERE.into_iter().zip(tags) {
        let reply = site.get(path).await;
        assert!(!reply.text().contains("三条道路通车"), "{path}");
        if path != "/sitemap.xml" {
            assert_ne!(reply.header("etag").map(str::to_owned), tag, "{path}");
        }
    }
    let page = site.get("/articles/a-1").await;
    assert_eq!(page.status, 451);
    assert_eq!(
        page.header("link"),
        Some("<https://news.example>; rel=\"blocked-by\"")
    );
    // What is not 2xx knows no preconditions (RFC 9110 section 13.2.1).
    let page = site
        .ask("GET", "/articles/a-1", &[("if-none-match", "*")])
        .await;
    assert_eq!(page.status, 451);
    assert!(site.get("/feed.rss").await.text().contains("第二篇"));
}

/// Readers ask without pause while an article is corrected a hundred times and then removed. Whoever asks after
/// a switch must see at least the version that the switch made true.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_reader_sees_what_a_switch_ended() {
    const REMOVED: u32 = 101;
    let site = Arc::new(Site::open().await);
    site.publish("a-1", 1, "第1版标题").await;
    let (floor, over) = (
        Arc::new(AtomicU32::new(1)),
        Arc::new(AtomicBool::new(false)),
    );
    let mut readers = JoinSet::new();
    for path in ["/feed.rss", "/articles/a-1", "/", "/feed.json"]
        .into_iter()
        .cycle()
        .take(8)
    {
        let (floor, over, address) = (Arc::clone(&floor), Arc::clone(&over), site.readers);
        readers.spawn(async move {
            let mut asked = 0;
            while !over.load(Ordering::SeqCst) {
                let least = floor.load(Ordering::SeqCst);
                let reply = client::ask(address, "GET", path, &[], "").await;
                let seen = version(&reply.text());
                assert!(seen >= least, "{path}: version {seen} after {least}");
                asked += 1;
            }
            asked
        });
    }
    for number in 2..REMOVED {
        site.publish("a-1", number, &format!("第{number}版标题"))
            .await;
        floor.store(number, Ordering::SeqCst);
    }
    remove(&site, "a-1").await;
    floor.store(REMOVED, Ordering::SeqCst);
    for path in EVERYWHERE {
        assert_eq!(version(&site.get(path).await.text()), REMOVED, "{path}");
    }
    over.store(true, Ordering::SeqCst);
    let mut asked = 0;
    while let Some(reader) = readers.join_next().await {
        asked += reader.expect("no reader failed");
    }
    assert!(asked > 100, "only {asked} requests");
    assert!(
        site.store
            .article(&id("a-1"))
            .await
            .expect("an answer")
            .is_some()
    );
}

/// The version whose headline a text carries; without one, that after the last.
fn version(text: &str) -> u32 {
    let after = text.split_once('第').map(|(_, after)| after);
    after
        .and_then(|after| after.split_once("版标题"))
        .and_then(|(number, _)| number.parse().ok())
        .unwrap_or(101)
}
