//! The schema and the judge say the same of an article's form, wherever a schema can say it.

use std::sync::LazyLock;

use boon::{Compiler, SchemaIndex, Schemas};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::schema;
use crate::clearance::{Draft, Facts, Finding, Policy, Severity, Verdict, clear};
use crate::config::Config;
use crate::workspace::Workspace;

struct Judges {
    schemas: Schemas,
    article: SchemaIndex,
    policy: Policy,
}

static JUDGES: LazyLock<Judges> = LazyLock::new(|| {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let place = "file:///article.json";
    compiler.add_resource(place, schema()).expect("JSON");
    let article = compiler.compile(place, &mut schemas).expect("a schema");
    Judges {
        schemas,
        article,
        policy: policy(),
    }
});

fn schema_takes(article: &Value) -> bool {
    JUDGES.schemas.validate(article, JUDGES.article).is_ok()
}

/// The codes of the errors that `check` reports.
fn check(article: &Value) -> Vec<&'static str> {
    let bytes = article.to_string();
    let findings = match Draft::read(bytes.as_bytes(), "article.json") {
        Ok(draft) => match clear(
            &draft,
            &Facts::default(),
            &JUDGES.policy,
            Timestamp::UNIX_EPOCH,
        ) {
            Verdict::Rejected(findings) => findings,
            _ => Vec::new(),
        },
        Err(findings) => findings,
    };
    let errors = findings.iter().filter(|f| f.severity() == Severity::Error);
    errors.map(Finding::code).collect()
}

/// What a schema can see at all; the others need the world, or two fields side by side.
const OF_FORM: [&str; 7] = [
    "unknown-field",
    "missing-field",
    "bad-value",
    "origin-missing",
    "source-missing",
    "attribution-missing",
    "copyright-missing",
];

fn policy() -> Policy {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let workspace = Workspace::at(folder.path()).expect("absolute");
    workspace.create().expect("made");
    let text = "publisher: {name: 驿城新闻, takedown_email: takedown@news.example}\n";
    #[expect(
        clippy::disallowed_methods,
        reason = "a test writes the file that it reads"
    )]
    std::fs::write(workspace.config_file(), text).expect("written");
    Policy::of(&Config::read(&workspace, &|_| None).expect("lawful"))
}

fn reprint() -> Value {
    json!({
        "id": "a-1", "version": 2, "headline": "标题", "summary": "摘要", "language": "zh-CN",
        "published": "2026-11-22T09:30:00+08:00", "expires": "2999-01-01", "categories": ["河南/驻马店"],
        "keywords": ["路"], "byline": "王", "editor": "李", "body": "正文。", "origin": "reprint",
        "source": {"name": "河南日报", "url": "https://henan.example/1", "headline": "原题"},
        "attribution": "转载自河南日报，https://henan.example/1",
        "permission": {"basis": "agreement", "reference": "HN-1", "expires": "2999-01-01"},
        "copyright": {"holder": "河南日报", "notice": "© 2026 河南日报", "year": 2026, "licence": "CC-BY-4.0"},
    })
}

fn original() -> Value {
    json!({
        "headline": "Title", "body_html": "<p>Text.</p>", "origin": "original",
        "copyright": {"holder": "驿城新闻", "notice": "© 驿城新闻"},
    })
}

/// The place at which something is put in, or taken out.
const PLACES: [&str; 27] = [
    "/id",
    "/version",
    "/pub_status",
    "/headline",
    "/summary",
    "/language",
    "/published",
    "/embargoed_until",
    "/expires",
    "/categories",
    "/categories/0",
    "/keywords",
    "/keywords/0",
    "/byline",
    "/body",
    "/body_html",
    "/origin",
    "/source",
    "/source/name",
    "/source/url",
    "/attribution",
    "/permission",
    "/permission/basis",
    "/copyright",
    "/copyright/notice",
    "/copyright/year",
    "/unknown",
];

