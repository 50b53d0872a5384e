//! What the feeds of all three formats say, told once: the formats only spell it.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::credit::Credit;
use super::edition::Edition;
use super::error::Error;
use super::escape::{markup, uri};
use super::excerpt::excerpt;
use super::input::{Entry, Settings, Shown, Window};
use super::resource::{Format, Resource};
use super::words::Tongue;
use super::{atom, json_feed, rss};
use crate::article::text::xml_text;
use crate::article::{CategoryPath, Language, Outlet, Source, Withdrawn};
use crate::clearance::Cleared;

/// How much of a body stands for a summary that nobody wrote, in characters.
const EXCERPT: usize = 140;

/// Renders a list's feed.
///
/// # Errors
/// Where the writer gives up.
pub fn feed(settings: &Settings, window: &Window, format: Format) -> Result<Edition, Error> {
    Head::of(settings, window).edition(format)
}

/// A list's feeds in all formats; the entries are made once.
pub(super) fn feeds(settings: &Settings, window: &Window) -> Result<[Edition; 3], Error> {
    let head = Head::of(settings, window);
    let [rss, atom, json] = Format::ALL;
    Ok([head.edition(rss)?, head.edition(atom)?, head.edition(json)?])
}

/// A feed, before it takes a format.
pub(super) struct Head<'a> {
    pub settings: &'a Settings,
    pub title: Cow<'a, str>,
    pub about: &'static str,
    outlet: &'a Outlet,
    /// The page of the same list.
    pub page: String,
    pub language: &'a Language,
    pub changed: Timestamp,
    pub items: Vec<Item<'a>>,
}

impl<'a> Head<'a> {
    fn of(settings: &'a Settings, window: &'a Window) -> Self {
        let page = if window.outlet.has_page() {
            Resource::List(window.outlet.clone())
        } else {
            Resource::List(Outlet::Site)
        };
        let tongue = Tongue::of(&settings.language);
        let zone = settings.zone();
        let item = |entry: &'a Entry| match entry {
            Entry::Shown(shown) => Item::Work(Box::new(Work::of(settings, &zone, shown))),
            Entry::Stub(stub) => Item::Gone(Gone::of(settings, tongue, stub)),
        };
        Self {
            settings,
            title: title(settings, window),
            about: tongue.say("最新文章", "The newest articles"),
            outlet: &window.outlet,
            page: format!("{}{}", settings.base_url, page.href()),
            language: match &window.outlet {
                Outlet::Language(tag) => tag,
                _ => &settings.language,
            },
            changed: window.changed,
            items: window.entries.iter().map(item).collect(),
        }
    }

    /// The feed's own address.
    pub(super) fn url(&self, format: Format) -> String {
        let resource = Resource::Feed(self.outlet.clone(), format);
        format!("{}{}", self.settings.base_url, resource.href())
    }

    fn edition(&self, format: Format) -> Result<Edition, Error> {
        let bytes = match format {
            Format::Rss => rss::write(self)?,
            Format::Atom => atom::write(self)?,
            Format::Json => json_feed::write(self)?,
        };
        let file = Resource::Feed(self.outlet.clone(), format).file();
        // XML names its encoding itself, and JSON has but one.
        Ok(Edition::new(
            file,
            format.media_type(),
            bytes,
            200,
            self.changed,
        ))
    }
}

/// What readers call a list: its own name, and whose it is.
fn title<'a>(settings: &'a Settings, window: &'a Window) -> Cow<'a, str> {
    let publisher = xml_text(&settings.publisher);
    if window.outlet == Outlet::Site {
        return publisher;
    }
    format!("{} · {publisher}", xml_text(&window.title)).into()
}

/// One place in a feed.
pub(super) enum Item<'a> {
    Work(Box<Work<'a>>),
    Gone(Gone<'a>),
}

/// An article, with its credit in every text that a reader may show alone.
pub(super) struct Work<'a> {
    pub article: &'a Cleared,
    pub credit: Credit<'a>,
    pub id: &'a str,
    pub url: String,
    pub title: Cow<'a, str>,
    pub summary: Cow<'a, str>,
    /// The body and the credit block.
    pub html: String,
    pub published: Timestamp,
    pub updated: Timestamp,
}

impl<'a> Work<'a> {
    fn of(settings: &'a Settings, zone: &TimeZone, shown: &'a Shown) -> Self {
        let article = &shown.article;
        let credit = Credit::of(settings, zone, article);
        let url = page_url(settings, article.id());
        // Links within the text lead to its page: a feed has no place of its own that readers would find.
        let own = format!("<a href=\"#{}:", article.id());
        let whole = format!("<a href=\"{url}#{}:", article.id());
        let body = xml_text(article.body()).replace(&own, &whole);
        let html = [&body, "\n", &credit.html()].concat();
        let summary = match article.summary() {
            Some(summary) => xml_text(summary),
            None => xml_text(&excerpt(article.body(), EXCERPT))
                .into_owned()
                .into(),
        };
        Self {
            article,
            credit,
            id: &shown.url,
            url,
            title: xml_text(article.headline()),
            summary,
            html,
            published: article.published(),
            updated: shown.updated,
        }
    }

