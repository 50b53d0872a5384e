//! What operators and their machines ask.

use super::{Site, client};

#[tokio::test]
async fn ready_means_that_work_can_be_done() {
    let site = Site::open().await;
    let ask = async |path: &'static str| client::ask(site.operators, "GET", path, &[], "").await;
    assert_eq!(ask("/healthz").await.status, 200);
    site.health.beat("ingest");
    assert_eq!(ask("/readyz").await.status, 200);
    site.health.failed("publish", "the disk is full".into());
    let reply = ask("/readyz").await;
    assert_eq!(reply.status, 503);
    assert_eq!(reply.text(), "publish: the disk is full\n");
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