fn put(article: &mut Value, place: &str, value: Option<Value>) {
    let (parent, key) = place.rsplit_once('/').expect("a pointer");
    match (article.pointer_mut(parent), value) {
        (Some(Value::Object(map)), Some(value)) => {
            map.insert(key.to_owned(), value);
        }
        (Some(Value::Object(map)), None) => {
            map.remove(key);
        }
        (Some(Value::Array(list)), value) => {
            list.clear();
            list.extend(value);
        }
        _ => {}
    }
}

/// Values on both sides of what a schema can say.
fn values() -> Vec<Option<Value>> {
    let texts = [
        "",
        " ",
        "\n",
        "a",
        "a\n",
        " a ",
        "a\u{1}b",
        "a\u{85}",
        "A.b_c-9",
        "a..b",
        "a.json",
        "a.HTML",
        "-a",
        "5",
        "007",
        "2026",
        "0",
        "2147483648000",
        "true",
        "usable",
        "withdrawn",
        "reprint",
        "original",
        "agreement",
        "zh-CN",
        "zh_CN",
        "toolongtobeatag",
        "2026-11-23",
        "2026-13-01",
        "2026-11-23T09:30:00+08:00",
        "2026-11-23t09:30:00.5z",
        "2026-11-23 09:30:00Z",
        "2026-11-23T09:30Z",
        "2026-11-23T24:30:00Z",
        "河南/驻马店",
        "a//b",
        "/a",
        "a/",
        "a/.b",
        "a/feed.rss",
        "index.html/a",
        "a/xfeed.rss",
        "a\\b",
        "https://a.example/x?y@z",
        "HTTP://例.example",
        "https://u:p@a.example/",
        "https:///a",
        "ftp://a.example/",
        "https://a.example/x y",
    ];
    let mut values: Vec<Option<Value>> = texts.iter().map(|text| Some(json!(text))).collect();
    values.extend(
        ["x".repeat(129), "长".repeat(301), "x".repeat(2001)].map(|text| Some(json!(text))),
    );
    let others = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(5),
        json!(2026),
        json!(10000),
        json!(1.5),
        json!(1_u64 << 63),
        json!([]),
        json!(["a"]),
        json!([null]),
        json!([["a"]]),
        json!([{}]),
        json!({}),
        json!({"name": "a"}),
    ];
    values.extend(others.map(Some));
    values.push(None);
    values
}

#[test]
fn one_change_is_judged_alike() {
    let mut apart = Vec::new();
    for base in [reprint(), original()] {
        assert!(schema_takes(&base) && check(&base).is_empty());
        for place in PLACES {
            for value in values() {
                let mut article = base.clone();
                put(&mut article, place, value.clone());
                let codes = check(&article);
                // Which languages are registered is no matter of form.
                if place == "/language" && codes == ["bad-value"] {
                    continue;
                }
                let differ = if schema_takes(&article) {
                    codes.iter().any(|code| OF_FORM.contains(code))
                } else {
                    codes.is_empty()
                };
                if differ {
                    apart.push(format!("{place} = {value:?}: {codes:?}"));
                }
            }
        }
    }
    assert!(apart.is_empty(), "{}", apart.join("\n"));
}

proptest! {
    /// Whatever is in it, and however much of it is wrong: what the schema refuses, the judge does not take.
    #[test]
    fn the_schema_refuses_nothing_that_is_taken(
        is_reprint in any::<bool>(),
        changes in prop::collection::vec((select(&PLACES[..]), select(values())), 1..4),
        text in "\\PC{0,12}", at in select(&PLACES[..]),
    ) {
        let mut article = if is_reprint { reprint() } else { original() };
        put(&mut article, at, Some(json!(text)));
        for (place, value) in changes {
            put(&mut article, place, value);
        }
        prop_assert!(schema_takes(&article) || !check(&article).is_empty(), "{article}");
    }
}
