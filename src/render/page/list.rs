//! A list's page: the newest articles of the house, a category or a source, or a page of the archive.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::{Frame, Link, edition};
use crate::article::{CategoryPath, Outlet};
use crate::render::credit::Credit;
use crate::render::edition::Edition;
use crate::render::error::Error;
use crate::render::excerpt::{cut, excerpt};
use crate::render::input::{Entry, Settings, Shown, Window};
use crate::render::resource::Resource;
use crate::render::words::{Tongue, rfc3339};

/// About two lines of Chinese at the full measure; a summary that was written is shown longer.
const TEASER: usize = 90;
const SUMMARY: usize = 240;

#[derive(Template)]
#[template(path = "list.html")]
struct Page<'a> {
    frame: Frame<'a>,
    title: String,
    url: String,
    /// Nothing on the front page, whose heading is the nameplate.
    heading: Option<String>,
    /// The categories above.
    path: Vec<Link>,
    sources: Vec<Link>,
    rows: Vec<Row<'a>>,
    newer: Option<String>,
    older: Option<String>,
    archive: Option<Link>,
}

/// An article in a list.
struct Row<'a> {
    language: &'a str,
    headline: &'a str,
    href: String,
    summary: String,
    credit: String,
    published: (String, String),
}

/// Renders a list's page.
///
/// # Errors
/// Where the writer gives up.
pub fn list(settings: &Settings, window: &Window) -> Result<Edition, Error> {
    let zone = settings.zone();
    let mut frame = Frame::new(settings, window.changed);
    frame.outlet = window.outlet.clone();
    frame.sections = sections(&frame, window);
    // A stub is for what a feed reader kept; a page keeps nothing, so it needs none.
    let shown: Vec<&Shown> = works(window).collect();
    let rows = shown.iter().map(|shown| {
        let article = &shown.article;
        let tongue = Tongue::of(article.language());
        Row {
            language: article.language().as_str(),
            headline: article.headline(),
            href: frame.href(&Resource::Article(article.id().clone())),
            summary: article.summary().map_or_else(
                || excerpt(article.body(), TEASER),
                |summary| cut(summary, SUMMARY),
            ),
            credit: Credit::of(settings, &zone, article).line(),
            published: (
                rfc3339(article.published()),
                tongue.minute(article.published(), &zone),
            ),
        }
    });
    let heading = heading(&frame, window);
    let resource = Resource::List(window.outlet.clone());
    let page = Page {
        title: match &heading {
            Some(heading) => format!("{heading} · {}", settings.publisher),
            None => settings.publisher.clone(),
        },
        url: format!("{}{}", settings.base_url, resource.href()),
        heading,
        path: above(&frame, window),
        sources: sources(&frame, window),
        rows: rows.collect(),
        newer: neighbour(&frame, window, 1).filter(|_| window.has_next),
        older: neighbour(&frame, window, -1),
        archive: archive(&frame, window, shown.last().copied()),
        frame,
    };
    edition(&resource, "list's page", &page, 200, window.changed)
}

/// What is shown in a list.
fn works(window: &Window) -> impl Iterator<Item = &Shown> {
    window.entries.iter().filter_map(|entry| match entry {
        Entry::Shown(shown) => Some(shown.as_ref()),
        Entry::Stub(_) => None,
    })
}

fn heading(frame: &Frame<'_>, window: &Window) -> Option<String> {
    match &window.outlet {
        Outlet::Site => None,
        Outlet::Category(path) => Some(path.leaf().to_owned()),
        Outlet::Source(_) | Outlet::Language(_) => Some(window.title.clone()),
        Outlet::Archive {
            year,
            month,
            page: 1,
        } => Some(frame.tongue.month(*year, *month)),
        Outlet::Archive { year, month, page } => {
            let month = frame.tongue.month(*year, *month);
            Some(match frame.tongue {
                Tongue::Chinese => format!("{month}（第 {page} 页）"),
                Tongue::English => format!("{month}, page {page}"),
            })
        }
    }
}

/// The categories one step below this list that its articles are in. Told by the articles themselves,
/// so that a new category changes no page but those that show it.
fn sections(frame: &Frame<'_>, window: &Window) -> Vec<Link> {
    let depth = match &window.outlet {
        Outlet::Category(path) => path.prefixes().count(),
        _ => 0,
    };
    let paths = works(window).flat_map(|shown| shown.article.categories());
    let below: BTreeSet<CategoryPath> = paths
        .filter(|path| match &window.outlet {
            Outlet::Category(this) => path.prefixes().any(|step| step == *this),
            _ => true,
        })
        .filter_map(|path| path.prefixes().nth(depth))
        .collect();
    below.iter().map(|path| frame.category(path)).collect()
}

/// The categories that this one is in.
fn above(frame: &Frame<'_>, window: &Window) -> Vec<Link> {
    let Outlet::Category(this) = &window.outlet else {
        return Vec::new();
    };
    let steps = this.prefixes().filter(|step| step != this);
    steps.map(|step| frame.category(&step)).collect()
}

/// Whose work this list reprints.
fn sources(frame: &Frame<'_>, window: &Window) -> Vec<Link> {
    if matches!(window.outlet, Outlet::Source(_)) {
        return Vec::new();
    }
    let sources: BTreeMap<&str, &str> = works(window)
        .filter_map(|shown| shown.article.reprint())
        .map(|reprint| (reprint.source.slug.as_str(), reprint.source.list_name()))
        .collect();
    let link = |(slug, name): (&str, &str)| Link {
        text: name.to_owned(),
        href: frame.href(&Resource::List(Outlet::Source(slug.to_owned()))),
    };
    sources.into_iter().map(link).collect()
}

/// The page of the same month's archive that is `step` pages on.
fn neighbour(frame: &Frame<'_>, window: &Window, step: i64) -> Option<String> {
    let Outlet::Archive { year, month, page } = window.outlet else {
        return None;
    };
    let page = page + step;
    let outlet = Outlet::Archive { year, month, page };
    (page > 0).then(|| frame.href(&Resource::List(outlet)))
}

/// The month in which the oldest article of the list was first shown: there the reader goes on.
fn archive(frame: &Frame<'_>, window: &Window, oldest: Option<&Shown>) -> Option<Link> {
    if !window.outlet.has_feeds() {
        return None;
    }
    let day = oldest?.first_shown.to_zoned(frame.settings.zone());
    let (year, month) = (day.year(), day.month());
    let outlet = Outlet::Archive {
        year,
        month,
        page: 1,
    };
    Some(Link {
        text: frame.tongue.month(year, month),
        href: frame.href(&Resource::List(outlet)),
    })
}
