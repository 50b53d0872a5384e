//! The store, every test on both engines.

mod accept;
mod mail;
mod queue;
mod showing;
mod takedown;
mod targets;
mod writer;

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;
use masthead::article::ArticleId;
use masthead::clearance::{Cleared, readmit};
use masthead::config;
use masthead::render::Settings;
use masthead::similarity::Fingerprint;
use masthead::store::{Accepted, Incoming, Store, Touched};
use serde_json::{Value, json};

use crate::postgres;

/// When the tests begin.
pub const START: &str = "2026-11-23T09:30:00Z";

/// Runs a test on `SQLite`, then on PostgreSQL where that is installed.
pub fn on_both<F>(test: impl Fn(Store) -> F)
where
    F: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite = config::Store::Sqlite(folder.path().join("masthead.db"));
    let mut places = vec![sqlite];
    places
        .extend(postgres::fresh_database().map(|url| config::Store::Postgres(config::Secret(url))));
    for place in places {
        runtime.block_on(async {
            let store = Store::open(&place).await.expect("opens");
            eprintln!("on {}", store.engine_name());
            store
                .put_settings(&settings(), Duration::from_hours(30 * 24), at(0))
                .await
                .expect("settings");
            test(store.clone()).await;
            store.close().await;
        });
    }
}

/// The instant so many minutes after the start.
pub fn at(minutes: i64) -> Timestamp {
    let start: Timestamp = START.parse().expect("an instant");
    start + jiff::SignedDuration::from_mins(minutes)
}

pub fn settings() -> Settings {
    serde_json::from_value(json!({
        "base_url": "https://news.example", "publisher": "驿城新闻", "language": "zh-CN",
        "time_zone": "Asia/Shanghai", "takedown_email": "rights@news.example",
        "copyright_notice": null, "footer": [], "entries": 50, "renderer": "1",
    }))
    .expect("settings")
}

pub fn id(text: &str) -> ArticleId {
    ArticleId::parse(text).expect("an id")
}

/// A cleared original, with fields of the stored form replaced.
pub fn article(name: &str, changes: &Value) -> Cleared {
    let mut document = json!({
        "id": name, "version": 1, "pub_status": "usable", "headline": format!("标题 {name}"), "summary": null,
        "language": "zh-CN", "published": "2026-11-01T00:00:00Z", "embargoed_until": null, "expires": null,
        "categories": ["河南/驻马店"], "keywords": [], "byline": null, "editor": null,
        "body": format!("<p>正文 {name}</p>"), "origin": "original",
        "copyright": {"holder": "驿城新闻", "notice": "© 2026 驿城新闻", "year": null, "usage_terms": null,
                      "licence": null},
    });
    for (key, value) in changes.as_object().expect("an object") {
        document[key] = value.clone();
    }
    readmit(&document.to_string()).expect("cleared")
}

pub fn incoming(article: Cleared) -> Incoming {
    let fingerprint = Fingerprint::of_html(article.body()).expect("some text");
    let mut original = [0; 32];
    let name = format!("{}{}", article.version(), article.id());
    for (to, from) in original.iter_mut().zip(name.bytes()) {
        *to = from;
    }
    Incoming {
        article,
        original,
        fingerprint,
        warnings: None,
        mark: None,
    }
}

/// Accepts one article; what it touched.
pub async fn accept(store: &Store, name: &str, changes: Value, now: Timestamp) -> Touched {
    let one = incoming(article(name, &changes));
    let mut answers = store.accept(vec![one], now).await.expect("the store works");
    match answers.pop() {
        Some(Accepted::Accepted(touched)) => touched,
        other => panic!("{name}: {other:?}"),
    }
}