    /// The summary and the credit's line, as HTML: what a reader that leaves out the text shows.
    pub(super) fn description(&self) -> String {
        format!(
            "<p>{}</p>\n<p>{}</p>",
            markup(&self.summary),
            markup(&self.credit.line())
        )
    }

    /// Where it was taken from.
    pub(super) fn source(&self) -> Option<(&'a Source, Cow<'a, str>)> {
        let source = &self.article.reprint()?.source;
        Some((source, uri(&source.url)))
    }

    /// Its categories with their pages' addresses.
    pub(super) fn categories(
        &self,
        base_url: &str,
    ) -> impl Iterator<Item = (&'a CategoryPath, String)> {
        self.article.categories().iter().map(move |path| {
            let page = Resource::List(Outlet::Category(path.clone()));
            (path, format!("{base_url}{}", page.href()))
        })
    }
}

/// What stands under the entry id of an article that went: no word of it.
pub(super) struct Gone<'a> {
    pub stub: &'a Withdrawn,
    pub url: String,
    pub title: &'static str,
    pub text: String,
}

impl<'a> Gone<'a> {
    fn of(settings: &Settings, tongue: Tongue, stub: &'a Withdrawn) -> Self {
        let mut text = tongue.reason(stub).to_owned();
        if let Some(case) = &stub.case {
            text.push_str(tongue.say("案号：", " Case: "));
            text.push_str(&xml_text(case));
            text.push_str(tongue.say("。", "."));
        }
        Self {
            stub,
            url: page_url(settings, &stub.id),
            title: tongue.say("已撤回", "Withdrawn"),
            text,
        }
    }

    /// What machines know it by: that it is withdrawn, and the kind of reason.
    pub(super) fn tags(&self) -> [&'static str; 2] {
        ["withdrawn", self.stub.kind.as_str()]
    }
}

/// The address of an article's page.
pub(super) fn page_url(settings: &Settings, id: &crate::article::ArticleId) -> String {
    format!(
        "{}{}",
        settings.base_url,
        Resource::Article(id.clone()).href()
    )
}

#[cfg(test)]
mod tests {
    use super::feed;
    use crate::article::Outlet;
    use crate::render::resource::Format;
    use crate::render::samples::{original, reprint, settings, window};

    fn text(format: Format) -> String {
        let window = window(Outlet::Site, &[reprint(), original()]);
        let edition = feed(&settings("zh-CN"), &window, format).expect("written");
        assert_eq!(edition.status(), 200);
        String::from_utf8(edition.bytes().to_vec()).expect("text")
    }

    #[test]
    fn rss() {
        let rss = text(Format::Rss);
        for part in [
            "xmlns:atom=\"http://www.w3.org/2005/Atom\"",
            "<atom:link href=\"https://news.example/feed.rss\" rel=\"self\" type=\"application/rss+xml\"></atom:link>",
            "<guid isPermaLink=\"false\">https://old.example/articles/yicheng-138166</guid>",
            "<source url=\"https://zmd.example/2026/11/22/a.html?x=1&amp;y=2\">驻马店日报</source>",
            "<dc:creator>本报记者 王五</dc:creator>",
            "<dc:rights>© 2026 驻马店日报社，保留一切权利 未经许可不得转载</dc:rights>",
            "<pubDate>Mon, 23 Nov 2026 01:30:00 +0000</pubDate>",
            "<lastBuildDate>Wed, 18 Nov 2026 11:08:20 +0000</lastBuildDate>",
            "<category>withdrawn</category>",
            "TD-2026-0001",
            "<content:encoded>",
        ] {
            assert!(rss.contains(part), "{part} in {rss}");
        }
    }

    #[test]
    fn atom() {
        let atom = text(Format::Atom);
        for part in [
            "<rights>© 2026 驻马店日报社，保留一切权利 未经许可不得转载</rights>",
            "<id>https://old.example/articles/gone-1</id>",
            "<updated>2026-11-18T11:06:40+00:00</updated>",
            "<category term=\"withdrawn\"/>",
            "<source><title>驻马店日报</title>",
        ] {
            assert!(atom.contains(part), "{part} in {atom}");
        }
    }

    #[test]
    fn json() {
        let json: serde_json::Value = serde_json::from_str(&text(Format::Json)).expect("JSON");
        let item = &json["items"][0];
        assert_eq!(
            item["_masthead"]["copyright_notice"],
            "© 2026 驻马店日报社，保留一切权利"
        );
        assert_eq!(item["_masthead"]["source"]["author"], "李四");
        assert_eq!(
            item["external_url"],
            "https://zmd.example/2026/11/22/a.html?x=1&y=2"
        );
        let stub = &json["items"][2];
        assert_eq!(stub["_masthead"]["withdrawn"]["case"], "TD-2026-0001");
        assert_eq!(stub["tags"][0], "withdrawn");
    }
}
