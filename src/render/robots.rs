//! What robots may do (RFC 9309), and where the sitemap is.

use jiff::Timestamp;

use super::edition::Edition;
use super::input::Settings;
use super::resource::Resource;

/// Renders `/robots.txt`. Only addresses that hold somebody's token are closed.
#[must_use]
pub fn robots(settings: &Settings, changed: Timestamp) -> Edition {
    let text = format!(
        "User-agent: *\nDisallow: /unsubscribe/\nDisallow: /takedown/\n\nSitemap: {}{}\n",
        settings.base_url,
        Resource::SitemapIndex.href(),
    );
    Edition::new(
        Resource::Robots.file(),
        "text/plain; charset=utf-8",
        text.into_bytes(),
        200,
        changed,
    )
}
