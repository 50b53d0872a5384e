//! What the pages say: to whoever complains, and to readers of what is gone.

use masthead::clock::Clock as _;
use masthead::store::Action;

use super::Site;

const REQUEST: &str = "targets=a-1&grounds=copyright&regime=CN&work=%E7%85%A7%E7%89%87&evidence=%E5%BA%95%E7%89%87&name=%E6%9D%8E%E5%9B%9B&email=li%40example.org&signature=%E6%9D%8E%E5%9B%9B";

const CASE: &str = "TD-2026-0001";

impl Site {
    async fn decide(&self, action: Action) {
        let (rules, now) = (&self.config.takedown, self.clock.now());
        let moved = self.store.act(CASE, action, "officer", rules, now).await;
        self.live.switch(moved.expect("decided").touched.places());
    }

    async fn in_english(&self, path: &str) -> String {
        let headers = [("accept-language", "en-GB")];
        self.ask("GET", path, &headers).await.text()
    }
}

#[tokio::test]
async fn a_notice_tells_a_hold_from_a_removal() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    site.post("/takedown", REQUEST).await;
    site.decide(Action::Withhold).await;
    let held = site.get("/articles/a-1").await;
    let feed = site.get("/feed.rss").await.text();
    assert!(held.text().contains("<h1>暂停显示</h1>") && feed.contains("暂停显示"));
    site.decide(Action::Remove).await;
    let removed = site.get("/articles/a-1").await;
    let feed = site.get("/feed.rss").await.text();
    for text in [removed.text(), feed] {
        assert!(
            text.contains("已从本站删除") && !text.contains("暂停显示"),
            "{text}"
        );
    }
    assert_eq!((held.status, removed.status), (451, 451));
}

#[tokio::test]
async fn a_case_s_page_tells_how_far_it_is() {
    let site = Site::open().await;
    site.publish("a-1", 1, "三条道路通车").await;
    let opened = site.post("/takedown", REQUEST).await.text();
    let (_, link) = opened.split_once("https://news.example").expect("a link");
    let path = link.split('"').next().expect("its end").to_owned();
    site.decide(Action::Remove).await;
    let chinese = site.get(&path).await.text();
    let english = site.in_english(&path).await;
    for (text, words) in [
        (
            &chinese,
            [
                "处刊载，已撤除",
                "2026年11月25日 15:00（UTC+08:00）",
                "<dt>停止显示</dt>",
            ],
        ),
        (
            &english,
            [
                "Removed from ",
                "25 November 2026, 15:00 (UTC+08:00)",
                "Not shown since",
            ],
        ),
    ] {
        for word in words {
            assert!(text.contains(word), "{word} in {text}");
        }
    }
}

#[tokio::test]
async fn what_is_missing_is_named_in_the_reader_s_words() {
    let site = Site::open().await;
    let bare = "name=x&targets=a-1&regime=CN";
    for (language, words) in [
        ("zh", ["签名", "初步证据"]),
        ("en", ["a signature", "evidence"]),
    ] {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept-language", language),
        ];
        let opened = super::client::ask(site.readers, "POST", "/takedown", &headers, bare).await;
        for word in words {
            assert!(opened.text().contains(word), "{word} in {}", opened.text());
        }
    }
}

/// A browser that asks for a field stops a request that the house would have to take.
#[tokio::test]
async fn a_form_marks_what_is_required_and_stops_nobody() {
    let site = Site::open().await;
    let form = site.get("/takedown").await.text();
    assert!(form.contains(" novalidate>") && !form.contains(" required"));
    assert!(form.contains("<b>必填</b>") && form.contains("<b>中国、美国必填</b>"));
    assert!(
        site.in_english("/takedown")
            .await
            .contains("<b>required</b>")
    );
}

#[tokio::test]
async fn a_form_has_what_every_page_has() {
    let site = Site::open().await;
    for path in ["/takedown", "/nowhere"] {
        let page = site.in_english(path).await;
        for part in [
            "<a class=\"skip\" href=\"#main\">",
            " id=\"main\"",
            "<p lang=\"zh-CN\">© 2026 驿城新闻</p>",
            "href=\"/takedown\"",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
}
