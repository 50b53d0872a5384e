//! Addresses: validators, codings, methods, and what is not there.

use std::io::Read as _;

use jiff::SignedDuration;

use super::client::raw;
use super::{Site, id};
use masthead::clock::Clock as _;

#[tokio::test]
async fn a_copy_that_is_still_good_is_not_sent_again() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    let first = site.get("/feed.rss").await;
    assert_eq!(first.status, 200);
    assert!(first.text().contains("三条道路通车"));
    let tag = first.header("etag").expect("a tag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    let length = first.header("content-length").map(str::to_owned);
    assert_eq!(length, Some(first.body.len().to_string()));
    for copy in [&tag, &format!("W/{tag}"), &format!("\"x,y\", {tag}"), "*"] {
        let reply = site
            .ask("GET", "/feed.rss", &[("if-none-match", copy)])
            .await;
        assert_eq!((reply.status, reply.body.len()), (304, 0), "{copy}");
        assert_eq!(reply.header("etag"), Some(tag.as_str()));
    }
    site.publish("a-1", 2, "四条道路通车").await;
    let reply = site
        .ask("GET", "/feed.rss", &[("if-none-match", &tag)])
        .await;
    assert_eq!(reply.status, 200);
    assert_ne!(reply.header("etag"), Some(tag.as_str()));
}

#[tokio::test]
async fn a_date_is_sent_at_once_and_never_for_two_states() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    let date = "Tue, 24 Nov 2026 07:00:00 GMT";
    for path in [
        "/articles/a-1",
        "/feed.atom",
        "/categories/%E6%B2%B3%E5%8D%97/",
    ] {
        let reply = site.get(path).await;
        assert_eq!(reply.header("last-modified"), Some(date), "{path}");
        let reply = site.ask("GET", path, &[("if-modified-since", date)]).await;
        assert_eq!((reply.status, reply.body.len()), (304, 0), "{path}");
        let older = "Tue, 24 Nov 2026 06:59:59 GMT";
        let reply = site.ask("GET", path, &[("if-modified-since", older)]).await;
        assert_eq!(reply.status, 200);
        let both = [("if-modified-since", date), ("if-none-match", "\"other\"")];
        assert_eq!(site.ask("GET", path, &both).await.status, 200);
    }
    // A change in the same second bears the next one, which is not sent before it has come.
    site.publish("a-1", 2, "四条道路通车").await;
    for next in [None, Some("Tue, 24 Nov 2026 07:00:01 GMT")] {
        for path in ["/articles/a-1", "/feed.atom"] {
            let reply = site.ask("GET", path, &[("if-modified-since", date)]).await;
            assert_eq!(reply.status, 200, "{path}");
            assert_eq!(reply.header("last-modified"), next, "{path}");
        }
        site.clock.advance(SignedDuration::from_secs(1));
    }
}

#[tokio::test]
async fn each_coding_has_its_own_tag() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    let plain = site.get("/feed.json").await;
    let packed = loop {
        let reply = site
            .ask("GET", "/feed.json", &[("accept-encoding", "br, gzip")])
            .await;
        assert_eq!(reply.header("vary"), Some("Accept-Encoding"));
        // The compressed form is made beside the first answers.
        if reply.header("content-encoding") == Some("gzip") {
            break reply;
        }
        assert_eq!(reply.body, plain.body);
    };
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(packed.body.as_slice())
        .read_to_end(&mut unpacked)
        .expect("gzip");
    assert_eq!(unpacked, plain.body);
    let tag = plain.header("etag").expect("a tag");
    let packed_tag = packed.header("etag").expect("a tag");
    assert_eq!(packed_tag, format!("{}-gz\"", tag.trim_end_matches('"')));
    for (asked, copy) in [("gzip", packed_tag), ("gzip", tag), ("", tag)] {
        let headers = [("accept-encoding", asked), ("if-none-match", copy)];
        let reply = site.ask("GET", "/feed.json", &headers).await;
        assert_eq!((reply.status, reply.header("etag")), (304, Some(copy)));
    }
    for asked in ["gzip;q=0", "identity", "*;q=0", "br"] {
        let reply = site
            .ask("GET", "/feed.json", &[("accept-encoding", asked)])
            .await;
        assert_eq!(
            (reply.status, reply.header("content-encoding")),
            (200, None),
            "{asked}"
        );
    }
    // Readers that name one media type must not be sent away with 406.
    let reply = site
        .ask("GET", "/feed.json", &[("accept", "application/rss+xml")])
        .await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn only_reading_is_allowed() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    let get = site.get("/articles/a-1").await;
    let head = site.ask("HEAD", "/articles/a-1", &[]).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["etag", "content-length", "content-type", "cache-control"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
        assert!(head.header(name).is_some(), "{name}");
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"] {
        let reply = site.ask(method, "/articles/a-1", &[]).await;
        assert_eq!(
            (reply.status, reply.header("allow")),
            (405, Some("GET, HEAD")),
            "{method}"
        );
    }
    assert_eq!(site.ask("DELETE", "/takedown", &[]).await.status, 405);
}

