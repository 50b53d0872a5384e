//! The desk's counter and the way out of a digest.

use std::os::unix::fs::PermissionsExt as _;

use masthead::clock::Clock as _;
use masthead::store::{NewSubscriber, Status};
use masthead::takedown::State;

use super::Site;

const WHOLE: &str = "targets=https%3A%2F%2Fnews.example%2Farticles%2Fa-1&grounds=copyright&regime=CN&work=%E7%85%A7%E7%89%87&evidence=%E5%BA%95%E7%89%87&name=%E6%9D%8E%E5%9B%9B&email=li%40example.org&signature=%E6%9D%8E%E5%9B%9B";

/// The status page's path, from the answer to the form.
fn status_path(text: &str) -> String {
    let after = text
        .split_once("https://news.example/takedown/")
        .expect("a link")
        .1;
    let link = after.split(['"', '<']).next().expect("its end");
    format!("/takedown/{link}")
}

#[tokio::test]
async fn the_form_opens_a_case_that_its_key_shows() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    let form = site.get("/takedown?article=a-1").await;
    assert_eq!(form.status, 200);
    assert!(form.text().contains(">a-1</textarea>"), "{}", form.text());
    let opened = site.post("/takedown", WHOLE).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    assert!(opened.text().contains("TD-2026-0001"));
    assert_eq!(opened.header("cache-control"), Some("no-store"));

    let case = site
        .store
        .case("TD-2026-0001")
        .await
        .expect("an answer")
        .expect("a case");
    assert_eq!(case.state, State::Received);
    assert_eq!(case.articles, [super::id("a-1")]);
    assert_eq!(case.missing, Vec::<String>::new());
    assert_eq!(case.request.claimant.name.as_deref(), Some("李四"));
    let mut kept = std::fs::read_dir(site.workspace.requests()).expect("a folder");
    let kept = kept.next().expect("a file").expect("an entry");
    assert_eq!(
        kept.metadata().expect("its mode").permissions().mode() & 0o777,
        0o600
    );

    let path = status_path(&opened.text());
    let status = site.get(&path).await;
    assert_eq!(status.status, 200);
    assert!(status.text().contains("TD-2026-0001") && !status.text().contains("li@example.org"));
    for wrong in [
        "/takedown/TD-2026-0001",
        "/takedown/TD-2026-0001?key=x",
        "/takedown/TD-2026-0002?key=x",
        "/takedown/%ff?key=%ff",
    ] {
        let reply = site.get(wrong).await;
        assert_eq!(reply.status, 404, "{wrong}");
        assert!(reply.text().contains("没有这个案件"));
    }
}

#[tokio::test]
async fn what_is_missing_can_be_added_by_whoever_holds_the_key() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    let opened = site
        .post(
            "/takedown",
            "targets=a-1&name=%E6%9D%8E%E5%9B%9B&email=li%40example.org",
        )
        .await;
    assert_eq!(opened.status, 201);
    assert!(opened.text().contains("签名"), "{}", opened.text());
    let path = status_path(&opened.text());
    let key = path.split_once("key=").expect("a key").1.to_owned();
    let form = site
        .get(&format!("/takedown?case=TD-2026-0001&key={key}"))
        .await;
    assert!(form.text().contains("li@example.org"), "{}", form.text());
    assert_eq!(
        site.get("/takedown?case=TD-2026-0001&key=x").await.status,
        404
    );
    let wrong = site
        .post("/takedown", &format!("{WHOLE}&case=TD-2026-0001&key=x"))
        .await;
    assert_eq!(wrong.status, 404);
    let completed = site
        .post("/takedown", &format!("{WHOLE}&case=TD-2026-0001&key={key}"))
        .await;
    assert_eq!(completed.status, 201, "{}", completed.text());
    let case = site
        .store
        .case("TD-2026-0001")
        .await
        .expect("an answer")
        .expect("a case");
    assert_eq!((case.state, case.missing.len()), (State::Received, 0));
    assert!(
        site.store
            .case("TD-2026-0002")
            .await
            .expect("an answer")
            .is_none()
    );
}

#[tokio::test]
async fn the_form_has_its_limits() {
    let site = Site::open().await;
    assert_eq!(
        site.post("/takedown", "regime=CN&grounds=other")
            .await
            .status,
        400
    );
    let reply = super::client::ask(
        site.readers,
        "POST",
        "/takedown",
        &[("content-type", "application/json")],
        "{}",
    )
    .await;
    assert_eq!(reply.status, 415);
    let huge = format!("work={}", "x".repeat(300 << 10));
    assert_eq!(site.post("/takedown", &huge).await.status, 413);
    let hostile =
        "targets=%00%ff%3Cscript%3E&name=%22%3E%3Cimg+src%3Dx%3E&regime=MOON&grounds=%7B%7B1%7D%7D";
    let opened = site.post("/takedown", hostile).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    let status = site.get(&status_path(&opened.text())).await;
    assert!(!status.text().contains("<script>") && !status.text().contains("<img"));
    let mut last = 0;
    for _ in 0..40 {
        last = site.post("/takedown", "name=x").await.status;
        if last == 429 {
            break;
        }
        assert_eq!(last, 201);
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn after_a_reload_the_new_address_is_ours() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    site.reload(|config| config.http.base_url = Some("https://new.example".into()));
    let form = WHOLE.replace("news.example", "new.example");
    let opened = site.post("/takedown", &form).await;
    assert!(
        opened
            .text()
            .contains("https://new.example/takedown/TD-2026-0001?key=")
    );
    let case = site.store.case("TD-2026-0001").await.expect("an answer");
    assert_eq!(case.expect("a case").state, State::Received);
}

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
