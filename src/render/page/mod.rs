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
    use super::{article, list, notice_page, root};
    use crate::article::{CategoryPath, Outlet};
    use crate::render::edition::Edition;
    use crate::render::samples::{original, reprint, settings, shown, window, withdrawn};

    fn text(edition: &Edition) -> &str {
        std::str::from_utf8(edition.bytes()).expect("text")
    }

    #[test]
    fn a_site_may_live_below_a_path() {
        assert_eq!(root("https://news.example"), "");
        assert_eq!(root("https://news.example/daily"), "/daily");
        let mut settings = settings("en");
        settings.base_url += "/daily";
        let page = article(&settings, &shown(&original())).expect("written");
        assert!(text(&page).contains("href=\"/daily/style.css\""));
    }

    #[test]
    fn an_article_in_its_own_language_on_a_site_of_another() {
        let page = article(&settings("zh-CN"), &shown(&original())).expect("written");
        let html = text(&page);
        assert_eq!(page.path(), "/articles/harvest/index.html");
        for part in [
            "<html lang=\"zh-CN\">",
            "<article lang=\"en\" dir=\"ltr\">",
            "Autumn harvest ends early &#60;&#38; well&#62;</h1>",
            "<link rel=\"canonical\" href=\"https://news.example/articles/harvest\">",
            "type=\"application/atom+xml\"",
            "\"copyrightHolder\":{\"@type\":\"Organization\",\"name\":\"The Yicheng Courier\"}",
            "Report a rights problem",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("isBasedOn") && !html.contains("Corrected"));
    }

    #[test]
    fn a_reprint_says_what_it_is_based_on() {
        let page = article(&settings("en"), &shown(&reprint())).expect("written");
        let html = text(&page);
        for part in [
            "\"isBasedOn\":{\"@type\":\"NewsArticle\",\"url\":\"https://zmd.example/2026/11/22/a.html?x=1&y=2\"",
            "\"editor\":{\"@type\":\"Person\",\"name\":\"赵六\"}",
            "<dt>责任编辑</dt><dd>赵六</dd>",
            "/takedown?article=yicheng-138166",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn a_category_knows_its_neighbours() {
        let path = CategoryPath::parse("河南/驻马店").expect("lawful");
        let window = window(Outlet::Category(path), &[reprint()]);
        let page = list(&settings("zh-CN"), &window).expect("written");
        let html = text(&page);
        for part in [
            "<a href=\"/categories/%E6%B2%B3%E5%8D%97/\">河南</a>",
            ">驿城区</a>",
            "<a href=\"/archive/2026/11/\">2026年11月</a>",
            ">驻马店日报</a>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn a_page_of_the_archive_leads_on() {
        let outlet = |page| Outlet::Archive {
            year: 2026,
            month: 11,
            page,
        };
        let mut window = window(outlet(2), &[original()]);
        window.has_next = true;
        let page = list(&settings("en"), &window).expect("written");
        let html = text(&page);
        assert!(html.contains("November 2026, page 2"));
        assert!(html.contains("rel=\"prev\" href=\"/archive/2026/11/\""));
        assert!(html.contains("rel=\"next\" href=\"/archive/2026/11/3/\""));
    }

    #[test]
    fn a_notice_says_what_happened() {
        let page = notice_page(&settings("en"), &withdrawn()).expect("written");
        assert_eq!(
            (page.status(), page.path()),
            (451, "/articles/gone-1/index.html")
        );
        for part in [
            "TD-2026-0001",
            "a rights complaint",
            "rights@news.example",
            "(UTC+08:00)",
            "noindex",
            "<h1>Withdrawn</h1>",
        ] {
            assert!(text(&page).contains(part), "{part}");
        }
        let mut held = withdrawn();
        held.removed = false;
        let page = notice_page(&settings("en"), &held).expect("written");
        assert!(text(&page).contains("<h1>Withheld</h1>") && !text(&page).contains("upheld"));
    }
}