#[tokio::test]
async fn an_error_is_a_page_of_the_house_in_the_reader_s_language() {
    let site = Site::open().await;
    let long = format!("/{}", "a".repeat(5000));
    for (method, path, status) in [
        ("DELETE", "/takedown", 405),
        ("POST", "/takedown/TD-2026-0001", 405),
        ("POST", "/", 405),
        ("GET", &long, 414),
        ("GET", "/nothing", 404),
    ] {
        for (language, name) in [("zh", "回到首页"), ("en", "To the front page")] {
            let reply = site
                .ask(method, path, &[("accept-language", language)])
                .await;
            assert_eq!(reply.status, status, "{method} {path}");
            let text = reply.text();
            assert!(text.contains("豫ICP备"), "{method} {path}: {text}");
            assert!(text.contains(name), "{method} {path}: {text}");
            assert_eq!(reply.header("allow").is_some(), status == 405);
        }
    }
}

#[tokio::test]
async fn other_spellings_lead_to_the_one_address() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    for (asked, at) in [
        ("/articles/a-1/", "/articles/a-1"),
        ("/articles/a-1/index.html", "/articles/a-1"),
        (
            "/categories/%E6%B2%B3%E5%8D%97",
            "/categories/%E6%B2%B3%E5%8D%97/",
        ),
        ("/index.html", "/"),
    ] {
        let reply = site.get(asked).await;
        assert_eq!(
            (reply.status, reply.header("location")),
            (308, Some(at)),
            "{asked}"
        );
        assert_eq!(site.get(at).await.status, 200);
    }
    assert_eq!(site.get("/articles/unknown/").await.status, 404);
}

#[tokio::test]
async fn what_is_not_ours_is_404_whatever_it_looks_like() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    let long = format!("/categories/{}/", "a".repeat(3000));
    for path in [
        "/..",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/%2e%2e%2fetc%2fpasswd",
        "/articles/..%2f..%2fvar%2fmasthead.db",
        "/articles/%00",
        "/%00",
        "/articles/a-1%00",
        "/%ff%fe",
        "/categories/%ff/",
        "/categories/%c0%ae%c0%ae/",
        "//articles/a-1",
        "/articles//a-1",
        "/articles%2Fa-1",
        "/articles/a-1%2f",
        "/articles/.",
        "/articles/a-1/..",
        "/categories/a\\b/",
        "/articles/%zz",
        "/feed.rss%20",
        "/var/masthead.db",
        "/config/masthead.yaml",
        &long,
        "/hub",
        "/desk",
        "/subscribe",
        "/confirm/x",
        "/api/v1/articles",
        "/api/v1/openapi.json",
        "/articles/a-1.ninjs.json",
        "/metrics",
        "/healthz",
        "/readyz",
        "/archive/2026/13/",
        "/archive/0/0/0/",
    ] {
        let reply = site.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.text().contains("没有这个页面"), "{path}");
    }
    let endless = format!("/{}", "a/".repeat(5000));
    assert_eq!(site.get(&endless).await.status, 414);
    for request in [
        &b"GET /\xff\xfe HTTP/1.1\r\nhost: x\r\n\r\n"[..],
        b"\x16\x03\x01\x02\r\n\r\n",
    ] {
        assert_eq!(raw(site.readers, request).await.status, 400);
    }
    let english = site
        .ask("GET", "/nothing", &[("accept-language", "en-GB, zh;q=0.5")])
        .await;
    assert!(english.text().contains("There is no such page"));
}

#[tokio::test]
async fn withdrawn_is_told_by_its_own_status() {
    let site = Site::open().await;
    for article in ["killed", "unpublished"] {
        site.publish(article, 1, "三条道路通车").await;
        assert_eq!(site.get(&format!("/articles/{article}")).await.status, 200);
    }
    let now = site.clock.now();
    let touched = site.store.kill(&id("killed"), now).await.expect("killed");
    site.live.switch(touched.places());
    let touched = site
        .store
        .unpublish(&id("unpublished"), now)
        .await
        .expect("unpublished");
    site.live.switch(touched.places());
    let killed = site.get("/articles/killed").await;
    assert_eq!((killed.status, killed.header("link")), (410, None));
    assert!(!killed.text().contains("三条道路通车"));
    assert_eq!(site.get("/articles/unpublished").await.status, 404);
}

#[tokio::test]
async fn every_answer_protects_its_reader() {
    let site = Site::open().await;
    for path in ["/", "/feed.rss", "/takedown", "/nothing", "/unsubscribe/x"] {
        let reply = site.get(path).await;
        let policy = reply.header("content-security-policy").expect("a policy");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("script"),
            "{path}"
        );
        assert_eq!(
            reply.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            reply.header("referrer-policy"),
            Some("no-referrer"),
            "{path}"
        );
        assert_eq!(reply.header("set-cookie"), None, "{path}");
    }
}
