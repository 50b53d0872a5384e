//! An article's page.

use askama::Template;

use super::{Frame, Link, edition, json_ld};
use crate::clearance::Cleared;
use crate::render::credit::Credit;
use crate::render::edition::Edition;
use crate::render::error::Error;
use crate::render::excerpt::excerpt;
use crate::render::feed::page_url;
use crate::render::input::{Settings, Shown};
use crate::render::resource::Resource;
use crate::render::words::{Tongue, direction, rfc3339};

/// How much search engines show of a page that has no summary, in characters.
const DESCRIPTION: usize = 120;

#[derive(Template)]
#[template(path = "article.html")]
struct Page<'a> {
    frame: Frame<'a>,
    article: &'a Cleared,
    /// In which tongue the labels beside the text are.
    tongue: Tongue,
    direction: &'static str,
    url: String,
    description: String,
    path: Vec<Link>,
    published: (String, String),
    /// Where readers saw it otherwise before.
    updated: Option<(String, String)>,
    credit: String,
    json_ld: String,
}

/// Renders an article's page.
///
/// # Errors
/// Where the writer gives up.
pub fn article(settings: &Settings, shown: &Shown) -> Result<Edition, Error> {
    let article = &shown.article;
    let zone = settings.zone();
    let tongue = Tongue::of(article.language());
    let credit = Credit::of(settings, &zone, article);
    let url = page_url(settings, article.id());
    let mut frame = Frame::new(settings, article.published());
    let tops = article
        .categories()
        .iter()
        .filter_map(|path| path.prefixes().next());
    let tops: std::collections::BTreeSet<_> = tops.collect();
    frame.sections = tops.iter().map(|path| frame.category(path)).collect();
    let path = article
        .categories()
        .first()
        .map(|path| path.prefixes().map(|step| frame.category(&step)).collect());
    let page = Page {
        article,
        tongue,
        direction: direction(article.language()),
        description: article
            .summary()
            .map_or_else(|| excerpt(article.body(), DESCRIPTION), str::to_owned),
        path: path.unwrap_or_default(),
        published: (
            rfc3339(article.published()),
            tongue.minute(article.published(), &zone),
        ),
        updated: (shown.updated > shown.first_shown)
            .then(|| (rfc3339(shown.updated), tongue.minute(shown.updated, &zone))),
        credit: credit.html(),
        json_ld: json_ld::news_article(settings, shown, &credit, &url)?,
        url,
        frame,
    };
    let resource = Resource::Article(article.id().clone());
    edition(&resource, "article's page", &page, 200, shown.updated)
}
