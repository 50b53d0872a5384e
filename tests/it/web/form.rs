//! The takedown form: what it opens, completes and shows.

use std::os::unix::fs::PermissionsExt as _;

use masthead::takedown::{Request, State};

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
    let long = "%E6%96%87".repeat(20_000);
    let whole = format!("{WHOLE}&targets=a-1&work={long}&evidence={long}&address={long}");
    assert_eq!(site.post("/takedown", &whole).await.status, 201);
    let huge = format!("work={}", "x".repeat((1 << 20) + 1));
    let reply = site.post("/takedown", &huge).await;
    assert_eq!(reply.status, 413);
    assert!(reply.text().contains("内容过长"), "{}", reply.text());
    let hostile =
        "targets=%00%ff%3Cscript%3E&name=%22%3E%3Cimg+src%3Dx%3E&regime=MOON&grounds=%7B%7B1%7D%7D";
    let opened = site.post("/takedown", hostile).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    let status = site.get(&status_path(&opened.text())).await;
    assert!(!status.text().contains("<script>") && !status.text().contains("<img"));
}

#[tokio::test]
async fn a_request_counts_however_it_is_written() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    let parts = "--x\r\nContent-Disposition: form-data; name=\"targets\"\r\n\r\na-1\r\n--x--\r\n";
    for (media_type, body, articles) in [
        ("application/json", r#"{"targets": ["a-1"]}"#, 1),
        ("multipart/form-data; boundary=x", parts, 1),
        ("text/plain", "请撤下 https://news.example/articles/a-1", 1),
        ("multipart/form-data", parts, 0),
        ("application/x-www-form-urlencoded", "message=a-1", 0),
    ] {
        let headers = [("content-type", media_type)];
        let reply = super::client::ask(site.readers, "POST", "/takedown", &headers, body).await;
        assert_eq!(reply.status, 201, "{media_type}");
        let case = status_path(&reply.text());
        let case = case[10..].split('?').next().expect("a number");
        let case = site.store.case(case).await.expect("an answer");
        let case = case.expect("a case");
        assert_eq!(case.state, State::Incomplete, "{media_type}");
        assert_eq!(case.articles.len(), articles, "{media_type}");
    }
}

#[tokio::test]
async fn what_comes_too_fast_waits_in_the_inbox() {
    let site = Site::open().await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let mut posted = 0;
    let kept = loop {
        let reply = site.post("/takedown", "name=x").await;
        posted += 1;
        if reply.status != 201 {
            break reply;
        }
        assert!(posted < 100, "a limit");
    };
    assert_eq!(kept.status, 202);
    assert!(kept.text().contains("通知已收下"), "{}", kept.text());
    // Two in one instant: the clock stands still.
    assert_eq!(site.post("/takedown", "name=y").await.status, 202);
    let mut names: Vec<String> = waiting(&site)
        .iter()
        .filter_map(|request| request.claimant.name.clone())
        .collect();
    names.sort();
    assert_eq!(names, ["x", "y"]);
    // The proxy on this machine asks for somebody else; what the client itself wrote comes before.
    let other = [form[0], ("x-forwarded-for", "127.0.0.1, 192.0.2.9")];
    let reply = super::client::ask(site.readers, "POST", "/takedown", &other, "name=z").await;
    assert_eq!(reply.status, 201);
}

#[tokio::test]
async fn a_request_without_a_store_waits_and_completes_no_case() {
    let site = Site::open().await;
    site.store.close().await;
    let hostile = "case=TD-2026-0001&key=x&name=x&email=evil%40example.org";
    let kept = site.post("/takedown", hostile).await;
    assert_eq!(kept.status, 202, "{}", kept.text());
    let json = [("content-type", "application/json")];
    let document = r#"{"case": "TD-2026-0001", "claimant": "x"}"#;
    let kept = super::client::ask(site.readers, "POST", "/takedown", &json, document).await;
    assert_eq!(kept.status, 202, "{}", kept.text());
    let waiting = waiting(&site);
    assert_eq!(waiting.len(), 2);
    for request in waiting {
        assert_eq!(request.case, None);
        assert_eq!(request.claimant.name.as_deref(), Some("x"));
    }
}

/// What lies in `inbox/takedowns/`, as its reader reads it.
fn waiting(site: &Site) -> Vec<Request> {
    std::fs::read_dir(site.workspace.takedown_inbox())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| {
            let mode = path.metadata().expect("its mode").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            Request::read(
                &std::fs::read(path).expect("a file"),
                "https://news.example",
            )
        })
        .collect()
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
