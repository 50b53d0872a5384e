//! What operators and their machines ask.

use std::time::Duration;

use masthead::vitals::Health;

use super::{Site, client};

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn ready_means_that_work_can_be_done() {
    let site = Site::open().await;
    let ask = async |path: &'static str| client::ask(site.operators, "GET", path, &[], "").await;
    assert_eq!(ask("/healthz").await.status, 200);
    for worker in ["ingest", "publish"] {
        site.health.begin(worker, MINUTE);
    }
    site.health.beat("ingest");
    assert_eq!(ask("/readyz").await.status, 200);
    site.health.failed("publish", "the disk is full".into());
    let reply = ask("/readyz").await;
    assert_eq!(reply.status, 503);
    assert_eq!(reply.text(), "publish: the disk is full\n");
    site.health.begin("publish", MINUTE);
    assert_eq!(ask("/readyz").await.status, 503, "it only tries again");
    site.health.beat("publish");
    assert_eq!(ask("/readyz").await.status, 200);
    std::fs::rename(
        site.workspace.inbox(),
        site.workspace.root().join("elsewhere"),
    )
    .expect("moved");
    let reply = ask("/readyz").await;
    assert_eq!(reply.status, 503);
    assert!(reply.text().starts_with("inbox: "), "{}", reply.text());
    assert_eq!(ask("/healthz").await.status, 200);
    site.store.close().await;
    assert_eq!(ask("/feed.rss").await.status, 404);
}

/// Six workers and one outage are one line in the log, and one when it is over.
#[test]
fn a_fault_is_news_once() {
    let health = Health::new();
    for worker in ["ingest", "publish"] {
        health.begin(worker, Duration::from_secs(9));
    }
    assert!(health.failed("ingest", "the database is away".into()));
    assert!(!health.failed("publish", "the database is away".into()));
    assert!(!health.failed("ingest", "the database is away".into()));
    assert!(health.failed("ingest", "the inbox is gone".into()));
    assert_eq!(health.beat("ingest").as_deref(), Some("the inbox is gone"));
    assert_eq!(health.beat("ingest"), None);
    assert!(!health.failed("ingest", "the database is away".into()));
    assert_eq!(health.beat("publish"), None, "ingest has it still");
    let over = health.beat("ingest");
    assert_eq!(over.as_deref(), Some("the database is away"));
}

#[tokio::test]
async fn a_worker_hangs_after_its_own_time() {
    let health = Health::new();
    health.begin("deliver", MINUTE);
    health.begin("ingest", Duration::from_millis(1));
    assert!(!health.hangs());
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(health.hangs(), "in its very first turn");
    health.begin("ingest", MINUTE);
    assert!(!health.hangs());
}

#[tokio::test]
async fn the_metrics_are_openmetrics() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    site.meters.accepted(1);
    site.meters.rejected(2);
    site.get("/feed.rss").await;
    site.get("/nothing").await;
    let reply = client::ask(site.operators, "GET", "/metrics", &[], "").await;
    assert_eq!(reply.status, 200);
    let media_type = reply.header("content-type").expect("a type").to_owned();
    assert!(media_type.starts_with("application/openmetrics-text; version=1.0.0"));
    let text = reply.text();
    for line in [
        "masthead_articles_accepted_total 1",
        "masthead_articles_rejected_total 2",
        "masthead_http_answers_total{status=\"200\"} 1",
        "masthead_http_answers_total{status=\"404\"} 1",
        "masthead_articles_shown 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(text.ends_with("# EOF\n"));
}
