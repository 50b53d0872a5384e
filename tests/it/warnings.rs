//! What readers do not get as it was written is told, and rejects nothing; what was published keeps its date.

use serde_json::Value;

use crate::house::House;

const WARNED: &str = "headline: 视频\nbody: |\n  甲[^1]。\n\n  <iframe src=\"https://v.example/1\"></iframe>\n\n  \
                      [^1]: 注。\norigin: original\ncopyright: {holder: 驿城新闻, notice: © 2026 驿城新闻}\n";

#[test]
fn a_warning_is_told_by_check_kept_with_the_version_and_rejects_nothing() {
    for house in House::on_each_engine("") {
        house.drop_in("video.yaml", WARNED);
        let file = house.path("inbox/video.yaml").display().to_string();
        let checked = house.masthead(&["check", "--format", "json", &file]);
        assert_eq!(checked.code, 0, "{}", checked.err);
        let told: Value = serde_json::from_str(&checked.out).expect("JSON");
        assert_eq!(told.as_array().map(Vec::len), Some(1), "{told}");
        let one = &told[0];
        assert_eq!(
            (&one["code"], &one["severity"]),
            (&"content-dropped".into(), &"warning".into())
        );
        assert_eq!((&one["line"], &one["column"]), (&5.into(), &3.into()));
        house.once();
        let shown = house.masthead(&["article", "show", "video", "--json"]);
        let shown: Value = serde_json::from_str(&shown.out).expect("JSON");
        assert_eq!(shown["shown"], true);
        assert_eq!(shown["warnings"][0]["code"], "content-dropped", "{shown}");
        let text = house.masthead(&["article", "show", "video"]).out;
        assert!(text.contains("5:3 [content-dropped] "), "{text}");
        house.drop_in(
            "video.yaml",
            &WARNED.replace("<iframe src=\"https://v.example/1\"></iframe>", "乙"),
        );
        house.once();
        let shown = house.masthead(&["article", "show", "video", "--json"]);
        let shown: Value = serde_json::from_str(&shown.out).expect("JSON");
        assert_eq!(
            (&shown["version"], &shown["warnings"]),
            (&2.into(), &serde_json::json!([]))
        );
    }
}

#[test]
fn footnotes_have_links_both_ways_in_page_and_feeds() {
    let house = House::new();
    house.drop_in("note.yaml", WARNED);
    house.once();
    let page = house.read("outbox/www/articles/note/index.html");
    for part in [
        "href=\"#note:fn:1\"",
        "id=\"note:fn:1\"",
        "href=\"#note:ref:1\"",
        "id=\"note:ref:1\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let feed: Value = serde_json::from_str(&house.read("outbox/www/feed.json")).expect("JSON");
    let html = feed["items"][0]["content_html"].as_str().expect("a text");
    for part in [
        "articles/note#note:fn:1\"",
        "id=\"note:fn:1\"",
        "articles/note#note:ref:1\"",
        "id=\"note:ref:1\"",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn a_correction_keeps_the_date_that_readers_saw() {
    for house in House::on_each_engine("") {
        let article = "headline: 时二\nbody: 正文\npublished: 2026-01-01T00:00:00+08:00\norigin: original\n\
                       copyright: {holder: 驿城新闻, notice: © 2026 驿城新闻}\n";
        house.drop_in("time.yaml", article);
        house.once();
        let corrected = article
            .replace("published: 2026-01-01T00:00:00+08:00\n", "")
            .replace("正文", "改正的正文");
        house.drop_in("time.yaml", &corrected);
        house.once();
        assert!(house.read("outbox/www/feed.rss").contains("改正的正文"));
        assert!(
            house
                .read("outbox/www/feed.rss")
                .contains("<pubDate>Wed, 31 Dec 2025 16:00:00 +0000</pubDate>")
        );
        assert!(
            house
                .read("outbox/www/feed.atom")
                .contains("<published>2025-12-31T16:00:00+00:00</published>")
        );
        let page = house.read("outbox/www/articles/time/index.html");
        assert!(
            page.contains("\"datePublished\":\"2025-12-31T16:00:00Z\"")
                || page.contains("2025-12-31T16:00:00"),
            "{page}"
        );
        let feed: Value = serde_json::from_str(&house.read("outbox/www/feed.json")).expect("JSON");
        let entry = &feed["items"][0];
        assert_ne!(entry["date_published"], entry["date_modified"]);
    }
}
