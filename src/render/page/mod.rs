//! Reader's pages: an article, a list, and the notice where an article stood.

mod article;
mod json_ld;
mod list;
mod notice;

use askama::Template;
use jiff::Timestamp;

use super::edition::Edition;
use super::error::Error;
use super::input::Settings;
use super::resource::{Format, Resource};
use super::words::Tongue;
use crate::article::text::xml_text;
use crate::article::{CategoryPath, Outlet};

pub use article::article;
pub use list::list;
pub use notice::notice_page;

/// A word that leads somewhere.
struct Link {
    text: String,
    href: String,
}

/// What every page has around its own part: the nameplate above, the imprint below.
struct Frame<'a> {
    settings: &'a Settings,
    tongue: Tongue,
    /// Where our own addresses begin: the path of the public address, mostly nothing.
    root: &'a str,
    /// The day that stands below the name.
    dateline: String,
    sections: Vec<Link>,
    /// The list whose feeds the page offers.
    outlet: Outlet,
}

impl<'a> Frame<'a> {
    fn new(settings: &'a Settings, day: Timestamp) -> Self {
        let tongue = Tongue::of(&settings.language);
        Self {
            settings,
            tongue,
            root: root(&settings.base_url),
            dateline: tongue.day(day, &settings.zone()),
            sections: Vec::new(),
            outlet: Outlet::Site,
        }
    }

    fn say(&self, chinese: &'static str, english: &'static str) -> &'static str {
        self.tongue.say(chinese, english)
    }

    /// A link to a resource of ours.
    fn href(&self, resource: &Resource) -> String {
        format!("{}{}", self.root, resource.href())
    }

    fn home(&self) -> String {
        self.href(&Resource::List(Outlet::Site))
    }

    fn style(&self) -> String {
        self.href(&Resource::Style)
    }

    fn opml(&self) -> String {
        self.href(&Resource::Opml)
    }

    /// The feeds of the page's list, with their media types.
    fn feeds(&self) -> Vec<(Format, String)> {
        let outlet = if self.outlet.has_feeds() {
            &self.outlet
        } else {
            &Outlet::Site
        };
        Format::ALL
            .map(|format| (format, self.href(&Resource::Feed(outlet.clone(), format))))
            .into()
    }

    /// A category's page, under its last name.
    fn category(&self, path: &CategoryPath) -> Link {
        Link {
            text: path.leaf().to_owned(),
            href: self.href(&Resource::List(Outlet::Category(path.clone()))),
        }
    }
}

/// The path of the public address.
fn root(base_url: &str) -> &str {
    let after = base_url.find("://").map_or(0, |at| at + 3);
    base_url[after..]
        .find('/')
        .map_or("", |at| &base_url[after + at..])
}

/// Renders a template to a page.
fn edition(
    resource: &Resource,
    what: &'static str,
    template: &impl Template,
    status: u16,
    changed: Timestamp,
) -> Result<Edition, Error> {
    let html = template.render().map_err(Error::write(what))?;
    let bytes = xml_text(&html).into_owned().into_bytes();
    Ok(Edition::new(
        resource.file(),
        "text/html; charset=utf-8",
        bytes,
        status,
        changed,
    ))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_site_may_live_below_a_path() {
        assert_eq!(super::root("https://news.example"), "");
        assert_eq!(super::root("https://news.example/daily"), "/daily");
    }
}
