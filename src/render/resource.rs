//! Every address of the web root, told once: the same table serves HTTP and names the files.

use super::escape;
use crate::article::category::check_segment;
use crate::article::outlet::article_folder;
use crate::article::{ArticleId, CategoryPath, Language, Outlet};

/// The formats of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// Its name in a list's folder.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Rss => "feed.rss",
            Self::Atom => "feed.atom",
            Self::Json => "feed.json",
        }
    }

    /// Its media type, as links name it.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// What readers call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
        }
    }
}

/// One address of the web root.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Resource {
    /// A list's feed.
    Feed(Outlet, Format),
    /// A list's page.
    List(Outlet),
    /// An article's page, or the notice in its place.
    Article(ArticleId),
    /// The directory of feeds.
    Opml,
    /// The index of sitemaps.
    SitemapIndex,
    /// The sitemap of an archive's page.
    Sitemap(Outlet),
    /// What robots may do.
    Robots,
    /// The one style sheet.
    Style,
}

impl Resource {
    /// What changes only with the set of lists.
    pub const DIRECTORY: [Self; 4] = [Self::Opml, Self::SitemapIndex, Self::Robots, Self::Style];

    /// The resource at a percent-decoded path. Only the canonical path is known:
    /// `parse(&resource.path())` gives the resource back, and nothing else parses.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        match path {
            "/feeds.opml" => return Some(Self::Opml),
            "/sitemap.xml" => return Some(Self::SitemapIndex),
            "/robots.txt" => return Some(Self::Robots),
            "/style.css" => return Some(Self::Style),
            _ => {}
        }
        if let Some(id) = path.strip_prefix("/articles/") {
            return ArticleId::parse(id).ok().map(Self::Article);
        }
        let name_at = path.rfind('/')? + 1;
        let (folder, name) = path.split_at(name_at);
        let outlet = outlet_at(folder)?;
        let resource = match name {
            "" if outlet.has_page() => Self::List(outlet),
            "sitemap.xml" if !outlet.has_feeds() => Self::Sitemap(outlet),
            _ => {
                let format = Format::ALL.into_iter().find(|f| f.file_name() == name)?;
                outlet.has_feeds().then_some(Self::Feed(outlet, format))?
            }
        };
        // A second spelling of the same place (`/archive/2026/7/`, another case of a tag) is no address of ours.
        (resource.path() == path).then_some(resource)
    }

    /// The canonical path, decoded.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Feed(outlet, format) => outlet.folder() + format.file_name(),
            Self::List(outlet) => outlet.folder(),
            Self::Article(id) => format!("/articles/{id}"),
            Self::Opml => "/feeds.opml".into(),
            Self::SitemapIndex => "/sitemap.xml".into(),
            Self::Sitemap(outlet) => outlet.folder() + "sitemap.xml",
            Self::Robots => "/robots.txt".into(),
            Self::Style => "/style.css".into(),
        }
    }

    /// The canonical path, percent-encoded.
    #[must_use]
    pub fn href(&self) -> String {
        escape::path(&self.path())
    }

    /// Its file below the web root, raw UTF-8, with `/` in front.
    #[must_use]
    pub fn file(&self) -> String {
        match self {
            Self::List(outlet) => outlet.folder() + "index.html",
            Self::Article(id) => article_folder(id) + "index.html",
            _ => self.path(),
        }
    }

    /// All that shows a list: its feeds, its page, its sitemap.
    #[must_use]
    pub fn of_outlet(outlet: &Outlet) -> Vec<Self> {
        let mut all = Vec::with_capacity(4);
        if outlet.has_feeds() {
            all.extend(Format::ALL.map(|format| Self::Feed(outlet.clone(), format)));
        } else {
            all.push(Self::Sitemap(outlet.clone()));
        }
        if outlet.has_page() {
            all.push(Self::List(outlet.clone()));
        }
        all
    }
}

/// The list whose folder this is.
fn outlet_at(folder: &str) -> Option<Outlet> {
    if folder == "/" {
        return Some(Outlet::Site);
    }
    let (kind, rest) = folder
        .strip_prefix('/')?
        .strip_suffix('/')?
        .split_once('/')?;
    match kind {
        "categories" => CategoryPath::parse(rest).ok().map(Outlet::Category),
        "sources" => check_segment(rest)
            .is_ok()
            .then(|| Outlet::Source(rest.to_owned())),
        "languages" => Language::parse(rest).ok().map(Outlet::Language),
        "archive" if rest.matches('/').count() == 1 => {
            Outlet::from_key(&format!("archive/{rest}/1"))
        }
        "archive" => Outlet::from_key(&format!("archive/{rest}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Resource};
    use crate::article::{ArticleId, CategoryPath, Language, Outlet};

    fn outlets() -> Vec<Outlet> {
        vec![
            Outlet::Site,
            Outlet::Category(CategoryPath::parse("河南/驻马店/驿城区").expect("lawful")),
            Outlet::Source("驻马店日报".into()),
            Outlet::Language(Language::parse("zh-CN").expect("lawful")),
            Outlet::Archive {
                year: 2026,
                month: 7,
                page: 1,
            },
            Outlet::Archive {
                year: 2026,
                month: 11,
                page: 12,
            },
        ]
    }

    #[test]
    fn every_address_is_read_back() {
        let mut all: Vec<Resource> = Resource::DIRECTORY.to_vec();
        all.extend(outlets().iter().flat_map(Resource::of_outlet));
        all.push(Resource::Article(
            ArticleId::parse("yicheng-138166").expect("lawful"),
        ));
        assert_eq!(all.len(), 4 + 4 + 4 + 4 + 3 + 2 + 2 + 1);
        for resource in all {
            assert_eq!(
                Resource::parse(&resource.path()),
                Some(resource.clone()),
                "{resource:?}"
            );
            assert!(resource.file().starts_with('/'));
        }
    }

    #[test]
    fn a_second_spelling_is_no_address() {
        for path in [
            "",
            "/index.html",
            "//",
            "/articles/",
            "/articles/a/",
            "/articles/a/index.html",
            "/articles/../style.css",
            "/categories/",
            "/categories/河南",
            "/categories/../",
            "/categories//feed.rss",
            "/sources/a/b/",
            "/languages/zh-CN/",
            "/languages/zh-cn/feed.rss",
            "/archive/2026/7/",
            "/archive/2026/07/1/",
            "/archive/2026/07/feed.rss",
            "/archive/2026/",
            "/feed.xml",
            "/categories/\u{0}/",
        ] {
            assert_eq!(Resource::parse(path), None, "{path}");
        }
    }

    #[test]
    fn files_and_links() {
        let list = Resource::List(outlets().swap_remove(1));
        assert_eq!(list.file(), "/categories/河南/驻马店/驿城区/index.html");
        assert_eq!(
            list.href(),
            "/categories/%E6%B2%B3%E5%8D%97/%E9%A9%BB%E9%A9%AC%E5%BA%97/%E9%A9%BF%E5%9F%8E%E5%8C%BA/"
        );
        let article = Resource::Article(ArticleId::parse("a").expect("lawful"));
        assert_eq!(
            (article.path(), article.file()),
            ("/articles/a".into(), "/articles/a/index.html".into())
        );
        assert_eq!(
            Resource::Feed(super::Outlet::Site, Format::Rss).file(),
            "/feed.rss"
        );
    }
}
