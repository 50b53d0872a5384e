//! Sitemaps (sitemaps.org): an index of one short map for each page of the archive.

use jiff::Timestamp;

use super::edition::Edition;
use super::escape::push;
use super::feed::page_url;
use super::input::{Entry, Settings, Window};
use super::resource::Resource;
use super::words::rfc3339;
use crate::article::Outlet;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Renders the index. It tells no dates, so that it changes only when the archive begins a new page.
#[must_use]
pub fn sitemap_index(settings: &Settings, archives: &[Outlet], changed: Timestamp) -> Edition {
    let mut out = format!("{HEAD}<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    for outlet in archives.iter().filter(|outlet| !outlet.has_feeds()) {
        out.push_str("<sitemap><loc>");
        push(&mut out, &settings.base_url);
        push(&mut out, &Resource::Sitemap(outlet.clone()).href());
        out.push_str("</loc></sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    edition(&Resource::SitemapIndex, out, changed)
}

/// Renders the map of one page of the archive.
#[must_use]
pub fn sitemap(settings: &Settings, window: &Window) -> Edition {
    let mut out = format!("{HEAD}<urlset xmlns=\"{NAMESPACE}\">\n");
    for entry in &window.entries {
        let Entry::Shown(shown) = entry else { continue };
        out.push_str("<url><loc>");
        push(&mut out, &page_url(settings, shown.article.id()));
        out.push_str("</loc><lastmod>");
        out.push_str(&rfc3339(shown.updated));
        out.push_str("</lastmod></url>\n");
    }
    out.push_str("</urlset>\n");
    edition(
        &Resource::Sitemap(window.outlet.clone()),
        out,
        window.changed,
    )
}

fn edition(resource: &Resource, xml: String, changed: Timestamp) -> Edition {
    Edition::new(
        resource.file(),
        "application/xml",
        xml.into_bytes(),
        200,
        changed,
    )
}
