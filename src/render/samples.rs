//! What the renderers' tests render: made through the store's door, as everywhere.

use serde_json::{Value, json};

use super::input::{Entry, Settings, Shown, Window};
use crate::article::{ArticleId, Language, Outlet, Withdrawn, WithdrawnKind};
use crate::clearance::{Cleared, readmit};
use crate::clock::micros;

pub(super) fn settings(language: &str) -> Settings {
    Settings {
        base_url: "https://news.example".into(),
        publisher: if language == "zh-CN" {
            "驿城新闻"
        } else {
            "The Yicheng Courier"
        }
        .into(),
        language: Language::parse(language).expect("lawful"),
        time_zone: "Asia/Shanghai".into(),
        takedown_email: "rights@news.example".into(),
        copyright_notice: Some("© 2026 驿城新闻社".into()),
        footer: vec!["豫ICP备00000000号".into()],
        entries: 50,
        renderer: "test".into(),
    }
}

/// A reprint with every field that there is.
pub(super) fn reprint() -> Value {
    json!({
        "id": "yicheng-138166", "version": 1, "pub_status": "usable",
        "headline": "驿城区前三季度粮食总产稳中有升",
        "summary": "全区秋粮收获基本结束，产量比上年同期略有增长。",
        "language": "zh-CN", "published": "2026-11-23T01:30:00Z",
        "embargoed_until": null, "expires": null,
        "categories": ["河南/驻马店/驿城区"], "keywords": ["粮食"],
        "byline": "本报记者 王五", "editor": "赵六",
        "body": "<h2>产量</h2>\n<p>全区 &amp; 各乡镇 <a href=\"https://stat.example/a?b&amp;c\">统计</a>。</p>\n<table><tr><th>作物</th><th>万吨</th></tr><tr><td>玉米</td><td>12.4</td></tr></table>",
        "origin": "reprint",
        "source": {
            "name": "驻马店日报", "slug": "驻马店日报", "url": "https://zmd.example/2026/11/22/a.html?x=1&y=2",
            "headline": "我市秋粮再获丰收", "author": "李四", "published": "2026-11-22T02:00:00Z"
        },
        "attribution": "转载自《驻马店日报》：https://zmd.example/2026/11/22/a.html?x=1&y=2",
        "permission": {"basis": "agreement", "reference": "合字 2026-17", "expires": null},
        "copyright": {
            "holder": "驻马店日报社", "notice": "© 2026 驻马店日报社，保留一切权利", "year": 2026,
            "usage_terms": "未经许可不得转载", "licence": "CC-BY-4.0"
        }
    })
}

/// Our own work, in English, with as little as there may be.
pub(super) fn original() -> Value {
    json!({
        "id": "harvest", "version": 1, "pub_status": "usable",
        "headline": "Autumn harvest ends early <& well>", "summary": null,
        "language": "en", "published": "2026-11-23T04:00:00Z",
        "embargoed_until": null, "expires": null,
        "categories": [], "keywords": [], "byline": null, "editor": null,
        "body": "<p>The combines left the last field on Sunday, nine days ahead of the five-year average.</p>",
        "origin": "original",
        "copyright": {
            "holder": "The Yicheng Courier", "notice": "© 2026 The Yicheng Courier", "year": null,
            "usage_terms": null, "licence": null
        }
    })
}

pub(super) fn cleared(document: &Value) -> Cleared {
    readmit(&document.to_string()).expect("in order")
}

pub(super) fn shown(document: &Value) -> Shown {
    let article = cleared(document);
    Shown {
        url: format!("https://old.example/articles/{}", article.id()),
        first_shown: article.published(),
        updated: article.published(),
        article: article.into(),
    }
}

pub(super) fn withdrawn() -> Withdrawn {
    Withdrawn {
        id: ArticleId::parse("gone-1").expect("lawful"),
        url: "https://old.example/articles/gone-1".into(),
        kind: WithdrawnKind::Case,
        case: Some("TD-2026-0001".into()),
        since: micros(1_795_000_000_000_000),
        removed: true,
    }
}

pub(super) fn window(outlet: Outlet, documents: &[Value]) -> Window {
    let shown = documents
        .iter()
        .map(|document| Entry::Shown(Box::new(shown(document))));
    Window {
        outlet,
        title: "驿城区".into(),
        changed: micros(1_795_000_100_000_000),
        entries: shown.chain([Entry::Stub(withdrawn())]).collect(),
        has_next: false,
    }
}
