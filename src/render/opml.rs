//! The directory of feeds, for readers that subscribe to many at once.

use jiff::Timestamp;

use super::edition::Edition;
use super::escape::push;
use super::input::{Listing, Settings};
use super::resource::{Format, Resource};
use super::words::rfc2822;
use crate::article::Outlet;

/// Renders the directory. It names each list's RSS feed, which every reader knows.
#[must_use]
pub fn opml(settings: &Settings, listings: &[Listing], changed: Timestamp) -> Edition {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n<head>\n<title>",
    );
    push(&mut out, &settings.publisher);
    out.push_str("</title>\n<dateModified>");
    out.push_str(&rfc2822(changed));
    out.push_str("</dateModified>\n</head>\n<body>\n");
    for listing in listings.iter().filter(|listing| listing.outlet.has_feeds()) {
        let name = match listing.outlet {
            Outlet::Site => &settings.publisher,
            _ => &listing.title,
        };
        out.push_str("<outline type=\"rss\" text=\"");
        push(&mut out, name);
        out.push_str("\" title=\"");
        push(&mut out, name);
        out.push_str("\" xmlUrl=\"");
        let feed = Resource::Feed(listing.outlet.clone(), Format::Rss);
        push(&mut out, &settings.base_url);
        push(&mut out, &feed.href());
        if listing.outlet.has_page() {
            out.push_str("\" htmlUrl=\"");
            push(&mut out, &settings.base_url);
            push(&mut out, &Resource::List(listing.outlet.clone()).href());
        }
        out.push_str("\"/>\n");
    }
    out.push_str("</body>\n</opml>\n");
    Edition::new(
        Resource::Opml.file(),
        "text/x-opml; charset=utf-8",
        out.into_bytes(),
        200,
        changed,
    )
}
