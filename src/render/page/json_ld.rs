//! What search engines and archives read: the article as schema.org's `NewsArticle`.

use serde_json::{Map, Value, json};

use crate::article::CategoryPath;
use crate::render::credit::Credit;
use crate::render::error::Error;
use crate::render::escape::is_web;
use crate::render::input::{Settings, Shown};
use crate::render::words::rfc3339;

/// The JSON-LD of an article, safe within a script element.
pub(super) fn news_article(
    settings: &Settings,
    shown: &Shown,
    credit: &Credit<'_>,
    url: &str,
) -> Result<String, Error> {
    let article = &shown.article;
    let copyright = article.copyright();
    let mut ld = Map::new();
    let mut put = |key: &str, value: Value| {
        if !value.is_null() {
            ld.insert(key.to_owned(), value);
        }
    };
    put("@context", "https://schema.org".into());
    put("@type", "NewsArticle".into());
    put("@id", shown.url.as_str().into());
    put("mainEntityOfPage", url.into());
    put("headline", article.headline().into());
    put("description", article.summary().into());
    put("inLanguage", article.language().as_str().into());
    put("datePublished", rfc3339(article.published()).into());
    put("dateModified", rfc3339(shown.updated).into());
    put("author", person(Some(&credit.author())));
    put("editor", person(article.editor()));
    put("publisher", organisation(&settings.publisher));
    put("copyrightHolder", organisation(&copyright.holder));
    put("copyrightNotice", credit.notice().into());
    put("copyrightYear", copyright.year.into());
    put("creditText", credit.line().into());
    put("isBasedOn", based_on(shown));
    put(
        "license",
        copyright
            .licence
            .as_deref()
            .filter(|url| is_web(url))
            .into(),
    );
    if let Some(terms) = &copyright.usage_terms {
        put("usageInfo", json!({"@type": "CreativeWork", "text": terms}));
    }
    put(
        "articleSection",
        article
            .categories()
            .first()
            .map(CategoryPath::as_str)
            .into(),
    );
    if !article.keywords().is_empty() {
        put("keywords", article.keywords().into());
    }
    let text = serde_json::to_string(&ld).map_err(Error::write("article's JSON-LD"))?;
    // `</script>` and `<!--` must not end the element early.
    Ok(text.replace('<', "\\u003c"))
}

/// The page that a reprint was taken from.
fn based_on(shown: &Shown) -> Value {
    let Some(reprint) = shown.article.reprint() else {
        return Value::Null;
    };
    let source = &reprint.source;
    let mut work = json!({
        "@type": "NewsArticle",
        "url": source.url,
        "headline": source.headline.as_deref().unwrap_or(shown.article.headline()),
        "publisher": organisation(&source.name),
    });
    if let Some(author) = &source.author {
        work["author"] = person(Some(author));
    }
    if let Some(published) = source.published {
        work["datePublished"] = rfc3339(published).into();
    }
    work
}

fn person(name: Option<&str>) -> Value {
    name.map_or(Value::Null, |name| json!({"@type": "Person", "name": name}))
}

fn organisation(name: &str) -> Value {
    json!({"@type": "Organization", "name": name})
}
