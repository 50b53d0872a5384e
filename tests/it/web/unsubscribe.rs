//! The way out of a digest.

use masthead::clock::Clock as _;
use masthead::store::{NewSubscriber, Status};

use super::Site;

#[tokio::test]
async fn a_get_shows_and_a_post_unsubscribes() {
    let site = Site::open().await;
    let subscriber = NewSubscriber {
        email: "reader@example.org".into(),
        digests: vec!["daily".into()],
        language: None,
        time_zone: None,
        token: "T0ken".into(),
        consent: "operator".into(),
    };
    site.store
        .add_subscribers(vec![subscriber], site.clock.now())
        .await
        .expect("added");
    let status = || async {
        let found = site
            .store
            .subscriber_by_token("T0ken")
            .await
            .expect("an answer");
        found.expect("a subscriber").status
    };
    let shown = site.get("/unsubscribe/T0ken").await;
    assert_eq!(shown.status, 200);
    assert!(shown.text().contains("daily") && !shown.text().contains("reader@example.org"));
    assert!(status().await == Status::Active);
    for _ in 0..2 {
        let done = site
            .post("/unsubscribe/T0ken", "List-Unsubscribe=One-Click")
            .await;
        assert_eq!(done.status, 200);
        assert!(status().await == Status::Unsubscribed);
    }
    assert!(
        site.get("/unsubscribe/T0ken")
            .await
            .text()
            .contains("已经退订")
    );
    for path in ["/unsubscribe/other", "/unsubscribe/%ff", "/unsubscribe/%00"] {
        assert_eq!(
            site.post(path, "List-Unsubscribe=One-Click").await.status,
            404,
            "{path}"
        );
        assert_eq!(site.get(path).await.status, 404, "{path}");
    }
}
